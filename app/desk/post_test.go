package desk_test

import (
	"errors"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
)

func TestPostalNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"RR473124829FI":         "RR473124829FI", // the example of the standard
		" rr 473 124 829 fi":    "RR473124829FI",
		"EH-123.456.78":         "EH12345678",
		"1234567890123":         "1234567890123",
		"RR473124820FI":         "",              // wrong check digit
		"RR473124829F1":         "RR473124829F1", // not of that standard
		"ABCDEF":                "",
		"12345":                 "",
		"":                      "",
		"EH123456/8":            "",
		strings.Repeat("1", 31): "",
	} {
		got, err := desk.ParsePostalNumber(text)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, desk.ErrPostalNumber) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

// FuzzPostalNumber: whatever is scanned, a number that is taken is short, plain, and
// read again as itself.
func FuzzPostalNumber(f *testing.F) {
	for _, seed := range []string{"RR473124829FI", " rr 473 124 829 fi", "EH-123.456.78", "Đ1234567", "١٢٣٤٥٦٧", "\x00\xff12345678"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := desk.ParsePostalNumber(text)
		if err != nil {
			if !errors.Is(err, desk.ErrPostalNumber) || number != "" {
				t.Fatalf("%q, %v", number, err)
			}
			return
		}
		if again, err := desk.ParsePostalNumber(number); err != nil || again != number {
			t.Fatalf("%q is read again as %q, %v", number, again, err)
		}
		if len(number) > 30 || strings.Trim(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			t.Fatalf("number is %q", number)
		}
	})
}

// TestPosting gives three cards to the post: one is delivered, one comes back and
// goes on the shelf again, and none can go under another's number.
func TestPosting(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	cards := map[string]dossier.ID{}
	for _, serial := range []string{"T-1", "T-2", "T-3"} {
		cards[serial] = b.stock(neighbour("LÊ THỊ "+serial, "Thôn Tây, Xã Hai"), serial)
	}
	list := b.listOf(dossier.ListPost, cards, "T-1", "T-2", "T-3")
	if list != "BD261125-1-01" {
		t.Errorf("list is %q", list)
	}
	if err := b.PostItem(ctx, list, "T-1", "RR473124820FI"); !errors.Is(err, desk.ErrPostalNumber) {
		t.Errorf("a wrong check digit: %v", err)
	}
	b.wantCard("T-1", dossier.CardArrived)
	for range 2 {
		b.must(b.PostItem(ctx, list, "T-1", "RR473124829FI"))
	}
	if err := b.PostItem(ctx, list, "T-2", "rr473124829fi"); !errors.Is(err, desk.ErrPostalTwice) {
		t.Errorf("the number of another card: %v", err)
	}
	if err := b.PostItem(ctx, list, "T-1", "EH12345678"); !errors.Is(err, desk.ErrItemSettled) {
		t.Errorf("another number: %v", err)
	}
	b.must(b.PostItem(ctx, list, "T-2", "EH12345678"))
	card, err := b.store.Card(ctx, "T-2")
	b.must(err)
	if card.State != dossier.CardInPost || card.List != list || card.Detail.Post != "EH12345678" {
		t.Errorf("card is %+v", card)
	}
	item, err := b.FindPosted(ctx, "eh 12345678")
	b.must(err)
	if item.Serial != "T-2" {
		t.Errorf("found %+v", item)
	}
	if _, err := b.FindPosted(ctx, "EH00000000"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a number of nobody: %v", err)
	}
	if err := b.SignBack(ctx, list, "T-2", desk.Outcome{State: dossier.ItemBack}); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("what is in the post is brought back: %v", err)
	}
	b.must(b.SignBack(ctx, list, "T-2", desk.Outcome{State: dossier.ItemUndelivered, Reason: dossier.UndeliveredMoved}))
	b.wantCard("T-2", dossier.CardUndelivered)
	card, err = b.store.Card(ctx, "T-2")
	b.must(err)
	b.must(b.Restock(ctx, card, "B2"))
	b.wantCard("T-2", dossier.CardArrived)
	b.login(chiefID)
	b.must(b.SignBack(ctx, list, "T-1", handedOver("2026-11-25")))
	b.must(b.CloseCardList(ctx, list, "")) // the third never went out by it
	view, err := b.CardListView(ctx, list)
	b.must(err)
	if view.Open() || len(view.Inside) != 1 || view.Items[0].Number != "RR473124829FI" || view.Totals[dossier.ItemUndelivered] != 1 {
		t.Errorf("list is %+v", view.CardList)
	}
	if paper, err := b.CardListPaper(ctx, list); err != nil || paper.Code != "bang-ke-buu-gui" {
		t.Errorf("paper %q, %v", paper.Code, err)
	}
	// It goes out a second time, by a list of its own.
	again := b.listOf(dossier.ListPost, cards, "T-2")
	b.must(b.PostItem(ctx, again, "T-2", "EH12345678"))
	b.wantCard("T-2", dossier.CardInPost)
	if err := b.PostItem(ctx, list, "T-3", "EH99999999"); !errors.Is(err, desk.ErrListClosed) {
		t.Errorf("posted by a closed list: %v", err)
	}
}
