package cards

import (
	"context"
	"errors"
	"slices"
	"testing"

	"carddesk/ui/kit"
)

// TestSavesRunOneAtATime: what changes while a save runs is saved by one more, with
// the newest state, and what waits for the end waits for that too.
func TestSavesRunOneAtATime(t *testing.T) {
	state, ended := 1, 0
	var kept []int
	var s saves[int]
	s = saves[int]{
		owner: kit.NewInlineOwner(t.Context()), take: func() int { return state },
		save: func(_ context.Context, taken int) (int, error) {
			if taken == 1 { // two cards are read while the first is being kept
				for range 2 {
					state++
					s.Start()
				}
				s.Then(func() { ended = len(kept) })
			}
			if taken == 4 {
				return taken, errors.New("disk")
			}
			return taken, nil
		},
		saved: func(taken int, err error) {
			if err == nil {
				kept = append(kept, taken)
			}
		},
	}
	s.Start()
	if !slices.Equal(kept, []int{1, 3}) || ended != 2 {
		t.Errorf("kept %v, the end was after %d", kept, ended)
	}
	state = 4
	s.Start() // fails, and does not stand in the way of the next
	state = 5
	s.Start()
	if !slices.Equal(kept, []int{1, 3, 5}) {
		t.Errorf("kept %v", kept)
	}
	now := false
	if s.Then(func() { now = true }); !now {
		t.Error("nothing is being saved and yet it waits")
	}
}
