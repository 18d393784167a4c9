package desk

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/store"
)

// TestListOfABoxThatGrows: when the centre adds cards to a box while it is gone
// through, every card that is on its way has exactly one line, and nothing that was
// found is forgotten.
func TestListOfABoxThatGrows(t *testing.T) {
	serial := rapid.SampledFrom([]string{"T1", "T2", "T3", "T4", "T5", "T6"})
	found := rapid.SampledFrom([]string{"", FoundScanned, FoundChip, FoundFaulty})
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfDistinct(rapid.Custom(func(t *rapid.T) BoxLine {
			return BoxLine{Serial: serial.Draw(t, "serial"), Found: found.Draw(t, "found")}
		}), func(l BoxLine) string { return l.Serial }).Draw(t, "lines")
		coming := rapid.SliceOfDistinct(serial, rapid.ID[string]).Draw(t, "coming")
		var cards []store.Card
		for _, s := range coming {
			cards = append(cards, store.Card{Serial: s})
		}
		before := slices.Clone(lines)
		joined := joinLines(lines, cards)
		if !slices.Equal(lines, before) {
			t.Fatal("the lines of before were changed")
		}
		seen := map[string]bool{}
		for _, l := range joined {
			if seen[l.Serial] {
				t.Fatalf("%s has two lines", l.Serial)
			}
			seen[l.Serial] = true
			if l.Found == "" && !slices.Contains(coming, l.Serial) {
				t.Fatalf("%s is awaited and not on its way", l.Serial)
			}
		}
		for _, s := range coming {
			if !seen[s] {
				t.Fatalf("%s is on its way and has no line", s)
			}
		}
		for _, l := range before {
			if l.Found != "" && !slices.Contains(joined, l) {
				t.Fatalf("%+v was found and is forgotten", l)
			}
		}
		r := BoxRecord{Lines: joined}
		if n := r.Count(FoundScanned, FoundChip, FoundFaulty) + len(r.Missing()); n != len(joined) {
			t.Fatalf("%d lines, %d are found or missing", len(joined), n)
		}
	})
}
