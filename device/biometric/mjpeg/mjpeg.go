// Package mjpeg cuts JPEG pictures out of a multipart stream of a device.
//
// Device services disagree on the boundary (the reference service announces it
// with the two dashes that belong before it) and on the length header. So this
// reader believes neither: it looks for the start of a JPEG picture and follows
// the picture's own markers (ITU-T T.81, annex B) to its end.
package mjpeg

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// ErrNoPicture means that too much came without a picture in it.
var ErrNoPicture = errors.New("no picture in the stream")

const (
	maxBetween = 256 << 10 // bytes between two pictures
	maxTrailer = 4 << 10   // bytes kept of what is between pictures
)

// Reader reads pictures from a stream.
type Reader struct {
	in       *bufio.Reader
	maxFrame int
	frame    bytes.Buffer
	between  []byte // the last bytes that belong to no picture
	skipped  int    // bytes passed over since the last picture
}

// NewReader returns a reader of pictures of at most maxFrame bytes. A longer
// one, or a broken one, is passed over.
func NewReader(stream io.Reader, maxFrame int) *Reader {
	return &Reader{in: bufio.NewReaderSize(stream, 64<<10), maxFrame: maxFrame}
}

// errBroken ends one picture, not the stream.
var errBroken = errors.New("broken picture")

// Next returns the next whole picture, a copy of its own. It returns io.EOF at
// the end of the stream, also in the middle of a picture.
func (r *Reader) Next() ([]byte, error) {
	for {
		if err := r.findStart(); err != nil {
			return nil, err
		}
		err := r.readPicture()
		switch {
		case err == nil:
			r.between, r.skipped = r.between[:0], 0
			return bytes.Clone(r.frame.Bytes()), nil
		case errors.Is(err, errBroken):
			r.skipped += r.frame.Len()
			if r.skipped > maxBetween+r.maxFrame {
				return nil, ErrNoPicture
			}
		case errors.Is(err, io.ErrUnexpectedEOF):
			return nil, io.EOF
		default:
			return nil, err
		}
	}
}

// Trailer returns the last bytes that belonged to no picture: after the end of
// the stream, the error object that services put there.
func (r *Reader) Trailer() []byte { return r.between }

// findStart passes over everything before the three bytes FF D8 FF.
func (r *Reader) findStart() error {
	for {
		b, err := r.in.ReadByte()
		if err != nil {
			return err
		}
		if b == 0xff {
			if next, err := r.in.Peek(2); err == nil && next[0] == 0xd8 && next[1] == 0xff {
				_, err := r.in.Discard(1)
				r.frame.Reset()
				r.frame.Write([]byte{0xff, 0xd8})
				return err
			}
		}
		r.keep(b)
		if r.skipped++; r.skipped > maxBetween {
			return ErrNoPicture
		}
	}
}

func (r *Reader) keep(b byte) {
	if len(r.between) == maxTrailer {
		copy(r.between, r.between[maxTrailer/2:])
		r.between = r.between[:maxTrailer/2]
	}
	r.between = append(r.between, b)
}

// readPicture follows the markers from behind FF D8 to the end marker.
func (r *Reader) readPicture() error {
	for {
		marker, err := r.marker()
		if err != nil {
			return err
		}
		switch {
		case marker == 0xd9: // end of image
			return nil
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd7: // without a length
			continue
		case marker == 0xd8 || marker == 0x00:
			return errBroken
		}
		if err := r.segment(); err != nil {
			return err
		}
		if marker == 0xda { // start of scan: entropy-coded data follows
			if err := r.scan(); err != nil {
				return err
			}
		}
	}
}

// marker reads FF, any number of fill bytes FF, and the marker code.
func (r *Reader) marker() (byte, error) {
	b, err := r.next()
	if err != nil {
		return 0, err
	}
	if b != 0xff {
		return 0, errBroken
	}
	for b == 0xff {
		if b, err = r.next(); err != nil {
			return 0, err
		}
	}
	return b, nil
}

// segment copies one segment with its length.
func (r *Reader) segment() error {
	high, err := r.next()
	if err != nil {
		return err
	}
	low, err := r.next()
	if err != nil {
		return err
	}
	length := int(high)<<8 | int(low)
	if length < 2 || r.frame.Len()+length > r.maxFrame {
		return errBroken
	}
	if _, err := io.CopyN(&r.frame, r.in, int64(length-2)); err != nil {
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		return fmt.Errorf("reading a picture: %w", err)
	}
	return nil
}

// scan copies entropy-coded data up to the next marker, which is left unread.
func (r *Reader) scan() error {
	for {
		ahead, err := r.in.Peek(2)
		if err != nil {
			return eof(err)
		}
		if ahead[0] == 0xff && ahead[1] == 0xd8 {
			return errBroken // cut short; the next picture begins here, unread
		}
		if ahead[0] == 0xff && ahead[1] != 0 && (ahead[1] < 0xd0 || ahead[1] > 0xd7) {
			return nil
		}
		if _, err := r.next(); err != nil {
			return err
		}
		if ahead[0] == 0xff {
			if _, err := r.next(); err != nil {
				return err
			}
		}
	}
}

// next moves one byte into the picture.
func (r *Reader) next() (byte, error) {
	if r.frame.Len() >= r.maxFrame {
		return 0, errBroken
	}
	b, err := r.in.ReadByte()
	if err != nil {
		return 0, eof(err)
	}
	r.frame.WriteByte(b)
	return b, nil
}

func eof(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
