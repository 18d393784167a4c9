package papertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/device/render"
	"carddesk/internal/racing"
	"carddesk/ui/words"
)

// The test program is its own desk, which reads the papers it is told of, and its
// own render child. Each desk is a process of its own, so that what is measured is
// the desk's and not the test's.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case render.WorkerCommand:
			os.Exit(render.WorkerMain(os.Stdin, os.Stdout))
		case deskCommand:
			os.Exit(deskMain(os.Args[2:]))
		}
	}
	os.Exit(m.Run())
}

const deskCommand = "desk-reads"

// program names a built program whose children are used in place of the test's:
// the figures of docs/benchmarks.md are those of the program that desks run.
const program = "CARDDESK_PROGRAM"

// reading is what a desk says of one paper.
type reading struct {
	Pages   int
	Size    image.Point   // of the first page as it is seen
	Top     [3]int        // colour in the middle of its upper half
	Kind    string        // of the error, "" for none, see kinds
	Message words.Message // what the clerk is told
	Took    time.Duration
	Growth  int64  // of the desk at most while it read, in bytes
	Child   int64  // most that any child had in memory, in bytes
	After   string // error of an ordinary paper after it
}

// kinds are the errors that a paper may be refused with.
var kinds = []struct {
	name string
	err  error
}{
	{"gone", desk.ErrSourceGone}, {"large", desk.ErrSourceLarge}, {"kind", desk.ErrSourceKind}, {"pages", desk.ErrTooManySheets},
	{"too-large", port.ErrRenderTooLarge}, {"malformed", port.ErrRenderMalformed}, {"timeout", port.ErrRenderTimeout}, {"died", port.ErrRenderDied},
}

// limits are those of a desk's papers: memory of the desk, memory of a child.
const (
	mostGrowth = 50 << 20
	mostChild  = 300 << 20
)

func TestHostilePapers(t *testing.T) {
	if racing.Enabled {
		t.Skip("memory is that of the plain program; make test runs this without the race detector")
	}
	flat := image.NewGray(image.Rect(0, 0, 3000, 2000))
	large := encodeJPEG(t, flat)
	small := encodeJPEG(t, image.NewGray(image.Rect(0, 0, 400, 300)))
	red := [4]byte{0, 255, 255, 0} // cyan, magenta, yellow, black
	gone := filepath.Join(t.TempDir(), "gone.pdf")
	for _, c := range []struct {
		name  string
		path  string
		kinds []string // any of them; none: it is taken
		check func(t *testing.T, r reading)
	}{
		{"PDF of 500 MB", hole(t, "x.pdf", 500<<20), []string{"large"}, nil},
		{"PDF that unfolds to 12 GB of drawing", write(t, "x.pdf", textBomb(t)), []string{"timeout", "died", "malformed"}, nil},
		{"PDF with a picture of 12 GB", write(t, "x.pdf", pictureBomb(t)), []string{"too-large", "timeout", "died", "malformed"}, nil},
		{"PDF of forms in forms", write(t, "x.pdf", nested()), []string{"timeout"}, nil},
		{"PDF of groups in groups", write(t, "x.pdf", groups()), []string{"malformed", "died"}, nil},
		{"PDF of 10,000 pages", write(t, "x.pdf", plainPDF(10_000)), []string{"too-large"}, nil},
		{"PDF of 61 pages", write(t, "x.pdf", plainPDF(desk.MaxSheets+1)), []string{"pages"}, nil},
		{"PDF that kills MuPDF", write(t, "x.pdf", fatalPDF()), []string{"died"}, nil},
		{"PDF of no page", write(t, "x.pdf", bytes.Replace(plainPDF(1), []byte("/Count 1"), []byte("/Count 0"), 1)), []string{"malformed"}, nil},
		{"PDF that ends after its first line", write(t, "x.pdf", plainPDF(1)[:20]), []string{"malformed"}, nil},
		{"JPEG cut short", write(t, "x.jpg", small[:len(small)/2]), []string{"malformed"}, nil},
		{"large JPEG cut short", write(t, "x.jpg", large[:len(large)/2]), []string{"malformed"}, nil},
		{"JPEG of 100 megapixels", write(t, "x.jpg", encodeJPEG(t, image.NewGray(image.Rect(0, 0, 10_000, 10_000)))), []string{"too-large"}, nil},
		{"PNG that says it has 3.6 gigapixels", write(t, "x.png", pngBomb(t)), []string{"too-large"}, nil},
		{"TIFF that says it has 4 gigapixels", write(t, "x.tif", tiff(image.Pt(64_000, 64_000), image.Pt(8, 8))), []string{"too-large"}, nil},
		{"TIFF without an end", write(t, "x.tif", endlessTIFF()), []string{"malformed"}, nil},
		{"TIFF cut short", write(t, "x.tif", tiff(image.Point{}, image.Pt(400, 300))[:300]), []string{"malformed"}, nil},
		{"file that vanished", gone, []string{"gone"}, nil},
		{"program named PDF", write(t, "x.pdf", []byte("MZ\x90\x00")), []string{"kind"}, nil},

		{"JPEG of four inks", write(t, "x.jpg", cmykJPEG(400, 304, red)), nil, wantRed},
		{"large JPEG of four inks", write(t, "x.jpg", cmykJPEG(3000, 2000, red)), nil, wantRed},
		{"JPEG that lies on its side", write(t, "x.jpg", turnedJPEG(t, 400, 300)), nil, wantUpright},
		{"large JPEG that lies on its side", write(t, "x.jpg", turnedJPEG(t, 3000, 2000)), nil, wantUpright},
		{"TIFF of three pages", write(t, "x.tif", tiff(image.Point{}, image.Pt(400, 300), image.Pt(400, 300), image.Pt(90, 300))), nil, func(t *testing.T, r reading) {
			if r.Pages != 3 || r.Top != [3]int{} {
				t.Errorf("%d pages, the first of colour %v", r.Pages, r.Top)
			}
		}},
		{"PDF of 60 pages, 20 MB", write(t, "x.pdf", append(plainPDF(desk.MaxSheets), make([]byte, 19<<20)...)), nil, func(t *testing.T, r reading) {
			if r.Pages != desk.MaxSheets {
				t.Errorf("%d pages", r.Pages)
			}
		}},
		{"JPEG of noise, 20 megapixels", write(t, "x.jpg", encodeJPEG(t, noise(5400, 3700))), nil, nil},
		{"JPEG of 60 megapixels", write(t, "x.jpg", encodeJPEG(t, image.NewGray(image.Rect(0, 0, 10_000, 6000)))), nil, nil},
		{"PNG of noise, 11 megapixels", write(t, "x.png", encodePNG(t, grey(3900, 2900))), nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if slices.Contains(c.kinds, "timeout") {
				t.Parallel() // they only wait for their time to pass
			}
			r := read(t, c.path)
			info, err := os.Stat(c.path)
			size := int64(0)
			if err == nil {
				size = info.Size()
			}
			t.Logf("%s: file %.1f MB, %d pages, %q %s · desk +%.0f MB, child %.0f MB, %.1f s",
				c.name, mb(size), r.Pages, r.Kind, r.Message.What, mb(r.Growth), mb(r.Child), r.Took.Seconds())
			if r.Kind == "" != (len(c.kinds) == 0) || r.Kind != "" && !slices.Contains(c.kinds, r.Kind) {
				t.Errorf("refused as %q, want %q", r.Kind, c.kinds)
			}
			if m := r.Message; r.Kind != "" && (m.What == "" || m.Kept == "" || m.Do == "" || m.English == "") {
				t.Errorf("the clerk is told %+v", m)
			}
			if r.After != "" {
				t.Errorf("an ordinary paper after it: %s", r.After)
			}
			if c.check != nil && r.Kind == "" {
				c.check(t, r)
			}
			if r.Growth > mostGrowth {
				t.Errorf("the desk grew by %.0f MB", mb(r.Growth))
			}
			if r.Child > mostChild {
				t.Errorf("a child had %.0f MB", mb(r.Child))
			}
		})
	}
}

func wantRed(t *testing.T, r reading) {
	if r.Pages != 1 || r.Top[0] < 180 || r.Top[1] > 70 || r.Top[2] > 70 {
		t.Errorf("%d pages of colour %v, want red", r.Pages, r.Top)
	}
}

// wantUpright: the half that is red lies above.
func wantUpright(t *testing.T, r reading) {
	if r.Pages != 1 || r.Size.X >= r.Size.Y || r.Top[0] < 150 || r.Top[1] > 80 {
		t.Errorf("seen %v, upper half %v", r.Size, r.Top)
	}
}

// grey is noise without colour.
func grey(w, h int) image.Image {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i, c := 0, noise(w, h); i < len(m.Pix); i++ {
		m.Pix[i] = c.Pix[4*i]
	}
	return m
}

func mb(n int64) float64 { return float64(n) / (1 << 20) }

// read starts a desk that reads a paper.
func read(t *testing.T, path string) reading {
	t.Helper()
	var out, complaint bytes.Buffer
	command := exec.CommandContext(t.Context(), os.Args[0], deskCommand, path)
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		t.Fatalf("the desk ended: %v\n%s", err, complaint.String())
	}
	var r reading
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("the desk said %q: %v", out.String(), err)
	}
	return r
}

// deskMain reads an ordinary paper, then the one it is told of, then the ordinary
// one again, and says how the second fared.
func deskMain(args []string) int {
	r, err := deskReads(args[0])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(r)
	}
	if err != nil {
		io.WriteString(os.Stderr, err.Error())
		return 1
	}
	return 0
}

func deskReads(path string) (reading, error) {
	ctx := context.Background()
	pool, err := render.New(render.Config{Executable: os.Getenv(program)})
	if err != nil {
		return reading{}, err
	}
	defer pool.Close()
	d := desk.New(desk.Params{
		Clock: port.ClockFunc(time.Now), Log: slog.New(slog.DiscardHandler), Renderer: pool,
	})
	plain, err := os.CreateTemp("", "plain-*.pdf")
	if err != nil {
		return reading{}, err
	}
	defer os.Remove(plain.Name())
	if _, err := plain.Write(plainPDF(1)); err != nil {
		return reading{}, err
	}
	plain.Close()
	if _, err := d.ReadDocument(ctx, plain.Name(), nil); err != nil {
		return reading{}, err
	}
	before, err := settled()
	if err != nil {
		return reading{}, err
	}
	started := time.Now()
	sheets, err := d.ReadDocument(ctx, path, nil)
	r := reading{Pages: len(sheets), Took: time.Since(started)}
	for _, kind := range kinds {
		if errors.Is(err, kind.err) {
			r.Kind = kind.name
		}
	}
	if err != nil {
		r.Message = words.Of(err)
		if r.Kind == "" {
			r.Kind = err.Error()
		}
	}
	peak, err := peakMemory()
	if err != nil {
		return r, err
	}
	r.Growth = peak - before
	if len(sheets) > 0 {
		if err := r.look(sheets[0]); err != nil {
			return r, err
		}
	}
	again, err := d.ReadDocument(ctx, plain.Name(), nil)
	if err != nil || len(again) != 1 {
		r.After = "not one page"
		if err != nil {
			r.After = err.Error()
		}
	}
	r.Child, err = peakOfChildren()
	return r, err
}

// look notes how the first page is seen.
func (r *reading) look(sheet desk.Sheet) error {
	picture, err := sheet.Picture()
	if err != nil {
		return err
	}
	b := picture.Bounds()
	r.Size = b.Size()
	c := color.RGBAModel.Convert(picture.At(b.Min.X+b.Dx()/2, b.Min.Y+b.Dy()*3/8)).(color.RGBA)
	r.Top = [3]int{int(c.R), int(c.G), int(c.B)}
	return nil
}
