package biometric_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric"
	"carddesk/device/biometric/conformance"
	"carddesk/device/simulator/sbi"
)

// bench is the one training service of these tests: growing fingers and making
// keys takes time, so tests share it and make it whole before they use it.
var bench = sync.OnceValues(func() (*sbi.Service, error) {
	service, err := sbi.New(sbi.Options{Person: sbi.PersonSpec{Seed: 3}, FrameInterval: 2 * time.Millisecond, Shown: shown.tell, Still: true})
	if err != nil {
		return nil, err
	}
	// It ends with the test program.
	go service.Serve(context.Background())
	return service, nil
})

// shown tells a test that a fault has begun to show.
var shown watcher

type watcher struct {
	mu   sync.Mutex
	wait chan struct{}
}

// next returns a channel that is closed when the next fault shows.
func (w *watcher) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wait = make(chan struct{})
	return w.wait
}

func (w *watcher) tell(sbi.Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wait != nil {
		close(w.wait)
		w.wait = nil
	}
}

func service(t testing.TB) *sbi.Service {
	t.Helper()
	s, err := bench()
	if err != nil {
		t.Fatal(err)
	}
	s.Reset()
	t.Cleanup(s.Reset)
	return s
}

// client returns a client that sees only the service of the tests.
func client(s *sbi.Service, change ...func(*biometric.Options)) *biometric.Client {
	options := biometric.Options{
		FirstPort: s.Port(), LastPort: s.Port(), Issuers: biometric.IssuersPool(s.Issuers()), Environment: "Developer",
		CaptureGrace: 100 * time.Millisecond, StreamStall: time.Minute, BusyWait: 10 * time.Second,
	}
	for _, c := range change {
		c(&options)
	}
	return biometric.New(options)
}

func deviceOf(t testing.TB, c *biometric.Client, modality port.Modality) port.BiometricDevice {
	t.Helper()
	devices, failures := c.Discover(t.Context())
	for _, d := range devices {
		if d.Modality == modality {
			return d
		}
	}
	t.Fatalf("no %s device; failures: %v", modality, failures)
	return port.BiometricDevice{}
}

func setFault(t testing.TB, s *sbi.Service, modality port.Modality, fault sbi.Fault, times int) {
	t.Helper()
	if err := s.SetFault(modality, fault, times); err != nil {
		t.Fatal(err)
	}
}

func thumbs(device port.BiometricDevice) port.CaptureRequest {
	return port.CaptureRequest{
		Device: device, Part: port.Thumbs, Expected: port.SlapPositions(port.Thumbs), RequestedScore: 60, Timeout: time.Minute,
	}
}

func TestConformance(t *testing.T) {
	conformance.Run(t, func(t *testing.T) conformance.Bench {
		s := service(t)
		return conformance.Bench{
			Driver: client(s),
			Stall: func(m port.Modality) <-chan struct{} {
				reached := shown.next()
				setFault(t, s, m, sbi.Hang, 1)
				return reached
			},
		}
	})
}
