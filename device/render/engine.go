package render

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"github.com/gen2brain/go-fitz"

	"carddesk/app/port"
)

// Everything in this file runs in the child only.

func init() {
	fitz.MaxStore = 32 << 20
}

// pixels makes an answer of a picture that begins at its origin.
func pixels(m *image.RGBA, err error) (response, error) {
	if err != nil {
		return response{}, err
	}
	return response{a: m.Rect.Dx(), b: m.Rect.Dy(), body: m.Pix}, nil
}

// mostJPEG is how many pixels a JPEG may have that is rendered as a page: MuPDF
// decodes it at a fraction of its size. Other pictures are decoded whole.
const mostJPEG = 64 << 20

// openPages opens data as PDF, TIFF, JPEG or PNG and as nothing else: MuPDF would
// also read office files, e-books and archives, which a desk has no use for.
// Pictures are judged by their headers before.
func openPages(data []byte, limits Limits) (*fitz.Document, error) {
	switch {
	case isTIFF(data):
		if _, err := checkTIFF(data, limits); err != nil {
			return nil, err
		}
	case bytes.HasPrefix(data, pngMagic), bytes.HasPrefix(data, jpegMagic):
		format, w, h, err := PictureSize(data)
		if err != nil {
			return nil, err
		}
		most := limits.Pixels
		if format == JPEG {
			most = max(most, mostJPEG)
		}
		if !fits(w, h, most) {
			return nil, port.ErrRenderTooLarge
		}
	default:
		// A header may follow some other bytes (ISO 32000-1, annex H.3, note 13).
		at := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
		if at < 0 {
			return nil, port.ErrRenderMalformed
		}
		data = data[at:]
	}
	document, err := fitz.NewFromMemory(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", port.ErrRenderMalformed, err)
	}
	return document, nil
}

// pageCount returns the number of pages that document says it has.
func pageCount(document *fitz.Document, limits Limits) (int, error) {
	n := document.NumPage()
	if n > limits.Pages {
		return 0, port.ErrRenderTooLarge
	}
	if n < 1 {
		return 0, port.ErrRenderMalformed
	}
	return n, nil
}

func countPages(data []byte, limits Limits) (int, error) {
	document, err := openPages(data, limits)
	if err != nil {
		return 0, err
	}
	defer document.Close()
	return pageCount(document, limits)
}

// openPage opens data and checks that it has the page.
func openPage(data []byte, page int, limits Limits) (*fitz.Document, error) {
	document, err := openPages(data, limits)
	if err != nil {
		return nil, err
	}
	n, err := pageCount(document, limits)
	if err == nil && page >= n {
		err = port.ErrRenderMalformed
	}
	if err != nil {
		document.Close()
		return nil, err
	}
	return document, nil
}

func pageText(data []byte, page int, limits Limits) (string, error) {
	document, err := openPage(data, page, limits)
	if err != nil {
		return "", err
	}
	defer document.Close()
	text, err := document.Text(page)
	if err != nil {
		return "", fmt.Errorf("%w: %w", port.ErrRenderMalformed, err)
	}
	return text, nil
}

func renderPage(data []byte, page, width int, limits Limits) (*image.RGBA, error) {
	document, err := openPage(data, page, limits)
	if err != nil {
		return nil, err
	}
	defer document.Close()
	bounds, err := document.Bound(page)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", port.ErrRenderMalformed, err)
	}
	// Bound cuts off fractions of a point, so the first attempt may be a few
	// pixels too wide; a second one is only needed for tiny pages.
	dpi := 72 * float64(width) / float64(max(bounds.Dx(), 1))
	m, err := renderAt(document, page, bounds, dpi, limits)
	if err != nil {
		return nil, err
	}
	if off := m.Rect.Dx() - width; off > 2 || off < -2 {
		m, err = renderAt(document, page, bounds, dpi*float64(width)/float64(m.Rect.Dx()), limits)
		if err != nil {
			return nil, err
		}
	}
	return onWhite(m, width, m.Rect.Dy()), nil
}

// renderAt renders a page whose bounds, in points without fractions, are given.
func renderAt(document *fitz.Document, page int, bounds image.Rectangle, dpi float64, limits Limits) (*image.RGBA, error) {
	scale := dpi / 72
	area := func(more int) float64 {
		return scale * float64(bounds.Dx()+more) * scale * float64(bounds.Dy()+more)
	}
	// The page is larger than area(0) and smaller than area(1).
	if !(area(0) <= float64(limits.Pixels)) || !(area(1) <= 2*float64(limits.Pixels)) ||
		bounds.Min.X < 0 || bounds.Min.Y < 0 {
		return nil, port.ErrRenderTooLarge
	}
	m, err := document.ImageDPI(page, dpi)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", port.ErrRenderMalformed, err)
	}
	if !fits(m.Rect.Dx(), m.Rect.Dy(), limits.Pixels) {
		return nil, port.ErrRenderTooLarge
	}
	return m, nil
}

// onWhite returns m at the origin of a white picture of w by h pixels; it is m
// itself where nothing has to change.
func onWhite(m *image.RGBA, w, h int) *image.RGBA {
	target := image.Rect(0, 0, w, h)
	if m.Rect == target && m.Stride == 4*w {
		return m
	}
	white := image.NewRGBA(target)
	draw.Draw(white, target, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(white, target, m, m.Rect.Min, draw.Over)
	return white
}

// decodePicture decodes data at the size of its header. JPEG and PNG go to
// Go's own decoders, JPEG 2000 to MuPDF's.
func decodePicture(data []byte, limits Limits) (*image.RGBA, error) {
	format, w, h, err := PictureSize(data)
	if err != nil {
		return nil, err
	}
	if !fits(w, h, limits.Pixels) {
		return nil, port.ErrRenderTooLarge
	}
	var m image.Image
	switch format {
	case JPEG:
		m, err = jpeg.Decode(bytes.NewReader(data))
	case PNG:
		m, err = png.Decode(bytes.NewReader(data))
	case JPEG2000:
		m, err = decodeJPEG2000(data, w, h)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", port.ErrRenderMalformed, err)
	}
	if m.Bounds().Dx() != w || m.Bounds().Dy() != h {
		return nil, port.ErrRenderMalformed
	}
	if m, ok := m.(*image.RGBA); ok && m.Opaque() {
		return onWhite(m, w, h), nil
	}
	white := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(white, white.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(white, white.Rect, m, m.Bounds().Min, draw.Over)
	return white, nil
}

// decodeJPEG2000 shows the picture as the only content of a PDF page whose
// points are its pixels. Opened by itself MuPDF would scale it by the
// resolution that the file claims, differently in both directions if it says so.
func decodeJPEG2000(data []byte, w, h int) (*image.RGBA, error) {
	if bytes.HasPrefix(data, j2kMagic) {
		data = wrapCodestream(data, w, h)
	}
	document, err := fitz.NewFromMemory(picturePDF(data, w, h))
	if err != nil {
		return nil, err
	}
	defer document.Close()
	m, err := document.ImageDPI(0, 72)
	if err != nil {
		return nil, err
	}
	return m, nil
}
