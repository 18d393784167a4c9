package delivery

import (
	"context"
	"slices"
	"strings"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

type fixedClock struct{}

func (fixedClock) Now() time.Time { return time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC) }

// fakeDesk keeps cards, lists and what was done in memory.
type fakeDesk struct {
	cards []desk.Uncollected
	list  desk.CardListView
	lists []desk.CardListRow
	did   []string
	err   error
	errAt string // serial at which SignBack fails
	hits  []desk.Row
}

func (d *fakeDesk) note(what ...string) error {
	if d.err != nil {
		return d.err
	}
	d.did = append(d.did, strings.Join(what, " "))
	return nil
}

func (d *fakeDesk) Uncollected(context.Context) ([]desk.Uncollected, error) { return d.cards, nil }
func (d *fakeDesk) UncollectedBands() []int                                 { return []int{7, 30} }
func (d *fakeDesk) Search(context.Context, string) ([]desk.Row, error)      { return d.hits, d.err }
func (d *fakeDesk) Officers(context.Context) (map[string]string, error)     { return nil, nil }
func (d *fakeDesk) Contacts(context.Context, dossier.ID) ([]desk.Contact, error) {
	return []desk.Contact{{Result: dossier.ContactTold}}, d.err
}

func (d *fakeDesk) NoteContact(_ context.Context, id dossier.ID, c desk.Contact) error {
	return d.note("contact", string(id), c.Result)
}
func (d *fakeDesk) AmendContact(_ context.Context, id dossier.ID, c desk.Contact) error {
	return d.note("amend", string(id), c.Result)
}
func (d *fakeDesk) CallText(u desk.Uncollected) string { return "text " + u.Name }
func (d *fakeDesk) CallTSV(calls []desk.Call) string   { return strings.Repeat("line\n", len(calls)) }
func (d *fakeDesk) NoteCallsCopied(context.Context, int) error {
	return d.note("copied")
}

func (d *fakeDesk) CallsPaper(context.Context, []desk.Call) (desk.ReportPaper, error) {
	return desk.ReportPaper{Paper: desk.Paper{Code: "calls", Pages: 1}}, d.err
}

func (d *fakeDesk) CardLists(_ context.Context, from string) ([]desk.CardListRow, error) {
	return d.lists, nil
}

func (d *fakeDesk) CardListView(_ context.Context, list string) (desk.CardListView, error) {
	view := d.list
	view.ID = list
	return view, nil
}

func (d *fakeDesk) OpenCardList(_ context.Context, l desk.CardList) (string, error) {
	what := []string{"open", l.Kind, l.Taker}
	for _, p := range l.Planned {
		what = append(what, p.Serial)
	}
	return "L1", d.note(what...)
}

func (d *fakeDesk) TakeOut(_ context.Context, list string) (int, []desk.Left, error) {
	return 2, nil, d.note("out", list)
}

// PostItem moves a card from those inside the list to those in the post.
func (d *fakeDesk) PostItem(_ context.Context, list, serial, number string) error {
	if err := d.note("post", list, serial, number); err != nil {
		return err
	}
	d.list.Inside = slices.DeleteFunc(slices.Clone(d.list.Inside), func(u desk.Uncollected) bool { return u.Card.Serial == serial })
	d.list.Items = append(d.list.Items, away(serial))
	return nil
}

func (d *fakeDesk) SignBack(_ context.Context, list, serial string, o desk.Outcome) error {
	if serial == d.errAt {
		return dossier.ErrRole
	}
	for i, item := range d.list.Items {
		if item.Serial == serial {
			d.list.Items[i].State = o.State
		}
	}
	return d.note("back", list, serial, string(o.State))
}

func (d *fakeDesk) FindPosted(_ context.Context, number string) (desk.CardItem, error) {
	return desk.CardItem{List: "L7", Serial: "2"}, d.err
}

func (d *fakeDesk) CloseCardList(_ context.Context, list, note string) error {
	return d.note("close", list, note)
}

func (d *fakeDesk) Restock(_ context.Context, card store.Card, shelf string) error {
	return d.note("restock", card.Serial, shelf)
}

func (d *fakeDesk) CardListPaper(context.Context, string) (desk.ReportPaper, error) {
	return desk.ReportPaper{Paper: desk.Paper{Code: "list", Pages: 1}}, d.err
}

func (d *fakeDesk) CardsBackPaper(context.Context, string) (desk.ReportPaper, error) {
	return desk.ReportPaper{Paper: desk.Paper{Code: "back", Pages: 1}}, d.err
}

func (d *fakeDesk) PrintAtOnce(_ context.Context, paper desk.ReportPaper) error {
	return d.note("print", paper.Code)
}

// fakeView remembers what was shown last.
type fakeView struct {
	page    Page
	counts  Counts
	cards   []desk.Uncollected
	marked  []string
	calls   []desk.Call
	ages    desk.Ageing
	list    desk.CardListView
	asked   string // serial whose number is asked for
	left    int
	contact string
	amend   string
	stood   string
	printed string // list whose print is offered
	paper   string // title of the one that is shown
	copied  string
	errors  []words.Message
	differs *desk.OpenItemsError
	done    []string
}

func marks(marked map[string]bool) []string {
	var all []string
	for serial := range marked {
		all = append(all, serial)
	}
	slices.Sort(all)
	return all
}

func (v *fakeView) ShowCounts(page Page, c Counts) { v.page, v.counts = page, c }
func (v *fakeView) ShowCards(cards []desk.Uncollected, marked map[string]bool) {
	v.cards, v.marked = cards, marks(marked)
}
func (v *fakeView) ShowCalls(calls []desk.Call)       { v.calls = calls }
func (v *fakeView) ShowAges(a desk.Ageing)            { v.ages = a }
func (v *fakeView) ShowLists(rows []desk.CardListRow) {}
func (v *fakeView) ShowList(list desk.CardListView, marked map[string]bool) {
	v.list, v.marked = list, marks(marked)
}

func (v *fakeView) AskContact(card desk.Uncollected, before []desk.Contact, _ map[string]string) {
	v.contact = card.Card.Serial
}
func (v *fakeView) ShowPaper(title string, _ papers.Maker) { v.paper = title }
func (v *fakeView) AskNumber(card desk.Uncollected, left int) {
	v.asked, v.left = card.Card.Serial, left
}
func (v *fakeView) AskAmend(card desk.Uncollected, c desk.Contact) {
	v.amend = card.Card.Serial + " " + c.Result
}
func (v *fakeView) StandOn(serial string)                        { v.stood = serial }
func (v *fakeView) AskPrint(list string, out int, _ []desk.Left) { v.printed = list }
func (v *fakeView) Copy(text string)                             { v.copied = text }
func (v *fakeView) Busy(string)                                  {}
func (v *fakeView) Failed(m words.Message)                       { v.errors = append(v.errors, m) }
func (v *fakeView) Differs(err *desk.OpenItemsError)             { v.differs = err }
func (v *fakeView) Done(text string)                             { v.done = append(v.done, text) }
func (v *fakeView) Changed()                                     {}

func card(serial string, state dossier.CardState) desk.Uncollected {
	return desk.Uncollected{Name: "N" + serial, Phone: "0912345678", Card: store.Card{Serial: serial, Dossier: dossier.ID("d" + serial), State: state}}
}

func away(serial string) desk.ListItem {
	return desk.ListItem{CardItem: desk.CardItem{Serial: serial, Dossier: dossier.ID("d" + serial), State: dossier.ItemOut}, Holder: card(serial, dossier.CardOut)}
}
