package registry

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// StickReport says what came from a stick.
type StickReport struct {
	Batches int // taken and answered
	Packets int // acknowledged by now
	Refused int // batches that are nobody's
}

// TakeStick takes the batches that lie on the stick at dir and writes the
// answers beside them. Taking one twice does nothing more and gives the answer of
// now. A batch is believed for its signature alone.
func (r *Registry) TakeStick(ctx context.Context, dir string) (StickReport, error) {
	var report StickReport
	stick, err := os.OpenRoot(filepath.Join(dir, protocol.StickFolder))
	if err != nil {
		return report, fmt.Errorf("opening the stick: %w", err)
	}
	defer stick.Close()
	folders, err := fs.ReadDir(stick.FS(), protocol.StickToRegistry)
	if err != nil {
		return report, fmt.Errorf("reading the stick: %w", err)
	}
	var failures []error
	for i, folder := range folders {
		if i == protocol.MaxStickBatches {
			break
		}
		// Names beginning with a dot are not whole yet, or of another system.
		if !folder.IsDir() || strings.HasPrefix(folder.Name(), ".") {
			continue
		}
		err := r.takeFolder(ctx, stick, path.Join(protocol.StickToRegistry, folder.Name()), &report)
		var refused *protocol.Problem
		switch {
		case errors.As(err, &refused):
			report.Refused++
			r.log.Warn("batch on a stick refused", "code", refused.Code)
		case err != nil:
			failures = append(failures, err)
		}
	}
	return report, errors.Join(failures...)
}

// takeFolder takes one batch with its packets and answers it.
func (r *Registry) takeFolder(ctx context.Context, stick *os.Root, folder string, report *StickReport) error {
	framed, err := readBounded(stick, path.Join(folder, protocol.StickBatch), packet.MaxBatch+1024)
	if err != nil {
		return fmt.Errorf("reading a batch: %w", err)
	}
	var station stationRow
	b, err := packet.OpenBatch(framed, r.anyStation(ctx, &station))
	if err != nil {
		return refusal(err)
	}
	result, err := r.takeBatch(ctx, station, b.ID, framed)
	if err != nil {
		return err
	}
	for i, offer := range b.Packets {
		if result.Packets[i].Standing != protocol.StandingWanted {
			continue
		}
		if err := r.takePacket(ctx, stick, folder, station, offer); err != nil {
			// Its standing tells the desk; the other packets are taken.
			r.log.Warn("packet on a stick not taken", "dossier", offer.Dossier, "version", offer.Version, "error", err)
		}
		now, err := r.standings(ctx, station, b.Packets[i:i+1])
		if err != nil {
			return err
		}
		result.Packets[i] = now[0]
	}
	for _, p := range result.Packets {
		if p.Standing == protocol.StandingAcknowledged || p.Standing == protocol.StandingDecided {
			report.Packets++
		}
	}
	if err := r.answerStick(ctx, stick, station, b, result); err != nil {
		return err
	}
	report.Batches++
	return nil
}

// anyStation looks up the signing key of any active station and keeps its row.
func (r *Registry) anyStation(ctx context.Context, found *stationRow) packet.StationKeys {
	return func(office, station string) (_ []ed25519.PublicKey, err error) {
		*found, err = r.activeSigner(ctx, office, station)
		return []ed25519.PublicKey{found.signing}, err
	}
}

// takePacket appends what a stick has of a packet to its upload and finishes it.
func (r *Registry) takePacket(ctx context.Context, stick *os.Root, folder string, station stationRow, offer packet.BatchPacket) error {
	begun, err := r.beginUpload(ctx, station, offer)
	if err != nil {
		return err
	}
	leave, ok := r.uploads.enter(ctx.Done(), begun.id, func() {})
	if !ok {
		return ctx.Err()
	}
	defer leave()
	u, err := scanUpload(r.store.read.QueryRowContext(ctx, `SELECT `+uploadColumns+` FROM upload WHERE id = $1`, begun.id).Scan)
	if err != nil {
		return fmt.Errorf("looking for an upload: %w", err)
	}
	have, err := r.offset(ctx, u, station)
	if err != nil || have == offer.Size {
		return err
	}
	f, err := openRegular(stick, path.Join(folder, offer.SHA256+protocol.StickPacketExt))
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(have, io.SeekStart); err != nil {
		return err
	}
	out, err := r.spool.create(u.id)
	if err != nil {
		return err
	}
	n, err := io.Copy(&spoolWriter{file: out, at: have}, io.LimitReader(f, offer.Size-have))
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("storing an upload: %w", err)
	}
	if have+n < offer.Size {
		return errors.New("packet on the stick is cut short")
	}
	return r.finish(ctx, u, station, nil)
}

// answerStick writes the answer to a batch, with the feed behind its cursor.
func (r *Registry) answerStick(ctx context.Context, stick *os.Root, station stationRow, b packet.Batch, result protocol.BatchAnswer) error {
	content := protocol.StickAnswer{Batch: result, Changes: []protocol.ChangeItem{}}
	size := 0
	for after := b.Cursor; ; {
		changes, err := r.changes(ctx, station, after)
		if err != nil {
			return err
		}
		for _, item := range changes.Items {
			size += len(item.Sealed)
			content.Changes = append(content.Changes, item)
			after = item.Seq
		}
		// The rest comes with the next stick.
		if len(changes.Items) == 0 || size > packet.MaxAnswer/4 {
			break
		}
	}
	body, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("answering a stick: %w", err)
	}
	inbox, err := packet.ParseRecipients([]string{station.inbox}, false)
	if err != nil {
		return fmt.Errorf("answering a stick: %w", err)
	}
	sealed, err := packet.SealAnswer(packet.Answer{Registry: r.opts.ID, Office: station.office, Station: station.id, Body: body}, r.keys.signing, inbox)
	if err != nil {
		return fmt.Errorf("answering a stick: %w", err)
	}
	folder := path.Join(protocol.StickToOffice, station.office)
	if err := stick.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("answering a stick: %w", err)
	}
	return writeAnswer(stick, folder, station.id+"-"+b.ID+protocol.StickAnswerExt, sealed)
}

// writeAnswer writes a file that appears whole or not at all.
func writeAnswer(stick *os.Root, folder, name string, content []byte) error {
	temporary := path.Join(folder, ".new-"+name)
	f, err := stick.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("answering a stick: %w", err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = stick.Rename(temporary, path.Join(folder, name))
	}
	if err != nil {
		return fmt.Errorf("answering a stick: %w", err)
	}
	return nil
}

// openRegular opens a file of a stick; links, pipes and devices are none.
func openRegular(stick *os.Root, name string) (*os.File, error) {
	info, err := stick.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	return stick.Open(name)
}

func readBounded(stick *os.Root, name string, limit int64) ([]byte, error) {
	f, err := openRegular(stick, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > limit {
		return nil, fail(http.StatusRequestEntityTooLarge, protocol.CodeTooLarge, "batch")
	}
	return content, nil
}
