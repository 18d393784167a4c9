package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/vault"
)

// applying is one command on its way through the writer.
type applying struct {
	s        *Store
	t        *tx
	c        Change
	kind     dossier.EntryKind
	office   *vault.Office
	key      *vault.Dossier // of c.Dossier, nil where none is needed
	wrapped  []byte         // the new key of create-dossier
	cells    []sealedCell
	slot     *vault.Slot              // of add-user and change-user with a password
	document []byte                   // sealed envelope of apply-document
	portal   []byte                   // sealed content of a pre-registration
	list     []byte                   // sealed records of a part of a list
	remote   []byte                   // sealed question of another office
	prints   map[port.Position][]byte // sealed minutiae of an officer's fingers
	books    [][]byte                 // sealed contents of c.Books
	told     json.RawMessage
	now      time.Time
	commit   Commit
	payload  logPayload
	row      *dossierRow // nil without a dossier
	result   Result
}

// sealedCell is a new revision of a section, sealed before the transaction.
type sealedCell struct {
	name     dossier.Section
	revision int
	sealed   []byte
	plain    json.RawMessage
}

// Apply does one command: it checks the actor, the state tables and the base
// revisions, writes everything the change holds and exactly one log entry, in
// one transaction that is on the disk when Apply returns. The same command id
// again changes nothing and returns the first result.
//
// Errors: ErrLocked, ErrMissing, ErrOtherCommand, ErrNotEditable, ErrNotFound,
// *StaleError, ErrUserDisabled, dossier.ErrTransition, dossier.ErrRole, and
// those of the disk (ErrDiskFull, ErrReadOnly, ErrDamaged, ErrBusy).
func (s *Store) Apply(ctx context.Context, c Change) (Result, error) {
	a, err := s.prepare(ctx, c)
	if err == nil {
		err = s.writer.do(ctx, a.run)
	}
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", c.Command, err)
	}
	return a.result, nil
}

// prepare does what needs no transaction: it encodes and seals.
func (s *Store) prepare(ctx context.Context, c Change) (*applying, error) {
	kind, ok := dossier.Entry(c.Command)
	if !ok {
		return nil, fmt.Errorf("%w: unknown command", dossier.ErrTransition)
	}
	if c.ID == "" || len(c.ID) > 64 {
		return nil, fmt.Errorf("%w: command id", ErrMissing)
	}
	if c.Actor.User == "" {
		return nil, fmt.Errorf("%w: actor", ErrMissing)
	}
	office, err := s.unlocked()
	if err != nil {
		return nil, err
	}
	a := &applying{s: s, c: c, kind: kind, office: office}
	if c.Section != nil {
		a.c.Sections = append([]SectionChange{*c.Section}, c.Sections...)
	}
	if err := a.takeKey(ctx); err != nil {
		return nil, err
	}
	if err := a.sealSections(); err != nil {
		return nil, err
	}
	if err := a.makeSlot(); err != nil {
		return nil, err
	}
	for _, seal := range []func() error{a.sealDocument, a.sealPortalFile, a.sealListPart, a.sealRemoteAsk, a.sealOfficer, a.sealBooks} {
		if err := seal(); err != nil {
			return nil, err
		}
	}
	a.payload = logPayload{Reason: c.Reason, Rows: rows{}}
	if a.payload.Data, err = encode(c.Payload); err != nil {
		return nil, fmt.Errorf("encoding the payload: %w", err)
	}
	if a.payload.Event, err = encode(c.Event); err != nil {
		return nil, fmt.Errorf("encoding the event: %w", err)
	}
	if a.told, err = encode(c.Told); err != nil {
		return nil, fmt.Errorf("encoding the event: %w", err)
	}
	return a, nil
}

// takeKey gets or makes the data key of the dossier, where content is written.
func (a *applying) takeKey(ctx context.Context) error {
	c := &a.c
	if c.Dossier == "" {
		if len(c.Sections) > 0 || len(c.Blobs) > 0 || c.Delivery != nil || c.Facts != nil {
			return fmt.Errorf("%w: dossier", ErrMissing)
		}
		return nil
	}
	var err error
	if c.Command == dossier.CreateDossier {
		if !validID(string(c.Dossier)) {
			return fmt.Errorf("%w: dossier id of 32 hex digits", ErrMissing)
		}
		if err := a.s.spaceForNew(); err != nil {
			return err
		}
		a.key, a.wrapped, err = a.office.NewDossier(string(c.Dossier))
		return err
	}
	if !c.needsDossierKey() {
		return nil
	}
	a.key, err = a.s.dataKey(ctx, c.Dossier)
	return err
}

func (a *applying) sealSections() error {
	for _, sc := range a.c.Sections {
		plain, err := encode(sc.Content)
		if err != nil {
			return fmt.Errorf("encoding section %s: %w", sc.Name, err)
		}
		if len(plain) == 0 {
			return fmt.Errorf("%w: content of section %s", ErrMissing, sc.Name)
		}
		revision := sc.BaseRevision + 1
		sealed, err := a.key.Seal(sectionPlace(a.c.Dossier, sc.Name, revision), plain)
		if err != nil {
			return fmt.Errorf("sealing section %s: %w", sc.Name, err)
		}
		a.cells = append(a.cells, sealedCell{name: sc.Name, revision: revision, sealed: sealed, plain: plain})
	}
	return nil
}

// encode makes JSON of v; nil stays nil and raw JSON is kept.
func encode(v any) (json.RawMessage, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case json.RawMessage:
		if len(v) > 0 && !json.Valid(v) {
			return nil, errors.New("raw JSON is not valid")
		}
		return v, nil
	}
	return json.Marshal(v)
}

func validID(id string) bool {
	if len(id) != 32 {
		return false
	}
	for _, r := range id {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}

func sectionPlace(id dossier.ID, name dossier.Section, revision int) vault.Place {
	return vault.Place{Table: "section", Row: string(id) + "/" + string(name), Column: "content", Revision: int64(revision)}
}

// run is the transaction.
func (a *applying) run(t *tx) error {
	a.t, a.now = t, a.s.now()
	again, err := a.repeated()
	if err != nil || again {
		return err
	}
	steps := []func() error{
		a.checkActor, a.loadDossier, a.moveDossier, a.writeSections, a.writeBlobs, a.moveDelivery,
		a.moveCard, a.writeFacts, a.writeUser, a.reportStation, a.takeNumber, a.claim, a.markSlip, a.writeTicket, a.destroy, a.finishDossier,
		a.writeDocument, a.writeStick, a.writeProof, a.writePortalFile, a.writeListPart, a.writeRemoteAsk, a.writeOfficer, a.writeBooks, a.appendEntry, a.markFeed, a.writeResult,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	if a.s.notify != nil {
		t.onCommit(func() { a.s.notify(a.commit) })
	}
	return nil
}

// repeated returns the first result of a command that was done already.
func (a *applying) repeated() (bool, error) {
	var kind, result string
	err := a.t.get([]any{&kind, &result}, "SELECT type, result FROM command WHERE id = ?", a.c.ID)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking the command up: %w", err)
	}
	if kind != string(a.c.Command) {
		return false, ErrOtherCommand
	}
	if err := json.Unmarshal([]byte(result), &a.result); err != nil {
		return false, fmt.Errorf("%w: result of a command: %w", ErrDamaged, err)
	}
	a.result.Repeated = true
	return true, a.afterRepeat()
}

// checkActor asks the user table at every command, so that a user who was
// disabled or changed is stopped at the next action.
func (a *applying) checkActor() error {
	if !a.kind.May(a.c.Actor.Role) {
		return fmt.Errorf("as %s: %w", a.c.Actor.Role, dossier.ErrRole)
	}
	err := a.s.checkUser(a.t, a.c.Actor)
	if errors.Is(err, ErrMustChange) && a.c.Command == dossier.LogOut {
		return nil // who must choose a password may leave instead
	}
	return err
}

// checkUser compares an actor with the user table as it is now.
func (s *Store) checkUser(t *tx, actor dossier.Actor) error {
	if actor.Role == dossier.RoleRegistry || actor.Role == dossier.RoleStation {
		return nil
	}
	u, err := t.worker(actor.User, s.now())
	switch {
	case errors.Is(err, ErrNotFound):
		return fmt.Errorf("unknown user: %w", dossier.ErrRole)
	case err != nil:
		return err
	case u.disabled:
		return ErrUserDisabled
	case u.role != actor.Role:
		return fmt.Errorf("user is no %s: %w", actor.Role, dossier.ErrRole)
	case u.mustChange:
		return ErrMustChange
	}
	return nil
}

func (a *applying) appendEntry() error {
	e := entry{actor: a.c.Actor, command: a.c.Command, dossier: a.c.Dossier, payload: a.payload, told: a.told}
	if len(a.cells) > 0 {
		e.section, e.revision = a.cells[0].name, a.cells[0].revision
	}
	result, err := a.s.appendLog(a.t, a.office, a.now, e)
	if err != nil {
		return err
	}
	a.result.Seq, a.result.Hash, a.result.Time = result.Seq, result.Hash, result.Time
	a.result.Revision = e.revision
	a.commit = Commit{Seq: result.Seq, Command: a.c.Command, Dossier: a.c.Dossier,
		Card: a.payload.Card, Section: e.section, Event: a.kind.ConcernsRegistry}
	return nil
}

// markFeed marks the feed item that this command applies.
func (a *applying) markFeed() error {
	if a.c.Feed == 0 {
		return nil
	}
	n, err := a.t.exec("UPDATE inbox SET applied = ? WHERE seq = ? AND applied IS NULL", a.result.Seq, a.c.Feed)
	if err != nil {
		return fmt.Errorf("marking a feed item: %w", err)
	}
	if n != 1 {
		return fmt.Errorf("feed item %d does not wait: %w", a.c.Feed, ErrNotFound)
	}
	return nil
}

func (a *applying) writeResult() error {
	result, err := json.Marshal(a.result)
	if err != nil {
		return fmt.Errorf("encoding the result: %w", err)
	}
	_, err = a.t.exec("INSERT INTO command (id, type, seq, result) VALUES (?, ?, ?, ?)",
		a.c.ID, string(a.c.Command), a.result.Seq, string(result))
	if err != nil {
		return fmt.Errorf("keeping the result: %w", err)
	}
	return nil
}
