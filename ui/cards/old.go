package cards

import (
	"context"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// OldDesk is what the book of old cards needs of the desk.
type OldDesk interface {
	OldCards(ctx context.Context, states ...dossier.BookState) ([]desk.OldCard, error)
	OldCardLists(ctx context.Context, since person.CivilDate) ([]desk.OldCardList, error)
	HandInOldCards(ctx context.Context, ids []dossier.ID, to string) (desk.OldCardList, error)
	DestroyOldCards(ctx context.Context, ids []dossier.ID, way string, witnesses []string) (desk.OldCardList, error)
	MoveOldCard(ctx context.Context, card desk.OldCard, command dossier.Command, note string) error
	CheckOldCards(ctx context.Context, from, to person.CivilDate) (desk.OldCardCheck, error)
	EnterOldCards(ctx context.Context, ids []dossier.ID) error
}

// OldView is what the book of old cards says to the window, on the UI goroutine.
type OldView interface {
	ShowOld(cards []desk.OldCard, marked map[dossier.ID]bool, lists []desk.OldCardList)
	// Checked is told how the book compares with the dossiers.
	Checked(desk.OldCardCheck)
	// Left is told of a list by which cards left, to be printed.
	Left(list desk.OldCardList)
	Done(text string)
	Failed(words.Message)
	Changed()
}

// oldListDays is how far back lists by which old cards left are shown.
const oldListDays = 92

// Old is the book of the old cards that were collected.
type Old struct {
	desk   OldDesk
	owner  *kit.Owner
	view   OldView
	events kit.Events
	today  func() person.CivilDate

	cards  []desk.OldCard
	lists  []desk.OldCardList
	marked map[dossier.ID]bool
	acting kit.Once
}

// NewOld makes the presenter of the book; today is the desk's own day.
func NewOld(d OldDesk, owner *kit.Owner, events kit.Events, view OldView, today func() person.CivilDate) *Old {
	return &Old{desk: d, owner: owner, events: events, view: view, today: today, marked: map[dossier.ID]bool{}}
}

// Load reads the book: what lies here or is missing, and the lists of the last months.
func (o *Old) Load() {
	type read struct {
		cards []desk.OldCard
		lists []desk.OldCardList
	}
	since := o.today().AddDays(-oldListDays)
	kit.Background(o.owner, func(ctx context.Context) (r read, err error) {
		if r.cards, err = o.desk.OldCards(ctx, dossier.OldCardHeld, dossier.OldCardMissing); err != nil {
			return r, err
		}
		r.lists, err = o.desk.OldCardLists(ctx, since)
		return r, err
	}, func(r read, err error) {
		if err != nil {
			o.view.Failed(words.Of(err))
			return
		}
		o.cards, o.lists = r.cards, r.lists
		for id := range o.marked {
			if !slices.ContainsFunc(o.cards, func(c desk.OldCard) bool { return c.Dossier == id && c.State == dossier.OldCardHeld }) {
				delete(o.marked, id)
			}
		}
		o.show()
		held := o.held()
		o.events.Emit("old-cards-shown", "held", len(held), "missing", len(o.cards)-len(held), "lists", len(o.lists))
	})
}

func (o *Old) show() { o.view.ShowOld(o.cards, o.marked, o.lists) }

// held are the cards that lie here.
func (o *Old) held() []desk.OldCard {
	return slices.DeleteFunc(slices.Clone(o.cards), func(c desk.OldCard) bool { return c.State != dossier.OldCardHeld })
}

// Mark marks a card, or takes its mark away.
func (o *Old) Mark(card desk.OldCard) {
	if card.State != dossier.OldCardHeld {
		return
	}
	if o.marked[card.Dossier] = !o.marked[card.Dossier]; !o.marked[card.Dossier] {
		delete(o.marked, card.Dossier)
	}
	o.show()
}

// Chosen are the marked cards, without marks all that lie here.
func (o *Old) Chosen() []dossier.ID {
	var ids []dossier.ID
	for _, c := range o.held() {
		if len(o.marked) == 0 || o.marked[c.Dossier] {
			ids = append(ids, c.Dossier)
		}
	}
	return ids
}

// LastList is the newest list by which old cards left.
func (o *Old) LastList() (desk.OldCardList, bool) {
	if len(o.lists) == 0 {
		return desk.OldCardList{}, false
	}
	return o.lists[0], true
}

// HandIn hands the chosen cards in.
func (o *Old) HandIn(to string) {
	ids := o.Chosen()
	o.leave("handed-in", func(ctx context.Context) (desk.OldCardList, error) { return o.desk.HandInOldCards(ctx, ids, to) })
}

// Destroy notes that the chosen cards were destroyed.
func (o *Old) Destroy(way string, witnesses []string) {
	ids := o.Chosen()
	o.leave("destroyed", func(ctx context.Context) (desk.OldCardList, error) {
		return o.desk.DestroyOldCards(ctx, ids, way, witnesses)
	})
}

func (o *Old) leave(how string, do func(context.Context) (desk.OldCardList, error)) {
	kit.Act(o.owner, &o.acting, nil, do, func(list desk.OldCardList, err error) {
		if err != nil {
			o.view.Failed(words.Of(err))
			return
		}
		clear(o.marked)
		o.events.Emit("old-cards-left", "how", how, "cards", len(list.Cards))
		o.view.Left(list)
		o.view.Changed()
		o.Load()
	})
}

// Move gives one card back, misses it, or finds it again.
func (o *Old) Move(card desk.OldCard, command dossier.Command, note string) {
	o.do(func(ctx context.Context) error { return o.desk.MoveOldCard(ctx, card, command, note) }, "Đã ghi sổ.",
		func() { o.events.Emit("old-card-moved", "how", string(command)) })
}

// Check compares the book with the dossiers of the last days.
func (o *Old) Check(days int) {
	to := o.today()
	from := to.AddDays(1 - days)
	kit.Act(o.owner, &o.acting, nil, func(ctx context.Context) (desk.OldCardCheck, error) {
		return o.desk.CheckOldCards(ctx, from, to)
	}, func(check desk.OldCardCheck, err error) {
		if err != nil {
			o.view.Failed(words.Of(err))
			return
		}
		o.events.Emit("old-cards-checked", "agrees", check.Agrees(), "held", check.Held, "notEntered", len(check.NotEntered))
		o.view.Checked(check)
	})
}

// Enter brings cards into the book that dossiers say were collected.
func (o *Old) Enter(ids []dossier.ID) {
	o.do(func(ctx context.Context) error { return o.desk.EnterOldCards(ctx, ids) }, "Đã vào sổ.", nil)
}

func (o *Old) do(work func(context.Context) error, done string, then func()) {
	kit.Act(o.owner, &o.acting, nil, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, work(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			o.view.Failed(words.Of(err))
			return
		}
		if then != nil {
			then()
		}
		o.view.Done(done)
		o.view.Changed()
		o.Load()
	})
}
