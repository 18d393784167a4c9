package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// ErrOthersWork says that policy lets this role not go on with what somebody else
// began.
var ErrOthersWork = errors.New("work of somebody else")

// OthersWorkError says that a dossier is somebody else's work, whom it names for
// the clerk to ask. Taking it over is [Desk.TakeOver].
type OthersWorkError struct {
	User  string    // id
	Rank  string    // as screens name officers
	Name  string    // full name; the id where the user is unknown
	Until time.Time // until when it is claimed; zero when nobody works on it now
}

func (e *OthersWorkError) Error() string { return "dossier is the work of somebody else" }

// claimTime is how long a dossier that was opened counts as being worked on.
const claimTime = 20 * time.Minute

// Resume opens a dossier for work and claims it. One that is still being entered
// and was last written by somebody else, or that somebody works on now, is an
// *[OthersWorkError], and nothing is read or noted.
func (d *Desk) Resume(ctx context.Context, id dossier.ID) (Opened, error) {
	actor, err := d.actor()
	if err != nil {
		return Opened{}, err
	}
	plain, err := d.Store.Dossier(ctx, id)
	if err != nil {
		return Opened{}, fmt.Errorf("reading a dossier: %w", err)
	}
	if !plain.State.Editable() {
		return d.Open(ctx, id)
	}
	user, until, err := d.worker(ctx, plain)
	if err != nil {
		return Opened{}, err
	}
	begun := plain.State == dossier.Draft || plain.State == dossier.Waiting
	if user != actor.User && (begun || !until.IsZero()) {
		return Opened{}, d.othersWork(ctx, user, until)
	}
	if err := d.claim(ctx, actor, id, ""); err != nil {
		return Opened{}, err
	}
	return d.Open(ctx, id)
}

// TakeOver opens a dossier that is the work of the named user, whose claim ends.
// Policy says which roles may; the log says from whom it was taken. Somebody
// else who has claimed it meanwhile is a *[store.ClaimedError].
func (d *Desk) TakeOver(ctx context.Context, id dossier.ID, from string) (Opened, error) {
	actor, err := d.actor()
	if err != nil {
		return Opened{}, err
	}
	may := d.values().ResumeOthers
	if !slices.Contains(may, string(actor.Role)) {
		return Opened{}, ErrOthersWork
	}
	if err := d.claim(ctx, actor, id, from); err != nil {
		return Opened{}, err
	}
	return d.Open(ctx, id)
}

// worker is who works on a dossier, until when by claim, or who last wrote its
// identity section.
func (d *Desk) worker(ctx context.Context, plain store.Dossier) (user string, until time.Time, err error) {
	claims, err := d.Store.Claims(ctx, plain.ID)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("reading the claims: %w", err)
	}
	for _, c := range claims {
		if c.Section == dossier.SectionIdentity {
			return c.User, c.Until, nil
		}
	}
	for _, section := range plain.Sections {
		if section.Name == dossier.SectionIdentity {
			return section.Author, time.Time{}, nil
		}
	}
	return plain.Clerk, time.Time{}, nil
}

func (d *Desk) othersWork(ctx context.Context, user string, until time.Time) error {
	users, err := d.Store.Users(ctx)
	if err != nil {
		return fmt.Errorf("reading the users: %w", err)
	}
	e := &OthersWorkError{User: user, Name: user, Until: until}
	for _, u := range users {
		if u.ID == user {
			e.Rank, e.Name = u.Rank, u.Name
		}
	}
	return e
}

// claim takes a dossier for the actor; from is whose claim it ends, "" nobody's.
func (d *Desk) claim(ctx context.Context, actor dossier.Actor, id dossier.ID, from string) error {
	command, err := d.randomID()
	if err != nil {
		return err
	}
	change := store.Change{
		ID: "claim-" + command, Actor: actor, Command: dossier.ClaimSection, Dossier: id,
		Claim: &store.Claim{Section: dossier.SectionIdentity, Until: d.now().Add(claimTime), From: from},
	}
	if from != "" {
		change.Payload = map[string]string{"from": from}
	}
	if _, err := d.Store.Apply(ctx, change); err != nil {
		return fmt.Errorf("claiming a dossier: %w", err)
	}
	return nil
}
