package desk_test

import (
	"encoding/json"
	"errors"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/policy"
	"carddesk/app/port"
)

func TestFamilyInARow(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	first := b.captured() // complete: its identity can no longer be changed
	var members []dossier.ID
	of := first
	for range 3 {
		next, err := b.NextOfHousehold(ctx, of)
		b.must(err)
		identity := b.open(next).Identity
		if identity.Household != string(first) || identity.Permanent.Text != holder().Permanent.Text || identity.Name != "" || identity.Phone != "" {
			t.Fatalf("the next of the household begins with %+v", identity)
		}
		members, of = append(members, next), next
	}
	amount := b.open(first).Payment.Amount
	if amount == 0 {
		t.Fatal("the first one costs nothing: the sum would prove nothing")
	}
	b.must(b.Pay(ctx, members[0], dossier.Payment{FeeCode: "exchange", Amount: 25000, Method: "cash"}))
	b.must(b.Cancel(ctx, members[1], "citizen-left"))
	fee, err := b.HouseholdFees(ctx, members[2])
	if b.must(err); fee != (desk.HouseholdFee{Dossiers: 2, Total: amount + 25000}) {
		t.Errorf("the household paid %+v", fee)
	}
	fee, err = b.HouseholdFees(ctx, b.draft(holder()))
	if b.must(err); fee != (desk.HouseholdFee{}) {
		t.Errorf("somebody alone: %+v", fee)
	}
}

func TestAlike(t *testing.T) {
	b := newBench(t)
	other := func(change func(*dossier.Identity)) dossier.Identity {
		id := holder()
		change(&id)
		return id
	}
	open := b.draft(holder())
	cancelled := b.draft(other(func(id *dossier.Identity) { id.PersonalNumber, id.Name = "001190055555", "HOÀNG THỊ HỦY" }))
	b.must(b.Cancel(t.Context(), cancelled, "opened-by-mistake"))
	old := b.draft(other(func(id *dossier.Identity) {
		id.PersonalNumber, id.Name, id.OldNumbers = "001085000777", "PHẠM VĂN CŨ", []string{"012345678"}
	}))
	for _, c := range []struct {
		name     string
		identity dossier.Identity
		id       dossier.ID
		why      desk.Likeness
	}{
		{"the same number", other(func(id *dossier.Identity) { id.Name = "LÊ THỊ KHÁC" }), open, desk.SameNumber},
		{"name without accents and birth date", other(func(id *dossier.Identity) { id.PersonalNumber, id.Name = "001190099999", "LE THI MAU" }), open, desk.SameName},
		{"an old number", other(func(id *dossier.Identity) {
			id.PersonalNumber, id.Name, id.OldNumbers = "001085000888", "NGUYỄN AN", []string{"012345678"}
		}), old, desk.SameOldNumber},
		{"the same name born on another day", other(func(id *dossier.Identity) { id.PersonalNumber, id.Birth = "001190099999", "1990-05-05" }), "", ""},
		{"one that was cancelled", other(func(id *dossier.Identity) { id.PersonalNumber, id.Name = "001190055555", "AI ĐÓ" }), "", ""},
		{"nobody yet", dossier.Identity{}, "", ""},
	} {
		alike, err := b.Alike(t.Context(), "", c.identity)
		b.must(err)
		if c.why == "" && len(alike) != 0 || c.why != "" && (len(alike) != 1 || alike[0].ID != c.id || alike[0].Why != c.why) {
			t.Errorf("%s: %+v", c.name, alike)
		}
	}
	if alike, err := b.Alike(t.Context(), open, holder()); err != nil || len(alike) != 0 {
		t.Errorf("a dossier is like itself: %+v, %v", alike, err)
	}
}

func TestFeeDue(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		birth, exemption, method string
		amount                   int
	}{
		{"1990-05-04", "", "cash", 15000},
		{"", "", "cash", 15000},
		{"1960-05-04", "elderly", "none", 0},
		{"2012-05-04", "child", "none", 0},
	} {
		identity := holder()
		identity.Birth = c.birth
		if fee := b.FeeDue(identity); fee.Amount != c.amount || fee.Exemption != c.exemption || fee.Method != c.method {
			t.Errorf("born %q: %+v", c.birth, fee)
		}
	}
}

func TestVoidedReceiptsAreAccountedFor(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	payment := dossier.Payment{FeeCode: "transfer", Amount: 15000, Method: "cash", Series: "AB", Number: "0002",
		Voided: []dossier.VoidedReceipt{{Series: "AB", Number: "0001", Reason: "ghi sai"}}}
	b.must(b.Pay(t.Context(), id, payment))
	kept := b.open(id).Payment
	if len(kept.Voided) != 1 || kept.Voided[0].By != clerkID || kept.Voided[0].At.IsZero() || kept.Number != "0002" {
		t.Errorf("kept %+v", kept)
	}
	if payment.Voided[0].By != "" {
		t.Error("what the caller holds was changed")
	}
}

// A dossier that nobody compared is approved where policy lets it, and only there.
func TestApprovalMayWantTheLookup(t *testing.T) {
	strict, err := policy.Parse(strictPolicy(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		policy *policy.Set
		status string
		want   error
	}{
		{nil, "unreachable", nil},
		{strict, "unreachable", desk.ErrNotCompared},
		{strict, "", desk.ErrNotCompared},
		{strict, "matched", nil},
	} {
		b := newBench(t, func(p *desk.Params) { p.Rules.Policy = c.policy })
		identity := holder()
		identity.Lookup.Status = c.status
		id := b.draft(identity)
		b.fill(id)
		b.complete(id) // intake goes on in any case
		b.login(chiefID)
		if err := b.Approve(t.Context(), id); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("status %q, strict %v: %v", c.status, c.policy != nil, err)
		}
	}
}

func TestDecisionsAreKeptWithTheDossier(t *testing.T) {
	b := newBench(t)
	identity := holder()
	identity.Lookup = dossier.Lookup{Status: "differs", Record: &port.PopulationRecord{
		PersonalNumber: "001190012345", Name: "Lê Thị Mậu", Birth: "1990-05-04", Sex: "F",
	}}
	id := b.draft(identity)
	b.fill(id)
	if missing, err := b.Complete(t.Context(), id); !errors.Is(err, desk.ErrIncomplete) || len(missing) != 1 || missing[0].Field != "name" {
		t.Fatalf("completing with an undecided difference: %v, %v", missing, err)
	}
	opened := b.open(id)
	settled, err := b.Settle(opened.Identity, "name", dossier.FromTyped, dossier.PaperChange)
	b.must(err)
	_, err = b.SaveIdentity(t.Context(), id, opened.Revisions[dossier.SectionIdentity], settled)
	b.must(err)
	b.complete(id)
	kept := b.open(id)
	if d := kept.Identity.Differences; len(d) != 1 || d[0].By != clerkID || d[0].Paper != dossier.PaperChange || d[0].Registry != "Lê Thị Mậu" {
		t.Errorf("kept %+v", d)
	}
	seen := false
	for _, f := range kept.Findings {
		seen = seen || f.Code == "difference-kept" && f.Severity == dossier.Warning
	}
	if !seen {
		t.Error("the supervisor is not told")
	}
}

// strictPolicy is the compiled policy with the lookup required.
func strictPolicy(t *testing.T) []byte {
	t.Helper()
	settings := map[string][]policy.Entry{}
	for _, s := range policy.Default().Settings() {
		settings[s.Key] = s.Entries
	}
	settings["lookupRequired"] = []policy.Entry{{Value: json.RawMessage("true"), Source: "test", Status: policy.Chosen}}
	document, err := json.Marshal(map[string]any{"format": 1, "version": "strict", "serial": 2, "settings": settings})
	if err != nil {
		t.Fatal(err)
	}
	return document
}
