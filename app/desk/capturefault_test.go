package desk_test

import (
	"context"
	"errors"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

// Whatever a device does wrong: the pictures taken before stay as they were, the
// failed one leaves nothing, the device is searched for anew, and the next
// attempt is taken, as the first of its kind that counts.
func TestNoFaultLosesWhatWasTaken(t *testing.T) {
	b := newBench(t)
	for _, fault := range port.DeviceFaults() {
		t.Run(string(fault), func(t *testing.T) {
			id := b.draft(holder())
			b.take(id, steps()[0])
			before := b.open(id)
			chain := b.biometrics.requests[len(b.biometrics.requests)-1].PreviousHash
			searches := b.biometrics.searches
			b.biometrics.fail = &port.DeviceError{Fault: fault, Err: errors.New("played")}
			var got *port.DeviceError
			if _, err := b.Capture(t.Context(), id, steps()[1]); !errors.As(err, &got) || got.Fault != fault {
				t.Fatalf("told %v", err)
			}
			after := b.open(id)
			if *after.Portrait.Capture != *before.Portrait.Capture || len(after.Fingerprints.Fingers) != 0 {
				t.Errorf("after the fault: %+v, %d fingers", after.Portrait.Capture, len(after.Fingerprints.Fingers))
			}
			outcome := b.take(id, steps()[1])
			if len(outcome.Items) != 4 || outcome.Attempt != 1 || b.biometrics.searches != searches+1 {
				t.Errorf("next attempt: %d items, number %d, %d searches", len(outcome.Items), outcome.Attempt, b.biometrics.searches-searches)
			}
			if next := b.biometrics.requests[len(b.biometrics.requests)-1].PreviousHash; len(next) == 0 || string(next) == string(chain) {
				t.Error("the hash chain does not go on from the portrait")
			}
		})
	}
}

// wantNext checks that nothing of a dossier was lost by a failed attempt at its
// second step: the portrait is the one from before, no finger is there, and the
// fingers can be taken, as the first attempt, going on from the portrait's hash.
func wantNext(t *testing.T, b *bench, id dossier.ID, before desk.Opened) {
	t.Helper()
	after := b.open(id)
	if *after.Portrait.Capture != *before.Portrait.Capture || len(after.Fingerprints.Fingers) != 0 {
		t.Errorf("after the fault: %+v, %d fingers", after.Portrait.Capture, len(after.Fingerprints.Fingers))
	}
	if outcome := b.take(id, steps()[1]); len(outcome.Items) != 4 || outcome.Attempt != 1 {
		t.Errorf("next attempt: %d items, number %d", len(outcome.Items), outcome.Attempt)
	}
}

// The device is pulled out after the portrait: no capture reaches one, nothing is
// lost, and it is found by itself once it is back.
func TestNoDeviceLosesNothing(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.take(id, steps()[0])
	before := b.open(id)
	there := b.biometrics.devices
	b.biometrics.devices = nil
	b.Devices(t.Context()) // as the devices screen does
	for range 2 {
		asked := len(b.biometrics.requests)
		var got *port.DeviceError
		if _, err := b.Capture(t.Context(), id, steps()[1]); !errors.As(err, &got) || got.Fault != port.FaultNoDevice {
			t.Fatalf("told %v", err)
		}
		if len(b.biometrics.requests) != asked {
			t.Error("a device that is not there was asked")
		}
	}
	b.biometrics.devices = there
	wantNext(t, b, id, before)
}

// The clerk steps out, or closes the program, while fingers lie on the glass: the
// capture ends, the portrait is on the disk, and a desk started anew over the same
// store goes on at the fingers.
func TestClosingDuringACaptureLosesNothing(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.take(id, steps()[0])
	before := b.open(id)
	window, close := context.WithCancel(t.Context())
	b.biometrics.during = func(ctx context.Context) error {
		close()
		<-ctx.Done()
		return &port.DeviceError{Fault: port.FaultCancelled, Err: ctx.Err()}
	}
	var got *port.DeviceError
	if _, err := b.Capture(window, id, steps()[1]); !errors.As(err, &got) || got.Fault != port.FaultCancelled {
		t.Fatalf("told %v", err)
	}
	b.must(b.LogOut(t.Context()))
	b.Desk = desk.New(b.Params)
	b.login(clerkID)
	wantNext(t, b, id, before)
}

// A window that closes just as the device answers: what is not on the disk yet is
// not taken, as if the capture had not been; nothing is half there.
func TestClosingAsTheDeviceAnswersLeavesNoHalf(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.take(id, steps()[0])
	before := b.open(id)
	window, close := context.WithCancel(t.Context())
	b.biometrics.during = func(context.Context) error {
		close()
		return nil
	}
	if _, err := b.Capture(window, id, steps()[1]); !errors.Is(err, context.Canceled) {
		t.Fatalf("told %v", err)
	}
	wantNext(t, b, id, before)
}

// A slip of another dossier comes out of the printer, or does not, while fingers
// lie on the glass: neither disturbs the other.
func TestPrintingDuringACaptureDisturbsNeither(t *testing.T) {
	for name, fails := range map[string]error{"printed": nil, "no printer": port.ErrNoPrinter} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			other := b.captured()
			id := b.draft(holder())
			slip, err := b.AppointmentSlip(t.Context(), other)
			b.must(err)
			papers, noted := len(b.printer.jobs), b.entries(other, dossier.PrintDocument)
			b.biometrics.during = func(ctx context.Context) error {
				b.printer.err = fails
				if err := b.Print(ctx, other, slip, ""); !errors.Is(err, fails) {
					t.Errorf("printing: %v", err)
				}
				return nil
			}
			if outcome := b.take(id, steps()[1]); len(outcome.Items) != 4 || outcome.Attempt != 1 {
				t.Errorf("%d items, attempt %d", len(outcome.Items), outcome.Attempt)
			}
			if len(b.open(id).Fingerprints.Fingers) != 4 {
				t.Error("the fingers are not in the dossier")
			}
			papers, noted = len(b.printer.jobs)-papers, b.entries(other, dossier.PrintDocument)-noted
			if want := map[bool]int{true: 1}[fails == nil]; papers != want || noted != want {
				t.Errorf("%d papers, %d in the log, want %d", papers, noted, want)
			}
		})
	}
}
