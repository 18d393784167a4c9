package apdu

import (
	"context"
	"fmt"
)

// Transport moves one raw command APDU to a chip and its raw answer back.
// It returns when the answer is there, when ctx ends, or when the chip is gone.
// Implementations need not be safe for concurrent use.
type Transport interface {
	Transmit(ctx context.Context, command []byte) ([]byte, error)
}

// Channel exchanges one command for one response: [Plain] without protection,
// or secure messaging built on another channel. A refused command is a
// [Response] with its status, not an error; errors mean that no trustworthy
// answer came.
type Channel interface {
	Do(ctx context.Context, c Command) (Response, error)
}

// maxParts bounds a 61xx chain: 256 parts of 256 bytes fill the largest answer.
const maxParts = 260

// insGetResponse fetches the rest of an answer announced by 61xx.
const insGetResponse = 0xC0

// Plain is the channel without protection. It hides what the transmission
// protocol does with lengths: 61xx (more to fetch by GET RESPONSE) and 6Cxx
// (the right Le, command to be repeated), ISO/IEC 7816-4 section 5.1.3.
type Plain struct {
	Transport Transport
	Count     int // commands sent so far, the repeated ones included
}

// Do sends the command and collects the whole answer.
func (p *Plain) Do(ctx context.Context, c Command) (Response, error) {
	r, err := p.once(ctx, c)
	if err != nil {
		return Response{}, err
	}
	// A chip that repeats 6Cxx would keep us here for ever: once only.
	if r.Status.SW1() == 0x6C && len(r.Data) == 0 {
		c.Ne = ShortNe(r.Status.SW2())
		if r, err = p.once(ctx, c); err != nil {
			return Response{}, err
		}
	}
	if r.Status.SW1() == 0x61 {
		return p.collect(ctx, c.CLA, r)
	}
	return r, nil
}

// collect fetches the parts announced by 61xx and joins them.
func (p *Plain) collect(ctx context.Context, cla byte, r Response) (Response, error) {
	data := append([]byte(nil), r.Data...)
	for part := 0; r.Status.SW1() == 0x61; part++ {
		if part == maxParts {
			return Response{}, fmt.Errorf("%w: answer in more than %d parts", ErrResponse, maxParts)
		}
		// GET RESPONSE belongs to the transmission, so the bits of secure
		// messaging and chaining are not repeated, only the logical channel.
		next, err := p.once(ctx, Command{CLA: cla & 0x03, INS: insGetResponse, Ne: ShortNe(r.Status.SW2())})
		if err != nil {
			return Response{}, err
		}
		if next.Status.SW1() == 0x6C && len(next.Data) == 0 {
			next, err = p.once(ctx, Command{CLA: cla & 0x03, INS: insGetResponse, Ne: ShortNe(next.Status.SW2())})
			if err != nil {
				return Response{}, err
			}
		}
		if len(data)+len(next.Data) > MaxExtendedNe {
			return Response{}, fmt.Errorf("%w: answer longer than %d bytes", ErrResponse, MaxExtendedNe)
		}
		data = append(data, next.Data...)
		r = next
	}
	return Response{Data: data, Status: r.Status}, nil
}

func (p *Plain) once(ctx context.Context, c Command) (Response, error) {
	raw, err := c.Bytes()
	if err != nil {
		return Response{}, err
	}
	if err := ctx.Err(); err != nil {
		return Response{}, err
	}
	p.Count++
	answer, err := p.Transport.Transmit(ctx, raw)
	if err != nil {
		return Response{}, fmt.Errorf("transmitting command %02X: %w", c.INS, err)
	}
	return ParseResponse(answer)
}
