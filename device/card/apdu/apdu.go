// Package apdu encodes and decodes the command and response pairs of
// ISO/IEC 7816-4 and carries them over a [Transport].
//
// Nothing here knows what a command means. The packages above build on three
// ideas: a [Transport] moves raw bytes, a [Channel] exchanges one [Command]
// for one [Response] (plainly, or under secure messaging), and every length
// that a chip announces is checked against a bound before it is believed.
package apdu

import (
	"errors"
	"fmt"
)

// Bounds of ISO/IEC 7816-4, in bytes.
const (
	maxShortData    = 255
	MaxShortNe      = 256 // largest answer of a short command
	maxExtendedData = 65535
	MaxExtendedNe   = 65536 // largest answer of an extended command
)

// Errors of encoding and decoding.
var (
	// ErrCommand marks a command that cannot be encoded or decoded.
	ErrCommand = errors.New("malformed command APDU")
	// ErrResponse marks bytes that are no response: too short or too long.
	ErrResponse = errors.New("malformed response APDU")
)

// Command is a command APDU before encoding.
type Command struct {
	CLA, INS, P1, P2 byte
	Data             []byte // at most 65535 bytes
	Ne               int    // how many bytes are expected back: 0 none, 256 all of a short answer, 65536 all of an extended one
}

// Extended reports whether the command needs the extended form.
func (c Command) Extended() bool {
	return len(c.Data) > maxShortData || c.Ne > MaxShortNe
}

// Bytes encodes the command in the shortest form that holds it: cases 1 to 4
// of ISO/IEC 7816-4 section 5.1, short unless data or Ne need the extended form.
func (c Command) Bytes() ([]byte, error) {
	if len(c.Data) > maxExtendedData || c.Ne < 0 || c.Ne > MaxExtendedNe {
		return nil, fmt.Errorf("%w: %d bytes of data, %d expected", ErrCommand, len(c.Data), c.Ne)
	}
	out := make([]byte, 0, 4+3+len(c.Data)+2)
	out = append(out, c.CLA, c.INS, c.P1, c.P2)
	if c.Extended() {
		return c.appendExtended(out), nil
	}
	if len(c.Data) > 0 {
		out = append(out, byte(len(c.Data)))
		out = append(out, c.Data...)
	}
	if c.Ne > 0 {
		out = append(out, byte(c.Ne)) // 256 becomes 00
	}
	return out, nil
}

// appendExtended adds the body in the extended form.
func (c Command) appendExtended(out []byte) []byte {
	out = append(out, 0)
	if len(c.Data) > 0 {
		out = append(out, byte(len(c.Data)>>8), byte(len(c.Data)))
		out = append(out, c.Data...)
	}
	if c.Ne > 0 {
		out = append(out, byte(c.Ne>>8), byte(c.Ne)) // 65536 becomes 0000
	}
	return out
}

// ParseCommand decodes a command APDU, as a chip does. The data is a part of raw.
func ParseCommand(raw []byte) (Command, error) {
	if len(raw) < 4 {
		return Command{}, fmt.Errorf("%w: %d bytes", ErrCommand, len(raw))
	}
	c := Command{CLA: raw[0], INS: raw[1], P1: raw[2], P2: raw[3]}
	body := raw[4:]
	switch {
	case len(body) == 0:
		return c, nil
	case len(body) == 1:
		c.Ne = ShortNe(body[0])
		return c, nil
	case body[0] != 0:
		return parseShort(c, body)
	default:
		return parseExtended(c, body[1:])
	}
}

// parseShort decodes a body that begins with a one-byte Lc.
func parseShort(c Command, body []byte) (Command, error) {
	lc := int(body[0])
	switch rest := body[1:]; {
	case len(rest) == lc:
		c.Data = rest
	case len(rest) == lc+1:
		c.Data = rest[:lc]
		c.Ne = ShortNe(rest[lc])
	default:
		return Command{}, fmt.Errorf("%w: Lc %d with %d bytes after it", ErrCommand, lc, len(rest))
	}
	return c, nil
}

// parseExtended decodes a body after its leading 00.
func parseExtended(c Command, body []byte) (Command, error) {
	if len(body) < 2 {
		return Command{}, fmt.Errorf("%w: extended body of %d bytes", ErrCommand, len(body))
	}
	n := int(body[0])<<8 | int(body[1])
	if len(body) == 2 {
		c.Ne = extendedNe(n)
		return c, nil
	}
	switch rest := body[2:]; {
	case n > 0 && len(rest) == n:
		c.Data = rest
	case n > 0 && len(rest) == n+2:
		c.Data = rest[:n]
		c.Ne = extendedNe(int(rest[n])<<8 | int(rest[n+1]))
	default:
		return Command{}, fmt.Errorf("%w: extended Lc %d with %d bytes after it", ErrCommand, n, len(rest))
	}
	return c, nil
}

// ShortNe is the number that one length byte means: zero stands for 256.
func ShortNe(le byte) int {
	if le == 0 {
		return MaxShortNe
	}
	return int(le)
}

func extendedNe(le int) int {
	if le == 0 {
		return MaxExtendedNe
	}
	return le
}

// Response is a response APDU after decoding.
type Response struct {
	Data   []byte
	Status Status
}

// ParseResponse decodes a response APDU. The data is a part of raw.
func ParseResponse(raw []byte) (Response, error) {
	n := len(raw) - 2
	if n < 0 || n > MaxExtendedNe {
		return Response{}, fmt.Errorf("%w: %d bytes", ErrResponse, len(raw))
	}
	return Response{Data: raw[:n:n], Status: Status(raw[n])<<8 | Status(raw[n+1])}, nil
}

// Bytes encodes the response, as a chip sends it.
func (r Response) Bytes() []byte {
	out := make([]byte, 0, len(r.Data)+2)
	out = append(out, r.Data...)
	return append(out, byte(r.Status>>8), byte(r.Status))
}
