package desk_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// factRows are the facts of all days.
func (b *bench) factRows() []store.FactRow {
	b.t.Helper()
	var all []store.FactRow
	for row, err := range b.store.FactRows(b.t.Context(), "2000-01-01", "2999-12-31") {
		b.must(err)
		all = append(all, row)
	}
	return all
}

// TestDestructionCertificate: what was kept long enough is destroyed, the
// figures of the day stay as they were, and the certificate lists it without
// saying whose it was.
func TestDestructionCertificate(t *testing.T) {
	b := withAdmin(t)
	ctx := t.Context()
	day := person.FromTime(b.clock.Now())
	b.login(clerkID)
	id := b.draft(holder())
	b.must(b.Cancel(ctx, id, "citizen"))
	kept := b.captured()
	before, err := b.Today(ctx, day)
	b.must(err)
	rows := b.factRows()

	b.login(adminID)
	if _, err := b.DestructionCertificate(ctx, day, day); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("certificate of nothing: %v", err)
	}
	b.clock.pass(48 * time.Hour)
	keep := desk.Keep{Ended: 24 * time.Hour, Closed: time.Hour}
	if gone, err := desk.DestroyExpired(ctx, b.store, keep, b.clock.Now()); err != nil || len(gone) != 0 {
		t.Fatalf("destroyed %v before the centre knew of it, %v", gone, err)
	}
	b.must(b.store.EventsAcknowledged(ctx, 1<<40))
	gone, err := desk.DestroyExpired(ctx, b.store, keep, b.clock.Now())
	if err != nil || len(gone) != 1 || gone[0] != id {
		t.Fatalf("destroyed %v, %v", gone, err)
	}
	if _, err := b.store.Section(ctx, id, dossier.SectionIdentity); !errors.Is(err, store.ErrDestroyed) {
		t.Errorf("content: %v", err)
	}
	if _, err := b.store.Section(ctx, kept, dossier.SectionIdentity); err != nil {
		t.Errorf("another dossier: %v", err)
	}
	after, err := b.Today(ctx, day)
	b.must(err)
	if !reflect.DeepEqual(before, after) {
		t.Errorf("figures of the day changed: %+v, were %+v", after, before)
	}
	if now := b.factRows(); len(now) != 2 || !reflect.DeepEqual(now, rows) {
		t.Errorf("facts changed: %+v, were %+v", now, rows)
	}

	list, err := b.Destructions(ctx)
	if err != nil || len(list) != 1 || list[0].Dossier != id || list[0].Reason != "retention" || list[0].Seq == 0 {
		t.Fatalf("destructions: %+v, %v", list, err)
	}
	today := person.FromTime(b.clock.Now())
	paper, err := b.DestructionCertificate(ctx, today, today)
	if err != nil || paper.Pages != 1 || !bytes.HasPrefix(paper.PDF, []byte("%PDF")) {
		t.Fatalf("certificate: %d pages, %v", paper.Pages, err)
	}
	text := desk.DestructionText(list, 7, "ab")
	for _, marker := range []string{"LÊ THỊ MẪU", "001190012345", "1990"} {
		if bytes.Contains(text, []byte(marker)) {
			t.Errorf("certificate says %q", marker)
		}
	}
	if !bytes.Contains(text, []byte(id)) || !bytes.HasSuffix(text, []byte("log 7 ab\n")) {
		t.Errorf("signed text: %s", text)
	}
	other := today.AddDays(1)
	if _, err := b.DestructionCertificate(ctx, other, other); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("certificate of another day: %v", err)
	}
}
