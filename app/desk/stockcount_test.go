package desk

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// serials of the cards of a shelf.
func shelvedSerials(cards []Shelved) []string {
	var serials []string
	for _, c := range cards {
		serials = append(serials, c.Serial)
	}
	return serials
}

func seenSerials(cards []Seen) []string {
	var serials []string
	for _, c := range cards {
		serials = append(serials, c.Serial)
	}
	return serials
}

// TestReconcileLosesNoCard: whatever lies on the shelves and whatever is read in
// whatever order, the expected cards are those found, those in the wrong place and
// those missing, each once; what is surplus is none of them; and nothing that was
// read disappears.
func TestReconcileLosesNoCard(t *testing.T) {
	serial := rapid.SampledFrom([]string{"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"})
	shelf := rapid.SampledFrom([]string{"A1", "A2", "B1"})
	rapid.Check(t, func(t *rapid.T) {
		expected := rapid.SliceOfDistinct(rapid.Custom(func(t *rapid.T) Shelved {
			return Shelved{Serial: serial.Draw(t, "serial"), Shelf: shelf.Draw(t, "shelf")}
		}), func(s Shelved) string { return s.Serial }).Draw(t, "expected")
		seen := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Seen {
			s := Seen{On: shelf.Draw(t, "on")}
			if rapid.Bool().Draw(t, "known") {
				s.Serial, s.Code, s.Why = serial.Draw(t, "serial"), "", SurplusOnShelf
			} else {
				s.Code, s.Why = serial.Draw(t, "code"), SurplusUnknown
			}
			return s
		})).Draw(t, "seen")

		c := Reconcile(expected, seen)
		var found []string
		found = append(found, shelvedSerials(c.Right)...)
		found = append(found, seenSerials(c.Wrong)...)
		all := append(slices.Clone(found), shelvedSerials(c.Missing)...)
		want := shelvedSerials(expected)
		slices.Sort(all)
		slices.Sort(want)
		if !slices.Equal(all, want) {
			t.Fatalf("expected %v, found and missing %v", want, all)
		}
		for _, s := range c.Surplus {
			if s.Serial != "" && slices.Contains(want, s.Serial) {
				t.Fatalf("%s is expected and surplus", s.Serial)
			}
		}
		keys := map[string]bool{}
		for _, s := range seen {
			keys[s.key()] = true
		}
		if got := len(found) + len(c.Surplus); got != len(keys) {
			t.Fatalf("%d cards were read, %d are in the result", len(keys), got)
		}
		for _, s := range c.Wrong {
			if s.On == s.Shelf {
				t.Fatalf("%s is in its place and in the wrong one", s.Serial)
			}
		}
	})
}

func TestReconcileBelievesTheLastReading(t *testing.T) {
	expected := []Shelved{{Serial: "T1", Shelf: "A10"}, {Serial: "T2", Shelf: "A2"}, {Serial: "T3", Shelf: "A2"}}
	at := func(serial, on string) Seen { return Seen{Surplus: Surplus{Serial: serial}, On: on} }
	c := Reconcile(expected, []Seen{at("T1", "A2"), at("T1", "A10"), at("T9", "A2"), at("T9", "A2")})
	if !slices.Equal(shelvedSerials(c.Right), []string{"T1"}) || len(c.Wrong) > 0 ||
		!slices.Equal(shelvedSerials(c.Missing), []string{"T2", "T3"}) || !slices.Equal(seenSerials(c.Surplus), []string{"T9"}) {
		t.Errorf("%+v", c)
	}
}

func TestShelvesStandInTheirOrder(t *testing.T) {
	shelves := []string{"B1", "A10", "A2", "", "A2-1", "A02", "A"}
	slices.SortStableFunc(shelves, CompareShelves)
	if want := []string{"", "A", "A2", "A02", "A2-1", "A10", "B1"}; !slices.Equal(shelves, want) {
		t.Errorf("%q", shelves)
	}
	for text, want := range map[string]string{" a1 ": "A1", "B-12": "B-12", "1": "1"} {
		if got, err := ParseShelf(text); err != nil || got != want {
			t.Errorf("%q: %q %v", text, got, err)
		}
	}
	for _, text := range []string{"", "  ", "Nguyễn", "A 1", "ABCDEFGHIJKLM"} {
		if got, err := ParseShelf(text); err == nil {
			t.Errorf("%q is the shelf %q", text, got)
		}
	}
}

// FuzzReadCardCode: nothing that a scanner sends is taken for a card without being
// bounded and named.
func FuzzReadCardCode(f *testing.F) {
	for _, seed := range []string{"T000000001", "001090000002", "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Một|31122021",
		"GH:HN01-26-000123-83", "", "|", "T-1 ", "012345678", "đ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, ok := ReadCardCode(text)
		if !ok {
			return
		}
		if (code.Serial == "") == (code.Number == "") {
			t.Fatalf("%q names %q and %q", text, code.Serial, code.Number)
		}
		if len(code.Names()) == 0 || len(code.Names()) > maxSerial {
			t.Fatalf("%q is called %q", text, code.Names())
		}
	})
}
