package formtest

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"carddesk/device/render"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// The test program is its own render child.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == render.WorkerCommand {
		os.Exit(render.WorkerMain(os.Stdin, os.Stdout))
	}
	flag.Parse()
	os.Exit(m.Run())
}

// goldenWidth is enough to see a changed letter and keeps the masters small.
const goldenWidth = 560

func TestForms(t *testing.T) {
	renderer, err := render.New(render.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var pdf bytes.Buffer
			if err := s.Write(&pdf); err != nil {
				t.Fatal(err)
			}
			pages, err := renderer.PageCount(t.Context(), pdf.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if s.Pages != 0 && pages != s.Pages {
				t.Errorf("%d pages instead of %d", pages, s.Pages)
			}
			var text strings.Builder
			for page := range pages {
				m, err := renderer.Page(t.Context(), pdf.Bytes(), page, goldenWidth)
				if err != nil {
					t.Fatal(err)
				}
				checkMargins(t, m, page)
				compare(t, fmt.Sprintf("%s-%d", s.Name, page+1), grey(m))
				content, err := renderer.Text(t.Context(), pdf.Bytes(), page)
				if err != nil {
					t.Fatal(err)
				}
				text.WriteString(content)
			}
			checkText(t, text.String(), s.Values)
		})
	}
	t.Cleanup(func() { renderer.Close() })
}

// checkText fails unless all values can be read again. A long value stands in a
// column beside another one, so only its words are looked for.
func checkText(t *testing.T, text string, values []string) {
	t.Helper()
	if strings.ContainsAny(text, "□\uFFFD\x00") {
		t.Error("the text holds a character without a glyph")
	}
	squeezed := squeeze(text)
	for _, value := range values {
		for _, part := range parts(value) {
			if !strings.Contains(squeezed, squeeze(part)) {
				t.Errorf("%q of %q is not on the paper", part, value)
			}
		}
	}
}

func parts(value string) []string {
	if len([]rune(value)) > 60 {
		return strings.Fields(value)
	}
	return []string{value}
}

// squeeze drops white space: where lines break is not the text's business.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// checkMargins fails when anything but the training mark is printed outside of
// the text area.
func checkMargins(t *testing.T, m *image.RGBA, page int) {
	t.Helper()
	millimetre := float64(goldenWidth) / 210
	text := image.Rect(int(19*millimetre), int(9.5*millimetre), int(196*millimetre), m.Rect.Dy()-int(7*millimetre))
	band := image.Rect(0, int(3*millimetre), goldenWidth, int(10*millimetre))
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			p := image.Pt(x, y)
			if !p.In(text) && !p.In(band) && m.RGBAAt(x, y).G < 160 {
				t.Fatalf("page %d: ink in the margin, %.0f mm from the left, %.0f mm from the top",
					page+1, float64(x)/millimetre, float64(y)/millimetre)
			}
		}
	}
}

func grey(m image.Image) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(g, g.Rect, m, m.Bounds().Min, draw.Src)
	return g
}

// compare fails when the page is not the master of that name. Pictures are
// compared by blocks of about the size of a letter, by their mean grey, so that
// the last bit of an edge does not count and a missing accent does.
func compare(t *testing.T, name string, got *image.Gray) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name+".png")
	if *update {
		write(t, path, got)
		return
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	decoded, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	want := grey(decoded)
	if want.Rect != got.Rect {
		t.Fatalf("%s is %v, the master %v", name, got.Rect, want.Rect)
	}
	if at, off := worstBlock(got, want); off > tolerance {
		failed := filepath.Join(t.ArtifactDir(), name+".png")
		write(t, failed, got)
		t.Errorf("%s differs from its master at %v by %d of 255 (see %s)", name, at, off, failed)
	}
}

const (
	blockSize = 8
	tolerance = 10 // of 255, mean of one block
)

// worstBlock finds the block whose mean differs most.
func worstBlock(a, b *image.Gray) (at image.Point, off int) {
	for y := 0; y < a.Rect.Dy(); y += blockSize {
		for x := 0; x < a.Rect.Dx(); x += blockSize {
			block := image.Rect(x, y, x+blockSize, y+blockSize).Intersect(a.Rect)
			if d := mean(a, block) - mean(b, block); max(d, -d) > off {
				at, off = block.Min, max(d, -d)
			}
		}
	}
	return at, off
}

func mean(m *image.Gray, r image.Rectangle) int {
	sum := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			sum += int(m.GrayAt(x, y).Y)
		}
	}
	return sum / (r.Dx() * r.Dy())
}

func write(t *testing.T, path string, m image.Image) {
	t.Helper()
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A comparison that cannot tell a full stop from none would prove nothing.
func TestComparisonSeesASmallChange(t *testing.T) {
	a, b := image.NewGray(image.Rect(0, 0, 80, 80)), image.NewGray(image.Rect(0, 0, 80, 80))
	for i := range a.Pix {
		a.Pix[i], b.Pix[i] = 255, 254
	}
	if _, off := worstBlock(a, b); off > tolerance {
		t.Errorf("one grey value off counts as %d", off)
	}
	for _, p := range []image.Point{{40, 40}, {41, 40}, {40, 41}, {41, 41}} {
		b.Pix[b.PixOffset(p.X, p.Y)] = 0
	}
	if at, off := worstBlock(a, b); off <= tolerance || at != image.Pt(40, 40) {
		t.Errorf("a full stop counts as %d at %v", off, at)
	}
}
