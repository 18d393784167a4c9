package client

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// Bounds of what one batch offers. Sealed events are counted with their growth
// in base64.
const (
	batchPackets    = 64
	batchEvents     = 128
	batchHashes     = 1024
	batchEventBytes = 2 << 20
	maxDue          = 1000
)

// smallest is how often a batch is halved at most: one packet, two events of some
// 32 KiB, 16 hashes. A batch goes whole or not at all, so that on a line that
// breaks again and again only a small one ever arrives. It is doubled again when so
// many have arrived in a row.
const (
	smallest = 6
	steady   = 16
)

// carried notes whether the line carried a batch, and with it how large the next
// one may be.
func (c *Client) carried(err error) {
	switch code := codeOf(err); {
	case err == nil:
		if c.steady++; c.steady >= steady && c.halved > 0 {
			c.halved, c.steady = c.halved-1, 0
		}
	case code == protocol.CodeLineCut || code == protocol.CodeTimeout:
		c.halved, c.steady = min(c.halved+1, smallest), 0
	}
}

// send offers what waits and uploads what is wanted. It goes on as long as
// there is more and something moves.
func (c *Client) send(ctx context.Context) error {
	if err := c.renew(ctx); err != nil {
		c.failed(sending, err)
	}
	for {
		offer, err := c.collect(ctx, c.halved)
		if err != nil {
			return err
		}
		if offer.empty() || offer.onlyLog() && time.Since(c.lastBatch) < c.opts.LogEvery {
			return nil
		}
		c.lastBatch = time.Now()
		moved, err := c.exchange(ctx, offer)
		if err != nil || !moved || !offer.more {
			return errors.Join(err, c.recount(ctx))
		}
	}
}

// offer is what the outbox holds now.
type offer struct {
	packets []port.Delivery
	events  []port.OutboxEvent
	hashes  []port.LogHash
	cursor  int64 // of the feed
	more    bool
}

func (o offer) empty() bool { return len(o.packets)+len(o.events)+len(o.hashes) == 0 }

// onlyLog reports whether nothing but log hashes waits.
func (o offer) onlyLog() bool { return len(o.packets)+len(o.events) == 0 }

// collect reads the outbox. Small packets go first: a short dossier does not
// wait behind a thick one. One that failed waits behind those that did not, so
// that it cannot hold them up even if it is what breaks the line. half says how
// often the batch is halved.
func (c *Client) collect(ctx context.Context, half int) (offer, error) {
	var o offer
	due, err := c.opts.Outbox.Due(ctx, c.opts.Clock.Now(), maxDue)
	if err != nil {
		return o, fmt.Errorf("sync: reading the outbox: %w", err)
	}
	events, err := c.opts.Outbox.Events(ctx, batchEvents)
	if err != nil {
		return o, fmt.Errorf("sync: reading the outbox: %w", err)
	}
	hashes := batchHashes >> half
	if o.hashes, err = c.opts.Outbox.LogHashes(ctx, hashes); err != nil {
		return o, fmt.Errorf("sync: reading the outbox: %w", err)
	}
	if o.cursor, err = c.opts.Outbox.Cursor(ctx); err != nil {
		return o, fmt.Errorf("sync: reading the cursor: %w", err)
	}
	c.count(due, len(events))
	slices.SortStableFunc(due, func(a, b port.Delivery) int {
		return cmp.Or(cmp.Compare(c.tries.of(a.Packet), c.tries.of(b.Packet)), cmp.Compare(a.Size, b.Size))
	})
	if len(due) == 0 {
		c.forced.Store(false)
	}
	o.packets = due[:min(len(due), batchPackets>>half)]
	if c.held() {
		o.packets = nil
	}
	size := 0
	for _, e := range events {
		if size += len(e.Sealed); size > batchEventBytes>>half && len(o.events) > 0 || len(o.events) == batchEvents>>half {
			break
		}
		o.events = append(o.events, e)
	}
	o.more = len(o.packets) == batchPackets>>half || len(events) > len(o.events) || len(events) == batchEvents || len(o.hashes) == hashes
	return o, nil
}

// held reports whether packets wait for the hours that policy sets.
func (c *Client) held() bool {
	return c.opts.Limits(c.opts.Clock.Now()).Closed && !c.forced.Load()
}

// count shows what waits.
func (c *Client) count(due []port.Delivery, events int) {
	bytes := int64(0)
	for _, d := range due {
		bytes += d.Size
	}
	held := c.held() && len(due) > 0
	c.change(func(s *port.SyncStatus) {
		s.Waiting, s.Dossiers, s.Bytes, s.Held = len(due)+events, len(due), bytes-s.Sent, held
		s.Left = timeLeft(s.Bytes, s.Rate)
	})
}

// recount brings the number of waiting things up to date.
func (c *Client) recount(ctx context.Context) error {
	_, err := c.collect(ctx, 0)
	return err
}

// exchange sends one batch and acts on its answer. It reports whether anything
// moved, so that the same batch is not sent over and over.
func (c *Client) exchange(ctx context.Context, o offer) (moved bool, err error) {
	result, err := c.putBatch(ctx, o)
	if err != nil {
		return false, err
	}
	// A log that does not fit stays unacknowledged, so that the trouble shows until
	// somebody has looked into it.
	if through := result.Log.Through; result.Log.Code == "" && len(o.hashes) > 0 && through >= o.hashes[0].Seq {
		if err := c.opts.Outbox.LogAcknowledged(ctx, through); err != nil {
			return false, fmt.Errorf("sync: storing an acknowledgement: %w", err)
		}
		moved = true
	}
	if through := result.Events.Through; len(o.events) > 0 && through >= o.events[0].Seq {
		if err := c.opts.Outbox.EventsAcknowledged(ctx, through); err != nil {
			return false, fmt.Errorf("sync: storing an acknowledgement: %w", err)
		}
		moved = true
	}
	packetsMoved, err := c.packets(ctx, o.packets, result.Packets)
	if err != nil {
		return false, err
	}
	return moved || packetsMoved, complaint(result)
}

// complaint makes a failure of what a batch's answer complains of besides its
// packets; everything else of the batch has been dealt with by then.
func complaint(result protocol.BatchAnswer) error {
	code := result.Log.Code
	if len(result.Events.Refused) > 0 {
		code = result.Events.Refused[0].Code
	}
	if code == "" {
		return nil
	}
	return &Failure{Code: code, Refused: true, Err: errors.New("registry complains of the log or of an event")}
}

func (c *Client) putBatch(ctx context.Context, o offer) (protocol.BatchAnswer, error) {
	var result protocol.BatchAnswer
	framed, id, err := c.frameBatch(o)
	if err != nil {
		return result, err
	}
	_, content, err := c.line.do(ctx, call{
		method: http.MethodPut, ref: protocol.PathBatches + id, body: bytes.NewReader(framed), size: int64(len(framed)),
		header: http.Header{"Content-Type": {protocol.TypeBatch}}, wait: c.opts.Stall,
	})
	c.carried(err)
	if err != nil {
		return result, err
	}
	if err := json.Unmarshal(content, &result); err != nil {
		return result, against("not the JSON expected")
	}
	if result.Batch != id || len(result.Packets) != len(o.packets) {
		return result, against("answer to another batch")
	}
	if n := len(o.events); result.Events.Through > 0 && (n == 0 || result.Events.Through > o.events[n-1].Seq) {
		return result, against("acknowledges events that were not sent")
	}
	return result, nil
}

// frameBatch makes the signed batch of an offer, under a random id.
func (c *Client) frameBatch(o offer) (framed []byte, id string, err error) {
	id = newID()
	batch := packet.Batch{ID: id, Registry: c.opts.Registry.ID, Cursor: o.cursor, Log: o.hashes,
		Created: c.opts.Clock.Now().UTC().Truncate(time.Second).Format(time.RFC3339)}
	for _, d := range o.packets {
		batch.Packets = append(batch.Packets, packet.BatchPacket{
			Dossier: d.Packet.Dossier, Version: d.Packet.Version, Inner: d.Inner, SHA256: d.SHA256, Size: d.Size})
	}
	for _, e := range o.events {
		batch.Events = append(batch.Events, packet.BatchEvent{Seq: e.Seq, Sealed: e.Sealed})
	}
	if framed, err = c.opts.Envelope.SignBatch(batch); err != nil {
		return nil, "", fmt.Errorf("sync: signing a batch: %w", err)
	}
	return framed, id, nil
}

// newID returns a random id of 32 hex digits.
func newID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}

// packets acts on the answers for the packets of a batch. A packet that fails
// is marked with its cause; the next one is tried unless the line is down.
func (c *Client) packets(ctx context.Context, due []port.Delivery, answers []protocol.PacketAnswer) (moved bool, err error) {
	for i, d := range due {
		a := answers[i]
		if a.Dossier != d.Packet.Dossier || a.Version != d.Packet.Version {
			return moved, against("answer for another packet")
		}
		progress, err := c.packet(ctx, d, a)
		moved = moved || progress
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return moved, ctx.Err()
		}
		if lineDown(err) || codeOf(err) == protocol.CodeStore {
			return moved, err
		}
		c.opts.Log.Warn("packet not sent", "dossier", d.Packet.Dossier, "version", d.Packet.Version, "code", codeOf(err))
	}
	return moved, nil
}

// packet acts on the answer for one packet.
func (c *Client) packet(ctx context.Context, d port.Delivery, a protocol.PacketAnswer) (moved bool, err error) {
	switch a.Standing {
	case protocol.StandingWanted:
		return c.deliver(ctx, d, a)
	case protocol.StandingAcknowledged, protocol.StandingDecided:
		// The decision itself comes through the feed, with its reasons.
		return true, c.mark(ctx, d, port.DeliveryMark{State: port.DeliveryAcknowledged, UploadURL: d.UploadURL})
	case protocol.StandingSuperseded:
		// The desk supersedes its own versions; one that it does not know of came
		// from elsewhere, and somebody has to look.
		return true, c.mark(ctx, d, port.DeliveryMark{State: port.DeliverySetAside, UploadURL: d.UploadURL, Failure: protocol.CodeNewer})
	case protocol.StandingRefused:
		return true, c.mark(ctx, d, port.DeliveryMark{State: port.DeliverySetAside, UploadURL: d.UploadURL, Failure: a.Code})
	}
	return false, against("unknown standing of a packet")
}

func (c *Client) mark(ctx context.Context, d port.Delivery, m port.DeliveryMark) error {
	if err := c.opts.Outbox.Mark(ctx, d.Packet, m); err != nil {
		return fmt.Errorf("sync: marking a delivery: %w", err)
	}
	return nil
}

// deliver uploads a packet and marks how it went.
func (c *Client) deliver(ctx context.Context, d port.Delivery, a protocol.PacketAnswer) (moved bool, err error) {
	// A stored one that is wanted again was lost by the registry.
	if d.State == port.DeliverySealed || d.State == port.DeliveryStored {
		if err := c.mark(ctx, d, port.DeliveryMark{State: port.DeliveryOffered}); err != nil {
			return false, err
		}
		d.State = port.DeliveryOffered
	}
	c.change(func(s *port.SyncStatus) { s.Uploading, s.Current, s.Sent, s.Size = s.Uploading+1, d.Packet, 0, d.Size })
	err = c.upload(ctx, &d, a)
	c.change(func(s *port.SyncStatus) {
		s.Uploading, s.Current, s.Sent, s.Size, s.Rate, s.Left = max(s.Uploading-1, 0), port.PacketID{}, 0, 0, 0, 0
	})
	if err == nil {
		c.tries.forget(d.Packet)
		return true, c.mark(ctx, d, port.DeliveryMark{State: port.DeliveryStored, UploadURL: d.UploadURL})
	}
	if ctx.Err() != nil {
		return false, err
	}
	if errors.Is(err, errReplaced) {
		return true, nil // its newer version is in the outbox
	}
	c.tries.count(d.Packet)
	m := port.DeliveryMark{State: d.State, UploadURL: d.UploadURL, Failure: codeOf(err)}
	switch {
	case protocol.Permanent(m.Failure):
		m.State = port.DeliverySetAside
	case m.Failure == protocol.CodeUploadGone || m.Failure == protocol.CodeChecksum:
		m.State, m.UploadURL = port.DeliveryOffered, "" // begin anew
	}
	return m.State == port.DeliverySetAside, errors.Join(err, c.mark(ctx, d, m))
}
