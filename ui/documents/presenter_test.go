package documents

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeDesk keeps papers in memory.
type fakeDesk struct {
	documents dossier.Documents
	kept      map[string][]desk.Sheet
	files     map[string][]desk.Sheet
	scans     []desk.ScanFile
	taken     []string
	readErr   error
	saveErr   error
	stray     []string // papers of another case
}

func (d *fakeDesk) Open(context.Context, dossier.ID) (desk.Opened, error) {
	return desk.Opened{Dossier: store.Dossier{ID: "d1"}, Content: dossier.Content{Documents: d.documents}}, nil
}
func (d *fakeDesk) Scans(context.Context) ([]desk.ScanFile, error) { return d.scans, nil }
func (d *fakeDesk) ReadDocument(_ context.Context, path string, progress func(int, int)) ([]desk.Sheet, error) {
	if d.readErr != nil {
		return nil, d.readErr
	}
	progress(1, 1)
	return d.files[path], nil
}
func (d *fakeDesk) LoadDocument(_ context.Context, _ dossier.ID, code string, _ func(int, int)) ([]desk.Sheet, error) {
	return d.kept[code], nil
}
func (d *fakeDesk) SaveDocument(_ context.Context, _ dossier.ID, code string, sheets []desk.Sheet) (dossier.Documents, error) {
	if d.saveErr != nil {
		return d.documents, d.saveErr
	}
	d.documents.Items = slices.DeleteFunc(slices.Clone(d.documents.Items), func(i dossier.Document) bool { return i.Code == code })
	delete(d.kept, code)
	if len(sheets) > 0 {
		d.kept[code] = sheets
		d.documents.Items = append(d.documents.Items, dossier.Document{Code: code, Pages: len(sheets), Size: desk.SheetsSize(sheets)})
	}
	return d.documents, nil
}
func (d *fakeDesk) ScanTaken(path string) error {
	d.taken = append(d.taken, path)
	return nil
}
func (d *fakeDesk) PapersOf(dossier.Identity) (needed, others []dossier.PaperRule) {
	return []dossier.PaperRule{{Code: "proof", Vietnamese: "Giấy chứng minh", Must: true}}, []dossier.PaperRule{{Code: "extra", Must: true}}
}

func (d *fakeDesk) StrayPapers(content dossier.Content) []string { return d.stray }
func (d *fakeDesk) MaxDocuments() int64                          { return 5 << 20 }

// fakeView keeps what it was last told.
type fakeView struct {
	rows    []Row
	at      int
	size    int64
	scans   int
	pages   Pages
	errors  []words.Message
	changed int
}

func (v *fakeView) ShowPapers(rows []Row, at int, size, _ int64) {
	v.rows, v.at, v.size, v.pages = rows, at, size, Pages{}
}
func (v *fakeView) ShowScans(files []desk.ScanFile) { v.scans = len(files) }
func (v *fakeView) ShowPages(pages Pages)           { v.pages = pages }
func (v *fakeView) ShowBusy(string)                 {}
func (v *fakeView) ShowError(m words.Message)       { v.errors = append(v.errors, m) }
func (v *fakeView) Changed()                        { v.changed++ }

// fatal is what tests and property tests have in common.
type fatal interface{ Fatal(...any) }

// sheet is a page that can be told from others by its width.
func sheet(t fatal, width int) desk.Sheet {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, width, 5)), nil); err != nil {
		t.Fatal(err)
	}
	return desk.Sheet{JPEG: out.Bytes()}
}

func start(t fatal) (*Presenter, *fakeDesk, *fakeView) {
	d := &fakeDesk{kept: map[string][]desk.Sheet{}, files: map[string][]desk.Sheet{
		"a": {sheet(t, 1), sheet(t, 2)}, "b": {sheet(t, 3)},
	}}
	v := &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(context.Background()), kit.NoEvents{}, v,
		func(time.Duration, func()) func() { return func() {} })
	opened, _ := d.Open(context.Background(), "d1")
	p.Begin(opened)
	return p, d, v
}

// widths tells which pages are shown, in their order.
func widths(t fatal, sheets []desk.Sheet) []int {
	var out []int
	for _, s := range sheets {
		config, err := jpeg.DecodeConfig(bytes.NewReader(s.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, config.Width)
	}
	return out
}

func TestAttach(t *testing.T) {
	p, d, v := start(t)
	if len(v.rows) != 3 || !v.rows[0].Must || v.rows[1].Must || v.rows[1].Needed || v.rows[2].Code != Other {
		t.Fatalf("rows %+v", v.rows)
	}
	p.AttachFile("a")
	p.AttachFile("b")
	if v.pages.At != 2 || v.pages.Picture == nil || !v.pages.Changed {
		t.Fatalf("after the second file: page %d, picture %v", v.pages.At, v.pages.Picture != nil)
	}
	p.Shift(-1)
	p.Rotate()
	if got := v.pages.Picture.Bounds(); got.Dx() != 5 || got.Dy() != 3 {
		t.Errorf("the turned page is shown %v", got)
	}
	p.Keep()
	if got := widths(t, d.kept["proof"]); !slices.Equal(got, []int{1, 3, 2}) || d.kept["proof"][1].Turn != 1 {
		t.Errorf("kept pages %v, turned by %d", got, d.kept["proof"][1].Turn)
	}
	if v.changed != 1 || v.rows[0].Has == nil || v.rows[0].Has.Pages != 3 || p.Editing() || v.size == 0 {
		t.Errorf("after keeping: %+v, %d bytes", v.rows[0], v.size)
	}
	p.Remove()
	if len(d.documents.Items) != 0 || v.rows[0].Has != nil {
		t.Errorf("after removing: %+v", d.documents.Items)
	}
}

// What is attached is in sight, also a paper that the law of the dossier does not
// know, and one of a former case says so.
func TestNothingAttachedIsOutOfSight(t *testing.T) {
	p, d, v := start(t)
	d.documents.Items = []dossier.Document{{Code: dossier.PaperRepresentative, Pages: 1}, {Code: "proof", Pages: 2}}
	d.stray = []string{dossier.PaperRepresentative}
	opened, _ := d.Open(t.Context(), "d1")
	p.Begin(opened)
	last := v.rows[len(v.rows)-1]
	if len(v.rows) != 4 || last.Code != dossier.PaperRepresentative || last.Has == nil || !last.Stray || last.Name == last.Code {
		t.Fatalf("rows %+v", v.rows)
	}
	if v.rows[0].Stray || v.rows[0].Has == nil {
		t.Errorf("a paper of this case: %+v", v.rows[0])
	}
	for range v.rows {
		p.Move(1)
	}
	p.Remove()
	if len(d.documents.Items) != 1 || len(v.rows) != 3 {
		t.Errorf("it cannot be taken off: %+v", d.documents.Items)
	}
}

func TestRefusedDocumentLeavesTheNextOneFree(t *testing.T) {
	p, d, v := start(t)
	d.readErr = desk.ErrSourceLarge
	p.AttachFile("a")
	if len(v.errors) != 1 || v.errors[0].What == "" || p.Editing() || p.Busy() {
		t.Fatalf("told %v, editing %v, busy %v", v.errors, p.Editing(), p.Busy())
	}
	d.readErr = nil
	p.AttachFile("b")
	if !slices.Equal(widths(t, v.pages.Sheets), []int{3}) {
		t.Error("the next document was not taken")
	}
	d.saveErr = desk.ErrDocumentsLarge
	p.Keep()
	if len(v.errors) != 2 || !p.Changed() {
		t.Errorf("pages that could not be kept are gone: told %v", v.errors)
	}
}

func TestScansAreRemovedOnlyOnceKept(t *testing.T) {
	p, d, v := start(t)
	d.scans = []desk.ScanFile{{Path: "b", Name: "b.pdf"}}
	p.Leave()
	opened, _ := d.Open(t.Context(), "d1")
	p.Begin(opened)
	if v.scans != 1 {
		t.Fatal("the scan is not shown")
	}
	p.AttachScan(4) // there is no such one
	p.AttachScan(0)
	if len(d.taken) != 0 {
		t.Fatal("the scan was taken before its pages were kept")
	}
	d.saveErr = errors.New("full")
	p.Keep()
	if len(d.taken) != 0 {
		t.Fatal("the scan was taken although its pages were not kept")
	}
	d.saveErr = nil
	p.Keep()
	if !slices.Equal(d.taken, []string{"b"}) {
		t.Errorf("taken %v", d.taken)
	}
}

func TestLeavingKeepsPages(t *testing.T) {
	p, d, _ := start(t)
	p.AttachFile("a")
	p.Leave()
	if len(d.kept["proof"]) != 2 {
		t.Error("pages are lost by leaving")
	}
	p, d, _ = start(t)
	p.AttachFile("a")
	p.Discard()
	p.Leave()
	if len(d.kept) != 0 {
		t.Error("discarded pages were kept")
	}
}

// A file added to a paper that is there stands behind its pages, and takes none of
// them away.
func TestAttachToAPaperThatIsThere(t *testing.T) {
	p, d, v := start(t)
	p.AttachFile("a")
	p.Keep()
	p.AttachFile("b")
	if got := widths(t, v.pages.Sheets); !slices.Equal(got, []int{1, 2, 3}) || v.pages.At != 2 {
		t.Fatalf("pages %v, shown is %d", got, v.pages.At)
	}
	p.Keep()
	if got := widths(t, d.kept["proof"]); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("kept %v", got)
	}
}

// Pages that could not be kept when the panel was left are there again when the
// clerk comes back, and can be kept then.
func TestPagesThatCouldNotBeKeptAreNotLost(t *testing.T) {
	p, d, v := start(t)
	p.AttachFile("a")
	d.saveErr = desk.ErrDocumentsLarge
	p.Leave()
	if len(v.errors) != 1 || p.Editing() {
		t.Fatalf("told %v, editing %v", v.errors, p.Editing())
	}
	d.saveErr = nil
	opened, _ := d.Open(t.Context(), "d1")
	p.Begin(opened)
	if !p.Changed() || !slices.Equal(widths(t, v.pages.Sheets), []int{1, 2}) {
		t.Fatal("the pages are gone")
	}
	p.Keep()
	if len(d.kept["proof"]) != 2 {
		t.Error("the pages cannot be kept")
	}
}

// No order of keys loses or doubles a page: what is shown is what a list of pages
// would be.
func TestPagesModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, d, v := start(t)
		model, at, next := []int(nil), 0, 10
		for range rapid.IntRange(1, 30).Draw(t, "keys") {
			switch rapid.IntRange(0, 4).Draw(t, "key") {
			case 0:
				next++
				d.files["n"] = []desk.Sheet{sheet(t, next)}
				p.AttachFile("n")
				at = len(model)
				model = append(model, next)
			case 1:
				if by := rapid.IntRange(-2, 2).Draw(t, "by"); len(model) > 0 {
					p.Move(by)
					at = max(0, min(at+by, len(model)-1))
				}
			case 2:
				by := rapid.SampledFrom([]int{-1, 1}).Draw(t, "shift")
				p.Shift(by)
				if to := at + by; to >= 0 && to < len(model) {
					model[at], model[to] = model[to], model[at]
					at = to
				}
			case 3:
				if len(model) == 0 {
					continue
				}
				p.Remove()
				model = slices.Delete(model, at, at+1)
				at = max(0, min(at, len(model)-1))
			case 4:
				p.Rotate()
			}
			if got := widths(t, v.pages.Sheets); !slices.Equal(got, model) || len(model) > 0 && v.pages.At != at {
				t.Fatalf("pages %v at %d, want %v at %d", got, v.pages.At, model, at)
			}
			if p.Editing() != (len(model) > 0) {
				t.Fatalf("editing %v with pages %v", p.Editing(), model)
			}
		}
	})
}
