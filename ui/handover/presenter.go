// Package handover gives the finished card to its holder: found by anything the
// citizen brings, its chip read and put beside the dossier, its giving recorded.
package handover

import (
	"context"
	"errors"
	"slices"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Search(ctx context.Context, text string) ([]desk.Row, error)
	Open(ctx context.Context, id dossier.ID) (desk.Opened, error)
	Picture(ctx context.Context, blob string) ([]byte, error)
	Readers(ctx context.Context) ([]port.Reader, error)
	CheckChip(ctx context.Context, opened desk.Opened, reader string, progress func(port.CardProgress)) (desk.ChipCheck, error)
	HandOver(ctx context.Context, opened desk.Opened, check desk.ChipCheck, recipient dossier.Handover) error
	MayOverride() bool
	VerifyFinger(ctx context.Context, opened desk.Opened, position port.Position) (desk.FingerCheck, error)
	ReportFault(ctx context.Context, opened desk.Opened, serial, reason string) error
	HandoverRecord(ctx context.Context, id dossier.ID) (desk.ReportPaper, error)
	PrintAtOnce(ctx context.Context, paper desk.ReportPaper) error
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowFound(rows []desk.Row)
	ShowDossier(opened desk.Opened, portrait []byte)
	ShowReader(readers []port.Reader)
	ShowProgress(port.CardProgress)
	// ShowPortrait shows the picture of the chip before anything is proved.
	ShowPortrait(jpeg []byte)
	// ShowCheck puts the chip beside the dossier; mayOverride says whether who
	// is logged in may hand the card over all the same.
	ShowCheck(check desk.ChipCheck, mayOverride bool)
	// AskFault opens the report of a faulty card with its reason filled in.
	AskFault(reason string)
	// AskOldCard asks what becomes of the old card that its holder was let keep until
	// now; the answer is [dossier.OldCollected] or another of them.
	AskOldCard(answer func(outcome string))
	// ShowNote says something that is neither busy nor a fault.
	ShowNote(text string)
	ShowBusy(text string)
	ShowFailed(words.Message)
	ShowHandedOver(opened desk.Opened)
	// ShowPaper shows a paper in the place of the screen.
	ShowPaper(title string, make papers.Maker)
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
	turn    int // counts dossiers opened and left: what comes late is dropped
	check   *desk.ChipCheck
	qr      *scannedQR // of the new card, scanned before or after its chip
	finger  *desk.FingerCheck
	readers []port.Reader
	read    map[string]uint32 // reader → insertion that was read already
	latest  string            // the reader that was read last
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
	turn := p.turn
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
		if turn != p.turn {
			return
		}
		if err != nil {
			p.view.ShowFailed(words.Of(err))
			return
		}
		p.opened, p.open = r.opened, true
		p.view.ShowDossier(r.opened, r.portrait)
		_, ready := desk.ReadyCard(r.opened)
		p.events.Emit("handover-open", "dossier", string(id), "ready", ready)
		if !ready {
			p.notReady(r.opened)
			return
		}
		p.tryRead()
	})
}

// notReadyNotes say of the states of a card why it is not handed over, and what can be
// done about it.
var notReadyNotes = map[dossier.CardState]string{
	dossier.CardFaulty:      "Thẻ đã báo lỗi. Chờ trung ương làm thẻ khác.",
	dossier.CardHandedOver:  "Thẻ đã trả. Nếu thẻ lỗi, nhấn Ctrl+B.",
	dossier.CardLost:        "Thẻ đã báo thất lạc. Nếu thẻ có đây: F8, quét thẻ, Enter, Đã tìm thấy thẻ.",
	dossier.CardUndelivered: "Thẻ không phát được, đã về điểm. F8, quét thẻ, Enter, Nhập lại kho rồi trả.",
	dossier.CardSentBack:    "Thẻ đã gửi lại trung ương. Xem lý do ở F8, Biên bản.",
	dossier.CardVoid:        "Trung ương đã hủy thẻ này. Không trả.",
	dossier.CardRecalled:    "Trung ương thu hồi thẻ này. Không trả; nếu công dân đang giữ thì thu lại.",
}

// notReady says why there is nothing to hand over.
func (p *Presenter) notReady(opened desk.Opened) {
	for _, card := range opened.Cards {
		if note, ok := notReadyNotes[card.State]; ok {
			p.view.ShowNote(note)
			return
		}
	}
	p.view.ShowFailed(words.Of(desk.ErrNoCard))
}

// Leave drops the handover in work.
func (p *Presenter) Leave() {
	if p.stop != nil {
		p.stop()
	}
	p.turn++
	p.opened, p.open, p.check, p.qr, p.finger = desk.Opened{}, false, nil, nil, nil
	clear(p.read)
}

// Opened is the dossier in work.
func (p *Presenter) Opened() (desk.Opened, bool) { return p.opened, p.open }

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
	recipient.Override = ""
	p.give(recipient)
}

// Override records the giving of a card whose chip does not fit, for the reason
// given. Only some roles may.
func (p *Presenter) Override(recipient dossier.Handover, reason string) {
	reason = strings.TrimSpace(reason)
	if !p.open || p.check == nil || p.check.Matched || reason == "" {
		return
	}
	if !p.desk.MayOverride() {
		p.view.ShowFailed(words.Of(dossier.ErrRole))
		return
	}
	recipient.Override = reason
	p.give(recipient)
}

// give asks first for the old card, if its holder still has it.
func (p *Presenter) give(recipient dossier.Handover) {
	if recipient.OldCard == "" && desk.OldCardWanted(p.opened) {
		turn := p.turn
		p.view.AskOldCard(func(outcome string) {
			if turn == p.turn && p.check != nil {
				recipient.OldCard = outcome
				p.give(recipient)
			}
		})
		p.events.Emit("old-card-asked")
		return
	}
	opened, check := p.opened, *p.check
	p.act("Đang ghi nhận…", func(ctx context.Context) error {
		return p.desk.HandOver(ctx, opened, check, recipient)
	}, func() {
		p.events.Emit("handed-over", "dossier", string(opened.ID), "overridden", !check.Matched, "to", recipient.To)
		p.Leave()
		p.view.ShowHandedOver(opened)
	})
}

// ReportFault records a faulty card: it is not given away, or is given back.
func (p *Presenter) ReportFault(reason string) {
	card, found := desk.FaultyCard(p.opened)
	if !p.open || !found {
		return
	}
	opened := p.opened
	p.act("Đang báo lỗi thẻ…", func(ctx context.Context) error {
		return p.desk.ReportFault(ctx, opened, card.Serial, reason)
	}, func() {
		p.events.Emit("fault-reported", "dossier", string(opened.ID), "reason", reason)
		p.Open(opened.ID)
	})
}

func (p *Presenter) act(busy string, act func(context.Context) error, done func()) {
	kit.Act(p.owner, &p.acting, func() { p.view.ShowBusy(busy) }, func(ctx context.Context) (struct{}, error) {
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
}

// PrintRecord prints the record of a handover at once.
func (p *Presenter) PrintRecord(id dossier.ID) {
	p.act("Đang in biên bản…", func(ctx context.Context) error {
		paper, err := p.desk.HandoverRecord(ctx, id)
		if err != nil {
			return err
		}
		return p.desk.PrintAtOnce(ctx, paper)
	}, func() {
		p.view.ShowNote("✓ Đã in biên bản trả thẻ.")
		p.events.Emit("printed", "paper", "tra-the")
	})
}

// ShowRecord shows the record of a handover before it is printed, "" for none.
func (p *Presenter) ShowRecord(id dossier.ID) {
	if id == "" {
		p.view.ShowNote("Chưa có biên bản nào: biên bản được lập khi thẻ đã trao. Biên bản cũ: tìm hồ sơ đã trả thẻ.")
		return
	}
	p.view.ShowPaper("Biên bản trả thẻ", func(ctx context.Context) (desk.ReportPaper, error) { return p.desk.HandoverRecord(ctx, id) })
}

// given reports whether the card that a record of handover is about is with its
// holder: of a card that came back the record tells nothing any more.
func given(opened desk.Opened) bool {
	return slices.ContainsFunc(opened.Cards, func(c store.Card) bool {
		return c.Serial == opened.Handover.Card && c.State == dossier.CardHandedOver
	})
}

// faultOf is the fault of the reader that an error is about, "" for another one.
func faultOf(err error) port.CardFault {
	var card *port.CardError
	if errors.As(err, &card) {
		return card.Fault
	}
	return ""
}
