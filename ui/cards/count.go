package cards

import (
	"context"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// CountDesk is what counting the shelves needs of the desk.
type CountDesk interface {
	Stocktakes(ctx context.Context) ([]desk.Stocktake, error)
	Stocktake(ctx context.Context, id string) (desk.Stocktake, error)
	StartStocktake(ctx context.Context, shelf string) (desk.Stocktake, error)
	KeepSeen(ctx context.Context, take desk.Stocktake, from int) error
	FinishStocktake(ctx context.Context, id string) (desk.Stocktake, error)
	ResumeStocktake(ctx context.Context, id string) (desk.Stocktake, error)
	CancelStocktake(ctx context.Context, id, reason string) error
	CloseStocktake(ctx context.Context, id string) (desk.Stocktake, error)
	SettleDifference(ctx context.Context, id, key, how, note string) (desk.Stocktake, error)
	ExpectedCards(ctx context.Context, take desk.Stocktake) ([]desk.StockCard, error)
	Identify(ctx context.Context, code desk.CardCode) (desk.Surplus, error)
}

// CountLine is one card of the shelf that is being counted.
type CountLine struct {
	Serial, Name string
	Seen         bool
	Surplus      *desk.Surplus // of a card that is not expected there
	On           string        // where an expected one was seen instead
}

// CountView is what a counting says to the window, on the UI goroutine.
type CountView interface {
	// ShowNone shows that no counting goes on, and those of before.
	ShowNone(before []desk.Stocktake)
	// ShowShelf shows the shelf that is being counted; shelves are all of them.
	ShowShelf(take desk.Stocktake, shelf string, shelves []string, lines []CountLine)
	// ShowDifferences shows what a counting found.
	ShowDifferences(take desk.Stocktake, differences []desk.StockDifference, names map[string]string)
	Say(level kit.Level, text string)
	Beep(good bool)
	Failed(words.Message)
	Changed()
}

// batch is what is kept at once: the cards seen, and from which on they are new.
type batch struct {
	take desk.Stocktake
	from int
}

// Counting counts the cards on the shelves by scanner, shelf by shelf.
type Counting struct {
	desk   CountDesk
	owner  *kit.Owner
	view   CountView
	events kit.Events

	take   desk.Stocktake
	open   bool
	shelf  string
	cards  map[string]desk.StockCard // of the expected cards, by serial
	saved  int                       // cards seen that are kept
	saves  saves[batch]
	acting kit.Once
}

// NewCounting makes the presenter of countings.
func NewCounting(d CountDesk, owner *kit.Owner, events kit.Events, view CountView) *Counting {
	c := &Counting{desk: d, owner: owner, events: events, view: view}
	c.saves = saves[batch]{owner: owner, take: c.seen, saved: c.kept, save: func(ctx context.Context, b batch) (batch, error) {
		return b, d.KeepSeen(ctx, b.take, b.from)
	}}
	return c
}

func (c *Counting) seen() batch {
	b := batch{c.take, c.saved}
	b.take.Seen = slices.Clone(c.take.Seen)
	return b
}

func (c *Counting) kept(b batch, err error) {
	switch {
	case err != nil:
		c.view.Failed(words.Of(err))
	case b.take.ID == c.take.ID:
		c.saved = len(b.take.Seen)
		c.events.Emit("cards-seen", "kept", c.saved)
	}
}

// Load opens the counting that goes on, if there is one.
func (c *Counting) Load() {
	c.open = false
	kit.Background(c.owner, func(ctx context.Context) (takes []desk.Stocktake, err error) {
		if takes, err = c.desk.Stocktakes(ctx); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(takes, going)
		if i >= 0 {
			takes[i], err = c.desk.Stocktake(ctx, takes[i].ID)
			takes = takes[i : i+1]
		}
		return takes, err
	}, func(takes []desk.Stocktake, err error) {
		switch {
		case err != nil:
			c.view.Failed(words.Of(err))
		case len(takes) == 1 && going(takes[0]):
			c.enter(takes[0])
		default:
			c.view.ShowNone(takes)
			c.events.Emit("stocktake", "state", "none")
		}
	})
}

func going(t desk.Stocktake) bool {
	return t.State == dossier.StockCounting || t.State == dossier.StockCounted
}

// enter takes up a counting, with whose the expected cards are.
func (c *Counting) enter(take desk.Stocktake) {
	kit.Background(c.owner, func(ctx context.Context) ([]desk.StockCard, error) {
		return c.desk.ExpectedCards(ctx, take)
	}, func(cards []desk.StockCard, err error) {
		if err != nil {
			c.view.Failed(words.Of(err))
			return
		}
		c.take, c.open, c.saved, c.shelf = take, true, len(take.Seen), ""
		c.cards = map[string]desk.StockCard{}
		for _, card := range cards {
			c.cards[card.Serial] = card
		}
		c.events.Emit("stocktake", "state", string(take.State), "expected", len(take.Expected), "seen", len(take.Seen))
		if take.State == dossier.StockCounted {
			c.showDifferences()
			return
		}
		c.shelf = c.firstShelf()
		c.showShelf()
	})
}

// firstShelf is where counting goes on: where the last card was seen, else the
// first shelf.
func (c *Counting) firstShelf() string {
	if n := len(c.take.Seen); n > 0 {
		return c.take.Seen[n-1].On
	}
	if shelves := c.shelves(); len(shelves) > 0 {
		return shelves[0]
	}
	return c.take.Shelf
}

// shelves are those on which cards are expected, in their order.
func (c *Counting) shelves() []string {
	var shelves []string
	for _, e := range c.take.Expected {
		if !slices.Contains(shelves, e.Shelf) {
			shelves = append(shelves, e.Shelf)
		}
	}
	slices.SortFunc(shelves, desk.CompareShelves)
	return shelves
}

// Start begins to count all shelves, or only one.
func (c *Counting) Start(shelf string) {
	c.act(func(ctx context.Context) (desk.Stocktake, error) { return c.desk.StartStocktake(ctx, shelf) }, c.enter)
}

// SetShelf goes on with another shelf.
func (c *Counting) SetShelf(text string) bool {
	shelf, err := desk.ParseShelf(text)
	if err != nil || !c.open {
		return false
	}
	c.shelf = shelf
	c.showShelf()
	return true
}

// NextShelf goes to the shelf after the one at hand, around the end.
func (c *Counting) NextShelf() {
	if shelves := c.shelves(); c.open && len(shelves) > 0 {
		c.SetShelf(shelves[(slices.Index(shelves, c.shelf)+1)%len(shelves)])
	}
}

// Shelf is the shelf that is being counted.
func (c *Counting) Shelf() string { return c.shelf }

// Take is the counting in work; ok is false when there is none.
func (c *Counting) Take() (take desk.Stocktake, ok bool) { return c.take, c.open }

// Read takes the code of a card on the shelf at hand. It reports whether the text
// is a card's code.
func (c *Counting) Read(text string) bool {
	code, ok := desk.ReadCardCode(text)
	if !ok || !c.open || c.take.State != dossier.StockCounting || c.shelf == "" {
		return false
	}
	if e, ok := c.expected(code); ok {
		c.see(desk.Surplus{Code: code.Names(), Serial: e.Serial, Dossier: e.Dossier, State: dossier.CardArrived, Shelf: e.Shelf})
		if e.Shelf == c.shelf {
			c.view.Beep(true)
			c.view.Say(kit.LevelOK, "✓ "+c.cards[e.Serial].Name)
		} else {
			c.view.Beep(false)
			c.view.Say(kit.LevelWarning, c.cards[e.Serial].Name+": theo sổ ở ngăn "+e.Shelf)
		}
		c.events.Emit("card-counted", "right", e.Shelf == c.shelf, "seen", len(c.take.Seen))
		return true
	}
	shelf := c.shelf
	kit.Background(c.owner, func(ctx context.Context) (desk.Surplus, error) {
		return c.desk.Identify(ctx, code)
	}, func(s desk.Surplus, err error) {
		c.view.Beep(false)
		if err != nil || !c.open {
			c.view.Failed(words.Of(err))
			return
		}
		at := c.shelf
		c.shelf = shelf // where it was read
		c.see(s)
		c.shelf = at
		c.showShelf()
		c.view.Say(kit.LevelError, "Thẻ thừa: "+Surplus(s)+".")
		c.events.Emit("card-counted", "right", false, "surplus", s.Why, "seen", len(c.take.Seen))
	})
	return true
}

// expected finds the expected card of a code, first on the shelf at hand.
func (c *Counting) expected(code desk.CardCode) (found desk.Shelved, ok bool) {
	for _, e := range c.take.Expected {
		if code.Of(c.cards[e.Serial]) && (!ok || e.Shelf == c.shelf) {
			found, ok = e, true
		}
	}
	return found, ok
}

func (c *Counting) see(s desk.Surplus) {
	c.take.Seen = append(c.take.Seen, desk.Seen{Surplus: s, On: c.shelf})
	c.saves.Start()
	c.showShelf()
}

// Finish ends the counting and shows its differences.
func (c *Counting) Finish() {
	c.saves.Then(func() {
		id := c.take.ID
		c.act(func(ctx context.Context) (desk.Stocktake, error) { return c.desk.FinishStocktake(ctx, id) }, c.enter)
	})
}

// Resume goes on counting after the end.
func (c *Counting) Resume() {
	id := c.take.ID
	c.act(func(ctx context.Context) (desk.Stocktake, error) { return c.desk.ResumeStocktake(ctx, id) }, c.enter)
}

// Cancel gives the counting up.
func (c *Counting) Cancel(reason string) {
	id := c.take.ID
	c.act(func(ctx context.Context) (desk.Stocktake, error) {
		return desk.Stocktake{}, c.desk.CancelStocktake(ctx, id, reason)
	}, func(desk.Stocktake) { c.Load() })
}

// Close closes a counting whose differences are settled.
func (c *Counting) Close() {
	id := c.take.ID
	c.act(func(ctx context.Context) (desk.Stocktake, error) { return c.desk.CloseStocktake(ctx, id) }, func(desk.Stocktake) {
		c.events.Emit("stocktake", "state", "closed")
		c.Load()
	})
}

// Settle settles one difference.
func (c *Counting) Settle(d desk.StockDifference, how, note string) {
	c.settle([]desk.StockDifference{d}, how, note)
}

// SettleWrong writes into the books, of all cards on a wrong shelf, where they lie.
func (c *Counting) SettleWrong() {
	var wrong []desk.StockDifference
	for _, d := range c.take.Differences() {
		if d.Kind == desk.DiffersWrong && d.Settled == nil {
			wrong = append(wrong, d)
		}
	}
	if len(wrong) > 0 {
		c.settle(wrong, desk.SettleMoved, "")
	}
}

func (c *Counting) settle(all []desk.StockDifference, how, note string) {
	id := c.take.ID
	c.act(func(ctx context.Context) (take desk.Stocktake, err error) {
		for _, d := range all {
			if take, err = c.desk.SettleDifference(ctx, id, d.Key, how, note); err != nil {
				return take, err
			}
		}
		return take, nil
	}, func(take desk.Stocktake) {
		c.take = take
		c.events.Emit("difference-settled", "how", how, "open", take.Open())
		c.showDifferences()
		c.view.Changed()
	})
}

func (c *Counting) act(do func(context.Context) (desk.Stocktake, error), done func(desk.Stocktake)) {
	kit.Act(c.owner, &c.acting, nil, do, func(take desk.Stocktake, err error) {
		if err != nil {
			c.view.Failed(words.Of(err))
			return
		}
		done(take)
	})
}

func (c *Counting) showShelf() {
	c.view.ShowShelf(c.take, c.shelf, c.shelves(), c.lines())
}

// lines are the cards expected on the shelf at hand, those not seen first, and then
// those that are not expected there.
func (c *Counting) lines() []CountLine {
	result := desk.Reconcile(c.take.Expected, c.take.Seen)
	var lines []CountLine
	for _, m := range result.Missing {
		if m.Shelf == c.shelf {
			lines = append(lines, CountLine{Serial: m.Serial, Name: c.cards[m.Serial].Name})
		}
	}
	for _, w := range result.Wrong {
		switch c.shelf {
		case w.On:
			surplus := w.Surplus
			surplus.Why = desk.SurplusOnShelf
			lines = append(lines, CountLine{Serial: w.Serial, Name: c.cards[w.Serial].Name, Seen: true, Surplus: &surplus})
		case w.Shelf:
			lines = append(lines, CountLine{Serial: w.Serial, Name: c.cards[w.Serial].Name, Seen: true, On: w.On})
		}
	}
	for _, s := range result.Surplus {
		if s.On == c.shelf {
			surplus := s.Surplus
			lines = append(lines, CountLine{Serial: s.Code, Name: c.cards[s.Serial].Name, Seen: true, Surplus: &surplus})
		}
	}
	for _, r := range result.Right {
		if r.Shelf == c.shelf {
			lines = append(lines, CountLine{Serial: r.Serial, Name: c.cards[r.Serial].Name, Seen: true})
		}
	}
	return lines
}

func (c *Counting) showDifferences() {
	names := map[string]string{}
	differences := c.take.Differences()
	for _, d := range differences {
		names[d.Key] = c.cards[d.Serial].Name
	}
	c.view.ShowDifferences(c.take, differences, names)
	c.events.Emit("differences-shown", "count", len(differences), "open", c.take.Open())
}
