package delivery

import (
	"errors"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

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
	d.cards[2].Stopped = true // its dossier was withdrawn meanwhile
	p.Load()
	if !slices.Equal(v.marked, []string{"1"}) || v.counts.Calls != 2 {
		t.Errorf("marked %q, calls %d", v.marked, v.counts.Calls)
	}
	d.cards[2].Stopped = false
	p.Load()
	p.MarkAll([]string{"1", "3"})
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
	p.PrintList("L1", false)
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
	p.PrintBack(true)
	if v.paper != "Biên bản đối chiếu" {
		t.Errorf("shown %q", v.paper)
	}
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
	p.Amend("1") // nothing was noted yet
	if v.amend != "" {
		t.Errorf("amends %q", v.amend)
	}
	p.cards[0].Last = &desk.Contact{Result: dossier.ContactNoAnswer}
	p.Amend("1")
	if v.amend != "1 no-answer" {
		t.Errorf("amends %q", v.amend)
	}
	p.cards[0].Last = nil
	p.NoteContact(d.cards[0], desk.Contact{Result: dossier.ContactTold})
	p.CopyCalls()
	if v.copied != "line\n" {
		t.Errorf("copied %q", v.copied)
	}
	p.CopyText("1")
	if v.copied != "text N1" {
		t.Errorf("copied %q", v.copied)
	}
	p.PrintCalls(false)
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
