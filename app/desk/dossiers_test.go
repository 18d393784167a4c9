package desk_test

import (
	"errors"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// cardQR is what the QR code of a synthetic card of 2021 says.
const cardQR = "001190012345|012345678|Lê Thị Mẫu|04051990|Nữ|Số 7 phố Thử Nghiệm, phường Thử|01022022"

func scanned(t *testing.T, text string) person.CardQR {
	t.Helper()
	qr, err := person.ParseCardQR(text)
	if err != nil {
		t.Fatal(err)
	}
	return qr
}

func TestNewDossierHasDefaults(t *testing.T) {
	b := newBench(t)
	opened := b.open(b.draft(dossier.Identity{}))
	if opened.Identity.Request.Regime != dossier.Regime2023 || opened.Identity.Nationality != "Việt Nam" {
		t.Errorf("defaults are %+v", opened.Identity)
	}
	if opened.State != dossier.Draft || opened.Clerk != clerkID || opened.Revisions[dossier.SectionIdentity] != 1 {
		t.Errorf("new dossier is %s of %s at revision %d", opened.State, opened.Clerk, opened.Revisions[dossier.SectionIdentity])
	}
	if b.entries(opened.ID, dossier.CreateDossier) != 1 || b.entries(opened.ID, dossier.ReadDossier) != 1 {
		t.Error("making and reading are not one entry each")
	}
}

func TestNobodyLoggedIn(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	for range 2 {
		b.must(b.LogOut(t.Context()))
	}
	if _, ok := b.User(); ok || b.store.Unlocked() {
		t.Error("the desk is open after logging out")
	}
	if n := b.entries("", dossier.LogOut); n != 1 {
		t.Errorf("%d entries of logging out, want 1", n)
	}
	for name, act := range map[string]func() error{
		"new":      func() error { _, err := b.NewDossier(t.Context(), holder()); return err },
		"open":     func() error { _, err := b.Open(t.Context(), id); return err },
		"save":     func() error { _, err := b.SaveIdentity(t.Context(), id, 1, holder()); return err },
		"approve":  func() error { return b.Approve(t.Context(), id) },
		"complete": func() error { _, err := b.Complete(t.Context(), id); return err },
	} {
		if err := act(); !errors.Is(err, desk.ErrNotLoggedIn) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

func TestFillFromCardQR(t *testing.T) {
	qr := scanned(t, cardQR)
	t.Run("empty", func(t *testing.T) {
		id, differs := desk.FillFromCardQR(dossier.Identity{Request: dossier.Request{Regime: dossier.Regime2023}}, qr)
		if len(differs) != 0 {
			t.Errorf("an empty identity differs in %v", differs)
		}
		got := []string{id.PersonalNumber, id.Name, id.Birth, id.Sex, id.Permanent.Text, id.OldCard.Issued, id.OldCard.QR}
		want := []string{"001190012345", "LÊ THỊ MẪU", "1990-05-04", "F", "Số 7 phố Thử Nghiệm, phường Thử", "2022-02-01", cardQR}
		if !slices.Equal(got, want) || !slices.Equal(id.OldNumbers, []string{"012345678"}) || !id.OldCard.Held {
			t.Errorf("filled %q, old numbers %q", got, id.OldNumbers)
		}
		if _, known := dossier.ReasonOf(id.Request); id.Request.Kind != dossier.Exchange || !known {
			t.Errorf("request is %+v", id.Request)
		}
	})
	t.Run("law of 2014", func(t *testing.T) {
		id, _ := desk.FillFromCardQR(dossier.Identity{Request: dossier.Request{Regime: dossier.Regime2014}}, qr)
		if _, known := dossier.ReasonOf(id.Request); !known {
			t.Errorf("its law does not know %+v", id.Request)
		}
	})
	t.Run("typed", func(t *testing.T) {
		typed := dossier.Identity{
			Name: "LÊ THỊ MÂU", Sex: "F", Birth: "1990-05-04", OldNumbers: []string{"999999999"},
			Request: dossier.Request{Kind: dossier.Reissue, Reason: "lost"},
		}
		id, differs := desk.FillFromCardQR(typed, qr)
		if !slices.Equal(differs, []string{"name"}) {
			t.Errorf("differs in %v, want name", differs)
		}
		if id.Name != typed.Name || id.OldNumbers[0] != "999999999" || id.Request != typed.Request {
			t.Errorf("typed values were overwritten: %+v", id)
		}
		if id.PersonalNumber != "001190012345" || id.Permanent.Text == "" {
			t.Error("empty fields were not filled")
		}
	})
	t.Run("another person's card", func(t *testing.T) {
		typed := dossier.Identity{PersonalNumber: "001090054321", Name: "TRẦN VĂN THỬ"}
		id, differs := desk.FillFromCardQR(typed, qr)
		if !slices.Equal(differs, []string{"personalNumber", "name"}) {
			t.Errorf("differs in %v", differs)
		}
		if id.Birth != "" || id.OldNumbers != nil || id.OldCard != (dossier.OldCard{}) || id.Request.Kind != "" {
			t.Errorf("values of another person were taken: %+v", id)
		}
	})
	t.Run("letter case and form of Unicode do not differ", func(t *testing.T) {
		_, differs := desk.FillFromCardQR(dossier.Identity{Name: "lê  thị mẫu"}, qr)
		if len(differs) != 0 {
			t.Errorf("differs in %v", differs)
		}
	})
}

func TestSaveConflict(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.draft(holder())
	mine, theirs := holder(), holder()
	theirs.Phone = "0987654321"
	revision, err := b.SaveIdentity(ctx, id, 1, theirs)
	if err != nil || revision != 2 {
		t.Fatalf("saved as revision %d, error %v", revision, err)
	}
	_, err = b.SaveIdentity(ctx, id, 1, mine)
	var stale *store.StaleError
	if !errors.As(err, &stale) || stale.Current != 2 || stale.Section != dossier.SectionIdentity {
		t.Fatalf("error is %v, want a stale revision", err)
	}
	if opened := b.open(id); opened.Identity.Phone != theirs.Phone {
		t.Error("the later save overwrote the earlier one")
	}
}

func TestFactsOfAReport(t *testing.T) {
	b := newBench(t)
	id := b.captured()
	today := person.FromTime(b.clock.Now()).ISO()
	for row, err := range b.store.FactRows(t.Context(), today, today) {
		b.must(err)
		if row.Dossier != string(id) {
			continue
		}
		if row.AgeBand != "25-39" || row.Sex != "F" || row.Kind != "exchange" || row.Quality["Face"] != 90 ||
			row.Quality[string(port.RightThumb)] != 90 || row.FeeCode == "" {
			t.Errorf("facts are %+v", row)
		}
		return
	}
	t.Error("the dossier has no facts")
}

func TestLookUp(t *testing.T) {
	same := port.PopulationRecord{PersonalNumber: "001190012345", Name: "Lê Thị Mẫu", Birth: "1990-05-04", Sex: "F"}
	other := same
	other.Name = "Lê Thị Mận"
	tests := []struct {
		name   string
		record port.PopulationRecord
		err    error
		status string
		found  bool
	}{
		{"matched", same, nil, "matched", true},
		{"differs", other, nil, "differs", true},
		{"unknown", port.PopulationRecord{}, port.ErrPersonUnknown, "unknown", false},
		{"unreachable", port.PopulationRecord{}, port.ErrRegistryUnreachable, "unreachable", false},
	}
	b := newBench(t)
	id := b.draft(holder())
	for i, test := range tests {
		b.population.record, b.population.err = test.record, test.err
		lookup, err := b.LookUp(t.Context(), id, holder())
		b.must(err)
		if lookup.Status != test.status || (lookup.Record != nil) != test.found || lookup.At.IsZero() {
			t.Errorf("%s: %+v", test.name, lookup)
		}
		if got := b.entries(id, dossier.LookUpPopulation); got != i+1 {
			t.Errorf("%s: %d entries, want %d", test.name, got, i+1)
		}
	}
	identity := holder()
	identity.PersonalNumber = "12"
	if _, err := b.LookUp(t.Context(), id, identity); !errors.Is(err, person.ErrPersonalNumber) {
		t.Errorf("a part of a number: error is %v", err)
	}
}

func TestCompareRecord(t *testing.T) {
	record := port.PopulationRecord{
		Name: "Lê Thị Mẫu", Birth: "1991-05-04", Sex: "M", Ethnic: "", Permanent: "số 7 phố thử nghiệm", Religion: "Không",
	}
	var fields []string
	for _, d := range desk.CompareRecord(holder(), record) {
		fields = append(fields, d.Field)
		if d.Field == "birth" && (d.Typed != "04/05/1990" || d.Record != "04/05/1991") {
			t.Errorf("birth dates are shown as %q and %q", d.Typed, d.Record)
		}
	}
	if !slices.Equal(fields, []string{"birth", "sex"}) {
		t.Errorf("differs in %v, want birth and sex", fields)
	}
}

func TestFillFromRecord(t *testing.T) {
	record := port.PopulationRecord{
		Name: "Lê Thị Mận", Birth: "1991", Sex: "F", Ethnic: "Tày", Permanent: "Nơi khác", Father: "Lê Văn Cha", OldNumbers: []string{"012345678"},
	}
	typed := dossier.Identity{Name: "LÊ THỊ MẪU", Permanent: dossier.Address{Text: "Số 7"}}
	id := desk.FillFromRecord(typed, record)
	if id.Name != typed.Name || id.Permanent.Text != typed.Permanent.Text {
		t.Errorf("typed values were overwritten: %+v", id)
	}
	if id.Birth != "1991" || id.Ethnic != "Tày" || id.Father.Name != "Lê Văn Cha" || len(id.OldNumbers) != 1 {
		t.Errorf("empty fields were not filled: %+v", id)
	}
}

func TestListAndCancel(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	rows, err := b.List(t.Context(), dossier.Draft)
	b.must(err)
	if len(rows) != 1 || rows[0].ID != id || rows[0].Name != "LÊ THỊ MẪU" || rows[0].Number != "001190012345" {
		t.Fatalf("drafts are %+v", rows)
	}
	if err := b.Cancel(t.Context(), id, ""); !errors.Is(err, store.ErrMissing) {
		t.Errorf("cancelling without a reason: %v", err)
	}
	for range 2 {
		b.must(b.Cancel(t.Context(), id, "citizen-left"))
	}
	b.wantState(id, dossier.Cancelled)
	if n := b.entries(id, dossier.CancelDossier); n != 1 {
		t.Errorf("%d entries of cancelling, want 1", n)
	}
	rows, err = b.List(t.Context(), dossier.Draft)
	if err != nil || len(rows) != 0 {
		t.Errorf("%d drafts after cancelling, error %v", len(rows), err)
	}
}
