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
const Other = dossier.PaperOther

// Desk is what the screen needs of the desk.
type Desk interface {
	Open(ctx context.Context, id dossier.ID) (desk.Opened, error)
	Scans(ctx context.Context) ([]desk.ScanFile, error)
	ReadDocument(ctx context.Context, path string, progress func(done, of int)) ([]desk.Sheet, error)
	LoadDocument(ctx context.Context, id dossier.ID, code string, progress func(done, of int)) ([]desk.Sheet, error)
	SaveDocument(ctx context.Context, id dossier.ID, code string, sheets []desk.Sheet) (dossier.Documents, error)
	ScanTaken(path string) error
	PapersOf(identity dossier.Identity) (needed, others []dossier.PaperRule)
	StrayPapers(content dossier.Content) []string
	MaxDocuments() int64
}

// Row is one line of the list of papers.
type Row struct {
	Code   string
	Name   string
	Needed bool // the case asks for it
	Must   bool // the dossier cannot go on without it
	Stray  bool // of a case that the dossier no longer is: dropped when intake ends
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
	Most    int64       // that all papers may weigh
	Changed bool
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	// ShowPapers lists the papers; they weigh size bytes of most that they may.
	ShowPapers(rows []Row, at int, size, most int64)
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
	unsaved unsaved  // pages that could not be kept when the panel was left
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
	p.showPapers()
	p.events.Emit("documents-shown", "papers", len(p.opened.Documents.Items))
	p.watch()
	p.takeUp()
}

// Leave ends reading and watching, and keeps pages that are not kept yet: only
// Esc throws any away.
func (p *Presenter) Leave() {
	p.Stop()
	work, changed := p.inWork(), p.Changed()
	p.editing, p.pages = false, Pages{}
	switch {
	case changed && p.once.Busy(): // something is still being read
		p.unsaved = work
	case changed:
		p.keep(work)
	}
	if p.watched != nil {
		p.watched()
		p.watched = nil
	}
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
	p.foreign()
	stray := p.desk.StrayPapers(p.opened.Content)
	for i := range p.rows {
		p.rows[i].Stray = slices.Contains(stray, p.rows[i].Code)
		for j, item := range p.opened.Documents.Items {
			if item.Code == p.rows[i].Code {
				p.rows[i].Has = &p.opened.Documents.Items[j]
			}
		}
	}
	p.at = max(0, min(p.at, len(p.rows)-1))
}

// foreign lists attached papers that the law of the dossier has no row for: what
// is attached is never out of sight.
func (p *Presenter) foreign() {
	for _, item := range p.opened.Documents.Items {
		if !slices.ContainsFunc(p.rows, func(r Row) bool { return r.Code == item.Code }) {
			p.rows = append(p.rows, Row{Code: item.Code, Name: dossier.PaperName(item.Code)})
		}
	}
}

func (p *Presenter) showPapers() {
	p.view.ShowPapers(p.rows, p.at, desk.DocumentsSize(p.opened.Documents.Items), p.desk.MaxDocuments())
}

// Move goes to another paper of the list, or to another page.
func (p *Presenter) Move(by int) {
	if p.editing {
		p.turnTo(p.pages.At + by)
		return
	}
	p.at = max(0, min(p.at+by, len(p.rows)-1))
	p.showPapers()
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

// AttachFile adds the pages of a file to the paper in work, behind those that it
// has already.
func (p *Presenter) AttachFile(path string) {
	if len(p.rows) == 0 {
		return
	}
	id, row, editing := p.opened.ID, p.rows[p.at], p.editing
	p.read(func(ctx context.Context, progress func(int, int)) ([]desk.Sheet, error) {
		added, err := p.desk.ReadDocument(ctx, path, progress)
		if err != nil || editing || row.Has == nil {
			return added, err
		}
		before, err := p.desk.LoadDocument(ctx, id, row.Code, progress)
		return append(before, added...), err
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
	if row := p.rows[p.at]; change && first == 0 && row.Has != nil {
		first = min(row.Has.Pages, len(sheets)-1) // behind the pages that were there
	}
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

// Discard goes back to the list; pages that were not kept are gone.
func (p *Presenter) Discard() {
	p.editing, p.pages = false, Pages{}
	p.showPapers()
}

// Keep writes the pages in work into the dossier.
func (p *Presenter) Keep() {
	if p.editing {
		p.keep(p.inWork())
	}
}

// keep writes pages in the place of their paper; none take the paper off.
func (p *Presenter) keep(work unsaved) {
	p.once.Start(func(release func()) {
		p.view.ShowBusy("Đang lưu…")
		var left error // a scan that could not be removed; the paper is kept all the same
		kit.Background(p.owner, func(ctx context.Context) (dossier.Documents, error) {
			documents, err := p.desk.SaveDocument(ctx, work.id, work.code, work.pages.Sheets)
			if err == nil {
				for _, source := range work.sources {
					left = errors.Join(left, p.desk.ScanTaken(source))
				}
			}
			return documents, err
		}, func(documents dossier.Documents, err error) {
			release()
			p.view.ShowBusy("")
			if err != nil && !p.editing && len(work.pages.Sheets) > 0 {
				p.unsaved = work
			}
			if p.opened.ID != work.id {
				return
			}
			if err != nil {
				p.view.ShowError(words.Of(err))
				return
			}
			p.opened.Documents, p.sources = documents, nil
			p.editing, p.pages = false, Pages{}
			p.list()
			p.showPapers()
			p.view.Changed()
			p.events.Emit("document-kept", "papers", len(documents.Items))
			if left != nil {
				p.view.ShowError(words.Of(left))
			}
		})
	})
}
