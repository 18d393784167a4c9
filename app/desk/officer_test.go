package desk_test

import (
	"errors"
	"image"
	"slices"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// An officer lays the fingers down once; from the first dossier on one of them
// among a citizen's is seen, also after a restart and whichever finger it is given
// out for.
func TestOfficersFingerIsSeenInTheFirstDossier(t *testing.T) {
	const officer, citizen = 3, 4
	var queue []*image.RGBA
	b := newBench(t, func(p *desk.Params) { p.Renderer = pictures{next: &queue} })
	ctx := t.Context()
	queue = []*image.RGBA{fingerprint(officer, 6, 1), fingerprint(officer, 1, 2)}
	if n, err := b.EnrolOfficer(ctx, port.Thumbs); err != nil || n != 2 {
		t.Fatalf("%d fingers, %v", n, err)
	}
	if n, err := b.OfficerFingers(ctx); err != nil || n != 2 {
		t.Errorf("%d fingers are kept, %v", n, err)
	}
	b.must(b.LogOut(ctx))
	b.login(clerkID)

	thumbs := stepOf(t, port.Finger, port.Thumbs)
	id := b.draft(holder())
	queue = []*image.RGBA{fingerprint(citizen, 6, 3), fingerprint(officer, 6, 4)}
	outcome := b.take(id, thumbs)
	if len(outcome.Remarks) != 1 || !strings.HasPrefix(outcome.Remarks[0], "Ngón cái phải là vân tay của cán bộ") {
		t.Fatalf("an officer's left thumb for the citizen's right one: %q", outcome.Remarks)
	}
	if !slices.ContainsFunc(b.open(id).Findings, func(f dossier.Finding) bool { return f.Code == "remark" }) {
		t.Error("the dossier does not say so")
	}
	queue = []*image.RGBA{fingerprint(citizen, 6, 5), fingerprint(citizen, 1, 6)}
	if outcome := b.take(id, thumbs); len(outcome.Remarks) != 0 || !outcome.Items[1].Kept {
		t.Errorf("the citizen's own thumbs: %q", outcome.Remarks)
	}
	// Who is stopped is no officer any more: the fingers are gone.
	stopped := dossier.Actor{User: "registry", Role: dossier.RoleRegistry}
	_, err := b.store.Apply(ctx, store.Change{ID: "stop", Actor: stopped, Command: dossier.DisableUser,
		User: &store.NewUser{User: dossier.User{ID: clerkID}, Listed: 1}})
	b.must(err)
	if all, err := b.store.OfficerPrints(ctx); err != nil || len(all) != 0 {
		t.Errorf("after the user was stopped: %d, %v", len(all), err)
	}
}

func TestOfficerWithoutAFinger(t *testing.T) {
	blank := image.NewRGBA(image.Rect(0, 0, 352, 448))
	queue := []*image.RGBA{blank, blank}
	b := newBench(t, func(p *desk.Params) { p.Renderer = pictures{next: &queue} })
	if _, err := b.EnrolOfficer(t.Context(), port.Thumbs); !errors.Is(err, desk.ErrNoFinger) {
		t.Errorf("an empty glass: %v", err)
	}
	b.biometrics.fail = &port.DeviceError{Fault: port.FaultTimeout, Err: errors.New("played")}
	var fault *port.DeviceError
	if _, err := b.EnrolOfficer(t.Context(), port.Thumbs); !errors.As(err, &fault) || fault.Fault != port.FaultTimeout {
		t.Errorf("a device that hangs: %v", err)
	}
	if n, err := b.OfficerFingers(t.Context()); err != nil || n != 0 {
		t.Errorf("%d fingers, %v", n, err)
	}
	b.must(b.LogOut(t.Context()))
	if _, err := b.EnrolOfficer(t.Context(), port.Thumbs); !errors.Is(err, desk.ErrNotLoggedIn) {
		t.Errorf("at a locked desk: %v", err)
	}
}
