package handover

import (
	"context"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// scannedQR is the QR code of a card as it was scanned.
type scannedQR = person.CardQR

// Scan takes a scanner burst. While a dossier is open, the QR code of its own
// new card is compared; anything else looks for a dossier.
func (p *Presenter) Scan(text string) {
	qr, err := person.ParseCardQR(text)
	if _, ready := desk.ReadyCard(p.opened); err != nil || !p.open || !ready ||
		string(qr.Number) != p.opened.Identity.PersonalNumber {
		p.Find(text)
		return
	}
	if p.ofOldCard(qr) {
		p.view.ShowNote("Đây là mã QR của thẻ cũ. Quét mã trên thẻ mới.")
		p.events.Emit("qr-scanned", "old", true)
		return
	}
	p.qr = &qr
	p.events.Emit("qr-scanned", "old", false)
	if p.check == nil {
		p.view.ShowNote("Đã quét mã QR của thẻ. Đặt thẻ lên đầu đọc.")
		return
	}
	p.judge(*p.check)
}

// ofOldCard reports whether a code is that of the card which the citizen brought
// to the intake, or of one issued before the chip that was read.
func (p *Presenter) ofOldCard(qr person.CardQR) bool {
	if old := p.opened.Identity.OldCard.QR; old != "" && old == qr.Raw {
		return true
	}
	if p.check == nil {
		return false
	}
	issued, err := person.ParseCivilDate(p.check.Reading.Chip.Issued)
	return err == nil && !qr.Issued.IsZero() && qr.Issued.Before(issued)
}

// VerifyFinger compares a finger of who fetches the card with the dossier's.
func (p *Presenter) VerifyFinger() {
	if !p.open {
		return
	}
	position, ok := desk.ComparableFinger(p.opened)
	if !ok {
		p.view.ShowNote("Hồ sơ không có vân tay để đối chiếu. Xem ảnh và giấy tờ.")
		return
	}
	opened, turn := p.opened, p.turn
	p.acting.Start(func(release func()) {
		p.view.ShowBusy("Đặt " + desk.FingerName(position) + " lên máy vân tay…")
		kit.Background(p.owner, func(ctx context.Context) (desk.FingerCheck, error) {
			defer release()
			return p.desk.VerifyFinger(ctx, opened, position)
		}, func(found desk.FingerCheck, err error) {
			if turn != p.turn {
				return
			}
			p.fingerTaken(found, err)
		})
	})
}

func (p *Presenter) fingerTaken(found desk.FingerCheck, err error) {
	p.view.ShowBusy("")
	if err != nil {
		p.view.ShowFailed(words.Of(err))
		p.events.Emit("finger-failed")
		return
	}
	p.events.Emit("finger-checked", "clear", found.Clear, "same", found.Same)
	if found.Clear {
		p.finger = &found
	}
	if found.Clear && p.check != nil {
		p.judge(*p.check)
		return
	}
	if p.check != nil {
		p.view.ShowCheck(*p.check, !p.check.Matched && p.desk.MayOverride())
	}
	switch {
	case !found.Clear:
		p.view.ShowNote("Không thấy rõ đường vân. Lau sạch ngón tay và mặt kính rồi nhấn Ctrl+F.")
	case found.Same:
		p.view.ShowNote("✓ Vân tay khớp với hồ sơ. Đặt thẻ lên đầu đọc.")
	default:
		p.view.ShowNote("✕ Vân tay không khớp với hồ sơ. Thử lại, hoặc kiểm tra người nhận.")
	}
}

// LookAround asks for the readers as they are now: the screen may have been made
// after they last changed.
func (p *Presenter) LookAround() {
	kit.Background(p.owner, p.desk.Readers, func(readers []port.Reader, err error) {
		if err == nil {
			p.Readers(readers)
		}
	})
}

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
			p.readCard(reader)
			return
		}
	}
}

// ReadAgain reads the card once more, where it was read last: on another reader
// may lie a card of another kind, such as the officer's own.
func (p *Presenter) ReadAgain() {
	again := -1
	for i, reader := range p.readers {
		if reader.CardPresent && (again < 0 || reader.Name == p.latest) {
			again = i
		}
	}
	if again < 0 {
		p.view.ShowFailed(words.Of(&port.CardError{Fault: port.CardAbsent}))
		return
	}
	p.readCard(p.readers[again])
}

// readCard begins to read; nothing happens while another reading runs, whose end
// looks for this card again.
func (p *Presenter) readCard(reader port.Reader) {
	if !p.open {
		return
	}
	p.reading.Start(func(release func()) {
		p.read[reader.Name], p.latest = reader.Insertion, reader.Name
		var ctx context.Context
		ctx, p.stop = context.WithCancel(p.owner.Context())
		opened, stop, turn := p.opened, p.stop, p.turn
		p.check = nil
		p.view.ShowBusy("Đang đọc chip…")
		p.events.Emit("card-reading")
		kit.Background(p.owner, func(context.Context) (desk.ChipCheck, error) {
			defer release()
			defer stop()
			return p.desk.CheckChip(ctx, opened, reader.Name, p.progress(turn))
		}, func(check desk.ChipCheck, err error) {
			if turn != p.turn {
				p.tryRead() // the card that lies there may be that of the next citizen
				return
			}
			p.view.ShowBusy("")
			if err != nil {
				p.unread(err)
				return
			}
			p.judge(check)
		})
	})
}

// progress tells the view of a reading, as long as its dossier is the one in
// work. It may be called from several goroutines.
func (p *Presenter) progress(turn int) func(port.CardProgress) {
	return func(progress port.CardProgress) {
		p.owner.Do(func() {
			switch {
			case turn != p.turn:
			case progress.Portrait == nil:
				p.view.ShowProgress(progress)
			case p.check == nil:
				p.view.ShowPortrait(progress.Portrait)
				p.events.Emit("portrait-shown")
			}
		})
	}
}

// judge shows a chip beside its dossier. One that does not fit opens the report
// of a faulty card.
func (p *Presenter) judge(check desk.ChipCheck) {
	if p.qr != nil {
		check = check.WithQR(p.opened.Identity, *p.qr)
	}
	if p.finger != nil {
		check = check.WithFinger(*p.finger)
	}
	p.check = &check
	p.view.ShowCheck(check, !check.Matched && p.desk.MayOverride())
	p.events.Emit("card-read", "matched", check.Matched, "access", check.Reading.Access,
		"apdus", check.Reading.APDUs, "differs", len(check.Differing()))
	p.askFault(check.FaultReason())
}

// unread says why the card could not be read.
func (p *Presenter) unread(err error) {
	fault := faultOf(err)
	p.view.ShowFailed(words.Of(err))
	p.events.Emit("card-failed", "fault", string(fault))
	switch fault {
	case port.CardUnreadable, port.CardTooLarge: // laying it down again changes nothing
		p.askFault(desk.FaultChipDead)
	default:
		p.tryRead() // the card may have been laid down again meanwhile
	}
}

func (p *Presenter) askFault(reason string) {
	if reason == "" {
		return
	}
	p.view.AskFault(reason)
	p.events.Emit("fault-asked", "reason", reason)
}
