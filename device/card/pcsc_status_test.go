package card

import (
	"testing"
	"time"

	"github.com/ebfe/scard"
)

// sleepyDriver never wakes a wait for changes, as some drivers do not when their
// reader is pulled.
type sleepyDriver struct {
	readers []string
	waits   []time.Duration
}

func (d *sleepyDriver) ListReaders() ([]string, error) {
	if len(d.readers) == 0 {
		return nil, scard.ErrNoReadersAvailable
	}
	return d.readers, nil
}

func (d *sleepyDriver) GetStatusChange(states []scard.ReaderState, timeout time.Duration) error {
	d.waits = append(d.waits, timeout)
	if states[0].CurrentState == scard.StateUnaware {
		for i := range states {
			states[i].EventState = scard.StateEmpty | scard.StateChanged
		}
		return nil
	}
	return scard.ErrTimeout
}

// TestPulledReaderOfASleepyDriver checks that a reader that goes without a sound
// is missed at the next look, which is never far (row 22).
func TestPulledReaderOfASleepyDriver(t *testing.T) {
	driver := &sleepyDriver{readers: []string{"one", "two"}}
	status := newStatus(driver)
	for _, left := range [][]string{{"one", "two"}, {"one", "two"}, {"two"}, {}} {
		driver.readers = left
		readers, err := status.poll(statusWait)
		if err != nil {
			t.Fatal(err)
		}
		if len(readers) != len(left) || len(left) > 0 && readers[0].Name != left[0] {
			t.Errorf("with %v there: %+v", left, readers)
		}
	}
	for _, wait := range driver.waits {
		if wait <= 0 || wait > time.Second {
			t.Errorf("waits %v for a driver that says nothing", wait)
		}
	}
}
