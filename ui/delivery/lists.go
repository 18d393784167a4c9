package delivery

import (
	"context"
	"errors"
	"fmt"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// failed says why something was not done; of a list that cannot be closed, which
// cards it lacks.
func (p *Presenter) failed(err error) {
	var open *desk.OpenItemsError
	if errors.As(err, &open) {
		p.events.Emit("card-list-differs", "cards", len(open.Items))
		p.view.Differs(open)
		return
	}
	p.events.Emit("delivery-failed")
	p.view.Failed(words.Of(err))
}

// Chosen are the cards that a list would take: those marked, or the one stood on.
func (p *Presenter) Chosen(at string) []desk.Uncollected { return p.chosen(at) }

// MakeList makes a list of cards and, for an officer or a school, lets them leave
// the shelf; of a posting the numbers of the items are asked for.
func (p *Presenter) MakeList(l desk.CardList, cards []desk.Uncollected) {
	for _, u := range cards {
		l.Planned = append(l.Planned, desk.PlannedCard{Serial: u.Card.Serial, Dossier: u.Card.Dossier})
	}
	var id string
	var out int
	var left []desk.Left
	p.act(fmt.Sprintf("Đang ghi %d thẻ…", len(cards)), func(ctx context.Context) (err error) {
		if id, err = p.desk.OpenCardList(ctx, l); err != nil {
			return err
		}
		if l.Kind != dossier.ListPost {
			out, left, err = p.desk.TakeOut(ctx, id)
		}
		return err
	}, func() {
		p.turn(PageList)
		p.list = desk.CardListView{CardList: desk.CardList{ID: id}}
		p.events.Emit("card-list-made", "list", id, "kind", l.Kind, "out", out, "left", len(left))
		if l.Kind == dossier.ListPost {
			p.next = p.askNumber
			return
		}
		p.next = func() { p.view.AskPrint(id, out, left) }
	})
}

// OpenList shows one list.
func (p *Presenter) OpenList(id string) {
	p.turn(PageList)
	p.list = desk.CardListView{CardList: desk.CardList{ID: id}}
	p.Load()
}

// Leave goes from a list back to all lists.
func (p *Presenter) Leave() {
	if p.page == PageList {
		p.turn(PageLists)
		p.Load()
	}
}

// GoOn lets the cards of the list leave that were chosen and did not: after a crash,
// or those of a posting whose numbers were not scanned yet.
func (p *Presenter) GoOn() {
	if !p.list.Open() || len(p.list.Inside) == 0 {
		return
	}
	if p.list.Kind == dossier.ListPost {
		p.askNumber()
		return
	}
	id := p.list.ID
	var out int
	var left []desk.Left
	p.act("Đang ghi…", func(ctx context.Context) (err error) {
		out, left, err = p.desk.TakeOut(ctx, id)
		return err
	}, func() { p.next = func() { p.view.AskPrint(id, out, left) } })
}

// askNumber asks for the number of the next card of a posting.
func (p *Presenter) askNumber() {
	var ready []desk.Uncollected
	for _, u := range p.list.Inside {
		if u.Card.State == dossier.CardArrived {
			ready = append(ready, u)
		}
	}
	if len(ready) == 0 || !p.list.Open() {
		return
	}
	p.view.AskNumber(ready[0], len(ready)-1)
	p.events.Emit("number-asked", "left", len(ready)-1)
}

// Post gives a card to the post under the number of its item, and asks for the next.
func (p *Presenter) Post(card desk.Uncollected, number string) {
	id := p.list.ID
	p.act("Đang ghi…", func(ctx context.Context) error {
		return p.desk.PostItem(ctx, id, card.Card.Serial, number)
	}, func() {
		p.events.Emit("posted")
		p.next = p.askNumber
	})
}

// FindPosted opens the list of what the post brings back or reports as delivered, by
// the number of its item.
func (p *Presenter) FindPosted(number string) {
	kit.Background(p.owner, func(ctx context.Context) (desk.CardItem, error) {
		return p.desk.FindPosted(ctx, number)
	}, func(item desk.CardItem, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.turn(PageList)
		p.list = desk.CardListView{CardList: desk.CardList{ID: item.List}}
		p.next = func() { p.view.StandOn(item.Serial) }
		p.Load()
		p.events.Emit("posted-found", "list", item.List)
	})
}

// ItemsFor are the cards of the list to which an outcome is given: those marked, or
// the one stood on, as far as they are not accounted for.
func (p *Presenter) ItemsFor(at string) []desk.ListItem {
	var items []desk.ListItem
	for _, item := range p.list.Items {
		if item.Away() && item.Elsewhere == "" && (p.marked[item.Serial] || len(p.marked) == 0 && item.Serial == at) {
			items = append(items, item)
		}
	}
	return items
}

// SignBack gives an outcome to cards of the list, one command each. What was done
// before an error stays done.
func (p *Presenter) SignBack(items []desk.ListItem, o desk.Outcome) {
	if len(items) == 0 {
		return
	}
	id, done := p.list.ID, 0
	p.act(fmt.Sprintf("Đang ghi %d thẻ…", len(items)), func(ctx context.Context) error {
		for _, item := range items {
			if err := p.desk.SignBack(ctx, id, item.Serial, o); err != nil {
				return err
			}
			done++
		}
		return nil
	}, func() {
		clear(p.marked)
		p.view.Done(fmt.Sprintf("%d thẻ: %s.", done, desk.ItemStateWords(o.State)))
		p.events.Emit("signed-back", "outcome", string(o.State), "count", done)
		p.next = p.nextAway
	})
}

// nextAway goes to the first card that is not accounted for.
func (p *Presenter) nextAway() {
	if away := p.list.Away(); len(away) > 0 {
		p.view.StandOn(away[0].Serial)
	}
}

// Close closes the list; cards that are not accounted for are named instead.
func (p *Presenter) Close(note string) {
	id := p.list.ID
	p.act("Đang đóng danh sách…", func(ctx context.Context) error {
		return p.desk.CloseCardList(ctx, id, note)
	}, func() {
		p.view.Done("Đã đóng danh sách " + id + ".")
		p.events.Emit("card-list-closed", "list", id)
	})
}

// PrintList prints the list that goes with the cards at once, or shows it first.
func (p *Presenter) PrintList(id string, show bool) {
	p.print(show, "Danh sách "+id, func(ctx context.Context) (desk.ReportPaper, error) { return p.desk.CardListPaper(ctx, id) })
}

// PrintBack prints the record of what became of the cards at once, or shows it first.
func (p *Presenter) PrintBack(show bool) {
	id := p.list.ID
	p.print(show, "Biên bản đối chiếu", func(ctx context.Context) (desk.ReportPaper, error) { return p.desk.CardsBackPaper(ctx, id) })
}
