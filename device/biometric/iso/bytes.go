package iso

import (
	"encoding/binary"
	"fmt"
	"time"
)

// cursor walks over a record. After the first error every read gives zero and
// the error stays, so that a parser checks once at its end.
type cursor struct {
	rest []byte
	err  error
}

func (c *cursor) take(n int, field string) []byte {
	if c.err != nil {
		return nil
	}
	if n < 0 || n > len(c.rest) {
		c.err = fmt.Errorf("%s needs %d bytes, %d are left: %w", field, n, len(c.rest), ErrLength)
		return nil
	}
	taken := c.rest[:n:n]
	c.rest = c.rest[n:]
	return taken
}

func (c *cursor) u8(field string) byte {
	if b := c.take(1, field); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) u16(field string) uint16 {
	if b := c.take(2, field); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) u32(field string) uint32 {
	if b := c.take(4, field); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// magic checks the format identifier and the version, four bytes each.
func (c *cursor) magic(format, version string) {
	if got := c.take(4, "format identifier"); c.err == nil && string(got) != format {
		c.fail(fmt.Errorf("identifier % x: %w", got, ErrFormat))
	}
	if got := c.take(4, "version"); c.err == nil && string(got) != version {
		c.fail(fmt.Errorf("version % x: %w", got, ErrFormat))
	}
}

// open checks the general header up to and with the certification flag and
// returns the number of representations.
func (c *cursor) open(whole int, format, version string) (representations int, certified bool) {
	if whole > MaxRecord {
		c.fail(fmt.Errorf("record of %d bytes: %w", whole, ErrLength))
	}
	c.magic(format, version)
	if length := c.u32("record length"); c.err == nil && int64(length) != int64(whole) {
		c.fail(fmt.Errorf("record says %d bytes and has %d: %w", length, whole, ErrLength))
	}
	n := c.u16("number of representations")
	if c.err == nil && (n == 0 || n > MaxRepresentations) {
		c.fail(fmt.Errorf("%d representations: %w", n, ErrLength))
	}
	flag := c.u8("certification flag")
	if c.err == nil && flag > 1 {
		c.fail(fmt.Errorf("certification flag %d: %w", flag, ErrValue))
	}
	return int(n), flag == 1
}

// representation cuts out one representation by its own length.
func (c *cursor) representation() *cursor {
	length := c.u32("representation length")
	if c.err == nil && (length < 4 || int64(length) > MaxRecord) {
		c.fail(fmt.Errorf("representation of %d bytes: %w", length, ErrLength))
	}
	if c.err != nil {
		return &cursor{err: c.err}
	}
	body := c.take(int(length)-4, "representation")
	return &cursor{rest: body, err: c.err}
}

// capture reads the header fields shared by the three formats.
func (c *cursor) capture() Capture {
	var out Capture
	out.Time = c.time()
	out.Technology = c.u8("capture technology")
	out.Vendor = c.u16("device vendor")
	out.DeviceType = c.u16("device type")
	n := int(c.u8("number of quality blocks"))
	blocks := &cursor{rest: c.take(n*5, "quality blocks"), err: c.err}
	for range n {
		q := Quality{Score: blocks.u8("score"), Vendor: blocks.u16("vendor"), Algorithm: blocks.u16("algorithm")}
		if blocks.err != nil {
			break
		}
		out.Qualities = append(out.Qualities, q)
	}
	return out
}

// skipCertificates passes over certification blocks: a count, then authority
// (2 bytes) and scheme (1 byte) each.
func (c *cursor) skipCertificates() {
	n := int(c.u8("number of certification blocks"))
	c.take(n*3, "certification blocks")
}

func (c *cursor) time() time.Time {
	b := c.take(9, "capture time")
	if b == nil {
		return time.Time{}
	}
	year := int(binary.BigEndian.Uint16(b))
	month, day, hour, minute, second := int(b[2]), int(b[3]), int(b[4]), int(b[5]), int(b[6])
	milli := int(binary.BigEndian.Uint16(b[7:]))
	// The standard marks an unknown part with all bits set. A time with an
	// unknown or impossible part is no time; the picture is still usable.
	if year == 0 || year > 9999 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59 || milli > 999 {
		return time.Time{}
	}
	out := time.Date(year, time.Month(month), day, hour, minute, second, milli*1_000_000, time.UTC)
	if out.Day() != day {
		return time.Time{}
	}
	return out
}

// end reports the first error, or bytes that belong to nothing.
func (c *cursor) end() error {
	if c.err == nil && len(c.rest) != 0 {
		c.err = fmt.Errorf("%d bytes after the last field: %w", len(c.rest), ErrLength)
	}
	return c.err
}

// writer builds a record.
type writer struct{ out []byte }

func (w *writer) bytes(b ...byte) { w.out = append(w.out, b...) }
func (w *writer) u16(n uint16)    { w.out = binary.BigEndian.AppendUint16(w.out, n) }
func (w *writer) u32(n uint32)    { w.out = binary.BigEndian.AppendUint32(w.out, n) }

// setU32 writes a length that is known only afterwards.
func (w *writer) setU32(at, n int) { binary.BigEndian.PutUint32(w.out[at:], uint32(n)) }

func (w *writer) open(format, version string, representations int) {
	w.out = append(w.out, format...)
	w.out = append(w.out, version...)
	w.u32(0)
	w.u16(uint16(representations))
	w.bytes(0)
}

func (w *writer) capture(c Capture) {
	if c.Time.IsZero() {
		w.bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
	} else {
		t := c.Time.UTC()
		w.u16(uint16(t.Year()))
		w.bytes(byte(t.Month()), byte(t.Day()), byte(t.Hour()), byte(t.Minute()), byte(t.Second()))
		w.u16(uint16(t.Nanosecond() / 1_000_000))
	}
	w.bytes(c.Technology)
	w.u16(c.Vendor)
	w.u16(c.DeviceType)
	w.bytes(byte(len(c.Qualities)))
	for _, q := range c.Qualities {
		w.bytes(q.Score)
		w.u16(q.Vendor)
		w.u16(q.Algorithm)
	}
}

// checkWritable refuses what the length fields of a record cannot carry.
func checkWritable(representations int, c Capture, width, height, image int) error {
	switch {
	case representations == 0 || representations > MaxRepresentations:
		return fmt.Errorf("%d representations: %w", representations, ErrLength)
	case len(c.Qualities) > 255:
		return fmt.Errorf("%d quality blocks: %w", len(c.Qualities), ErrLength)
	case width < 1 || height < 1 || width > MaxSide || height > MaxSide:
		return fmt.Errorf("picture of %d×%d pixels: %w", width, height, ErrValue)
	case image == 0 || image > MaxRecord/2:
		return fmt.Errorf("picture of %d bytes: %w", image, ErrLength)
	case !c.Time.IsZero() && (c.Time.UTC().Year() < 1 || c.Time.UTC().Year() > 9999):
		return fmt.Errorf("capture year %d: %w", c.Time.UTC().Year(), ErrValue)
	}
	return nil
}

func checkSize(c *cursor, width, height uint16) {
	if c.err == nil && (width == 0 || height == 0 || width > MaxSide || height > MaxSide) {
		c.fail(fmt.Errorf("picture of %d×%d pixels: %w", width, height, ErrValue))
	}
}

func (c *cursor) image() []byte {
	length := c.u32("image length")
	if c.err == nil && (length == 0 || int64(length) > int64(len(c.rest))) {
		c.fail(fmt.Errorf("image of %d bytes, %d are left: %w", length, len(c.rest), ErrLength))
	}
	if c.err != nil {
		return nil
	}
	return c.take(int(length), "image")
}
