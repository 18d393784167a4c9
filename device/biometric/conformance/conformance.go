// Package conformance is the suite that every driver behind [port.Biometrics]
// must pass, whatever the devices: it says what the desk relies on. The driver
// is run against devices that a [Bench] provides.
package conformance

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// Bench is a driver with working devices of all three kinds before it, and a
// person who has everything.
type Bench struct {
	Driver port.Biometrics
	// Stall makes the next capture of a kind of device never answer. The
	// channel is closed when that capture has reached the device.
	Stall func(port.Modality) (reached <-chan struct{})
}

// part is one thing that a desk captures.
type part struct {
	name     string
	modality port.Modality
	part     port.Part
	expected []port.Position
}

func parts() []part {
	return []part{
		{"face", port.Face, port.FacePart, []port.Position{port.FacePosition}},
		{"right slap", port.Finger, port.RightSlap, port.SlapPositions(port.RightSlap)},
		{"left slap", port.Finger, port.LeftSlap, port.SlapPositions(port.LeftSlap)},
		{"thumbs", port.Finger, port.Thumbs, port.SlapPositions(port.Thumbs)},
		{"left iris", port.Iris, port.LeftIris, []port.Position{port.LeftEye}},
		{"both irises", port.Iris, port.BothIris, []port.Position{port.LeftEye, port.RightEye}},
	}
}

// Run runs the suite; make is called once for each test.
func Run(t *testing.T, make func(*testing.T) Bench) {
	t.Run("discovery", func(t *testing.T) { discovery(t, make(t)) })
	t.Run("capture", func(t *testing.T) { capture(t, make(t)) })
	t.Run("chain", func(t *testing.T) { chain(t, make(t)) })
	t.Run("exceptions", func(t *testing.T) { exceptions(t, make(t)) })
	t.Run("stream", func(t *testing.T) { stream(t, make(t)) })
	t.Run("cancel", func(t *testing.T) { cancelled(t, make(t)) })
	t.Run("deadline", func(t *testing.T) { deadline(t, make(t)) })
	t.Run("busy", func(t *testing.T) { busy(t, make(t)) })
	t.Run("bad request", func(t *testing.T) { badRequest(t, make(t)) })
}

func find(t *testing.T, b Bench, modality port.Modality) port.BiometricDevice {
	t.Helper()
	devices, failures := b.Driver.Discover(t.Context())
	for _, d := range devices {
		if d.Modality == modality {
			return d
		}
	}
	t.Fatalf("no device of type %s; failures: %v", modality, failures)
	return port.BiometricDevice{}
}

func request(t *testing.T, b Bench, p part) port.CaptureRequest {
	t.Helper()
	return port.CaptureRequest{Device: find(t, b, p.modality), Part: p.part, Expected: p.expected, RequestedScore: 60, Timeout: time.Minute}
}

func discovery(t *testing.T, b Bench) {
	devices, failures := b.Driver.Discover(t.Context())
	if len(failures) != 0 {
		t.Errorf("failures: %v", failures)
	}
	for _, p := range parts() {
		if !slices.ContainsFunc(devices, func(d port.BiometricDevice) bool {
			return d.Modality == p.modality && slices.Contains(d.Parts, p.part)
		}) {
			t.Errorf("no device takes the %s", p.name)
		}
	}
	for _, d := range devices {
		if d.ID == "" || d.Serial == "" || d.Make == "" || d.Endpoint == "" || !d.Trusted || d.Status != port.DeviceReady {
			t.Errorf("device incompletely described: %+v", d)
		}
	}
	again, _ := b.Driver.Discover(t.Context())
	if len(again) != len(devices) {
		t.Fatalf("%d devices, then %d", len(devices), len(again))
	}
	for i := range again {
		if again[i].ID != devices[i].ID {
			t.Errorf("order of devices changed at %d", i)
		}
	}
}

func capture(t *testing.T, b Bench) {
	for _, p := range parts() {
		result, err := b.Driver.Capture(t.Context(), request(t, b, p))
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		var got []port.Position
		for _, item := range result.Items {
			got = append(got, item.Position)
			checkItem(t, p, item)
		}
		if !slices.Equal(got, p.expected) {
			t.Errorf("%s: got %q", p.name, got)
		}
	}
}

func checkItem(t *testing.T, p part, item port.Biometric) {
	t.Helper()
	switch {
	case item.Modality != p.modality:
		t.Errorf("%s: item is of type %s", p.name, item.Modality)
	case len(item.Record) == 0 || !bytes.Contains(item.Record, item.Image) || len(item.Image) == 0:
		t.Errorf("%s: picture is not the one in the record", p.name)
	case item.Width < 100 || item.Height < 100 || item.ImageType == "":
		t.Errorf("%s: picture of %d×%d, type %q", p.name, item.Width, item.Height, item.ImageType)
	case p.modality == port.Finger && item.Resolution != 500:
		t.Errorf("%s: %d pixels per inch", p.name, item.Resolution)
	case item.Score < 0 || item.Score > 100:
		t.Errorf("%s: score %v", p.name, item.Score)
	case item.CapturedAt.IsZero() || item.CapturedAt.Location() != time.UTC:
		t.Errorf("%s: captured at %v", p.name, item.CapturedAt)
	case item.Device.Serial == "":
		t.Errorf("%s: device of the item is not named", p.name)
	}
}

// chain takes everything of one dossier and recomputes the chain over it.
func chain(t *testing.T, b Bench) {
	var last []byte
	sum := sha256.Sum256(nil)
	want := sum[:]
	for _, p := range parts() {
		r := request(t, b, p)
		r.PreviousHash = last
		result, err := b.Driver.Capture(t.Context(), r)
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		for _, item := range result.Items {
			want = wire.Chain(want, item.Record)
			if !bytes.Equal(item.Hash, want) {
				t.Fatalf("%s: chain broken at %q", p.name, item.Position)
			}
		}
		if !bytes.Equal(result.LastHash, want) {
			t.Fatalf("%s: last hash is not that of the last item", p.name)
		}
		last = result.LastHash
	}
}

func exceptions(t *testing.T, b Bench) {
	r := request(t, b, parts()[1])
	r.Exceptions = []port.Position{port.RightMiddle}
	r.Expected = []port.Position{port.RightIndex, port.RightRing, port.RightLittle}
	result, err := b.Driver.Capture(t.Context(), r)
	if err != nil || len(result.Items) != 3 {
		t.Fatalf("slap without the middle finger: %d items, %v", len(result.Items), err)
	}
	photo := request(t, b, parts()[0])
	photo.Exceptions = []port.Position{port.RightMiddle}
	if result, err := b.Driver.Capture(t.Context(), photo); err != nil || len(result.Items) != 1 {
		t.Errorf("exception photo: %d items, %v", len(result.Items), err)
	}
}

func stream(t *testing.T, b Bench) {
	for _, p := range parts() {
		ctx, cancel := context.WithCancel(t.Context())
		frames := 0
		err := b.Driver.Stream(ctx, find(t, b, p.modality), p.part, func(f port.Frame) {
			if !bytes.HasPrefix(f.JPEG, []byte{0xff, 0xd8}) || !bytes.HasSuffix(f.JPEG, []byte{0xff, 0xd9}) {
				t.Errorf("%s: frame %d is not a whole JPEG", p.name, frames)
			}
			if frames++; frames == 4 {
				cancel()
			}
		})
		cancel()
		if err != nil || frames != 4 {
			t.Errorf("%s: %d frames, %v", p.name, frames, err)
		}
	}
}

func wantFault(t *testing.T, err error, want port.DeviceFault) {
	t.Helper()
	var fault *port.DeviceError
	if !errors.As(err, &fault) {
		t.Fatalf("error %v is no DeviceError", err)
	}
	if fault.Fault != want {
		t.Errorf("fault %s (%v), want %s", fault.Fault, err, want)
	}
}

// worksAgain captures on the same device, which must not have suffered.
func worksAgain(t *testing.T, b Bench, p part) {
	t.Helper()
	if _, err := b.Driver.Capture(t.Context(), request(t, b, p)); err != nil {
		t.Errorf("the capture after it: %v", err)
	}
}

func cancelled(t *testing.T, b Bench) {
	p := parts()[3]
	r := request(t, b, p)
	reached := b.Stall(port.Finger)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-reached
		cancel()
	}()
	_, err := b.Driver.Capture(ctx, r)
	wantFault(t, err, port.FaultCancelled)
	worksAgain(t, b, p)
}

func deadline(t *testing.T, b Bench) {
	p := parts()[3]
	r := request(t, b, p)
	b.Stall(port.Finger)
	// Long enough to reach the device on a loaded machine.
	const limit = 500 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	start := time.Now()
	_, err := b.Driver.Capture(ctx, r)
	wantFault(t, err, port.FaultTimeout)
	if took := time.Since(start); took < limit || took > limit+20*time.Second {
		t.Errorf("a deadline of %v took %v", limit, took)
	}
	worksAgain(t, b, p)
}

func busy(t *testing.T, b Bench) {
	p := parts()[3]
	r := request(t, b, p)
	reached := b.Stall(port.Finger)
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	second := make(chan error, 1)
	go func() {
		_, err := b.Driver.Capture(ctx, r)
		first <- err
	}()
	go func() {
		_, err := b.Driver.Capture(ctx, r)
		second <- err
	}()
	// One of the two hangs; the other must be told at once.
	select {
	case err := <-first:
		wantFault(t, err, port.FaultBusy)
		first = second
	case err := <-second:
		wantFault(t, err, port.FaultBusy)
	case <-time.After(time.Minute):
		t.Fatal("a second capture waits for the first")
	}
	<-reached
	cancel()
	wantFault(t, <-first, port.FaultCancelled)
	worksAgain(t, b, p)
}

func badRequest(t *testing.T, b Bench) {
	for name, change := range map[string]func(*port.CaptureRequest){
		"nothing expected": func(r *port.CaptureRequest) { r.Expected = nil },
		"score":            func(r *port.CaptureRequest) { r.RequestedScore = 101 },
		"short hash":       func(r *port.CaptureRequest) { r.PreviousHash = []byte{1} },
		"other host":       func(r *port.CaptureRequest) { r.Device.Endpoint = "http://192.0.2.1:4501/" },
		"name":             func(r *port.CaptureRequest) { r.Device.Endpoint = "http://localhost:4501/" },
	} {
		r := request(t, b, parts()[1])
		change(&r)
		_, err := b.Driver.Capture(t.Context(), r)
		var fault *port.DeviceError
		if !errors.As(err, &fault) || fault.Fault != port.FaultSubsystem {
			t.Errorf("%s: %v", name, err)
		}
	}
}
