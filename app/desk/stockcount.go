package desk

import (
	"cmp"
	"slices"

	"carddesk/app/dossier"
)

// Shelved is a card that by the books lies on a shelf.
type Shelved struct {
	Serial  string     `json:"serial"`
	Dossier dossier.ID `json:"dossier"`
	Shelf   string     `json:"shelf"`
}

// Seen is a card that was seen while the shelves were counted.
type Seen struct {
	Surplus        // what is known of it; Serial is "" when nothing is
	On      string `json:"on"` // the shelf on which it was seen
}

// key names a card while it is counted: two readings of one card have the same.
func (s Seen) key() string {
	if s.Serial != "" {
		return s.Serial
	}
	return "?" + s.Why + s.Code
}

// StockResult is what a counting of the shelves found. Expected cards are in exactly
// one of the first three; Surplus names none of them.
type StockResult struct {
	Right   []Shelved // seen where they belong
	Wrong   []Seen    // expected cards that were seen on another shelf
	Missing []Shelved // not seen
	Surplus []Seen    // seen, and expected on no shelf that was counted
}

// Reconcile compares what the books say of the shelves with what was seen. A card
// that was read more than once counts where it was read last.
func Reconcile(expected []Shelved, seen []Seen) StockResult {
	last := map[string]Seen{}
	var order []string
	for _, s := range seen {
		key := s.key()
		if _, again := last[key]; !again {
			order = append(order, key)
		}
		last[key] = s
	}
	var c StockResult
	known := map[string]bool{}
	for _, e := range expected {
		if known[e.Serial] {
			continue
		}
		known[e.Serial] = true
		switch s, ok := last[e.Serial]; {
		case !ok:
			c.Missing = append(c.Missing, e)
		case s.On == e.Shelf:
			c.Right = append(c.Right, e)
		default:
			s.Shelf, s.Dossier = e.Shelf, e.Dossier
			c.Wrong = append(c.Wrong, s)
		}
	}
	for _, key := range order {
		if !known[key] {
			c.Surplus = append(c.Surplus, last[key])
		}
	}
	byShelf := func(a, b Shelved) int {
		return cmp.Or(CompareShelves(a.Shelf, b.Shelf), cmp.Compare(a.Serial, b.Serial))
	}
	slices.SortFunc(c.Missing, byShelf)
	slices.SortFunc(c.Right, byShelf)
	return c
}
