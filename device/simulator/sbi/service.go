package sbi

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
	"carddesk/device/simulator/synth"
)

// Options configure a [Service]; every zero value works.
type Options struct {
	FirstPort, LastPort int           // first free one is taken; default 4501–4600
	Dir                 string        // where issuer.pem and issuer.key are kept; "" keeps them in memory
	Clock               port.Clock    // default: the machine's clock
	Environment         string        // SBI env, default "Developer"
	FrameInterval       time.Duration // of live pictures, default 66 ms
	Settle              time.Duration // time a device takes to find a good picture
	Person              PersonSpec    // who stands there first
	Shown               func(Fault)   // told when a fault begins to show; may be nil
	Still               bool          // the person does not move: pictures are taken once and repeated
	Single              bool          // a reader of single fingers, flat or rolled, stands beside the slap reader
	FlatOnly            bool          // that reader does not know how to roll
	Second              bool          // its devices are the second ones of their kinds: other ids and serial numbers
	JPEG2000            bool          // faces and eyes come as JPEG 2000, as the interface wants
}

// PersonSpec says who stands before the devices.
type PersonSpec struct {
	Seed    uint64   `json:"seed"`
	Woman   bool     `json:"woman"`
	Missing []string `json:"missing"` // positions that are not there
	Hands   uint64   `json:"hands"`   // who lays their hands down instead, such as the officer; 0: nobody
}

// Service is a device service. Make one with [New], run it with [Service.Serve].
type Service struct {
	options  Options
	listener net.Listener
	issuer   *issuer
	devices  []*device

	mu       sync.Mutex
	spec     PersonSpec
	person   *synth.Person
	hands    *synth.Person       // whose fingers are on the glass
	pictures uint64              // counts pictures, so that no two are the same
	frames   map[string][][]byte // preview frames of the present person
	stills   map[string]still    // records of the present person, where they repeat
	holding  []byte              // JPEG of what is held before the camera; nil: the face is seen

	ending context.Context
	end    context.CancelFunc
}

// New makes the device issuer and the devices and takes the first free port of
// the range on 127.0.0.1. The service answers once [Service.Serve] runs.
func New(options Options) (*Service, error) {
	if options.FirstPort == 0 {
		options.FirstPort, options.LastPort = wire.FirstPort, wire.LastPort
	}
	if options.Clock == nil {
		options.Clock = port.SystemClock{}
	}
	if options.Environment == "" {
		options.Environment = "Developer"
	}
	if options.FrameInterval <= 0 {
		options.FrameInterval = 66 * time.Millisecond
	}
	authority, err := openIssuer(options.Dir, options.Clock.Now())
	if err != nil {
		return nil, err
	}
	s := &Service{options: options, issuer: authority}
	s.ending, s.end = context.WithCancel(context.Background())
	if s.devices, err = newDevices(authority, options); err != nil {
		return nil, err
	}
	if s.listener, err = listen(options.FirstPort, options.LastPort); err != nil {
		return nil, err
	}
	s.SetPerson(options.Person)
	return s, nil
}

func listen(first, last int) (net.Listener, error) {
	for number := first; number <= last; number++ {
		listener, err := net.Listen("tcp4", "127.0.0.1:"+strconv.Itoa(number))
		if err == nil {
			return listener, nil
		}
	}
	return nil, fmt.Errorf("no free port from %d to %d", first, last)
}

// URL returns the base address, with a slash at its end.
func (s *Service) URL() string { return "http://" + s.listener.Addr().String() + "/" }

// Port returns the port that was taken.
func (s *Service) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Close gives the port back without serving. After [Service.Serve] it does
// nothing.
func (s *Service) Close() error {
	s.end()
	err := s.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// SetPerson lets another person step before the devices.
func (s *Service) SetPerson(spec PersonSpec) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spec = spec
	s.person = synth.NewPerson(spec.Seed, spec.Woman)
	s.hands = s.person
	if spec.Hands != 0 {
		s.hands = synth.NewPerson(spec.Hands, false)
	}
	s.frames = map[string][][]byte{}
	s.stills = map[string]still{}
}

// Seat lets another person sit down, with the same fingers missing that were said
// to be and the same hands on the glass; who sits there already stays.
func (s *Service) Seat(seed uint64, woman bool) {
	s.mu.Lock()
	spec := s.spec
	s.mu.Unlock()
	if spec.Seed != seed || spec.Woman != woman {
		s.SetPerson(PersonSpec{Seed: seed, Woman: woman, Missing: spec.Missing, Hands: spec.Hands})
	}
}

// subject returns who is before a kind of device and a number for the next picture.
func (s *Service) subject(modality port.Modality) (*synth.Person, PersonSpec, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pictures++
	if modality == port.Finger {
		return s.hands, s.spec, s.spec.Seed<<20 + s.pictures
	}
	return s.person, s.spec, s.spec.Seed<<20 + s.pictures
}

// Serve answers until ctx ends, then closes every connection, hanging ones too.
func (s *Service) Serve(ctx context.Context) error {
	server := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return s.ending },
	}
	// Services answer one request a connection.
	server.SetKeepAlivesEnabled(false)
	stop := context.AfterFunc(ctx, func() {
		s.end()
		server.Close()
	})
	defer stop()
	defer s.end()
	if err := server.Serve(s.listener); err != nil && !errors.Is(err, http.ErrServerClosed) && ctx.Err() == nil {
		return fmt.Errorf("serving training devices: %w", err)
	}
	return nil
}

func (s *Service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(wire.MethodDiscover+" /"+wire.PathDiscover, s.discover)
	mux.HandleFunc(wire.MethodInfo+" /"+wire.PathInfo, s.info)
	mux.HandleFunc(wire.MethodStream+" /"+wire.PathStream, s.stream)
	mux.HandleFunc(wire.MethodCapture+" /"+wire.PathCapture, s.capture)
	s.adminRoutes(mux)
	return mux
}
