package finger

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"carddesk/device/simulator/synth"
	"carddesk/internal/racing"
	"carddesk/internal/shareddata"
)

// nistPrints are the examples of NIST, which another generator than the desk's
// made, as they are and after WSQ at 15:1 as NIST decodes it.
func nistPrints(t testing.TB) (plain, packed []*image.Gray) {
	t.Helper()
	for n := range 5 {
		stem := fmt.Sprintf("fingerprint/SFinGe_Test%02d", n+1)
		plain = append(plain, readPGM(t, shareddata.Read(t, stem+".pgm")))
		packed = append(packed, readPGM(t, shareddata.Read(t, stem+"-0.75.decoded.pgm")))
	}
	return plain, packed
}

// laidDown shows a print as if the finger were laid down once more: turned,
// shifted, its skin stretched, a part of it not on the glass, through the reader
// of the report's level "worn". Level is that of [synth.NewImpression].
func laidDown(print *image.Gray, seed uint64, level synth.Level, reader wear) *image.Gray {
	i := synth.NewImpression(seed, level)
	r := rand.New(rand.NewPCG(seed, 815))
	var waves [4][3]float64
	for n := range waves {
		waves[n] = [3]float64{(2*r.Float64() - 1) * math.Pi / 170, (2*r.Float64() - 1) * math.Pi / 170, 2 * math.Pi * r.Float64()}
	}
	cut := 2 * math.Pi * r.Float64()
	width, height := print.Rect.Dx(), print.Rect.Dy()
	out := image.NewGray(print.Rect)
	sin, cos := math.Sincos(i.Turn)
	cutSin, cutCos := math.Sincos(cut)
	for y := range height {
		for x := range width {
			out.Pix[y*out.Stride+x] = 250
			dx, dy := float64(x-width/2), float64(y-height/2)
			if 1-2*i.Contact-(dx/150*cutCos+dy/200*cutSin) < 0 {
				continue
			}
			px, py := dx-i.ShiftX, dy-i.ShiftY
			for n, w := range waves {
				d := i.Stretch / 2 * math.Sin(w[0]*px+w[1]*py+w[2])
				if n%2 == 0 {
					px += d
				} else {
					py += d
				}
			}
			out.Pix[y*out.Stride+x] = shade(print, px*cos+py*sin+float64(width)/2, -px*sin+py*cos+float64(height)/2)
		}
	}
	reader.apply(out, seed)
	return out
}

// shade interpolates between four pixels; white outside.
func shade(p *image.Gray, x, y float64) uint8 {
	if x < 0 || y < 0 || x >= float64(p.Rect.Dx()-1) || y >= float64(p.Rect.Dy()-1) {
		return 250
	}
	ix, iy := int(x), int(y)
	tx, ty := x-float64(ix), y-float64(iy)
	at := iy*p.Stride + ix
	top := float64(p.Pix[at])*(1-tx) + float64(p.Pix[at+1])*tx
	bottom := float64(p.Pix[at+p.Stride])*(1-tx) + float64(p.Pix[at+p.Stride+1])*tx
	return uint8(top*(1-ty) + bottom*ty + 0.5)
}

func extracted(t testing.TB, print *image.Gray) *Template {
	t.Helper()
	template, err := Extract(print)
	if err != nil {
		t.Fatal(err)
	}
	return &template
}

// Prints that the desk's own generator did not make, laid down again and again,
// are told apart as its own are.
func TestNISTPrintsLaidDownAgain(t *testing.T) {
	if racing.Enabled {
		t.Skip("arithmetic in one goroutine; make test runs this without the race detector")
	}
	plain, packed := nistPrints(t)
	worn := frozen(t).Wear["worn"]
	for _, level := range []struct {
		name   string
		level  synth.Level
		reader wear
	}{
		{"careful", synth.Careful, wear{}}, {"ordinary", synth.Ordinary, wear{}}, {"poor", synth.Poor, wear{}}, {"worn", synth.Ordinary, worn},
	} {
		const shots = 4
		least, most := math.Inf(1), 0.0
		var still []*Template
		for _, print := range plain {
			still = append(still, extracted(t, print))
		}
		for i, print := range packed {
			for shot := range shots {
				moved := extracted(t, laidDown(print, uint64(4_000_000+i*100+shot), level.level, level.reader))
				for j := range still {
					score := Compare(still[j], moved).Score
					if i == j {
						least = min(least, score)
					} else {
						most = max(most, score)
					}
				}
			}
		}
		t.Logf("%s: least of %d equal pairs %.1f, most of the different ones %.1f", level.name, shots*len(plain), least, most)
		if least < SameFinger || most >= SameFinger {
			t.Errorf("%s: an equal pair scores %.1f, a different one %.1f", level.name, least, most)
		}
	}
}
