package desk

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	_ "image/png" // its headers
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	xdraw "golang.org/x/image/draw"

	"carddesk/app/port"
)

// sheetQuality is the JPEG quality of kept pages: print stays readable, a page
// weighs some 200 KB.
const sheetQuality = 72

// pageBytes is what most pages take, in bytes.
const pageBytes = 256 << 10

// Sheet is one page of a paper: a JPEG that this program has made, and how it is
// turned. It is a value; its bytes are never changed.
type Sheet struct {
	JPEG []byte
	Turn int // quarter turns clockwise, 0 to 3
}

// Turned is the page turned by a quarter clockwise.
func (s Sheet) Turned() Sheet {
	s.Turn = (s.Turn + 1) % 4
	return s
}

// Picture is the page as it is seen.
func (s Sheet) Picture() (image.Image, error) {
	picture, err := jpeg.Decode(bytes.NewReader(s.JPEG))
	if err != nil {
		return nil, fmt.Errorf("decoding a page: %w", err)
	}
	return turn(picture, s.Turn), nil
}

// SheetsSize is what pages weigh together.
func SheetsSize(sheets []Sheet) int64 {
	var size int64
	for _, s := range sheets {
		size += int64(len(s.JPEG))
	}
	return size
}

// turn turns a picture by quarters clockwise.
func turn(picture image.Image, quarters int) image.Image {
	if quarters == 0 {
		return picture
	}
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	turned := image.NewRGBA(image.Rect(0, 0, w, h))
	if quarters != 2 {
		turned = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			c := picture.At(b.Min.X+x, b.Min.Y+y)
			switch quarters {
			case 1:
				turned.Set(h-1-y, x, c)
			case 2:
				turned.Set(w-1-x, h-1-y, c)
			case 3:
				turned.Set(y, w-1-x, c)
			}
		}
	}
	return turned
}

// sheets renders a document of unknown origin into pages, one in memory at a
// time.
func (d *Desk) sheets(ctx context.Context, data []byte, progress func(done, of int)) ([]Sheet, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")), bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")),
		bytes.HasPrefix(data, []byte("II*\x00")), bytes.HasPrefix(data, []byte("MM\x00*")): // TIFF, of one page or more
		return d.pageSheets(ctx, data, progress)
	default:
		return nil, ErrSourceKind
	}
	sheet, err := d.pictureSheet(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("reading a picture: %w", err)
	}
	progress(1, 1)
	return []Sheet{sheet}, nil
}

// Pixels of a photograph that is taken as it is, and of the largest one that is
// taken at all.
const (
	plainPixels = 4 << 20
	mostPixels  = 64 << 20
)

// pictureSheet makes a page of one picture. A large one is rendered as a page, so
// that it comes back upright and at the size that is kept, and this process never
// holds all of it.
func (d *Desk) pictureSheet(ctx context.Context, data []byte) (Sheet, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	pixels := config.Width * config.Height
	switch {
	case err != nil, pixels <= plainPixels:
		picture, err := d.Renderer.Picture(ctx, data)
		if err != nil {
			return Sheet{}, err
		}
		sheet, err := d.newSheet(picture)
		sheet.Turn = jpegTurn(data)
		return sheet, err
	case pixels > mostPixels:
		return Sheet{}, port.ErrRenderTooLarge
	case format == "jpeg" && !wholeJPEG(data):
		return Sheet{}, port.ErrRenderMalformed
	}
	width, longest := config.Width, max(config.Width, config.Height)
	if jpegTurn(data)%2 == 1 { // it will stand upright
		width = config.Height
	}
	picture, err := d.Renderer.Page(ctx, data, 0, max(1, width*min(longest, 2*sheetWidth)/longest))
	if err != nil {
		return Sheet{}, err
	}
	return d.newSheet(picture)
}

// wholeJPEG reports whether the last scan of a JPEG comes to its end: a page is
// rendered from half a file as well, with the rest in grey. Neither marker can
// stand inside coded data (ITU-T T.81, B.1.1.5).
func wholeJPEG(data []byte) bool {
	return bytes.LastIndex(data, []byte("\xff\xd9")) > bytes.LastIndex(data, []byte("\xff\xda"))
}

// pageSheets renders a document that has pages, PDF or TIFF.
func (d *Desk) pageSheets(ctx context.Context, data []byte, progress func(done, of int)) ([]Sheet, error) {
	pages, err := d.Renderer.PageCount(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("counting pages: %w", err)
	}
	if pages > MaxSheets {
		return nil, ErrTooManySheets
	}
	sheets := make([]Sheet, 0, pages)
	for page := range pages {
		picture, err := d.Renderer.Page(ctx, data, page, sheetWidth)
		if err != nil {
			return nil, fmt.Errorf("reading page %d: %w", page+1, err)
		}
		sheet, err := d.newSheet(picture)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, sheet)
		progress(page+1, pages)
	}
	return sheets, nil
}

// newSheet keeps a picture as a page, no wider than pages are. The picture is not
// used again.
func (d *Desk) newSheet(whole *image.RGBA) (Sheet, error) {
	picture, b := whole, whole.Bounds()
	if longest := max(b.Dx(), b.Dy()); longest > 2*sheetWidth {
		scale := float64(2*sheetWidth) / float64(longest)
		small := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(b.Dx())*scale)), max(1, int(float64(b.Dy())*scale))))
		xdraw.ApproxBiLinear.Scale(small, small.Bounds(), picture, b, draw.Src, nil)
		picture = small
	}
	var out bytes.Buffer
	out.Grow(pageBytes)
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: sheetQuality}); err != nil {
		return Sheet{}, fmt.Errorf("keeping a page: %w", err)
	}
	if renderer, ok := d.Renderer.(port.Recycler); ok {
		renderer.Recycle(whole)
	}
	return Sheet{JPEG: bytes.Clone(out.Bytes())}, nil
}

// Page sizes of A4 in points.
const (
	a4Short = 595.28
	a4Long  = 841.89
)

// writeSheets writes pages as one PDF, each on A4 in its own direction.
func writeSheets(w io.Writer, sheets []Sheet, at time.Time) error {
	pdf := fpdf.New("P", "pt", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(at.UTC())
	pdf.SetModificationDate(at.UTC())
	pdf.SetProducer("CardDesk", true)
	pdf.SetAutoPageBreak(false, 0)
	for i, sheet := range sheets {
		data := sheet.JPEG
		if sheet.Turn != 0 {
			picture, err := sheet.Picture()
			if err != nil {
				return err
			}
			var turned bytes.Buffer
			if err := jpeg.Encode(&turned, picture, &jpeg.Options{Quality: sheetQuality}); err != nil {
				return fmt.Errorf("turning page %d: %w", i+1, err)
			}
			data = turned.Bytes()
		}
		config, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return fmt.Errorf("reading page %d: %w", i+1, err)
		}
		direction, wide, high := "P", a4Short, a4Long
		if config.Width > config.Height {
			direction, wide, high = "L", a4Long, a4Short
		}
		pdf.AddPageFormat(direction, fpdf.SizeType{Wd: a4Short, Ht: a4Long})
		scale := min(wide/float64(config.Width), high/float64(config.Height))
		pw, ph := scale*float64(config.Width), scale*float64(config.Height)
		name, options := fmt.Sprintf("page%d", i), fpdf.ImageOptions{ImageType: "JPG"}
		pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(data))
		pdf.ImageOptions(name, (wide-pw)/2, (high-ph)/2, pw, ph, false, options, 0, "")
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("writing pages: %w", err)
	}
	return nil
}
