package reports

import (
	"context"
	"image"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Paper makes the paper of the report that is shown and shows its first page.
// number is that of the office's register, or "".
func (p *Presenter) Paper(number string) {
	made := p.made
	if len(made.Columns) == 0 {
		return
	}
	type ready struct {
		paper    desk.ReportPaper
		printers []port.PrinterInfo
	}
	p.once.Start(func(release func()) {
		p.view.Busy("Đang lập báo cáo…")
		kit.Background(p.owner, func(ctx context.Context) (r ready, err error) {
			if r.paper, err = p.desk.ReportPaper(ctx, made, number); err != nil {
				return r, err
			}
			// Without a print service the paper can still go into a file.
			r.printers, _ = p.desk.Printers(ctx)
			return r, nil
		}, func(r ready, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.number = number
			p.preview = Preview{Paper: r.paper, Printers: r.printers, Printer: p.book.Printer}
			p.turnTo(0)
		})
	})
}

// Turn goes to another page of the paper.
func (p *Presenter) Turn(by int) {
	if next := p.preview.Page + by; next >= 0 && next < p.preview.Paper.Pages {
		p.turnTo(next)
	}
}

func (p *Presenter) turnTo(page int) {
	p.preview.Page, p.preview.Picture = page, nil
	p.view.ShowPaper(p.preview)
	paper := p.preview.Paper
	kit.Background(p.owner, func(ctx context.Context) (image.Image, error) {
		return p.desk.Page(ctx, paper.Paper, page, previewWidth)
	}, func(picture image.Image, err error) {
		if p.preview.Page != page || !samePaper(p.preview.Paper, paper) {
			return
		}
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.preview.Picture = picture
		p.view.ShowPaper(p.preview)
		p.events.Emit("report-page", "page", page+1, "pages", paper.Pages, "printed", paper.Printed)
	})
}

// samePaper tells whether two are one paper; its bytes are never changed, so
// their place tells.
func samePaper(a, b desk.ReportPaper) bool {
	return len(a.PDF) == len(b.PDF) && (len(a.PDF) == 0 || &a.PDF[0] == &b.PDF[0])
}

// Print prints the paper and remembers the printer.
func (p *Presenter) Print(o desk.PrintOptions) {
	paper := p.preview.Paper
	if paper.PDF == nil {
		return
	}
	book := p.book
	book.Printer = o.Printer
	changed := o.Printer != p.book.Printer
	p.act("Đang in…", func(ctx context.Context) (string, error) {
		if err := p.desk.PrintReport(ctx, paper, o); err != nil {
			return "", err
		}
		if changed {
			return "Đã gửi báo cáo tới máy in.", p.desk.KeepReportBook(ctx, book)
		}
		return "Đã gửi báo cáo tới máy in.", nil
	}, func() {
		p.book = book
		p.events.Emit("printed", "paper", paper.Code, "pages", paper.Pages)
	})
}

// ExportPaper writes the paper as PDF into a file.
func (p *Presenter) ExportPaper() {
	paper := p.preview.Paper
	if paper.PDF == nil {
		return
	}
	p.act("Đang xuất tệp…", func(ctx context.Context) (string, error) {
		path, err := p.desk.ExportReportPaper(ctx, paper)
		return "Đã xuất ra tệp " + path, err
	}, func() { p.events.Emit("report-exported", "format", "pdf") })
}

// Number is that of the office's register on the paper.
func (p *Presenter) Number() string { return p.number }

// ClosePaper forgets the paper.
func (p *Presenter) ClosePaper() { p.preview, p.number = Preview{}, "" }
