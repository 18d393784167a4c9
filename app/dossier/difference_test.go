package dossier

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/port"
)

const differingQR = "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Một, Xã Hai, Huyện Ba, Hà Nội|31122021"

func compareWith(change func(*Identity)) Identity {
	id := Identity{
		Request: Request{Regime: Regime2023, Kind: Exchange, Reason: "from-cccd"}, PersonalNumber: "001090000002",
		Name: "ĐỖ ĐỨC MẬU", Birth: "1990-07-01", Sex: "M", Permanent: Address{Text: "Thôn Một, Xã Hai, Hà Nội", Ward: "00001"},
		OldCard: OldCard{QR: differingQR},
		Lookup: Lookup{Status: "matched", Record: &port.PopulationRecord{
			PersonalNumber: "001090000002", Name: "Đỗ Đức Mậu", Birth: "1990-07-01", Sex: "M",
			Permanent: "Thôn Một, Xã Hai, Hà Nội", PermanentWard: "00002",
		}},
	}
	if change != nil {
		change(&id)
	}
	return id
}

func TestUndecided(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Identity)
		want   []string
	}{
		{"letters do not matter, and an older card says nothing against the registry", nil, nil},
		{"an accent matters", func(id *Identity) { id.Name = "ĐỖ ĐỨC MÂU" }, []string{"name"}},
		{"in the order of the paper", func(id *Identity) { id.Permanent.Text, id.Sex = "Thôn Bốn", "F" }, []string{"sex", "permanent"}},
		{"an empty value is no difference", func(id *Identity) { id.Birth = "" }, nil},
		{"without the registry the card is compared", func(id *Identity) { id.Lookup = Lookup{Status: "unreachable"} }, []string{"permanent"}},
		{"a record of another number says nothing", func(id *Identity) { id.PersonalNumber, id.Name, id.OldCard.QR = "001090000003", "LÊ AN", "" }, nil},
	} {
		var got []string
		for _, d := range Undecided(compareWith(c.change)) {
			got = append(got, d.Field)
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	}
}

func TestSettle(t *testing.T) {
	at := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		choice ValueFrom
		paper  string
		name   string
		code   string // of the finding that remains, "" for none
		status string
	}{
		{FromRegistry, "", "ĐỖ ĐỨC MẬU", "", "matched"},
		{FromTyped, PaperChange, "ĐỖ ĐỨC MÂU", "difference-kept", "differs"},
		{FromTyped, "", "ĐỖ ĐỨC MÂU", "difference-paper", "differs"},
	} {
		id := compareWith(func(id *Identity) { id.Name = "ĐỖ ĐỨC MÂU" })
		if !Settle(&id, "name", c.choice, c.paper, "canbo", at) {
			t.Fatalf("%s was not settled", c.choice)
		}
		if id.Name != c.name || len(Undecided(id)) != 0 || id.Lookup.Status != c.status {
			t.Errorf("%s: %q, %d undecided, lookup %s", c.choice, id.Name, len(Undecided(id)), id.Lookup.Status)
		}
		var code string
		for _, f := range Validate(Content{Identity: id}, at) {
			if f.Field == "name" {
				code = f.Code
			}
		}
		if code != c.code {
			t.Errorf("%s with paper %q: finding %q, want %q", c.choice, c.paper, code, c.code)
		}
		// A value typed anew is a difference anew.
		id.Name = "ĐỖ ĐỨC MẦU"
		if open := Undecided(id); len(open) != 1 || open[0].Field != "name" {
			t.Errorf("%s: after another name is typed: %v", c.choice, open)
		}
	}
	id := compareWith(nil)
	if Settle(&id, "name", FromRegistry, "", "canbo", at) {
		t.Error("settled where nothing differs")
	}
}

// However a clerk decides, all decided dossiers have nothing undecided left, and
// an address never keeps the ward of another one.
func TestSettleEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "Lê An", "Lê Ân", "Thôn Một, Xã Hai, Hà Nội", "1990-07-01", "M", "F"})
		id := compareWith(func(id *Identity) {
			id.Name, id.Birth, id.Sex, id.Permanent.Text = word.Draw(t, "name"), word.Draw(t, "birth"), word.Draw(t, "sex"), word.Draw(t, "home")
			id.Origin.Text, id.Lookup.Record.Origin = word.Draw(t, "origin"), word.Draw(t, "their origin")
		})
		before := id.Permanent
		for _, d := range Undecided(id) {
			choice := rapid.SampledFrom([]ValueFrom{FromTyped, FromRegistry, FromCard}).Draw(t, "choice")
			if d.Value(choice) == "" {
				choice = FromTyped
			}
			if !Settle(&id, d.Field, choice, PaperChange, "canbo", time.Time{}) {
				t.Fatalf("%s from %s was refused", d.Field, choice)
			}
		}
		if open := Undecided(id); len(open) > 0 {
			t.Fatalf("still undecided: %v", open)
		}
		if id.Permanent.Text != before.Text && id.Permanent.Ward == before.Ward {
			t.Fatal("the ward of another address was kept")
		}
	})
}
