package desk_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/capture/mrzread"
	"carddesk/app/desk"
	"carddesk/app/port"
)

// eyes is a renderer that shows JPEG pictures as they are.
type eyes struct{ renderer }

func (eyes) Picture(_ context.Context, data []byte) (*image.RGBA, error) {
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, port.ErrRenderMalformed
	}
	out := image.NewRGBA(picture.Bounds())
	draw.Draw(out, out.Rect, picture, out.Rect.Min, draw.Src)
	return out, nil
}

// back is the back of a card of nobody, photographed a little askew, as the walks
// of the window use it.
const back = "../../internal/journey/testdata/old-card-back.jpg"

func seeing(t *testing.T) *bench {
	return newBench(t, func(p *desk.Params) { p.Renderer = eyes{} })
}

func TestReadZone(t *testing.T) {
	b := seeing(t)
	got, err := b.ReadZone(t.Context(), back)
	b.must(err)
	if got.MRZ.Number != "001090000002" || got.MRZ.BirthText != "900701" || got.MRZ.Primary != "DO" {
		t.Errorf("read %+v", got)
	}
	for path, want := range map[string]error{
		"gone.jpg": desk.ErrSourceGone, "zone_test.go": desk.ErrSourceKind, blankJPEG(t): mrzread.ErrNoZone,
	} {
		if _, err := b.ReadZone(t.Context(), path); !errors.Is(err, want) {
			t.Errorf("%s: error %v, want %v", filepath.Base(path), err, want)
		}
	}
	if _, err := b.ReadZoneOf(t.Context(), b.draft(holder()), "old-card"); !errors.Is(err, desk.ErrDocumentMissing) {
		t.Errorf("of a paper that is not there: %v", err)
	}
}

// camera shows its frames, then the last one until nobody looks any more.
type camera struct {
	*biometrics
	frames [][]byte
	ended  chan struct{}
}

func (c *camera) Stream(ctx context.Context, _ port.BiometricDevice, _ port.Part, show func(port.Frame)) error {
	defer close(c.ended)
	for i := 0; ctx.Err() == nil; i = min(i+1, len(c.frames)-1) {
		show(port.Frame{JPEG: c.frames[i]})
	}
	return nil
}

func TestWatchZone(t *testing.T) {
	card, err := os.ReadFile(back)
	if err != nil {
		t.Fatal(err)
	}
	blank, err := os.ReadFile(blankJPEG(t))
	if err != nil {
		t.Fatal(err)
	}
	c := &camera{biometrics: newBiometrics(), frames: [][]byte{[]byte("no picture"), blank, card}, ended: make(chan struct{})}
	b := newBench(t, func(p *desk.Params) { p.Renderer, p.Biometrics = eyes{}, c })
	shown := 0
	got, err := b.WatchZone(t.Context(), func(image.Image) { shown++ })
	b.must(err)
	<-c.ended // the camera is let go
	if got.MRZ.Number != "001090000002" || shown == 0 {
		t.Errorf("read %+v after %d pictures", got, shown)
	}
}

func TestWatchZoneEnds(t *testing.T) {
	c := &camera{biometrics: newBiometrics(), frames: [][]byte{[]byte("no picture")}, ended: make(chan struct{})}
	b := newBench(t, func(p *desk.Params) { p.Renderer, p.Biometrics = eyes{}, c })
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := b.WatchZone(ctx, func(image.Image) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("left by the clerk: %v", err)
	}
	<-c.ended
	broken := newBench(t)
	broken.biometrics.fail = &port.DeviceError{Fault: port.FaultUnreachable}
	var fault *port.DeviceError
	if _, err := broken.WatchZone(t.Context(), func(image.Image) {}); !errors.As(err, &fault) {
		t.Errorf("the camera breaks: %v", err)
	}
}

func blankJPEG(t *testing.T) string {
	t.Helper()
	var data bytes.Buffer
	if err := jpeg.Encode(&data, image.NewGray(image.Rect(0, 0, 600, 400)), nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "blank.jpg")
	if err := os.WriteFile(path, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
