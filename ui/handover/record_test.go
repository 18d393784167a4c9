package handover

import (
	"context"
	"errors"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
)

// ShowPaper makes the paper, as the panel does.
func (v *fakeView) ShowPaper(title string, make papers.Maker) {
	paper, err := make(context.Background())
	v.say("paper %s: %s, %v", title, paper.Code, err)
}

// The record is printed at once by one key and shown first by the other.
func TestRecordIsPrintedOrShown(t *testing.T) {
	d, v := &fakeDesk{}, &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v)
	p.PrintRecord("d1")
	v.has(t, "note ✓ Đã in")
	p.ShowRecord("d2")
	v.has(t, "paper Biên bản trả thẻ: tra-the d2, <nil>")
	if len(d.printed) != 1 || d.printed[0] != "tra-the d1" {
		t.Errorf("printed %q", d.printed)
	}
	p.ShowRecord("")
	v.has(t, "note Chưa có biên bản")
	d.printErr = errors.New("out of paper")
	p.PrintRecord("d1")
	v.has(t, "failed")
}

// A dossier has a record to print again while its holder has the card.
func TestGiven(t *testing.T) {
	for name, c := range map[string]struct {
		card  string // of the record
		cards []store.Card
		want  bool
	}{
		"not given yet":    {"", []store.Card{{Serial: "T1", State: dossier.CardArrived}}, false},
		"given":            {"T1", []store.Card{{Serial: "T1", State: dossier.CardHandedOver}}, true},
		"came back faulty": {"T1", []store.Card{{Serial: "T1", State: dossier.CardFaulty}, {Serial: "T2", State: dossier.CardArrived}}, false},
	} {
		var opened desk.Opened
		opened.Cards = c.cards
		opened.Handover.Card = c.card
		if given(opened) != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
	}
}
