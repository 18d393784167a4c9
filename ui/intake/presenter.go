// Package intake is the counter: a citizen's dossier from the first keystroke to
// the appointment slip.
package intake

import (
	"context"
	"errors"
	"reflect"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
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
	Resume(ctx context.Context, id dossier.ID) (desk.Opened, error)
	TakeOver(ctx context.Context, id dossier.ID, from string) (desk.Opened, error)
	List(ctx context.Context, states ...dossier.State) ([]desk.Row, error)
	SaveIdentity(ctx context.Context, id dossier.ID, base int, identity dossier.Identity) (int, error)
	LookUp(ctx context.Context, id dossier.ID, identity dossier.Identity) (dossier.Lookup, error)
	Cancel(ctx context.Context, id dossier.ID, reason string) error
	Validate(content dossier.Content) []dossier.Finding
	Alike(ctx context.Context, id dossier.ID, identity dossier.Identity) ([]desk.Alike, error)
	NextOfHousehold(ctx context.Context, of dossier.ID) (dossier.ID, error)
	Wait(ctx context.Context, id dossier.ID, reason dossier.WaitingReason) (person.CivilDate, error)
	EndWait(ctx context.Context, id dossier.ID) error
	Settle(id dossier.Identity, field string, choice dossier.ValueFrom, paper string) (dossier.Identity, error)
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
	// ShowDifferences opens the decisions between the sources.
	ShowDifferences()
	// AskTakeOver asks whether to go on with what somebody else began.
	AskTakeOver(who desk.OthersWorkError, yes func())
	// ShowAlike shows other dossiers of, perhaps, the same person.
	ShowAlike([]desk.Alike)
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
	onDisk    dossier.Identity // as last read or saved: what the next save is made from
	dirty     bool
	dirtyFrom time.Time
	saving    bool
	stopTimer func()
	flushed   []func(error)
	starting  kit.Once
	looking   string // number of the lookup that runs
	typed     bool   // something was typed since the dossier was opened
	compared  string // what other dossiers were compared by
	alike     []desk.Alike
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
	} else if mrz, err := person.ParseTD1(text); err == nil {
		identity, _ = desk.FillFromMRZ(identity, mrz)
	} else if number, err := person.ParsePersonalNumber(text); err == nil {
		identity.PersonalNumber = string(number)
	}
	p.begin(func(ctx context.Context) (dossier.ID, error) { return p.desk.NewDossier(ctx, identity) })
}

// Resume opens a dossier that was begun before.
func (p *Presenter) Resume(id dossier.ID) {
	p.begin(func(context.Context) (dossier.ID, error) { return id, nil })
}

// begin opens the dossier that which names, made just then or long ago. The work
// of somebody else is asked about before.
func (p *Presenter) begin(which func(context.Context) (dossier.ID, error)) {
	var id dossier.ID
	p.opening(func(ctx context.Context) (desk.Opened, error) {
		var err error
		if id, err = which(ctx); err != nil {
			return desk.Opened{}, err
		}
		return p.desk.Resume(ctx, id)
	}, func(opened desk.Opened, err error) {
		var others *desk.OthersWorkError
		if !errors.As(err, &others) {
			p.shown(opened, err)
			return
		}
		p.view.ShowBusy("")
		p.view.AskTakeOver(*others, func() { p.takeOver(id, others.User) })
	})
}

// takeOver goes on with what somebody else began.
func (p *Presenter) takeOver(id dossier.ID, from string) {
	p.opening(func(ctx context.Context) (desk.Opened, error) {
		return p.desk.TakeOver(ctx, id, from)
	}, func(opened desk.Opened, err error) {
		if err == nil {
			p.events.Emit("taken-over", "dossier", string(id), "from", from)
		}
		p.shown(opened, err)
	})
}

// opening reads a dossier in the background, one at a time.
func (p *Presenter) opening(read func(context.Context) (desk.Opened, error), done func(desk.Opened, error)) {
	p.starting.Start(func(release func()) {
		p.view.ShowBusy("Đang mở hồ sơ…")
		kit.Background(p.owner, read, func(opened desk.Opened, err error) {
			release()
			done(opened, err)
		})
	})
}

func (p *Presenter) shown(opened desk.Opened, err error) {
	p.view.ShowBusy("")
	if err != nil {
		p.view.ShowError(words.Of(err))
		return
	}
	p.opened, p.open, p.dirty, p.typed, p.onDisk = opened, true, false, false, opened.Identity
	p.compared, p.alike = "", nil
	p.view.ShowAlike(nil)
	p.view.ShowDossier(opened)
	p.view.ShowFindings(opened.Findings)
	p.view.ShowLookup(opened.Identity.Lookup, p.differences())
	p.events.Emit("dossier-open", "dossier", string(opened.ID), "state", string(opened.State))
	if opened.State.Editable() && opened.Identity.Lookup.Record == nil {
		p.LookUp()
	}
	p.lookAlike()
}

// Reload reads the dossier anew, after captures or prints changed its sections.
// What was typed is saved before, and what is typed meanwhile stays.
func (p *Presenter) Reload(then func()) {
	id := p.opened.ID
	p.Flush(func(err error) {
		if err != nil {
			return
		}
		kit.Background(p.owner, func(ctx context.Context) (desk.Opened, error) {
			return p.desk.Open(ctx, id)
		}, func(opened desk.Opened, err error) {
			if err != nil {
				p.view.ShowError(words.Of(err))
				return
			}
			if p.opened.ID != id {
				return // left meanwhile
			}
			p.reread(opened)
			if then != nil {
				then()
			}
		})
	})
}

// reread takes over what the disk says. The identity section is this presenter's
// own: it is taken only where another station wrote it and nothing is typed here.
func (p *Presenter) reread(opened desk.Opened) {
	mine := p.opened.Revisions[dossier.SectionIdentity]
	if p.dirty || p.saving || opened.Revisions[dossier.SectionIdentity] <= mine {
		opened.Identity = p.opened.Identity
		opened.Revisions[dossier.SectionIdentity] = mine
	} else {
		p.onDisk = opened.Identity
		p.view.ShowIdentity(opened.Identity)
	}
	p.opened = opened
	p.judge()
}

// Set changes the identity section: what was typed goes to the disk by itself.
func (p *Presenter) Set(change func(*dossier.Identity)) {
	if !p.open {
		return
	}
	before := p.opened.Identity
	change(&p.opened.Identity)
	if before.PersonalNumber != p.opened.Identity.PersonalNumber {
		p.opened.Identity.Lookup = dossier.Lookup{} // it was of another person
	}
	dossier.RefreshLookup(&p.opened.Identity)
	if reflect.DeepEqual(before, p.opened.Identity) {
		return
	}
	p.typed = true
	p.judge()
	p.changed()
}

func (p *Presenter) judge() {
	p.opened.Findings = append(p.desk.Validate(p.opened.Content), p.opened.Complaints...)
	p.view.ShowFindings(p.opened.Findings)
	p.view.ShowLookup(p.opened.Identity.Lookup, p.differences())
}

// Settle decides one difference between the sources.
func (p *Presenter) Settle(field string, choice dossier.ValueFrom, paper string) {
	if !p.open {
		return
	}
	settled, err := p.desk.Settle(p.opened.Identity, field, choice, paper)
	if err != nil {
		p.view.ShowError(words.Of(err))
		return
	}
	p.opened.Identity = settled
	p.view.ShowIdentity(settled)
	p.judge()
	p.changed()
	p.events.Emit("difference-settled", "field", field, "choice", string(choice), "open", len(dossier.Undecided(settled)))
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
	if !p.dirty || !p.open {
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
			p.notSaved(id, err)
			return
		}
		if p.opened.ID == id {
			p.opened.Revisions[dossier.SectionIdentity], p.onDisk = revision, identity
		}
		p.view.ShowSaved(p.clock.Now())
		p.events.Emit("saved", "dossier", string(id), "revision", revision, "pending", p.dirty)
		if p.dirty {
			p.save()
			return
		}
		p.flushedNow(nil)
		p.lookAlike()
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

// Close leaves the dossier; it stays in the list of drafts. What cannot be saved
// keeps it open, unless it never can be: the dossier has left intake meanwhile.
func (p *Presenter) Close(then func()) {
	p.Flush(func(err error) {
		if err != nil && !errors.Is(err, store.ErrNotEditable) {
			return
		}
		p.drop()
		then()
	})
}

// drop forgets the dossier in work and what was typed since the last save.
func (p *Presenter) drop() {
	if p.stopTimer != nil {
		p.stopTimer()
		p.stopTimer = nil
	}
	p.opened, p.open, p.dirty, p.onDisk = desk.Opened{}, false, false, dossier.Identity{}
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
			p.drop()
			p.events.Emit("cancelled", "dossier", string(id))
			then()
		})
	})
}
