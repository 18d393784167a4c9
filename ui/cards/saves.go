package cards

import (
	"context"

	"carddesk/ui/kit"
)

// saves keeps something that grows under the clerk's hands: one save runs at a
// time, and of those that are wanted meanwhile only the last is done. It is used on
// the UI goroutine.
type saves[T any] struct {
	owner *kit.Owner // lives longer than what is saved: leaving it stops no save
	take  func() T   // what there is to save now
	save  func(context.Context, T) (T, error)
	saved func(T, error)

	busy, again bool
	after       func()
}

// Start saves what there is now.
func (s *saves[T]) Start() {
	if s.busy {
		s.again = true
		return
	}
	s.busy = true
	taken := s.take()
	kit.Background(s.owner, func(ctx context.Context) (T, error) { return s.save(ctx, taken) }, func(kept T, err error) {
		s.busy = false
		s.saved(kept, err)
		switch {
		case s.again:
			s.again = false
			s.Start()
		case s.after != nil:
			then := s.after
			s.after = nil
			then()
		}
	})
}

// Then calls f once nothing is being saved.
func (s *saves[T]) Then(f func()) {
	if s.busy {
		s.after = f
		return
	}
	f()
}
