package desk_test

import (
	"testing"
	"time"
)

// The last contact is that of this run or of one before, whichever was later.
func TestLastContact(t *testing.T) {
	b, l := newBench(t), &line{}
	b.Sync = l
	kept := b.clock.Now().Add(24 * time.Hour).Truncate(time.Millisecond)
	b.must(b.Store.NoteContact(t.Context(), kept))
	for _, c := range []struct{ seen, want time.Time }{
		{time.Time{}, kept}, {kept.Add(-time.Hour), kept}, {kept.Add(time.Hour), kept.Add(time.Hour)},
	} {
		l.status.LastContact = c.seen
		if got, err := b.LastContact(t.Context()); err != nil || !got.Equal(c.want) {
			t.Errorf("seen %v: %v, %v", c.seen, got, err)
		}
	}
}
