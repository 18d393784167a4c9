package desk

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Agreement says how one value of the card stands beside the dossier's.
type Agreement string

// Agreements.
const (
	Agrees   Agreement = "agrees"
	Differs  Agreement = "differs"
	NotOnIt  Agreement = "not-on-chip" // the chip does not carry it
	NotAsked Agreement = "not-in-dossier"
)

// Fields of a comparison that are no fields of the identity section.
const (
	FieldMRZ    = "mrz"    // the machine-readable zone of DG1, whole
	FieldQR     = "qr"     // the QR code printed on the card
	FieldFinger = "finger" // the finger of who fetches the card
)

// ComparedField is one value of the dossier beside the chip's.
type ComparedField struct {
	Field     string // JSON name in the identity section, or [FieldMRZ], [FieldQR], …
	Label     string
	Dossier   string
	Chip      string // of the QR code for [FieldQR]
	Agreement Agreement
}

// CompareChip puts what the chip says beside the dossier and what the registry
// said of the card, field by field, in the order of the card. A value that the
// chip does not carry is no difference: the chips of 2024 leave some out.
func CompareChip(id dossier.Identity, detail store.CardDetail, chip port.ChipData) []ComparedField {
	return []ComparedField{
		compareText("personalNumber", "Số định danh", id.PersonalNumber, chip.PersonalNumber),
		compareName(id.Name, chip),
		compareDate("birth", "Ngày sinh", id.Birth, chip.Birth),
		compareSex(id.Sex, chip.Sex),
		compareNationality(id.Nationality, chip.Nationality),
		compareText("ethnic", "Dân tộc", id.Ethnic, chip.Ethnic),
		compareText("religion", "Tôn giáo", id.Religion, chip.Religion),
		compareText("origin", "Quê quán", id.Origin.Text, chip.Origin),
		compareText("permanent", "Nơi thường trú", id.Permanent.Text, chip.Residence),
		compareText("mark", "Đặc điểm nhân dạng", id.Mark, chip.Identification),
		compareText("father", "Cha", id.Father.Name, chip.Father),
		compareText("mother", "Mẹ", id.Mother.Name, chip.Mother),
		compareText("spouse", "Vợ, chồng", id.Spouse.Name, chip.Spouse),
		compareOldNumbers(id.OldNumbers, chip.OldNumber),
		compareText("document", "Số thẻ", detail.Document, chip.DocumentNumber),
		compareDate("issued", "Ngày cấp", detail.Issued, chip.Issued),
		compareExpiry(detail, chip),
		compareMRZ(id, detail, chip),
	}
}

// deciding are the values that must be on the chip and agree before a card may
// be handed over. Of the others none may differ.
var deciding = []string{"personalNumber", "name", "birth", "sex"}

// Matched reports whether every deciding value agrees and no other differs.
func Matched(rows []ComparedField) bool {
	agreed := 0
	for _, row := range rows {
		switch {
		case row.Agreement == Differs:
			return false
		case row.Agreement == Agrees && slices.Contains(deciding, row.Field):
			agreed++
		}
	}
	return agreed == len(deciding)
}

func compareText(field, label, dossier, chip string) ComparedField {
	return compareBy(field, label, dossier, chip, sameText)
}

func compareBy(field, label, dossier, chip string, same func(dossier, chip string) bool) ComparedField {
	row := ComparedField{Field: field, Label: label, Dossier: dossier, Chip: chip}
	switch {
	case chip == "":
		row.Agreement = NotOnIt
	case dossier == "":
		row.Agreement = NotAsked
	case same(dossier, chip):
		row.Agreement = Agrees
	default:
		row.Agreement = Differs
	}
	return row
}

// compareName compares with DG13, which has the diacritics, and falls back on
// the transliterated name of DG1 where DG13 does not carry it.
func compareName(name string, chip port.ChipData) ComparedField {
	if chip.Name != "" {
		return compareText("name", "Họ và tên", name, chip.Name)
	}
	return compareBy("name", "Họ và tên", name, chip.MRZName, func(name, zone string) bool {
		parsed, err := person.ParseName(name)
		return err == nil && person.Fold(parsed.Upper()) == person.Fold(zone)
	})
}

func compareDate(field, label, dossier, chip string) ComparedField {
	row := compareBy(field, label, dossier, chip, func(a, b string) bool {
		x, errX := person.ParseCivilDate(a)
		y, errY := person.ParseCivilDate(b)
		return errX == nil && errY == nil && x == y
	})
	row.Dossier, row.Chip = showDate(dossier), showDate(chip)
	return row
}

func compareSex(dossier, chip string) ComparedField {
	row := compareText("sex", "Giới tính", dossier, chip)
	row.Dossier, row.Chip = person.Sex(dossier).Word(), person.Sex(chip).Word()
	return row
}

// compareNationality knows the code of DG1, which stands where DG13 says nothing.
func compareNationality(dossier, chip string) ComparedField {
	return compareBy("nationality", "Quốc tịch", dossier, chip, func(a, b string) bool {
		return sameText(a, b) || b == "VNM" && person.Fold(a) == "viet nam"
	})
}

// compareOldNumbers: the chip has one old number, the dossier all that are known.
func compareOldNumbers(numbers []string, chip string) ComparedField {
	return compareBy("oldNumbers", "Số CMND", strings.Join(numbers, ", "), chip, func(_, chip string) bool {
		return slices.Contains(numbers, chip)
	})
}

// compareExpiry compares with what the registry said of this card. Without a
// date the card does not expire.
func compareExpiry(detail store.CardDetail, chip port.ChipData) ComparedField {
	const never = "Không thời hạn"
	ours := detail.Expires
	if ours == "" && detail.Document != "" {
		ours = never
	}
	theirs := chip.Expires
	if theirs == "" && chip.MRZ != "" {
		theirs = never
	}
	if ours == never || theirs == never {
		return compareText("expires", "Có giá trị đến", showDate(ours), showDate(theirs))
	}
	return compareDate("expires", "Có giá trị đến", ours, theirs)
}

// compareMRZ computes the zone that the card must have and compares it with DG1.
func compareMRZ(id dossier.Identity, detail store.CardDetail, chip port.ChipData) ComparedField {
	row := ComparedField{Field: FieldMRZ, Label: "Dòng MRZ", Chip: oneLine(chip.MRZ), Agreement: NotOnIt}
	if chip.MRZ == "" {
		return row
	}
	lines, ok := zoneOf(id, detail)
	if !ok {
		row.Agreement = NotAsked
		return row
	}
	row.Dossier = strings.Join(lines[:], " ")
	row.Agreement = Differs
	if sameZone(strings.Join(lines[:], ""), chip.MRZ, detail) {
		row.Agreement = Agrees
	}
	return row
}

// zoneOf writes the zone of a dossier's card; ok is false while the dossier does
// not say enough.
func zoneOf(id dossier.Identity, detail store.CardDetail) (lines [3]string, ok bool) {
	number, err := person.ParsePersonalNumber(id.PersonalNumber)
	if err != nil {
		return lines, false
	}
	name, err := person.ParseName(id.Name)
	if err != nil {
		return lines, false
	}
	birth, err := person.ParseCivilDate(id.Birth)
	if err != nil {
		return lines, false
	}
	var expires person.CivilDate
	if detail.Expires != "" {
		if expires, err = person.ParseCivilDate(detail.Expires); err != nil {
			return lines, false
		}
	}
	return person.FormatTD1(person.TD1{
		Number: number, Name: name, Birth: birth, Sex: person.Sex(id.Sex), Expires: expires,
	}), true
}

// sameZone compares two zones value by value, not letter by letter: how cards
// without an expiry, and cards of people whose day of birth nobody knows, fill
// the gap is the issuer's choice. The check digits of the chip's must be right.
func sameZone(ours, theirs string, detail store.CardDetail) bool {
	want, err := person.ParseTD1(ours)
	if err != nil {
		return false
	}
	got, err := person.ParseTD1(theirs)
	if err != nil {
		return false
	}
	if detail.Document != "" {
		want.DocumentNumber = detail.Document
	} else {
		got.DocumentNumber = want.DocumentNumber // nobody has said which it is
	}
	if want.Birth.Full() && got.BirthText != want.BirthText {
		return false
	}
	// What stands where nothing should is seen by no check digit: letters worth
	// ten, twenty or thirty count as a filler there (ICAO 9303-3, 4.9).
	letters := strings.Join(strings.Fields(theirs), "")
	if len(letters) != 90 {
		return false
	}
	for _, empty := range emptyParts {
		if strings.Trim(letters[empty.from:empty.to], "<") != "" {
			return false
		}
	}
	return got.DocumentCode == want.DocumentCode && got.DocumentNumber == want.DocumentNumber && got.Number == want.Number && got.Sex == want.Sex &&
		got.Expires == want.Expires && got.Nationality == want.Nationality &&
		got.Primary == want.Primary && got.Secondary == want.Secondary
}

// emptyParts are the parts of a card's three lines, written as one, that hold
// fillers only: the rest of the optional data after the personal number, and the
// optional data of the second line (ICAO 9303-5, 4.2.2).
var emptyParts = []struct{ from, to int }{{27, 29}, {48, 59}}

func oneLine(zone string) string { return strings.Join(strings.Fields(zone), " ") }

// sameText compares as people read: normal form, letter case and runs of spaces
// do not count, diacritics do.
func sameText(a, b string) bool {
	clean := func(s string) string {
		return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(s)), " "))
	}
	return clean(a) == clean(b)
}

func showDate(iso string) string {
	if d, err := person.ParseCivilDate(iso); err == nil && !d.IsZero() {
		return d.String()
	}
	return iso
}
