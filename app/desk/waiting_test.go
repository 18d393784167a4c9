package desk_test

import (
	"errors"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
)

func TestWaiting(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	for _, reason := range []dossier.WaitingReason{dossier.WaitingPapers, dossier.WaitingPopulation, dossier.WaitingArchive} {
		id := b.draft(holder())
		day, err := b.Wait(ctx, id, reason)
		b.must(err)
		plain, err := b.store.Dossier(ctx, id)
		b.must(err)
		if plain.State != dossier.Waiting || plain.Reason != string(reason) || plain.Deadline.Before(b.clock.Now()) ||
			!plain.Deadline.Before(day.AddDays(1).Time()) || plain.Deadline.Before(day.Time()) {
			t.Errorf("%s: %s for %q until %v, the citizen was told %s", reason, plain.State, plain.Reason, plain.Deadline, day)
		}
		b.must(b.EndWait(ctx, id))
		b.wantState(id, dossier.Draft)
		if err := b.EndWait(ctx, id); !errors.Is(err, dossier.ErrTransition) {
			t.Errorf("%s: ending the wait of a draft: %v", reason, err)
		}
	}
	id := b.draft(holder())
	if _, err := b.Wait(ctx, id, "weather"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("waiting for the weather: %v", err)
	}
	b.wantState(id, dossier.Draft)
}
