// Package card reads the chips of identity cards: it watches the readers, opens
// a chip, reads its files and lets them be proved. The layers below it are
// apdu (bytes), sm (protection), access (keys), lds (files) and proof.
//
// [Service] is the reader service of the desk. It works over a [Backend]: PC/SC
// ([NewPCSC]), or a loopback reader for machines without it ([NewLoopback]).
package card

import (
	"context"

	"carddesk/app/port"
	"carddesk/device/card/apdu"
)

// Backend is a way to readers. All methods may be called from any goroutine.
// Errors are *[port.CardError].
type Backend interface {
	// Readers lists the readers now. No readers is no error.
	Readers(ctx context.Context) ([]port.Reader, error)
	// Watch is [port.CardReaders.Watch].
	Watch(ctx context.Context) <-chan []port.Reader
	// Connect takes the card on the reader for one reading.
	Connect(ctx context.Context, reader string) (Link, error)
}

// Link is the connection to one card. It is used by one goroutine at a time.
// Transmit returns within 200 ms of its context's end even when the driver hangs;
// the link is then of no more use but must still be closed.
type Link interface {
	apdu.Transport
	// MaxAnswer is the largest answer in bytes, status not counted, that the
	// reader is known to pass on; 256 when nothing is known.
	MaxAnswer() int
	// Close gives the card back. It does not wait for a driver that hangs.
	Close()
}

// fault makes an error of the backend's.
func fault(f port.CardFault, step string, err error) error {
	return &port.CardError{Fault: f, Step: step, Err: err}
}
