package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// Outcome says what became of a card that left by a list.
type Outcome struct {
	// State is [dossier.ItemHandedOver], [dossier.ItemBack], [dossier.ItemUndelivered]
	// or [dossier.ItemLost].
	State  dossier.BookState
	Reason string // of undelivered: code of [dossier.UndeliveredReasons]; of lost: in words
	Note   string
	Day    string // of handed over: ISO date that the signed list or the post's receipt says
	Shelf  string // of back: where it lies now; "" is where it lay before
	// To is who signed, of handed over; zero is the holder.
	To dossier.Handover
}

// SignBack records what became of a card that left by a list: handed over against a
// signature, brought back, undelivered, or lost. The same outcome again changes
// nothing; another one is [ErrItemSettled].
//
// Nobody reads the chip of a card that is handed over in a hamlet or by the post,
// so that outcome passes the check over: it needs who may do that, as at the
// counter ([Desk.MayOverride]), leaves the entry of an override, and says so in the
// record of the handover.
func (d *Desk) SignBack(ctx context.Context, list, serial string, o Outcome) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if o, err = d.checkOutcome(o); err != nil {
		return err
	}
	items, err := d.cardItems(ctx, list)
	if err != nil {
		return err
	}
	item, ok := items[serial]
	if !ok {
		return fmt.Errorf("card of a list: %w", ErrNotFound)
	}
	if item.State == o.State {
		return nil
	}
	if !item.Away() {
		return fmt.Errorf("%w: %s", ErrItemSettled, item.State)
	}
	item.At, item.By, item.Reason, item.Note, item.Day = d.now(), actor.User, o.Reason, o.Note, o.Day
	card := store.CardChange{Serial: serial}
	change := store.Change{Actor: actor, Dossier: item.Dossier, Event: map[string]any{"card": serial, "list": list}}
	switch o.State {
	case dossier.ItemHandedOver:
		if item.Day < person.FromTime(item.OutAt).ISO() {
			return fmt.Errorf("%w: handed over before it went out", ErrItemOutcome)
		}
		return d.handOverByList(ctx, actor, item, o)
	case dossier.ItemBack:
		change.Command, card.Shelf = dossier.BringCardBack, o.Shelf
	case dossier.ItemUndelivered:
		change.Command, change.Reason, card.Reason = dossier.FailDelivery, o.Reason, o.Reason
		change.Event = map[string]any{"card": serial, "list": list, "reason": o.Reason}
	case dossier.ItemLost:
		change.Command, change.Reason, card.Reason = dossier.ReportCardLost, LostOnWay, LostOnWay
		change.Event = map[string]any{"card": serial, "list": list, "reason": LostOnWay}
	}
	change.ID, change.Card = listCommand(change.Command, list, serial), &card
	change.Books = []store.BookChange{item.change()}
	if _, err := d.Store.Apply(ctx, change); err != nil {
		return fmt.Errorf("signing a card back: %w", err)
	}
	return nil
}

// change is the item as a command writes it again.
func (i CardItem) change() store.BookChange {
	return store.BookChange{Book: dossier.BookCardItem, ID: itemID(i.List, i.Serial), BaseRevision: i.revision,
		Day: i.day, Dossier: i.Dossier, Owner: i.OutBy, Content: i}
}

// checkOutcome refuses an outcome that does not say what it must.
func (d *Desk) checkOutcome(o Outcome) (Outcome, error) {
	o.Reason, o.Note = strings.TrimSpace(o.Reason), clip(strings.TrimSpace(o.Note), maxContactNote)
	switch o.State {
	case dossier.ItemHandedOver:
		day, err := person.ParseISODate(o.Day)
		if err != nil || !day.Full() || d.today().Before(day) {
			return o, fmt.Errorf("%w: day", ErrItemOutcome)
		}
		if o.To, err = recipientOf(o.To); err != nil {
			return o, err
		}
		o.Reason = ""
	case dossier.ItemBack:
		o.Reason, o.Day = "", ""
	case dossier.ItemUndelivered:
		if _, ok := dossier.FindCoded(dossier.UndeliveredReasons(), o.Reason); !ok {
			return o, fmt.Errorf("%w: reason", ErrItemOutcome)
		}
		o.Day = ""
	case dossier.ItemLost:
		if o.Note == "" {
			return o, fmt.Errorf("%w: how it was lost", ErrItemOutcome)
		}
		o.Reason, o.Day = "", ""
	default:
		return o, fmt.Errorf("%w: %q", ErrItemOutcome, o.State)
	}
	return o, nil
}

// handOverByList records that the holder of a card has it, by the signature on a
// list or by the receipt of the post.
func (d *Desk) handOverByList(ctx context.Context, actor dossier.Actor, item CardItem, o Outcome) error {
	card, err := d.Store.Card(ctx, item.Serial)
	if err != nil {
		return fmt.Errorf("handing a card over by a list: %w", err)
	}
	var handover dossier.Handover
	revision, err := d.section(ctx, item.Dossier, dossier.SectionHandover, &handover)
	if err != nil {
		return err
	}
	seen, err := d.chipSeen(ctx, item.Dossier, item.Serial)
	if err != nil {
		return err
	}
	handover = o.To
	handover.Card, handover.By, handover.At = item.Serial, actor.User, d.now()
	handover.List, handover.Day, handover.ChipSeen = item.List, o.Day, seen
	handover.Override = overByList
	item.Receiver = handover.Recipient
	if err := d.override(ctx, actor, Opened{Dossier: store.Dossier{ID: item.Dossier}}, ChipCheck{Card: card}, overByList); err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "hand-over-" + item.Serial, Actor: actor, Command: dossier.HandOverCard, Dossier: item.Dossier,
		Card:    &store.CardChange{Serial: item.Serial},
		Section: &store.SectionChange{Name: dossier.SectionHandover, BaseRevision: revision, Content: handover},
		Event: map[string]any{"card": item.Serial, "to": handover.To, "matched": false, "list": item.List, "day": o.Day,
			"chipSeen": !seen.IsZero(), "at": handover.At},
		Books: []store.BookChange{item.change()},
	})
	if err != nil {
		return fmt.Errorf("handing a card over by a list: %w", err)
	}
	return nil
}

// overByList is the reason of an override that is made for a card given by a list.
const overByList = "signed-list"

// byListWords says how a card was given that nobody read the chip of.
func byListWords(h dossier.Handover) string {
	text := "Không đọc chip khi trao: trả theo danh sách " + h.List + ", ký nhận ngày " + showDate(h.Day)
	if strings.HasPrefix(h.List, "BD") {
		text = "Không đọc chip khi trao: bưu điện phát theo bảng kê " + h.List + ", ngày " + showDate(h.Day)
	}
	if h.ChipSeen.IsZero() {
		return text + "; chip chưa được kiểm khi thẻ về"
	}
	return text + "; chip đã kiểm đạt ngày " + person.FromTime(h.ChipSeen).String()
}

// chipSeen is when the chip of a card was last read here and fitted its dossier;
// zero: never.
func (d *Desk) chipSeen(ctx context.Context, id dossier.ID, serial string) (time.Time, error) {
	entries, err := d.Store.Log(ctx, store.LogFilter{Dossier: id, Types: []dossier.Command{dossier.CheckCard}})
	if err != nil {
		return time.Time{}, fmt.Errorf("looking for a check of the chip: %w", err)
	}
	var last time.Time
	for _, e := range entries {
		var said struct {
			Card    string `json:"card"`
			Matched bool   `json:"matched"`
		}
		if json.Unmarshal(e.Payload, &said) == nil && said.Card == serial && said.Matched && e.Time.After(last) {
			last = e.Time
		}
	}
	return last, nil
}

// OpenItemsError refuses to close a list: these cards are not accounted for.
type OpenItemsError struct {
	List  string
	Items []ListItem
}

func (e *OpenItemsError) Error() string {
	return fmt.Sprintf("%d cards of list %s are not accounted for", len(e.Items), e.List)
}

// CloseCardList closes a list once every card that left by it is accounted for;
// else the error is an [*OpenItemsError] that names those that are not. A card that
// left the list by another way, such as one handed over at the counter meanwhile or
// recalled by the centre, is noted so first. note says where the signed list is kept.
func (d *Desk) CloseCardList(ctx context.Context, list, note string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	var stale *store.StaleBookError
	for range listTries {
		view, err := d.CardListView(ctx, list)
		if err != nil {
			return err
		}
		if !view.Open() {
			return nil
		}
		if err := d.settleItems(ctx, actor, &view); err != nil {
			return err
		}
		if away := view.Away(); len(away) > 0 {
			return &OpenItemsError{List: list, Items: away}
		}
		l := view.CardList
		l.ClosedBy, l.ClosedAt, l.Note, l.Totals = actor.User, d.now(), clip(strings.TrimSpace(note), maxContactNote), map[dossier.BookState]int{}
		for _, item := range view.Items {
			l.Totals[item.State]++
		}
		_, err = d.Store.Apply(ctx, store.Change{ID: listCommand(dossier.CloseCardList, list, ""), Actor: actor, Command: dossier.CloseCardList,
			Books: []store.BookChange{l.change()}})
		if errors.As(err, &stale) {
			continue // a card went out by it meanwhile
		}
		if err != nil {
			return fmt.Errorf("closing a list of cards: %w", err)
		}
		return nil
	}
	return fmt.Errorf("closing a list of cards: %w", stale)
}

// settleItems notes of cards that left the list by another way where they are.
func (d *Desk) settleItems(ctx context.Context, actor dossier.Actor, view *CardListView) error {
	for i, item := range view.Items {
		if !item.Away() || item.Elsewhere == "" {
			continue
		}
		item.At, item.By, item.LeftAs = d.now(), actor.User, item.Elsewhere
		_, err := d.Store.Apply(ctx, store.Change{
			ID: listCommand(dossier.SettleCardItem, item.List, item.Serial), Actor: actor, Command: dossier.SettleCardItem, Dossier: item.Dossier,
			Card:    &store.CardChange{Serial: item.Serial},
			Payload: map[string]any{"list": item.List, "state": item.Elsewhere},
			Books:   []store.BookChange{item.change()},
		})
		if err != nil {
			return fmt.Errorf("noting where a card of a list is: %w", err)
		}
		view.Items[i].CardItem = item.CardItem
		view.Items[i].State = dossier.ItemElsewhere
	}
	return nil
}
