package delivery

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

type fixedClock struct{}

func (fixedClock) Now() time.Time { return time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC) }

// fakeDesk keeps cards, lists and what was done in memory.
type fakeDesk struct {
	cards   []desk.Uncollected
	list    desk.CardListView
	lists   []desk.CardListRow
	did     []string
	err     error
	errAt   string // serial at which SignBack fails
	hits    []desk.Row
	officer string
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
func (d *fakeDesk) CallText(u desk.Uncollected) string { return "text " + u.Name }
func (d *fakeDesk) CallTSV(calls []desk.Call) string   { return strings.Repeat("line\n", len(calls)) }
func (d *fakeDesk) NoteCallsCopied(context.Context, int) error {
	return d.note("copied")
}

func (d *fakeDesk) CallsPaper(context.Context, []desk.Call) (desk.Paper, error) {
	return desk.Paper{Code: "calls", Pages: 1}, d.err
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

func (d *fakeDesk) CardListPaper(context.Context, string) (desk.Paper, error) {
	return desk.Paper{Code: "list", Pages: 1}, d.err
}

func (d *fakeDesk) CardsBackPaper(context.Context, string) (desk.Paper, error) {
	return desk.Paper{Code: "back", Pages: 1}, d.err
}

func (d *fakeDesk) Print(_ context.Context, _ dossier.ID, paper desk.Paper, _ string) error {
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
	stood   string
	printed string // list whose print is offered
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
func (v *fakeView) AskNumber(card desk.Uncollected, left int) {
	v.asked, v.left = card.Card.Serial, left
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

func start(t *testing.T, cards ...desk.Uncollected) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	d, v := &fakeDesk{cards: cards}, &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), fixedClock{}, kit.NoEvents{}, v)
	p.Load()
	return p, d, v
}

func TestOnlyCardsOnTheShelfAreChosen(t *testing.T) {
	p, d, v := start(t, card("1", dossier.CardArrived), card("2", dossier.CardOut), card("3", dossier.CardArrived), card("4", dossier.CardUndelivered))
	if v.counts.Cards != 4 || v.counts.Calls != 3 {
		t.Errorf("counts %+v", v.counts)
	}
	p.Mark("2")
	if len(v.marked) != 0 {
		t.Errorf("a card that is out is marked")
	}
	p.MarkAll([]string{"1", "2", "3", "4"})
	if !slices.Equal(v.marked, []string{"1", "3"}) {
		t.Errorf("marked %q", v.marked)
	}
	p.MarkAll([]string{"1", "3"}) // all are marked already
	if len(v.marked) != 0 {
		t.Errorf("still marked %q", v.marked)
	}
	if got := p.Chosen("2"); len(got) != 0 {
		t.Errorf("chosen %+v", got)
	}
	if got := p.Chosen("3"); len(got) != 1 || got[0].Card.Serial != "3" {
		t.Errorf("the one stood on: %+v", got)
	}
	d.hits = []desk.Row{{Dossier: store.Dossier{ID: "d3"}}}
	p.GoTo(PageCalls)
	p.Scan("slip")
	if v.page != PageCards || !slices.Equal(v.marked, []string{"3"}) || v.stood != "3" {
		t.Errorf("after the scan: page %d, marked %q, stood on %q", v.page, v.marked, v.stood)
	}
	p.Scan("slip") // scanned twice, it stays marked
	if !slices.Equal(v.marked, []string{"3"}) {
		t.Errorf("marked %q", v.marked)
	}
	d.hits = []desk.Row{{Dossier: store.Dossier{ID: "d2"}}}
	p.Scan("slip")
	if len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrNoCard) {
		t.Errorf("errors %+v", v.errors)
	}
}

func TestOfficersListOutAndBack(t *testing.T) {
	p, d, v := start(t, card("1", dossier.CardArrived), card("2", dossier.CardArrived))
	d.list = desk.CardListView{CardList: desk.CardList{State: dossier.CardListOpen, Kind: dossier.ListOfficer}, Items: []desk.ListItem{away("1"), away("2")}}
	p.MakeList(desk.CardList{Kind: dossier.ListOfficer, Taker: "A"}, d.cards)
	if !slices.Equal(d.did, []string{"open officer A 1 2", "out L1"}) || v.page != PageList || v.list.ID != "L1" || v.printed != "L1" {
		t.Fatalf("did %q, page %d, list %q, offered %q", d.did, v.page, v.list.ID, v.printed)
	}
	p.PrintList("L1")
	p.Mark("2")
	p.SignBack(p.ItemsFor("1"), desk.Outcome{State: dossier.ItemBack}) // what is marked, not what is stood on
	if d.did[len(d.did)-1] != "back L1 2 back" || len(v.marked) != 0 || v.stood != "1" {
		t.Errorf("did %q, marked %q, stands on %q", d.did, v.marked, v.stood)
	}
	if items := p.ItemsFor("2"); len(items) != 0 {
		t.Errorf("a card that is accounted for: %+v", items)
	}
	d.err = &desk.OpenItemsError{List: "L1", Items: d.list.Items[:1]}
	p.Close("")
	if v.differs == nil || len(v.differs.Items) != 1 || len(v.errors) != 0 {
		t.Errorf("differs %+v, errors %+v", v.differs, v.errors)
	}
	d.err = nil
	p.Close("cặp 3")
	if d.did[len(d.did)-1] != "close L1 cặp 3" {
		t.Errorf("did %q", d.did)
	}
	p.PrintBack()
	p.Leave()
	if v.page != PageLists {
		t.Errorf("page %d", v.page)
	}
	p.Leave() // from there nowhere
	if v.page != PageLists {
		t.Errorf("page %d", v.page)
	}
}

// TestWhatWasDoneBeforeAnErrorStays: of three cards the second is refused; the list
// is read anew and shows the first as signed back.
func TestWhatWasDoneBeforeAnErrorStays(t *testing.T) {
	p, d, v := start(t)
	d.list = desk.CardListView{CardList: desk.CardList{State: dossier.CardListOpen}, Items: []desk.ListItem{away("1"), away("2"), away("3")}}
	d.errAt = "2"
	p.OpenList("L1")
	p.MarkAll([]string{"1", "2", "3"})
	p.SignBack(p.ItemsFor(""), desk.Outcome{State: dossier.ItemHandedOver})
	if len(v.errors) != 1 || v.errors[0] != words.Of(dossier.ErrRole) || !slices.Equal(v.marked, []string{"2", "3"}) || len(v.list.Away()) != 2 {
		t.Errorf("errors %+v, marked %q", v.errors, v.marked)
	}
}

func TestPostAsksForEachNumber(t *testing.T) {
	p, d, v := start(t, card("1", dossier.CardArrived), card("2", dossier.CardArrived))
	d.list = desk.CardListView{CardList: desk.CardList{State: dossier.CardListOpen, Kind: dossier.ListPost},
		Inside: []desk.Uncollected{card("1", dossier.CardArrived), card("2", dossier.CardArrived), card("3", dossier.CardOut)}}
	p.MakeList(desk.CardList{Kind: dossier.ListPost, Taker: "B"}, d.cards)
	if v.asked != "1" || v.left != 1 || v.printed != "" || !slices.Equal(d.did, []string{"open post B 1 2"}) {
		t.Fatalf("asked for %q, %d left, did %q", v.asked, v.left, d.did)
	}
	p.Post(card("1", dossier.CardArrived), "EH1")
	if v.asked != "2" || v.left != 0 {
		t.Errorf("asked for %q, %d left", v.asked, v.left)
	}
	v.asked = ""
	d.err = desk.ErrPostalTwice
	p.Post(card("2", dossier.CardArrived), "EH1")
	if v.asked != "" || len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrPostalTwice) {
		t.Errorf("asked for %q, errors %+v", v.asked, v.errors)
	}
	d.err = nil
	p.GoOn()
	if v.asked != "2" {
		t.Errorf("going on asks for %q", v.asked)
	}
	p.Post(card("2", dossier.CardArrived), "EH2")
	v.asked = ""
	p.GoOn() // the third is with an officer
	if v.asked != "" {
		t.Errorf("asked for %q", v.asked)
	}
}

// TestNothingIsAskedOnAnotherPage: who goes elsewhere while a list is being made is
// not asked for its numbers there.
func TestNothingIsAskedOnAnotherPage(t *testing.T) {
	p, d, v := start(t, card("1", dossier.CardArrived))
	d.list = desk.CardListView{CardList: desk.CardList{State: dossier.CardListOpen, Kind: dossier.ListPost}, Inside: d.cards}
	p.turn(PageList)
	p.next = p.askNumber
	p.GoTo(PageCards)
	p.OpenList("L1")
	if v.asked != "" {
		t.Errorf("asked for %q", v.asked)
	}
}

func TestFindingWhatThePostBringsBack(t *testing.T) {
	p, d, v := start(t)
	d.list = desk.CardListView{CardList: desk.CardList{State: dossier.CardListOpen, Kind: dossier.ListPost}, Items: []desk.ListItem{away("1"), away("2")}}
	p.FindPosted("EH2")
	if v.page != PageList || v.list.ID != "L7" || v.stood != "2" {
		t.Errorf("page %d, list %q, stands on %q", v.page, v.list.ID, v.stood)
	}
	d.err = desk.ErrNotFound
	p.FindPosted("EH9")
	if len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrNotFound) {
		t.Errorf("errors %+v", v.errors)
	}
}

func TestCalls(t *testing.T) {
	p, d, v := start(t, card("1", dossier.CardArrived), card("2", dossier.CardOut))
	p.GoTo(PageCalls)
	if len(v.calls) != 1 {
		t.Fatalf("calls %+v", v.calls)
	}
	p.Contact("1")
	if v.contact != "1" {
		t.Errorf("asks of %q", v.contact)
	}
	p.Contact("9")
	p.NoteContact(d.cards[0], desk.Contact{Result: dossier.ContactTold})
	p.CopyCalls()
	if v.copied != "line\n" {
		t.Errorf("copied %q", v.copied)
	}
	p.CopyText("1")
	if v.copied != "text N1" {
		t.Errorf("copied %q", v.copied)
	}
	p.PrintCalls()
	if !slices.Equal(d.did, []string{"contact d1 told", "copied", "copied", "print calls"}) {
		t.Errorf("did %q", d.did)
	}
	v.copied, d.err = "", errors.New("the log cannot be written")
	p.CopyCalls()
	if v.copied != "" || len(v.errors) != 1 {
		t.Errorf("copied %q although it was not noted", v.copied)
	}
}

func TestAgesAndRestock(t *testing.T) {
	p, d, v := start(t, card("1", dossier.CardArrived), card("2", dossier.CardUndelivered))
	p.GoTo(PageAges)
	if v.ages.Total.Total != 2 || !slices.Equal(v.ages.Bands, []int{0, 8, 31}) {
		t.Errorf("ages %+v", v.ages)
	}
	if _, ok := p.Undelivered("1"); ok {
		t.Error("a card on its shelf is put back")
	}
	back, ok := p.Undelivered("2")
	if !ok {
		t.Fatal("the card that came back is not found")
	}
	p.Restock(back, "B2")
	if !slices.Equal(d.did, []string{"restock 2 B2"}) {
		t.Errorf("did %q", d.did)
	}
}
