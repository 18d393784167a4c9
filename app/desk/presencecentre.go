package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"carddesk/app/capture/finger"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Errors of comparing with prints of the registry.
var (
	// ErrNoHeldPrint says that the registry holds no print of the person that can be
	// compared.
	ErrNoHeldPrint = errors.New("registry holds no print to compare with")
	errOtherPerson = errors.New("registry answers with prints of another person")
)

// HeldPrint is a print of the registry, ready to be compared. It is kept in memory
// alone, as long as the comparison lasts.
type HeldPrint struct {
	Finger   port.Position
	template *finger.Template
}

// HeldPrint asks the registry for the prints that it holds of a dossier's holder
// and picks the finger that is easiest to lay down. That it was asked is noted in
// the log; nothing of the answer is kept. Errors wrap [ErrNoHeldPrint] or
// [port.ErrRegistryUnreachable].
func (d *Desk) HeldPrint(ctx context.Context, id dossier.ID) (HeldPrint, error) {
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return HeldPrint{}, err
	}
	number, err := person.ParsePersonalNumber(identity.PersonalNumber)
	if err != nil || d.Prints == nil {
		return HeldPrint{}, ErrNoHeldPrint
	}
	sealed, err := d.Prints.HeldPrints(ctx, number)
	if errors.Is(err, port.ErrPersonUnknown) {
		err = ErrNoHeldPrint
	}
	if err != nil {
		return HeldPrint{}, fmt.Errorf("asking for held prints: %w", err)
	}
	held, err := d.openHeld(ctx, number, sealed)
	if err != nil {
		return HeldPrint{}, err
	}
	return held, d.noteHeld(ctx, id, held.Finger)
}

// openHeld opens the registry's answer. A record that cannot be read, or shows too
// few minutiae, is passed over.
func (d *Desk) openHeld(ctx context.Context, number person.PersonalNumber, sealed []byte) (HeldPrint, error) {
	body, err := d.Sealer.OpenItem(ctx, sealed)
	if err != nil {
		return HeldPrint{}, fmt.Errorf("opening held prints: %w", err)
	}
	var answer port.HeldPrintsAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return HeldPrint{}, fmt.Errorf("reading held prints: %w", err)
	}
	if answer.PersonalNumber != number {
		return HeldPrint{}, errOtherPerson
	}
	found := map[port.Position]*finger.Template{}
	for _, p := range answer.Prints {
		if template, _, err := finger.Decode(p.Record); err == nil && len(template.Minutiae) >= fewestMinutiae {
			found[p.Position] = &template
		}
	}
	for _, position := range comparable {
		if template := found[position]; template != nil {
			return HeldPrint{Finger: position, template: template}, nil
		}
	}
	return HeldPrint{}, ErrNoHeldPrint
}

// noteHeld puts into the log that prints were asked for.
func (d *Desk) noteHeld(ctx context.Context, id dossier.ID, position port.Position) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	command, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "held-print-" + command, Actor: actor, Command: dossier.LookUpPopulation, Dossier: id,
		Payload: map[string]string{"print": string(position)},
	})
	if err != nil {
		return fmt.Errorf("noting that prints were asked for: %w", err)
	}
	return nil
}

// CompareHeld takes a finger of who sits at the desk, compares it with a print of
// the registry and records the outcome. A print that shows nothing records nothing.
// Errors of the device are *[port.DeviceError].
func (d *Desk) CompareHeld(ctx context.Context, id dossier.ID, held HeldPrint) (FingerCheck, error) {
	check := FingerCheck{Position: held.Finger}
	if held.template == nil {
		return check, ErrNoFinger
	}
	print, err := d.takeFinger(ctx, held.Finger)
	if err != nil || print == nil {
		return check, err
	}
	check.Clear = true
	check.Score = finger.Compare(print, held.template).Score
	check.Same = check.Score >= finger.SameFinger
	return check, d.notePresence(ctx, id, dossier.Presence{How: dossier.PresenceRegistry, Result: presenceResult(check.Same)})
}
