package delivery

import (
	"context"
	"fmt"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Contact shows what was noted of a card and asks what to note now.
func (p *Presenter) Contact(serial string) {
	card, ok := p.find(serial)
	if !ok {
		return
	}
	type read struct {
		before   []desk.Contact
		officers map[string]string
	}
	kit.Background(p.owner, func(ctx context.Context) (r read, err error) {
		if r.before, err = p.desk.Contacts(ctx, card.Card.Dossier); err != nil {
			return r, err
		}
		r.officers, err = p.desk.Officers(ctx)
		return r, err
	}, func(r read, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.view.AskContact(card, r.before, r.officers)
		p.events.Emit("contact-asked", "before", len(r.before))
	})
}

// NoteContact notes that the holder of a card was told.
func (p *Presenter) NoteContact(card desk.Uncollected, c desk.Contact) {
	p.act("Đang ghi…", func(ctx context.Context) error {
		return p.desk.NoteContact(ctx, card.Card.Dossier, c)
	}, func() {
		p.view.Done("Đã ghi liên hệ với " + card.Name + ".")
		p.events.Emit("contact-noted", "result", c.Result)
	})
}

// Amend asks what the newest contact of a card should have said.
func (p *Presenter) Amend(serial string) {
	card, ok := p.find(serial)
	if !ok || card.Last == nil {
		return
	}
	p.view.AskAmend(card, *card.Last)
}

// AmendContact corrects a contact.
func (p *Presenter) AmendContact(card desk.Uncollected, c desk.Contact) {
	p.act("Đang ghi…", func(ctx context.Context) error {
		return p.desk.AmendContact(ctx, card.Card.Dossier, c)
	}, func() {
		p.view.Done("Đã sửa liên hệ với " + card.Name + ".")
		p.events.Emit("contact-amended", "result", c.Result)
	})
}

// CopyText puts what is told to the holder of a card on the clipboard.
func (p *Presenter) CopyText(serial string) {
	card, ok := p.find(serial)
	if !ok {
		return
	}
	p.copy(p.desk.CallText(card), 1, "Đã chép lời nhắn cho "+card.Name+".")
}

// CopyCalls puts all calls of today on the clipboard, for a sheet.
func (p *Presenter) CopyCalls() {
	if len(p.calls) == 0 {
		return
	}
	p.copy(p.desk.CallTSV(p.calls), len(p.calls), fmt.Sprintf("Đã chép %d dòng; dán được vào bảng tính.", len(p.calls)))
}

// copy gives names and numbers out of the program; that is noted before it is done.
func (p *Presenter) copy(text string, count int, done string) {
	kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.desk.NoteCallsCopied(ctx, count)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.view.Copy(text)
		p.view.Done(done)
		p.events.Emit("calls-copied", "count", count)
	})
}

// PrintCalls prints the list of those who are called today at once, or shows it
// first.
func (p *Presenter) PrintCalls(show bool) {
	if len(p.calls) == 0 {
		return
	}
	calls := p.calls
	p.print(show, "Danh sách gọi nhận thẻ", func(ctx context.Context) (desk.ReportPaper, error) { return p.desk.CallsPaper(ctx, calls) })
}

// print makes a paper and prints it, or shows it as it will be printed.
func (p *Presenter) print(show bool, title string, make papers.Maker) {
	if show {
		p.view.ShowPaper(title, make)
		return
	}
	kit.Act(p.owner, &p.once, func() { p.view.Busy("Đang in…") }, func(ctx context.Context) (desk.ReportPaper, error) {
		paper, err := make(ctx)
		if err != nil {
			return paper, err
		}
		return paper, p.desk.PrintAtOnce(ctx, paper)
	}, func(paper desk.ReportPaper, err error) {
		p.view.Busy("")
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.view.Done(fmt.Sprintf("Đã in %d trang.", paper.Pages))
		p.events.Emit("printed", "paper", paper.Code, "pages", paper.Pages)
	})
}

// Restock puts a card that came back undelivered on the shelf.
func (p *Presenter) Restock(card store.Card, shelf string) {
	p.act("Đang ghi…", func(ctx context.Context) error {
		return p.desk.Restock(ctx, card, shelf)
	}, func() {
		p.view.Done("Thẻ đã nhập lại kho.")
		p.events.Emit("restocked")
	})
}

// Undelivered is the card of this serial when it came back and waits for its shelf.
func (p *Presenter) Undelivered(serial string) (store.Card, bool) {
	if p.page == PageList {
		for _, item := range p.list.Items {
			if item.Serial == serial {
				return item.Holder.Card, item.Holder.Card.State == dossier.CardUndelivered
			}
		}
	}
	card, ok := p.find(serial)
	return card.Card, ok && card.Card.State == dossier.CardUndelivered
}
