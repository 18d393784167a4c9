// Package intake is the counter: a citizen's dossier from the first keystroke to
// the appointment slip.
package intake

import (
	"context"
	"reflect"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Autosave waits until the hands rest, but never longer than saveLatest after
// the first unsaved change, so that a draft is on the disk within a second.
const (
	saveRest   = 250 * time.Millisecond
	saveLatest = 700 * time.Millisecond
)

// Desk is what the counter needs of the desk.
type Desk interface {
	NewDossier(ctx context.Context, identity dossier.Identity) (dossier.ID, error)
	Open(ctx context.Context, id dossier.ID) (desk.Opened, error)
	List(ctx context.Context, states ...dossier.State) ([]desk.Row, error)
	SaveIdentity(ctx context.Context, id dossier.ID, base int, identity dossier.Identity) (int, error)
	LookUp(ctx context.Context, id dossier.ID, identity dossier.Identity) (dossier.Lookup, error)
	Cancel(ctx context.Context, id dossier.ID, reason string) error
}

// View is what the presenter says to the window. It is called on the UI
// goroutine only.
type View interface {
	ShowDrafts([]desk.Row)
	ShowDossier(desk.Opened)
	ShowIdentity(dossier.Identity)
	ShowSaved(at time.Time)
	ShowFindings([]dossier.Finding)
	ShowLookup(dossier.Lookup, []desk.Difference)
	ShowBusy(text string)
	ShowError(words.Message)
	FocusField(name string)
}

// Presenter holds the dossier in work. All its methods are called on the UI
// goroutine; it knows no window.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events
	clock  port.Clock
	// after runs f on the UI goroutine once d has passed, unless stopped.
	after func(d time.Duration, f func()) (stop func())

	opened    desk.Opened
	open      bool
	dirty     bool
	dirtyFrom time.Time
	saving    bool
	stopTimer func()
	flushed   []func(error)
	starting  kit.Once
	looking   string // number of the lookup that runs
}

// Params are what a presenter is made of.
type Params struct {
	After  func(d time.Duration, f func()) (stop func())
	Clock  port.Clock
	Desk   Desk
	Events kit.Events
	Owner  *kit.Owner
	View   View
}

// NewPresenter makes the presenter of one counter.
func NewPresenter(p Params) *Presenter {
	return &Presenter{
		desk: p.Desk, owner: p.Owner, view: p.View, events: p.Events, clock: p.Clock, after: p.After,
	}
}

// ID is the dossier in work, "" when there is none.
func (p *Presenter) ID() dossier.ID {
	if !p.open {
		return ""
	}
	return p.opened.ID
}

// Identity is the identity section as it stands.
func (p *Presenter) Identity() dossier.Identity { return p.opened.Identity }

// Opened is the dossier in work.
func (p *Presenter) Opened() desk.Opened { return p.opened }

// Drafts lists the dossiers that wait for a clerk.
func (p *Presenter) Drafts() {
	kit.Background(p.owner, func(ctx context.Context) ([]desk.Row, error) {
		return p.desk.List(ctx, dossier.Draft, dossier.Returned, dossier.RecaptureWanted, dossier.Rejected, dossier.Waiting)
	}, func(rows []desk.Row, err error) {
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.view.ShowDrafts(rows)
		p.events.Emit("drafts-shown", "count", len(rows))
	})
}

// Start opens a new dossier with what was scanned or typed at the door: the QR
// code of an old card, a personal number, or nothing.
func (p *Presenter) Start(text string) {
	identity := dossier.Identity{Request: dossier.Request{Regime: dossier.RegimeAt(p.clock.Now())}}
	if qr, err := person.ParseCardQR(text); err == nil {
		identity, _ = desk.FillFromCardQR(identity, qr)
	} else if number, err := person.ParsePersonalNumber(text); err == nil {
		identity.PersonalNumber = string(number)
	}
	p.starting.Start(func(release func()) {
		p.view.ShowBusy("Đang mở hồ sơ…")
		kit.Background(p.owner, func(ctx context.Context) (desk.Opened, error) {
			defer release()
			id, err := p.desk.NewDossier(ctx, identity)
			if err != nil {
				return desk.Opened{}, err
			}
			return p.desk.Open(ctx, id)
		}, p.shown)
	})
}

// Resume opens a dossier that was begun before.
func (p *Presenter) Resume(id dossier.ID) {
	p.starting.Start(func(release func()) {
		p.view.ShowBusy("Đang mở hồ sơ…")
		kit.Background(p.owner, func(ctx context.Context) (desk.Opened, error) {
			defer release()
			return p.desk.Open(ctx, id)
		}, p.shown)
	})
}

func (p *Presenter) shown(opened desk.Opened, err error) {
	p.view.ShowBusy("")
	if err != nil {
		p.view.ShowError(words.Of(err))
		return
	}
	p.opened, p.open, p.dirty = opened, true, false
	p.view.ShowDossier(opened)
	p.view.ShowFindings(opened.Findings)
	p.view.ShowLookup(opened.Identity.Lookup, p.differences())
	p.events.Emit("dossier-open", "dossier", string(opened.ID), "state", string(opened.State))
	if opened.Identity.PersonalNumber != "" && opened.Identity.Lookup.Record == nil {
		p.LookUp()
	}
}

// Reload reads the dossier anew, after captures or prints changed its sections.
func (p *Presenter) Reload(then func()) {
	id := p.opened.ID
	kit.Background(p.owner, func(ctx context.Context) (desk.Opened, error) {
		return p.desk.Open(ctx, id)
	}, func(opened desk.Opened, err error) {
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		if p.opened.ID == id {
			p.opened = opened
			p.view.ShowFindings(opened.Findings)
		}
		if then != nil {
			then()
		}
	})
}

// Set changes the identity section: what was typed goes to the disk by itself.
func (p *Presenter) Set(change func(*dossier.Identity)) {
	if !p.open {
		return
	}
	before := p.opened.Identity
	change(&p.opened.Identity)
	if reflect.DeepEqual(before, p.opened.Identity) {
		return
	}
	p.judge()
	p.changed()
}

func (p *Presenter) judge() {
	p.opened.Findings = dossier.Validate(p.opened.Content, p.clock.Now())
	p.view.ShowFindings(p.opened.Findings)
}

// changed notes that something is not saved yet and sets the timer.
func (p *Presenter) changed() {
	now := p.clock.Now()
	if !p.dirty {
		p.dirty, p.dirtyFrom = true, now
	}
	if p.stopTimer != nil {
		p.stopTimer()
	}
	wait := min(saveRest, max(0, saveLatest-now.Sub(p.dirtyFrom)))
	p.stopTimer = p.after(wait, p.save)
}

// save writes the section as it stands. While a save runs no other starts; what
// was typed meanwhile follows in the next one.
func (p *Presenter) save() {
	if p.stopTimer != nil {
		p.stopTimer()
		p.stopTimer = nil
	}
	if p.saving {
		return
	}
	if !p.dirty {
		p.flushedNow(nil)
		return
	}
	p.saving, p.dirty = true, false
	id, base, identity := p.opened.ID, p.opened.Revisions[dossier.SectionIdentity], p.opened.Identity
	kit.Background(p.owner, func(ctx context.Context) (int, error) {
		return p.desk.SaveIdentity(ctx, id, base, identity)
	}, func(revision int, err error) {
		p.saving = false
		if err != nil {
			p.dirty = true
			p.view.ShowError(words.Of(err))
			p.flushedNow(err)
			return
		}
		if p.opened.ID == id {
			p.opened.Revisions[dossier.SectionIdentity] = revision
		}
		p.view.ShowSaved(p.clock.Now())
		p.events.Emit("saved", "dossier", string(id), "revision", revision, "pending", p.dirty)
		if p.dirty {
			p.save()
			return
		}
		p.flushedNow(nil)
	})
}

func (p *Presenter) flushedNow(err error) {
	waiting := p.flushed
	p.flushed = nil
	for _, f := range waiting {
		f(err)
	}
}

// Flush saves what is not saved yet and calls then when all is on the disk.
func (p *Presenter) Flush(then func(error)) {
	if !p.open {
		then(nil)
		return
	}
	p.flushed = append(p.flushed, then)
	p.save()
}

// Close leaves the dossier; it stays in the list of drafts.
func (p *Presenter) Close(then func()) {
	p.Flush(func(err error) {
		if err != nil {
			return
		}
		p.opened, p.open = desk.Opened{}, false
		then()
	})
}

// Scanned takes a scanner burst and reports whether it meant something here.
func (p *Presenter) Scanned(text string) bool {
	qr, err := person.ParseCardQR(text)
	if err != nil {
		return false
	}
	if !p.open {
		p.Start(text)
		return true
	}
	filled, differs := desk.FillFromCardQR(p.opened.Identity, qr)
	p.opened.Identity = filled
	p.judge()
	p.changed()
	p.view.ShowIdentity(filled)
	p.events.Emit("scanned", "differs", len(differs))
	if len(differs) > 0 {
		p.view.FocusField(differs[0])
	}
	if p.opened.Identity.Lookup.Record == nil {
		p.LookUp()
	}
	return true
}

// LookUp asks the population database for the typed number, in the background;
// typing goes on.
func (p *Presenter) LookUp() {
	number, err := person.ParsePersonalNumber(p.opened.Identity.PersonalNumber)
	if err != nil || !p.open || p.looking == string(number) {
		return
	}
	p.looking = string(number)
	id, identity := p.opened.ID, p.opened.Identity
	p.events.Emit("lookup-started")
	kit.Background(p.owner, func(ctx context.Context) (dossier.Lookup, error) {
		return p.desk.LookUp(ctx, id, identity)
	}, func(lookup dossier.Lookup, err error) {
		p.looking = ""
		if p.opened.ID != id {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.opened.Identity.Lookup = lookup
		if lookup.Record != nil {
			p.opened.Identity = desk.FillFromRecord(p.opened.Identity, *lookup.Record)
			p.view.ShowIdentity(p.opened.Identity)
		}
		p.judge()
		p.changed()
		p.view.ShowLookup(lookup, p.differences())
		p.events.Emit("lookup", "status", lookup.Status)
	})
}

func (p *Presenter) differences() []desk.Difference {
	record := p.opened.Identity.Lookup.Record
	if record == nil {
		return nil
	}
	return desk.CompareRecord(p.opened.Identity, *record)
}

// Cancel ends the draft with a reason.
func (p *Presenter) Cancel(reason string, then func()) {
	id := p.opened.ID
	p.Flush(func(error) {
		kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.desk.Cancel(ctx, id, reason)
		}, func(_ struct{}, err error) {
			if err != nil {
				p.view.ShowError(words.Of(err))
				return
			}
			p.opened, p.open = desk.Opened{}, false
			p.events.Emit("cancelled", "dossier", string(id))
			then()
		})
	})
}
