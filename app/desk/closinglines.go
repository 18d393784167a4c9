package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// namedAtMost is how many people a line names before it says how many more.
const namedAtMost = 3

// someNames lists the first of some names.
func someNames(names []string) string {
	if len(names) <= namedAtMost {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s và %d người khác", strings.Join(names[:namedAtMost], ", "), len(names)-namedAtMost)
}

// checkDrafts finds dossiers that were begun and not completed.
func (d *Desk) checkDrafts(ctx context.Context, _ *Checklist, of string) (CheckLine, error) {
	line := CheckLine{Key: CheckDrafts}
	plain, err := d.Store.List(ctx, store.Filter{States: []dossier.State{dossier.Draft}, Clerk: of})
	if err != nil {
		return line, err
	}
	if len(plain) == 0 {
		line.Agrees, line.Found = true, "không có"
		return line, nil
	}
	names := make([]string, len(plain))
	for i, p := range plain {
		names[i] = nameless(d.holderName(p.ID))
	}
	line.Dossier, line.Found = plain[0].ID, fmt.Sprintf("%d hồ sơ: %s", len(plain), someNames(names))
	return line, nil
}

// nameless is a name, or a word for one that was not typed yet.
func nameless(name string) string {
	if name == "" {
		return "(chưa có tên)"
	}
	return name
}

// checkSlips finds dossiers whose signed data slip is not back.
func (d *Desk) checkSlips(ctx context.Context, _ *Checklist, of string) (CheckLine, error) {
	line := CheckLine{Key: CheckSlips}
	rows, err := d.SlipsOut(ctx)
	if err != nil {
		return line, err
	}
	rows = slices.DeleteFunc(rows, func(r SlipRow) bool { return of != "" && r.Clerk != of })
	if len(rows) == 0 {
		line.Agrees, line.Found = true, "đủ bản ký"
		return line, nil
	}
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = nameless(r.Name)
	}
	line.Dossier, line.Found = rows[0].ID, fmt.Sprintf("thiếu %d phiếu: %s", len(rows), someNames(names))
	return line, nil
}

// checkCash compares the cash that was counted with what the books say is there.
func (d *Desk) checkCash(_ context.Context, c *Checklist, of string) (CheckLine, error) {
	line := CheckLine{Key: CheckCash}
	c.Box = c.Sheet.Total.InBox
	if of != "" {
		c.Box = c.Sheet.clerk(of).InBox
	}
	switch counted := c.Counted.Cash; {
	case counted == nil:
		line.Uncounted, line.Found = true, fmt.Sprintf("chưa đếm; sổ ghi %s", Money(int(c.Box)))
	case *counted == c.Box:
		line.Agrees, line.Found = true, Money(int(c.Box))
	case *counted < c.Box:
		line.Found = fmt.Sprintf("thiếu %s: đếm %s, sổ ghi %s", Money(int(c.Box-*counted)), Money(int(*counted)), Money(int(c.Box)))
	default:
		line.Found = fmt.Sprintf("thừa %s: đếm %s, sổ ghi %s", Money(int(*counted-c.Box)), Money(int(*counted)), Money(int(c.Box)))
	}
	return line, nil
}

// checkReceipts compares the books of receipts with their paper: no number is
// unaccounted for, the next one is the one on top, and no fee is without a receipt.
func (d *Desk) checkReceipts(_ context.Context, c *Checklist, of string) (CheckLine, error) {
	line := CheckLine{Key: CheckReceipts}
	for _, b := range c.Sheet.Books {
		if of == "" || b.Holder == of {
			c.Books = append(c.Books, b)
		}
	}
	if len(c.Books) == 0 {
		line.Agrees, line.Found = true, "không có quyển nào đang dùng"
		return line, nil
	}
	var wrong, right []string
	for _, b := range c.Books {
		next := "đã dùng hết"
		if b.Next <= b.Last {
			next = "số kế tiếp " + b.Number(b.Next)
		}
		if len(b.Gaps) > 0 {
			line.Stops = true
			wrong = append(wrong, fmt.Sprintf("quyển %s bỏ cách số %s", b.Series, gapWords(b)))
		}
		typed, counted := c.Counted.Next[b.ID]
		n, number := receiptNumber(typed)
		switch {
		case !counted:
			line.Uncounted = true
			wrong = append(wrong, fmt.Sprintf("quyển %s chưa xem số kế tiếp; sổ ghi %s", b.Series, next))
		case !number || n != b.Next:
			wrong = append(wrong, fmt.Sprintf("quyển %s trên giấy kế tiếp là %s, sổ ghi %s", b.Series, typed, next))
		default:
			right = append(right, fmt.Sprintf("quyển %s %s", b.Series, next))
		}
	}
	if n := c.bare(of); n > 0 {
		wrong = append(wrong, fmt.Sprintf("%d khoản thu chưa ghi biên lai", n))
	}
	line.Agrees, line.Found = len(wrong) == 0, strings.Join(wrong, "; ")
	if line.Agrees {
		line.Found = strings.Join(right, "; ")
	}
	return line, nil
}

// bare counts the fees of the day without a receipt; of everybody when of is "".
func (c *Checklist) bare(of string) int {
	n := 0
	for _, l := range c.Sheet.Lines {
		if l.State == LineBare && (of == "" || l.By == of) {
			n++
		}
	}
	return n
}

// gapWords names the numbers that nobody accounts for.
func gapWords(b ReceiptBook) string {
	var numbers []string
	for i, n := range b.Gaps {
		if i == namedAtMost {
			return fmt.Sprintf("%s và %d số khác", strings.Join(numbers, ", "), len(b.Gaps)-i)
		}
		numbers = append(numbers, b.Number(n))
	}
	return strings.Join(numbers, ", ")
}

// checkShelf counts the cards on the shelves and finds boxes of which some cards
// came and others did not.
func (d *Desk) checkShelf(ctx context.Context, c *Checklist, _ string) (CheckLine, error) {
	line := CheckLine{Key: CheckShelf, Agrees: true}
	here, err := d.Store.Cards(ctx, store.CardFilter{States: []dossier.CardState{dossier.CardArrived}, Limit: -1})
	if err != nil {
		return line, err
	}
	coming, err := d.Store.Cards(ctx, store.CardFilter{States: []dossier.CardState{dossier.CardShipped}, Limit: -1})
	if err != nil {
		return line, err
	}
	line.Found = fmt.Sprintf("sổ ghi %d thẻ", len(here))
	if counted := c.Counted.Shelf; counted != nil {
		line.Agrees = *counted == len(here)
		line.Found = fmt.Sprintf("đếm %d thẻ, sổ ghi %d", *counted, len(here))
	}
	opened := map[string]bool{}
	for _, card := range here {
		opened[card.Box] = true
	}
	missing := map[string]int{}
	var boxes []string
	for _, card := range coming {
		if card.Box == "" || !opened[card.Box] {
			continue
		}
		if missing[card.Box]++; missing[card.Box] == 1 {
			boxes = append(boxes, card.Box)
		}
	}
	for _, box := range boxes {
		line.Agrees = false
		line.Found += fmt.Sprintf("; hộp %s còn thiếu %d thẻ", box, missing[box])
	}
	return line, nil
}

// checkOldCards compares the old cards that were counted with those that the book
// of old cards says were collected today and are here.
func (d *Desk) checkOldCards(ctx context.Context, c *Checklist, of string) (CheckLine, error) {
	line := CheckLine{Key: CheckOldCards}
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookOldCard, From: c.Day.ISO(), To: c.Day.ISO(), Owner: of, Limit: -1})
	if err != nil {
		return line, err
	}
	held, missing := 0, 0
	for _, e := range entries {
		switch e.State {
		case dossier.OldCardHeld:
			held++
		case dossier.OldCardMissing:
			missing++
		}
	}
	switch counted := c.Counted.OldCards; {
	case counted == nil && held > 0:
		line.Uncounted, line.Found = true, fmt.Sprintf("chưa đếm; sổ ghi %d thẻ", held)
	case counted != nil && *counted != held:
		line.Found = fmt.Sprintf("đếm %d thẻ, sổ ghi %d", *counted, held)
	default:
		line.Agrees, line.Found = true, fmt.Sprintf("%d thẻ", held)
	}
	if missing > 0 {
		line.Agrees = false
		line.Found += fmt.Sprintf("; %d thẻ báo thiếu", missing)
	}
	return line, nil
}

// checkDevices lists what went wrong with the devices of the station today.
func (d *Desk) checkDevices(ctx context.Context, c *Checklist, _ string) (CheckLine, error) {
	line := CheckLine{Key: CheckDevices}
	faults, err := d.DeviceFaults(ctx, c.Day)
	if err != nil {
		return line, err
	}
	if len(faults) == 0 {
		line.Agrees, line.Found = true, "không có"
		return line, nil
	}
	var texts []string
	for _, f := range faults {
		texts = append(texts, f.Words())
	}
	line.Found = strings.Join(texts, "; ")
	return line, nil
}
