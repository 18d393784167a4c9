package client

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"carddesk/app/port"
	"carddesk/sync/protocol"
)

// Chunks: one request carries so many bytes that it takes a few seconds on the
// line at hand. A line that breaks costs at most one chunk.
const (
	firstChunk  = 256 << 10
	minChunk    = 16 << 10
	quickChunk  = 2 * time.Second // faster than this: larger ones
	slowChunk   = 8 * time.Second // slower than this: smaller ones
	uploadTries = 6               // in a row without a byte of progress
)

// verifySpeed is the bytes a second at which the registry is expected to check
// a packet after its last byte, at the slowest.
const verifySpeed = 4 << 20

// verifyWait is how long the check of a packet may take besides the usual wait.
func verifyWait(size int64) time.Duration {
	return time.Duration(size/verifySpeed) * time.Second
}

// upload sends the bytes of a packet from the offset at which they are wanted.
// It changes d.State and d.UploadURL as they become known.
func (c *Client) upload(ctx context.Context, d *port.Delivery, a protocol.PacketAnswer) error {
	file, err := c.opts.Outbox.OpenPacket(ctx, d.Packet)
	if err != nil {
		return &Failure{Code: protocol.CodePacketMissing, Err: fmt.Errorf("opening a packet: %w", err)}
	}
	defer file.Close()
	if err := c.checkFile(ctx, file, d); err != nil {
		return err
	}
	offset := a.Offset
	if a.Upload != "" {
		d.UploadURL = a.Upload
	} else if d.UploadURL, offset, err = c.begin(ctx, d); err != nil {
		return err
	}
	d.State = port.DeliveryUploading
	// Known before the first byte leaves: after a crash the upload goes on.
	if err := c.mark(ctx, *d, port.DeliveryMark{State: d.State, UploadURL: d.UploadURL}); err != nil {
		return err
	}
	return c.sendFrom(ctx, file, d, offset)
}

// checkFile makes sure that the file is the one whose hash was recorded when it
// was sealed: bytes of two sealings are never spliced.
func (c *Client) checkFile(ctx context.Context, file io.ReadSeeker, d *port.Delivery) error {
	key := d.Packet.Dossier + "/" + strconv.Itoa(d.Packet.Version) + "/" + d.SHA256
	if c.sound[key] {
		return nil
	}
	hash := sha256.New()
	n, err := io.Copy(hash, contextReader{ctx, file})
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &Failure{Code: protocol.CodePacketMissing, Err: fmt.Errorf("reading a packet: %w", err)}
	}
	if n != d.Size || hex.EncodeToString(hash.Sum(nil)) != d.SHA256 {
		return &Failure{Code: protocol.CodePacketDamaged, Err: errors.New("sealed file is not the one recorded")}
	}
	c.sound[key] = true
	return nil
}

// begin creates an upload at the registry.
func (c *Client) begin(ctx context.Context, d *port.Delivery) (location string, offset int64, err error) {
	meta := ""
	for _, pair := range [][2]string{
		{protocol.MetaDossier, d.Packet.Dossier}, {protocol.MetaVersion, strconv.Itoa(d.Packet.Version)},
		{protocol.MetaInner, d.Inner}, {protocol.MetaSHA256, d.SHA256},
	} {
		if meta != "" {
			meta += ","
		}
		meta += pair[0] + " " + base64.StdEncoding.EncodeToString([]byte(pair[1]))
	}
	header, _, err := c.line.do(ctx, call{method: http.MethodPost, ref: protocol.PathUploads, header: http.Header{
		protocol.HeaderTusResumable:   {protocol.TusVersion},
		protocol.HeaderUploadLength:   {strconv.FormatInt(d.Size, 10)},
		protocol.HeaderUploadMetadata: {meta},
	}})
	if err != nil {
		return "", 0, err
	}
	location = header.Get("Location")
	if location == "" {
		return "", 0, against("upload without an address")
	}
	if _, err := c.line.resolve(location); err != nil {
		return "", 0, err
	}
	if header.Get(protocol.HeaderUploadOffset) == "" {
		return location, 0, nil // a server that tells nothing has made a new one
	}
	// The registry may lead to an upload begun before whose answer was lost.
	offset, err = parseOffset(header, d.Size)
	return location, offset, err
}

// ask returns how many bytes of an upload the registry has.
func (c *Client) ask(ctx context.Context, location string, size int64) (int64, error) {
	header, _, err := c.line.do(ctx, call{method: http.MethodHead, ref: location, wait: verifyWait(size),
		header: http.Header{protocol.HeaderTusResumable: {protocol.TusVersion}}})
	if err != nil {
		return 0, err
	}
	return parseOffset(header, size)
}

func parseOffset(h http.Header, size int64) (int64, error) {
	offset, err := strconv.ParseInt(h.Get(protocol.HeaderUploadOffset), 10, 64)
	if err != nil || offset < 0 || offset > size {
		return 0, against("offset of an upload")
	}
	return offset, nil
}

// sendFrom sends chunk after chunk. When one fails, the registry is asked how
// far it got, and the rest is sent from there.
func (c *Client) sendFrom(ctx context.Context, file io.ReadSeeker, d *port.Delivery, offset int64) error {
	c.meter.begin(time.Now())
	c.arrived(offset)
	if offset == d.Size {
		// Whole already; asking finishes what a crash of the registry left.
		_, err := c.ask(ctx, d.UploadURL, d.Size)
		return err
	}
	tries := 0
	for offset < d.Size {
		next, err := c.sendChunk(ctx, file, d, offset)
		if err == nil {
			if next <= offset {
				return against("upload that does not grow")
			}
			offset, tries = next, 0
			c.arrived(offset)
			if offset < d.Size && !c.waits(ctx, d.Packet) {
				return errReplaced
			}
			continue
		}
		if !worthAsking(err) || ctx.Err() != nil {
			return err
		}
		c.chunk = max(c.chunk/2, minChunk)
		now, askErr := c.askAgain(ctx, d, &tries, err)
		if askErr != nil {
			return askErr
		}
		if now > offset {
			tries = 0
		}
		offset = now
		c.arrived(offset)
	}
	return nil
}

// errReplaced ends an upload whose packet a newer version has replaced meanwhile:
// the rest of its bytes would be of no use to anybody.
var errReplaced = errors.New("packet was replaced while it was sent")

// waits reports whether a packet still waits, as far as the outbox tells.
func (c *Client) waits(ctx context.Context, id port.PacketID) bool {
	outbox, ok := c.opts.Outbox.(port.Waiting)
	if !ok {
		return true
	}
	waits, err := outbox.PacketWaits(ctx, id)
	return waits || err != nil
}

// askAgain asks for the offset after a failure, with longer and longer waits
// while the line stays away.
func (c *Client) askAgain(ctx context.Context, d *port.Delivery, tries *int, cause error) (int64, error) {
	for {
		if *tries++; *tries > uploadTries {
			return 0, cause
		}
		wait := min(c.opts.MinRetry<<(*tries-1), c.opts.MaxRetry)
		if *tries == 1 {
			wait = 0 // most cuts are over at once
		}
		if err := pause(ctx, max(wait, retryAfter(cause))); err != nil {
			return 0, err
		}
		offset, err := c.ask(ctx, d.UploadURL, d.Size)
		if err == nil {
			return offset, nil
		}
		if !worthAsking(err) || ctx.Err() != nil {
			return 0, err
		}
		cause = err
	}
}

// worthAsking reports whether after a failed chunk the offset may tell more: the
// line broke, or the registry counts differently, is busy or in trouble.
func worthAsking(err error) bool {
	var f *Failure
	if !errors.As(err, &f) {
		return false
	}
	switch f.Code {
	case protocol.CodeOffset, protocol.CodeLocked, protocol.CodeBusy, protocol.CodeInternal, protocol.CodeLineCut, protocol.CodeNoLine, protocol.CodeTimeout:
		return true
	}
	return false
}

// sendChunk sends one piece and returns the registry's new offset.
func (c *Client) sendChunk(ctx context.Context, file io.ReadSeeker, d *port.Delivery, offset int64) (int64, error) {
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return 0, &Failure{Code: protocol.CodePacketMissing, Err: fmt.Errorf("reading a packet: %w", err)}
	}
	size := min(c.chunk, d.Size-offset)
	wait := time.Duration(0)
	if offset+size == d.Size {
		wait = verifyWait(d.Size)
	}
	started := time.Now()
	header, _, err := c.line.do(ctx, call{
		method: http.MethodPatch, ref: d.UploadURL, body: c.paced(ctx, io.LimitReader(file, size)), size: size, wait: wait,
		header: http.Header{
			protocol.HeaderTusResumable: {protocol.TusVersion},
			protocol.HeaderUploadOffset: {strconv.FormatInt(offset, 10)},
			"Content-Type":              {protocol.TypeOffset},
		},
	})
	if err != nil {
		return 0, err
	}
	switch took := time.Since(started); {
	case took < quickChunk && size == c.chunk:
		c.chunk = min(2*c.chunk, c.opts.MaxChunk)
	case took > slowChunk:
		c.chunk = max(c.chunk/2, minChunk)
	}
	return parseOffset(header, d.Size)
}

// contextReader ends reading when its context ends.
type contextReader struct {
	ctx context.Context
	in  io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(p)
}
