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

// KeepAsks is how long a question of another office waits here for an answer:
// longer than its officer has to wait without one.
const KeepAsks = 30 * 24 * time.Hour

// ErrAskSpoilt says that a question of another office is not readable as it came.
var ErrAskSpoilt = errors.New("question of another office is spoilt")

// RemoteDossier is a dossier of another office that a supervisor here is asked to
// judge.
type RemoteDossier struct {
	Ask        string
	Dossier    string // id at that office
	Office     string
	OfficeName string
	Officer    string // who took it in: rank and name
	Received   time.Time
	Content    dossier.Content // the sections that approval judges
	Portrait   []byte          // small JPEG; nil where there is none
	Warnings   []string        // in words

	digest string // of what is shown
}

// RemoteAsks lists the dossiers of other offices that wait for a supervisor here,
// oldest first. One that cannot be read is left out, and said in the technical
// log.
func (d *Desk) RemoteAsks(ctx context.Context) ([]RemoteDossier, error) {
	if _, err := d.acting(dossier.RoleSupervisor); err != nil {
		return nil, fmt.Errorf("dossiers of other offices: %w", err)
	}
	rows, err := d.Store.RemoteAsks(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing dossiers of other offices: %w", err)
	}
	all := make([]RemoteDossier, 0, len(rows))
	for _, row := range rows {
		r, err := readAsk(row)
		if err != nil {
			d.Log.Warn("question of another office cannot be read", "ask", row.Ask, "error", err)
			continue
		}
		all = append(all, r)
	}
	return all, nil
}

// readAsk reads a question that came. Its digest is made anew from the bytes that
// are shown.
func readAsk(row store.RemoteAsk) (RemoteDossier, error) {
	var ask port.ApprovalAsk
	if err := json.Unmarshal(row.Content, &ask); err != nil {
		return RemoteDossier{}, ErrAskSpoilt // the message of encoding/json may quote a value
	}
	sum := sha256.Sum256(ask.Content)
	var content asked
	if hex.EncodeToString(sum[:]) != ask.Digest || json.Unmarshal(ask.Content, &content) != nil {
		return RemoteDossier{}, ErrAskSpoilt
	}
	r := RemoteDossier{
		Ask: row.Ask, Dossier: row.Dossier, Office: row.Office, OfficeName: clip(ask.OfficeName, maxTitle),
		Officer: clip(ask.Officer, maxTitle), Received: row.Received, Portrait: ask.Portrait, digest: ask.Digest,
		Content: dossier.Content{
			Identity: content.Identity, Documents: content.Documents, Portrait: content.Portrait,
			Fingerprints: content.Fingerprints, Iris: content.Iris, Payment: content.Payment,
		},
	}
	for _, warning := range ask.Warnings {
		r.Warnings = append(r.Warnings, clip(warning, maxMessage))
	}
	return r, nil
}

// OpenAsk opens a dossier of another office. That it was read is an entry in the
// log.
func (d *Desk) OpenAsk(ctx context.Context, ask string) (RemoteDossier, error) {
	r, err := d.remoteAsk(ctx, ask)
	if err != nil {
		return RemoteDossier{}, err
	}
	actor, err := d.actor()
	if err != nil {
		return RemoteDossier{}, err
	}
	read, err := d.randomID()
	if err != nil {
		return RemoteDossier{}, err
	}
	_, err = d.Store.Apply(ctx, store.Change{ID: "read-" + read, Actor: actor, Command: dossier.ReadDossier,
		Payload: map[string]string{"ask": r.Ask, "office": r.Office, "dossier": r.Dossier}})
	if err != nil {
		return RemoteDossier{}, fmt.Errorf("noting that a dossier was read: %w", err)
	}
	return r, nil
}

func (d *Desk) remoteAsk(ctx context.Context, ask string) (RemoteDossier, error) {
	all, err := d.RemoteAsks(ctx)
	if err != nil {
		return RemoteDossier{}, err
	}
	for _, r := range all {
		if r.Ask == ask {
			return r, nil
		}
	}
	return RemoteDossier{}, fmt.Errorf("dossier of another office: %w", ErrNotFound)
}

// AnswerAsk approves a dossier of another office as it was shown, or refuses it
// with a note to its officer. The answer goes to the registry, which passes it on;
// nothing of the dossier stays here.
func (d *Desk) AnswerAsk(ctx context.Context, ask string, approved bool, note string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	r, err := d.remoteAsk(ctx, ask)
	if err != nil {
		return err
	}
	answer := port.ApprovalAnswer{
		Ask: ask, Decision: port.AnswerRefused, Digest: r.digest, Office: d.Store.Station().Office, OfficeName: d.Office.Name,
		By: actor.User, Officer: d.officerName(), At: d.now(), Note: clip(note, maxMessage),
	}
	if approved {
		answer.Decision = port.AnswerApproved
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "answer-" + ask, Actor: actor, Command: dossier.AnswerApproval, RemoteAsk: &store.RemoteAsk{Ask: ask},
		Payload: map[string]string{"ask": ask, "decision": answer.Decision, "office": r.Office, "dossier": r.Dossier, "digest": r.digest},
		Told:    answer,
	})
	if err != nil {
		return fmt.Errorf("answering another office: %w", err)
	}
	return nil
}
