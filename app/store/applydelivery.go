package store

import (
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
)

// moveDelivery drives the delivery table: a new version, the end of older ones,
// or what a decision means for the version it speaks of.
func (a *applying) moveDelivery() error {
	switch a.c.Command {
	case dossier.ApproveDossier:
		return a.addDelivery()
	case dossier.UndoApproval:
		return a.undoDelivery()
	case dossier.WithdrawDossier:
		return a.supersede()
	case dossier.ReturnDossier:
		return a.dropSetAside()
	case dossier.AcceptDossier, dossier.RejectDossier, dossier.WantRecapture, dossier.AcknowledgePacket:
		return a.answerDelivery()
	case dossier.RetryPacket:
		return a.retryDelivery()
	}
	if dossier.Deliveries().Has(a.c.Command) {
		return fmt.Errorf("deliveries are marked by the outbox: %w", dossier.ErrTransition)
	}
	return nil
}

func (a *applying) addDelivery() error {
	d := a.c.Delivery
	if d == nil {
		return fmt.Errorf("%w: %s", ErrMissing, dossier.NeedPacket)
	}
	if d.Version != a.row.version+1 {
		return fmt.Errorf("version %d after %d: %w", d.Version, a.row.version, dossier.ErrTransition)
	}
	if err := a.supersede(); err != nil {
		return err
	}
	to, err := dossier.Next(dossier.Deliveries(), "", a.c.Command, a.c.Actor.Role)
	if err != nil {
		return err
	}
	notBefore := d.NotBefore
	if notBefore.IsZero() {
		notBefore = a.now
	}
	_, err = a.t.exec(`INSERT INTO delivery (dossier, version, state, blob, sha256, size, inner, not_before, updated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, string(a.c.Dossier), d.Version, string(to), d.Blob.ID,
		d.Blob.SHA256, d.Blob.Size, d.Blob.Inner, notBefore.UnixMilli(), a.now.UnixMilli())
	if err != nil {
		return fmt.Errorf("writing the delivery: %w", err)
	}
	a.payload.Rows.put(fmt.Sprintf("delivery/%s/%d", a.c.Dossier, d.Version), d.Blob.ID, d.Blob.SHA256,
		d.Blob.Size, d.Blob.Inner)
	a.row.version, a.row.changed = d.Version, true
	return nil
}

// supersede ends every version of the dossier that is still on its way.
func (a *applying) supersede() error {
	_, err := a.t.exec(`UPDATE delivery SET state = ?, updated = ? WHERE dossier = ? AND state NOT IN (?, ?)`,
		string(port.DeliverySuperseded), a.now.UnixMilli(), string(a.c.Dossier),
		string(port.DeliveryDecided), string(port.DeliverySuperseded))
	if err != nil {
		return fmt.Errorf("superseding older versions: %w", err)
	}
	return nil
}

// dropSetAside ends a version that was refused for good, when its dossier goes
// back to be corrected; a version still on its way is not overtaken.
func (a *applying) dropSetAside() error {
	if a.row.before != dossier.Approved {
		return nil
	}
	state, _, err := a.t.deliveryState(a.c.Dossier, a.row.version)
	if err != nil {
		return err
	}
	to, err := dossier.Next(dossier.Deliveries(), state, a.c.Command, a.c.Actor.Role)
	if err != nil {
		return err
	}
	return a.setDelivery(a.row.version, to)
}

// version is the version that the command speaks of.
func (a *applying) version() int {
	if a.c.Version != 0 {
		return a.c.Version
	}
	if a.row != nil {
		return a.row.version
	}
	return 0
}

func (t *tx) deliveryState(id dossier.ID, version int) (state port.DeliveryState, notBefore int64, err error) {
	err = t.get([]any{&state, &notBefore}, "SELECT state, not_before FROM delivery WHERE dossier = ? AND version = ?",
		string(id), version)
	if err != nil {
		return "", 0, fmt.Errorf("reading the delivery: %w", err)
	}
	return state, notBefore, nil
}

func (a *applying) setDelivery(version int, to port.DeliveryState) error {
	_, err := a.t.exec("UPDATE delivery SET state = ?, failure = '', updated = ? WHERE dossier = ? AND version = ?",
		string(to), a.now.UnixMilli(), string(a.c.Dossier), version)
	if err != nil {
		return fmt.Errorf("writing the delivery: %w", err)
	}
	return nil
}

// undoDelivery takes an approval back while nothing can have left the office.
func (a *applying) undoDelivery() error {
	state, notBefore, err := a.t.deliveryState(a.c.Dossier, a.row.version)
	if err != nil {
		return err
	}
	if !a.now.Before(time.UnixMilli(notBefore)) {
		return fmt.Errorf("%s has passed: %w", dossier.NeedUndoTime, dossier.ErrTransition)
	}
	to, err := dossier.Next(dossier.Deliveries(), state, a.c.Command, a.c.Actor.Role)
	if err != nil {
		return err
	}
	return a.setDelivery(a.row.version, to)
}

// answerDelivery takes the registry's word on a version. An answer that comes
// late, on a version already decided or superseded, moves nothing.
func (a *applying) answerDelivery() error {
	if a.row == nil {
		return fmt.Errorf("%w: dossier", ErrMissing)
	}
	version := a.version()
	state, _, err := a.t.deliveryState(a.c.Dossier, version)
	if errors.Is(err, ErrNotFound) && a.c.Command != dossier.AcknowledgePacket {
		return nil // accepted by another station's version: the dossier's state says enough
	}
	if err != nil {
		return err
	}
	to, err := dossier.Next(dossier.Deliveries(), state, a.c.Command, a.c.Actor.Role)
	if err != nil {
		if a.c.Command == dossier.AcknowledgePacket && late(state) {
			return nil
		}
		return err
	}
	return a.setDelivery(version, to)
}

// late reports whether an acknowledgement can add nothing in this state.
func late(s port.DeliveryState) bool {
	return s == port.DeliveryAcknowledged || s == port.DeliveryDecided || s == port.DeliverySuperseded
}

func (a *applying) retryDelivery() error {
	id := a.c.Retry
	if id == nil || a.row == nil || id.Dossier != string(a.c.Dossier) {
		return fmt.Errorf("%w: packet of this dossier", ErrMissing)
	}
	state, _, err := a.t.deliveryState(a.c.Dossier, id.Version)
	if err != nil {
		return err
	}
	to, err := dossier.Next(dossier.Deliveries(), state, a.c.Command, a.c.Actor.Role)
	if err != nil {
		return err
	}
	a.c.Version = id.Version
	return a.setDelivery(id.Version, to)
}
