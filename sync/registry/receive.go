package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

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

// finish verifies a whole upload, keeps it durably and acknowledges it. Doing it
// again is success. A packet against the rules is refused for good; bytes that
// were spoilt on the way are dropped, so that the desk sends them again.
func (r *Registry) finish(ctx context.Context, u upload, station stationRow) error {
	manifest, identity, err := r.verify(ctx, u, station)
	switch {
	case errors.Is(err, errSpoilt):
		if err := r.forget(ctx, u); err != nil {
			return err
		}
		return fail(http.StatusUnprocessableEntity, protocol.CodeChecksum, "")
	case isPermanent(err):
		return r.setAside(ctx, u, err)
	case err != nil:
		return err
	}
	name := r.blobs.name(u.packet.SHA256)
	if err := r.blobs.keep(u.id, name); err != nil {
		return err
	}
	err = r.inTx(ctx, func(e *effect) error {
		return r.receive(e, station, u, manifest, identity, name)
	})
	if isPermanent(err) {
		return errors.Join(r.setAside(ctx, u, err), r.dropUnused(ctx, name))
	}
	return err
}

// dropUnused removes the blob of a packet that was refused after all.
func (r *Registry) dropUnused(ctx context.Context, name string) error {
	var users int
	if err := r.store.read.QueryRowContext(ctx, `SELECT count(*) FROM packet WHERE blob = $1`, name).Scan(&users); err != nil || users > 0 {
		return err
	}
	return os.Remove(r.blobs.path(name))
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
	if err := r.blobs.drop(u.id); err != nil {
		return err
	}
	return refused
}

// errSpoilt says that the bytes are not the ones announced.
var errSpoilt = errors.New("registry: bytes differ from those announced")

// verify reads an upload once from end to end: the hash of its sealed bytes, its
// seal, its signature and every part.
func (r *Registry) verify(ctx context.Context, u upload, station stationRow) (port.PacketManifest, Identity, error) {
	f, err := r.blobs.open(u.id, r.blobs.name(u.packet.SHA256))
	if err != nil {
		return port.PacketManifest{}, Identity{}, err
	}
	defer f.Close()
	hash := sha256.New()
	manifest, identity, verifyErr := r.verifyInner(ctx, io.TeeReader(f, hash), u, station)
	if _, err := io.Copy(hash, f); err != nil {
		return port.PacketManifest{}, Identity{}, fmt.Errorf("reading an upload: %w", err)
	}
	// First of all: bytes that are not the station's own prove nothing against it.
	if hex.EncodeToString(hash.Sum(nil)) != u.packet.SHA256 {
		return port.PacketManifest{}, Identity{}, errSpoilt
	}
	return manifest, identity, verifyErr
}

func (r *Registry) verifyInner(ctx context.Context, sealed io.Reader, u upload, station stationRow) (port.PacketManifest, Identity, error) {
	none := port.PacketManifest{}
	reader, err := packet.NewReader(sealed, r.keys.identities(), r.officeKeys(ctx, station.office))
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
func (r *Registry) receive(e *effect, station stationRow, u upload, manifest port.PacketManifest, identity Identity, blob string) error {
	p := u.packet
	if err := e.exec(`UPDATE upload SET state = $1 WHERE id = $2`, uploadDone, u.id); err != nil {
		return err
	}
	var owner, state, inner string
	var newest int
	err := e.row(`SELECT office, version, state FROM dossier WHERE id = $1`, p.Dossier).Scan(&owner, &newest, &state)
	known := err == nil
	if err != nil && !errors.Is(err, errNoRow) {
		return err
	}
	if known {
		if owner != station.office {
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
		case p.Version < newest:
			return nil // superseded before it came
		case final(state):
			return fail(http.StatusConflict, protocol.CodeDossierDecided, "")
		}
	}
	if err := r.enterDossier(e, station, p, identity, known); err != nil {
		return err
	}
	if err := e.exec(`INSERT INTO packet (dossier, version, station, inner_hash, sha256, size, blob, received) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.Dossier, p.Version, manifest.Station, p.Inner, p.SHA256, p.Size, blob, stamp(e.now)); err != nil {
		return err
	}
	return r.acknowledge(e, station.office, p)
}

// enterDossier writes the row of a dossier for a new version. Without a place
// for its person among the open dossiers it stays closed; [acknowledge] then
// rejects it.
func (r *Registry) enterDossier(e *effect, station stationRow, p packet.BatchPacket, identity Identity, known bool) error {
	number := identity.person()
	var open any // NULL
	if number != "" {
		var others int
		if err := e.row(`SELECT count(*) FROM dossier WHERE open_person = $1 AND id <> $2`, number, p.Dossier).Scan(&others); err != nil {
			return err
		}
		if others == 0 {
			open = number
		}
	}
	if known {
		return e.exec(`UPDATE dossier SET version = $1, person = $2, open_person = $3, state = $4, reason = '', decided = '', closed = '' WHERE id = $5`,
			p.Version, number, open, dossierReceived, p.Dossier)
	}
	return e.exec(`INSERT INTO dossier (id, office, version, person, open_person, state, received) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.Dossier, station.office, p.Version, number, open, dossierReceived, stamp(e.now))
}

// acknowledge tells the office that a packet is here and what happens next.
func (r *Registry) acknowledge(e *effect, office string, p packet.BatchPacket) error {
	change := port.Change{Kind: port.ChangeAcknowledged, Dossier: p.Dossier, Version: p.Version, Inner: p.Inner}
	if err := e.tell(office, change); err != nil {
		return err
	}
	var number string
	var isOpen bool
	if err := e.row(`SELECT person, open_person IS NOT NULL FROM dossier WHERE id = $1`, p.Dossier).Scan(&number, &isOpen); err != nil {
		return err
	}
	switch {
	case number == "":
		return e.decide(office, p.Dossier, p.Version, Decision{Outcome: Rejected, Section: "identity", Field: "personalNumber", Reason: ReasonNumberWrong})
	case !isOpen:
		return e.decide(office, p.Dossier, p.Version, Decision{Outcome: Rejected, Section: "identity", Field: "personalNumber", Reason: ReasonPersonOpen})
	case r.opts.Training:
		return e.schedule(p.Dossier, stepDecide, e.now.Add(r.opts.StepDelay))
	}
	return nil
}
