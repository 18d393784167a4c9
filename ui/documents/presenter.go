// Package documents attaches papers to a dossier: from a file or from the folder
// of the scanner, seen page by page, turned, put in order, kept as one PDF.
package documents

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Other is the code of papers that no rule names.
const Other = "other"

// Desk is what the screen needs of the desk.
type Desk interface {
	Open(ctx context.Context, id dossier.ID) (desk.Opened, error)
	Scans(ctx context.Context) ([]desk.ScanFile, error)
	ReadDocument(ctx context.Context, path string, progress func(done, of int)) ([]desk.Sheet, error)
	LoadDocument(ctx context.Context, id dossier.ID, code string, progress func(done, of int)) ([]desk.Sheet, error)
	SaveDocument(ctx context.Context, id dossier.ID, code string, sheets []desk.Sheet) (dossier.Documents, error)
	ScanTaken(path string) error
	PapersOf(identity dossier.Identity) (needed, others []dossier.PaperRule)
}

// Row is one line of the list of papers.
type Row struct {
	Code   string
	Name   string
	Needed bool // the case asks for it
	Must   bool // the dossier cannot go on without it
	Has    *dossier.Document
}

// Pages is the paper in work.
type Pages struct {
	Name    string
	Sheets  []desk.Sheet
	At      int
	Picture image.Image // of page At, nil while it is being made
	Size    int64       // of the paper
	All     int64       // of all papers of the dossier, with this one
	Changed bool
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowPapers(rows []Row, at int, size int64)
	ShowScans([]desk.ScanFile)
	ShowPages(Pages)
	ShowBusy(text string)
	ShowError(words.Message)
	// Changed says that the documents section on the disk has changed.
	Changed()
}

// Presenter holds the papers of one dossier. Its methods are called on the UI
// goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events

	opened  desk.Opened
	rows    []Row
	at      int
	scans   []desk.ScanFile
	editing bool
	pages   Pages
	sources []string // files of the watched folder that pages came from
	once    kit.Once
	stop    context.CancelFunc
	after   func(d time.Duration, f func()) (stop func())
	watched func() // ends the watching; nil while nothing is watched
}

// NewPresenter makes the presenter of one panel. after runs a function on the UI
// goroutine once a time has passed, unless stopped.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View, after func(time.Duration, func()) (stop func())) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, after: after}
}

// Begin shows the papers of a dossier.
func (p *Presenter) Begin(opened desk.Opened) {
	p.opened, p.at, p.editing = opened, 0, false
	p.list()
	for i, row := range p.rows {
		if row.Needed && row.Has == nil {
			p.at = i
			break
		}
	}
	p.view.ShowPapers(p.rows, p.at, desk.DocumentsSize(p.opened.Documents.Items))
	p.events.Emit("documents-shown", "papers", len(p.opened.Documents.Items))
	p.watch()
}

// Leave ends reading and watching, and keeps pages that are not kept yet: only
// Esc throws any away.
func (p *Presenter) Leave() {
	p.Stop()
	if p.Changed() {
		p.Keep()
	}
	if p.watched != nil {
		p.watched()
		p.watched = nil
	}
	p.editing, p.pages = false, Pages{}
}

// Editing reports whether pages are in work.
func (p *Presenter) Editing() bool { return p.editing }

// Changed reports whether pages in work are not kept yet.
func (p *Presenter) Changed() bool { return p.editing && p.pages.Changed }

func (p *Presenter) list() {
	needed, others := p.desk.PapersOf(p.opened.Identity)
	p.rows = p.rows[:0:0]
	for i, paper := range append(slices.Clone(needed), others...) {
		p.rows = append(p.rows, Row{Code: paper.Code, Name: paper.Vietnamese, Needed: i < len(needed), Must: i < len(needed) && paper.Must})
	}
	p.rows = append(p.rows, Row{Code: Other, Name: "Giấy tờ khác"})
	for i := range p.rows {
		for j, item := range p.opened.Documents.Items {
			if item.Code == p.rows[i].Code {
				p.rows[i].Has = &p.opened.Documents.Items[j]
			}
		}
	}
	p.at = max(0, min(p.at, len(p.rows)-1))
}

// watchEvery is how often the scanner's folder is looked at.
const watchEvery = time.Second

// watch looks at the folder of the scanner as long as the panel is open. A
// folder that cannot be read shows no files; the next look may find it.
func (p *Presenter) watch() {
	if p.watched != nil {
		return
	}
	open := true
	stop := func() {}
	p.watched = func() {
		open = false
		stop()
	}
	var look func()
	look = func() {
		kit.Background(p.owner, p.desk.Scans, func(files []desk.ScanFile, err error) {
			if !open {
				return
			}
			if err == nil {
				p.showScans(files)
			}
			stop = p.after(watchEvery, look)
		})
	}
	look()
}

func (p *Presenter) showScans(files []desk.ScanFile) {
	if slices.Equal(files, p.scans) {
		return
	}
	p.scans = files
	p.view.ShowScans(files)
	p.events.Emit("scans", "count", len(files))
}

// Move goes to another paper of the list, or to another page.
func (p *Presenter) Move(by int) {
	if p.editing {
		p.turnTo(p.pages.At + by)
		return
	}
	p.at = max(0, min(p.at+by, len(p.rows)-1))
	p.view.ShowPapers(p.rows, p.at, desk.DocumentsSize(p.opened.Documents.Items))
}

// OpenPaper shows the pages of the paper in work, if it is there.
func (p *Presenter) OpenPaper() {
	if p.editing || p.rows[p.at].Has == nil {
		return
	}
	code := p.rows[p.at].Code
	p.read(func(ctx context.Context, progress func(int, int)) ([]desk.Sheet, error) {
		return p.desk.LoadDocument(ctx, p.opened.ID, code, progress)
	}, "", false)
}

// AttachFile adds the pages of a file to the paper in work.
func (p *Presenter) AttachFile(path string) {
	p.read(func(ctx context.Context, progress func(int, int)) ([]desk.Sheet, error) {
		return p.desk.ReadDocument(ctx, path, progress)
	}, path, true)
}

// AttachScan adds the pages of the n-th file of the watched folder.
func (p *Presenter) AttachScan(n int) {
	if n < len(p.scans) {
		p.AttachFile(p.scans[n].Path)
	}
}

// read reads pages in the background; Stop ends it.
func (p *Presenter) read(pages func(context.Context, func(int, int)) ([]desk.Sheet, error), source string, change bool) {
	p.once.Start(func(release func()) {
		ctx, cancel := context.WithCancel(p.owner.Context())
		p.stop = cancel
		id := p.opened.ID
		p.view.ShowBusy("Đang đọc tài liệu…")
		kit.Background(p.owner, func(context.Context) ([]desk.Sheet, error) {
			defer cancel()
			return pages(ctx, func(done, of int) {
				p.owner.Do(func() {
					if ctx.Err() == nil {
						p.view.ShowBusy(fmt.Sprintf("Đang đọc trang %d/%d… Esc Dừng", done, of))
					}
				})
			})
		}, func(sheets []desk.Sheet, err error) {
			release()
			p.view.ShowBusy("")
			if p.opened.ID != id {
				return
			}
			if err != nil {
				p.view.ShowError(words.Of(err))
				p.events.Emit("document-refused")
				return
			}
			p.took(sheets, source, change)
		})
	})
}

func (p *Presenter) took(sheets []desk.Sheet, source string, change bool) {
	if len(p.pages.Sheets)+len(sheets) > desk.MaxSheets {
		p.view.ShowError(words.Of(desk.ErrTooManySheets))
		return
	}
	if !p.editing {
		p.editing, p.sources = true, nil
		p.pages = Pages{Name: p.rows[p.at].Name}
	}
	first := len(p.pages.Sheets)
	p.pages.Sheets = append(slices.Clone(p.pages.Sheets), sheets...)
	p.pages.Changed = p.pages.Changed || change
	if source != "" {
		p.sources = append(p.sources, source)
	}
	p.events.Emit("pages", "count", len(p.pages.Sheets))
	p.turnTo(first)
}

// Busy reports whether something is being read or kept.
func (p *Presenter) Busy() bool { return p.once.Busy() }

// Stop ends what is being read.
func (p *Presenter) Stop() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

// turnTo shows a page.
func (p *Presenter) turnTo(at int) {
	if len(p.pages.Sheets) == 0 {
		return
	}
	p.pages.At = max(0, min(at, len(p.pages.Sheets)-1))
	p.pages.Picture = nil
	p.measure()
	p.view.ShowPages(p.pages)
	sheet := p.pages.Sheets[p.pages.At]
	want := p.pages.At
	kit.Background(p.owner, func(context.Context) (image.Image, error) { return sheet.Picture() }, func(picture image.Image, err error) {
		if !p.editing || p.pages.At != want || !same(p.pages.Sheets[want], sheet) {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.pages.Picture = picture
		p.view.ShowPages(p.pages)
	})
}

// same reports whether two sheets are the same page in the same position; its
// bytes are never changed, so their place tells.
func same(a, b desk.Sheet) bool {
	return a.Turn == b.Turn && len(a.JPEG) == len(b.JPEG) && (len(a.JPEG) == 0 || &a.JPEG[0] == &b.JPEG[0])
}

func (p *Presenter) measure() {
	p.pages.Size = desk.SheetsSize(p.pages.Sheets)
	p.pages.All = p.pages.Size
	for _, item := range p.opened.Documents.Items {
		if item.Code != p.rows[p.at].Code {
			p.pages.All += item.Size
		}
	}
}

// change works on a copy of the pages, so that what the view was given stays.
func (p *Presenter) change(f func([]desk.Sheet) []desk.Sheet, at int) {
	if !p.editing || len(p.pages.Sheets) == 0 {
		return
	}
	p.pages.Sheets, p.pages.Changed = f(slices.Clone(p.pages.Sheets)), true
	p.turnTo(at)
}

// Rotate turns the page in work by a quarter clockwise.
func (p *Presenter) Rotate() {
	at := p.pages.At
	p.change(func(s []desk.Sheet) []desk.Sheet {
		s[at] = s[at].Turned()
		return s
	}, at)
}

// Shift moves the page in work forward or back.
func (p *Presenter) Shift(by int) {
	at := p.pages.At
	to := at + by
	if to < 0 || to >= len(p.pages.Sheets) {
		return
	}
	p.change(func(s []desk.Sheet) []desk.Sheet {
		s[at], s[to] = s[to], s[at]
		return s
	}, to)
}

// Remove takes the page in work out; in the list it takes the whole paper off
// the dossier.
func (p *Presenter) Remove() {
	if !p.editing {
		if p.rows[p.at].Has != nil {
			p.keep(p.rows[p.at].Code, nil)
		}
		return
	}
	if len(p.pages.Sheets) == 1 {
		p.Discard()
		return
	}
	at := p.pages.At
	p.change(func(s []desk.Sheet) []desk.Sheet { return slices.Delete(s, at, at+1) }, at)
}

// Discard goes back to the list; pages that were not kept are gone.
func (p *Presenter) Discard() {
	p.editing, p.pages = false, Pages{}
	p.view.ShowPapers(p.rows, p.at, desk.DocumentsSize(p.opened.Documents.Items))
}

// Keep writes the pages in work into the dossier.
func (p *Presenter) Keep() {
	if p.editing {
		p.keep(p.rows[p.at].Code, p.pages.Sheets)
	}
}

func (p *Presenter) keep(code string, sheets []desk.Sheet) {
	p.once.Start(func(release func()) {
		id, sources := p.opened.ID, p.sources
		p.view.ShowBusy("Đang lưu…")
		var left error // a scan that could not be removed; the paper is kept all the same
		kit.Background(p.owner, func(ctx context.Context) (dossier.Documents, error) {
			documents, err := p.desk.SaveDocument(ctx, id, code, sheets)
			if err == nil {
				for _, source := range sources {
					left = errors.Join(left, p.desk.ScanTaken(source))
				}
			}
			return documents, err
		}, func(documents dossier.Documents, err error) {
			release()
			p.view.ShowBusy("")
			if p.opened.ID != id {
				return
			}
			if err != nil {
				p.view.ShowError(words.Of(err))
				return
			}
			p.opened.Documents, p.sources = documents, nil
			p.editing, p.pages = false, Pages{}
			p.list()
			p.view.ShowPapers(p.rows, p.at, desk.DocumentsSize(documents.Items))
			p.view.Changed()
			p.events.Emit("document-kept", "papers", len(documents.Items))
			if left != nil {
				p.view.ShowError(words.Of(left))
			}
		})
	})
}
