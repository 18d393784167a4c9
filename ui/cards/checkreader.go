package cards

import (
	"context"
	"errors"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

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
// whose chips were not read yet.
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
// one, then those whose chip was not read, then the others: one that was checked
// before may lie there still.
func (c *Check) order() []int {
	order := []int{c.at}
	for _, checked := range []bool{false, true} {
		for i, line := range c.lines {
			if i != c.at && checked == (line.State >= Good) {
				order = append(order, i)
			}
		}
	}
	return order
}

func (c *Check) judge(at int, check desk.ChipCheck) {
	if check.Matched {
		if c.lines[at].State == Good && at != c.at {
			c.view.Say(kit.LevelInfo, c.lines[at].Opened.Identity.Name+": đã kiểm rồi. Đặt thẻ tiếp theo.")
			return
		}
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
	case port.CardAccess: // its code says whether it is surplus
		c.view.Say(kit.LevelError, "Chip không mở được bằng dữ liệu thẻ nào của hộp: quét mã QR trên thẻ, rồi đặt lại.")
	default:
		c.view.Say(kit.LevelError, words.Of(err).What+" Đặt lại thẻ.")
	}
	c.view.Beep(false)
}

// faultOf is the fault of the reader that an error is about, "" for another one.
func faultOf(err error) port.CardFault {
	var card *port.CardError
	if errors.As(err, &card) {
		return card.Fault
	}
	return ""
}
