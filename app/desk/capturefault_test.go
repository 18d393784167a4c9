package desk_test

import (
	"errors"
	"testing"

	"carddesk/app/port"
)

// Whatever a device does wrong: the pictures taken before stay as they were, the
// failed one leaves nothing, the device is searched for anew, and the next
// attempt is taken, as the first of its kind that counts.
func TestNoFaultLosesWhatWasTaken(t *testing.T) {
	b := newBench(t)
	for _, fault := range []port.DeviceFault{
		port.FaultUnreachable, port.FaultTimeout, port.FaultBusy, port.FaultNotReady, port.FaultUnregistered,
		port.FaultNoBiometric, port.FaultWrongCount, port.FaultMalformed, port.FaultUntrusted, port.FaultTampered,
		port.FaultClock, port.FaultScore, port.FaultRefused, port.FaultCancelled, port.FaultNotRolled, port.FaultSubsystem,
	} {
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
