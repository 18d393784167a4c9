package registry

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// States of an upload.
const (
	uploadOpen    = "open"
	uploadDone    = "done"
	uploadRefused = "refused"
)

// upload is one row of the table.
type upload struct {
	id, station, state, code string
	packet                   packet.BatchPacket
}

const uploadColumns = `id, station, dossier, version, inner_hash, sha256, size, state, code`

func scanUpload(scan func(...any) error) (upload, error) {
	var u upload
	err := scan(&u.id, &u.station, &u.packet.Dossier, &u.packet.Version, &u.packet.Inner, &u.packet.SHA256, &u.packet.Size, &u.state, &u.code)
	return u, err
}

// uploadOptions tells what of tus is spoken.
func (r *Registry) uploadOptions(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set(protocol.HeaderTusResumable, protocol.TusVersion)
	h.Set(protocol.HeaderTusVersion, protocol.TusVersion)
	h.Set(protocol.HeaderTusExtension, "creation,termination")
	h.Set(protocol.HeaderTusMaxSize, strconv.FormatInt(r.opts.MaxPacket, 10))
	w.WriteHeader(http.StatusNoContent)
}

// checkTus insists on the version of tus, as tus demands of servers.
func checkTus(w http.ResponseWriter, req *http.Request) error {
	w.Header().Set(protocol.HeaderTusResumable, protocol.TusVersion)
	if req.Header.Get(protocol.HeaderTusResumable) != protocol.TusVersion {
		w.Header().Set(protocol.HeaderTusVersion, protocol.TusVersion)
		return fail(http.StatusPreconditionFailed, protocol.CodeBadRequest, "tus version")
	}
	return nil
}

// createUpload begins the upload of one sealing of a packet. Beginning the same
// again leads to the upload that is there.
func (r *Registry) createUpload(w http.ResponseWriter, req *http.Request, station stationRow) error {
	if err := checkTus(w, req); err != nil {
		return err
	}
	offer, err := parseOffer(req.Header)
	if err != nil {
		return err
	}
	verdict, err := r.judge(req.Context(), station.office, offer)
	if err != nil {
		return err
	}
	switch {
	case verdict.standing == protocol.StandingWanted:
	case verdict.code == protocol.CodeTooLarge:
		return fail(http.StatusRequestEntityTooLarge, verdict.code, "")
	case verdict.code != "":
		return fail(http.StatusConflict, verdict.code, "")
	default: // it is here already; a batch tells how it stands
		return fail(http.StatusConflict, protocol.CodeUploadGone, "packet is "+string(verdict.standing))
	}
	u, err := r.beginUpload(req.Context(), station, offer)
	if err != nil {
		return err
	}
	// An upload begun before may have bytes; tus lets a creation tell.
	have, _, err := r.spool.size(u.id)
	if err != nil {
		return err
	}
	w.Header().Set("Location", protocol.PathUploads+u.id)
	w.Header().Set(protocol.HeaderUploadOffset, strconv.FormatInt(have, 10))
	w.WriteHeader(http.StatusCreated)
	return nil
}

// beginUpload makes the row of an upload, or finds the one that is there. Its
// file comes with its first byte.
func (r *Registry) beginUpload(ctx context.Context, station stationRow, offer packet.BatchPacket) (upload, error) {
	begun, err := r.beginUploads(ctx, station, []packet.BatchPacket{offer})
	if err != nil {
		return upload{}, err
	}
	if begun[0].packet != offer {
		return upload{}, fail(http.StatusConflict, protocol.CodeConflict, "upload begun with another size or inner hash")
	}
	return begun[0], nil
}

// beginUploads makes the rows of uploads and returns them as they are now, in the
// order of the offers: there is one upload for one sealing, whoever began it. Rows
// lost in a power cut make the desk begin anew.
func (r *Registry) beginUploads(ctx context.Context, station stationRow, offers []packet.BatchPacket) ([]upload, error) {
	if len(offers) == 0 {
		return nil, nil
	}
	ids := make([]byte, 16*len(offers))
	if _, err := io.ReadFull(r.opts.Random, ids); err != nil {
		return nil, fmt.Errorf("naming uploads: %w", err)
	}
	type sealing struct {
		dossier string
		version int
		sha256  string
	}
	found := map[sealing]upload{}
	err := r.inLazyTx(ctx, func(e *effect) error {
		var made list
		wanted := list{args: []any{station.id}}
		for i, p := range offers {
			made.add(hex.EncodeToString(ids[16*i:16*i+16]), station.id, p.Dossier, p.Version, p.Inner, p.SHA256, p.Size, uploadOpen, stamp(e.now))
			wanted.add(p.Dossier)
		}
		if err := e.exec(`INSERT INTO upload (id, station, dossier, version, inner_hash, sha256, size, state, created) VALUES `+made.text()+`
			ON CONFLICT (station, dossier, version, sha256) DO NOTHING`, made.args...); err != nil {
			return err
		}
		rows, err := e.QueryContext(e.ctx, `SELECT `+uploadColumns+` FROM upload WHERE station = $1 AND dossier IN (`+wanted.text()+`)`, wanted.args...)
		all, err := collect(rows, err, func(rows *sql.Rows) (upload, error) { return scanUpload(rows.Scan) })
		for _, u := range all {
			found[sealing{u.packet.Dossier, u.packet.Version, u.packet.SHA256}] = u
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("beginning uploads: %w", err)
	}
	out := make([]upload, len(offers))
	for i, p := range offers {
		out[i] = found[sealing{p.Dossier, p.Version, p.SHA256}]
	}
	return out, nil
}

// parseOffer reads what is to be uploaded from the headers of a creation.
func parseOffer(h http.Header) (packet.BatchPacket, error) {
	bad := fail(http.StatusBadRequest, protocol.CodeBadRequest, "upload length or metadata")
	size, err := strconv.ParseInt(h.Get(protocol.HeaderUploadLength), 10, 64)
	if err != nil || size < 1 {
		return packet.BatchPacket{}, bad
	}
	meta := map[string]string{}
	for pair := range strings.SplitSeq(h.Get(protocol.HeaderUploadMetadata), ",") {
		key, encoded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		value, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return packet.BatchPacket{}, bad
		}
		meta[key] = string(value)
	}
	version, err := strconv.Atoi(meta[protocol.MetaVersion])
	offer := packet.BatchPacket{
		Dossier: meta[protocol.MetaDossier], Version: version, Inner: meta[protocol.MetaInner],
		SHA256: meta[protocol.MetaSHA256], Size: size,
	}
	if err != nil || version < 1 || !packet.ValidID(offer.Dossier) || !packet.ValidHash(offer.Inner) || !packet.ValidHash(offer.SHA256) {
		return packet.BatchPacket{}, bad
	}
	return offer, nil
}

// turn lets the request alone at its upload; one that still holds it is ended.
func (r *Registry) turn(req *http.Request, body *patientReader) (leave func(), err error) {
	ctx, cancel := context.WithTimeout(req.Context(), 10*time.Second)
	defer cancel()
	leave, ok := r.uploads.enter(ctx.Done(), req.PathValue("id"), body.interrupt)
	if !ok {
		return nil, fail(http.StatusLocked, protocol.CodeLocked, "")
	}
	return leave, nil
}

// headUpload tells how many bytes of an upload are here.
func (r *Registry) headUpload(w http.ResponseWriter, req *http.Request, station stationRow, u upload) error {
	offset, err := r.offset(req.Context(), u, station)
	if err != nil {
		return err
	}
	w.Header().Set(protocol.HeaderUploadOffset, strconv.FormatInt(offset, 10))
	w.Header().Set(protocol.HeaderUploadLength, strconv.FormatInt(u.packet.Size, 10))
	w.WriteHeader(http.StatusOK)
	return nil
}

// offset returns how many bytes are here, finishing what a crash interrupted
// after the last byte.
func (r *Registry) offset(ctx context.Context, u upload, station stationRow) (int64, error) {
	switch u.state {
	case uploadDone:
		return u.packet.Size, nil
	case uploadRefused:
		return 0, fail(http.StatusUnprocessableEntity, u.code, "")
	}
	size, err := r.arrived(ctx, u)
	if err != nil {
		return 0, err
	}
	if size == u.packet.Size {
		return size, r.finish(ctx, u, station, nil)
	}
	return size, nil
}

// arrived returns how many bytes of an open upload are here. Those of one that
// was moved to its place before a crash are all here. A power cut can take a
// file that was not durable yet; then the desk begins at the first byte again.
func (r *Registry) arrived(ctx context.Context, u upload) (int64, error) {
	size, there, err := r.spool.size(u.id)
	if err != nil || there {
		return size, err
	}
	moved, err := r.shelf.Moved(ctx, shelfName(u.packet.SHA256))
	if err != nil || !moved {
		return 0, err
	}
	return u.packet.Size, nil
}

// openUpload opens the bytes of an upload that are all here.
func (r *Registry) openUpload(ctx context.Context, u upload) (io.ReadCloser, error) {
	f, err := os.Open(r.spool.part(u.id))
	if errors.Is(err, fs.ErrNotExist) {
		return r.shelf.Open(ctx, shelfName(u.packet.SHA256))
	}
	if err != nil {
		return nil, fmt.Errorf("opening an upload: %w", err)
	}
	return f, nil
}

// patchUpload appends bytes. What has arrived when a connection breaks stays.
func (r *Registry) patchUpload(w http.ResponseWriter, req *http.Request, station stationRow, u upload) error {
	if req.Header.Get("Content-Type") != protocol.TypeOffset {
		return fail(http.StatusUnsupportedMediaType, protocol.CodeBadRequest, "content type")
	}
	at, err := strconv.ParseInt(req.Header.Get(protocol.HeaderUploadOffset), 10, 64)
	if err != nil || at < 0 {
		return fail(http.StatusBadRequest, protocol.CodeBadRequest, "upload offset")
	}
	have, err := r.offset(req.Context(), u, station)
	if err != nil {
		return err
	}
	if at != have {
		w.Header().Set(protocol.HeaderUploadOffset, strconv.FormatInt(have, 10))
		return fail(http.StatusConflict, protocol.CodeOffset, "")
	}
	if have < u.packet.Size {
		// The bytes that are here count whether or not the desk still listens.
		ctx := context.WithoutCancel(req.Context())
		var found *findings
		if have, found, err = r.append(ctx, req.Body.(*patientReader), u, station, have); err != nil {
			return err
		}
		if have == u.packet.Size {
			if err := r.finish(ctx, u, station, found); err != nil {
				return err
			}
		}
	}
	w.Header().Set(protocol.HeaderUploadOffset, strconv.FormatInt(have, 10))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// deleteUpload ends an upload that nobody will finish.
func (r *Registry) deleteUpload(w http.ResponseWriter, req *http.Request, _ stationRow, u upload) error {
	if u.state == uploadDone {
		return fail(http.StatusForbidden, protocol.CodeConflict, "upload is finished")
	}
	if err := r.forget(req.Context(), u); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// forget removes an upload: first the row, so that it never names nothing.
func (r *Registry) forget(ctx context.Context, u upload) error {
	err := r.inTx(ctx, func(e *effect) error {
		return e.exec(`DELETE FROM upload WHERE id = $1 AND state <> $2`, u.id, uploadDone)
	})
	if err != nil {
		return err
	}
	return r.spool.drop(u.id)
}
