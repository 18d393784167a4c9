package desk_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
)

// storeSize is how many dossiers the store of a large office holds after years.
const storeSize = 200_000

// BenchmarkOpenScreens is what each screen reads from a store of 200,000 dossiers
// before it shows its first row. Drawing comes on top: a table paints the rows in
// sight only. 300 dossiers in work are real; the others are closed, were taken in
// over three years, and have rows of their size everywhere. The search index is
// not among them: it is measured in app/store/index.
func BenchmarkOpenScreens(b *testing.B) {
	d := newBench(b)
	ctx := b.Context()
	first := d.filledStore(300)
	day := person.FromTime(d.clock.Now())
	for _, screen := range []struct {
		name string
		open func() error
	}{
		{"intake", func() error {
			_, err := d.List(ctx, dossier.Draft, dossier.Returned, dossier.RecaptureWanted, dossier.Rejected, dossier.Waiting)
			if err == nil {
				_, err = d.RecentWards(ctx, 8)
			}
			return err
		}},
		{"dossier", func() error {
			_, err := d.Open(ctx, first)
			if err == nil {
				_, err = d.Alike(ctx, first, holder())
			}
			return err
		}},
		{"waiting", func() error {
			_, err := d.List(ctx, dossier.Waiting)
			return err
		}},
		{"approval", func() error {
			_, err := d.List(ctx, dossier.Captured, dossier.Checked)
			return err
		}},
		{"search", func() error {
			if _, err := d.SearchChoices(ctx); err != nil {
				return err
			}
			_, err := d.SearchBy(ctx, "", desk.SearchFilter{})
			return err
		}},
		{"search-name", func() error {
			_, err := d.SearchBy(ctx, "le thi mau", desk.SearchFilter{})
			return err
		}},
		{"search-narrowed", func() error {
			_, err := d.SearchBy(ctx, "", desk.SearchFilter{State: dossier.Draft, Kind: dossier.Exchange})
			return err
		}},
		{"today", func() error {
			_, err := d.Today(ctx, day)
			return err
		}},
		{"doors", func() error {
			_, err := d.Store.Counts(ctx)
			return err
		}},
		{"household-fee", func() error {
			_, err := d.HouseholdFees(ctx, first)
			return err
		}},
	} {
		b.Run(screen.name, func(b *testing.B) {
			took := make([]time.Duration, 0, 1024)
			for b.Loop() {
				start := time.Now()
				d.must(screen.open())
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "worst-ms")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		})
	}
}

// filledStore makes real dossiers in work, and rows of so many others that there
// are storeSize; it returns one of the real.
func (b *bench) filledStore(real int) dossier.ID {
	b.t.Helper()
	ctx := b.t.Context()
	var first dossier.ID
	for i := range real {
		identity := holder()
		identity.PersonalNumber, identity.Household = fmt.Sprintf("001190%06d", i), "h"
		id := b.draft(identity)
		if first == "" {
			first = id
		}
		if i%3 == 0 {
			_, err := b.Wait(ctx, id, dossier.WaitingPapers)
			b.must(err)
		}
	}
	b.must(multiply(ctx, filepath.Join(b.data, "desk.db"), first, storeSize-real))
	return first
}

// multiply adds rows of n closed dossiers that look like one from outside. Their
// sealed parts are noise: nothing opens them.
func multiply(ctx context.Context, path string, like dossier.ID, n int) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(0)&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	guards, err := withoutGuards(ctx, db)
	if err != nil {
		return err
	}
	const count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
	const long = 86_400_000 // a day in milliseconds
	for _, statement := range []string{
		`INSERT INTO dossier (id, office, station, clerk, state, version, created, updated, reason, deadline, return_section, head)
			SELECT printf('%032x', n.i), office, station, clerk, CASE n.i % 20 WHEN 0 THEN 'accepted' WHEN 1 THEN 'cancelled' ELSE 'closed' END,
			1, created - (n.i % 1000) * ` + fmt.Sprint(long) + ` - n.i, updated - (n.i % 1000) * ` + fmt.Sprint(long) + ` - n.i, '', NULL, '', head
			FROM n, dossier WHERE dossier.id = ?`,
		`INSERT INTO data_key (dossier, wrapped) SELECT printf('%032x', n.i), randomblob(60) FROM n, dossier WHERE dossier.id = ?`,
		`INSERT INTO section (dossier, section, revision, author, station, time, content)
			SELECT printf('%032x', n.i), section, 1, author, station, time, randomblob(400) FROM n, section WHERE section.dossier = ?`,
		`INSERT INTO fact (dossier, office, station, clerk, regime, kind, reason, age_band, sex, commune, fee_code, fee_amount,
				day_created, day_captured, day_approved, day_sent, day_accepted, day_handed_over)
			SELECT printf('%032x', n.i), office, station, clerk, regime, kind, reason, age_band, sex, printf('%05d', n.i % 300), fee_code, 15000,
			date(day_created, '-' || (n.i % 1000) || ' days'), date(day_created, '-' || (n.i % 1000) || ' days'),
			date(day_created, '-' || (n.i % 1000) || ' days'), date(day_created, '-' || (n.i % 1000) || ' days'),
			date(day_created, '-' || max(0, n.i % 1000 - 4) || ' days'), date(day_created, '-' || max(0, n.i % 1000 - 7) || ' days')
			FROM n, fact WHERE fact.dossier = ?`,
	} {
		if _, err := db.ExecContext(ctx, count+statement, n, string(like)); err != nil {
			return fmt.Errorf("filling the store: %w", err)
		}
	}
	for _, guard := range guards {
		if _, err := db.ExecContext(ctx, guard); err != nil {
			return fmt.Errorf("putting a guard back: %w", err)
		}
	}
	return nil
}

// withoutGuards takes the triggers off that let no state come from nowhere, and
// returns what puts them back.
func withoutGuards(ctx context.Context, db *sql.DB) (guards []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		return nil, fmt.Errorf("listing guards: %w", err)
	}
	var names []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, fmt.Errorf("listing guards: %w", err)
		}
		names, guards = append(names, name), append(guards, text)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("listing guards: %w", err)
	}
	for _, name := range names {
		if _, err := db.ExecContext(ctx, "DROP TRIGGER "+name); err != nil {
			return nil, fmt.Errorf("taking a guard off: %w", err)
		}
	}
	return guards, nil
}
