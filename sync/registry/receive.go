package registry

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net/http"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// States of a dossier at the registry.
const (
	dossierReceived  = "received"
	dossierAccepted  = "accepted"
	dossierRejected  = "rejected"
	dossierRecapture = "recapture-wanted"
	dossierWithdrawn = "withdrawn"
)

// final reports whether the registry takes no further version of a dossier. A
// rejected one may be put right and sent again.
func final(state string) bool { return state == dossierAccepted || state == dossierWithdrawn }

// Reason codes of the centre's own rejections.
const (
	ReasonPersonOpen  = "person-has-open-dossier"
	ReasonNumberWrong = "personal-number-invalid"
	ReasonIdentity    = "identity-unreadable" // name, birth date or sex
	ReasonPortrait    = "portrait-missing"
)

// finish keeps a whole upload durably and acknowledges it. Doing it again is
// success. found is what it was found to be as it came; nil has its bytes read
// again. A packet against the rules is refused for good; bytes that were spoilt
// on the way are dropped, so that the desk sends them again.
func (r *Registry) finish(ctx context.Context, u upload, station stationRow, found *findings) (err error) {
	defer func() { r.observePacket(u, err) }()
	if found == nil {
		if found, err = r.verify(ctx, u, station); err != nil {
			return err
		}
	}
	name := shelfName(u.packet.SHA256)
	switch {
	case errors.Is(found.err, errSpoilt):
		// A power cut may have spoilt them in their place.
		if err := errors.Join(r.forget(ctx, u), r.dropUnused(ctx, name)); err != nil {
			return err
		}
		return fail(http.StatusUnprocessableEntity, protocol.CodeChecksum, "")
	case isPermanent(found.err):
		return r.setAside(ctx, u, found.err)
	case found.err != nil:
		return found.err
	}
	if err := r.shelf.Keep(ctx, r.spool.part(u.id), name); err != nil {
		return err
	}
	err = r.enter(ctx, station, u, found, name)
	if isPermanent(err) {
		return errors.Join(r.setAside(ctx, u, err), r.dropUnused(ctx, name))
	}
	if err != nil {
		return err
	}
	return r.spool.drop(u.id)
}

// dropUnused removes what lies in the place of a packet that no row names.
func (r *Registry) dropUnused(ctx context.Context, name string) error {
	if named, err := r.named(ctx, name); err != nil || named {
		return err
	}
	return r.shelf.Remove(ctx, name)
}

// named reports whether a row names what lies in the place of a packet.
func (r *Registry) named(ctx context.Context, name string) (bool, error) {
	var users int
	err := r.store.read.QueryRowContext(ctx, `SELECT count(*) FROM packet WHERE blob = $1`, name).Scan(&users)
	return users > 0, err
}

func isPermanent(err error) bool {
	var p *protocol.Problem
	return errors.As(err, &p) && protocol.Permanent(p.Code)
}

// setAside marks an upload as refused and returns the refusal.
func (r *Registry) setAside(ctx context.Context, u upload, refused error) error {
	var p *protocol.Problem
	errors.As(refused, &p)
	err := r.inTx(ctx, func(e *effect) error {
		return e.exec(`UPDATE upload SET state = $1, code = $2 WHERE id = $3`, uploadRefused, p.Code, u.id)
	})
	if err != nil {
		return err
	}
	r.log.Warn("packet refused", "station", u.station, "dossier", u.packet.Dossier, "version", u.packet.Version, "code", p.Code)
	if err := r.spool.drop(u.id); err != nil {
		return err
	}
	return refused
}

func (r *Registry) verifyInner(ctx context.Context, sealed io.Reader, u upload, station stationRow) (port.PacketManifest, Identity, error) {
	none := port.PacketManifest{}
	reader, err := packet.NewReader(sealed, r.keys.identities(), r.carried(ctx, station))
	if err != nil {
		return none, Identity{}, refusal(err)
	}
	manifest := reader.Manifest()
	var identity Identity
	found := false
	for {
		entry, part, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return none, Identity{}, refusal(err)
		}
		if entry.Name != identityPart || entry.Size > maxIdentity {
			continue // Next reads and verifies what is not read here
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return none, Identity{}, refusal(err)
		}
		if identity, err = parseIdentity(content); err != nil {
			return none, Identity{}, fail(http.StatusUnprocessableEntity, protocol.CodeContent, err.Error())
		}
		found = true
	}
	switch id := (port.PacketID{Dossier: u.packet.Dossier, Version: u.packet.Version}); {
	case !found:
		return none, Identity{}, fail(http.StatusUnprocessableEntity, protocol.CodeContent, identityPart+" is missing")
	case manifest.Registry != r.opts.ID:
		return none, Identity{}, fail(http.StatusUnprocessableEntity, protocol.CodeAddressee, "packet is meant for another registry")
	case manifest.Packet != id || reader.Inner() != u.packet.Inner:
		return none, Identity{}, fail(http.StatusUnprocessableEntity, protocol.CodeInner, "")
	}
	return manifest, identity, nil
}

// receive enters a verified packet: the dossier, its new version, the
// acknowledgement in the feed and the centre's next step, in one transaction.
func (r *Registry) receive(e *effect, one *receipt) error {
	station, p, number := one.station, one.upload.packet, one.number()
	if err := e.exec(`UPDATE upload SET state = $1 WHERE id = $2`, uploadDone, one.upload.id); err != nil {
		return err
	}
	present, elsewhere, err := e.standing(p.Dossier, number)
	if err != nil {
		return err
	}
	if known := present.id != ""; known {
		var inner string
		if present.office != station.office {
			return fail(http.StatusConflict, protocol.CodeDossierElsewhere, "")
		}
		err := e.row(`SELECT inner_hash FROM packet WHERE dossier = $1 AND version = $2`, p.Dossier, p.Version).Scan(&inner)
		switch {
		case err != nil && !errors.Is(err, errNoRow):
			return err
		case err == nil && inner == p.Inner:
			return nil // received before, whatever its sealing
		case err == nil:
			return fail(http.StatusConflict, protocol.CodeConflict, "")
		case p.Version < present.version:
			return nil // superseded before it came
		case final(present.state):
			return fail(http.StatusConflict, protocol.CodeDossierDecided, "")
		}
	}
	open := number != "" && !elsewhere
	if err := e.enterDossier(station.office, p, number, open, present.id != ""); err != nil {
		return err
	}
	if err := e.exec(`INSERT INTO packet (dossier, version, station, inner_hash, sha256, size, blob, received) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.Dossier, p.Version, one.found.manifest.Station, p.Inner, p.SHA256, p.Size, one.blob, stamp(e.now)); err != nil {
		return err
	}
	return r.acknowledge(e, station.office, p, number, open)
}

// dossierRow is a dossier as the database has it.
type dossierRow struct {
	id, office, state string
	version           int
}

// standing returns a dossier, empty when there is none, and whether its person
// has another open one anywhere in the country.
func (e *effect) standing(dossier, number string) (present dossierRow, elsewhere bool, err error) {
	rows, err := e.QueryContext(e.ctx, `SELECT id, office, state, version FROM dossier WHERE id = $1 OR open_person = $2`, dossier, number)
	both, err := collect(rows, err, func(rows *sql.Rows) (d dossierRow, err error) {
		return d, rows.Scan(&d.id, &d.office, &d.state, &d.version)
	})
	for _, d := range both {
		if d.id == dossier {
			present = d
		} else {
			elsewhere = true
		}
	}
	return present, elsewhere, err
}

// enterDossier writes the row of a dossier for a new version. One without a
// place for its person among the open dossiers stays closed; [acknowledge] then
// rejects it.
func (e *effect) enterDossier(office string, p packet.BatchPacket, number string, open, known bool) error {
	var place any // NULL
	if open {
		place = number
	}
	if known {
		return e.exec(`UPDATE dossier SET version = $1, person = $2, open_person = $3, state = $4, reason = '', decided = '', closed = '' WHERE id = $5`,
			p.Version, number, place, dossierReceived, p.Dossier)
	}
	return e.exec(`INSERT INTO dossier (id, office, version, person, open_person, state, received) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.Dossier, office, p.Version, number, place, dossierReceived, stamp(e.now))
}

// acknowledge tells the office that a packet is here and what happens next.
func (r *Registry) acknowledge(e *effect, office string, p packet.BatchPacket, number string, open bool) error {
	if err := e.tell(office, acknowledgement(p)); err != nil {
		return err
	}
	reject := func(reason string) error {
		_, err := e.decide(office, p.Dossier, p.Version, Decision{Outcome: Rejected, Section: "identity", Field: "personalNumber", Reason: reason})
		return err
	}
	switch {
	case number == "":
		return reject(ReasonNumberWrong)
	case !open:
		return reject(ReasonPersonOpen)
	case r.opts.decidesItself():
		return e.schedule(p.Dossier, stepDecide, e.now.Add(r.opts.StepDelay))
	}
	return nil
}

// acknowledgement is the change that proves the receipt of a packet.
func acknowledgement(p packet.BatchPacket) port.Change {
	return port.Change{Kind: port.ChangeAcknowledged, Dossier: p.Dossier, Version: p.Version, Inner: p.Inner}
}
