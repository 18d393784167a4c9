package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/app/store"
)

// pages is a renderer for papers: a PDF has as many pages as it says after its
// header, each of one colour.
type pages struct {
	port.Renderer
	fail error
}

func (r pages) PageCount(_ context.Context, pdf []byte) (int, error) {
	if r.fail != nil {
		return 0, r.fail
	}
	if n := bytes.Count(pdf, []byte("/Type /Page\n")); n > 0 {
		return n, nil // one that this desk wrote
	}
	n := 0
	_, err := fmt.Sscanf(string(bytes.TrimPrefix(pdf, []byte("MM\x00*"))), "%%PDF-%d", &n)
	return n, err
}

func (r pages) Page(_ context.Context, _ []byte, page, width int) (*image.RGBA, error) {
	return plainPicture(width/10, width/8, color.RGBA{R: uint8(40 * page), G: 200, A: 255}), nil
}

func (r pages) Picture(context.Context, []byte) (*image.RGBA, error) {
	if r.fail != nil {
		return nil, r.fail
	}
	return plainPicture(100, 60, color.RGBA{B: 200, A: 255}), nil
}

func plainPicture(w, h int, c color.RGBA) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func writeFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func withPages(p *desk.Params) { p.Renderer = pages{} }

func TestReadDocument(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, plainPicture(20, 10, color.RGBA{A: 255}), nil); err != nil {
		t.Fatal(err)
	}
	var large bytes.Buffer
	if err := jpeg.Encode(&large, image.NewGray(image.Rect(0, 0, 3000, 2000)), nil); err != nil {
		t.Fatal(err)
	}
	absurd := bytes.Clone(large.Bytes())
	size := bytes.Index(absurd, []byte{2000 >> 8, 2000 & 255, 3000 >> 8, 3000 & 255})
	copy(absurd[size:], []byte{10000 >> 8, 10000 & 255, 10000 >> 8, 10000 & 255})
	huge := filepath.Join(t.TempDir(), "huge.pdf")
	file, err := os.Create(huge)
	if err == nil {
		err = errors.Join(file.Truncate(500<<20), file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path string
		fail       error // of the renderer
		pages      int
		want       error
	}{
		{"a PDF, whatever its name", writeFile(t, "x.jpg", []byte("%PDF-3")), nil, 3, nil},
		{"a JPEG", writeFile(t, "x.pdf", photo.Bytes()), nil, 1, nil},
		{"a large photograph", writeFile(t, "x.jpg", large.Bytes()), nil, 1, nil},
		{"a large photograph cut short", writeFile(t, "x.jpg", large.Bytes()[:large.Len()-5]), nil, 0, port.ErrRenderMalformed},
		{"100 megapixels", writeFile(t, "x.jpg", absurd), nil, 0, port.ErrRenderTooLarge},
		{"a PNG", writeFile(t, "x.png", []byte("\x89PNG\r\n\x1a\n…")), nil, 1, nil},
		{"500 MB", huge, nil, 0, desk.ErrSourceLarge},
		{"10,000 pages", writeFile(t, "x.pdf", []byte("%PDF-10000")), nil, 0, desk.ErrTooManySheets},
		{"a TIFF of two pages", writeFile(t, "x.tif", []byte("MM\x00*%PDF-2")), nil, 2, nil},
		{"a TIFF that kills the renderer", writeFile(t, "x.tif", []byte("II*\x00")), port.ErrRenderDied, 0, port.ErrRenderDied},
		{"a TIFF of 64 bits", writeFile(t, "x.tif", []byte("II+\x00")), nil, 0, desk.ErrSourceKind},
		{"a program named PDF", writeFile(t, "x.pdf", []byte("MZ")), nil, 0, desk.ErrSourceKind},
		{"nothing in it", writeFile(t, "x.pdf", nil), nil, 0, desk.ErrSourceKind},
		{"a file that vanished", filepath.Join(t.TempDir(), "gone.pdf"), nil, 0, desk.ErrSourceGone},
		{"a folder", t.TempDir(), nil, 0, desk.ErrSourceKind},
		{"a bomb", writeFile(t, "x.png", []byte("\x89PNG\r\n\x1a\n…")), port.ErrRenderTooLarge, 0, port.ErrRenderTooLarge},
		{"a PDF that kills the renderer", writeFile(t, "x.pdf", []byte("%PDF-2")), port.ErrRenderDied, 0, port.ErrRenderDied},
	} {
		b := newBench(t, func(p *desk.Params) { p.Renderer = pages{fail: c.fail} })
		told := 0
		sheets, err := b.ReadDocument(t.Context(), c.path, func(int, int) { told++ })
		if !errors.Is(err, c.want) || c.want == nil && err != nil || len(sheets) != c.pages || told != c.pages {
			t.Errorf("%s: %d pages, told %d times, error %v", c.name, len(sheets), told, err)
		}
		if err != nil && strings.Contains(err.Error(), filepath.Base(c.path)) {
			t.Errorf("%s: the error names the file", c.name)
		}
	}
}

func TestDocumentsAreKept(t *testing.T) {
	ctx := t.Context()
	b := newBench(t, withPages)
	id := b.draft(holder())
	sheets, err := b.ReadDocument(ctx, writeFile(t, "a.pdf", []byte("%PDF-2")), nil)
	b.must(err)
	sheets[1] = sheets[1].Turned()
	_, err = b.SaveDocument(ctx, id, dossier.PaperChange, sheets)
	b.must(err)
	_, err = b.SaveDocument(ctx, id, "other", sheets[:1])
	b.must(err)

	items := b.open(id).Documents.Items
	if len(items) != 2 || items[0].Code != dossier.PaperChange || items[0].Pages != 2 || items[0].Size < 500 {
		t.Fatalf("kept %+v", items)
	}
	pdf, err := b.store.ReadBlob(ctx, items[0].Blob, 1<<20)
	b.must(err)
	// The second page lies on its side: its JPEG is as wide as the first is high.
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte("/Width 124\n")) || !bytes.Contains(pdf, []byte("/Width 155\n")) {
		t.Error("the pages are not in the PDF as they were turned")
	}
	again, err := b.LoadDocument(ctx, id, dossier.PaperChange, nil)
	if b.must(err); len(again) != 2 {
		t.Errorf("%d pages came back", len(again))
	}

	// The same code again replaces, none removes.
	_, err = b.SaveDocument(ctx, id, dossier.PaperChange, sheets[:1])
	b.must(err)
	documents, err := b.SaveDocument(ctx, id, "other", nil)
	if b.must(err); len(documents.Items) != 1 || documents.Items[0].Pages != 1 {
		t.Errorf("left %+v", documents.Items)
	}
	if _, err := b.LoadDocument(ctx, id, "other", nil); !errors.Is(err, desk.ErrDocumentMissing) {
		t.Errorf("a removed paper: %v", err)
	}
}

func TestDocumentsHaveALimit(t *testing.T) {
	b := newBench(t, withPages)
	id := b.draft(holder())
	var noise bytes.Buffer
	picture := image.NewRGBA(image.Rect(0, 0, 1200, 1200))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i * i * 7919 >> 5)
	}
	b.must(jpeg.Encode(&noise, picture, &jpeg.Options{Quality: 100}))
	sheets := make([]desk.Sheet, 1+int(b.MaxDocuments())/noise.Len())
	for i := range sheets {
		// Different pages: the same one twice would be kept once.
		sheets[i] = desk.Sheet{JPEG: append(bytes.Clone(noise.Bytes()), byte(i))}
	}
	if _, err := b.SaveDocument(t.Context(), id, "other", sheets); !errors.Is(err, desk.ErrDocumentsLarge) {
		t.Errorf("%d bytes of pages: %v", desk.SheetsSize(sheets), err)
	}
	if items := b.open(id).Documents.Items; len(items) != 0 {
		t.Errorf("kept %+v all the same", items)
	}
}

// TestDocumentLimitIsThePolicys: the centre says what the papers of a dossier may
// weigh; what is attached already stays.
func TestDocumentLimitIsThePolicys(t *testing.T) {
	set, err := policy.Parse([]byte(`{"format":1,"version":"t","serial":2,"settings":{"documentsKB":[
		{"value":256,"source":"test","status":"chosen"}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, withPages, func(p *desk.Params) { p.Rules.Policy = set })
	id := b.draft(holder())
	var noise bytes.Buffer
	picture := image.NewRGBA(image.Rect(0, 0, 700, 700))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i * i * 7919 >> 5)
	}
	b.must(jpeg.Encode(&noise, picture, &jpeg.Options{Quality: 60}))
	sheet := desk.Sheet{JPEG: noise.Bytes()}
	if b.MaxDocuments() != 256<<10 || len(sheet.JPEG) < 128<<10 || len(sheet.JPEG) > 250<<10 {
		t.Fatalf("limit %d, a page of %d", b.MaxDocuments(), len(sheet.JPEG))
	}
	_, err = b.SaveDocument(t.Context(), id, "other", []desk.Sheet{sheet})
	b.must(err)
	documents, err := b.SaveDocument(t.Context(), id, dossier.PaperChange, []desk.Sheet{sheet})
	if !errors.Is(err, desk.ErrDocumentsLarge) || len(documents.Items) != 1 {
		t.Errorf("a second page of the same size: %v, %d papers", err, len(documents.Items))
	}
}

func TestScanFolder(t *testing.T) {
	folder := t.TempDir()
	b := newBench(t, func(p *desk.Params) { p.ScanDir = folder })
	put := func(name string, age time.Duration) string {
		path := filepath.Join(folder, name)
		b.must(os.WriteFile(path, []byte("%PDF-1"), 0o600))
		b.must(os.Chtimes(path, time.Time{}, b.clock.Now().Add(-age)))
		return path
	}
	old := put("old.PDF", time.Hour)
	put("new.jpg", time.Minute)
	put("still-written.pdf", time.Second/2)
	put("notes.txt", time.Hour)
	b.must(os.Mkdir(filepath.Join(folder, "folder.pdf"), 0o700))
	files, err := b.Scans(t.Context())
	b.must(err)
	if len(files) != 2 || files[0].Name != "new.jpg" || files[1].Name != "old.PDF" {
		t.Fatalf("listed %+v", files)
	}
	b.must(b.ScanTaken(old))
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Error("the scan is still there, though policy removes what was taken")
	}
	b.must(b.ScanTaken(old)) // twice is once
	elsewhere := writeFile(t, "own.pdf", []byte("%PDF-1"))
	b.must(b.ScanTaken(elsewhere))
	if _, err := os.Stat(elsewhere); err != nil {
		t.Error("a file from elsewhere was removed")
	}
}

// What must be there stops a dossier only at a desk that can attach it.
func TestPaperThatMustBeThere(t *testing.T) {
	for _, attach := range []bool{false, true} {
		b := newBench(t, withPages, func(p *desk.Params) { p.Rules.Attach = attach })
		identity := holder()
		identity.Lookup.Status = "unknown"
		id := b.draft(identity)
		blocks := func() bool {
			for _, f := range b.open(id).Findings {
				if f.Section == dossier.SectionDocuments && f.Field == dossier.PaperLegal {
					return f.Severity == dossier.Blocks
				}
			}
			return false
		}
		if blocks() != attach {
			t.Errorf("attach %v: blocks %v", attach, blocks())
		}
		sheets, err := b.ReadDocument(t.Context(), writeFile(t, "a.pdf", []byte("%PDF-1")), nil)
		b.must(err)
		_, err = b.SaveDocument(t.Context(), id, dossier.PaperLegal, sheets)
		if b.must(err); blocks() {
			t.Error("blocks with the paper there")
		}
	}
}

func TestPapersCannotChangeAfterCapture(t *testing.T) {
	b := newBench(t)
	id := b.captured()
	if _, err := b.SaveDocument(t.Context(), id, "other", nil); !errors.Is(err, store.ErrNotEditable) {
		t.Errorf("changing papers of a captured dossier: %v", err)
	}
}
