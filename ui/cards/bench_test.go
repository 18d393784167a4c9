package cards

import (
	"context"
	"fmt"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
)

// largeDesk is a stock of 5,000 cards on fifty shelves.
type largeDesk struct{ countDesk }

const largeStock = 5000

func (d *largeDesk) StartStocktake(context.Context, string) (desk.Stocktake, error) {
	take := desk.Stocktake{ID: "k", State: dossier.StockCounting}
	for i := range largeStock {
		take.Expected = append(take.Expected, desk.Shelved{Serial: fmt.Sprintf("T%06d", i), Shelf: fmt.Sprintf("A%d", i/100+1)})
	}
	return take, nil
}

func (d *largeDesk) ExpectedCards(_ context.Context, take desk.Stocktake) ([]desk.StockCard, error) {
	var cards []desk.StockCard
	for i, e := range take.Expected {
		cards = append(cards, desk.StockCard{Card: store.Card{Serial: e.Serial}, Name: "Người Mẫu", Number: fmt.Sprintf("0010900%05d", i)})
	}
	return cards, nil
}

// BenchmarkScanWhileCounting is what one card costs the window in a stock of 5,000
// half of which is counted.
func BenchmarkScanWhileCounting(b *testing.B) {
	d := &largeDesk{}
	c := NewCounting(d, kit.NewInlineOwner(b.Context()), kit.NoEvents{}, &countScreen{})
	c.Start("")
	for i := range largeStock / 2 {
		c.take.Seen = append(c.take.Seen, desk.Seen{Surplus: desk.Surplus{Serial: fmt.Sprintf("T%06d", i)}, On: fmt.Sprintf("A%d", i/100+1)})
	}
	at := 0
	for b.Loop() {
		if !c.Read(fmt.Sprintf("T%06d", largeStock/2+at%1000)) {
			b.Fatal("not read")
		}
		at++
	}
}
