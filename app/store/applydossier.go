package store

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
)

// dossierRow is a row of the table dossier while a command works on it.
type dossierRow struct {
	office, station, clerk string
	state                  dossier.State
	version                int
	created, updated       int64
	reason                 string
	deadline               sql.NullInt64
	ret                    string
	before                 dossier.State // when the command began; "" is new
	changed                bool
}

func (a *applying) loadDossier() error {
	if a.c.Dossier == "" {
		if dossier.Dossiers().Has(a.c.Command) && a.c.Card == nil {
			return fmt.Errorf("%w: dossier", ErrMissing)
		}
		return nil
	}
	r := &dossierRow{}
	err := a.t.get([]any{&r.office, &r.station, &r.clerk, &r.state, &r.version, &r.created, &r.updated,
		&r.reason, &r.deadline, &r.ret},
		`SELECT office, station, clerk, state, version, created, updated, reason, deadline, return_section
		 FROM dossier WHERE id = ?`, string(a.c.Dossier))
	switch {
	case a.c.Command == dossier.CreateDossier && err == nil:
		return ErrExists
	case a.c.Command == dossier.CreateDossier && errors.Is(err, ErrNotFound):
		return a.createDossier()
	case err != nil:
		return fmt.Errorf("reading the dossier: %w", err)
	}
	r.before = r.state
	a.row = r
	return nil
}

func (a *applying) createDossier() error {
	st := a.s.Station()
	now := a.now.UnixMilli()
	to, err := dossier.Next(dossier.Dossiers(), "", a.c.Command, a.c.Actor.Role)
	if err != nil {
		return err
	}
	a.row = &dossierRow{office: st.Office, station: st.ID, clerk: a.c.Actor.User, state: to,
		created: now, updated: now, changed: true}
	a.payload.To = string(to)
	_, err = a.t.exec(`INSERT INTO dossier (id, office, station, clerk, state, created, updated, head)
		VALUES (?, ?, ?, ?, ?, ?, ?, x'')`, string(a.c.Dossier), st.Office, st.ID, a.row.clerk,
		string(to), now, now)
	if err != nil {
		return fmt.Errorf("writing the dossier: %w", err)
	}
	if _, err := a.t.exec("INSERT INTO data_key (dossier, wrapped) VALUES (?, ?)", string(a.c.Dossier), a.wrapped); err != nil {
		return fmt.Errorf("writing the dossier key: %w", err)
	}
	a.payload.Rows.put("data_key/"+string(a.c.Dossier), a.wrapped)
	key, office, id := a.key, a.office, a.c.Dossier
	a.t.onCommit(func() { a.s.keepKey(office, id, key) })
	return nil
}

// moveDossier drives the dossier's state table.
func (a *applying) moveDossier() error {
	table := dossier.Dossiers()
	if a.row == nil || a.row.before == "" || a.c.DossierStays || !table.Has(a.c.Command) {
		return nil
	}
	if a.c.Version != 0 && a.c.Version != a.row.version {
		return fmt.Errorf("version %d is not the newest: %w", a.c.Version, dossier.ErrTransition)
	}
	to, err := dossier.Next(table, a.row.state, a.c.Command, a.c.Actor.Role)
	if err != nil {
		return err
	}
	row, _ := table.Find(a.row.state, a.c.Command)
	if err := a.checkNeeds(row.Needs); err != nil {
		return err
	}
	a.payload.From, a.payload.To = string(a.row.state), string(to)
	a.row.state, a.row.changed = to, true
	a.row.reason, a.row.ret = a.c.Reason, string(a.c.Return)
	a.row.deadline = sql.NullInt64{Int64: a.c.Deadline.UnixMilli(), Valid: !a.c.Deadline.IsZero()}
	return nil
}

// checkNeeds checks the needs that lie in the command itself; the use-cases
// answer for the others.
func (a *applying) checkNeeds(needs []dossier.Need) error {
	card := a.c.Card
	if card == nil {
		card = &CardChange{}
	}
	for _, need := range needs {
		ok := true
		switch need {
		case dossier.NeedReason:
			ok = a.c.Reason != "" || card.Reason != ""
		case dossier.NeedDeadline:
			ok = !a.c.Deadline.IsZero()
		case dossier.NeedSection:
			ok = a.c.Return != ""
		case dossier.NeedPacket:
			ok = a.c.Delivery != nil
		case dossier.NeedBox:
			ok = card.Box != ""
		case dossier.NeedReplacement:
			ok = card.Replaced != ""
		case dossier.NeedOfficerList:
			ok = card.Officer != "" && card.List != ""
		case dossier.NeedPostalNumber:
			ok = card.Detail != nil && card.Detail.Post != ""
		}
		if !ok {
			return fmt.Errorf("%w: %s", ErrMissing, need)
		}
	}
	return nil
}

// intake tells the sections that are fixed once captured from those that go on.
func intake(name dossier.Section) bool {
	switch name {
	case dossier.SectionIdentity, dossier.SectionDocuments, dossier.SectionPortrait,
		dossier.SectionFingerprints, dossier.SectionIris:
		return true
	}
	return false
}

func known(name dossier.Section) bool {
	for _, s := range dossier.Sections() {
		if s == name {
			return true
		}
	}
	return false
}

func (a *applying) mayWrite(name dossier.Section) bool {
	before := a.row.before
	if before == "" {
		return true
	}
	if intake(name) {
		return before.Editable()
	}
	// A signed slip may come back after the card was handed over.
	if a.c.Command == dossier.KeepSlip && name == dossier.SectionReview {
		return before.Open() || before == dossier.Closed
	}
	// Money is given back, and a receipt spoiled, whatever became of the dossier.
	if name == dossier.SectionPayment && (a.c.Command == dossier.RefundFee || a.c.Command == dossier.VoidReceipt) {
		return true
	}
	return before.Open()
}

func (a *applying) writeSections() error {
	st := a.s.Station()
	for _, cell := range a.cells {
		if !known(cell.name) {
			return fmt.Errorf("%w: section %q", ErrNotFound, cell.name)
		}
		if !a.mayWrite(cell.name) {
			return fmt.Errorf("section %s in state %s: %w", cell.name, a.row.before, ErrNotEditable)
		}
		var current int
		var author string
		err := a.t.get([]any{&current, &author}, `SELECT revision, author FROM section
			WHERE dossier = ? AND section = ? ORDER BY revision DESC LIMIT 1`,
			string(a.c.Dossier), string(cell.name))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("reading section %s: %w", cell.name, err)
		}
		if current != cell.revision-1 {
			return &StaleError{Section: cell.name, Current: current, Author: author}
		}
		now := a.now.UnixMilli()
		_, err = a.t.exec(`INSERT INTO section (dossier, section, revision, author, station, time, content)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, string(a.c.Dossier), string(cell.name), cell.revision,
			a.c.Actor.User, st.ID, now, cell.sealed)
		if err != nil {
			return fmt.Errorf("writing section %s: %w", cell.name, err)
		}
		a.payload.Rows.put(fmt.Sprintf("section/%s/%s/%d", a.c.Dossier, cell.name, cell.revision),
			a.c.Actor.User, st.ID, now, cell.sealed)
		a.row.changed = true
	}
	return a.writeSummary()
}

func (a *applying) writeBlobs() error {
	blobs := a.c.Blobs
	if a.c.Delivery != nil {
		blobs = append(blobs[:len(blobs):len(blobs)], a.c.Delivery.Blob)
	}
	for _, b := range blobs {
		if b.Dossier != a.c.Dossier {
			return fmt.Errorf("%w: blob of another dossier", ErrNotFound)
		}
		_, err := a.t.exec("INSERT INTO blob (id, dossier, kind, size, sha256, created) VALUES (?, ?, ?, ?, ?, ?)",
			b.ID, string(b.Dossier), b.Kind, b.Size, b.SHA256, a.now.UnixMilli())
		if err != nil {
			return fmt.Errorf("writing a blob's row: %w", err)
		}
		a.payload.Rows.put("blob/"+b.ID, string(b.Dossier), b.Kind, b.Size, b.SHA256)
		a.row.changed = true
	}
	return nil
}

// finishDossier writes the dossier's row as the command leaves it.
func (a *applying) finishDossier() error {
	r := a.row
	if r == nil {
		return nil
	}
	a.result.State = r.state
	if !r.changed {
		return nil
	}
	r.updated = max(a.now.UnixMilli(), r.updated)
	_, err := a.t.exec(`UPDATE dossier SET state = ?, version = ?, updated = ?, reason = ?, deadline = ?,
		return_section = ? WHERE id = ?`, string(r.state), r.version, r.updated, r.reason, r.deadline,
		r.ret, string(a.c.Dossier))
	if err != nil {
		return fmt.Errorf("writing the dossier: %w", err)
	}
	a.payload.Rows.put("dossier/"+string(a.c.Dossier), r.values()...)
	return nil
}

func (r *dossierRow) values() []any {
	deadline := any(nil)
	if r.deadline.Valid {
		deadline = r.deadline.Int64
	}
	return []any{r.office, r.station, r.clerk, string(r.state), r.version, r.created, r.updated,
		r.reason, deadline, r.ret}
}

// day is the office's date of an instant.
func day(t time.Time) string { return t.In(zone()).Format(time.DateOnly) }
