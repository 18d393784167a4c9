package mrzread

import (
	"bytes"
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"carddesk/app/person"
)

//go:embed testdata/OCRBS.otf
var ocrBSharp []byte

// A card of ISO/IEC 7810 ID-1 as the tests draw it, in millimetres.
const (
	cardWide, cardHigh = 85.6, 54.0
	drawn              = 14.0 // pixels a millimetre
	zoneLeft           = (cardWide - 29*2.54) / 2
	zoneLast           = cardHigh - 7.2 // middle of the last line
)

// How a picture is taken.
type taking struct {
	name        string
	scale       [2]float64 // pixels a millimetre, from, to
	turn        float64    // degrees at most, beside quarter turns
	perspective float64    // how much nearer one side may be
	blur        float64    // sigma in pixels, at most
	shake       float64    // length of a motion in pixels, at most
	noise       float64    // sigma in grey levels, at most
	light       float64    // how much darker one side may be
	glare       float64    // share of pictures with a reflection
	jpeg        int        // quality
	contrast    float64    // least darkness of the print, 0–1
}

var takings = []taking{
	{"scan, 200 dpi", [2]float64{7.9, 7.9}, 4, 0, 0.5, 0, 4, 0, 0, 85, 0.75},
	{"scan, 300 dpi", [2]float64{11.8, 11.8}, 8, 0, 0.6, 0, 5, 0, 0, 80, 0.75},
	{"document camera", [2]float64{9, 16}, 15, 0.06, 1.0, 0, 7, 0.3, 0, 80, 0.65},
	{"telephone, good light", [2]float64{9, 22}, 25, 0.18, 1.2, 1.5, 8, 0.4, 0.15, 80, 0.6},
	{"telephone, poor light", [2]float64{8, 18}, 25, 0.25, 1.5, 3, 16, 0.6, 0.3, 65, 0.45},
	{"telephone, far and shaken", [2]float64{5, 9}, 30, 0.3, 1.8, 5, 20, 0.7, 0.4, 60, 0.4},
}

// family, middle and given are syllables of Vietnamese names; people of the tests
// are put together from them.
var (
	family = strings.Fields("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Quách Xa Kpă Giàng")
	middle = strings.Fields("Văn Thị Đức Ngọc Quang Minh Thuý Xuân Hữu Bảo Khánh Phương")
	given  = strings.Fields("An Bình Châu Dũng Giang Hà Khuê Linh Mẫu Nga Oanh Phúc Quỳnh Sơn Tâm Uyên Vy Xoan Yến Huệ")
)

// somebody is a zone of a person who does not exist.
func somebody(random *rand.Rand) [3]string {
	sex, code := person.Male, 0
	if random.IntN(2) == 1 {
		sex, code = person.Female, 1
	}
	year := 1940 + random.IntN(80)
	if year >= 2000 {
		code += 2
	}
	number := fmt.Sprintf("0%02d%d%02d%06d", 1+random.IntN(95), code, year%100, random.IntN(1_000_000))
	name := family[random.IntN(len(family))]
	for range 1 + random.IntN(2) {
		name += " " + middle[random.IntN(len(middle))]
	}
	parsed, err := person.ParseName(name + " " + given[random.IntN(len(given))])
	if err != nil {
		panic(err)
	}
	birth := person.CivilDate{Year: year, Month: 1 + random.IntN(12), Day: 1 + random.IntN(28)}
	zone := person.TD1{Number: person.PersonalNumber(number), Name: parsed, Birth: birth, Sex: sex}
	if random.IntN(5) > 0 {
		zone.Expires = person.CivilDate{Year: 2027 + random.IntN(15), Month: birth.Month, Day: birth.Day}
	}
	return person.FormatTD1(zone)
}

// face opens a font at a size in pixels.
func face(t testing.TB, data []byte, pitch, size float64) font.Face {
	t.Helper()
	parsed, err := opentype.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	var f font.Face
	if pitch > 0 {
		f, err = faceOfPitch(parsed, pitch)
	} else {
		f, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// card draws the back of a card: ground with fine lines, other print, two prints
// of fingers, and the zone.
func card(t testing.TB, random *rand.Rand, zone [3]string, darkness float64) *image.Gray {
	t.Helper()
	mm := func(v float64) int { return int(math.Round(v * drawn)) }
	out := image.NewGray(image.Rect(0, 0, mm(cardWide), mm(cardHigh)))
	paper := 205 + random.Float64()*45
	phase, wave := random.Float64()*6, 2+random.Float64()*3
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			u, v := float64(x)/drawn, float64(y)/drawn
			line := math.Sin(wave*(v+1.5*math.Sin(u/6+phase))) * math.Sin(1.3*wave*(u+1.1*math.Sin(v/5)))
			out.Pix[y*out.Stride+x] = uint8(min(max(paper+9*line, 0), 255))
		}
	}
	ink := uint8(255 * (1 - darkness) * 0.8)
	text := func(f font.Face, x, y float64, s string) {
		d := font.Drawer{Dst: out, Src: image.NewUniform(color.Gray{ink}), Face: f,
			Dot: fixed.Point26_6{X: fixed.Int26_6(x * drawn * 64), Y: fixed.Int26_6(y * drawn * 64)}}
		d.DrawString(s)
	}
	small := face(t, goregular.TTF, 0, 2.6*drawn)
	text(small, 4, 6, "Dac diem nhan dang / Personal identification:")
	text(small, 4, 10, "Not ruoi cach 2cm tren sau canh mui phai")
	text(small, 4, 15, "Ngay, thang, nam / Date, month, year: 10/11/2021")
	text(small, 30, 19, "CUC TRUONG CUC CANH SAT QLHC")
	for i, at := range []float64{58, 72} { // fingers
		for y := mm(5); y < mm(21); y++ {
			for x := mm(at); x < mm(at+11); x++ {
				u, v := float64(x)/drawn-at-5.5, float64(y)/drawn-13
				if math.Sin(9*math.Hypot(u*1.3, v+float64(i))+2*math.Sin(u)) > 0.25 && math.Hypot(u/5.5, v/8) < 1 {
					out.Pix[y*out.Stride+x] = ink
				}
			}
		}
	}
	data := ocrB
	if random.IntN(3) == 0 {
		data = ocrBSharp
	}
	f := face(t, data, 2.54*drawn, 0)
	bounds, _, _ := f.GlyphBounds('H')
	half := -float64(bounds.Min.Y+bounds.Max.Y) / 2 / 64 / drawn
	for i, line := range zone {
		text(f, zoneLeft-1.27, zoneLast-float64(2-i)*4.233+half, line)
	}
	if gain := random.IntN(3); gain > 0 { // ribbons print fat, lasers thin
		thickened(out, gain == 1)
	}
	return out
}

// thickened makes dark strokes a little fatter, or thinner.
func thickened(g *image.Gray, fatter bool) {
	from := bytes.Clone(g.Pix)
	for y := 1; y < g.Rect.Dy()-1; y++ {
		for x := 1; x < g.Rect.Dx()-1; x++ {
			v := from[y*g.Stride+x]
			for _, d := range []int{-1, 1, -g.Stride, g.Stride} {
				if n := from[y*g.Stride+x+d]; fatter == (n < v) {
					v = n
				}
			}
			g.Pix[y*g.Stride+x] = v
		}
	}
}

// between is a random number of a range.
func between(random *rand.Rand, low, high float64) float64 { return low + random.Float64()*(high-low) }

// take takes a picture of a card.
func (t taking) take(tb testing.TB, random *rand.Rand, card *image.Gray) image.Image {
	tb.Helper()
	scale := between(random, t.scale[0], t.scale[1])
	angle := between(random, -t.turn, t.turn)*math.Pi/180 + float64(random.IntN(4))*math.Pi/2
	cos, sin := math.Cos(angle)*scale, math.Sin(angle)*scale
	// The card's corners in the picture, each nearer or farther.
	var from, to []point
	for _, c := range []point{{0, 0}, {cardWide, 0}, {cardWide, cardHigh}, {0, cardHigh}} {
		p := c.minus(point{cardWide / 2, cardHigh / 2})
		near := 1 + between(random, -t.perspective/2, t.perspective/2)
		from, to = append(from, c), append(to, point{(p.x*cos - p.y*sin) * near, (p.x*sin + p.y*cos) * near})
	}
	low, high := to[0], to[0]
	for _, p := range to {
		low, high = point{min(low.x, p.x), min(low.y, p.y)}, point{max(high.x, p.x), max(high.y, p.y)}
	}
	margin := between(random, 4, 60)
	for i := range to {
		to[i] = to[i].minus(low).plus(point{margin, margin})
	}
	w, h := int(high.x-low.x+2*margin), int(high.y-low.y+2*margin)
	back, ok := fitWarp(to, from) // from the picture to millimetres
	if !ok {
		tb.Fatal("no view of the card")
	}
	table, slope := between(random, 30, 240), between(random, -60, 60)
	values := make([]float64, w*h)
	small := card
	for small.Rect.Dx() > int(1.6*cardWide*scale) {
		small = halved(small)
	}
	of := float64(small.Rect.Dx()) / cardWide
	for y := range h {
		for x := range w {
			p := back.at(point{float64(x), float64(y)})
			v := table + slope*float64(x)/float64(w)
			if p.x >= 0 && p.y >= 0 && p.x <= cardWide && p.y <= cardHigh {
				v = grayAt(small, p.x*of-0.5, p.y*of-0.5)
			}
			values[y*w+x] = v
		}
	}
	values = blurredPicture(values, w, h, between(random, 0, t.blur))
	values = shaken(values, w, h, between(random, 0, t.shake), random.Float64()*math.Pi)
	t.lit(random, values, w, h)
	noise := between(random, t.noise/3, t.noise)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, v := range values {
		g := uint8(min(max(v+noise*random.NormFloat64(), 0), 255))
		copy(out.Pix[4*i:], []byte{g, g, uint8(float64(g) * 0.97), 255})
	}
	var data bytes.Buffer
	if err := jpeg.Encode(&data, out, &jpeg.Options{Quality: t.jpeg}); err != nil {
		tb.Fatal(err)
	}
	picture, err := jpeg.Decode(&data)
	if err != nil {
		tb.Fatal(err)
	}
	return picture
}

// lit darkens a picture to one side and lays a reflection on some.
func (t taking) lit(random *rand.Rand, values []float64, w, h int) {
	dark, angle := between(random, 0, t.light), random.Float64()*2*math.Pi
	glare := random.Float64() < t.glare
	gx, gy, gr := random.Float64()*float64(w), random.Float64()*float64(h), between(random, 0.05, 0.15)*float64(w)
	strength := between(random, 40, 110)
	for i := range values {
		x, y := float64(i%w), float64(i/w)
		side := ((x/float64(w)-0.5)*math.Cos(angle) + (y/float64(h)-0.5)*math.Sin(angle)) + 0.5
		values[i] *= 1 - dark*min(max(side, 0), 1)
		if glare {
			d := math.Hypot(x-gx, y-gy) / gr
			values[i] += strength * math.Exp(-d*d/2)
		}
	}
}

func blurredPicture(values []float64, w, h int, sigma float64) []float64 {
	if sigma < 0.2 {
		return values
	}
	n := int(math.Ceil(3 * sigma))
	kernel, total := make([]float64, 2*n+1), 0.0
	for i := range kernel {
		kernel[i] = math.Exp(-float64((i-n)*(i-n)) / (2 * sigma * sigma))
		total += kernel[i]
	}
	pass := func(from []float64, step, length int, place func(i int) int) []float64 {
		out := make([]float64, len(from))
		for i := range from {
			at := place(i)
			for k, weight := range kernel {
				j := min(max(at+k-n, 0), length-1)
				out[i] += from[i+(j-at)*step] * weight / total
			}
		}
		return out
	}
	once := pass(values, 1, w, func(i int) int { return i % w })
	return pass(once, w, h, func(i int) int { return i / w })
}

// shaken moves the camera while the picture is taken.
func shaken(values []float64, w, h int, length, angle float64) []float64 {
	if length < 0.7 {
		return values
	}
	steps := int(math.Ceil(length)) + 1
	out := make([]float64, len(values))
	for k := range steps {
		f := (float64(k)/float64(steps-1) - 0.5) * length
		dx, dy := int(math.Round(f*math.Cos(angle))), int(math.Round(f*math.Sin(angle)))
		for y := range h {
			for x := range w {
				out[y*w+x] += values[min(max(y+dy, 0), h-1)*w+min(max(x+dx, 0), w-1)] / float64(steps)
			}
		}
	}
	return out
}

func encodePNG(w io.Writer, picture image.Image) error { return png.Encode(w, picture) }
