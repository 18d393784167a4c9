package finger

import (
	"bytes"
	"errors"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"carddesk/app/port"
	"carddesk/device/simulator/synth"
	"carddesk/internal/shareddata"

	"carddesk/internal/racing"
	"golang.org/x/image/draw"
)

// stripes draws straight ridges of a period of 9 pixels; from the middle on to
// the right one ridge more than on the left, so that one ridge begins there.
func stripes(width, height int, added bool) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			phase := 2 * math.Pi * float64(y) / 9
			if added {
				// A phase that turns once around the middle of the picture.
				phase += math.Atan2(float64(y)-float64(height)/2, float64(x)-float64(width)/2)
			}
			out.Pix[y*out.Stride+x] = uint8(128 + 100*math.Cos(phase))
		}
	}
	return out
}

func TestStraightRidgesHaveNoMinutia(t *testing.T) {
	got, err := Extract(stripes(256, 256, false))
	if err != nil || len(got.Minutiae) != 0 || got.Quality < 70 {
		t.Errorf("%d minutiae, quality %d, %v", len(got.Minutiae), got.Quality, err)
	}
}

// The constructed minutia is found where it is, pointing along its ridge.
func TestKnownMinutia(t *testing.T) {
	got, err := Extract(stripes(257, 257, true))
	if err != nil || len(got.Minutiae) != 1 {
		t.Fatalf("%d minutiae, %v", len(got.Minutiae), err)
	}
	m := got.Minutiae[0]
	if math.Hypot(m.X-128, m.Y-128) > 9 {
		t.Errorf("found at %.0f, %.0f", m.X, m.Y)
	}
	if math.Abs(math.Remainder(m.Angle, math.Pi)) > 0.2 {
		t.Errorf("points at %.2f", m.Angle)
	}
	// Mirrored, it points the other way.
	mirrored := stripes(257, 257, true)
	for y := range 257 {
		slices.Reverse(mirrored.Pix[y*mirrored.Stride : y*mirrored.Stride+257])
	}
	other, err := Extract(mirrored)
	if err != nil || len(other.Minutiae) != 1 {
		t.Fatalf("mirrored: %d minutiae, %v", len(other.Minutiae), err)
	}
	if d := math.Abs(math.Remainder(other.Minutiae[0].Angle-m.Angle, 2*math.Pi)); d < math.Pi-0.4 {
		t.Errorf("mirrored it turns by %.2f", d)
	}
}

func TestNoPrint(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	noise := image.NewGray(image.Rect(0, 0, 300, 300))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(240 + r.IntN(10))
	}
	for name, picture := range map[string]*image.Gray{"black": image.NewGray(image.Rect(0, 0, 300, 300)), "faint noise": noise} {
		got, err := Extract(picture)
		if err != nil || len(got.Minutiae) != 0 || got.Quality > 5 {
			t.Errorf("%s: %d minutiae, quality %d, %v", name, len(got.Minutiae), got.Quality, err)
		}
		if c := Compare(&got, &got); c.Score != 0 {
			t.Errorf("%s is like itself: %+v", name, c)
		}
	}
	for _, size := range []image.Point{{10, 300}, {300, 3000}, {0, 0}} {
		if _, err := Extract(image.NewGray(image.Rectangle{Max: size})); !errors.Is(err, ErrPicture) {
			t.Errorf("%v: %v", size, err)
		}
	}
}

// Prints of NIST's examples: each is like itself turned and shifted, and like
// no other.
func TestForeignPrints(t *testing.T) {
	var all []*Template
	var turned []*Template
	examples := "12345"
	if racing.Enabled {
		examples = "12"
	}
	for _, n := range examples {
		picture := readPGM(t, shareddata.Read(t, "fingerprint/SFinGe_Test0"+string(n)+".pgm"))
		template, err := Extract(picture)
		if err != nil {
			t.Fatal(err)
		}
		if len(template.Minutiae) < 25 {
			t.Errorf("print %c: %d minutiae", n, len(template.Minutiae))
		}
		moved, err := Extract(turn(picture, 0.3, 25, -18))
		if err != nil {
			t.Fatal(err)
		}
		all, turned = append(all, &template), append(turned, &moved)
	}
	for i := range all {
		for j := range turned {
			c := Compare(all[i], turned[j])
			if (c.Score >= SameFinger) != (i == j) {
				t.Errorf("prints %d and %d: %+v", i+1, j+1, c)
			}
			if i == j && math.Abs(c.Turn+0.3) > 0.05 {
				t.Errorf("print %d: turn %.2f found", i+1, c.Turn)
			}
		}
	}
}

func readPGM(t testing.TB, data []byte) *image.Gray {
	t.Helper()
	const width, height = 416, 560
	if !bytes.HasPrefix(data, []byte("P5")) || len(data) < width*height {
		t.Fatal("not the PGM expected")
	}
	return &image.Gray{Pix: data[len(data)-width*height:], Stride: width, Rect: image.Rect(0, 0, width, height)}
}

// turn turns a print clockwise about its middle and shifts it, on white ground.
func turn(print *image.Gray, angle, dx, dy float64) *image.Gray {
	out := image.NewGray(print.Rect)
	sin, cos := math.Sincos(angle)
	cx, cy := float64(print.Rect.Dx())/2, float64(print.Rect.Dy())/2
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			px, py := float64(x)-cx-dx, float64(y)-cy-dy
			at := image.Pt(int(math.Round(px*cos+py*sin+cx)), int(math.Round(-px*sin+py*cos+cy)))
			out.Pix[y*out.Stride+x] = 250
			if at.In(print.Rect) {
				out.Pix[y*out.Stride+x] = print.GrayAt(at.X, at.Y).Y
			}
		}
	}
	return out
}

// captured makes the templates of a person's ten fingers, once for each shot.
func captured(t testing.TB, seed uint64, shots int) []map[port.Position]*Template {
	t.Helper()
	names := []port.Position{
		port.RightThumb, port.RightIndex, port.RightMiddle, port.RightRing, port.RightLittle,
		port.LeftThumb, port.LeftIndex, port.LeftMiddle, port.LeftRing, port.LeftLittle,
	}
	out := make([]map[port.Position]*Template, shots)
	for shot := range out {
		out[shot] = map[port.Position]*Template{}
	}
	for n, name := range names {
		finger := synth.NewFinger(seed, n+1)
		for shot := range out {
			template, err := Read(finger.Print(synth.NewImpression(uint64(shot*100+n), synth.Ordinary)), Resolution)
			if err != nil {
				t.Fatal(err)
			}
			out[shot][name] = template
		}
	}
	return out
}

func TestTwiceAndMisplaced(t *testing.T) {
	all := captured(t, 42, 2)
	first, second := all[0], all[1]
	if got := Twice(first); len(got) != 0 {
		t.Errorf("ten fingers: %v", got)
	}
	if got := Misplaced(second, first); len(got) != 0 {
		t.Errorf("two captures: %v", got)
	}
	// The right index finger is laid down for the middle finger too.
	again := map[port.Position]*Template{}
	for p, template := range first {
		again[p] = template
	}
	again[port.RightMiddle] = second[port.RightIndex]
	if got := Twice(again); len(got) != 1 || got[0].First != port.RightIndex || got[0].Second != port.RightMiddle {
		t.Errorf("index for middle: %v", got)
	}
	// Hands swapped in the second capture.
	swapped := map[port.Position]*Template{port.RightIndex: second[port.LeftIndex], port.LeftIndex: second[port.RightIndex]}
	if got := Misplaced(swapped, first); len(got) != 2 {
		t.Errorf("swapped hands: %v", got)
	}
	if got := Twice(map[port.Position]*Template{port.LeftIndex: nil}); len(got) != 0 {
		t.Errorf("nothing taken: %v", got)
	}
}

func TestRecordRoundTrip(t *testing.T) {
	all := captured(t, 43, 2)
	first, second := all[0], all[1]
	for p, template := range first {
		record, err := template.Encode(2)
		if err != nil {
			t.Fatal(err)
		}
		back, position, err := Decode(record)
		if err != nil || position != 2 || len(back.Minutiae) != len(template.Minutiae) || back.Width != template.Width {
			t.Fatalf("%s: %d of %d minutiae, position %d, %v", p, len(back.Minutiae), len(template.Minutiae), position, err)
		}
		for i, m := range back.Minutiae {
			want := template.Minutiae[i]
			if math.Abs(m.X-want.X) > 0.5 || math.Abs(m.Y-want.Y) > 0.5 || m.Kind != want.Kind ||
				math.Abs(math.Remainder(m.Angle-want.Angle, 2*math.Pi)) > 0.02 {
				t.Fatalf("%s: minutia %d is %+v, was %+v", p, i, m, want)
			}
		}
		again, err := back.Encode(2)
		if err != nil || !bytes.Equal(again, record) {
			t.Errorf("%s: the record changed on its way", p)
		}
		if c := Compare(&back, second[p]); c.Score < SameFinger {
			t.Errorf("%s: read from its record it scores %.1f", p, c.Score)
		}
	}
}

func TestRecordRefused(t *testing.T) {
	good, err := (&Template{Width: 300, Height: 400, Minutiae: []Minutia{{X: 10, Y: 20, Angle: 1, Kind: Ending}}}).Encode(1)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(b []byte) []byte{
		"empty":      func([]byte) []byte { return nil },
		"identifier": func(b []byte) []byte { b[0] = 'X'; return b },
		"length":     func(b []byte) []byte { b[11]++; return b },
		"cut":        func(b []byte) []byte { b[11]--; return b[:len(b)-1] },
		"resolution": func(b []byte) []byte { b[18], b[19] = 0, 1; return b },
		"no view":    func(b []byte) []byte { b[22] = 0; return b },
		"position":   func(b []byte) []byte { b[24] = 11; return b },
		"count":      func(b []byte) []byte { b[27] = 200; return b },
		"outside":    func(b []byte) []byte { b[28], b[29] = 0x7f, 0xff; return b },
		"wide":       func(b []byte) []byte { b[14] = 0xff; return b },
	} {
		if _, _, err := Decode(change(bytes.Clone(good))); !errors.Is(err, ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGreyScales(t *testing.T) {
	print := synth.NewFinger(9, 2).Print(synth.NewImpression(1, synth.Careful))
	double := image.NewGray(image.Rect(0, 0, 2*print.Rect.Dx(), 2*print.Rect.Dy()))
	draw.CatmullRom.Scale(double, double.Rect, print, print.Rect, draw.Src, nil)
	scaled, err := Grey(double, 1000)
	if err != nil || scaled.Rect != print.Rect {
		t.Fatalf("%v, %v", scaled, err)
	}
	a, errA := Extract(print)
	b, errB := Extract(scaled)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if c := Compare(&a, &b); c.Score < 2*SameFinger {
		t.Errorf("scaled to half it scores %.1f", c.Score)
	}
	for _, resolution := range []int{1, 100, 5000} {
		if _, err := Grey(print, resolution); !errors.Is(err, ErrPicture) {
			t.Errorf("%d an inch: %v", resolution, err)
		}
	}
}

// A print is the same whatever kind of picture it comes in.
func TestGreyKinds(t *testing.T) {
	print := synth.NewFinger(9, 2).Print(synth.NewImpression(1, synth.Careful))
	rgba, nrgba := image.NewRGBA(print.Rect), image.NewNRGBA(print.Rect)
	draw.Draw(rgba, rgba.Rect, print, image.Point{}, draw.Src)
	draw.Draw(nrgba, nrgba.Rect, print, image.Point{}, draw.Src)
	inner := image.NewGray(image.Rect(0, 0, print.Rect.Dx()+20, print.Rect.Dy()+20))
	draw.Draw(inner, print.Rect.Add(image.Pt(7, 9)), print, image.Point{}, draw.Src)
	for name, picture := range map[string]image.Image{
		"grey": print, "RGBA": rgba, "NRGBA": nrgba, "part of another": inner.SubImage(print.Rect.Add(image.Pt(7, 9))),
	} {
		got, err := Grey(picture, 500)
		if err != nil || got.Rect != print.Rect || !bytes.Equal(got.Pix, print.Pix) {
			t.Errorf("%s: the print changed, %v", name, err)
		}
	}
}

// FuzzDecode checks that no record makes the decoder panic, that what it
// accepts can be compared, and that it survives a second round.
func FuzzDecode(f *testing.F) {
	good, err := (&Template{Width: 300, Height: 400, Minutiae: []Minutia{
		{X: 10, Y: 20, Angle: 1, Kind: Ending}, {X: 110, Y: 90, Angle: 2, Kind: Bifurcation},
		{X: 10, Y: 20, Angle: 1, Kind: Ending}, {X: 200, Y: 390, Angle: 6, Kind: Other},
	}}).Encode(1)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("FMR\x00 20\x00\x00\x00\x00\x1c"))
	f.Fuzz(func(t *testing.T, data []byte) {
		template, position, err := Decode(data)
		if err != nil {
			return
		}
		if c := Compare(&template, &template); math.IsNaN(c.Score) || math.IsInf(c.Score, 0) {
			t.Fatalf("score %v", c.Score)
		}
		if _, err := template.Encode(position); err != nil {
			t.Fatalf("accepted but not encodable: %v", err)
		}
	})
}

// FuzzExtract checks that no picture makes the extraction panic.
func FuzzExtract(f *testing.F) {
	f.Add(uint16(64), []byte{0, 255, 0, 255})
	f.Add(uint16(90), stripes(64, 64, true).Pix)
	f.Fuzz(func(t *testing.T, width uint16, pix []byte) {
		w := MinSide + int(width)%128
		if len(pix) == 0 {
			return
		}
		picture := image.NewGray(image.Rect(0, 0, w, 96))
		for i := range picture.Pix {
			picture.Pix[i] = pix[i%len(pix)]
		}
		if _, err := Extract(picture); err != nil {
			t.Fatal(err)
		}
	})
}
