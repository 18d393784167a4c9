package desk

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
)

// Agreement says how one value of the chip stands beside the dossier's.
type Agreement string

// Agreements.
const (
	Agrees   Agreement = "agrees"
	Differs  Agreement = "differs"
	NotOnIt  Agreement = "not-on-chip" // the chip does not carry it
	NotAsked Agreement = "not-in-dossier"
)

// ComparedField is one value of the dossier beside the chip's.
type ComparedField struct {
	Field     string // JSON name in the identity section
	Label     string
	Dossier   string
	Chip      string
	Agreement Agreement
}

// CompareChip puts what the chip says beside the dossier, field by field, in the
// order of the card. Names, numbers, birth date and sex decide (Matched); the
// other values are shown, for the 2024 chips carry some of them unreadably.
func CompareChip(id dossier.Identity, chip port.ChipData) []ComparedField {
	birth := id.Birth
	if d, err := person.ParseCivilDate(id.Birth); err == nil {
		birth = d.ISO()
	}
	rows := []ComparedField{
		compareText("personalNumber", "Số định danh", id.PersonalNumber, chip.PersonalNumber),
		compareName(id.Name, chip),
		compareText("birth", "Ngày sinh", birth, chip.Birth),
		compareText("sex", "Giới tính", id.Sex, chip.Sex),
		compareText("nationality", "Quốc tịch", id.Nationality, chip.Nationality),
		compareText("origin", "Quê quán", id.Origin.Text, chip.Origin),
		compareText("permanent", "Nơi thường trú", id.Permanent.Text, chip.Residence),
		compareText("oldNumbers", "Số CMND", strings.Join(id.OldNumbers, ", "), chip.OldNumber),
	}
	for i := range rows {
		switch rows[i].Field {
		case "birth":
			rows[i].Dossier, rows[i].Chip = showDate(rows[i].Dossier), showDate(rows[i].Chip)
		case "sex":
			rows[i].Dossier, rows[i].Chip = person.Sex(rows[i].Dossier).Word(), person.Sex(rows[i].Chip).Word()
		}
	}
	return rows
}

// deciding are the values that must agree before a card may be handed over.
var deciding = map[string]bool{"personalNumber": true, "name": true, "birth": true, "sex": true}

// Matched reports whether every deciding value agrees.
func Matched(rows []ComparedField) bool {
	agreed := 0
	for _, row := range rows {
		if deciding[row.Field] && row.Agreement == Agrees {
			agreed++
		}
	}
	return agreed == len(deciding)
}

func compareText(field, label, dossier, chip string) ComparedField {
	row := ComparedField{Field: field, Label: label, Dossier: dossier, Chip: chip}
	switch {
	case chip == "":
		row.Agreement = NotOnIt
	case dossier == "":
		row.Agreement = NotAsked
	case sameText(dossier, chip):
		row.Agreement = Agrees
	default:
		row.Agreement = Differs
	}
	return row
}

// compareName compares with DG13, which has the diacritics, and falls back on
// the transliterated name of DG1 where DG13 does not carry it.
func compareName(name string, chip port.ChipData) ComparedField {
	if chip.Name != "" || chip.MRZName == "" {
		return compareText("name", "Họ và tên", name, chip.Name)
	}
	row := ComparedField{Field: "name", Label: "Họ và tên", Dossier: name, Chip: chip.MRZName, Agreement: Differs}
	if parsed, err := person.ParseName(name); err == nil && person.Fold(parsed.Upper()) == person.Fold(chip.MRZName) {
		row.Agreement = Agrees
	}
	return row
}

// sameText compares as people read: normal form, letter case and runs of spaces
// do not count, diacritics do.
func sameText(a, b string) bool {
	clean := func(s string) string {
		return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(s)), " "))
	}
	return clean(a) == clean(b)
}

func showDate(iso string) string {
	if d, err := person.ParseCivilDate(iso); err == nil {
		return d.String()
	}
	return iso
}
