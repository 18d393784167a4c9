// Package closing is the screen on which a shift is handed over and a day is closed:
// a checklist that says of each thing that it agrees or what exactly does not, with
// a door to it, the counts that are typed, two signatures, and the record to print.
package closing

import (
	"context"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Checklist(ctx context.Context, kind desk.ClosingKind, counted desk.HandCount) (desk.Checklist, error)
	HandShiftOver(ctx context.Context, s desk.Signing) (string, error)
	CloseDay(ctx context.Context, s desk.Signing) error
	ReopenDay(ctx context.Context, reason string) error
	ShiftPaper(ctx context.Context, id string) (desk.ReportPaper, error)
	DayPaper(ctx context.Context, day person.CivilDate) (desk.ReportPaper, error)
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowList(list desk.Checklist)
	// OpenDoor goes to what a line is about.
	OpenDoor(key desk.CheckKey, id dossier.ID)
	ShowPaper(title string, make papers.Maker)
	Busy(text string)
	Failed(words.Message)
	Done(text string)
}

// Presenter holds the checklist and what was counted. Its methods are called on the
// UI goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events
	clock  func() time.Time

	kind    desk.ClosingKind
	counted desk.HandCount
	list    desk.Checklist
	ready   bool // the list is that of the kind and of what was counted
	asked   int
	once    kit.Once
}

// NewPresenter makes the presenter of one screen.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View, clock func() time.Time) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, clock: clock, kind: desk.ClosingDay}
}

// Begin shows the checklist of the day, as a supervisor closes it, or of a shift.
// What was counted before stays: the clerk comes back from a door.
func (p *Presenter) Begin() { p.Load() }

// Kind is which checklist is shown.
func (p *Presenter) Kind() desk.ClosingKind { return p.kind }

// SetKind shows the other checklist; what was counted was counted for the one before.
func (p *Presenter) SetKind(kind desk.ClosingKind) {
	if kind == p.kind {
		return
	}
	p.kind, p.counted = kind, desk.HandCount{}
	p.Load()
}

// Load reckons the checklist off the UI goroutine.
func (p *Presenter) Load() {
	p.asked++
	p.ready = false
	asked, kind, counted := p.asked, p.kind, p.counted
	kit.Background(p.owner, func(ctx context.Context) (desk.Checklist, error) {
		return p.desk.Checklist(ctx, kind, counted)
	}, func(list desk.Checklist, err error) {
		if asked != p.asked {
			return
		}
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.list, p.ready = list, true
		p.view.ShowList(list)
		p.events.Emit("checklist", "kind", string(kind), "day", list.Day.ISO(), "wrong", wrong(list), "agrees", list.Agrees(),
			"box", list.Box, "closed", list.Closed)
	})
}

// wrong names the lines that do not agree, in their order.
func wrong(list desk.Checklist) string {
	text := ""
	for _, l := range list.Lines {
		if !l.Agrees {
			if text != "" {
				text += ","
			}
			text += string(l.Key)
		}
	}
	return text
}

// List is the checklist that is shown.
func (p *Presenter) List() desk.Checklist { return p.list }

// Counted is what was counted so far.
func (p *Presenter) Counted() desk.HandCount { return p.counted }

// Count takes what was counted by hand.
func (p *Presenter) Count(counted desk.HandCount) {
	p.counted = counted
	p.Load()
}

// Open goes through the door of a line.
func (p *Presenter) Open(row int) {
	if row >= 0 && row < len(p.list.Lines) {
		l := p.list.Lines[row]
		p.view.OpenDoor(l.Key, l.Dossier)
	}
}

// Sign hands the shift over or closes the day, with the word of the other officer,
// and shows the record.
func (p *Presenter) Sign(other, password, note string) {
	if !p.ready {
		return
	}
	kind, day := p.kind, p.list.Day
	s := desk.Signing{Counted: p.counted, Note: note, Other: other, Password: password}
	p.act("Đang ký…", func(ctx context.Context) (string, error) {
		if kind == desk.ClosingShift {
			return p.desk.HandShiftOver(ctx, s)
		}
		return "", p.desk.CloseDay(ctx, s)
	}, func(id string) {
		p.counted = desk.HandCount{}
		p.Load()
		if kind == desk.ClosingShift {
			p.events.Emit("shift-handed", "to", other)
			p.view.Done("Đã giao ca. In biên bản để hai bên ký.")
			p.view.ShowPaper("Biên bản giao ca", func(ctx context.Context) (desk.ReportPaper, error) { return p.desk.ShiftPaper(ctx, id) })
			return
		}
		p.events.Emit("day-closed", "day", day.ISO())
		p.view.Done("Đã chốt ngày. In biên bản để ký.")
		p.dayPaper(day)
	})
}

// Paper shows the record of the day again, once it is closed.
func (p *Presenter) Paper() {
	if p.ready && p.list.Closed {
		p.dayPaper(p.list.Day)
	}
}

func (p *Presenter) dayPaper(day person.CivilDate) {
	p.view.ShowPaper("Biên bản chốt ngày", func(ctx context.Context) (desk.ReportPaper, error) { return p.desk.DayPaper(ctx, day) })
}

// Reopen opens the closed day again, for a reason.
func (p *Presenter) Reopen(reason string) {
	p.act("Đang mở lại…", func(ctx context.Context) (string, error) { return "", p.desk.ReopenDay(ctx, reason) }, func(string) {
		p.events.Emit("day-reopened")
		p.view.Done("Đã mở lại ngày. Chốt lại khi xong.")
		p.Load()
	})
}

// act does one thing at a time.
func (p *Presenter) act(busy string, do func(context.Context) (string, error), after func(id string)) {
	p.once.Start(func(release func()) {
		p.view.Busy(busy)
		kit.Background(p.owner, do, func(id string, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			after(id)
		})
	})
}
