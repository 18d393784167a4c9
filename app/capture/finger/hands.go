package finger

import (
	"cmp"
	"slices"

	"carddesk/app/port"
)

// Conflict is a pair of prints that are of one finger although their names say
// otherwise.
type Conflict struct {
	First, Second port.Position
	Score         float64
}

// Twice looks among the prints of one person for a finger that was put down
// under two names: a finger taken twice, or one hand laid on the glass for both.
// Strongest conflicts come first.
func Twice(prints map[port.Position]*Template) []Conflict {
	positions := sorted(prints)
	var out []Conflict
	for i, first := range positions {
		for _, second := range positions[:i] {
			if c := Compare(prints[first], prints[second]); c.Score >= SameFinger {
				out = append(out, Conflict{First: second, Second: first, Score: c.Score})
			}
		}
	}
	strongestFirst(out)
	return out
}

// Misplaced compares prints taken now with earlier prints of the same person,
// or with those of another one such as the officer at the desk, and returns the
// fingers that are found there under another name: First is the name now,
// Second the one before. With two captures of one person a crosswise result
// means that the hands were swapped.
func Misplaced(now, before map[port.Position]*Template) []Conflict {
	var out []Conflict
	for _, first := range sorted(now) {
		for _, second := range sorted(before) {
			if first == second {
				continue
			}
			if c := Compare(now[first], before[second]); c.Score >= SameFinger {
				out = append(out, Conflict{First: first, Second: second, Score: c.Score})
			}
		}
	}
	strongestFirst(out)
	return out
}

func sorted(prints map[port.Position]*Template) []port.Position {
	var out []port.Position
	for p, t := range prints {
		if t != nil {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

func strongestFirst(conflicts []Conflict) {
	slices.SortStableFunc(conflicts, func(a, b Conflict) int { return cmp.Compare(b.Score, a.Score) })
}
