package store_test

import (
	"errors"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

func TestSlipsOut(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	var ids []dossier.ID
	for range 3 {
		id := d.draft("A", "001090012345")
		d.clock.pass(time.Minute)
		d.do(store.Change{Actor: clerk, Command: dossier.SaveSection, Dossier: id, Slip: store.SlipOut,
			Section: &store.SectionChange{Name: dossier.SectionReview, Content: dossier.Review{Confirmed: "signature"}}})
		ids = append(ids, id)
	}
	want := func(ids ...dossier.ID) {
		t.Helper()
		out, err := d.SlipsOut(ctx, 10)
		if err != nil || len(out) != len(ids) {
			t.Fatalf("%d are out, want %d: %v", len(out), len(ids), err)
		}
		if n, err := d.CountSlipsOut(ctx); err != nil || n != len(ids) {
			t.Errorf("%d are counted, want %d: %v", n, len(ids), err)
		}
		for i, o := range out {
			if o.Dossier != ids[i] || o.Since.IsZero() {
				t.Errorf("%d is %+v", i, o)
			}
		}
	}
	want(ids...)
	d.do(store.Change{Actor: clerk, Command: dossier.KeepSlip, Dossier: ids[0], Slip: store.SlipBack,
		Section: &store.SectionChange{Name: dossier.SectionReview, BaseRevision: 1, Content: dossier.Review{}}})
	want(ids[1], ids[2])
	d.do(store.Change{Actor: clerk, Command: dossier.CancelDossier, Dossier: ids[1], Reason: "citizen-left"})
	want(ids[2])
	// Of a dossier that ended nothing comes back any more.
	if _, err := d.try(store.Change{Actor: clerk, Command: dossier.KeepSlip, Dossier: ids[1], Slip: store.SlipBack,
		Section: &store.SectionChange{Name: dossier.SectionReview, BaseRevision: 1, Content: dossier.Review{}}}); !errors.Is(err, store.ErrNotEditable) {
		t.Errorf("a cancelled dossier: %v", err)
	}
	d.verify()
}

func TestClaimIsTakenOver(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	claim := func(actor dossier.Actor, from string) error {
		_, err := d.try(store.Change{Actor: actor, Command: dossier.ClaimSection, Dossier: id,
			Claim: &store.Claim{Section: dossier.SectionIdentity, From: from}})
		return err
	}
	if err := claim(clerk, ""); err != nil {
		t.Fatal(err)
	}
	var claimed *store.ClaimedError
	if err := claim(chief, "somebody"); !errors.As(err, &claimed) {
		t.Errorf("from the wrong one: %v", err)
	}
	if err := claim(chief, clerkID); err != nil {
		t.Fatal(err)
	}
	if claims, err := d.Claims(t.Context(), id); err != nil || len(claims) != 1 || claims[0].User != chiefID {
		t.Errorf("%+v, %v", claims, err)
	}
	// Who was taken from does not get it back unasked.
	if err := claim(clerk, ""); !errors.As(err, &claimed) {
		t.Errorf("taken back in silence: %v", err)
	}
	d.verify()
}
