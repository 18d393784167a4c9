package desk_test

import (
	"errors"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
)

// strict is the office's policy with other approval rules.
type strict struct {
	desk.Policy
	levels int
	solo   time.Duration
}

func (s strict) ApprovalLevels(time.Time) int      { return s.levels }
func (s strict) SoloDelay(time.Time) time.Duration { return s.solo }
func withPolicy(levels int, solo time.Duration) func(*desk.Params) {
	return func(p *desk.Params) { p.Policy = strict{p.Policy, levels, solo} }
}

func TestTwoLevels(t *testing.T) {
	b := newBench(t, withPolicy(2, 0))
	ctx := t.Context()
	_, err := b.store.Apply(ctx, store.Change{ID: "second", Command: dossier.AddUser,
		Actor: dossier.Actor{User: b.store.Station().ID, Role: dossier.RoleStation},
		User:  &store.NewUser{User: dossier.User{ID: "chihuy2", Role: dossier.RoleSupervisor, Name: "B"}, Password: password}})
	b.must(err)
	id := b.captured()
	if err := b.Check(ctx, id); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk checks: %v", err)
	}
	b.login(chiefID)
	if err := b.Approve(ctx, id); !errors.Is(err, desk.ErrNotChecked) {
		t.Errorf("second level first: %v", err)
	}
	b.must(b.Check(ctx, id))
	b.wantState(id, dossier.Checked)
	if err := b.Approve(ctx, id); !errors.Is(err, desk.ErrOwnWork) {
		t.Errorf("both levels by one person: %v", err)
	}
	b.login("chihuy2")
	b.must(b.Approve(ctx, id))
	b.wantState(id, dossier.Approved)
	if a := b.open(id).Approval; a.Decision != "approved" || a.By != "chihuy2" || a.Solo {
		t.Errorf("approval: %+v", a)
	}
}

func TestOneLevelHasNoFirst(t *testing.T) {
	b := newBench(t, withPolicy(1, 0))
	id := b.captured()
	b.login(chiefID)
	if err := b.Check(t.Context(), id); !errors.Is(err, desk.ErrOneLevel) {
		t.Errorf("got %v", err)
	}
	b.wantState(id, dossier.Captured)
}

// TestAloneInTheOffice: an officer without colleagues approves their own work a
// day later, and the packet says so.
func TestAloneInTheOffice(t *testing.T) {
	b := newBench(t, withPolicy(1, 24*time.Hour))
	ctx := t.Context()
	b.login(chiefID)
	id := b.captured()
	b.clock.pass(25 * time.Hour)
	if err := b.Approve(ctx, id); !errors.Is(err, desk.ErrOwnWork) {
		t.Errorf("with a colleague: %v", err)
	}
	b.must(b.ApplyRevocations(ctx, []byte(`{"number":1,"users":["`+clerkID+`"]}`)))
	b.must(b.Approve(ctx, id))
	if a := b.open(id).Approval; !a.Solo {
		t.Errorf("approval does not say that nobody else was there: %+v", a)
	}
	second := b.captured()
	b.clock.pass(23 * time.Hour)
	if err := b.Approve(ctx, second); !errors.Is(err, desk.ErrOwnWork) {
		t.Errorf("before its time: %v", err)
	}
	b.clock.pass(2 * time.Hour)
	b.must(b.Approve(ctx, second))
}
