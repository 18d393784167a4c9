package card

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/ebfe/scard"

	"carddesk/app/port"
)

// Times of the PC/SC backend.
const (
	// statusWait ends a wait for changes, since some drivers do not wake it when
	// a reader is pulled; then the readers are listed again.
	statusWait = time.Second
	// spinPause is how long a reader that is listed but unknown is left alone.
	spinPause = 100 * time.Millisecond
	// serviceWait is the pause before a service that went away is looked for.
	serviceWait = 500 * time.Millisecond
	// defaultConnectWait ends a connection that a driver or another program holds up.
	defaultConnectWait = 4 * time.Second
)

// PCSC is the PC/SC backend: pcscd on Linux, the smart card service of Windows.
//
// A PC/SC context belongs to the one goroutine that made it. Its calls may block
// for as long as a driver likes, so nobody waits for that goroutine longer than
// their own context allows; it ends by itself when the driver returns.
type PCSC struct{ connectWait time.Duration }

// NewPCSC makes the backend. It does not need the service to be running.
func NewPCSC() *PCSC { return &PCSC{connectWait: defaultConnectWait} }

// Readers lists the readers now. Without the service that is [port.CardNoService].
func (p *PCSC) Readers(ctx context.Context) ([]port.Reader, error) {
	type result struct {
		readers []port.Reader
		err     error
	}
	done := make(chan result, 1)
	go func() {
		sc, err := scard.EstablishContext()
		if err != nil {
			done <- result{err: pcscFault("list", err)}
			return
		}
		defer func() { _ = sc.Release() }()
		readers, err := newStatus(sc).poll(0)
		done <- result{readers, err}
	}()
	select {
	case r := <-done:
		return r.readers, r.err
	case <-ctx.Done():
		return nil, fault(port.CardFaultCancel, "list", ctx.Err())
	}
}

// Watch sends the readers at once and whenever they change. The service may be
// absent, go away and come back: without it the list is empty.
func (p *PCSC) Watch(ctx context.Context) <-chan []port.Reader {
	updates := make(chan []port.Reader)
	go func() {
		defer close(updates)
		for ctx.Err() == nil {
			// Whatever ended the service's context, the next one starts afresh:
			// an old context never recovers.
			watchContext(ctx, updates)
			if !send(ctx, updates, nil) || !pause(ctx, serviceWait) {
				return
			}
		}
	}()
	// The caller's channel ends with ctx even if a driver keeps the watching
	// goroutine; equal lists are sent once.
	out := make(chan []port.Reader)
	go forward(ctx, updates, out)
	return out
}

// watchContext watches with one context until that or ctx ends.
func watchContext(ctx context.Context, updates chan<- []port.Reader) {
	sc, err := scard.EstablishContext()
	if err != nil {
		return
	}
	defer func() { _ = sc.Release() }()
	stop := context.AfterFunc(ctx, func() { _ = sc.Cancel() })
	defer stop()
	status := newStatus(sc)
	wait := time.Duration(0)
	for ctx.Err() == nil {
		readers, err := status.poll(wait)
		if err != nil {
			return
		}
		if !send(ctx, updates, readers) {
			return
		}
		wait = statusWait
		if len(readers) == 0 && !pause(ctx, statusWait) {
			return
		}
	}
}

// forward passes lists on when they differ from the last.
func forward(ctx context.Context, updates <-chan []port.Reader, out chan<- []port.Reader) {
	defer close(out)
	first, last := true, []port.Reader(nil)
	for {
		select {
		case <-ctx.Done():
			return
		case readers, ok := <-updates:
			if !ok {
				return
			}
			if !first && slices.Equal(readers, last) {
				continue
			}
			first, last = false, readers
			if !send(ctx, out, readers) {
				return
			}
		}
	}
}

func send(ctx context.Context, out chan<- []port.Reader, readers []port.Reader) bool {
	select {
	case out <- readers:
		return true
	case <-ctx.Done():
		return false
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// statusSource is what a PC/SC context says of its readers.
type statusSource interface {
	ListReaders() ([]string, error)
	GetStatusChange(states []scard.ReaderState, timeout time.Duration) error
}

// readerStatus asks the service about its readers, remembering what it said.
type readerStatus struct {
	sc    statusSource
	known map[string]scard.StateFlag
}

func newStatus(sc statusSource) *readerStatus {
	return &readerStatus{sc: sc, known: map[string]scard.StateFlag{}}
}

// poll lists the readers and waits up to d for one of them to change; readers not
// seen before count as changed.
func (s *readerStatus) poll(d time.Duration) ([]port.Reader, error) {
	names, err := s.sc.ListReaders()
	if errors.Is(err, scard.ErrNoReadersAvailable) {
		names, err = nil, nil
	}
	if err != nil {
		return nil, pcscFault("list", err)
	}
	if len(names) == 0 {
		return nil, nil
	}
	states := make([]scard.ReaderState, len(names))
	for i, name := range names {
		states[i] = scard.ReaderState{Reader: name, CurrentState: s.known[name]}
	}
	switch err := s.sc.GetStatusChange(states, d); {
	case err == nil:
	case errors.Is(err, scard.ErrTimeout), errors.Is(err, scard.ErrUnknownReader), errors.Is(err, scard.ErrReaderUnavailable):
		// Nothing new, or a reader that went between the two calls; the pause
		// keeps a driver that insists on it from making this spin.
		if !errors.Is(err, scard.ErrTimeout) {
			time.Sleep(min(d, spinPause))
		}
	default:
		return nil, pcscFault("status", err)
	}
	readers := make([]port.Reader, len(states))
	for i, state := range states {
		if state.EventState != 0 {
			s.known[state.Reader] = state.EventState &^ scard.StateChanged
		}
		readers[i] = describe(state.Reader, s.known[state.Reader])
	}
	return readers, nil
}

// describe puts a reader's state into the desk's terms. The upper half of the
// state counts insertions and removals, so that a swap between two looks shows.
func describe(name string, state scard.StateFlag) port.Reader {
	return port.Reader{
		Name:        name,
		CardPresent: state&scard.StatePresent != 0,
		InUse:       state&(scard.StateInuse|scard.StateExclusive) != 0,
		Insertion:   uint32(state >> 16),
	}
}

// pcscFault puts an error of PC/SC into the desk's terms.
func pcscFault(step string, err error) error {
	var code scard.Error
	if !errors.As(err, &code) {
		return fault(port.CardProtocol, step, err)
	}
	switch code {
	case scard.ErrNoService, scard.ErrServiceStopped, scard.ErrServerTooBusy, scard.ErrInvalidHandle, scard.ErrShutdown:
		return fault(port.CardNoService, step, err)
	case scard.ErrNoReadersAvailable, scard.ErrUnknownReader, scard.ErrReaderUnavailable:
		return fault(port.CardNoReader, step, err)
	case scard.ErrNoSmartcard, scard.ErrUnpoweredCard:
		return fault(port.CardAbsent, step, err)
	case scard.ErrRemovedCard, scard.ErrCommError, scard.ErrCommDataLost:
		return fault(port.CardRemoved, step, err)
	case scard.ErrSharingViolation:
		return fault(port.CardInUse, step, err)
	case scard.ErrTimeout, scard.ErrUnresponsiveCard, scard.ErrWaitedTooLong:
		return fault(port.CardTimeout, step, err)
	case scard.ErrCancelled, scard.ErrSystemCancelled:
		return fault(port.CardFaultCancel, step, err)
	}
	return fault(port.CardProtocol, step, err)
}
