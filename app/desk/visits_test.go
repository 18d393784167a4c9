package desk_test

import (
	"testing"

	"carddesk/app/dossier"
)

func TestVisits(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	visited := func(day string) dossier.ID {
		identity := holder()
		identity.Visit = &dossier.Visit{Why: "ill", Where: "Bệnh viện Thử", Day: day}
		return b.draft(identity)
	}
	b.draft(holder())
	open, late, early := visited(""), visited("2026-12-02"), visited("2026-11-28")
	cancelled := visited("2026-11-26")
	b.must(b.Cancel(ctx, cancelled, "citizen-left"))
	visits, err := b.Visits(ctx)
	b.must(err)
	if len(visits) != 3 || visits[0].ID != early || visits[1].ID != late || visits[2].ID != open || visits[0].Phone == "" {
		t.Errorf("%+v", visits)
	}
	if paper, err := b.VisitsPaper(ctx); err != nil || len(paper.PDF) == 0 {
		t.Errorf("the list on paper: %v", err)
	}
}
