package desk_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"image/jpeg"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

func stepOf(t *testing.T, modality port.Modality, part port.Part) dossier.CaptureStep {
	t.Helper()
	for _, step := range steps() {
		if step.Modality == modality && step.Part == part {
			return step
		}
	}
	t.Fatalf("the capture set has no %s %d", modality, part)
	return dossier.CaptureStep{}
}

func TestBestOfAttemptsIsKept(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	step := stepOf(t, port.Face, port.FacePart)
	record := func() string {
		t.Helper()
		content, err := b.store.ReadBlob(t.Context(), b.open(id).Portrait.Capture.Record, 1<<20)
		b.must(err)
		return string(content)
	}
	tests := []struct {
		name           string
		score          float64
		kept           bool
		score2         float64 // of the section afterwards
		attempt, tries int
		record         string
	}{
		{"first", 70, true, 70, 1, 1, `record 1 of ""`},
		{"lower", 60, false, 70, 1, 2, `record 1 of ""`},
		{"equal", 70, false, 70, 1, 3, `record 1 of ""`},
		{"higher", 95, true, 95, 4, 4, `record 4 of ""`},
	}
	for _, test := range tests {
		b.biometrics.score = test.score
		outcome := b.take(id, step)
		capture := b.open(id).Portrait.Capture
		item := outcome.Items[0]
		if item.Kept != test.kept || item.Score != test.score || outcome.Attempt != test.tries {
			t.Errorf("%s: outcome %+v of attempt %d", test.name, item.Kept, outcome.Attempt)
		}
		if capture.Score != test.score2 || capture.Attempt != test.attempt || capture.Tries != test.tries {
			t.Errorf("%s: section holds %+v", test.name, capture)
		}
		if got := record(); got != test.record {
			t.Errorf("%s: record on the disk is %q", test.name, got)
		}
	}
}

func TestCapturedPictureIsSmall(t *testing.T) {
	b := newBench(t, func(p *desk.Params) { p.Renderer = renderer{width: 960} })
	id := b.draft(holder())
	outcome := b.take(id, stepOf(t, port.Face, port.FacePart))
	kept, err := b.Picture(t.Context(), b.open(id).Portrait.Capture.Picture)
	b.must(err)
	if !bytes.Equal(kept, outcome.Items[0].Picture) {
		t.Error("the picture on the disk is not the one that was shown")
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(kept))
	b.must(err)
	if config.Width != 480 || config.Height != 640 {
		t.Errorf("picture is %d by %d, want 480 by 640", config.Width, config.Height)
	}
}

func TestScoreIsJudgedByPolicy(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	step := stepOf(t, port.Face, port.FacePart)
	threshold := b.Policy.Threshold(port.Face, b.clock.Now())
	for _, test := range []struct {
		score float64
		good  bool
	}{{threshold - 1, false}, {threshold, true}} {
		b.biometrics.score = test.score
		if got := b.take(id, step).Items[0]; got.Good != test.good || got.Threshold != threshold {
			t.Errorf("score %v: good %v at threshold %v", test.score, got.Good, got.Threshold)
		}
	}
}

func TestExceptions(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.draft(holder())
	step := stepOf(t, port.Finger, port.RightSlap)
	last := func() port.CaptureRequest { return b.biometrics.requests[len(b.biometrics.requests)-1] }

	b.must(b.Except(ctx, id, port.Finger, port.RightIndex, dossier.CaptureException{Reason: "bandaged"}))
	outcome := b.take(id, step)
	if len(outcome.Items) != 3 || !slices.Equal(last().Exceptions, []port.Position{port.RightIndex}) ||
		slices.Contains(last().Expected, port.RightIndex) {
		t.Errorf("with an exception the device was asked for %v without %v", last().Expected, last().Exceptions)
	}
	part := b.open(id).Fingerprints.Fingers[port.RightIndex]
	if part.Capture != nil || part.Exception == nil || part.Exception.Reason != "bandaged" {
		t.Errorf("the excepted finger is %+v", part)
	}

	b.must(b.TakeBackException(ctx, id, port.Finger, port.RightIndex))
	if outcome = b.take(id, step); len(outcome.Items) != 4 {
		t.Errorf("after taking back %d fingers were taken, want 4", len(outcome.Items))
	}
	if part = b.open(id).Fingerprints.Fingers[port.RightIndex]; part.Capture == nil || part.Exception != nil {
		t.Errorf("the finger wanted again is %+v", part)
	}
}

func TestNothingIsAskedOfTheDeviceWhenAllIsExcepted(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	step := stepOf(t, port.Finger, port.Thumbs)
	for _, position := range step.Positions {
		b.must(b.Except(t.Context(), id, port.Finger, position, dossier.CaptureException{Reason: "amputated"}))
	}
	if outcome := b.take(id, step); len(outcome.Items) != 0 || len(b.biometrics.requests) != 0 {
		t.Errorf("%d items, %d requests; want none", len(outcome.Items), len(b.biometrics.requests))
	}
}

// TestHashChain checks that each request carries the last hash of the one
// before, for each dossier its own, and that a restart goes on with the fingers'.
func TestHashChain(t *testing.T) {
	b := newBench(t)
	id, other := b.draft(holder()), b.draft(holder())
	requests := func() []port.CaptureRequest { return b.biometrics.requests }
	right, left := stepOf(t, port.Finger, port.RightSlap), stepOf(t, port.Finger, port.LeftSlap)

	b.take(id, right)
	if requests()[0].PreviousHash != nil {
		t.Error("the first request of a dossier has a previous hash")
	}
	chain := b.open(id).Fingerprints.ChainHash
	b.take(id, left)
	if got := hex.EncodeToString(requests()[1].PreviousHash); got != chain || chain == "" {
		t.Errorf("second request carries %q, want %q", got, chain)
	}
	b.take(other, right)
	if requests()[2].PreviousHash != nil {
		t.Error("another dossier goes on with this one's chain")
	}

	b.must(b.LogOut(t.Context()))
	b.login(clerkID)
	chain = b.open(id).Fingerprints.ChainHash
	b.take(id, right)
	if got := hex.EncodeToString(requests()[3].PreviousHash); got != chain {
		t.Errorf("after logging in again the request carries %q, want %q", got, chain)
	}
}

func TestDeviceErrorKeepsWhatWasTakenAndSearchesAfresh(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	step := stepOf(t, port.Face, port.FacePart)
	b.take(id, step)
	b.take(id, step)
	if b.biometrics.searches != 1 {
		t.Fatalf("%d searches for two captures, want 1", b.biometrics.searches)
	}
	before := b.open(id)
	b.biometrics.fail = &port.DeviceError{Fault: port.FaultUnreachable, Err: errors.New("gone")}
	_, err := b.Capture(t.Context(), id, step)
	var device *port.DeviceError
	if !errors.As(err, &device) || device.Fault != port.FaultUnreachable {
		t.Fatalf("error is %v", err)
	}
	if after := b.open(id); *after.Portrait.Capture != *before.Portrait.Capture {
		t.Errorf("the failed capture changed the section: %+v", after.Portrait.Capture)
	}
	b.take(id, step)
	if b.biometrics.searches != 2 {
		t.Errorf("%d searches after an error, want 2", b.biometrics.searches)
	}
}

func TestDeviceThatIsRegisteredLater(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	step := stepOf(t, port.Face, port.FacePart)
	ready := b.biometrics.devices
	none := slices.Clone(ready)
	none[0].Status = port.DeviceNotRegistered
	b.biometrics.devices = none
	_, err := b.Capture(t.Context(), id, step)
	var device *port.DeviceError
	if !errors.As(err, &device) || device.Fault != port.FaultNoDevice || !errors.Is(err, desk.ErrNoDevice) {
		t.Fatalf("error is %v", err)
	}
	b.biometrics.devices = ready
	b.take(id, step)
}

func TestCaptureWhereNothingMayBeChanged(t *testing.T) {
	b := newBench(t)
	id := b.captured()
	if _, err := b.Capture(t.Context(), id, steps()[0]); !errors.Is(err, store.ErrNotEditable) {
		t.Errorf("error is %v, want %v", err, store.ErrNotEditable)
	}
}

func TestPreviewUsesTheDeviceOfTheStep(t *testing.T) {
	b := newBench(t)
	frames := 0
	b.must(b.Preview(t.Context(), steps()[0], func(port.Frame) { frames++ }))
	if frames != 1 {
		t.Errorf("%d frames, want 1", frames)
	}
}

// A live picture that breaks is looked for afresh: its service may have come back
// at another port.
func TestBrokenPreviewIsLookedForAfresh(t *testing.T) {
	b := newBench(t)
	nothing := func(port.Frame) {}
	b.must(b.Preview(t.Context(), steps()[0], nothing))
	b.biometrics.fail = &port.DeviceError{Fault: port.FaultUnreachable, Err: errors.New("gone")}
	if err := b.Preview(t.Context(), steps()[0], nothing); err == nil {
		t.Fatal("the preview did not break")
	}
	b.must(b.Preview(t.Context(), steps()[0], nothing))
	b.must(b.Preview(t.Context(), steps()[0], nothing))
	if b.biometrics.searches != 2 {
		t.Errorf("%d searches, want 2", b.biometrics.searches)
	}
}

// A device that is not ready is not held on to: each use looks whether it, or
// another one of its kind, is.
func TestAnotherDeviceIsPluggedIn(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	index := slices.IndexFunc(b.biometrics.devices, func(d port.BiometricDevice) bool { return d.Modality == port.Face })
	old := &b.biometrics.devices[index]
	old.Status = port.DeviceNotReady
	b.take(id, steps()[0])
	other := *old
	other.ID, other.Serial, other.Status = "other", "other", port.DeviceReady
	b.biometrics.devices = append(b.biometrics.devices, other)
	b.take(id, steps()[0])
	if last := b.biometrics.requests[len(b.biometrics.requests)-1]; last.Device.ID != other.ID {
		t.Errorf("taken with %q", last.Device.ID)
	}
}

// Devices are told when they have changed, and only then.
func TestWatchDevices(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	ticks := make(chan time.Time)
	b.Devices(ctx)
	changes := b.WatchDevices(ctx, ticks)
	all := b.biometrics.devices
	ticks <- time.Time{}
	ticks <- time.Time{} // the look before has ended
	select {
	case found := <-changes:
		t.Errorf("nothing changed, and %d devices were told", len(found))
	default:
	}
	cancel()
	for range changes {
		t.Error("told after the end")
	}
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	b.biometrics.devices = all[:1]
	changes = b.WatchDevices(ctx, ticks)
	ticks <- time.Time{}
	if found := <-changes; len(found) != 1 {
		t.Errorf("%d devices, want 1", len(found))
	}
}
