package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// ErrNotVerified says that it was not checked who asks.
var ErrNotVerified = errors.New("it was not checked who asks")

// PresenceMeans is what there is to compare who sits at the desk with.
type PresenceMeans struct {
	Chip bool // an old card with a chip may be at hand, and its keys are known
	// Earlier is a dossier of the same person at this office of which Finger was
	// taken clearly; "" where there is none.
	Earlier dossier.ID
	Finger  port.Position
	// Registry says that the registry can be asked for a print. Whether it holds
	// one is seen when it is asked.
	Registry bool
}

// PresenceMeans finds what there is to compare who sits at the desk with. What this
// office took before it has itself; the registry is asked for the rest, once the
// clerk wants it.
func (d *Desk) PresenceMeans(ctx context.Context, id dossier.ID) (PresenceMeans, error) {
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return PresenceMeans{}, err
	}
	_, keysErr := d.oldChipKeys(identity)
	means := PresenceMeans{Chip: keysErr == nil && d.Cards != nil}
	if identity.PersonalNumber == "" {
		return means, nil
	}
	means.Registry = d.Prints != nil
	hits, err := d.Store.Search(ctx, identity.PersonalNumber, alikeHits)
	if err != nil {
		return means, fmt.Errorf("looking for an earlier dossier: %w", err)
	}
	for _, hit := range hits {
		if other := dossier.ID(hit.Dossier); other != id && hit.Number == identity.PersonalNumber {
			earlier, err := d.load(ctx, other)
			if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrDestroyed) {
				continue
			}
			if err != nil {
				return means, err
			}
			// Only what the registry has accepted was judged by anybody.
			if earlier.State != dossier.Accepted && earlier.State != dossier.Closed {
				continue
			}
			if position, ok := ComparableFinger(earlier); ok {
				means.Earlier, means.Finger = other, position
				return means, nil
			}
		}
	}
	return means, nil
}

// ComparePresence takes a finger of who sits at the desk, compares it with the
// print of an earlier dossier and records the outcome. A print that shows nothing
// records nothing. Errors of the device are *[port.DeviceError].
func (d *Desk) ComparePresence(ctx context.Context, id dossier.ID, means PresenceMeans) (FingerCheck, error) {
	if means.Earlier == "" {
		return FingerCheck{}, ErrNoFinger
	}
	check, err := d.checkFinger(ctx, means.Earlier, means.Finger)
	if err != nil || !check.Clear {
		return check, err
	}
	return check, d.notePresence(ctx, id, dossier.Presence{How: dossier.PresenceFinger, Result: presenceResult(check.Same)})
}

func presenceResult(same bool) string {
	if same {
		return dossier.PresenceSame
	}
	return dossier.PresenceDifferent
}

// OldChip is the chip of the card that the citizen brought.
type OldChip struct {
	Portrait []byte   // JPEG for the screen; nil when it cannot be shown
	Differs  []string // fields of the dossier that the chip says differently
	Words    []string // the same as the clerk calls them
	Genuine  bool     // every needed proof passed
}

// ReadOldChip reads the chip of the old card of a dossier, so that the clerk can
// compare its portrait with who sits there. Errors of the reader are
// *[port.CardError].
func (d *Desk) ReadOldChip(ctx context.Context, opened Opened, progress func(port.CardProgress)) (OldChip, error) {
	actor, err := d.actor()
	if err != nil {
		return OldChip{}, err
	}
	keys, err := d.oldChipKeys(opened.Identity)
	if err != nil {
		return OldChip{}, err
	}
	readers, err := d.Cards.Readers(ctx)
	if err != nil {
		return OldChip{}, err
	}
	at := slices.IndexFunc(readers, func(r port.Reader) bool { return r.CardPresent && !r.InUse })
	if at < 0 {
		fault := port.CardAbsent
		if len(readers) == 0 {
			fault = port.CardNoReader
		}
		return OldChip{}, &port.CardError{Fault: fault, Err: ErrNoCard}
	}
	reading, portrait, err := d.readChip(ctx, readers[at].Name, keys, progress)
	if err != nil {
		return OldChip{}, err
	}
	chip := OldChip{Portrait: portrait, Genuine: reading.Passed(), Differs: []string{}}
	// What the old card says of itself, its number and its last day, is right: nobody
	// here has said otherwise, and its zone is made with them.
	own := store.CardDetail{Document: reading.Chip.DocumentNumber, Expires: reading.Chip.Expires}
	for _, row := range CompareChip(opened.Identity, own, reading.Chip) {
		if row.Agreement == Differs {
			chip.Differs, chip.Words = append(chip.Differs, row.Field), append(chip.Words, row.Label)
		}
	}
	err = d.noteChip(ctx, actor, "check-old-", opened.ID, map[string]any{
		"old": true, "genuine": chip.Genuine, "differs": chip.Differs, "proofs": reading.Proofs,
	})
	if err != nil {
		return OldChip{}, err
	}
	return chip, nil
}

// ComparedPortrait records whether who sits at the desk looks like the portrait
// in the old card's chip.
func (d *Desk) ComparedPortrait(ctx context.Context, id dossier.ID, same bool) error {
	return d.notePresence(ctx, id, dossier.Presence{How: dossier.PresenceChip, Result: presenceResult(same)})
}

// NotVerified records that who sits at the desk was not compared with anything,
// and why: a code of [dossier.PresenceReasons]. Approval sees it.
func (d *Desk) NotVerified(ctx context.Context, id dossier.ID, reason string) error {
	if _, ok := dossier.FindCoded(dossier.PresenceReasons(), reason); !ok {
		return ErrNotVerified
	}
	return d.notePresence(ctx, id, dossier.Presence{Result: dossier.PresenceUnverified, Reason: reason})
}

func (d *Desk) notePresence(ctx context.Context, id dossier.ID, p dossier.Presence) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	p.By, p.At = actor.User, d.now()
	_, err = d.review(ctx, id, store.Change{Payload: map[string]string{"presence": p.Result, "how": p.How}}, func(r *dossier.Review) {
		after := p.After(r.Presence)
		r.Presence = &after
	})
	return err
}

// oldChipKeys are what opens the chip of the holder's present card: number and
// birth of the dossier, and every day on which such a card can expire.
func (d *Desk) oldChipKeys(id dossier.Identity) (port.CardKeys, error) {
	keys, birth, err := holderKeys(id)
	if err != nil {
		return port.CardKeys{}, err
	}
	values := d.values()
	if issued, err := person.ParseCivilDate(id.OldCard.Issued); err == nil {
		if day, ok := person.NextMilestone(birth, issued, values.Milestones, values.MilestoneLead); ok {
			keys.Expiries = append(keys.Expiries, day.MRZ())
		}
	}
	if birth.Full() {
		for _, age := range values.Milestones {
			if day := birth.AddYears(age).MRZ(); !slices.Contains(keys.Expiries, day) {
				keys.Expiries = append(keys.Expiries, day)
			}
		}
	}
	keys.Expiries = append(keys.Expiries, noExpiry...)
	return keys, nil
}
