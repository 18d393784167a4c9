package desk

import (
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/report"
	"carddesk/app/report/figures"
)

// print is what every paper of this desk has.
func (d *Desk) print() report.Print {
	return report.Print{
		Office: report.Office{
			Authority: d.Office.Parent, Name: d.Office.Name, Place: d.Office.Place,
			Address: d.Office.Address, Phone: d.Office.Phone,
		},
		Printed: d.now(), Training: d.Training,
	}
}

// printOf is what every paper of one dossier has: its forms are those of the law
// that it is judged by, whatever law is in force when they are printed.
func (d *Desk) printOf(c dossier.Content) report.Print {
	p := d.print()
	p.Regime = string(c.Identity.Request.Regime)
	return p
}

// officer is who is logged in, as papers name them.
func (d *Desk) officer() report.Officer {
	user, _ := d.User()
	return report.Officer{Rank: user.Rank, Name: user.Name}
}

// officerName is the rank and name of who is logged in.
func (d *Desk) officerName() string {
	officer := d.officer()
	return strings.TrimSpace(officer.Rank + " " + officer.Name)
}

// supervisor is who is logged in where that is the supervisor; a clerk's papers
// leave the line empty for whoever signs.
func (d *Desk) supervisor() report.Officer {
	if user, ok := d.User(); !ok || user.Role != dossier.RoleSupervisor {
		return report.Officer{}
	}
	return d.officer()
}

// holder puts the person's side of a dossier into the fields of the forms.
func holder(c dossier.Content) report.Holder {
	id := c.Identity
	h := report.Holder{
		report.FieldName:           strings.ToUpper(id.Name),
		report.FieldOtherName:      id.OtherName,
		report.FieldBirth:          showDate(id.Birth),
		report.FieldSex:            person.Sex(id.Sex).Word(),
		report.FieldNumber:         groupedNumber(id.PersonalNumber),
		report.FieldOldNumbers:     strings.Join(id.OldNumbers, ", "),
		report.FieldEthnic:         id.Ethnic,
		report.FieldReligion:       id.Religion,
		report.FieldNationality:    id.Nationality,
		report.FieldMarital:        id.MaritalStatus,
		report.FieldBlood:          id.BloodGroup,
		report.FieldBirthPlace:     id.BirthPlace.Text,
		report.FieldOrigin:         id.Origin.Text,
		report.FieldPermanent:      id.Permanent.Text,
		report.FieldPresent:        id.Present.Text,
		report.FieldOccupation:     id.Occupation,
		report.FieldEducation:      id.Education,
		report.FieldFather:         relative(id.Father),
		report.FieldMother:         relative(id.Mother),
		report.FieldSpouse:         relative(id.Spouse),
		report.FieldRepresentative: relative(id.Representative),
		report.FieldHouseholder:    relative(id.Householder),
		report.FieldPhone:          id.Phone,
		report.FieldResidence:      home(id),
		report.FieldMark:           id.Mark,
		report.FieldKind:           dossier.KindName(id.Request.Regime, id.Request.Kind),
		report.FieldOldCard:        OldCardWords(id),
		report.FieldFee:            FeeWords(c.Payment),
		report.FieldDelivery:       id.Delivery,
	}
	if phone, err := person.ParsePhone(id.Phone); err == nil {
		h[report.FieldPhone] = phone.Grouped()
	}
	if reason, ok := dossier.ReasonOf(id.Request); ok {
		h[report.FieldReason] = reason.Vietnamese
	}
	return h
}

// home is the residence that the card will show, by the order of the law.
func home(id dossier.Identity) string {
	place, _ := dossier.Home(id)
	return place.Text
}

func groupedNumber(number string) string {
	if n, err := person.ParsePersonalNumber(number); err == nil {
		return n.Grouped()
	}
	return number
}

func relative(r dossier.Relative) string {
	var parts []string
	for _, part := range []string{r.Name, r.Nationality, r.Number} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// OldCardWords says in words what became of the old card.
func OldCardWords(id dossier.Identity) string {
	switch id.OldCard.Outcome {
	case "collected":
		return "Đã thu"
	case "cut":
		return "Đã cắt góc, trả lại"
	case "not-collected":
		return "Không thu: " + id.OldCard.Why
	case "lost":
		return "Đã mất"
	case "none":
		return "Không có"
	}
	return ""
}

// FeeWords says in words what is to be paid.
func FeeWords(p dossier.Payment) string {
	switch {
	case p.FeeCode == "":
		return ""
	case p.Exemption != "":
		return "Miễn: " + exemptionName(p)
	case p.Amount == 0:
		return "Không thu"
	}
	return Money(p.Amount)
}

// Money writes an amount in đồng with points between the thousands.
func Money(amount int) string {
	return figures.Thousands(int64(amount)) + " đồng"
}

// fingerLines lists the ten fingers for the data slip.
func fingerLines(f dossier.Fingerprints) []report.FingerLine {
	var lines []report.FingerLine
	for _, part := range []port.Part{port.RightSlap, port.LeftSlap, port.Thumbs} {
		for _, position := range port.SlapPositions(part) {
			finger := f.Fingers[position]
			line := report.FingerLine{Position: position}
			switch {
			case finger.Capture != nil:
				line.Quality = finger.Capture.Score
			case finger.Exception != nil:
				line.Exception = ExceptionWords(*finger.Exception)
			default:
				continue
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// ExceptionWords says why a finger or an eye was not taken.
func ExceptionWords(e dossier.CaptureException) string {
	words := map[string]string{
		"amputated": "cụt", "bent": "khèo", "deformed": "dị tật",
		"bandaged": "băng bó", "worn": "mòn", "other": "lý do khác",
	}
	text := words[e.Reason]
	if e.Note != "" {
		text += " (" + e.Note + ")"
	}
	return text
}

// irisWords says how many eyes were taken, and why one was not.
func irisWords(i dossier.Iris) string {
	taken := 0
	var excused []string
	for _, position := range []port.Position{port.RightEye, port.LeftEye} {
		eye := i.Eyes[position]
		if eye.Capture != nil {
			taken++
		} else if eye.Exception != nil {
			excused = append(excused, ExceptionWords(*eye.Exception))
		}
	}
	why := ""
	if len(excused) > 0 {
		why = ": " + strings.Join(excused, ", ")
	}
	switch {
	case taken == 2:
		return "Đã thu nhận hai mắt"
	case taken == 1:
		return "Thu nhận một mắt" + why
	case why != "":
		return "Không thu nhận được" + why
	}
	return ""
}
