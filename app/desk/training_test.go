package desk_test

import (
	"context"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
)

// trainingTable notes who sits before the devices.
type trainingTable struct{ seated []uint64 }

func (t *trainingTable) Place(context.Context, string) error { return nil }
func (t *trainingTable) Remove(context.Context) error        { return nil }
func (t *trainingTable) Seat(_ context.Context, person uint64, _ bool) error {
	t.seated = append(t.seated, person)
	return nil
}

// A person of a training desk has the same fingers whenever they come; two people,
// and dossiers that do not say whose they are, have different ones.
func TestEachTrainingPersonHasTheirOwnFingers(t *testing.T) {
	table := &trainingTable{}
	b := newBench(t, func(p *desk.Params) { p.Bench = table })
	of := func(number string) dossier.ID {
		identity := holder()
		identity.PersonalNumber = number
		return b.draft(identity)
	}
	number := holder().PersonalNumber
	ids := []dossier.ID{of(number), of(number), of("001190054321"), of(""), of("")}
	table.seated = nil
	for _, id := range append(ids, ids[0]) {
		b.open(id)
	}
	s := table.seated
	if len(s) != 6 || s[0] != s[1] || s[0] != s[5] {
		t.Fatalf("seated: %v", s)
	}
	for i, j := range map[int]int{0: 2, 2: 3, 3: 4} {
		if s[i] == s[j] {
			t.Errorf("%d and %d have the same fingers: %v", i, j, s)
		}
	}
}
