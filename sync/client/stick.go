package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

var _ port.Sticks = (*Client)(nil)

// WriteStick copies what waits onto the stick at dir. The outbox does not
// change: what arrives first, by stick or line, counts, and the other is
// recognised. Each file is read back before its batch appears.
func (c *Client) WriteStick(ctx context.Context, dir string) (port.StickReport, error) {
	var report port.StickReport
	offers, size, err := c.stickOffers(ctx)
	if err != nil {
		return report, err
	}
	free, err := freeSpace(dir)
	if err != nil {
		return report, fmt.Errorf("sync: room on the stick: %w", err)
	}
	if size > free {
		return report, fmt.Errorf("%w: %d bytes wait, %d are free", port.ErrStickFull, size, free)
	}
	stick, err := openStick(dir, protocol.StickToRegistry)
	if err != nil {
		return report, err
	}
	defer stick.Close()
	for _, o := range offers {
		if err := c.writeBatch(ctx, stick, o, &report); err != nil {
			return report, fmt.Errorf("sync: writing the stick: %w", err)
		}
	}
	return report, nil
}

// stickOffers divides all that waits into batches and returns what they need.
// There is always one: an empty batch asks for the news.
func (c *Client) stickOffers(ctx context.Context) (offers []offer, size int64, err error) {
	first, err := c.collect(ctx, 0)
	if err != nil {
		return nil, 0, err
	}
	due, err := c.opts.Outbox.Due(ctx, c.opts.Clock.Now(), maxDue)
	if err != nil {
		return nil, 0, fmt.Errorf("sync: reading the outbox: %w", err)
	}
	first.packets = due[:min(len(due), batchPackets)]
	offers = append(offers, first)
	for at := batchPackets; at < len(due); at += batchPackets {
		offers = append(offers, offer{cursor: first.cursor, packets: due[at:min(at+batchPackets, len(due))]})
	}
	for _, d := range due {
		size += d.Size
	}
	return offers, size + int64(len(offers))*packet.MaxBatch, nil
}

// openStick opens a folder of a stick, making it. What is done through it stays
// below it, whatever links lie there.
func openStick(dir, below string) (*os.Root, error) {
	folder := filepath.Join(dir, protocol.StickFolder, below)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("sync: folder on the stick: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("sync: folder on the stick: %w", err)
	}
	return root, nil
}

// writeBatch writes one batch under a temporary name and then gives it its own.
func (c *Client) writeBatch(ctx context.Context, stick *os.Root, o offer, report *port.StickReport) (err error) {
	framed, id, err := c.frameBatch(o)
	if err != nil {
		return err
	}
	temporary := ".new-" + id
	if err := stick.Mkdir(temporary, 0o700); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, stick.RemoveAll(temporary))
		}
	}()
	for _, d := range o.packets {
		if err := c.copyPacket(ctx, stick, path.Join(temporary, d.SHA256+protocol.StickPacketExt), d); err != nil {
			return err
		}
		report.Packets++
		report.Bytes += d.Size
	}
	batch := path.Join(temporary, protocol.StickBatch)
	if err := writeSynced(stick, batch, strings.NewReader(string(framed))); err != nil {
		return err
	}
	if err := readBack(stick, batch, sha256.Sum256(framed)); err != nil {
		return err
	}
	if err := stick.Rename(temporary, c.opts.Envelope.Station()+"-"+id); err != nil {
		return err
	}
	report.Batches++
	report.Events += len(o.events)
	return syncFolder(stick)
}

// copyPacket copies a sealed packet and reads the copy back.
func (c *Client) copyPacket(ctx context.Context, stick *os.Root, name string, d port.Delivery) error {
	file, err := c.opts.Outbox.OpenPacket(ctx, d.Packet)
	if err != nil {
		return fmt.Errorf("opening a packet: %w", err)
	}
	err = writeSynced(stick, name, contextReader{ctx, file})
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	var want [sha256.Size]byte
	if n, err := hex.Decode(want[:], []byte(d.SHA256)); err != nil || n != len(want) {
		return errors.New("hash of a packet is not readable")
	}
	return readBack(stick, name, want)
}

func writeSynced(stick *os.Root, name string, content io.Reader) error {
	f, err := stick.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Sync(), f.Close())
}

// readBack compares what lies on the stick with what should.
func readBack(stick *os.Root, name string, want [sha256.Size]byte) error {
	f, err := stick.Open(name)
	if err != nil {
		return err
	}
	hash := sha256.New()
	_, err = io.Copy(hash, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if [sha256.Size]byte(hash.Sum(nil)) != want {
		return errors.New("the stick does not keep what is written to it")
	}
	return nil
}

// ReadStick takes the registry's answers for this station from the stick at
// dir. Reading one twice, or one that the line has overtaken, does nothing more.
func (c *Client) ReadStick(ctx context.Context, dir string) (port.StickReport, error) {
	var report port.StickReport
	stick, err := openStick(dir, filepath.Join(protocol.StickToOffice, c.opts.Envelope.Office()))
	if err != nil {
		return report, err
	}
	defer stick.Close()
	files, err := fs.ReadDir(stick.FS(), ".")
	if err != nil {
		return report, fmt.Errorf("sync: reading the stick: %w", err)
	}
	read := 0
	var failures []error
	if err := c.takeDocuments(ctx, dir); err != nil {
		failures = append(failures, err)
	}
	for _, f := range files {
		mine := strings.HasPrefix(f.Name(), c.opts.Envelope.Station()+"-") && strings.HasSuffix(f.Name(), protocol.StickAnswerExt)
		if !mine || !f.Type().IsRegular() {
			continue
		}
		if read++; read > protocol.MaxStickBatches {
			break
		}
		// One answer that is spoilt does not hold up the others.
		if err := c.readAnswer(ctx, stick, f.Name(), &report); err != nil {
			failures = append(failures, fmt.Errorf("answer on the stick: %w", err))
		}
	}
	if report.Changes > 0 && c.opts.OnReceived != nil {
		c.opts.OnReceived()
	}
	return report, errors.Join(failures...)
}

func (c *Client) readAnswer(ctx context.Context, stick *os.Root, name string, report *port.StickReport) error {
	f, err := stick.Open(name)
	if err != nil {
		return err
	}
	sealed, err := io.ReadAll(io.LimitReader(f, maxAnswer))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	body, err := c.opts.Envelope.OpenAnswer(sealed)
	if err != nil {
		return &Failure{Code: protocol.CodeFeed, Refused: true, Err: err}
	}
	var answer protocol.StickAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return against("not the JSON expected")
	}
	if err := c.stickAnswer(ctx, answer.Batch, report); err != nil {
		return err
	}
	report.Batches++
	return c.stickChanges(ctx, answer.Changes, report)
}

// stickAnswer acts on the answer to a batch. What the registry would like to
// have is still in the outbox.
func (c *Client) stickAnswer(ctx context.Context, answer protocol.BatchAnswer, report *port.StickReport) error {
	if answer.Log.Code == "" {
		if err := c.opts.Outbox.LogAcknowledged(ctx, answer.Log.Through); err != nil {
			return fmt.Errorf("storing an acknowledgement: %w", err)
		}
	}
	if err := c.opts.Outbox.EventsAcknowledged(ctx, answer.Events.Through); err != nil {
		return fmt.Errorf("storing an acknowledgement: %w", err)
	}
	due, err := c.opts.Outbox.Due(ctx, c.opts.Clock.Now(), maxDue)
	if err != nil {
		return fmt.Errorf("reading the outbox: %w", err)
	}
	waiting := map[port.PacketID]port.Delivery{}
	for _, d := range due {
		waiting[d.Packet] = d
	}
	for _, a := range answer.Packets {
		d, ok := waiting[port.PacketID{Dossier: a.Dossier, Version: a.Version}]
		if !ok || a.Standing == protocol.StandingWanted {
			continue
		}
		if _, err := c.packet(ctx, d, a); err != nil {
			return err
		}
		report.Packets++
	}
	return nil
}

func (c *Client) stickChanges(ctx context.Context, changes []protocol.ChangeItem, report *port.StickReport) error {
	cursor, err := c.opts.Outbox.Cursor(ctx)
	if err != nil {
		return fmt.Errorf("reading the cursor: %w", err)
	}
	for len(changes) > 0 && changes[0].Seq <= cursor {
		changes = changes[1:]
	}
	if len(changes) == 0 {
		return nil
	}
	items, err := c.check(changes, cursor)
	if err != nil {
		return err
	}
	report.Changes += len(items)
	if err := c.opts.Outbox.Receive(ctx, items, items[len(items)-1].Seq); err != nil {
		return fmt.Errorf("storing changes: %w", err)
	}
	return nil
}
