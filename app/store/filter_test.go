package store_test

import (
	"slices"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// TestSearchIn finds people among the dossiers of a filter: by state, day,
// clerk, kind, problem and place.
func TestSearchIn(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	first := d.draft("Nguyễn Văn An", "001090012345")
	d.clock.pass(24 * time.Hour)
	second := d.draft("Nguyễn Thị An", "001190012345")
	d.capture(second)
	d.do(store.Change{Actor: chief, Command: dossier.ReturnDossier, Dossier: second, Reason: "other", Return: dossier.SectionPortrait})
	third := d.draft("Nguyễn Đức An", "001290012345")
	d.do(store.Change{Actor: clerk, Command: dossier.WaitDossier, Dossier: third, Reason: "papers", Deadline: d.clock.Now().Add(time.Hour),
		Facts: &store.Facts{Commune: "00004", Kind: "reissue"}})
	d.clock.pass(2 * time.Hour)
	day := time.Date(2026, 11, 25, 0, 0, 0, 0, time.FixedZone("", 7*3600))
	for name, c := range map[string]struct {
		text   string
		filter store.Filter
		want   []dossier.ID
	}{
		"all":               {"nguyen an", store.Filter{}, []dossier.ID{third, second, first}},
		"one letter wrong":  {"nguyem an", store.Filter{States: []dossier.State{dossier.Returned}}, []dossier.ID{second}},
		"state":             {"an", store.Filter{States: []dossier.State{dossier.Returned}}, []dossier.ID{second}},
		"day":               {"an", store.Filter{From: day, To: day.AddDate(0, 0, 1)}, []dossier.ID{first}},
		"another clerk":     {"an", store.Filter{Clerk: chiefID}, nil},
		"clerk":             {"an", store.Filter{Clerk: clerkID}, []dossier.ID{third, second, first}},
		"kind":              {"an", store.Filter{Kind: "reissue"}, []dossier.ID{third}},
		"place":             {"an", store.Filter{Place: "00004"}, []dossier.ID{third}},
		"returned":          {"an", store.Filter{Trouble: store.TroubleReturned}, []dossier.ID{second}},
		"overdue":           {"an", store.Filter{Trouble: store.TroubleOverdue}, []dossier.ID{third}},
		"any problem":       {"an", store.Filter{Trouble: store.TroubleAny}, []dossier.ID{third, second}},
		"rejected":          {"an", store.Filter{Trouble: store.TroubleRejected}, nil},
		"birth date":        {"4/5/1990", store.Filter{Kind: "reissue"}, []dossier.ID{third}},
		"nobody among them": {"le thi", store.Filter{}, nil},
	} {
		hits, err := d.SearchIn(ctx, c.text, c.filter, 10)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var found []dossier.ID
		for _, h := range hits {
			found = append(found, dossier.ID(h.Dossier))
		}
		slices.Sort(found)
		slices.Sort(c.want)
		if !slices.Equal(found, c.want) {
			t.Errorf("%s: %v, want %v", name, found, c.want)
		}
	}
	for _, p := range store.Troubles() {
		if _, err := d.List(ctx, store.Filter{Trouble: p}); err != nil {
			t.Errorf("problem %s: %v", p, err)
		}
	}
	if _, err := d.List(ctx, store.Filter{Trouble: "none"}); err == nil {
		t.Error("an unknown problem lists something")
	}
	if places, err := d.Places(ctx, 10); err != nil || !slices.Equal(places, []string{"00004"}) {
		t.Errorf("places: %v, %v", places, err)
	}
	plain, err := d.Plain(ctx, []dossier.ID{third, "00", first})
	if err != nil || len(plain) != 2 || plain[0].ID != third || plain[1].ID != first {
		t.Errorf("in their order: %+v, %v", plain, err)
	}
	if none, err := d.Plain(ctx, nil); err != nil || len(none) != 0 {
		t.Errorf("of nothing: %+v, %v", none, err)
	}
	d.Lock()
	if _, err := d.SearchIn(ctx, "an", store.Filter{}, 10); err == nil {
		t.Error("a locked desk finds somebody")
	}
}
