package dossier

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/port"
)

func rawJSON(s string) json.RawMessage { return json.RawMessage(s) }

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// shared are the fields of an identity that a household has in common.
var shared = []string{"Request", "Nationality", "Permanent", "Temporary", "Present", "Householder", "Delivery", "Household"}

// TestNextOfHousehold: everything that is not shared is empty in the next
// dossier, whatever was in the first. A new field is not shared until it is
// listed here.
func TestNextOfHousehold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z]{1,8}`)
		first := Identity{
			Request:        Request{Regime2023, Exchange, text.Draw(t, "reason"), text.Draw(t, "note")},
			PersonalNumber: text.Draw(t, "number"), OldNumbers: []string{"012345678"}, Name: text.Draw(t, "name"),
			OtherName: "x", Birth: "1990-07-01", Sex: "M", Ethnic: "Kinh", Religion: "x", Nationality: text.Draw(t, "nationality"),
			MaritalStatus: "x", BloodGroup: "A", BirthPlace: Address{Text: "x"}, Origin: Address{Text: "x"},
			Permanent: Address{Text: text.Draw(t, "permanent"), Ward: "00001"}, Present: Address{Text: "y"}, Temporary: Address{Text: "z"},
			Occupation: "x", Education: "x", Father: Relative{Name: "x"}, Mother: Relative{Name: "x"}, Spouse: Relative{Name: "x"},
			Representative: Relative{Name: "x"}, Householder: Relative{Name: text.Draw(t, "head"), Relation: "Cha"},
			Phone: "0912345678", Delivery: text.Draw(t, "delivery"), Mark: "x", OldCard: OldCard{Held: true, QR: "x"},
			Lookup: Lookup{Status: "matched", At: time.Now(), Record: &port.PopulationRecord{}}, Represented: true,
			Household: rapid.SampledFrom([]string{"", "h1"}).Draw(t, "household"), Account: &Account{Level: 2},
			Integrations: []Integration{{Code: "x"}}, Visit: &Visit{Why: "ill"}, Voluntary: []string{"dna"}, Differences: []Difference{{Field: "name", Choice: FromTyped}},
		}
		value := reflect.ValueOf(first)
		for i := range value.NumField() {
			if value.Field(i).IsZero() && value.Type().Field(i).Name != "Household" {
				t.Fatalf("this test does not fill in %s", value.Type().Field(i).Name)
			}
		}
		next := NextOfHousehold(first, "h2")
		copied := reflect.ValueOf(next)
		for i := range copied.NumField() {
			name := copied.Type().Field(i).Name
			if !slices.Contains(shared, name) && !copied.Field(i).IsZero() {
				t.Fatalf("%s was copied", name)
			}
		}
		if next.Request != (Request{Regime: Regime2023}) {
			t.Fatalf("the request was copied: %+v", next.Request)
		}
		if next.Permanent != first.Permanent || next.Present != first.Present || next.Temporary != first.Temporary ||
			next.Delivery != first.Delivery || next.Nationality != first.Nationality || next.Householder.Name != first.Householder.Name {
			t.Fatal("what is shared was not copied")
		}
		if next.Householder.Relation != "" {
			t.Fatal("the relation to the head of household is the first member's own")
		}
		if want := first.Household; want == "" && next.Household != "h2" || want != "" && next.Household != want {
			t.Fatalf("household %q became %q", want, next.Household)
		}
		again := NextOfHousehold(next, "h3")
		if !reflect.DeepEqual(again, next) {
			t.Fatal("the third member shares something else than the second")
		}
	})
}

func TestHome(t *testing.T) {
	a := func(s string) Address { return Address{Text: s} }
	for _, c := range []struct {
		regime                        Regime
		permanent, temporary, present string
		basis                         HomeBasis
		text                          string
	}{
		{Regime2023, "p", "t", "n", HomePermanent, "p"},
		{Regime2023, " ", "t", "n", HomeTemporary, "t"},
		{Regime2023, "", "", "n", HomePresent, "n"},
		{Regime2023, "", "", "", "", ""},
		{Regime2014, "", "t", "n", HomePresent, "n"},
		{"", "", "t", "n", HomeTemporary, "t"},
	} {
		got, basis := Home(Identity{Request: Request{Regime: c.regime}, Permanent: a(c.permanent), Temporary: a(c.temporary), Present: a(c.present)})
		if basis != c.basis || got.Text != c.text {
			t.Errorf("%+v: %q %s", c, got.Text, basis)
		}
	}
}

// TestJSONIsAdditive: an identity written before the optional fields existed
// reads and writes as it was.
func TestJSONIsAdditive(t *testing.T) {
	data := mustJSON(t, adult().Identity)
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"temporary", "represented", "household", "account", "integrations", "voluntary"} {
		if _, ok := fields[name]; ok {
			t.Errorf("%s is written though empty", name)
		}
	}
	var back Identity
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, adult().Identity) {
		t.Errorf("%v: %+v", err, back)
	}
}
