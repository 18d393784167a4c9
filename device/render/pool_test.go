package render

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/internal/shareddata"
)

func TestPageIsRenderedAtTheAskedWidth(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{})
	for _, width := range []int{1, 50, 595, 1240} {
		m, err := p.Page(t.Context(), plainPage(), 0, width)
		if err != nil {
			t.Fatal(err)
		}
		wantHeight := float64(width) * 841.89 / 595.28
		if m.Rect.Dx() != width || float64(m.Rect.Dy()) < wantHeight-2 || float64(m.Rect.Dy()) > wantHeight+2 {
			t.Errorf("width %d: got %v", width, m.Rect)
		}
		if width < 50 {
			continue
		}
		square := width * 50 / 595 // middle of the black square, from the lower left
		if got := m.RGBAAt(square, m.Rect.Dy()-square); got != (color.RGBA{0, 0, 0, 255}) {
			t.Errorf("width %d: square is %v", width, got)
		}
		if got := m.RGBAAt(width-1, 0); got != (color.RGBA{255, 255, 255, 255}) {
			t.Errorf("width %d: paper is %v", width, got)
		}
	}
}

func TestTinyPageIsNotCut(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{})
	// 1.9 points wide: the bounds that the library gives are 1 point.
	m, err := p.Page(t.Context(), onePage("0 0 1.9 1.9", "0 0 0 rg 1.4 0 0.5 1.9 re f"), 0, 190)
	if err != nil {
		t.Fatal(err)
	}
	if m.Rect.Dx() != 190 || m.RGBAAt(185, 90).R != 0 || m.RGBAAt(100, 90).R != 255 {
		t.Errorf("%v, right edge %v, middle %v", m.Rect, m.RGBAAt(185, 90), m.RGBAAt(100, 90))
	}
}

func TestCountAndText(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{Pages: 3})
	if n, err := p.PageCount(t.Context(), manyPages(3)); n != 3 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	text, err := p.Text(t.Context(), plainPage(), 0)
	if err != nil || strings.TrimSpace(text) != "Desk" {
		t.Errorf("got %q, %v", text, err)
	}
	// The header of a PDF may follow other bytes.
	if n, err := p.PageCount(t.Context(), append([]byte("\xef\xbb\xbf\r\n"), plainPage()...)); n != 1 || err != nil {
		t.Errorf("with bytes before the header: %d, %v", n, err)
	}
}

func TestPictureKeepsItsTrueSize(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{})
	want, err := png.Decode(bytes.NewReader(shareddata.Read(t, "emrtd/synthetic_cccd/face.png")))
	if err != nil {
		t.Fatal(err)
	}
	jp2 := shareddata.Read(t, "emrtd/synthetic_cccd/face.jp2")
	for name, data := range map[string][]byte{
		"jpeg":       shareddata.Read(t, "emrtd/synthetic_cccd/face.jpg"),
		"png":        shareddata.Read(t, "emrtd/synthetic_cccd/face.png"),
		"jp2":        jp2,
		"codestream": jp2[bytes.Index(jp2, j2kMagic):],
	} {
		t.Run(name, func(t *testing.T) {
			m, err := p.Picture(t.Context(), data)
			if err != nil {
				t.Fatal(err)
			}
			if m.Rect != image.Rect(0, 0, 240, 320) {
				t.Fatalf("got %v", m.Rect)
			}
			if d := meanDifference(m, want); d > 6 {
				t.Errorf("differs from the original by %.1f of 255 on average", d)
			}
		})
	}
}

// meanDifference is the mean absolute difference of two pictures of one size.
func meanDifference(a, b image.Image) float64 {
	sum, n := 0.0, 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p := color.RGBAModel.Convert(a.At(x, y)).(color.RGBA)
			q := color.RGBAModel.Convert(b.At(x, y)).(color.RGBA)
			for _, c := range [][2]uint8{{p.R, q.R}, {p.G, q.G}, {p.B, q.B}} {
				sum += max(float64(c[0])-float64(c[1]), float64(c[1])-float64(c[0]))
				n++
			}
		}
	}
	return sum / float64(n)
}

func TestHostilePDF(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{Pages: 50, Wall: time.Second, Input: 1 << 20})
	whole := plainPage()
	tests := []struct {
		name string
		pdf  []byte
		want []error // any of them
	}{
		{"empty", nil, []error{port.ErrRenderMalformed}},
		{"garbage", bytes.Repeat([]byte("\x00\xffnonsense"), 999), []error{port.ErrRenderMalformed}},
		{"header only", []byte("%PDF-1.7\n" + strings.Repeat(" ", 100)), []error{port.ErrRenderMalformed, port.ErrRenderDied}},
		{"not a PDF but an SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>` + strings.Repeat(" ", 99)), []error{port.ErrRenderMalformed}},
		{"picture given as PDF", []byte("\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 100)), []error{port.ErrRenderMalformed}},
		{"pages bomb", manyPages(51), []error{port.ErrRenderTooLarge}},
		{"declared pages bomb", bytes.Replace(manyPages(1), []byte("/Count 1"), []byte("/Count 2000000000"), 1), []error{port.ErrRenderTooLarge, port.ErrRenderMalformed, port.ErrRenderDied}},
		{"huge page", onePage("0 0 2 400000000", "0 0 9 9 re f"), []error{port.ErrRenderTooLarge}},
		{"nested forms", laughs(), []error{port.ErrRenderTimeout}},
		{"too many bytes", append(bytes.Clone(whole), make([]byte, 1<<20)...), []error{port.ErrRenderTooLarge}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := p.Page(t.Context(), test.pdf, 0, 600)
			for _, want := range test.want {
				if errors.Is(err, want) {
					return
				}
			}
			t.Errorf("got %v", err)
		})
	}
	t.Run("page that is not there", func(t *testing.T) {
		for _, page := range []int{-1, 1} {
			if _, err := p.Page(t.Context(), whole, page, 100); !errors.Is(err, port.ErrRenderMalformed) {
				t.Errorf("page %d: %v", page, err)
			}
		}
	})
	t.Run("the pool goes on", func(t *testing.T) {
		if _, err := p.Page(t.Context(), whole, 0, 100); err != nil {
			t.Error(err)
		}
	})
}

// Whatever is cut off or changed, the answer is a picture or one of the port's
// errors, and never anything else.
func TestDamagedDocuments(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{Wall: 2 * time.Second})
	whole := plainPage()
	known := []error{port.ErrRenderMalformed, port.ErrRenderTooLarge, port.ErrRenderTimeout, port.ErrRenderDied}
	check := func(what string, at int, err error) {
		t.Helper()
		if err == nil {
			return
		}
		for _, k := range known {
			if errors.Is(err, k) {
				return
			}
		}
		t.Errorf("%s at %d: %v", what, at, err)
	}
	for at := 0; at < len(whole); at += len(whole) / 20 {
		_, err := p.Page(t.Context(), whole[:at], 0, 60)
		check("cut", at, err)
		bent := bytes.Clone(whole)
		bent[at] ^= 0x15
		_, err = p.Page(t.Context(), bent, 0, 60)
		check("bent", at, err)
	}
	for _, name := range []string{"face.jp2", "face.jpg", "face.png"} {
		picture := shareddata.Read(t, "emrtd/synthetic_cccd/"+name)
		for at := 0; at < len(picture); at += len(picture)/10 + 1 {
			_, err := p.Picture(t.Context(), picture[:at])
			check("cut "+name, at, err)
			bent := bytes.Clone(picture)
			bent[at] ^= 0x55
			_, err = p.Picture(t.Context(), bent)
			check("bent "+name, at, err)
		}
	}
}

func TestHostilePicture(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{})
	small := new(bytes.Buffer)
	if err := jpeg.Encode(small, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		t.Fatal(err)
	}
	bomb := small.Bytes()
	frame := bytes.Index(bomb, []byte{0xff, 0xc0})
	bomb[frame+5], bomb[frame+6] = 20000>>8, 20000&0xff
	bomb[frame+7], bomb[frame+8] = 20000>>8, 20000&0xff
	if _, err := p.Picture(t.Context(), bomb); !errors.Is(err, port.ErrRenderTooLarge) {
		t.Errorf("20000 by 20000 pixels: %v", err)
	}
	if _, err := p.Picture(t.Context(), plainPage()); !errors.Is(err, port.ErrRenderMalformed) {
		t.Errorf("PDF given as picture: %v", err)
	}
	jp2 := bytes.Clone(shareddata.Read(t, "emrtd/synthetic_cccd/face.jp2"))
	jp2[bytes.Index(jp2, []byte("ihdr"))+7] = 1 // height of the box 65 pixels off the codestream's
	if _, err := p.Picture(t.Context(), jp2); !errors.Is(err, port.ErrRenderMalformed) {
		t.Errorf("two sizes: %v", err)
	}
}

func TestTakenOverChild(t *testing.T) {
	p := newPool(t, moodyCommand, Limits{Wall: 2 * time.Second})
	for document, want := range map[string]error{
		"die":  port.ErrRenderDied,
		"half": port.ErrRenderDied,
		"lie":  port.ErrRenderDied,
		"hang": port.ErrRenderTimeout,
	} {
		if _, err := p.PageCount(t.Context(), []byte(document)); !errors.Is(err, want) {
			t.Errorf("%s: %v", document, err)
		}
		if n, err := p.PageCount(t.Context(), plainPage()); n != 1 || err != nil {
			t.Errorf("after %s: %d, %v", document, n, err)
		}
	}
}

func TestCancelAndClose(t *testing.T) {
	p := newPool(t, moodyCommand, Limits{Wall: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := p.PageCount(ctx, []byte("hang")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled: %v", err)
	}
	var callers sync.WaitGroup
	for range 3 { // one at work, two waiting
		callers.Go(func() {
			if _, err := p.PageCount(t.Context(), []byte("hang")); !errors.Is(err, ErrClosed) {
				t.Errorf("closed: %v", err)
			}
		})
	}
	p.Close()
	callers.Wait()
	if _, err := p.PageCount(t.Context(), plainPage()); !errors.Is(err, ErrClosed) {
		t.Errorf("after close: %v", err)
	}
}

func TestChildThatCannotStart(t *testing.T) {
	p, err := New(Config{Executable: "/nonexistent/program", Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for range 2 {
		if _, err := p.PageCount(t.Context(), plainPage()); !errors.Is(err, port.ErrRenderDied) {
			t.Errorf("got %v", err)
		}
	}
	deaf := newPool(t, deafCommand, Limits{Start: 100 * time.Millisecond})
	if _, err := deaf.PageCount(t.Context(), plainPage()); !errors.Is(err, port.ErrRenderDied) {
		t.Errorf("deaf child: %v", err)
	}
}

func TestManyCallers(t *testing.T) {
	p, err := New(Config{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var callers sync.WaitGroup
	for n := 1; n <= 12; n++ {
		callers.Go(func() {
			if got, err := p.PageCount(t.Context(), manyPages(n)); got != n || err != nil {
				t.Errorf("%d pages: %d, %v", n, got, err)
			}
		})
	}
	callers.Wait()
}

func BenchmarkPage(b *testing.B) {
	p := newPool(b, WorkerCommand, Limits{})
	for b.Loop() {
		if _, err := p.Page(b.Context(), plainPage(), 0, 1000); err != nil {
			b.Fatal(err)
		}
	}
}

// The largest picture that the limits allow fits into the child's memory.
func TestLargestPageAndPicture(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{})
	m, err := p.Page(t.Context(), plainPage(), 0, 2970)
	if err != nil || m.Rect.Dx() != 2970 {
		t.Errorf("page: %v", err)
	}
	b := new(bytes.Buffer)
	if err := jpeg.Encode(b, image.NewYCbCr(image.Rect(0, 0, 4096, 3072), image.YCbCrSubsampleRatio444), nil); err != nil {
		t.Fatal(err)
	}
	if m, err = p.Picture(t.Context(), b.Bytes()); err != nil || m.Rect.Dx() != 4096 {
		t.Errorf("picture: %v", err)
	}
	if _, err := p.Page(t.Context(), plainPage(), 0, 3010); !errors.Is(err, port.ErrRenderTooLarge) {
		t.Errorf("beyond the limit: %v", err)
	}
}
