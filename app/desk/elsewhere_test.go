package desk_test

import (
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/internal/racing"
)

// TestFingersOfAnotherDossier: fingers that were just taken for somebody else are
// remarked on; those of a person who has come again are not.
func TestFingersOfAnotherDossier(t *testing.T) {
	if racing.Enabled {
		t.Skip("arithmetic of ridges; make test runs this without the race detector")
	}
	hands := &glass{biometrics: newBiometrics(), person: 7}
	b := newBench(t, func(p *desk.Params) { p.Biometrics, p.Renderer = hands, printRenderer{} })
	of := func(number string) dossier.ID {
		identity := holder()
		identity.PersonalNumber = number
		return b.draft(identity)
	}
	slap := stepOf(t, port.Finger, port.RightSlap)
	number := holder().PersonalNumber
	for _, test := range []struct {
		name, number string
		person       uint64
		remarks      bool
	}{
		{"the first", number, 7, false},
		{"who has come again", number, 7, false},
		{"somebody else", "001190054321", 8, false},
		{"a third with the first one's fingers", "001190067890", 7, true},
		{"nobody yet, with the second one's fingers", "", 8, true},
	} {
		hands.person = test.person
		outcome := b.take(of(test.number), slap)
		if (len(outcome.Remarks) > 0) != test.remarks {
			t.Errorf("%s: remarks %q", test.name, outcome.Remarks)
		}
	}
}
