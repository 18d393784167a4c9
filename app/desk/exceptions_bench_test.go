package desk_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// BenchmarkExceptionsScreen is what the supervisor's screen of exceptions reads from
// a store of 200,000 dossiers, three in five of which have one, before it shows its
// first row: the counts of all kinds and a page of the list with names. Once for
// what is new, once over a whole year.
func BenchmarkExceptionsScreen(b *testing.B) {
	d := newBench(b)
	ctx := b.Context()
	d.filledStore(90)
	day := person.FromTime(d.clock.Now())
	drafts, err := d.List(ctx, dossier.Draft)
	d.must(err)
	for _, row := range drafts {
		_, err := d.store.Apply(ctx, store.Change{
			ID: "finish-" + string(row.ID), Actor: dossier.Actor{User: clerkID, Role: dossier.RoleClerk}, Command: dossier.FinishCapture, Dossier: row.ID,
			Books: []store.BookChange{{Book: dossier.BookException, ID: "not-taken/" + string(row.ID), Day: day.ISO(), Dossier: row.ID, Owner: clerkID,
				Amount: 1, Content: dossier.ExceptionNote{Codes: []string{"Left Thumb=bent"}}}},
		})
		d.must(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(d.data, "desk.db")))
	d.must(err)
	_, err = db.ExecContext(ctx, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
		INSERT INTO book_entry (book, id, state, day, dossier, owner, amount, revision, content, updated)
		SELECT 'exception', CASE i % 5 WHEN 0 THEN 'not-matched/' WHEN 1 THEN 'not-taken/' ELSE 'not-verified/' END || printf('%032x', i),
			CASE WHEN i > ?1 * 11 / 12 THEN 'new' ELSE 'seen' END, date(?2, '-' || (364 - i * 364 / ?1) || ' days', '-1 days'),
			printf('%032x', i), 'c' || (i % 11), 1, 1, randomblob(140), i FROM n WHERE i % 5 < 3`, storeSize-100, day.ISO())
	d.must(err)
	d.must(db.Close())
	d.login(chiefID)
	for name, f := range map[string]desk.ExceptionFilter{
		"new": {New: true, From: day.AddDays(-29), To: day}, "year": {From: day.AddDays(-365), To: day},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				counts, err := d.ExceptionCounts(ctx, f)
				d.must(err)
				n, err := d.OpenExceptions(ctx, dossier.ExceptionNotTaken, f)
				d.must(err)
				page, err := d.Exceptions(ctx, dossier.ExceptionNotTaken, f, 0, 50)
				d.must(err)
				if len(page) != 50 || page[0].Row.Name == "" || n < 3_000 || len(counts) != len(dossier.ExceptionKinds()) {
					b.Fatalf("%d on the page, %d in the list, %d kinds", len(page), n, len(counts))
				}
			}
		})
	}
}
