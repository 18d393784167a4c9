// Package iso reads and writes the image records that biometric devices
// deliver: ISO/IEC 19794-4:2011 (finger), 19794-5:2011 (face) and
// 19794-6:2011 (iris). Numbers are big-endian.
//
// A record comes from a device and may be hostile: every length is compared
// with what is left of the input before it is believed, counts are bounded, and
// nothing is allocated from a number in the input. Decoded images alias the
// input; they are not copied.
package iso

import (
	"errors"
	"time"
)

// Errors of this package, wrapped with the field concerned.
var (
	// ErrFormat means that the bytes are not a record of the expected format.
	ErrFormat = errors.New("not a record of this format")
	// ErrLength means that a length or a count does not fit the bytes.
	ErrLength = errors.New("length does not fit the record")
	// ErrValue means that a field holds a value outside its range.
	ErrValue = errors.New("value outside its range")
)

// Bounds on what is accepted, far above what a device of the desk delivers.
const (
	// MaxRecord is the size of the largest record, in bytes.
	MaxRecord = 32 << 20
	// MaxRepresentations is the number of pictures in one record.
	MaxRepresentations = 32
	// MaxSide is the largest width or height of a picture, in pixels.
	MaxSide = 16384
)

// Quality is one quality block: the score and whose algorithm gave it.
type Quality struct {
	Score     byte   // 0–100; 254 not supported, 255 failed
	Vendor    uint16 // registered vendor of the algorithm
	Algorithm uint16 // the vendor's number for it
}

// Capture is the part that the representation headers of all three formats
// share.
type Capture struct {
	Time       time.Time // UTC, milliseconds; zero: unknown
	Technology byte
	Vendor     uint16 // registered vendor of the device
	DeviceType uint16
	Qualities  []Quality
}
