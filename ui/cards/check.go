package cards

import (
	"context"
	"errors"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// CheckDesk is what checking a box needs of the desk.
type CheckDesk interface {
	BoxCards(ctx context.Context, box desk.Box) ([]desk.BoxCard, error)
	CheckBoxCard(ctx context.Context, candidates []desk.BoxCard, reader string, progress func(port.CardProgress)) (int, desk.ChipCheck, error)
	ReceiveChecked(ctx context.Context, arrived []store.Card, faults map[string]string, shelf string) error
}

// LineState is how far one card of a box has been checked.
type LineState int

// States of a line.
const (
	Waiting LineState = iota // not seen yet: missing, when the box is done
	Good                     // read, fits its dossier
	Bad                      // to be reported faulty
)

// Line is one card of the box in work.
type Line struct {
	desk.BoxCard
	State  LineState
	Reason string // of a bad one
}

// Count is what a checked box holds.
type Count struct{ Good, Bad, Missing, Surplus int }

// CheckView is what the checking of a box says to the window, on the UI
// goroutine.
type CheckView interface {
	// ShowLines shows all cards of the box, with the one that is wanted next.
	ShowLines(box desk.Box, lines []Line, at int, count Count)
	// Say shows a sentence in large letters.
	Say(level kit.Level, text string)
	// Beep sounds for each card that was read.
	Beep(good bool)
	// Received is told when the box has been taken in, or could not be.
	Received(count Count, err error)
}

// Check goes through the cards of a box that arrived: a card on the reader, a
// beep, the next one.
type Check struct {
	desk   CheckDesk
	owner  *kit.Owner
	view   CheckView
	events kit.Events

	box     desk.Box
	lines   []Line
	at      int
	surplus int
	readers []port.Reader
	read    map[string]uint32 // reader → insertion that was read already
	reading kit.Once
	taking  kit.Once
}

// NewCheck makes the check of one box; [Check.Start] begins it.
func NewCheck(d CheckDesk, owner *kit.Owner, events kit.Events, view CheckView, box desk.Box) *Check {
	return &Check{desk: d, owner: owner, events: events, view: view, box: box, read: map[string]uint32{}}
}

// Start reads the dossiers of the cards.
func (c *Check) Start() {
	kit.Background(c.owner, func(ctx context.Context) ([]desk.BoxCard, error) {
		return c.desk.BoxCards(ctx, c.box)
	}, func(cards []desk.BoxCard, err error) {
		if err != nil {
			c.view.Say(kit.LevelError, words.Of(err).Line())
			return
		}
		for _, card := range cards {
			c.lines = append(c.lines, Line{BoxCard: card})
		}
		c.show()
		c.events.Emit("box-check", "cards", len(c.lines))
		c.want()
		c.tryRead()
	})
}

// Current is the card that is wanted next.
func (c *Check) Current() (Line, bool) {
	if c.at < 0 || c.at >= len(c.lines) {
		return Line{}, false
	}
	return c.lines[c.at], true
}

// Count is what has been found so far; what was not seen counts as missing.
func (c *Check) Count() Count {
	count := Count{Surplus: c.surplus}
	for _, line := range c.lines {
		switch line.State {
		case Good:
			count.Good++
		case Bad:
			count.Bad++
		default:
			count.Missing++
		}
	}
	return count
}

// Move makes another card the wanted one.
func (c *Check) Move(by int) {
	if at := c.at + by; at >= 0 && at < len(c.lines) {
		c.at = at
		c.show()
		c.want()
	}
}

// Scan takes the QR code printed on a card: it says which card will lie on the
// reader next.
func (c *Check) Scan(text string) {
	qr, err := person.ParseCardQR(text)
	if err != nil {
		return
	}
	for i, line := range c.lines {
		if line.Opened.Identity.PersonalNumber == string(qr.Number) {
			c.at = i
			c.show()
			c.want()
			return
		}
	}
	c.surplus++
	c.view.Beep(false)
	c.show()
	c.view.Say(kit.LevelError, "Thẻ này không thuộc hộp. Để riêng ra.")
	c.events.Emit("box-surplus", "surplus", c.surplus)
}

// Readers takes the readers as they are now; a card that was just laid down is
// read at once.
func (c *Check) Readers(readers []port.Reader) {
	c.readers = readers
	c.tryRead()
}

func (c *Check) tryRead() {
	if len(c.lines) == 0 {
		return
	}
	for _, reader := range c.readers {
		if insertion, seen := c.read[reader.Name]; reader.CardPresent && (!seen || insertion != reader.Insertion) {
			c.readCard(reader)
			return
		}
	}
}

// readCard reads the card that lies there as the wanted one, or as one of those
// that were not seen yet.
func (c *Check) readCard(reader port.Reader) {
	c.reading.Start(func(release func()) {
		c.read[reader.Name] = reader.Insertion
		order := c.order()
		candidates := make([]desk.BoxCard, len(order))
		for i, at := range order {
			candidates[i] = c.lines[at].BoxCard
		}
		c.view.Say(kit.LevelInfo, "Đang đọc chip… Giữ yên thẻ.")
		type found struct {
			which int
			check desk.ChipCheck
		}
		kit.Background(c.owner, func(ctx context.Context) (found, error) {
			defer release()
			which, check, err := c.desk.CheckBoxCard(ctx, candidates, reader.Name, nil)
			return found{which, check}, err
		}, func(f found, err error) {
			at := c.at
			if f.which >= 0 && f.which < len(order) {
				at = order[f.which]
			}
			if err != nil {
				c.unread(at, err)
			} else {
				c.judge(at, f.check)
			}
			c.tryRead() // the next card may lie there already
		})
	})
}

// order are the lines in which the card on the reader is looked for: the wanted
// one, then those not seen yet.
func (c *Check) order() []int {
	order := []int{c.at}
	for i, line := range c.lines {
		if i != c.at && line.State == Waiting {
			order = append(order, i)
		}
	}
	return order
}

func (c *Check) judge(at int, check desk.ChipCheck) {
	if check.Matched {
		c.mark(at, Good, "")
		return
	}
	reason := check.FaultReason()
	if reason == "" {
		c.view.Beep(false)
		c.view.Say(kit.LevelError, "Chưa tin được chip này: bàn thiếu chứng thư hoặc sai ngày giờ. Báo người quản trị.")
		c.events.Emit("box-card-failed", "fault", "untrusted")
		return
	}
	c.mark(at, Bad, reason)
}

// unread sorts why a card could not be read: broken ones are marked, the rest is
// to be laid down again.
func (c *Check) unread(at int, err error) {
	fault := faultOf(err)
	c.events.Emit("box-card-failed", "fault", string(fault))
	switch fault {
	case port.CardUnreadable, port.CardTooLarge:
		c.mark(at, Bad, desk.FaultChipDead)
		return
	case port.CardAccess:
		c.surplus++
		c.show()
		c.view.Say(kit.LevelError, "Chip không mở được bằng dữ liệu thẻ nào chưa kiểm của hộp: thẻ thừa, hoặc quét mã QR trên thẻ rồi đặt lại.")
	default:
		c.view.Say(kit.LevelError, words.Of(err).What+" Đặt lại thẻ.")
	}
	c.view.Beep(false)
}

// MarkBad notes that the wanted card is faulty for a reason that no chip tells.
func (c *Check) MarkBad(reason string) {
	if _, ok := c.Current(); ok {
		c.mark(c.at, Bad, reason)
	}
}

// mark notes what a card is and goes on to the next one not seen.
func (c *Check) mark(at int, state LineState, reason string) {
	c.lines[at].State, c.lines[at].Reason = state, reason
	name := c.lines[at].Opened.Identity.Name
	c.view.Beep(state == Good)
	c.at = c.next(at)
	c.show()
	count := c.Count()
	switch {
	case state == Bad:
		c.view.Say(kit.LevelError, "✕ "+name+": thẻ lỗi. Để riêng ra, đặt thẻ tiếp theo.")
	case count.Missing == 0:
		c.view.Say(kit.LevelOK, "✓ "+name+". Đã kiểm hết: F10 nhận hộp.")
	default:
		c.view.Say(kit.LevelOK, "✓ "+name+". Đặt thẻ tiếp theo.")
	}
	c.events.Emit("box-card", "good", state == Good, "reason", reason, "left", count.Missing)
}

// next is the next line not seen after at, around the end; at itself when all
// have been.
func (c *Check) next(at int) int {
	for step := 1; step <= len(c.lines); step++ {
		if i := (at + step) % len(c.lines); c.lines[i].State == Waiting {
			return i
		}
	}
	return at
}

// Receive takes in what was seen and reports what is faulty. What was not seen
// stays on its way.
func (c *Check) Receive(shelf string) {
	c.taking.Start(func(release func()) {
		var arrived []store.Card
		faults := map[string]string{}
		for _, line := range c.lines {
			if line.State == Waiting {
				continue
			}
			arrived = append(arrived, line.Card)
			if line.State == Bad {
				faults[line.Card.Serial] = line.Reason
			}
		}
		count := c.Count()
		kit.Background(c.owner, func(ctx context.Context) (struct{}, error) {
			defer release()
			return struct{}{}, c.desk.ReceiveChecked(ctx, arrived, faults, shelf)
		}, func(_ struct{}, err error) {
			if err == nil {
				c.events.Emit("box-received", "cards", len(arrived), "faulty", count.Bad, "missing", count.Missing)
			}
			c.view.Received(count, err)
		})
	})
}

func (c *Check) show() { c.view.ShowLines(c.box, c.lines, c.at, c.Count()) }

func (c *Check) want() {
	if line, ok := c.Current(); ok {
		c.view.Say(kit.LevelInfo, "Đặt thẻ của "+line.Opened.Identity.Name+" lên đầu đọc.")
	}
}

// faultOf is the fault of the reader that an error is about, "" for another one.
func faultOf(err error) port.CardFault {
	var card *port.CardError
	if errors.As(err, &card) {
		return card.Fault
	}
	return ""
}
