package documents

import (
	"context"
	"image"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

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
	p.pages.All, p.pages.Most = p.pages.Size, p.desk.MaxDocuments()
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
			p.keep(unsaved{id: p.opened.ID, code: p.rows[p.at].Code})
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

// unsaved are pages on their way to the disk. Those that could not be kept when
// the panel was left are taken up again when the clerk comes back to their dossier.
type unsaved struct {
	id      dossier.ID
	code    string
	pages   Pages
	sources []string
}

// inWork are the pages in work.
func (p *Presenter) inWork() unsaved {
	if p.at >= len(p.rows) {
		return unsaved{} // no dossier was shown yet
	}
	return unsaved{id: p.opened.ID, code: p.rows[p.at].Code, pages: p.pages, sources: p.sources}
}

// takeUp puts unsaved pages of this dossier back into work.
func (p *Presenter) takeUp() {
	work := p.unsaved
	if work.id != p.opened.ID || len(work.pages.Sheets) == 0 {
		return
	}
	p.unsaved = unsaved{}
	at := slices.IndexFunc(p.rows, func(r Row) bool { return r.Code == work.code })
	if at < 0 {
		return // its case wants no such paper any more
	}
	p.at, p.editing, p.pages, p.sources = at, true, work.pages, work.sources
	p.turnTo(p.pages.At)
}
