package store_test

import (
	"bytes"
	"errors"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

func officerChange(actor dossier.Actor, fingers map[port.Position][]byte) store.Change {
	return store.Change{Actor: actor, Command: dossier.EnrolOfficer, Officer: &store.OfficerPrints{User: actor.User, Fingers: fingers}}
}

// An officer's fingers are read back as they were kept, also under a new office
// key; another try takes the place of the one before; they go with the user.
func TestOfficerPrints(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.do(officerChange(clerk, map[port.Position][]byte{port.RightIndex: []byte("one"), port.LeftThumb: []byte("two")}))
	d.do(officerChange(clerk, map[port.Position][]byte{port.RightIndex: []byte("three")}))
	want := func(when string) {
		t.Helper()
		all, err := d.OfficerPrints(ctx)
		if err != nil || len(all) != 1 || all[0].User != clerkID || len(all[0].Fingers) != 2 ||
			!bytes.Equal(all[0].Fingers[port.RightIndex], []byte("three")) || !bytes.Equal(all[0].Fingers[port.LeftThumb], []byte("two")) {
			t.Fatalf("%s: %+v, %v", when, all, err)
		}
	}
	want("kept")
	d.verify()
	if _, err := d.Reseal(ctx, admin, password); err != nil {
		t.Fatal(err)
	}
	want("under a new office key")
	d.verify()
	d.do(store.Change{Actor: admin, Command: dossier.DisableUser, User: &store.NewUser{User: user(clerkID, dossier.RoleClerk)}})
	if all, err := d.OfficerPrints(ctx); err != nil || len(all) != 0 {
		t.Errorf("after the user was stopped: %+v, %v", all, err)
	}
	d.verify()
	d.Lock()
	if _, err := d.OfficerPrints(ctx); !errors.Is(err, store.ErrLocked) {
		t.Errorf("while locked: %v", err)
	}
}

func TestOfficerPrintsAreOnesOwn(t *testing.T) {
	d := newDesk(t)
	finger := map[port.Position][]byte{port.RightIndex: []byte("one")}
	other := officerChange(clerk, finger)
	other.Officer.User = adminID
	for name, c := range map[string]store.Change{
		"another user's": other,
		"none":           officerChange(clerk, nil),
		"empty":          officerChange(clerk, map[port.Position][]byte{port.RightIndex: nil}),
		"too large":      officerChange(clerk, map[port.Position][]byte{port.RightIndex: make([]byte, 1<<20)}),
		"no name":        officerChange(clerk, map[port.Position][]byte{"": []byte("one")}),
		"absent":         {Actor: clerk, Command: dossier.EnrolOfficer},
	} {
		if _, err := d.try(c); !errors.Is(err, store.ErrMissing) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
