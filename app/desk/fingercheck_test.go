package desk_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/device/simulator/synth"
)

// glass is a fingerprint device on which a person's hand lies, each time a
// little otherwise. Person 0 is an empty glass.
type glass struct {
	*biometrics
	person, shot uint64
}

func (g *glass) Capture(ctx context.Context, request port.CaptureRequest) (port.CaptureResult, error) {
	result, err := g.biometrics.Capture(ctx, request)
	g.shot++
	for i := range result.Items {
		item := &result.Items[i]
		if item.Modality == port.Finger {
			item.Resolution = 500
			item.Image = fmt.Appendf(nil, "%d %d %d", g.person, slices.Index(hand, item.Position)+1, g.shot)
		}
	}
	return result, err
}

var hand = []port.Position{port.RightThumb, port.RightIndex, port.RightMiddle, port.RightRing, port.RightLittle}

// printRenderer shows what lay on the glass.
type printRenderer struct{ renderer }

func (r printRenderer) Picture(ctx context.Context, data []byte) (*image.RGBA, error) {
	var person, shot uint64
	var number int
	if n, _ := fmt.Sscanf(string(data), "%d %d %d", &person, &number, &shot); n != 3 {
		return r.renderer.Picture(ctx, data)
	}
	var print image.Image = image.NewUniform(color.White)
	size := image.Rect(0, 0, 400, 500)
	if person != 0 {
		print = synth.NewFinger(person, number).Print(synth.NewImpression(shot, synth.Ordinary))
		size = print.Bounds()
	}
	out := image.NewRGBA(size)
	draw.Draw(out, size, print, size.Min, draw.Src)
	return out, nil
}

func TestVerifyFinger(t *testing.T) {
	hands := &glass{biometrics: newBiometrics(), person: 7}
	b := newBench(t, func(p *desk.Params) { p.Biometrics, p.Renderer = hands, printRenderer{} })
	ctx := t.Context()
	id := b.draft(holder())
	if position, ok := desk.ComparableFinger(b.open(id)); ok {
		t.Errorf("a dossier without fingers is to be compared by %s", position)
	}
	if _, err := b.VerifyFinger(ctx, b.open(id), port.RightIndex); !errors.Is(err, desk.ErrNoFinger) {
		t.Errorf("without fingers: %v", err)
	}
	b.must(b.Except(ctx, id, port.Finger, port.RightIndex, dossier.CaptureException{Reason: "bandaged"}))
	b.take(id, stepOf(t, port.Finger, port.RightSlap))
	position, ok := desk.ComparableFinger(b.open(id))
	if !ok || position != port.RightMiddle {
		t.Fatalf("asked for %q", position)
	}
	for _, tt := range []struct {
		name        string
		person      uint64
		clear, same bool
		differs     bool
	}{
		{"the same person", 7, true, true, false},
		{"another person", 8, true, false, true},
		{"an empty glass", 0, false, false, false},
	} {
		hands.person = tt.person
		found, err := b.VerifyFinger(ctx, b.open(id), position)
		b.must(err)
		if found.Clear != tt.clear || found.Same != tt.same {
			t.Errorf("%s: %+v", tt.name, found)
		}
		check := desk.ChipCheck{}.WithFinger(found)
		if differs := slices.Contains(check.Differing(), desk.FieldFinger); differs != tt.differs || len(check.Fields) != 0 != tt.clear {
			t.Errorf("%s: lines %+v", tt.name, check.Fields)
		}
	}
	asked := hands.requests[len(hands.requests)-1]
	if !slices.Equal(asked.Expected, []port.Position{port.RightMiddle}) || asked.Part != port.RightSlap ||
		!slices.Equal(asked.Exceptions, []port.Position{port.RightIndex, port.RightRing, port.RightLittle}) {
		t.Errorf("asked the device for %+v", asked)
	}
	if n := b.entries(id, dossier.CheckCard); n != 3 {
		t.Errorf("%d checks in the log, want 3", n)
	}
	hands.fail = &port.DeviceError{Fault: port.FaultBusy}
	var fault *port.DeviceError
	if _, err := b.VerifyFinger(ctx, b.open(id), position); !errors.As(err, &fault) || fault.Fault != port.FaultBusy {
		t.Errorf("a busy device: %v", err)
	}
}
