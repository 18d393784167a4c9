package desk_test

import (
	"context"
	"testing"

	"carddesk/app/desk"
)

// trainingTable notes who sits before the devices.
type trainingTable struct{ seated []uint64 }

func (t *trainingTable) Place(context.Context, string) error { return nil }
func (t *trainingTable) Remove(context.Context) error        { return nil }
func (t *trainingTable) Seat(_ context.Context, person uint64, _ bool) error {
	t.seated = append(t.seated, person)
	return nil
}

// Each dossier of a training desk has a citizen of its own, who is the same at the
// handover as at the intake.
func TestEachTrainingDossierHasItsCitizen(t *testing.T) {
	table := &trainingTable{}
	b := newBench(t, func(p *desk.Params) { p.Bench = table })
	first := b.approved()
	b.login(clerkID)
	second := b.approved()
	table.seated = nil
	b.open(first)
	b.open(second)
	b.open(first)
	if s := table.seated; len(s) != 3 || s[0] == s[1] || s[0] != s[2] {
		t.Errorf("seated: %v", s)
	}
}
