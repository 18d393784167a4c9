package portrait

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"maps"
	"math"
	"slices"
	"testing"

	xdraw "golang.org/x/image/draw"

	"carddesk/device/simulator/synth"
	"carddesk/internal/racing"
)

func drawn(t testing.TB, number int, shot synth.Shot) *image.RGBA {
	t.Helper()
	p, err := synth.LoadPortrait(number)
	if err != nil {
		t.Fatal(err)
	}
	if shot.Width == 0 {
		shot.Width, shot.Height = 960, 1280
	}
	return p.Take(shot)
}

// faces is how many of the drawn faces a test looks at.
func faces() int {
	if racing.Enabled {
		return 2
	}
	return synth.Portraits
}

func TestGoodPortraits(t *testing.T) {
	for n := range faces() {
		for i, shot := range []synth.Shot{
			{}, {ShiftX: 0.03, ShiftY: -0.02}, {ShiftX: -0.03, ShiftY: 0.04}, {Nearness: 1.15}, {Nearness: 0.85},
			{Width: 1200, Height: 1600}, {Width: 720, Height: 960},
		} {
			report, err := Check(drawn(t, n, shot), DefaultLimits())
			if err != nil || !report.Good() || len(report.Hints) != 0 {
				t.Errorf("portrait %d, shot %d: %v, %v, %v, %+v", n, i, report.Defects, report.Hints, err, report.Measures)
			}
		}
	}
}

// spoil is one way of making a good portrait bad.
type spoil struct {
	want Defect
	do   func(p *image.RGBA, r Report) *image.RGBA
}

func spoils() map[string]spoil {
	return map[string]spoil{
		"empty chair":       {NoFace, func(p *image.RGBA, _ Report) *image.RGBA { return fill(p, p.Rect, color.RGBA{240, 240, 244, 255}) }},
		"mask over face":    {NoFace, coverFace},
		"companion":         {SeveralFaces, companion},
		"far":               {TooFar, func(p *image.RGBA, _ Report) *image.RGBA { return place(p, 0.5, 0.5, 0.5) }},
		"near":              {TooClose, func(p *image.RGBA, _ Report) *image.RGBA { return place(p, 1.75, 0.5, 0.58) }},
		"few pixels":        {LowResolution, fewPixels},
		"left of the frame": {OffCentre, func(p *image.RGBA, _ Report) *image.RGBA { return place(p, 0.8, 0.27, 0.5) }},
		"low in the frame":  {OffCentre, func(p *image.RGBA, _ Report) *image.RGBA { return place(p, 0.9, 0.5, 0.72) }},
		"head to the right": {Tilted, func(p *image.RGBA, _ Report) *image.RGBA { return rotate(p, 11) }},
		"head to the left":  {Tilted, func(p *image.RGBA, _ Report) *image.RGBA { return rotate(p, -11) }},
		"eyes closed":       {EyesClosed, closeEyes},
		"glasses glare":     {Glare, glare},
		"moved":             {Blurred, func(p *image.RGBA, _ Report) *image.RGBA { return blur(p, 12, 1) }},
		"out of focus":      {Blurred, func(p *image.RGBA, _ Report) *image.RGBA { return blur(p, 9, 9) }},
		"no lamp": {TooDark, func(p *image.RGBA, _ Report) *image.RGBA {
			return light(p, func(_, _, v float64) float64 { return v * 0.4 })
		}},
		"lamp too near": {TooBright, func(p *image.RGBA, _ Report) *image.RGBA {
			return light(p, func(_, _, v float64) float64 { return v*1.5 + 20 })
		}},
		"window at a side": {SideLight, func(p *image.RGBA, _ Report) *image.RGBA {
			return light(p, func(x, _, v float64) float64 { return v * (0.35 + 0.75*x) })
		}},
		"blue wall":      {GroundNotWhite, func(p *image.RGBA, _ Report) *image.RGBA { return wall(p, color.RGBA{150, 180, 235, 255}) }},
		"grey wall":      {GroundNotWhite, func(p *image.RGBA, _ Report) *image.RGBA { return wall(p, color.RGBA{140, 140, 140, 255}) }},
		"shadow on wall": {GroundUneven, shadow},
	}
}

func TestSpoiltPortraits(t *testing.T) {
	checked := 0
	for n := range faces() {
		good := drawn(t, n, synth.Shot{Width: 720, Height: 960})
		report, err := Check(good, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(spoils())) {
			s := spoils()[name]
			spoilt := image.NewRGBA(good.Rect)
			copy(spoilt.Pix, good.Pix)
			got, err := Check(s.do(spoilt, report), DefaultLimits())
			if err != nil || !slices.Contains(got.Defects, s.want) {
				t.Errorf("portrait %d, %s: %v, %v, %+v", n, name, got.Defects, err, got.Measures)
			}
			for _, d := range got.Defects {
				if d.Sentence() == "" {
					t.Errorf("%s has no sentence", d)
				}
			}
			checked++
		}
	}
	if checked < 200 && !racing.Enabled {
		t.Errorf("only %d spoilt portraits", checked)
	}
}

func TestCrop(t *testing.T) {
	for _, degrees := range []float64{0, 5, -5, 12} {
		picture := rotate(drawn(t, 3, synth.Shot{Nearness: 0.8}), degrees)
		report, err := Check(picture, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		cropped, err := Crop(picture, report, CardProportions())
		if err != nil {
			t.Fatalf("turned by %v: %v", degrees, err)
		}
		after, err := Check(cropped, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		m := after.Measures
		ratio := float64(cropped.Rect.Dy()) / float64(cropped.Rect.Dx())
		if math.Abs(ratio-1.5) > 0.01 || math.Abs(m.Roll) > 2 || math.Abs(m.PupilShare-0.24) > 0.07 || math.Abs(m.CentreX-0.5) > 0.02 || math.Abs(m.CentreY-0.42) > 0.02 {
			t.Errorf("turned by %v: %v×%v, %+v", degrees, cropped.Rect.Dx(), cropped.Rect.Dy(), m)
		}
		if math.Abs(m.Pupils-report.Measures.Pupils) > 5 {
			t.Errorf("turned by %v: pupils %.0f pixels apart, before %.0f", degrees, m.Pupils, report.Measures.Pupils)
		}
	}
	tight := place(drawn(t, 3, synth.Shot{}), 1.2, 0.15, 0.5)
	report, err := Check(tight, DefaultLimits())
	if err != nil || report.Faces == 0 {
		t.Fatalf("%d faces, %v", report.Faces, err)
	}
	if _, err := Crop(tight, report, CardProportions()); !errors.Is(err, ErrTight) {
		t.Errorf("face at the rim: %v", err)
	}
	if _, err := Crop(tight, Report{}, CardProportions()); !errors.Is(err, ErrPicture) {
		t.Errorf("no face: %v", err)
	}
}

func TestImpossibleSizes(t *testing.T) {
	for _, size := range []image.Point{{}, {50, 400}, {13000, 200}} {
		if _, err := Check(image.NewRGBA(image.Rectangle{Max: size}), DefaultLimits()); !errors.Is(err, ErrPicture) {
			t.Errorf("%v: %v", size, err)
		}
	}
}

func TestEveryDefectHasASentence(t *testing.T) {
	seen := map[string]Defect{}
	for _, s := range spoils() {
		text := s.want.Sentence()
		if other, ok := seen[text]; text == "" || ok && other != s.want {
			t.Errorf("%s and %s say %q", s.want, other, text)
		}
		seen[text] = s.want
	}
	if len(seen) != 15 {
		t.Errorf("%d defects are tried", len(seen))
	}
}

func fill(p *image.RGBA, r image.Rectangle, c color.RGBA) *image.RGBA {
	draw.Draw(p, r, image.NewUniform(c), image.Point{}, draw.Src)
	return p
}

// place shows the picture at another size, its eyes' middle about where asked.
func place(p *image.RGBA, size, x, y float64) *image.RGBA {
	out := fill(image.NewRGBA(p.Rect), p.Rect, p.RGBAAt(3, 3))
	width, height := float64(p.Rect.Dx()), float64(p.Rect.Dy())
	left, top := width*x-width*size*0.5, height*y-height*size*0.44
	target := image.Rect(int(left), int(top), int(left+width*size), int(top+height*size))
	xdraw.ApproxBiLinear.Scale(out, target, p, p.Rect, xdraw.Src, nil)
	return out
}

func coverFace(p *image.RGBA, r Report) *image.RGBA {
	left, right, _ := r.Pupils()
	d := right.X - left.X
	return fill(p, image.Rect(left.X-d, left.Y-d, right.X+d, right.Y+2*d), color.RGBA{90, 110, 140, 255})
}

func companion(p *image.RGBA, _ Report) *image.RGBA {
	out := fill(image.NewRGBA(p.Rect), p.Rect, p.RGBAAt(3, 3))
	for _, left := range []int{0, p.Rect.Dx() / 2} {
		target := image.Rect(left, 200, left+p.Rect.Dx()/2, 200+p.Rect.Dy()/2)
		xdraw.ApproxBiLinear.Scale(out, target, p, p.Rect, xdraw.Src, nil)
	}
	return out
}

func fewPixels(p *image.RGBA, _ Report) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, p.Rect.Dx()/3, p.Rect.Dy()/3))
	xdraw.ApproxBiLinear.Scale(out, out.Rect, p, p.Rect, xdraw.Src, nil)
	return out
}

func rotate(p *image.RGBA, degrees float64) *image.RGBA {
	out := fill(image.NewRGBA(p.Rect), p.Rect, p.RGBAAt(3, 3))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(p.Rect.Dx())/2, float64(p.Rect.Dy())*0.45
	for y := range p.Rect.Dy() {
		for x := range p.Rect.Dx() {
			dx, dy := float64(x)-cx, float64(y)-cy
			sx, sy := dx*cos+dy*sin+cx, -dx*sin+dy*cos+cy
			if sx >= 0 && sy >= 0 && sx < float64(p.Rect.Dx()) && sy < float64(p.Rect.Dy()) {
				out.SetRGBA(x, y, mix(p, sx, sy))
			}
		}
	}
	return out
}

// closeEyes paints lids in the colour of the cheek over the eyes.
func closeEyes(p *image.RGBA, r Report) *image.RGBA {
	left, right, _ := r.Pupils()
	d := right.X - left.X
	for _, eye := range []image.Point{left, right} {
		skin := p.RGBAAt(eye.X, eye.Y+d/3)
		fill(p, image.Rect(eye.X-d*32/100, eye.Y-d*16/100, eye.X+d*32/100, eye.Y+d*17/100), skin)
		fill(p, image.Rect(eye.X-d/4, eye.Y+d/20, eye.X+d/4, eye.Y+d/20+max(d/45, 1)), color.RGBA{40, 28, 24, 255})
	}
	return p
}

func glare(p *image.RGBA, r Report) *image.RGBA {
	left, _, _ := r.Pupils()
	d := int(r.Measures.Pupils)
	return fill(p, image.Rect(left.X-d/12, left.Y-d/5, left.X+d/9, left.Y+d/12), color.RGBA{255, 255, 255, 255})
}

// blur makes the picture smaller by the given factors and large again.
func blur(p *image.RGBA, across, down int) *image.RGBA {
	small := image.NewRGBA(image.Rect(0, 0, p.Rect.Dx()/across, p.Rect.Dy()/down))
	xdraw.BiLinear.Scale(small, small.Rect, p, p.Rect, xdraw.Src, nil)
	xdraw.BiLinear.Scale(p, p.Rect, small, small.Rect, xdraw.Src, nil)
	return p
}

// light changes the brightness by place, both shares of the picture.
func light(p *image.RGBA, change func(x, y, v float64) float64) *image.RGBA {
	for y := range p.Rect.Dy() {
		for x := range p.Rect.Dx() {
			i := y*p.Stride + 4*x
			for c := range 3 {
				v := change(float64(x)/float64(p.Rect.Dx()), float64(y)/float64(p.Rect.Dy()), float64(p.Pix[i+c]))
				p.Pix[i+c] = uint8(math.Min(255, math.Max(0, v)))
			}
		}
	}
	return p
}

// wall gives the nearly white background another colour.
func wall(p *image.RGBA, c color.RGBA) *image.RGBA {
	for i := 0; i < len(p.Pix); i += 4 {
		if p.Pix[i] > 215 && p.Pix[i+1] > 215 && p.Pix[i+2] > 215 {
			p.Pix[i], p.Pix[i+1], p.Pix[i+2] = c.R, c.G, c.B
		}
	}
	return p
}

// shadow throws the shadow of the head on the wall.
func shadow(p *image.RGBA, _ Report) *image.RGBA {
	return light(p, func(x, y, v float64) float64 {
		if v > 200 && x > 0.75 && y > 0.1 {
			return v * 0.8
		}
		return v
	})
}

func ExampleDefect_Sentence() {
	fmt.Println(Tilted.Sentence())
	// Output: Đầu đang nghiêng. Xin mời ông/bà giữ đầu thẳng.
}
