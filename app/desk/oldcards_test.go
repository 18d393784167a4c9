package desk_test

import (
	"errors"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
)

func (b *bench) held() int {
	b.t.Helper()
	cards, err := b.OldCards(b.t.Context(), dossier.OldCardHeld)
	b.must(err)
	return len(cards)
}

// TestOldCardsAreInTheBook: collected at intake and at handover, counted once,
// handed in and destroyed by lists, and equal to what the dossiers say.
func TestOldCardsAreInTheBook(t *testing.T) {
	reader := &readers{chip: goodChip(), proofs: goodProofs()}
	b := newBench(t, func(p *desk.Params) { p.Cards = reader })
	ctx := t.Context()
	atIntake := b.captured()
	if b.held() != 1 {
		t.Fatalf("%d old cards, want 1", b.held())
	}
	// Returned and completed again it is still one card.
	b.login(chiefID)
	b.must(b.Return(ctx, atIntake, dossier.SectionIdentity, "wrong-data", ""))
	b.login(clerkID)
	b.complete(atIntake)
	if b.held() != 1 {
		t.Fatalf("completed again: %d old cards", b.held())
	}
	keeps := holder()
	keeps.OldCard = dossier.OldCard{Held: true, Outcome: dossier.OldNotCollected, Why: "giữ đến khi nhận thẻ mới"}
	id := b.draft(keeps)
	b.fill(id)
	b.complete(id)
	if b.held() != 1 {
		t.Fatalf("a card that was not collected counts: %d", b.held())
	}
	b.login(chiefID)
	b.must(b.Approve(ctx, id))
	b.shelve(id, "T-7")
	b.login(clerkID)
	check, err := b.CheckChip(ctx, b.open(id), "R", nil)
	b.must(err)
	for range 2 {
		b.must(b.HandOver(ctx, b.open(id), check, dossier.Handover{OldCard: dossier.OldCollected}))
	}
	if b.held() != 2 || b.open(id).Handover.OldCardCut {
		t.Fatalf("after the handover: %d old cards", b.held())
	}

	today := b.today()
	checked, err := b.CheckOldCards(ctx, today, today)
	b.must(err)
	if !checked.Agrees() || checked.Held != 2 {
		t.Errorf("%+v", checked)
	}
	cards, err := b.OldCards(ctx, dossier.OldCardHeld)
	b.must(err)
	if len(cards) != 2 || cards[0].Name == "" || cards[0].Number != "001190012345" {
		t.Fatalf("%+v", cards)
	}
	if _, err := b.HandInOldCards(ctx, []dossier.ID{atIntake}, "  "); !errors.Is(err, desk.ErrTaker) {
		t.Errorf("handed in to nobody: %v", err)
	}
	list, err := b.HandInOldCards(ctx, []dossier.ID{atIntake}, "Đội Cảnh sát QLHC, Công an tỉnh")
	b.must(err)
	if b.held() != 1 {
		t.Errorf("%d old cards", b.held())
	}
	if _, err := b.HandInOldCards(ctx, []dossier.ID{atIntake, id}, "Đội"); !errors.Is(err, dossier.ErrTransition) || b.held() != 1 {
		t.Errorf("handed in twice: %v, %d held", err, b.held())
	}
	if _, err := b.DestroyOldCards(ctx, []dossier.ID{id}, "cắt vụn", []string{"Thượng úy A", "Thượng úy A"}); !errors.Is(err, desk.ErrWitnesses) {
		t.Errorf("one witness twice: %v", err)
	}
	witnesses := []string{"Thượng úy A", "Đại úy B"}
	if _, err := b.DestroyOldCards(ctx, []dossier.ID{id}, "cắt vụn", witnesses); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk destroys: %v", err)
	}
	b.login(chiefID)
	destroyed, err := b.DestroyOldCards(ctx, []dossier.ID{id}, "cắt vụn", witnesses)
	b.must(err)
	if b.held() != 0 {
		t.Errorf("%d old cards", b.held())
	}
	for _, l := range []desk.OldCardList{list, destroyed} {
		paper, err := b.OldCardPaper(ctx, l.ID)
		b.must(err)
		b.must(b.PrintBookPaper(ctx, paper, desk.PrintOptions{}))
	}
	lists, err := b.OldCardLists(ctx, today)
	b.must(err)
	if len(lists) != 2 {
		t.Errorf("%d lists", len(lists))
	}
	// Completed once more, nothing comes back into the book.
	if checked, err = b.CheckOldCards(ctx, today, today); err != nil || !checked.Agrees() {
		t.Errorf("%+v %v", checked, err)
	}
}

// TestBookDiffersFromDossiers: what the book lacks is found and entered; what goes
// back to the citizen is named.
func TestBookDiffersFromDossiers(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	today := b.today()
	id := b.captured()
	cards, err := b.OldCards(ctx, dossier.OldCardHeld)
	b.must(err)
	b.must(b.MoveOldCard(ctx, cards[0], dossier.MissOldCard, "không thấy trong tủ"))
	if b.held() != 0 {
		t.Errorf("a missing card is held")
	}
	missing, err := b.OldCards(ctx, dossier.OldCardMissing)
	b.must(err)
	if len(missing) != 1 || missing[0].Note == "" || missing[0].By != clerkID {
		t.Fatalf("%+v", missing)
	}
	b.must(b.MoveOldCard(ctx, missing[0], dossier.FindOldCard, ""))
	b.login(chiefID)
	b.must(b.Withdraw(ctx, id, desk.WithdrawByCitizen))
	checked, err := b.CheckOldCards(ctx, today, today)
	b.must(err)
	if len(checked.GiveBack) != 1 || checked.Agrees() {
		t.Fatalf("%+v", checked)
	}
	if err := b.MoveOldCard(ctx, checked.GiveBack[0], dossier.GiveOldCardBack, " "); !errors.Is(err, store.ErrMissing) {
		t.Errorf("given back without a word: %v", err)
	}
	b.must(b.MoveOldCard(ctx, checked.GiveBack[0], dossier.GiveOldCardBack, "công dân rút hồ sơ"))
	if checked, err = b.CheckOldCards(ctx, today, today); err != nil || !checked.Agrees() || b.held() != 0 {
		t.Errorf("%+v %v", checked, err)
	}
	b.must(b.EnterOldCards(ctx, []dossier.ID{id}))
	if b.held() != 1 {
		t.Errorf("entered by hand: %d", b.held())
	}
	if all, err := b.OldCards(ctx); err != nil || !slices.ContainsFunc(all, func(c desk.OldCard) bool { return c.From == desk.OldFromBefore }) {
		t.Errorf("%+v %v", all, err)
	}
}
