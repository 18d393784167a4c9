package cards

import (
	"context"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// CheckDesk is what going through a box needs of the desk.
type CheckDesk interface {
	OpenBox(ctx context.Context, box desk.Box) (desk.BoxRecord, error)
	KeepBox(ctx context.Context, record desk.BoxRecord) (desk.BoxRecord, error)
	CloseBox(ctx context.Context, record desk.BoxRecord, shelf string) (desk.BoxRecord, error)
	BoxCards(ctx context.Context, box desk.Box) ([]desk.BoxCard, error)
	CheckBoxCard(ctx context.Context, candidates []desk.BoxCard, reader string, progress func(port.CardProgress)) (int, desk.ChipCheck, error)
	Identify(ctx context.Context, code desk.CardCode) (desk.Surplus, error)
}

// LineState is how far one card of a box has been checked.
type LineState int

// States of a line.
const (
	Waiting LineState = iota // not seen yet: missing, when the box is done
	Scanned                  // its code was read: it is there
	Good                     // its chip was read too, and fits its dossier
	Bad                      // to be reported faulty
)

// Line is one card of the box in work.
type Line struct {
	desk.BoxCard
	State  LineState
	Reason string // of a bad one
}

// Count is what a checked box holds.
type Count struct{ Scanned, Good, Bad, Missing, Surplus int }

// Seen is how many cards of the list are there.
func (c Count) Seen() int { return c.Scanned + c.Good + c.Bad }

// CheckView is what going through a box says to the window, on the UI goroutine.
type CheckView interface {
	// ShowLines shows all cards of the box, with the one that is wanted next.
	ShowLines(record desk.BoxRecord, lines []Line, at int, count Count)
	// Say shows a sentence in large letters.
	Say(level kit.Level, text string)
	// Beep sounds for each card that was read.
	Beep(good bool)
	// Received is told when the box has been taken in, or could not be.
	Received(record desk.BoxRecord, count Count, err error)
}

// Check goes through the cards of a box that arrived, by the scanner and by the
// reader: each card's code says that it is there, its chip that it is good. What is
// found is kept at once, so that an interrupted box goes on where it stopped.
type Check struct {
	desk   CheckDesk
	owner  *kit.Owner
	view   CheckView
	events kit.Events

	box     desk.Box
	record  desk.BoxRecord
	lines   []Line
	at      int
	readers []port.Reader
	read    map[string]uint32 // reader → insertion that was read already
	reading kit.Once
	taking  kit.Once
	saves   saves[desk.BoxRecord]
}

// NewCheck makes the check of one box; [Check.Start] begins it. What is found is
// saved by keeper, which outlives the check.
func NewCheck(d CheckDesk, owner, keeper *kit.Owner, events kit.Events, view CheckView, box desk.Box) *Check {
	c := &Check{desk: d, owner: owner, view: view, events: events, box: box, read: map[string]uint32{}}
	c.saves = saves[desk.BoxRecord]{owner: keeper, take: c.found, save: d.KeepBox, saved: c.kept}
	return c
}

// StartSealed begins with how the seal of the box was found; number is what stands
// on it when it is another than the centre told.
func (c *Check) StartSealed(is, number string) {
	c.record.SealIs, c.record.SealRead = is, number
	c.Start()
}

// Start opens the record of the box and reads the dossiers of its cards.
func (c *Check) Start() {
	type opened struct {
		record desk.BoxRecord
		cards  []desk.BoxCard
	}
	kit.Background(c.owner, func(ctx context.Context) (o opened, err error) {
		if o.record, err = c.desk.OpenBox(ctx, c.box); err != nil {
			return o, err
		}
		list := desk.Box{ID: c.box.ID}
		for _, line := range o.record.Lines {
			list.Cards = append(list.Cards, store.Card{Serial: line.Serial, Dossier: line.Dossier})
		}
		o.cards, err = c.desk.BoxCards(ctx, list)
		return o, err
	}, func(o opened, err error) {
		if err != nil {
			c.view.Say(kit.LevelError, words.Of(err).Line())
			return
		}
		seal := c.record
		c.record = o.record
		if seal.SealIs != "" {
			c.record.SealIs, c.record.SealRead = seal.SealIs, seal.SealRead
		}
		for i, card := range o.cards {
			c.lines = append(c.lines, lineOf(card, o.record.Lines[i]))
		}
		c.at = c.next(len(c.lines) - 1)
		c.show()
		if c.record.SealIs != o.record.SealIs {
			c.saves.Start()
		}
		c.events.Emit("box-check", "cards", len(c.lines), "seen", c.Count().Seen())
		c.want()
		c.tryRead()
	})
}

func lineOf(card desk.BoxCard, kept desk.BoxLine) Line {
	line := Line{BoxCard: card, Reason: kept.Reason}
	switch kept.Found {
	case desk.FoundScanned, desk.FoundCounted:
		line.State = Scanned
	case desk.FoundChip:
		line.State = Good
	case desk.FoundFaulty:
		line.State = Bad
	}
	return line
}

// found is the record as it is now.
func (c *Check) found() desk.BoxRecord {
	record := c.record
	record.Surplus = slices.Clone(c.record.Surplus)
	record.Lines = make([]desk.BoxLine, len(c.lines))
	for i, line := range c.lines {
		kept := desk.BoxLine{Serial: line.Card.Serial, Dossier: line.Card.Dossier}
		switch line.State {
		case Scanned:
			kept.Found = desk.FoundScanned
		case Good:
			kept.Found = desk.FoundChip
		case Bad:
			kept.Found, kept.Reason = desk.FoundFaulty, line.Reason
		}
		record.Lines[i] = kept
	}
	return record
}

// kept takes over what was saved: the next save is made from it.
func (c *Check) kept(record desk.BoxRecord, err error) {
	if err != nil {
		c.view.Say(kit.LevelError, words.Of(err).Line())
		return
	}
	c.record.Revision = record.Revision
	c.events.Emit("box-kept", "seen", c.Count().Seen())
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
	count := Count{Surplus: len(c.record.Surplus)}
	for _, line := range c.lines {
		switch line.State {
		case Scanned:
			count.Scanned++
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

// Scan takes the code of a card, read or typed: the card is there, and is the one
// that will lie on the reader next. It reports whether the text is a card's code.
func (c *Check) Scan(text string) bool {
	code, ok := desk.ReadCardCode(text)
	if !ok {
		return false
	}
	if at := slices.IndexFunc(c.lines, func(line Line) bool { return code.Of(stockCard(line.BoxCard)) }); at >= 0 {
		c.scanned(at)
		return true
	}
	kit.Background(c.owner, func(ctx context.Context) (desk.Surplus, error) {
		return c.desk.Identify(ctx, code)
	}, func(s desk.Surplus, err error) {
		c.view.Beep(false)
		if err != nil {
			c.view.Say(kit.LevelError, words.Of(err).Line())
			return
		}
		if !slices.ContainsFunc(c.record.Surplus, func(o desk.Surplus) bool { return o.Code == s.Code }) {
			c.record.Surplus = append(c.record.Surplus, s)
		}
		c.show()
		c.saves.Start()
		c.view.Say(kit.LevelError, "Thẻ này không thuộc hộp ("+Surplus(s)+"). Để riêng ra.")
		c.events.Emit("box-surplus", "surplus", len(c.record.Surplus), "why", s.Why)
	})
	return true
}

func stockCard(card desk.BoxCard) desk.StockCard {
	return desk.StockCard{Card: card.Card, Number: card.Opened.Identity.PersonalNumber, Created: card.Opened.Created}
}

func (c *Check) scanned(at int) {
	c.at = at
	again := c.lines[at].State != Waiting
	if !again {
		c.lines[at].State = Scanned
		c.saves.Start()
	}
	c.view.Beep(true)
	c.show()
	name, left := c.lines[at].Opened.Identity.Name, c.Count().Missing
	switch {
	case again:
		c.view.Say(kit.LevelInfo, name+": đã thấy rồi. Đặt thẻ lên đầu đọc để kiểm chip, hoặc quét thẻ khác.")
	case left == 0:
		c.view.Say(kit.LevelOK, "✓ "+name+". Đã thấy đủ thẻ: F10 nhận hộp, hoặc đặt thẻ lên đầu đọc để kiểm chip.")
	default:
		c.view.Say(kit.LevelOK, "✓ "+name+". Quét thẻ tiếp theo.")
	}
	c.events.Emit("box-scanned", "again", again, "left", left)
}

// MarkBad notes that the wanted card is faulty for a reason that no chip tells.
func (c *Check) MarkBad(reason string) {
	if _, ok := c.Current(); ok {
		c.mark(c.at, Bad, reason)
	}
}

// Clear takes back what was found of the wanted card.
func (c *Check) Clear() {
	if line, ok := c.Current(); ok && line.State != Waiting {
		c.lines[c.at].State, c.lines[c.at].Reason = Waiting, ""
		c.show()
		c.want()
		c.saves.Start()
	}
}

// mark notes what a card is and goes on to the next one.
func (c *Check) mark(at int, state LineState, reason string) {
	c.lines[at].State, c.lines[at].Reason = state, reason
	name := c.lines[at].Opened.Identity.Name
	c.view.Beep(state == Good)
	c.at = c.next(at)
	c.show()
	c.saves.Start()
	count := c.Count()
	switch {
	case state == Bad:
		c.view.Say(kit.LevelError, "✕ "+name+": thẻ lỗi. Để riêng ra, đặt thẻ tiếp theo.")
	case count.Missing == 0 && count.Scanned == 0:
		c.view.Say(kit.LevelOK, "✓ "+name+". Đã kiểm hết: F10 nhận hộp.")
	default:
		c.view.Say(kit.LevelOK, "✓ "+name+". Đặt thẻ tiếp theo.")
	}
	c.events.Emit("box-card", "good", state == Good, "reason", reason, "left", count.Missing)
}

// next is the next line not seen after at, around the end, else the next one whose
// chip was not read; at itself when all have been.
func (c *Check) next(at int) int {
	for _, wanted := range []LineState{Waiting, Scanned} {
		for step := 1; step <= len(c.lines); step++ {
			if i := (at + step) % len(c.lines); c.lines[i].State == wanted {
				return i
			}
		}
	}
	return max(0, at)
}

// Receive takes in what was seen and reports what is faulty. What was not seen
// stays on its way.
func (c *Check) Receive(shelf string) {
	c.taking.Start(func(release func()) {
		c.saves.Then(func() {
			count, record := c.Count(), c.found()
			kit.Background(c.owner, func(ctx context.Context) (desk.BoxRecord, error) {
				defer release()
				return c.desk.CloseBox(ctx, record, shelf)
			}, func(record desk.BoxRecord, err error) {
				c.record.Revision = record.Revision
				if err == nil {
					c.events.Emit("box-received", "cards", count.Seen(), "faulty", count.Bad, "missing", count.Missing, "surplus", count.Surplus)
				}
				c.view.Received(record, count, err)
			})
		})
	})
}

func (c *Check) show() { c.view.ShowLines(c.record, c.lines, c.at, c.Count()) }

func (c *Check) want() {
	if line, ok := c.Current(); ok {
		c.view.Say(kit.LevelInfo, "Quét thẻ, hoặc đặt thẻ của "+line.Opened.Identity.Name+" lên đầu đọc.")
	}
}
