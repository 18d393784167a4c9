// Package complaints is the book of what citizens complain about: who called, about
// which dossier, what was promised and what was answered. Those whose day has passed
// stand first.
package complaints

import (
	"cmp"
	"context"
	"fmt"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Complaints(ctx context.Context, f desk.ComplaintFilter) ([]desk.ComplaintRow, error)
	FileComplaint(ctx context.Context, of dossier.ID, c dossier.Complaint, promised person.CivilDate) (string, error)
	AmendComplaint(ctx context.Context, row desk.ComplaintRow, c dossier.Complaint, promised person.CivilDate) error
	AnswerComplaint(ctx context.Context, row desk.ComplaintRow, how, text string) error
	ReopenComplaint(ctx context.Context, row desk.ComplaintRow, why string) error
	ComplaintDue() person.CivilDate
	ComplaintsPaper(ctx context.Context, list []desk.ComplaintRow, title string) (desk.ReportPaper, error)
	ExportComplaints(ctx context.Context, list []desk.ComplaintRow, title string, format desk.SheetFormat) (string, error)
	Search(ctx context.Context, text string) ([]desk.Row, error)
	Officers(ctx context.Context) (map[string]string, error)
}

// Draft is a complaint as it is written down.
type Draft struct {
	Of dossier.ID // "" for none
	// Whose names the dossier, "" for none.
	Whose string
	dossier.Complaint
	Promised person.CivilDate
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowComplaints(rows []desk.ComplaintRow)
	// AskDossier asks which dossier a complaint is about; "" is none.
	AskDossier(done func(text string))
	Choose(title string, list []kit.Choice, picked func(kit.Choice))
	// AskComplaint shows the form of a complaint.
	AskComplaint(title string, draft Draft, done func(Draft))
	AskAnswer(row desk.ComplaintRow, done func(how, text string))
	AskWhy(row desk.ComplaintRow, done func(why string))
	// ShowPaper shows a paper in the place of the list.
	ShowPaper(title string, make papers.Maker)
	ShowBusy(text string)
	ShowError(words.Message)
	Done(text string)
	Changed()
}

// Presenter holds the list of complaints. Its methods are called on the UI goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events

	filter   desk.ComplaintFilter
	rows     []desk.ComplaintRow
	officers map[string]string
	asked    int // of the newest list: answers to older ones are dropped
	once     kit.Once
}

// NewPresenter makes the presenter of one screen.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view}
}

// Filter is what is chosen.
func (p *Presenter) Filter() desk.ComplaintFilter { return p.filter }

// Narrow chooses anew.
func (p *Presenter) Narrow(f desk.ComplaintFilter) {
	p.filter = f
	p.Load()
}

// Load reads the list.
func (p *Presenter) Load() {
	p.asked++
	asked, filter, officers := p.asked, p.filter, p.officers
	type read struct {
		rows     []desk.ComplaintRow
		officers map[string]string
	}
	kit.Background(p.owner, func(ctx context.Context) (r read, err error) {
		if r.officers = officers; officers == nil {
			if r.officers, err = p.desk.Officers(ctx); err != nil {
				return r, err
			}
		}
		r.rows, err = p.desk.Complaints(ctx, filter)
		return r, err
	}, func(r read, err error) {
		if asked != p.asked {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.rows, p.officers = r.rows, r.officers
		p.view.ShowComplaints(r.rows)
		open, late := counts(r.rows)
		p.events.Emit("complaints-shown", "count", len(r.rows), "open", open, "overdue", late)
	})
}

// counts are how many of a list wait for an answer, and for how many of them the
// promised day has passed.
func counts(rows []desk.ComplaintRow) (open, late int) {
	for _, row := range rows {
		if row.Open {
			open++
		}
		if row.Overdue {
			late++
		}
	}
	return open, late
}

// Officer names a user.
func (p *Presenter) Officer(user string) string { return cmp.Or(p.officers[user], user) }

// At is a complaint of the list.
func (p *Presenter) At(row int) (c desk.ComplaintRow, ok bool) {
	if row < 0 || row >= len(p.rows) {
		return c, false
	}
	return p.rows[row], true
}

// New asks which dossier a new complaint is about and then for all the rest.
func (p *Presenter) New() { p.view.AskDossier(p.About) }

// About begins a complaint about the dossier that a number, a slip or a name finds,
// or about none.
func (p *Presenter) About(text string) {
	if text == "" {
		p.ask(desk.Row{})
		return
	}
	p.once.Start(func(release func()) {
		p.view.ShowBusy("Đang tìm hồ sơ…")
		kit.Background(p.owner, func(ctx context.Context) ([]desk.Row, error) {
			return p.desk.Search(ctx, text)
		}, func(rows []desk.Row, err error) {
			release()
			p.view.ShowBusy("")
			switch {
			case err != nil:
				p.view.ShowError(words.Of(err))
			case len(rows) == 0:
				p.events.Emit("complaint-about-nobody")
				p.view.ShowError(words.Of(desk.ErrNotFound))
			case len(rows) == 1:
				p.ask(rows[0])
			default:
				p.choose(rows)
			}
		})
	})
}

func (p *Presenter) choose(rows []desk.Row) {
	choices := make([]kit.Choice, 0, len(rows))
	byID := map[string]desk.Row{}
	for _, row := range rows {
		choices = append(choices, kit.Choice{Code: string(row.ID), Text: row.Name + ", " + words.Date(row.Birth),
			Detail: words.Number(row.Number) + " " + words.State(row.State)})
		byID[string(row.ID)] = row
	}
	p.view.Choose("Phản ánh về hồ sơ nào?", choices, func(c kit.Choice) { p.ask(byID[c.Code]) })
}

// ask asks for a new complaint about a dossier, or about none.
func (p *Presenter) ask(row desk.Row) {
	draft := Draft{Of: row.ID, Promised: p.desk.ComplaintDue()}
	if row.ID != "" {
		draft.Whose = row.Name + " · " + words.Number(row.Number)
		if row.Receipt != "" {
			draft.Whose += " · giấy hẹn " + row.Receipt
		}
		draft.Caller = row.Name // most often it is the holder who calls
	}
	p.view.AskComplaint("Phản ánh mới", draft, func(d Draft) {
		p.act("Đang ghi…", func(ctx context.Context) error {
			_, err := p.desk.FileComplaint(ctx, d.Of, d.Complaint, d.Promised)
			return err
		}, "complaint-filed", "Đã ghi phản ánh, hẹn trả lời "+d.Promised.String()+".")
	})
	p.events.Emit("complaint-asked", "dossier", string(row.ID))
}

// Amend corrects an open complaint.
func (p *Presenter) Amend(row int) {
	c, ok := p.At(row)
	if !ok || !c.Open || c.Gone {
		return
	}
	draft := Draft{Of: c.Of, Whose: c.Row.Name, Complaint: c.Complaint, Promised: c.Promised}
	p.view.AskComplaint("Sửa phản ánh", draft, func(d Draft) {
		p.act("Đang ghi…", func(ctx context.Context) error {
			return p.desk.AmendComplaint(ctx, c, d.Complaint, d.Promised)
		}, "complaint-amended", "Đã sửa phản ánh.")
	})
}

// Answer records what who complained was told.
func (p *Presenter) Answer(row int) {
	c, ok := p.At(row)
	if !ok || !c.Open || c.Gone {
		return
	}
	p.view.AskAnswer(c, func(how, text string) {
		p.act("Đang ghi…", func(ctx context.Context) error {
			return p.desk.AnswerComplaint(ctx, c, how, text)
		}, "complaint-answered", "Đã ghi trả lời.")
	})
}

// Reopen opens an answered complaint again.
func (p *Presenter) Reopen(row int) {
	c, ok := p.At(row)
	if !ok || c.Open || c.Gone {
		return
	}
	p.view.AskWhy(c, func(why string) {
		p.act("Đang ghi…", func(ctx context.Context) error {
			return p.desk.ReopenComplaint(ctx, c, why)
		}, "complaint-reopened", "Phản ánh chờ trả lời lại.")
	})
}

// title says which complaints the list holds.
func (p *Presenter) title() string {
	f := p.filter
	text := "Phản ánh chưa trả lời"
	if f.All {
		text = "Mọi phản ánh"
	}
	if !f.From.IsZero() {
		text += " từ " + f.From.String()
	}
	if !f.To.IsZero() {
		text += " đến " + f.To.String()
	}
	return text
}

// Print shows the list as it will be printed for signing.
func (p *Presenter) Print() {
	rows, title := p.rows, p.title()
	p.view.ShowPaper("Sổ theo dõi phản ánh", func(ctx context.Context) (desk.ReportPaper, error) {
		return p.desk.ComplaintsPaper(ctx, rows, title)
	})
}

// Export writes the list into a spreadsheet.
func (p *Presenter) Export() {
	rows, title, path := p.rows, p.title(), ""
	p.acting("Đang xuất tệp…", func(ctx context.Context) (err error) {
		path, err = p.desk.ExportComplaints(ctx, rows, title, desk.SheetXLSX)
		return err
	}, func() {
		p.events.Emit("complaints-exported")
		p.view.Done(fmt.Sprintf("Đã xuất %d phản ánh ra tệp %s", len(rows), path))
	})
}

// act does something in the background, says that it was done and reads anew.
func (p *Presenter) act(busy string, do func(context.Context) error, event, done string) {
	p.acting(busy, do, func() {
		p.events.Emit(event)
		p.view.Done(done)
	})
}

func (p *Presenter) acting(busy string, do func(context.Context) error, done func()) {
	kit.Act(p.owner, &p.once, func() { p.view.ShowBusy(busy) }, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) {
		p.view.ShowBusy("")
		if err != nil {
			p.view.ShowError(words.Of(err))
		} else {
			done()
		}
		p.view.Changed()
		p.Load()
	})
}
