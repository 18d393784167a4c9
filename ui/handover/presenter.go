// Package handover gives the finished card to its holder: found by anything the
// citizen brings, its chip read and put beside the dossier, its giving recorded.
package handover

import (
	"context"
	"errors"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Search(ctx context.Context, text string) ([]desk.Row, error)
	Open(ctx context.Context, id dossier.ID) (desk.Opened, error)
	Picture(ctx context.Context, blob string) ([]byte, error)
	CheckChip(ctx context.Context, opened desk.Opened, reader string, progress func(port.CardProgress)) (desk.ChipCheck, error)
	HandOver(ctx context.Context, opened desk.Opened, check desk.ChipCheck, recipient dossier.Handover) error
	ReportFault(ctx context.Context, opened desk.Opened, serial, reason string) error
	HandoverRecord(ctx context.Context, id dossier.ID) (desk.Paper, error)
	Print(ctx context.Context, id dossier.ID, paper desk.Paper, printer string) error
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowFound(rows []desk.Row)
	ShowDossier(opened desk.Opened, portrait []byte)
	ShowReader(readers []port.Reader)
	ShowProgress(port.CardProgress)
	ShowCheck(desk.ChipCheck)
	ShowBusy(text string)
	ShowFailed(words.Message)
	ShowHandedOver(opened desk.Opened)
	Changed()
}

// Presenter holds the handover in work.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events

	opened  desk.Opened
	open    bool
	check   *desk.ChipCheck
	readers []port.Reader
	read    map[string]uint32 // reader → insertion that was read already
	stop    context.CancelFunc
	reading kit.Once
	acting  kit.Once
}

// NewPresenter makes the presenter of one handover screen.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, read: map[string]uint32{}}
}

// Find looks for the dossier by anything: one hit is opened at once.
func (p *Presenter) Find(text string) {
	kit.Background(p.owner, func(ctx context.Context) ([]desk.Row, error) {
		return p.desk.Search(ctx, text)
	}, func(rows []desk.Row, err error) {
		if err != nil {
			p.view.ShowFailed(words.Of(err))
			return
		}
		p.events.Emit("found", "count", len(rows))
		if len(rows) == 0 {
			p.view.ShowFailed(words.Of(desk.ErrNotFound))
			return
		}
		if len(rows) == 1 {
			p.Open(rows[0].ID)
			return
		}
		p.view.ShowFound(rows)
	})
}

// Open shows one dossier and reads the card if one lies on a reader.
func (p *Presenter) Open(id dossier.ID) {
	type read struct {
		opened   desk.Opened
		portrait []byte
	}
	p.Leave()
	kit.Background(p.owner, func(ctx context.Context) (read, error) {
		opened, err := p.desk.Open(ctx, id)
		if err != nil {
			return read{}, err
		}
		r := read{opened: opened}
		if capture := opened.Portrait.Capture; capture != nil {
			r.portrait, err = p.desk.Picture(ctx, capture.Picture)
		}
		return r, err
	}, func(r read, err error) {
		if err != nil {
			p.view.ShowFailed(words.Of(err))
			return
		}
		p.opened, p.open, p.check = r.opened, true, nil
		clear(p.read)
		p.view.ShowDossier(r.opened, r.portrait)
		_, ready := desk.ReadyCard(r.opened)
		p.events.Emit("handover-open", "dossier", string(id), "ready", ready)
		if !ready {
			p.view.ShowFailed(words.Of(desk.ErrNoCard))
			return
		}
		p.tryRead()
	})
}

// Leave drops the handover in work.
func (p *Presenter) Leave() {
	if p.stop != nil {
		p.stop()
	}
	p.opened, p.open, p.check = desk.Opened{}, false, nil
}

// Opened is the dossier in work.
func (p *Presenter) Opened() (desk.Opened, bool) { return p.opened, p.open }

// Readers takes the readers as they are now; a card that was just laid down is
// read at once.
func (p *Presenter) Readers(readers []port.Reader) {
	p.readers = readers
	p.view.ShowReader(readers)
	p.tryRead()
}

func (p *Presenter) tryRead() {
	if !p.open || p.check != nil && p.check.Matched {
		return
	}
	if _, ready := desk.ReadyCard(p.opened); !ready {
		return
	}
	for _, reader := range p.readers {
		if insertion, seen := p.read[reader.Name]; reader.CardPresent && (!seen || insertion != reader.Insertion) {
			p.read[reader.Name] = reader.Insertion
			p.readCard(reader.Name)
			return
		}
	}
}

// ReadAgain reads the card once more.
func (p *Presenter) ReadAgain() {
	for _, reader := range p.readers {
		if reader.CardPresent {
			p.readCard(reader.Name)
			return
		}
	}
	p.view.ShowFailed(words.Of(&port.CardError{Fault: port.CardAbsent}))
}

func (p *Presenter) readCard(reader string) {
	if !p.open {
		return
	}
	p.reading.Start(func(release func()) {
		var ctx context.Context
		ctx, p.stop = context.WithCancel(p.owner.Context())
		opened, stop := p.opened, p.stop
		p.view.ShowBusy("Đang đọc chip…")
		p.events.Emit("card-reading")
		kit.Background(p.owner, func(context.Context) (desk.ChipCheck, error) {
			defer stop()
			defer release()
			return p.desk.CheckChip(ctx, opened, reader, func(progress port.CardProgress) {
				p.owner.Do(func() { p.view.ShowProgress(progress) })
			})
		}, func(check desk.ChipCheck, err error) {
			p.view.ShowBusy("")
			if p.opened.ID != opened.ID {
				return
			}
			if err != nil {
				fault := ""
				var card *port.CardError
				if errors.As(err, &card) {
					fault = string(card.Fault)
				}
				p.view.ShowFailed(words.Of(err))
				p.events.Emit("card-failed", "fault", fault)
				p.tryRead() // the card may have been laid down again meanwhile
				return
			}
			p.check = &check
			p.view.ShowCheck(check)
			p.events.Emit("card-read", "matched", check.Matched, "access", check.Reading.Access, "apdus", check.Reading.APDUs)
		})
	})
}

// HandOver records the giving. A chip that does not fit is refused.
func (p *Presenter) HandOver(recipient dossier.Handover) {
	if !p.open || p.check == nil {
		p.view.ShowFailed(words.Of(&port.CardError{Fault: port.CardAbsent}))
		return
	}
	if !p.check.Matched {
		p.view.ShowFailed(words.Of(desk.ErrChipMismatch))
		return
	}
	opened, check := p.opened, *p.check
	p.act("Đang ghi nhận…", func(ctx context.Context) error {
		return p.desk.HandOver(ctx, opened, check, recipient)
	}, func() {
		p.events.Emit("handed-over", "dossier", string(opened.ID))
		p.view.ShowHandedOver(opened)
	})
}

// ReportFault records a faulty card: it is not given away.
func (p *Presenter) ReportFault(reason string) {
	card, ready := desk.ReadyCard(p.opened)
	if !p.open || !ready {
		return
	}
	opened := p.opened
	p.act("Đang báo lỗi thẻ…", func(ctx context.Context) error {
		return p.desk.ReportFault(ctx, opened, card.Serial, reason)
	}, func() {
		p.events.Emit("fault-reported", "dossier", string(opened.ID))
		p.Open(opened.ID)
	})
}

func (p *Presenter) act(busy string, act func(context.Context) error, done func()) {
	p.acting.Start(func(release func()) {
		p.view.ShowBusy(busy)
		kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
			defer release()
			return struct{}{}, act(ctx)
		}, func(_ struct{}, err error) {
			p.view.ShowBusy("")
			if err != nil {
				p.view.ShowFailed(words.Of(err))
				p.events.Emit("handover-failed")
				return
			}
			done()
			p.view.Changed()
		})
	})
}

// PrintRecord prints the record of the last handover.
func (p *Presenter) PrintRecord(id dossier.ID) {
	p.act("Đang in biên bản…", func(ctx context.Context) error {
		paper, err := p.desk.HandoverRecord(ctx, id)
		if err != nil {
			return err
		}
		return p.desk.Print(ctx, id, paper, "")
	}, func() { p.events.Emit("printed", "paper", "tra-the") })
}
