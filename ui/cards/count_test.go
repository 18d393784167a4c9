package cards

import (
	"context"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// countDesk keeps one counting as the desk does.
type countDesk struct {
	take    desk.Stocktake
	settled []string
	err     error
}

func (d *countDesk) Stocktakes(context.Context) ([]desk.Stocktake, error) {
	if d.take.ID == "" {
		return nil, nil
	}
	plain := d.take
	plain.Seen = nil
	return []desk.Stocktake{plain}, nil
}

func (d *countDesk) Stocktake(context.Context, string) (desk.Stocktake, error) { return d.take, nil }

func (d *countDesk) StartStocktake(_ context.Context, shelf string) (desk.Stocktake, error) {
	d.take = desk.Stocktake{ID: "k", State: dossier.StockCounting, Shelf: shelf, Expected: []desk.Shelved{
		{Serial: "T1", Shelf: "A2"}, {Serial: "T2", Shelf: "A2"}, {Serial: "T3", Shelf: "A10"}}}
	return d.take, d.err
}

func (d *countDesk) KeepSeen(_ context.Context, take desk.Stocktake, _ int) error {
	if d.err != nil {
		return d.err
	}
	d.take.Seen = slices.Clone(take.Seen)
	return nil
}

func (d *countDesk) move(state dossier.BookState) (desk.Stocktake, error) {
	d.take.State = state
	return d.take, d.err
}

func (d *countDesk) FinishStocktake(context.Context, string) (desk.Stocktake, error) {
	return d.move(dossier.StockCounted)
}
func (d *countDesk) ResumeStocktake(context.Context, string) (desk.Stocktake, error) {
	return d.move(dossier.StockCounting)
}
func (d *countDesk) CancelStocktake(context.Context, string, string) error {
	_, err := d.move(dossier.StockCancelled)
	return err
}
func (d *countDesk) CloseStocktake(context.Context, string) (desk.Stocktake, error) {
	return d.move(dossier.StockClosed)
}

func (d *countDesk) SettleDifference(_ context.Context, _, key, how, _ string) (desk.Stocktake, error) {
	d.settled = append(d.settled, key+" "+how)
	for _, diff := range d.take.Differences() {
		if diff.Key == key {
			d.take.Settled = append(d.take.Settled, desk.Settlement{Kind: diff.Kind, Card: key, How: how})
		}
	}
	return d.take, d.err
}

func (d *countDesk) ExpectedCards(context.Context, desk.Stocktake) ([]desk.StockCard, error) {
	card := func(serial, name, number string) desk.StockCard {
		return desk.StockCard{Card: store.Card{Serial: serial}, Name: name, Number: number}
	}
	return []desk.StockCard{card("T1", "Một", "001090000001"), card("T2", "Hai", "001090000002"), card("T3", "Ba", "001090000003")}, nil
}

func (d *countDesk) Identify(_ context.Context, code desk.CardCode) (desk.Surplus, error) {
	return desk.Surplus{Code: code.Names(), Why: desk.SurplusUnknown}, nil
}

// countScreen keeps the last of what it is told.
type countScreen struct {
	shelf   string
	shelves []string
	lines   []CountLine
	none    bool
	open    []string
	level   kit.Level
	beeps   []bool
	failed  int
}

func (v *countScreen) ShowNone([]desk.Stocktake) { v.none = true }
func (v *countScreen) ShowShelf(_ desk.Stocktake, shelf string, shelves []string, lines []CountLine) {
	v.shelf, v.shelves, v.lines, v.none = shelf, shelves, lines, false
}
func (v *countScreen) ShowDifferences(_ desk.Stocktake, differences []desk.StockDifference, names map[string]string) {
	v.open = nil
	for _, d := range differences {
		if d.Settled == nil {
			v.open = append(v.open, d.Kind+" "+names[d.Key])
		}
	}
}
func (v *countScreen) Say(level kit.Level, _ string) { v.level = level }
func (v *countScreen) Beep(good bool)                { v.beeps = append(v.beeps, good) }
func (v *countScreen) Failed(words.Message)          { v.failed++ }
func (v *countScreen) Changed()                      {}

func count(t *testing.T, d *countDesk) (*Counting, *countScreen) {
	t.Helper()
	view := &countScreen{}
	c := NewCounting(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, view)
	c.Load()
	return c, view
}

func TestCountingShelfByShelf(t *testing.T) {
	d := &countDesk{}
	c, view := count(t, d)
	if !view.none || c.Read("T1") {
		t.Fatal("a card is counted while nothing is counted")
	}
	c.Start("")
	if view.shelf != "A2" || !slices.Equal(view.shelves, []string{"A2", "A10"}) || len(view.lines) != 2 {
		t.Fatalf("%q of %v: %+v", view.shelf, view.shelves, view.lines)
	}
	if !c.Read("001090000001|| Một|01011990|Nam|Y|25112026") || view.level != kit.LevelOK || !view.lines[1].Seen {
		t.Errorf("%v %+v", view.level, view.lines)
	}
	if !c.Read("t3") || view.level != kit.LevelWarning { // it belongs on the other shelf
		t.Errorf("%v", view.level)
	}
	if !c.Read("079199000009") || view.level != kit.LevelError {
		t.Errorf("%v", view.level)
	}
	if c.Read("không phải mã") || len(d.take.Seen) != 3 {
		t.Errorf("%d cards kept", len(d.take.Seen))
	}
	if !slices.Equal(view.beeps, []bool{true, false, false}) {
		t.Errorf("%v", view.beeps)
	}
	c.NextShelf()
	if view.shelf != "A10" || len(view.lines) != 1 || view.lines[0].On != "A2" {
		t.Errorf("%q %+v", view.shelf, view.lines)
	}
	c.NextShelf()
	if view.shelf != "A2" || c.SetShelf("ngăn của Lan") {
		t.Errorf("%q", view.shelf)
	}

	// The desk ends; another one goes on where the last card was seen.
	c, view = count(t, d)
	if take, open := c.Take(); !open || len(take.Seen) != 3 || view.shelf != "A2" {
		t.Fatalf("resumed on %q", view.shelf)
	}
	c.Finish()
	if !slices.Equal(view.open, []string{"missing Hai", "wrong-shelf Ba", "surplus "}) {
		t.Fatalf("%q", view.open)
	}
	if c.Read("T2") {
		t.Error("counted after the end")
	}
	c.SettleWrong()
	if !slices.Equal(d.settled, []string{"T3 moved"}) || len(view.open) != 2 {
		t.Errorf("%q %q", d.settled, view.open)
	}
	c.Resume()
	c.Read("T2")
	c.Finish()
	if !slices.Equal(view.open, []string{"surplus "}) {
		t.Errorf("%q", view.open)
	}
	take, _ := c.Take()
	c.Settle(take.Differences()[1], desk.SettleNoted, "gửi trả")
	c.Close()
	if len(view.open) != 0 || !view.none || d.take.State != dossier.StockClosed {
		t.Errorf("%q %s", view.open, d.take.State)
	}
}

// TestCountingWhatCannotBeKept: it is said, and what was seen goes with the next save.
func TestCountingWhatCannotBeKept(t *testing.T) {
	d := &countDesk{}
	c, view := count(t, d)
	c.Start("")
	d.err = store.ErrDiskFull
	c.Read("T1")
	if view.failed != 1 || len(d.take.Seen) != 0 {
		t.Errorf("failed %d times, kept %d", view.failed, len(d.take.Seen))
	}
	d.err = nil
	c.Read("T2")
	if len(d.take.Seen) != 2 {
		t.Errorf("kept %d", len(d.take.Seen))
	}
	c.Cancel("thử")
	if d.take.State != dossier.StockCancelled {
		t.Error("not cancelled")
	}
}
