package store_test

import (
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
	"carddesk/internal/racing"
)

// yearSize is how many dossiers the generated year has: CARDDESK_YEAR, as ci-full
// sets it, or fewer.
func yearSize(t testing.TB) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("CARDDESK_YEAR")); err == nil && n > 0 {
		return n
	}
	if testing.Short() || racing.Enabled {
		return 3_000
	}
	return 20_000
}

// wholeYear is a year with cards and a log beside its facts.
func wholeYear(t testing.TB, d *desk, n int) {
	t.Helper()
	year(t, d, n)
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(d.dir, "desk.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"DROP TRIGGER card_begins", // cards of this year were not ordered first
		`INSERT INTO card (serial, dossier, state, officer, reason, revision, updated)
			SELECT 'card-' || dossier, dossier, CASE WHEN day_handed_over <> '' THEN 'handed-over' ELSE
				CASE rowid % 5 WHEN 0 THEN 'out' WHEN 1 THEN 'in-post' WHEN 2 THEN 'undelivered' WHEN 3 THEN 'faulty' ELSE 'arrived' END END,
			CASE rowid % 5 WHEN 0 THEN 'c1' ELSE '' END, CASE rowid % 5 WHEN 3 THEN 'print' ELSE '' END, 1, 0
			FROM fact WHERE day_arrived <> ''`,
		`INSERT INTO log (station, seq, time, actor, type, dossier, previous, hash)
			SELECT 'S' || (rowid % 4), 1000000 + rowid,
			(CAST(strftime('%s', day_created) AS INTEGER) + rowid * 7919 % 86400) * 1000 + rowid % 1000,
			'c' || (rowid % 11), CASE rowid % 9 WHEN 0 THEN 'override-check' WHEN 1 THEN 'hand-over-card' ELSE 'create-dossier' END,
			dossier, zeroblob(32), zeroblob(32) FROM fact`,
		`INSERT INTO book_entry (book, id, state, day, owner, amount, revision, content, updated)
			SELECT 'exception', CASE rowid % 3 WHEN 0 THEN 'override/' WHEN 1 THEN 'not-taken/' ELSE 'reprint/' END || rowid,
			CASE rowid % 4 WHEN 0 THEN 'new' ELSE 'seen' END, date(day_created, (rowid % 9) || ' days'), 'c' || (rowid % 11), rowid % 6, 1, x'', rowid
			FROM fact WHERE rowid % 10 = 0`,
		`INSERT INTO book_entry (book, id, state, day, owner, amount, revision, content, updated)
			SELECT 'complaint', 'c' || rowid, CASE rowid % 4 WHEN 0 THEN 'open' ELSE 'answered' END, day_created, 'c' || (rowid % 11),
			rowid % 8, 1, x'', rowid FROM fact WHERE rowid % 20 = 0`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// thing is one of what a report counts, as this test sees it.
type thing struct {
	fact        *store.FactRow
	part        string
	value       int64
	reason      string // of an exception
	card        string // state
	fault       string
	holder      string
	at          time.Time // of a log entry
	actor, kind string
	station     string
	day         string // of an entry of a book
	amount      int64
}

// things reads everything anew, by queries of its own.
func things(t *testing.T, d *desk) map[store.Subject][]thing {
	t.Helper()
	all := map[store.Subject][]thing{}
	facts := map[string]*store.FactRow{}
	for row, err := range d.FactRows(t.Context(), "2026-01-01", "2026-12-31") {
		if err != nil {
			t.Fatal(err)
		}
		facts[row.Dossier] = &row
		all[store.OfDossiers] = append(all[store.OfDossiers], thing{fact: &row})
		for key, v := range row.Seconds {
			all[store.OfSeconds] = append(all[store.OfSeconds], thing{fact: &row, part: key, value: int64(v)})
		}
		for key, v := range row.Quality {
			all[store.OfQuality] = append(all[store.OfQuality], thing{fact: &row, part: key, value: int64(v)})
		}
		for key, v := range row.Exceptions {
			all[store.OfExceptions] = append(all[store.OfExceptions], thing{fact: &row, part: key, reason: v})
		}
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(d.dir, "desk.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	each := func(query string, row func(scan func(...any) error) error) {
		t.Helper()
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := row(rows.Scan); err != nil {
				t.Fatal(err)
			}
		}
	}
	each("SELECT dossier, state, reason, officer FROM card", func(scan func(...any) error) error {
		var id string
		var one thing
		err := scan(&id, &one.card, &one.fault, &one.holder)
		one.fact = facts[id]
		all[store.OfCards] = append(all[store.OfCards], one)
		return err
	})
	for subject, book := range map[store.Subject]string{store.OfSpecial: "exception", store.OfComplaints: "complaint"} {
		each("SELECT id, state, day, owner, amount FROM book_entry WHERE book = '"+book+"'", func(scan func(...any) error) error {
			one := thing{fact: &store.FactRow{}} // it has none
			err := scan(&one.part, &one.kind, &one.day, &one.actor, &one.amount)
			one.part, _, _ = strings.Cut(one.part, "/")
			if subject == store.OfComplaints || one.amount > 0 {
				all[subject] = append(all[subject], one)
			}
			return err
		})
	}
	each("SELECT time, actor, type, station FROM log", func(scan func(...any) error) error {
		var at int64
		one := thing{fact: &store.FactRow{}} // it has none
		err := scan(&at, &one.actor, &one.kind, &one.station)
		one.at = time.UnixMilli(at).In(time.FixedZone("Việt Nam", 7*3600))
		all[store.OfLog] = append(all[store.OfLog], one)
		return err
	})
	return all
}

// dayOf is the day that puts a thing into a report, "" for one that is not in it.
func dayOf(s store.Subject, step store.Step, one thing) string {
	switch {
	case s == store.OfLog:
		return one.at.Format(time.DateOnly)
	case one.day != "":
		return one.day
	case step == store.StepAny:
		return "any"
	case step == store.StepOpen:
		if days := one.fact.Days; days.HandedOver != "" || days.Cancelled != "" {
			return ""
		}
		return "any"
	}
	return stepOf[step](*one.fact)
}

func daysBetween(from, to string) int { return int(parseDay(to).Sub(parseDay(from)).Hours() / 24) }

// bandOf is the band of days that an age lies in, by the store's default borders.
func bandOf(age, from int) string {
	for _, border := range []int{7, 30, 90, 180} {
		if age <= border {
			return fmt.Sprintf("%d-%d", from, border)
		}
		from = border + 1
	}
	return fmt.Sprintf("%d+", from)
}

func codeOf(by store.Dimension, subject store.Subject, one thing, day, today string) string {
	days := one.fact.Days
	switch by {
	case store.ByHour:
		return fmt.Sprintf("%02d", one.at.Hour())
	case store.ByType, store.ByBookState:
		return one.kind
	case store.BySpecial:
		return one.part
	case store.ByPart:
		return one.part
	case store.ByException:
		return one.reason
	case store.ByCardState:
		return one.card
	case store.ByCardFault:
		return one.fault
	case store.ByHolder:
		return one.holder
	case store.ByLate:
		switch {
		case days.HandedOver != "" || days.Cancelled != "":
			return "ended"
		case days.Arrived != "":
			return "ready"
		case days.Due == "":
			return "none"
		case days.Due > today:
			return "not-yet"
		case days.Due == today:
			return "today"
		}
		return bandOf(daysBetween(days.Due, today), 1)
	case store.ByShelfAge:
		waits := days.HandedOver == "" && days.Cancelled == ""
		if subject == store.OfCards {
			waits = slices.Contains([]string{"arrived", "out", "in-post", "undelivered"}, one.card)
		}
		if days.Arrived == "" || !waits {
			return "none"
		}
		return bandOf(daysBetween(days.Arrived, today), 0)
	}
	if by == store.ByClerk && one.actor != "" {
		return one.actor
	}
	if subject == store.OfLog && by == store.ByStation {
		return one.station
	}
	return groupOf[by](*one.fact, day)
}

func amountOf(m store.Measure, one thing, today string) int64 {
	yes := func(is bool) int64 {
		if is {
			return 1
		}
		return 0
	}
	switch m {
	case store.SumParts:
		return one.value
	case store.CountParts, store.CountCards, store.CountEntries:
		return 1
	case store.CountSpecial, store.CountComplaints:
		return 1
	case store.CountUnseen:
		return yes(one.kind == "new")
	case store.CountAnswered:
		return yes(one.kind == "answered")
	case store.CountUnanswered:
		return yes(one.kind == "open")
	case store.CountLate:
		return yes(one.kind == "open" && int64(daysBetween(one.day, today)) > one.amount)
	case store.CountShelf:
		return yes(one.card == "arrived")
	case store.CountUncollected:
		return yes(slices.Contains([]string{"arrived", "out", "in-post", "undelivered"}, one.card))
	}
	return measure(*one.fact, today)[slices.Index(measures, m)]
}

// line is one row as this test reckons it.
type line struct{ amounts map[store.Measure]int64 }

// recount reckons a report in Go from the things alone.
func recount(q figures.Question, all []thing, wanted []store.Measure) map[string]line {
	lines := map[string]line{}
	from, to := q.From.ISO(), q.To.ISO()
	for _, one := range all {
		day := dayOf(q.Subject, q.Step, one)
		if day == "" || day != "any" && (day < from || day > to) {
			continue
		}
		kept := true
		for _, only := range q.Only {
			kept = kept && slices.Contains(only.Codes, codeOf(only.By, q.Subject, one, day, to))
		}
		if !kept {
			continue
		}
		var codes []string
		for _, by := range q.By {
			codes = append(codes, codeOf(by, q.Subject, one, day, to))
		}
		key := strings.Join(codes, "|")
		if lines[key].amounts == nil {
			lines[key] = line{map[store.Measure]int64{}}
		}
		for _, m := range wanted {
			lines[key].amounts[m] += amountOf(m, one, to)
		}
	}
	return lines
}

// tenth is a quotient to the nearest tenth, reckoned as people do.
func tenth(sum, by int64) int64 { return int64(math.Floor(float64(sum)/float64(by)*10 + 0.5 + 1e-9)) }

// TestEveryReport recomputes every figure of every ready-made report from the rows
// themselves, over a day, week, month, quarter, year and any days; totals agree
// within a report and between reports, and behind a number stand as many as it says.
func TestEveryReport(t *testing.T) {
	d := newDesk(t)
	wholeYear(t, d, yearSize(t))
	all := things(t, d)
	day := person.CivilDate{Year: 2026, Month: 11, Day: 18}
	periods := []figures.Period{{Kind: figures.OfRange, From: person.CivilDate{Year: 2026, Month: 2, Day: 11}, To: person.CivilDate{Year: 2026, Month: 8, Day: 3}}}
	for _, kind := range figures.PeriodKinds[:5] {
		periods = append(periods, figures.PeriodOf(kind, day))
	}
	for _, period := range periods {
		takenIn := map[int64][]string{} // totals of dossiers taken in, by which reports say so
		for _, choice := range figures.Catalogue() {
			q := figures.Question{Choice: choice, From: period.From, To: period.To, WorkingDays: 21}
			made, err := figures.Make(t.Context(), d, q)
			if err != nil {
				t.Fatalf("%s: %v", choice.Key, err)
			}
			checkReport(t, d, made, all[choice.Subject])
			if choice.Subject == store.OfDossiers && choice.Step == store.StepTaken && len(made.Rows) > 0 {
				total := made.Total[len(choice.By)].Number
				takenIn[total] = append(takenIn[total], choice.Key)
			}
		}
		if len(takenIn) != 1 {
			t.Errorf("%s: reports disagree on how many were taken in: %v", period.Title(), takenIn)
		}
	}
}

// checkReport compares a report with the recounted one, cell by cell.
func checkReport(t *testing.T, d *desk, made figures.Report, all []thing) {
	t.Helper()
	q := made.Question
	var base []store.Measure
	for _, m := range figures.MeasuresOf(q.Subject) {
		if _, ok := reckonedBy[m.Key]; !ok {
			base = append(base, m.Key)
		}
	}
	want := recount(q, all, base)
	name := q.Key + " " + q.From.String() + "–" + q.To.String()
	if len(made.Rows) != len(want) {
		t.Errorf("%s: %d rows, want %d", name, len(made.Rows), len(want))
		return
	}
	sums := map[store.Measure]int64{}
	first := func(l line) int64 { return l.amounts[q.Measures[0]] }
	for _, l := range want {
		for m, n := range l.amounts {
			sums[m] += n
		}
	}
	for i, row := range made.Rows {
		l, ok := want[strings.Join(made.Groups[i], "|")]
		if !ok {
			t.Errorf("%s: no group %q", name, made.Groups[i])
			continue
		}
		rank := int64(1)
		for _, other := range want {
			if first(other) > first(l) {
				rank++
			}
		}
		checkCells(t, name, made, row, l.amounts, sums, 1, rank)
	}
	if made.Total != nil {
		checkCells(t, name+", total", made, made.Total, sums, sums, int64(len(made.Rows)), 0)
	}
	checkDoors(t, d, name, made)
}

// reckonedBy says how this test reckons the figures that the store does not count.
var reckonedBy = map[store.Measure]func(a, sums map[store.Measure]int64, first store.Measure, target, rank int64) (value int64, empty bool){
	figures.Mean: func(a, _ map[store.Measure]int64, _ store.Measure, _, _ int64) (int64, bool) {
		if a[store.CountParts] == 0 {
			return 0, true
		}
		return tenth(a[store.SumParts], a[store.CountParts]), false
	},
	figures.PerTimed: func(a, _ map[store.Measure]int64, _ store.Measure, _, _ int64) (int64, bool) {
		if a[store.CountTimed] == 0 {
			return 0, true
		}
		return tenth(a[store.SumSeconds], a[store.CountTimed]), false
	},
	figures.Share: func(a, sums map[store.Measure]int64, first store.Measure, _, _ int64) (int64, bool) {
		if sums[first] == 0 {
			return 0, true
		}
		return tenth(100*a[first], sums[first]), false
	},
	figures.Target: func(_, _ map[store.Measure]int64, _ store.Measure, target, _ int64) (int64, bool) {
		return target, target == 0
	},
	figures.OfTarget: func(a, _ map[store.Measure]int64, first store.Measure, target, _ int64) (int64, bool) {
		if target == 0 {
			return 0, true
		}
		return tenth(100*a[first], target), false
	},
	figures.Rank: func(_, _ map[store.Measure]int64, _ store.Measure, _, rank int64) (int64, bool) {
		return rank, rank == 0
	},
}

func checkCells(t *testing.T, name string, made figures.Report, row []sheet.Cell, amounts, sums map[store.Measure]int64, groups, rank int64) {
	t.Helper()
	q := made.Question
	for j, m := range q.Measures {
		cell := row[len(q.By)+j]
		value, empty := amounts[m], false
		if reckon := reckonedBy[m]; reckon != nil {
			value, empty = reckon(amounts, sums, q.Measures[0], int64(q.Target)*int64(q.WorkingDays)*groups, rank)
		}
		if cell.Empty != empty || !empty && cell.Number != value {
			t.Errorf("%s: %s is %+v, want %d (empty %v)", name, m, cell, value, empty)
		}
	}
}

// checkDoors opens the list behind the first figure of some rows and of the total.
func checkDoors(t *testing.T, d *desk, name string, made figures.Report) {
	t.Helper()
	column := len(made.Question.By)
	for _, row := range []int{0, len(made.Rows) / 2, len(made.Rows)} {
		if row > len(made.Rows) || len(made.Rows) == 0 {
			continue
		}
		cell := made.Total[column]
		if row < len(made.Rows) {
			cell = made.Rows[row][column]
		}
		ask, m, ok := made.Door(row, column)
		if !ok {
			t.Errorf("%s: row %d has no door", name, row)
			continue
		}
		n, err := d.CountMembers(t.Context(), ask, m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		// A dossier stands once in a list, however many of its parts are counted.
		parts := slices.Contains([]store.Subject{store.OfSeconds, store.OfQuality, store.OfExceptions}, made.Question.Subject)
		if int64(n) != cell.Number && !parts || int64(n) > cell.Number || n == 0 && cell.Number != 0 {
			t.Errorf("%s: row %d says %d, its list has %d", name, row, cell.Number, n)
		}
		listed, err := d.Members(t.Context(), ask, m, 0, n+1)
		if err != nil || len(listed) != n {
			t.Errorf("%s: row %d lists %d of %d: %v", name, row, len(listed), n, err)
		}
	}
}
