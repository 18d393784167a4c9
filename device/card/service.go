package card

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"sync"
	"time"

	"carddesk/app/port"
	"carddesk/device/card/access"
	"carddesk/device/card/apdu"
	"carddesk/device/card/sm"
)

// Config is what a [Service] needs besides its backend.
type Config struct {
	// Judge turns what was read into data and proofs; package judge has the desk's.
	Judge Judge
	// Now is the clock; nil is the system's.
	Now func() time.Time
	// Random is where challenges and ephemeral keys come from; nil is the system's.
	Random io.Reader
	// APDUTimeout ends a reading whose chip does not answer one command; zero is
	// five seconds. Chips with slow cryptography need up to two.
	APDUTimeout time.Duration
}

const defaultAPDUTimeout = 5 * time.Second

// Service is the desk's reader service.
type Service struct {
	backend Backend
	config  Config

	mu   sync.Mutex
	busy map[string]bool // readers in use by a reading
}

var _ port.CardReaders = (*Service)(nil)

// NewService makes the service over a backend.
func NewService(backend Backend, config Config) *Service {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.APDUTimeout == 0 {
		config.APDUTimeout = defaultAPDUTimeout
	}
	return &Service{backend: backend, config: config, busy: map[string]bool{}}
}

// Readers lists the readers now.
func (s *Service) Readers(ctx context.Context) ([]port.Reader, error) {
	return s.backend.Readers(ctx)
}

// Watch sends the readers at once and whenever they change, until ctx ends.
func (s *Service) Watch(ctx context.Context) <-chan []port.Reader {
	return s.backend.Watch(ctx)
}

// ReadCard opens the chip on the reader, reads its files and judges them. One
// reading at a time uses a reader. Errors are *[port.CardError].
func (s *Service) ReadCard(ctx context.Context, reader string, keys port.CardKeys, progress func(port.CardProgress)) (port.CardReading, error) {
	if !s.take(reader) {
		return port.CardReading{}, fault(port.CardInUse, "connect", errors.New("already being read"))
	}
	defer s.release(reader)

	started := s.config.Now()
	var run *reading
	// Another program may reset the card under us; its keys are then gone, and
	// one fresh reading is the cure.
	for attempt := 0; ; attempt++ {
		var err error
		run, err = s.readOnce(ctx, reader, keys, progress)
		if errors.Is(err, errReset) && attempt == 0 && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return port.CardReading{}, s.explain(ctx, run, err)
		}
		break
	}
	run.evidence.At = s.config.Now()
	chip, proofs, err := s.config.Judge.Judge(ctx, run.evidence)
	if err != nil {
		if ctx.Err() != nil {
			return port.CardReading{}, fault(port.CardFaultCancel, "judge", ctx.Err())
		}
		return port.CardReading{}, fault(port.CardUnreadable, "judge", err)
	}
	return port.CardReading{
		ReaderName: reader,
		Access:     run.evidence.Access,
		Files:      run.evidence.Files,
		Chip:       chip,
		Proofs:     append([]port.Proof{{Name: "access", Verdict: port.ProofPassed}}, proofs...),
		Started:    started,
		Took:       s.config.Now().Sub(started),
		APDUs:      run.plain.Count,
	}, nil
}

// readOnce connects and reads.
func (s *Service) readOnce(ctx context.Context, reader string, keys port.CardKeys, progress func(port.CardProgress)) (*reading, error) {
	run := &reading{keys: keys, random: s.config.Random, progress: progress, step: "connect"}
	link, err := s.backend.Connect(ctx, reader)
	if err != nil {
		return run, err
	}
	defer link.Close()
	run.plain = &apdu.Plain{Transport: deadline{link, s.config.APDUTimeout}}
	return run, run.read(ctx, link.MaxAnswer())
}

func (s *Service) take(reader string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[reader] {
		return false
	}
	s.busy[reader] = true
	return true
}

func (s *Service) release(reader string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, reader)
}

// errReset says that somebody reset the card during the reading.
var errReset = errors.New("card was reset")

// explain puts an error into the desk's terms.
func (s *Service) explain(ctx context.Context, run *reading, err error) error {
	if ctx.Err() != nil {
		return fault(port.CardFaultCancel, run.step, ctx.Err())
	}
	var known *port.CardError
	if errors.As(err, &known) {
		if known.Step == "" {
			return fault(known.Fault, run.step, known.Err)
		}
		return known
	}
	return fault(classify(err), run.step, err)
}

// classify finds the fault that an error of the layers below amounts to.
func classify(err error) port.CardFault {
	var status *apdu.StatusError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return port.CardTimeout
	case errors.Is(err, errReset):
		return port.CardInUse
	case errors.Is(err, errTooLarge):
		return port.CardTooLarge
	case errors.Is(err, access.ErrWrongKey), errors.Is(err, access.ErrBlocked),
		errors.Is(err, access.ErrPassword), errors.Is(err, errForbidden):
		return port.CardAccess
	case errors.Is(err, errNoFile):
		return port.CardUnreadable
	case errors.Is(err, sm.ErrMAC), errors.Is(err, sm.ErrUnprotected), errors.Is(err, access.ErrChip),
		errors.As(err, &status):
		return port.CardProtocol
	}
	return port.CardProtocol
}

// deadline gives each command its own time limit.
type deadline struct {
	next  apdu.Transport
	limit time.Duration
}

func (d deadline) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, d.limit)
	defer cancel()
	return d.next.Transmit(ctx, command)
}
