package desk

import (
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
)

// CompareQR puts what the QR code printed on the card says beside its chip, and
// beside the dossier where the chip is silent. Values that the code lacks, or
// that the scanner spoiled, are left out. Chip of the row names what differs.
func CompareQR(id dossier.Identity, chip port.ChipData, qr person.CardQR) ComparedField {
	row := ComparedField{Field: FieldQR, Label: "Mã QR in trên thẻ", Dossier: "Khớp với chip", Agreement: Agrees}
	var wrong []string
	check := func(label, printed, chip, dossier string, same func(a, b string) bool) {
		want := chip
		if want == "" {
			want = dossier
		}
		if printed != "" && want != "" && !same(printed, want) {
			wrong = append(wrong, label+" "+printed)
		}
	}
	check("số", string(qr.Number), chip.PersonalNumber, id.PersonalNumber, sameText)
	check("tên", qr.Name.String(), chip.Name, id.Name, sameText)
	check("ngày sinh", dateOf(qr.Birth), showDate(chip.Birth), showDate(id.Birth), sameText)
	check("giới tính", qr.Sex.Word(), person.Sex(chip.Sex).Word(), person.Sex(id.Sex).Word(), sameText)
	check("số CMND", string(qr.OldNumber), chip.OldNumber, strings.Join(id.OldNumbers, ", "), sameText)
	check("nơi thường trú", qr.Address, chip.Residence, id.Permanent.Text, sameText)
	check("ngày cấp", dateOf(qr.Issued), showDate(chip.Issued), "", sameText)
	if len(wrong) > 0 {
		row.Agreement = Differs
		row.Dossier, row.Chip = "Phải như chip", strings.Join(wrong, "; ")
	}
	return row
}

func dateOf(d person.CivilDate) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
