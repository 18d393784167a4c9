package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// How the seal of a box was found.
const (
	SealWhole  = "whole"  // the number that the centre told, unbroken
	SealOther  = "other"  // another number
	SealBroken = "broken" // torn, opened or missing
)

// How a card of a box was found; "" is: not at all.
const (
	FoundCounted = "counted" // the box was taken in whole, by its seal and its number of cards
	FoundScanned = "scanned" // its code was read
	FoundChip    = "chip"    // its chip was read and fits its dossier
	FoundFaulty  = "faulty"  // it is here, and bad
)

// BoxLine is one card of a box's shipment list, and how it was found.
type BoxLine struct {
	Serial  string     `json:"serial"`
	Dossier dossier.ID `json:"dossier"`
	Found   string     `json:"found,omitempty"`
	Reason  string     `json:"reason,omitempty"` // of a faulty one
}

// BoxRecord is the opening of a box: its shipment list, and what was in it. It is
// kept as it grows, so that an interrupted opening goes on where it stopped.
type BoxRecord struct {
	ID       string            `json:"-"`
	Revision int               `json:"-"` // 0: not kept yet
	State    dossier.BookState `json:"-"`

	Box      string    `json:"box"`
	Seal     string    `json:"seal,omitempty"` // number that the centre told
	Lot      string    `json:"lot,omitempty"`
	SealIs   string    `json:"sealIs,omitempty"`   // how it was found
	SealRead string    `json:"sealRead,omitempty"` // number on the box, when it is another
	Lines    []BoxLine `json:"lines"`
	Surplus  []Surplus `json:"surplus,omitempty"`
	Shelf    string    `json:"shelf,omitempty"`
	By       string    `json:"by"` // user id of who opened it
	Opened   time.Time `json:"opened"`
	Closed   time.Time `json:"closed,omitzero"`
}

// Count is how many lines were found in one of some ways.
func (r BoxRecord) Count(found ...string) int {
	n := 0
	for _, line := range r.Lines {
		if slices.Contains(found, line.Found) {
			n++
		}
	}
	return n
}

// Missing lists the cards of the shipment list that were not in the box.
func (r BoxRecord) Missing() []BoxLine {
	var missing []BoxLine
	for _, line := range r.Lines {
		if line.Found == "" {
			missing = append(missing, line)
		}
	}
	return missing
}

// Differs reports whether the box is not what its shipment list says.
func (r BoxRecord) Differs() bool {
	return len(r.Missing()) > 0 || len(r.Surplus) > 0 || r.Count(FoundFaulty) > 0 || r.SealIs != "" && r.SealIs != SealWhole
}

// OpenBox begins to go through the cards of a box, or goes on where that was
// interrupted. Cards that the centre has added to the box since are on its list.
func (d *Desk) OpenBox(ctx context.Context, box Box) (BoxRecord, error) {
	open, err := d.openRecords(ctx)
	if err != nil {
		return BoxRecord{}, err
	}
	actor, err := d.actor()
	if err != nil {
		return BoxRecord{}, err
	}
	var record BoxRecord
	if i := slices.IndexFunc(open, func(r BoxRecord) bool { return r.Box == box.ID }); i >= 0 {
		record = open[i]
	} else {
		id, err := d.randomID()
		if err != nil {
			return BoxRecord{}, err
		}
		record = BoxRecord{ID: id, Box: box.ID, By: actor.User, Opened: d.now()}
	}
	record.Seal, record.Lot = box.Seal, box.Lot
	record.Lines = joinLines(record.Lines, box.Cards)
	return d.keepBox(ctx, dossier.CountBox, record)
}

// joinLines puts the cards that are on their way beside the lines that there are.
// A line whose card came in by another way is on no list any more.
func joinLines(lines []BoxLine, cards []store.Card) []BoxLine {
	coming := map[string]bool{}
	for _, card := range cards {
		coming[card.Serial] = true
	}
	kept := slices.DeleteFunc(slices.Clone(lines), func(l BoxLine) bool { return l.Found == "" && !coming[l.Serial] })
	for _, card := range cards {
		if !slices.ContainsFunc(kept, func(l BoxLine) bool { return l.Serial == card.Serial }) {
			kept = append(kept, BoxLine{Serial: card.Serial, Dossier: card.Dossier})
		}
	}
	return kept
}

// openRecords are the boxes that are being gone through.
func (d *Desk) openRecords(ctx context.Context) ([]BoxRecord, error) {
	return d.boxRecords(ctx, store.BookFilter{States: []dossier.BookState{dossier.BoxOpen}})
}

func (d *Desk) boxRecords(ctx context.Context, f store.BookFilter) ([]BoxRecord, error) {
	f.Book = dossier.BookBox
	pages, err := pagesOf[BoxRecord](ctx, d, f)
	if err != nil {
		return nil, fmt.Errorf("reading the book of boxes: %w", err)
	}
	records := make([]BoxRecord, len(pages))
	for i, page := range pages {
		records[i] = page.Says
		records[i].ID, records[i].Revision, records[i].State = page.ID, page.Revision, page.State
	}
	return records, nil
}

// BoxRecords lists the boxes that were opened on the days from to to, oldest first.
func (d *Desk) BoxRecords(ctx context.Context, from, to person.CivilDate) ([]BoxRecord, error) {
	return d.boxRecords(ctx, store.BookFilter{From: from.ISO(), To: to.ISO()})
}

// KeepBox keeps how far the cards of a box have been gone through. The record that
// it returns is the one to go on with.
func (d *Desk) KeepBox(ctx context.Context, record BoxRecord) (BoxRecord, error) {
	return d.keepBox(ctx, dossier.CountBox, record)
}

func (d *Desk) keepBox(ctx context.Context, command dossier.Command, record BoxRecord) (BoxRecord, error) {
	if record.Revision == 0 {
		command = dossier.OpenBox
	}
	err := d.write(ctx, "keeping the record of a box", "", store.Change{
		Command: command, Payload: record.figures(),
		Books: []store.BookChange{record.change()},
	})
	if err != nil {
		return record, err
	}
	record.Revision++
	return record, nil
}

func (r BoxRecord) change() store.BookChange {
	return store.BookChange{Book: dossier.BookBox, ID: r.ID, BaseRevision: r.Revision, Day: person.FromTime(r.Opened).ISO(),
		Owner: r.By, Amount: int64(len(r.Lines)), Content: r}
}

// figures are what the log says of a box.
func (r BoxRecord) figures() map[string]any {
	return map[string]any{"box": r.Box, "cards": len(r.Lines), "missing": len(r.Missing()), "surplus": len(r.Surplus),
		"faulty": r.Count(FoundFaulty), "seal": r.SealIs}
}

// CloseBox takes a box in as it was found: what was seen comes on the shelf, what
// is bad is reported faulty, what was not there stays on its way. Doing it again
// after an error goes on where it stopped.
func (d *Desk) CloseBox(ctx context.Context, record BoxRecord, shelf string) (BoxRecord, error) {
	shelf, err := ParseShelf(shelf)
	if err != nil {
		return record, err
	}
	faults := map[string]string{}
	var arrived []store.Card
	for _, line := range record.Lines {
		if line.Found == "" {
			continue
		}
		arrived = append(arrived, store.Card{Serial: line.Serial, Dossier: line.Dossier})
		if line.Found == FoundFaulty {
			faults[line.Serial] = line.Reason
		}
	}
	if err := d.ReceiveChecked(ctx, arrived, faults, shelf); err != nil {
		return record, err
	}
	record.Shelf, record.Closed = shelf, d.now()
	record, err = d.keepBox(ctx, dossier.CloseBox, record)
	if err == nil {
		record.State = dossier.BoxClosed
	}
	return record, err
}

// SettleBox records how the differences of a box were cleared up with the centre.
func (d *Desk) SettleBox(ctx context.Context, id, reason string) error {
	records, err := d.boxRecords(ctx, store.BookFilter{ID: id})
	if err != nil {
		return err
	}
	if len(records) == 0 {
		return fmt.Errorf("box: %w", store.ErrNotFound)
	}
	return d.write(ctx, "settling a box", "", store.Change{
		Command: dossier.SettleBox, Reason: reason, Books: []store.BookChange{records[0].change()},
	})
}

// halfOpened adds the boxes of which every card was taken in already, but whose
// record was not closed: the desk ended in between.
func (d *Desk) halfOpened(ctx context.Context, boxes []Box) ([]Box, error) {
	open, err := d.openRecords(ctx)
	if errors.Is(err, store.ErrLocked) {
		return boxes, nil // the frame counts boxes while nobody is logged in too
	}
	if err != nil {
		return nil, err
	}
	for _, record := range open {
		if i := slices.IndexFunc(boxes, func(b Box) bool { return b.ID == record.Box }); i >= 0 {
			boxes[i].Begun = true
			continue
		}
		boxes = append(boxes, Box{ID: record.Box, Seal: record.Seal, Lot: record.Lot, Begun: true})
	}
	return boxes, nil
}
