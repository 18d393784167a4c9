package card

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ebfe/scard"

	"carddesk/app/port"
)

// removalWait is how long the service may take to notice that the card, whose
// exchange just failed, has gone: virtual readers look every 400 ms.
const removalWait = 900 * time.Millisecond

// closeWait is how long Close waits for an orderly end, so that the next program
// finds the card free.
const closeWait = 150 * time.Millisecond

// pcscLink is one card in a transaction. A goroutine of its own makes all calls.
type pcscLink struct {
	jobs  chan pcscJob  // closed to end the goroutine
	ended chan struct{} // closed when the goroutine has given the card back
	most  int           // largest answer; set before the link is handed out
	dead  bool          // a transmission was given up; its answer may still come
}

// pcscJob is one command with room for its outcome, so that the goroutine never
// waits for somebody who has left.
type pcscJob struct {
	command []byte
	outcome chan pcscOutcome
}

type pcscOutcome struct {
	answer []byte
	err    error
}

// Connect takes the card for one reading: shared, then a transaction, so that a
// program that holds it for a moment is waited for. A program that keeps it is
// [port.CardInUse].
func (p *PCSC) Connect(ctx context.Context, reader string) (Link, error) {
	link := &pcscLink{jobs: make(chan pcscJob), ended: make(chan struct{})}
	ready := make(chan error, 1)
	go link.run(reader, ready)
	timer := time.NewTimer(p.connectWait)
	defer timer.Stop()
	var err error
	select {
	case err = <-ready:
		if err == nil {
			return link, nil
		}
	case <-ctx.Done():
		err = fault(port.CardFaultCancel, "connect", ctx.Err())
	case <-timer.C:
		err = fault(p.heldUp(ctx, reader), "connect", context.DeadlineExceeded)
	}
	close(link.jobs)
	return nil, err
}

// heldUp tells why a connection does not come about: pcscd makes a connection
// wait for another program's transaction without saying so.
func (p *PCSC) heldUp(ctx context.Context, reader string) port.CardFault {
	ctx, cancel := context.WithTimeout(ctx, closeWait)
	defer cancel()
	readers, err := p.Readers(ctx)
	for _, r := range readers {
		if err == nil && r.Name == reader && r.InUse {
			return port.CardInUse
		}
	}
	return port.CardTimeout
}

// run owns the context: it connects, reports, and carries jobs out until there
// are no more.
func (k *pcscLink) run(reader string, ready chan<- error) {
	defer close(k.ended)
	sc, err := scard.EstablishContext()
	if err != nil {
		ready <- pcscFault("connect", err)
		return
	}
	defer func() { _ = sc.Release() }()
	card, err := sc.Connect(reader, scard.ShareShared, scard.ProtocolAny)
	if err != nil {
		ready <- pcscFault("connect", err)
		return
	}
	// Reset on leaving: keys of secure messaging must not outlive the reading.
	defer func() { _ = card.Disconnect(scard.ResetCard) }()
	if err := begin(card); err != nil {
		ready <- pcscFault("connect", err)
		return
	}
	defer func() { _ = card.EndTransaction(scard.LeaveCard) }()
	k.most = largestAnswer(card)
	ready <- nil
	for job := range k.jobs {
		answer, err := card.Transmit(job.command)
		if err == nil && len(answer) < 2 {
			// What the vpcd driver gives when the card went in the middle.
			err = scard.ErrNotTransacted
		}
		if err != nil {
			err = transmitFault(sc, reader, err)
		}
		job.outcome <- pcscOutcome{answer, err}
	}
}

// begin starts the transaction. The first call after another program's reset
// reports that reset; the card is ours after a reconnect.
func begin(card *scard.Card) error {
	err := card.BeginTransaction()
	if !errors.Is(err, scard.ErrResetCard) {
		return err
	}
	if err := card.Reconnect(scard.ShareShared, scard.ProtocolAny, scard.LeaveCard); err != nil {
		return err
	}
	return card.BeginTransaction()
}

// transmitFault sorts a failed exchange. Drivers report a card that left, a
// length they do not take and noise alike; only the reader's state tells.
func transmitFault(sc *scard.Context, reader string, err error) error {
	if errors.Is(err, scard.ErrResetCard) {
		return fmt.Errorf("%w: %w", errReset, err)
	}
	if errors.Is(err, scard.ErrNotTransacted) && leaves(sc, reader) {
		return fault(port.CardRemoved, "", err)
	}
	return pcscFault("", err)
}

// leaves reports whether the card is gone or goes within [removalWait].
func leaves(sc *scard.Context, reader string) bool {
	states := []scard.ReaderState{{Reader: reader}}
	if err := sc.GetStatusChange(states, 0); err != nil {
		return !errors.Is(err, scard.ErrTimeout)
	}
	if states[0].EventState&scard.StatePresent == 0 {
		return true
	}
	states[0].CurrentState = states[0].EventState &^ scard.StateChanged
	if err := sc.GetStatusChange(states, removalWait); err != nil {
		return !errors.Is(err, scard.ErrTimeout)
	}
	return states[0].EventState&scard.StatePresent == 0
}

// Transmit exchanges one command.
func (k *pcscLink) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	if k.dead || len(command) == 0 {
		return nil, fault(port.CardProtocol, "", errors.New("link is of no more use"))
	}
	job := pcscJob{command: command, outcome: make(chan pcscOutcome, 1)}
	select {
	case k.jobs <- job:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case o := <-job.outcome:
		return o.answer, o.err
	case <-ctx.Done():
		k.dead = true
		return nil, ctx.Err()
	}
}

// MaxAnswer is what the driver says, or 256.
func (k *pcscLink) MaxAnswer() int { return k.most }

// Close ends the goroutine when its present call returns.
func (k *pcscLink) Close() {
	close(k.jobs)
	timer := time.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case <-k.ended:
	case <-timer.C:
	}
}
