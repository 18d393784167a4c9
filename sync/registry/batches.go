package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"

	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// putBatch takes what a station offers: events and log hashes at once, packets
// by saying which bytes are wanted. The same batch again gets the answer of now.
func (r *Registry) putBatch(w http.ResponseWriter, req *http.Request, station stationRow) error {
	framed, err := io.ReadAll(http.MaxBytesReader(w, req.Body, packet.MaxBatch+1024))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return fail(http.StatusRequestEntityTooLarge, protocol.CodeTooLarge, "batch")
		}
		return fail(http.StatusBadRequest, protocol.CodeBadRequest, "batch cut short")
	}
	result, err := r.takeBatch(req.Context(), station, req.PathValue("id"), framed)
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, result)
	return nil
}

// takeBatch verifies a batch and does what it asks, each part on its own: a
// refused event does not hold up a packet.
func (r *Registry) takeBatch(ctx context.Context, station stationRow, id string, framed []byte) (protocol.BatchAnswer, error) {
	b, err := packet.OpenBatch(framed, station.only())
	if err != nil {
		return protocol.BatchAnswer{}, refusal(err)
	}
	if b.ID != id || b.Registry != r.opts.ID {
		return protocol.BatchAnswer{}, fail(http.StatusUnprocessableEntity, protocol.CodeAddressee, "batch is meant for another id or registry")
	}
	if err := r.inLazyTx(ctx, func(e *effect) error { return enterBatch(e, station.id, b.ID, keyID(framed)) }); err != nil {
		return protocol.BatchAnswer{}, err
	}
	result := protocol.BatchAnswer{Batch: b.ID}
	if result.Log, err = r.takeLog(ctx, station, b.Log); err != nil {
		return protocol.BatchAnswer{}, err
	}
	if result.Events, err = r.takeEvents(ctx, station, b.Events); err != nil {
		return protocol.BatchAnswer{}, err
	}
	if result.Packets, err = r.standings(ctx, station, b.Packets); err != nil {
		return protocol.BatchAnswer{}, err
	}
	return result, nil
}

// enterBatch notes a batch; the same id with other content is a conflict.
func enterBatch(e *effect, station, id, hash string) error {
	if err := e.exec(`INSERT INTO batch (station, id, sha256, received) VALUES ($1, $2, $3, $4) ON CONFLICT (station, id) DO NOTHING`,
		station, id, hash, stamp(e.now)); err != nil {
		return err
	}
	var known string
	if err := e.row(`SELECT sha256 FROM batch WHERE station = $1 AND id = $2`, station, id).Scan(&known); err != nil {
		return err
	}
	if known != hash {
		return fail(http.StatusConflict, protocol.CodeBatchConflict, "")
	}
	return nil
}

// refusal makes a problem of a failure to open what a station sent.
func refusal(err error) error {
	var p *protocol.Problem
	var own storeError
	if errors.As(err, &p) || errors.As(err, &own) {
		return err
	}
	return fail(http.StatusUnprocessableEntity, codeOf(err), err.Error())
}

// standings says how offered packets stand. The upload of each that is wanted is
// begun with it, so that a desk may send the bytes at once.
func (r *Registry) standings(ctx context.Context, station stationRow, offers []packet.BatchPacket) ([]protocol.PacketAnswer, error) {
	answers := make([]protocol.PacketAnswer, len(offers))
	unknown, err := r.unknown(ctx, offers)
	if err != nil {
		return nil, err
	}
	var wanted []int
	var begin []packet.BatchPacket
	for i, offer := range offers {
		found := verdict{standing: protocol.StandingWanted}
		if !unknown[offer.Dossier] || offer.Size > r.opts.MaxPacket {
			if found, err = r.judge(ctx, station.office, offer); err != nil {
				return nil, err
			}
		}
		answers[i] = protocol.PacketAnswer{Dossier: offer.Dossier, Version: offer.Version, Standing: found.standing, Code: found.code}
		if found.standing == protocol.StandingWanted {
			wanted, begin = append(wanted, i), append(begin, offer)
		}
	}
	uploads, err := r.beginUploads(ctx, station, begin)
	if err != nil {
		return nil, err
	}
	for n, i := range wanted {
		if err := r.wantedAnswer(ctx, uploads[n], begin[n], &answers[i]); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// unknown tells which of the offered dossiers the registry has never heard of.
func (r *Registry) unknown(ctx context.Context, offers []packet.BatchPacket) (map[string]bool, error) {
	unknown := map[string]bool{}
	if len(offers) == 0 {
		return unknown, nil
	}
	var ids list
	for _, offer := range offers {
		unknown[offer.Dossier] = true
		ids.add(offer.Dossier)
	}
	rows, err := r.store.read.QueryContext(ctx, `SELECT id FROM dossier WHERE id IN (`+ids.text()+`)`, ids.args...)
	known, err := collect(rows, err, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("looking for dossiers: %w", err)
	}
	for _, id := range known {
		unknown[id] = false
	}
	return unknown, nil
}

// wantedAnswer says from which byte a wanted packet is wanted, or that its upload
// was refused before.
func (r *Registry) wantedAnswer(ctx context.Context, u upload, offer packet.BatchPacket, out *protocol.PacketAnswer) error {
	switch {
	case u.packet != offer: // begun with another size or inner hash
		out.Standing, out.Code = protocol.StandingRefused, protocol.CodeConflict
		return nil
	case u.state == uploadRefused:
		out.Standing, out.Code = protocol.StandingRefused, u.code
		return nil
	}
	// All of it may be here when the program died between the last byte and its
	// transaction; asking for the upload's offset then finishes it.
	size, err := r.arrived(ctx, u)
	if err != nil {
		return err
	}
	out.Upload, out.Offset = protocol.PathUploads+u.id, size
	return nil
}

// verdict is the standing of a packet by what the database holds.
type verdict struct {
	standing protocol.PacketStanding
	code     string
}

// judge compares an offered packet with the dossier as the registry has it.
func (r *Registry) judge(ctx context.Context, office string, offer packet.BatchPacket) (verdict, error) {
	refused := func(code string) (verdict, error) { return verdict{protocol.StandingRefused, code}, nil }
	if offer.Size > r.opts.MaxPacket {
		return refused(protocol.CodeTooLarge)
	}
	var owner, state string
	var newest int
	err := r.store.read.QueryRowContext(ctx, `SELECT office, version, state FROM dossier WHERE id = $1`, offer.Dossier).
		Scan(&owner, &newest, &state)
	if errors.Is(err, errNoRow) {
		return verdict{standing: protocol.StandingWanted}, nil
	}
	if err != nil {
		return verdict{}, fmt.Errorf("looking for a dossier: %w", err)
	}
	if owner != office {
		return refused(protocol.CodeDossierElsewhere)
	}
	var inner string
	err = r.store.read.QueryRowContext(ctx, `SELECT inner_hash FROM packet WHERE dossier = $1 AND version = $2`, offer.Dossier, offer.Version).Scan(&inner)
	switch {
	case err != nil && !errors.Is(err, errNoRow):
		return verdict{}, fmt.Errorf("looking for a packet: %w", err)
	case err == nil && inner != offer.Inner:
		return refused(protocol.CodeConflict)
	case offer.Version < newest:
		return verdict{standing: protocol.StandingSuperseded}, nil
	case err == nil && state == dossierReceived:
		return verdict{standing: protocol.StandingAcknowledged}, nil
	case err == nil:
		return verdict{standing: protocol.StandingDecided}, nil
	case final(state):
		return refused(protocol.CodeDossierDecided)
	}
	return verdict{standing: protocol.StandingWanted}, nil
}
