package store_test

import (
	"errors"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

func TestClaims(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	id := d.draft("A", "001090012345")
	claim := func(actor dossier.Actor, until time.Duration) error {
		_, err := d.try(store.Change{Actor: actor, Command: dossier.ClaimSection, Dossier: id,
			Claim: &store.Claim{Section: dossier.SectionPortrait, Until: d.clock.Now().Add(until)}})
		return err
	}
	for range 2 {
		if err := claim(clerk, 5*time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	var claimed *store.ClaimedError
	if err := claim(chief, time.Minute); !errors.As(err, &claimed) || claimed.User != clerkID {
		t.Fatalf("second claim: %v", err)
	}
	if _, err := d.try(store.Change{Actor: chief, Command: dossier.SaveSection, Dossier: id,
		Section: &store.SectionChange{Name: dossier.SectionPortrait, Content: dossier.Portrait{}}}); err != nil {
		t.Errorf("a claim kept somebody from saving: %v", err)
	}
	d.clock.pass(6 * time.Minute)
	if claims, err := d.Claims(ctx, id); err != nil || len(claims) != 0 {
		t.Errorf("after its end: %v, %v", claims, err)
	}
	if err := claim(chief, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	claims, err := d.Claims(ctx, id)
	if err != nil || len(claims) != 1 || claims[0].User != chiefID || claims[0].Until.After(d.clock.Now().Add(31*time.Minute)) {
		t.Errorf("claims: %+v, %v", claims, err)
	}
	d.verify()
}

func TestListFilters(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	var ids []dossier.ID
	for range 5 {
		ids = append(ids, d.draft("A", "001090012345"))
		d.clock.pass(time.Hour)
	}
	d.do(store.Change{Actor: clerk, Command: dossier.SearchDossiers, Dossier: ids[0],
		Facts: &store.Facts{Kind: "reissue", Commune: "00123"}})
	d.do(store.Change{Actor: clerk, Command: dossier.FinishCapture, Dossier: ids[1]})
	start := d.clock.Now().Add(-5 * time.Hour)
	for name, c := range map[string]struct {
		filter store.Filter
		want   int
	}{
		"all": {store.Filter{}, 5}, "drafts": {store.Filter{States: []dossier.State{dossier.Draft}}, 4},
		"two states": {store.Filter{States: []dossier.State{dossier.Draft, dossier.Captured}}, 5},
		"kind":       {store.Filter{Kind: "reissue"}, 1}, "place": {store.Filter{Place: "00123"}, 1},
		"clerk": {store.Filter{Clerk: clerkID}, 5}, "other clerk": {store.Filter{Clerk: chiefID}, 0},
		"from": {store.Filter{From: start.Add(2 * time.Hour)}, 3}, "to": {store.Filter{To: start.Add(2 * time.Hour)}, 2},
		"limit": {store.Filter{Limit: 3}, 3},
	} {
		got, err := d.List(ctx, c.filter)
		if err != nil || len(got) != c.want {
			t.Errorf("%s: %d, %v", name, len(got), err)
		}
	}
	// Pages follow each other without a gap or a double.
	seen := map[dossier.ID]bool{}
	for after := ""; ; {
		page, err := d.List(ctx, store.Filter{Limit: 2, After: after})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, row := range page {
			if seen[row.ID] {
				t.Errorf("%s twice", row.ID)
			}
			seen[row.ID] = true
		}
		after = page[len(page)-1].Key()
	}
	if len(seen) != 5 {
		t.Errorf("%d dossiers in pages", len(seen))
	}
	if _, err := d.List(ctx, store.Filter{After: "x"}); err == nil {
		t.Error("a broken page key was taken")
	}
	counts, err := d.Counts(ctx)
	if err != nil || counts[dossier.Draft] != 4 || counts[dossier.Captured] != 1 {
		t.Errorf("counts: %v, %v", counts, err)
	}
}
