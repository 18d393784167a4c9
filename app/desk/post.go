package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Errors of what goes by post.
var (
	ErrPostalNumber = errors.New("not the number of a postal item")
	ErrPostalTwice  = errors.New("number of a postal item is on another card")
)

// Bounds of the number of a postal item, in letters and digits.
const (
	minPostalNumber = 6
	maxPostalNumber = 30
)

// ParsePostalNumber reads the number of a postal item as it is typed or scanned.
// Blanks, dots and hyphens between its letters and digits fall away. Numbers of the
// Universal Postal Union (standard S10: two letters, eight digits, a check digit,
// the country) must have the right check digit; others are taken as they are.
func ParsePostalNumber(text string) (string, error) {
	var b strings.Builder
	for _, r := range strings.ToUpper(text) {
		switch {
		case r == ' ' || r == '-' || r == '.' || r == '\t':
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			return "", ErrPostalNumber
		}
		if b.Len() > maxPostalNumber {
			return "", ErrPostalNumber
		}
	}
	number := b.String()
	if len(number) < minPostalNumber || !strings.ContainsAny(number, "0123456789") {
		return "", ErrPostalNumber
	}
	if digits, ok := s10(number); ok && !s10Check(digits) {
		return "", fmt.Errorf("%w: check digit", ErrPostalNumber)
	}
	return number, nil
}

// s10 returns the nine digits of a number in the form of UPU standard S10.
func s10(number string) (digits string, ok bool) {
	if len(number) != 13 || !letters(number[:2]) || !letters(number[11:]) {
		return "", false
	}
	digits = number[2:11]
	return digits, strings.Trim(digits, "0123456789") == ""
}

func letters(text string) bool {
	for i := range len(text) {
		if text[i] < 'A' || text[i] > 'Z' {
			return false
		}
	}
	return true
}

// s10Check checks the ninth digit of a number by the weights of UPU standard S10.
func s10Check(digits string) bool {
	weights := [...]int{8, 6, 4, 2, 3, 5, 9, 7}
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return check == int(digits[8]-'0')
}

// PostItem gives one of the cards that were chosen for the list of a posting to the
// post, under the number of its item. The same card and number again change nothing.
func (d *Desk) PostItem(ctx context.Context, list, serial, number string) error {
	number, err := ParsePostalNumber(number)
	if err != nil {
		return err
	}
	l, err := d.cardList(ctx, list)
	if err != nil {
		return err
	}
	if l.Kind != dossier.ListPost {
		return fmt.Errorf("%w: list is of kind %s", ErrItemOutcome, l.Kind)
	}
	items, err := d.cardItems(ctx, list)
	if err != nil {
		return err
	}
	if item, sent := items[serial]; sent {
		if item.Number == number {
			return nil
		}
		return fmt.Errorf("%w: %s", ErrItemSettled, item.State)
	}
	if err := d.freeNumber(ctx, number); err != nil {
		return err
	}
	card, err := d.Store.Card(ctx, serial)
	if err != nil {
		return fmt.Errorf("posting a card: %w", err)
	}
	return d.sendOut(ctx, list, card, CardItem{Number: number}, func(CardList) store.Change {
		return store.Change{Command: dossier.PostCard, Card: &store.CardChange{Serial: serial, List: list, Detail: &store.CardDetail{Post: number}}}
	})
}

// freeNumber refuses a number under which another card is in the post: one of the
// two was scanned wrongly.
func (d *Desk) freeNumber(ctx context.Context, number string) error {
	_, err := d.posted(ctx, number)
	switch {
	case err == nil:
		return ErrPostalTwice
	case errors.Is(err, ErrNotFound):
		return nil
	}
	return err
}

// FindPosted finds the card that is in the post under a number, for what the post
// brings back or reports as delivered; [ErrNotFound] for none.
func (d *Desk) FindPosted(ctx context.Context, text string) (CardItem, error) {
	number, err := ParsePostalNumber(text)
	if err != nil {
		return CardItem{}, err
	}
	return d.posted(ctx, number)
}

func (d *Desk) posted(ctx context.Context, number string) (CardItem, error) {
	inPost, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookCardItem, States: []dossier.BookState{dossier.ItemInPost}, Limit: maxBookRows})
	if err != nil {
		return CardItem{}, fmt.Errorf("looking for the number of a postal item: %w", err)
	}
	for _, e := range inPost {
		item, err := itemOf(e)
		if err != nil {
			return CardItem{}, err
		}
		if item.Number == number {
			return item, nil
		}
	}
	return CardItem{}, ErrNotFound
}
