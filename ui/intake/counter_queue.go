package intake

import (
	"context"
	"fmt"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
)

// Ticket gives the next number of the queue, with the reason of whoever goes
// first, and prints it.
func (c *Counter) Ticket() {
	list := []kit.Choice{{Code: "", Text: "Không ưu tiên", Detail: "theo thứ tự đến"}}
	for _, p := range dossier.Priorities() {
		list = append(list, kit.Choice{Code: p.Code, Text: p.Vietnamese, Detail: "ưu tiên"})
	}
	c.view.Choose("Lấy số thứ tự", list, func(why kit.Choice) {
		ask(c, "Đang lấy số…", func(ctx context.Context) (store.Ticket, error) { return c.desk.TakeTicket(ctx, why.Code) }, func(t store.Ticket) {
			c.events.Emit("ticket-taken", "number", t.Number, "priority", t.Priority)
			c.Count()
			paper := func(ctx context.Context) (desk.ReportPaper, error) { return c.desk.TicketPaper(ctx, t) }
			c.print(sheet{title: fmt.Sprintf("Số thứ tự %d", t.Number), busy: "Đang in số…", make: paper}, func() {
				c.view.ShowDone(fmt.Sprintf("Đã in số %d.", t.Number))
			})
		})
	})
}

// CallNext calls who is next; the dossier begun after it is that of the ticket.
func (c *Counter) CallNext() {
	ask(c, "Đang gọi số…", c.desk.CallNext, func(t store.Ticket) {
		text := fmt.Sprintf("Mời số %d.", t.Number)
		if p, ok := dossier.FindCoded(dossier.Priorities(), t.Priority); ok {
			text += " Ưu tiên: " + p.Vietnamese + "."
		}
		c.events.Emit("ticket-called", "number", t.Number, "priority", t.Priority)
		c.view.ShowDone(text + " Hồ sơ mở tiếp theo là của số này.")
		c.Count()
	})
}

// OpenTicket opens the dossier that was begun for a scanned ticket.
func (c *Counter) OpenTicket(code string) {
	ask(c, "Đang tìm…", func(ctx context.Context) (desk.Opened, error) {
		id, err := c.desk.TicketDossier(ctx, code)
		if err != nil {
			return desk.Opened{}, err
		}
		return c.desk.Open(ctx, id)
	}, func(opened desk.Opened) {
		c.events.Emit("ticket-found", "state", string(opened.State))
		if opened.State.Editable() {
			c.begin(func(context.Context) (dossier.ID, error) { return opened.ID, nil })
			return
		}
		c.Taken(opened.ID)
	})
}

// IsTicket reports whether a scanned text is the code of a queue ticket.
func IsTicket(text string) bool { return person.Recognise(text) == person.ScanTicket }
