package desk_test

import (
	"bytes"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/report/figures"
	"carddesk/app/tables"
)

// TestSlipsSayThatTheyWerePrintedBefore: a slip printed once more is another paper
// than the first print, although nothing else has changed.
func TestSlipsSayThatTheyWerePrintedBefore(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	for name, slip := range map[string]func() (desk.Paper, error){
		"data slip":        func() (desk.Paper, error) { return b.DataSlip(t.Context(), id) },
		"appointment slip": func() (desk.Paper, error) { return b.AppointmentSlip(t.Context(), id) },
	} {
		first, err := slip()
		b.must(err)
		seen, err := slip()
		b.must(err)
		if !bytes.Equal(first.PDF, seen.PDF) {
			t.Errorf("%s: two that were not printed differ", name)
		}
		b.must(b.Print(t.Context(), id, first, ""))
		again, err := slip()
		b.must(err)
		if bytes.Equal(first.PDF, again.PDF) {
			t.Errorf("%s: a reprint does not say so", name)
		}
	}
}

// TestSchoolsAreCountedAlone: the report of schools leaves the hamlets out.
func TestSchoolsAreCountedAlone(t *testing.T) {
	b := newBench(t, func(p *desk.Params) {
		p.Hamlets = desk.NewHamlets([]tables.Place{{Code: "T1", Kind: tables.Hamlet, Name: "Thôn 1", Ward: "00004"},
			{Code: "TH", Kind: tables.School, Name: "Trường THPT Thử", Ward: "00004"}})
	})
	for _, detail := range []string{"Thôn 1", "Ký túc xá Trường THPT Thử", "Số 5 phố Thử"} {
		identity := holder()
		identity.Permanent = dossier.Address{Ward: "00004", Detail: detail, Text: detail}
		b.draft(identity)
	}
	b.login(chiefID)
	for _, choice := range figures.Catalogue() {
		if choice.Key != figures.KeySchools {
			continue
		}
		made, err := b.Tabulate(t.Context(), choice, theDay())
		b.must(err)
		if len(made.Rows) != 1 || made.Rows[0][0].Text != "Trường THPT Thử" || made.Total[2].Number != 1 {
			t.Errorf("schools %+v", made.Rows)
		}
	}
}
