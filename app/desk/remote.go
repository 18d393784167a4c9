package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Errors of approval where an office has one officer.
var (
	// ErrNoRemote: another office is asked only where policy lets it, by a
	// supervisor who has no colleague here.
	ErrNoRemote = errors.New("no other office is asked about this dossier")
	// ErrAskedAlready: the answer of the other office is awaited.
	ErrAskedAlready = errors.New("another office was asked already")
)

// AloneError refuses an approval of one's own work that will be allowed by
// itself: the office has nobody else. It is an [ErrOwnWork] too.
type AloneError struct {
	From   time.Time // when it may be approved
	Remote bool      // another office can be asked meanwhile
}

func (e *AloneError) Error() string {
	return "a dossier is approved by who took it in only after a time"
}

// Unwrap makes it an ErrOwnWork.
func (e *AloneError) Unwrap() error { return ErrOwnWork }

// asked is what another office judges: the sections that approval judges, and
// nothing that changes by itself.
type asked struct {
	Identity     dossier.Identity
	Documents    dossier.Documents
	Portrait     dossier.Portrait
	Fingerprints dossier.Fingerprints
	Iris         dossier.Iris
	Payment      dossier.Payment
}

// askedContent writes what of a dossier another office judges, and its digest.
func askedContent(c dossier.Content) (content []byte, digest string, err error) {
	content, err = json.Marshal(asked{
		Identity: c.Identity, Documents: c.Documents, Portrait: c.Portrait,
		Fingerprints: c.Fingerprints, Iris: c.Iris, Payment: c.Payment,
	})
	if err != nil {
		return nil, "", fmt.Errorf("writing a dossier for another office: %w", err)
	}
	sum := sha256.Sum256(content)
	return content, hex.EncodeToString(sum[:]), nil
}

// CanAsk reports whether the supervisor who is logged in may ask another office
// about a dossier that is shown.
func (d *Desk) CanAsk(ctx context.Context, opened Opened) bool {
	actor, err := d.actor()
	return err == nil && d.canAsk(ctx, opened, actor) == nil
}

func (d *Desk) canAsk(ctx context.Context, opened Opened, actor dossier.Actor) error {
	if !d.concernsRemote(opened, actor) {
		return ErrNoRemote
	}
	colleague, err := d.colleague(ctx, actor)
	if err != nil {
		return err
	}
	if colleague {
		return ErrNoRemote
	}
	return notAskedYet(opened)
}

// concernsRemote reports whether another office is asked about a dossier when an
// officer has no colleague.
func (d *Desk) concernsRemote(opened Opened, actor dossier.Actor) bool {
	return d.Policy.RemoteApproval(d.now()) && !d.Policy.SelfApproval(d.now()) &&
		(opened.State == dossier.Captured || opened.State == dossier.Checked) && ownWork(opened, actor.User)
}

// notAskedYet refuses a dossier about which another office was asked as it stands.
func notAskedYet(opened Opened) error {
	if r := opened.Approval.Remote; r != nil && (r.Decision == "" || r.Decision == port.AnswerApproved) {
		if _, digest, err := askedContent(opened.Content); err != nil || r.Digest == digest {
			return errors.Join(ErrAskedAlready, err)
		}
	}
	return nil
}

// AskApproval asks the office that the centre has named to judge a dossier whose
// own office has nobody else. The question goes to the registry, which passes it
// on; the answer comes through the feed and is bound to the content as it is now.
// Until it comes the time that policy sets goes on running ([AloneError]).
func (d *Desk) AskApproval(ctx context.Context, id dossier.ID) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if kind, _ := dossier.Entry(dossier.AskApproval); !kind.May(actor.Role) {
		return fmt.Errorf("asking another office: %w", dossier.ErrRole)
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return err
	}
	if err := d.canAsk(ctx, opened, actor); err != nil {
		return err
	}
	if err := d.fitToJudge(opened); err != nil {
		return err
	}
	ask, err := d.question(ctx, opened)
	if err != nil {
		return err
	}
	approval := opened.Approval
	approval.Remote = &dossier.RemoteApproval{Ask: ask.Ask, Digest: ask.Digest, AskedBy: actor.User, AskedAt: d.now()}
	base := opened.Revisions[dossier.SectionApproval]
	_, err = d.Store.Apply(ctx, store.Change{
		ID: fmt.Sprintf("ask-%s-%d", id, base+1), Actor: actor, Command: dossier.AskApproval, Dossier: id,
		Section: &store.SectionChange{Name: dossier.SectionApproval, BaseRevision: base, Content: approval},
		Payload: map[string]string{"ask": ask.Ask, "digest": ask.Digest}, Told: ask,
	})
	if err != nil {
		return fmt.Errorf("asking another office: %w", err)
	}
	return nil
}

// question makes what the other office gets. A picture that does not fit is left
// out: the sections say that there is one.
func (d *Desk) question(ctx context.Context, opened Opened) (port.ApprovalAsk, error) {
	id, err := d.randomID()
	if err != nil {
		return port.ApprovalAsk{}, err
	}
	content, digest, err := askedContent(opened.Content)
	if err != nil {
		return port.ApprovalAsk{}, err
	}
	ask := port.ApprovalAsk{
		Ask: id, Dossier: string(opened.ID), Office: d.Store.Station().Office, OfficeName: d.Office.Name,
		Officer: d.officerName(), Content: content, Digest: digest,
	}
	for _, finding := range opened.Findings {
		ask.Warnings = append(ask.Warnings, finding.Vietnamese)
	}
	if capture := opened.Portrait.Capture; capture != nil {
		if ask.Portrait, err = d.smallPortrait(ctx, capture.Picture); err != nil {
			return port.ApprovalAsk{}, err
		}
	}
	for _, drop := range []func(){func() { ask.Portrait = nil }, func() { ask.Warnings = nil }} {
		text, err := json.Marshal(ask)
		if err != nil {
			return port.ApprovalAsk{}, fmt.Errorf("writing a dossier for another office: %w", err)
		}
		if len(text) <= port.MaxApprovalAsk {
			return ask, nil
		}
		drop()
	}
	return port.ApprovalAsk{}, fmt.Errorf("asking another office: %w", ErrDocumentsLarge)
}

// The portrait that another office sees: its width in pixels and how well it is
// kept as JPEG.
const (
	askedWidth   = 240
	askedQuality = 80
)

func (d *Desk) smallPortrait(ctx context.Context, blob string) ([]byte, error) {
	data, err := d.Picture(ctx, blob)
	if err != nil {
		return nil, err
	}
	full, err := d.Renderer.Picture(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("making a portrait smaller: %w", err)
	}
	shown, err := small(full, askedWidth, askedQuality)
	if err != nil {
		return nil, fmt.Errorf("making a portrait smaller: %w", err)
	}
	return shown, nil
}

// approvedElsewhere reports whether a supervisor of another office has approved
// the dossier as it stands now.
func approvedElsewhere(opened Opened) bool {
	r := opened.Approval.Remote
	if r == nil || r.Decision != port.AnswerApproved {
		return false
	}
	_, digest, err := askedContent(opened.Content)
	return err == nil && digest == r.Digest
}

// takeAnswer notes what another office has answered. An answer to a question that
// is no longer open here is passed by.
func (d *Desk) takeAnswer(ctx context.Context, row store.FeedRow, change port.Change) (bool, error) {
	answer := change.Answer
	if answer == nil {
		return false, d.passBy(ctx, row, "malformed")
	}
	var stale *store.StaleError
	for {
		err := d.noteAnswer(ctx, row, dossier.ID(change.Dossier), *answer)
		switch {
		case errors.As(err, &stale): // somebody wrote the section meanwhile
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			continue
		case fitsNot(err), errors.Is(err, store.ErrNotEditable), errors.Is(err, errNotAsked):
			return false, d.passBy(ctx, row, "no-fit")
		case err != nil:
			return false, fmt.Errorf("noting the answer of another office: %w", err)
		}
		return true, nil
	}
}

// errNotAsked says that an answer is to a question that is not open.
var errNotAsked = errors.New("this was not asked")

func (d *Desk) noteAnswer(ctx context.Context, row store.FeedRow, id dossier.ID, answer port.ApprovalAnswer) error {
	var approval dossier.Approval
	base, err := d.section(ctx, id, dossier.SectionApproval, &approval)
	if err != nil {
		return err
	}
	open := approval.Remote
	if open == nil || open.Ask != answer.Ask || open.Decision != "" ||
		answer.Decision == port.AnswerApproved && answer.Digest != open.Digest {
		return errNotAsked
	}
	noted := *open
	noted.Decision, noted.Office, noted.OfficeName = answer.Decision, answer.Office, clip(answer.OfficeName, maxTitle)
	noted.By, noted.Officer, noted.At, noted.Note = answer.By, clip(answer.Officer, maxTitle), answer.At, clip(answer.Note, maxMessage)
	approval.Remote = &noted
	_, err = d.Store.Apply(ctx, store.Change{
		ID: store.FeedCommandID(row.Seq), Feed: row.Seq, Command: dossier.NoteApproval, Dossier: id,
		Actor:   dossier.Actor{User: "registry", Role: dossier.RoleRegistry},
		Section: &store.SectionChange{Name: dossier.SectionApproval, BaseRevision: base, Content: approval},
		Payload: map[string]string{"ask": answer.Ask, "decision": answer.Decision, "office": answer.Office},
	})
	return err
}
