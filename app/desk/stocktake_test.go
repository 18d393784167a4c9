package desk_test

import (
	"errors"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
)

// TestCountingTheShelves: one card missing, one on another shelf, one reported lost
// that lies there after all, a strange one, and one that is handed over meanwhile.
// The counting is interrupted, resumed, its differences settled by the card table.
func TestCountingTheShelves(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.coming("H-1", "T-1", "T-2", "T-3", "T-4", "T-5")
	b.must(b.ReceiveBox(ctx, b.theBox("H-1"), "A1"))
	b.must(b.ReportLost(ctx, b.cardIs("T-4", dossier.CardArrived), desk.LostInStock))
	take, err := b.StartStocktake(ctx, "")
	b.must(err)
	if len(take.Expected) != 4 || take.State != dossier.StockCounting {
		t.Fatalf("%+v", take)
	}
	if _, err := b.StartStocktake(ctx, ""); !errors.Is(err, desk.ErrCounting) {
		t.Errorf("two countings at a time: %v", err)
	}
	see := func(serial, on string) {
		t.Helper()
		found, err := b.Identify(ctx, mustCode(t, serial))
		b.must(err)
		take.Seen = append(take.Seen, desk.Seen{Surplus: found, On: on})
		b.must(b.KeepSeen(ctx, take, len(take.Seen)-1))
	}
	see("T-1", "A1")
	see("T-2", "B1") // on another shelf
	// The desk ends and is started again.
	take, err = b.Stocktake(ctx, take.ID)
	b.must(err)
	if len(take.Seen) != 2 {
		t.Fatalf("%d cards are kept, want 2", len(take.Seen))
	}
	cards, err := b.ExpectedCards(ctx, take)
	b.must(err)
	if len(cards) != 4 || cards[0].Name == "" {
		t.Errorf("%+v", cards)
	}
	see("T-4", "A1")
	see("079199000001", "A1")
	b.must(b.FaultOf(ctx, b.cardIs("T-5", dossier.CardArrived), desk.FaultDamaged)) // it left the shelf
	take, err = b.FinishStocktake(ctx, take.ID)
	b.must(err)
	result := take.Result()
	if len(result.Right) != 1 || len(result.Wrong) != 1 || len(result.Missing) != 1 || len(result.Surplus) != 2 || len(take.Left) != 1 {
		t.Fatalf("%+v", result)
	}
	if take.State != dossier.StockCounted || take.Open() != 4 {
		t.Fatalf("%s, %d open", take.State, take.Open())
	}
	b.login(chiefID)
	if _, err := b.CloseStocktake(ctx, take.ID); !errors.Is(err, desk.ErrUnsettled) {
		t.Errorf("closed with differences: %v", err)
	}
	b.login(clerkID)
	if _, err := b.SettleDifference(ctx, take.ID, "T-3", desk.SettleMoved, ""); err == nil {
		t.Error("a missing card was moved")
	}
	for i, d := range take.Differences() {
		how := d.Settlements()[0]
		for range 2 { // the second time changes nothing
			take, err = b.SettleDifference(ctx, take.ID, d.Key, how, "ghi chú")
			b.must(err)
		}
		if take.Open() != 3-i {
			t.Errorf("after %s: %d open", how, take.Open())
		}
	}
	b.cardIs("T-3", dossier.CardLost)
	if card := b.cardIs("T-2", dossier.CardArrived); card.Shelf != "B1" {
		t.Errorf("by the books on %q", card.Shelf)
	}
	if card := b.cardIs("T-4", dossier.CardArrived); card.Shelf != "A1" {
		t.Errorf("by the books on %q", card.Shelf)
	}
	if _, err := b.CloseStocktake(ctx, take.ID); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk closes a counting: %v", err)
	}
	b.login(chiefID)
	take, err = b.CloseStocktake(ctx, take.ID)
	b.must(err)
	if take.State != dossier.StockClosed {
		t.Errorf("%s", take.State)
	}
	if paper, err := b.StocktakePaper(ctx, take.ID, words()); err != nil || paper.Code != "kiem-ke-the" {
		t.Errorf("%v", err)
	}
	if n := b.entries("", dossier.SeeCards); n != 4 {
		t.Errorf("%d entries of seen cards, want 4", n)
	}
	again, err := b.StartStocktake(ctx, "B1") // one shelf only
	b.must(err)
	if len(again.Expected) != 1 {
		t.Errorf("%+v", again.Expected)
	}
	b.must(b.CancelStocktake(ctx, again.ID, "mất điện"))
	takes, err := b.Stocktakes(ctx)
	b.must(err)
	if len(takes) != 2 {
		t.Errorf("%d countings", len(takes))
	}
}

// TestManySeenCards: the cards of a long counting lie in parts, in their order, and
// what is kept twice is there once.
func TestManySeenCards(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	take, err := b.StartStocktake(ctx, "")
	b.must(err)
	for i := range 250 {
		take.Seen = append(take.Seen, desk.Seen{Surplus: desk.Surplus{Code: string(rune('A' + i%26)), Why: desk.SurplusUnknown}, On: "A1"})
	}
	b.must(b.KeepSeen(ctx, take, 0))
	b.must(b.KeepSeen(ctx, take, 240)) // an answer that was lost
	kept, err := b.Stocktake(ctx, take.ID)
	b.must(err)
	other := kept // of somebody who counts too, and has not seen the last ones
	other.Seen = append(slices.Clone(kept.Seen[:240]), desk.Seen{Surplus: desk.Surplus{Code: "X", Why: desk.SurplusUnknown}, On: "B1"})
	var stale *store.StaleBookError
	if err := b.KeepSeen(ctx, other, 240); !errors.As(err, &stale) {
		t.Errorf("another's cards were written over: %v", err)
	}
	if len(kept.Seen) != 250 || kept.Seen[249].Code != take.Seen[249].Code {
		t.Errorf("%d cards", len(kept.Seen))
	}
}
