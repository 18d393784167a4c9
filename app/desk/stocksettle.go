package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Settlement says how one difference was settled.
type Settlement struct {
	Kind string    `json:"kind"` // of the difference
	Card string    `json:"card"` // its key
	How  string    `json:"how"`
	Note string    `json:"note,omitempty"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// How differences are settled.
const (
	SettleLost     = "lost"     // reported lost
	SettlePresent  = "present"  // it lies in its place after all
	SettleMoved    = "moved"    // the books say now where it was seen
	SettlePutBack  = "put-back" // it was put where the books say
	SettleFound    = "found"    // it was reported lost, and is back
	SettleReceived = "received" // it was on its way by the books
	SettleRestock  = "restocked"
	SettleNoted    = "noted" // laid aside for the commander
)

// Kinds of differences.
const (
	DiffersMissing = "missing"
	DiffersWrong   = "wrong-shelf"
	DiffersSurplus = "surplus"
)

// StockDifference is one card that is not where the books say.
type StockDifference struct {
	Kind    string
	Key     string // names it among the differences
	Serial  string
	Dossier dossier.ID
	Shelf   string // by the books
	On      string // where it was seen
	Surplus Surplus
	Settled *Settlement // nil: open
}

// Settlements lists how a difference can be settled, the usual way first: by the
// commands of the card table where it has one, and by hand.
func (d StockDifference) Settlements() []string {
	switch d.Kind {
	case DiffersMissing:
		return []string{SettleLost, SettlePresent}
	case DiffersWrong:
		return []string{SettleMoved, SettlePutBack}
	}
	switch d.Surplus.Why {
	case SurplusOnShelf:
		return []string{SettleMoved, SettlePutBack}
	case SurplusLost:
		return []string{SettleFound, SettleNoted}
	case SurplusOtherBox:
		if d.Surplus.State == dossier.CardOrdered {
			return []string{SettleNoted}
		}
		return []string{SettleReceived, SettleNoted}
	case SurplusAway:
		if d.Surplus.State == dossier.CardUndelivered {
			return []string{SettleRestock, SettleNoted}
		}
	}
	return []string{SettleNoted}
}

// settling is the command of the card table that settles a difference so.
var settling = map[string]dossier.Command{
	SettleLost: dossier.ReportCardLost, SettleMoved: dossier.MoveCard, SettleFound: dossier.FindCard,
	SettleReceived: dossier.ReceiveCard, SettleRestock: dossier.RestockCard,
}

// SettleDifference settles one difference of a counting. Where the card table has
// a command for it, that is done first; doing it again after an error goes on
// where it stopped. note says in words what was done with a card that is noted.
func (d *Desk) SettleDifference(ctx context.Context, id, key, how, note string) (Stocktake, error) {
	actor, err := d.actor()
	if err != nil {
		return Stocktake{}, err
	}
	take, err := d.Stocktake(ctx, id)
	if err != nil {
		return Stocktake{}, err
	}
	all := take.Differences()
	i := slices.IndexFunc(all, func(d StockDifference) bool { return d.Key == key })
	if i < 0 || !slices.Contains(all[i].Settlements(), how) {
		return take, fmt.Errorf("settling a difference: %w", ErrNotFound)
	}
	if all[i].Settled != nil {
		return take, nil
	}
	if command, ok := settling[how]; ok {
		if err := d.settle(ctx, take.ID, all[i], how, command); err != nil {
			return take, err
		}
	}
	take.Settled = append(take.Settled, Settlement{Kind: all[i].Kind, Card: key, How: how, Note: note, By: actor.User, At: d.now()})
	return d.writeTake(ctx, dossier.NoteDifference, "", take)
}

// settle moves the card by the table.
func (d *Desk) settle(ctx context.Context, take string, diff StockDifference, how string, command dossier.Command) error {
	change := store.Change{Command: command, Dossier: diff.Dossier, Card: &store.CardChange{Serial: diff.Serial, Shelf: diff.On}}
	event := map[string]any{"card": diff.Serial}
	if how == SettleLost {
		change.Reason, change.Card.Reason = LostInStock, LostInStock
		event["reason"] = LostInStock
	}
	if kind, _ := dossier.Entry(command); kind.ConcernsRegistry {
		change.Event = event
	}
	return d.write(ctx, "settling a difference", digestOf("stocktake", take, diff.Serial, how), change)
}
