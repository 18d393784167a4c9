// Package delivery is the screen of the ways by which cards reach their holders
// outside the counter: which cards wait and for how long, who is called today, the
// lists by which officers and schools take cards along and sign them back, and the
// post.
package delivery

import (
	"context"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Uncollected(ctx context.Context) ([]desk.Uncollected, error)
	UncollectedBands() []int
	Search(ctx context.Context, text string) ([]desk.Row, error)
	Officers(ctx context.Context) (map[string]string, error)

	Contacts(ctx context.Context, id dossier.ID) ([]desk.Contact, error)
	NoteContact(ctx context.Context, id dossier.ID, c desk.Contact) error
	AmendContact(ctx context.Context, id dossier.ID, c desk.Contact) error
	CallText(u desk.Uncollected) string
	CallTSV(calls []desk.Call) string
	NoteCallsCopied(ctx context.Context, count int) error
	CallsPaper(ctx context.Context, calls []desk.Call) (desk.ReportPaper, error)

	CardLists(ctx context.Context, madeFrom string) ([]desk.CardListRow, error)
	CardListView(ctx context.Context, list string) (desk.CardListView, error)
	OpenCardList(ctx context.Context, l desk.CardList) (string, error)
	TakeOut(ctx context.Context, list string) (out int, left []desk.Left, err error)
	PostItem(ctx context.Context, list, serial, number string) error
	FindPosted(ctx context.Context, number string) (desk.CardItem, error)
	SignBack(ctx context.Context, list, serial string, o desk.Outcome) error
	CloseCardList(ctx context.Context, list, note string) error
	Restock(ctx context.Context, card store.Card, shelf string) error
	CardListPaper(ctx context.Context, list string) (desk.ReportPaper, error)
	CardsBackPaper(ctx context.Context, list string) (desk.ReportPaper, error)
	PrintAtOnce(ctx context.Context, paper desk.ReportPaper) error
}

// Page is one of the four tables of the screen.
type Page int

// Pages of the screen.
const (
	PageCards Page = iota // cards that came and were not handed over
	PageCalls             // who is called today
	PageAges              // how long cards wait, by hamlet and school
	PageLists             // lists that are out, and those of the last weeks
	PageList              // one list
)

// Counts is what stands beside the pages' names.
type Counts struct {
	Cards, Calls, Open int // cards not collected, calls of today, lists that are open
	Marked             int
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowCounts(page Page, c Counts)
	ShowCards(cards []desk.Uncollected, marked map[string]bool)
	ShowCalls(calls []desk.Call)
	ShowAges(ages desk.Ageing)
	ShowLists(rows []desk.CardListRow)
	ShowList(list desk.CardListView, marked map[string]bool)
	// AskContact shows what was noted of a card and asks what to note now.
	AskContact(card desk.Uncollected, before []desk.Contact, officers map[string]string)
	// AskAmend asks what a contact should have said.
	AskAmend(card desk.Uncollected, c desk.Contact)
	// AskNumber asks for the number of the postal item of a card; left are those
	// that follow.
	AskNumber(card desk.Uncollected, left int)
	// StandOn goes to a card by its serial.
	StandOn(serial string)
	// AskPrint offers to print the list that was just made.
	AskPrint(list string, out int, left []desk.Left)
	// ShowPaper shows a paper in the place of the screen.
	ShowPaper(title string, make papers.Maker)
	Copy(text string)
	Busy(text string)
	Failed(words.Message)
	// Differs says which cards of a list are not accounted for.
	Differs(err *desk.OpenItemsError)
	Done(text string)
	Changed()
}

// listDays is for how many days closed lists stay on the screen.
const listDays = 45

// Presenter holds the cards and the list in work. Its methods are called on the UI
// goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	clock  port.Clock
	events kit.Events
	view   View
	once   kit.Once

	page   Page
	cards  []desk.Uncollected
	calls  []desk.Call
	lists  []desk.CardListRow
	list   desk.CardListView
	marked map[string]bool // serials, of the cards or of the list
	read   bool            // cards and lists were read once
	next   func()          // what is asked once the list was read; nil is nothing
	asked  int             // of the newest reading: answers to older ones are dropped
}

// NewPresenter makes the presenter of one screen.
func NewPresenter(d Desk, owner *kit.Owner, clock port.Clock, events kit.Events, view View) *Presenter {
	return &Presenter{desk: d, owner: owner, clock: clock, events: events, view: view, marked: map[string]bool{}}
}

// Page is the page that is shown.
func (p *Presenter) Page() Page { return p.page }

// List is the list that is open.
func (p *Presenter) List() desk.CardListView { return p.list }

// Today is the day in Vietnam.
func (p *Presenter) Today() person.CivilDate { return person.FromTime(p.clock.Now()) }

// GoTo shows one of the first four pages.
func (p *Presenter) GoTo(page Page) {
	if page == p.page || page == PageList {
		return
	}
	p.turn(page)
	if p.read { // what was read last stands there while it is read anew
		p.show()
	}
	p.Load()
}

// turn goes to a page: what was marked or was to be asked on another is forgotten.
func (p *Presenter) turn(page Page) {
	p.page, p.next = page, nil
	clear(p.marked)
}

// Load reads cards and lists anew, and the list that is open: that comes first, for
// the cards of a large office take a while.
func (p *Presenter) Load() {
	p.asked++
	if p.page == PageList {
		p.loadList(p.asked)
	}
	p.loadCards(p.asked)
}

func (p *Presenter) loadList(asked int) {
	id := p.list.ID
	kit.Background(p.owner, func(ctx context.Context) (desk.CardListView, error) {
		return p.desk.CardListView(ctx, id)
	}, func(list desk.CardListView, err error) {
		switch {
		case asked != p.asked:
		case err != nil:
			p.view.Failed(words.Of(err))
		default:
			p.list = list
			p.show()
		}
	})
}

func (p *Presenter) loadCards(asked int) {
	type read struct {
		cards []desk.Uncollected
		lists []desk.CardListRow
	}
	from := p.Today().AddDays(-listDays).ISO()
	kit.Background(p.owner, func(ctx context.Context) (r read, err error) {
		if r.lists, err = p.desk.CardLists(ctx, from); err != nil {
			return r, err
		}
		r.cards, err = p.desk.Uncollected(ctx)
		return r, err
	}, func(r read, err error) {
		if asked != p.asked {
			return
		}
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.cards, p.lists, p.read = r.cards, r.lists, true
		p.calls = desk.CallsToday(p.cards, p.Today())
		if p.page == PageList {
			p.count()
			return
		}
		p.show()
	})
}

// show shows the page as it was read.
func (p *Presenter) show() {
	p.forgetGone()
	p.count()
	switch p.page {
	case PageCards:
		p.view.ShowCards(p.cards, p.marked)
		p.events.Emit("cards-shown", "page", "waiting", "count", len(p.cards))
	case PageCalls:
		p.view.ShowCalls(p.calls)
		p.events.Emit("calls-shown", "count", len(p.calls))
	case PageAges:
		ages := desk.AgeCards(p.cards, p.desk.UncollectedBands())
		p.view.ShowAges(ages)
		p.events.Emit("ages-shown", "places", len(ages.Places), "cards", ages.Total.Total)
	case PageLists:
		p.view.ShowLists(p.lists)
		p.events.Emit("card-lists-shown", "count", len(p.lists), "open", p.open())
	case PageList:
		p.view.ShowList(p.list, p.marked)
		p.events.Emit("card-list-shown", "list", p.list.ID, "kind", p.list.Kind, "cards", len(p.list.Items),
			"away", len(p.list.Away()), "open", p.list.Open())
		if next := p.next; next != nil {
			p.next = nil
			next()
		}
	}
}

// forgetGone drops marks of cards that are no longer there.
func (p *Presenter) forgetGone() {
	there := map[string]bool{}
	if p.page == PageList {
		for _, item := range p.list.Items {
			there[item.Serial] = item.Away()
		}
	} else {
		for _, u := range p.cards {
			there[u.Card.Serial] = u.Ready()
		}
	}
	for serial := range p.marked {
		if !there[serial] {
			delete(p.marked, serial)
		}
	}
}

func (p *Presenter) open() int {
	n := 0
	for _, l := range p.lists {
		if l.Open() {
			n++
		}
	}
	return n
}

func (p *Presenter) count() {
	p.view.ShowCounts(p.page, Counts{Cards: len(p.cards), Calls: len(p.calls), Open: p.open(), Marked: len(p.marked)})
}

// Mark marks a card of the page, or takes its mark away; one that does not lie on
// the shelf, or of a list that is accounted for, takes none.
func (p *Presenter) Mark(serial string) {
	p.marked[serial] = !p.marked[serial]
	if !p.marked[serial] {
		delete(p.marked, serial)
	}
	p.again()
}

// MarkAll marks the cards with these serials, those that are shown, or takes all
// marks away when all of them are marked.
func (p *Presenter) MarkAll(serials []string) {
	before := len(p.marked)
	for _, serial := range serials {
		p.marked[serial] = true
	}
	p.forgetGone()
	if len(p.marked) == before {
		clear(p.marked)
	}
	p.again()
}

// again shows the page after its marks changed.
func (p *Presenter) again() {
	p.forgetGone()
	p.count()
	if p.page == PageList {
		p.view.ShowList(p.list, p.marked)
	} else if p.page == PageCards {
		p.view.ShowCards(p.cards, p.marked)
	}
	p.events.Emit("cards-marked", "count", len(p.marked))
}

// chosen are the marked cards of the shelf in the order of the page, or the one
// that is stood on when none is marked.
func (p *Presenter) chosen(at string) []desk.Uncollected {
	var cards []desk.Uncollected
	for _, u := range p.cards {
		if p.marked[u.Card.Serial] || len(p.marked) == 0 && u.Card.Serial == at {
			cards = append(cards, u)
		}
	}
	return slices.DeleteFunc(cards, func(u desk.Uncollected) bool { return !u.Ready() })
}

// find is a card of the page by its serial.
func (p *Presenter) find(serial string) (desk.Uncollected, bool) {
	i := slices.IndexFunc(p.cards, func(u desk.Uncollected) bool { return u.Card.Serial == serial })
	if i < 0 {
		return desk.Uncollected{}, false
	}
	return p.cards[i], true
}

// Scan marks the card whose holder's slip, number or card was scanned.
func (p *Presenter) Scan(text string) {
	kit.Background(p.owner, func(ctx context.Context) ([]desk.Row, error) {
		return p.desk.Search(ctx, text)
	}, func(rows []desk.Row, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		for _, row := range rows {
			if p.markOf(row.ID) {
				return
			}
		}
		p.view.Failed(words.Of(desk.ErrNoCard))
	})
}

// markOf marks the card of a dossier on the page.
func (p *Presenter) markOf(id dossier.ID) bool {
	serial := ""
	if p.page == PageList {
		for _, item := range p.list.Items {
			if item.Dossier == id && item.Away() {
				serial = item.Serial
			}
		}
	} else {
		for _, u := range p.cards {
			if u.Card.Dossier == id && u.Ready() {
				serial = u.Card.Serial
			}
		}
		if serial != "" && p.page != PageCards {
			p.page = PageCards
			p.show()
		}
	}
	if serial == "" {
		return false
	}
	if !p.marked[serial] {
		p.Mark(serial)
	}
	p.view.StandOn(serial)
	return true
}

// act does one thing at a time and reads the page anew.
func (p *Presenter) act(busy string, do func(ctx context.Context) error, done func()) {
	kit.Act(p.owner, &p.once, func() { p.view.Busy(busy) }, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) {
		p.view.Busy("")
		if err != nil {
			p.failed(err)
		} else {
			done()
		}
		p.view.Changed()
		p.Load()
	})
}
