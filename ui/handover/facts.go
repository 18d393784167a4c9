package handover

import (
	"slices"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// faults are the reasons for which a card is reported faulty, in words.
var faults = []kit.Choice{
	{Code: desk.FaultChipMismatch, Text: "Chip không khớp hồ sơ"},
	{Code: desk.FaultChipProof, Text: "Chip không chứng minh được: bị sửa hoặc giả"},
	{Code: desk.FaultChipDead, Text: "Chip không đọc được"},
	{Code: desk.FaultPrint, Text: "In mờ, sai, mã QR khác chip"},
	{Code: desk.FaultData, Text: "Thông tin trên thẻ sai"},
	{Code: desk.FaultDamaged, Text: "Thẻ hỏng, gãy"},
}

// recipients are those who may take a card for its holder.
var recipients = []kit.Choice{
	{Code: dossier.ToRepresentative, Text: "Người đại diện hợp pháp"},
	{Code: dossier.ToAuthorised, Text: "Người được ủy quyền bằng văn bản"},
}

// takers are all who may take a card.
var takers = append([]kit.Choice{{Code: dossier.ToHolder, Text: "Người được cấp thẻ"}}, recipients...)

// Faults are the reasons for which a card is reported faulty, for a list to pick
// from.
func Faults() []kit.Choice { return slices.Clone(faults) }

// Fault is one of these reasons in words; a code that is not known comes back as
// it is.
func Fault(code string) string {
	for _, fault := range faults {
		if fault.Code == code {
			return fault.Text
		}
	}
	return code
}

// factsOf are the lines of a comparison: what differs first, since it decides.
func factsOf(fields []desk.ComparedField) []kit.Fact {
	var wrong, right []kit.Fact
	for _, field := range fields {
		field.Dossier, field.Chip = asRead(field.Field, field.Dossier), asRead(field.Field, field.Chip)
		fact := kit.Fact{Key: field.Label, Value: field.Dossier}
		switch field.Agreement {
		case desk.Agrees:
			fact.Level = kit.LevelOK
			if field.Field == desk.FieldMRZ {
				fact.Value = "cả ba dòng khớp"
			}
		case desk.Differs:
			fact.Level = kit.LevelError
			fact.Value = difference(field)
			wrong = append(wrong, fact)
			continue
		case desk.NotAsked:
			fact.Value = field.Chip
		}
		if fact.Value != "" {
			right = append(right, fact)
		}
	}
	return append(wrong, right...)
}

// asRead writes numbers in the groups in which people read them.
func asRead(field, value string) string {
	switch field {
	case "personalNumber":
		return words.Number(value)
	case "oldNumbers":
		return words.OldNumber(value)
	}
	return value
}

// difference shows both sides; of the zone only the lines that differ.
func difference(field desk.ComparedField) string {
	ours, theirs := field.Dossier, field.Chip
	where := "trên chip"
	switch field.Field {
	case desk.FieldMRZ:
		ours, theirs = differingLines(ours, theirs)
	case desk.FieldQR:
		where = "trên mã QR"
	case desk.FieldFinger:
		return ours + "   ≠ " + theirs
	}
	return ours + "   ≠ " + where + ": " + theirs
}

func differingLines(a, b string) (string, string) {
	left, right := strings.Fields(a), strings.Fields(b)
	if len(left) != len(right) {
		return a, b
	}
	var x, y []string
	for i := range left {
		if left[i] != right[i] {
			x, y = append(x, strings.TrimRight(left[i], "<")), append(y, strings.TrimRight(right[i], "<"))
		}
	}
	return strings.Join(x, " "), strings.Join(y, " ")
}
