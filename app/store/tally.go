package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"carddesk/app/person"
)

// ErrTally is returned for a tally that names an unknown subject, step,
// dimension or measure, or one that its subject does not have.
var ErrTally = errors.New("unknown column of a report")

// Tally asks how many of a subject did a step on the days From to To, both
// "2006-01-02" of the office's own time and inclusive.
type Tally struct {
	Subject  Subject // default OfDossiers
	Step     Step    // default StepTaken
	From, To string
	// Today is the day that lateness and ages are reckoned on; default To.
	Today string
	// Bands are the borders, in days and rising, that ByLate and ByShelfAge
	// divide at; default [DefaultBands].
	Bands []int
	By    []Dimension // none: one row of totals
	Only  []Only      // all must hold
	Count []Measure
}

// Only keeps those of which a dimension has one of the codes.
type Only struct {
	By    Dimension `json:"by"`
	Codes []string  `json:"codes"`
}

// DefaultBands are the borders of ages where nothing else is said, in days.
var DefaultBands = []int{7, 30, 90, 180}

// TallyRow is one group: its values in the order of Tally.By and its counts in
// the order of Tally.Count.
type TallyRow struct {
	Group  []string
	Counts []int64
}

// Tally counts in groups, ordered by the values of the groups. Names are looked
// up in tables of this package; no text of a caller becomes a query.
func (s *Store) Tally(ctx context.Context, q Tally) ([]TallyRow, error) {
	query, args, err := q.query()
	if err != nil {
		return nil, err
	}
	return collect(ctx, s.reader, func(scan func(...any) error) (TallyRow, error) {
		row := TallyRow{Group: make([]string, len(q.By)), Counts: make([]int64, len(q.Count))}
		to := make([]any, 0, len(q.By)+len(q.Count))
		for i := range row.Group {
			to = append(to, &row.Group[i])
		}
		for i := range row.Counts {
			to = append(to, &row.Counts[i])
		}
		return row, scan(to...)
	}, query, args...)
}

func (q Tally) query() (string, []any, error) {
	b, err := q.begin()
	if err != nil {
		return "", nil, err
	}
	if len(q.Count) == 0 {
		return "", nil, fmt.Errorf("%w: nothing to count", ErrTally)
	}
	var groups, counts []string
	for _, by := range q.By {
		column, err := b.dimension(by)
		if err != nil {
			return "", nil, err
		}
		groups = append(groups, column)
	}
	for _, m := range q.Count {
		one, err := b.measure(m)
		if err != nil {
			return "", nil, err
		}
		// Totals over no row are 0, not nothing.
		counts = append(counts, "coalesce("+one.sum+", 0)")
	}
	where, err := b.where(q)
	if err != nil {
		return "", nil, err
	}
	query := "SELECT " + strings.Join(append(groups, counts...), ", ") + " FROM " + b.subject.from + where
	if len(groups) > 0 {
		places := make([]string, len(groups))
		for i := range places {
			places[i] = strconv.Itoa(i + 1)
		}
		list := strings.Join(places, ", ")
		query += " GROUP BY " + list + " ORDER BY " + list
	}
	return query, b.args, nil
}

// tallyQuery is a query being written: what it reads, the column of its days and
// the values bound so far.
type tallyQuery struct {
	subject subject
	day     string // "" when no day divides
	today   string // parameter
	bands   []band // rising
	args    []any
}

// band is the border of a band of days: what lies days before today, and that day
// as a parameter.
type band struct {
	days int
	day  string
}

func (q Tally) begin() (*tallyQuery, error) {
	about, ok := subjects[q.Subject]
	if !ok {
		return nil, fmt.Errorf("%w: subject %q", ErrTally, q.Subject)
	}
	step := q.Step
	if step == "" {
		step = StepTaken
	}
	day, ok := about.steps[step]
	if !ok {
		return nil, fmt.Errorf("%w: step %q", ErrTally, q.Step)
	}
	b := &tallyQuery{subject: about, day: day}
	return b, b.reckonFrom(cmp.Or(q.Today, q.To), q.Bands)
}

// reckonFrom binds the day that ages are reckoned on and the days that lie on the
// borders of the bands: comparing days is far cheaper than subtracting them.
func (b *tallyQuery) reckonFrom(today string, borders []int) error {
	at, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return fmt.Errorf("%w: today", ErrTally)
	}
	b.today = b.bind(today)
	if len(borders) == 0 {
		borders = DefaultBands
	}
	for _, days := range borders {
		b.bands = append(b.bands, band{days, b.bind(at.AddDate(0, 0, -days).Format(time.DateOnly))})
	}
	return nil
}

// bind adds a value and returns its place in the query.
func (b *tallyQuery) bind(value any) string {
	b.args = append(b.args, value)
	return "?" + strconv.Itoa(len(b.args))
}

// dimension is the expression of a dimension over a row.
func (b *tallyQuery) dimension(by Dimension) (string, error) {
	column, ok := b.subject.dimensions[by]
	if ok {
		return b.fill(column), nil
	}
	column, ok = timeColumns[by]
	if !ok || b.day == "" {
		return "", fmt.Errorf("%w: dimension %q", ErrTally, by)
	}
	return b.fill(column), nil
}

func (b *tallyQuery) measure(m Measure) (measure, error) {
	one, ok := b.subject.measures[m]
	if !ok {
		return measure{}, fmt.Errorf("%w: measure %q", ErrTally, m)
	}
	return measure{sum: b.fill(one.sum), row: b.fill(one.row)}, nil
}

// fill puts the column of the day, today and the bands into an expression.
func (b *tallyQuery) fill(expression string) string {
	return strings.NewReplacer("{day}", b.day, "{late}", bandsOf("day_due", b.bands, 1),
		"{age}", bandsOf("day_arrived", b.bands, 0), "{today}", b.today).Replace(expression)
}

// bandsOf divides the days since a day: "1-7", "8-30", "31+".
func bandsOf(column string, bands []band, from int) string {
	var text strings.Builder
	text.WriteString("CASE")
	for _, b := range bands {
		fmt.Fprintf(&text, " WHEN %s >= %s THEN '%d-%d'", column, b.day, from, b.days)
		from = b.days + 1
	}
	fmt.Fprintf(&text, " ELSE '%d+' END", from)
	return text.String()
}

// where keeps the period and the chosen codes.
func (b *tallyQuery) where(q Tally) (string, error) {
	var parts []string
	switch {
	case q.Subject == OfLog:
		from, to, err := instants(q.From, q.To)
		if err != nil {
			return "", err
		}
		// By the time itself, which has an index.
		parts = append(parts, "log.time >= "+b.bind(from), "log.time < "+b.bind(to))
	case q.Step == StepOpen:
		parts = append(parts, stillOpen)
	case b.day != "":
		// The first half is what the indexes of the steps are made of.
		parts = append(parts, b.day+" <> '' AND "+b.day+" BETWEEN "+b.bind(q.From)+" AND "+b.bind(q.To))
	}
	for _, only := range q.Only {
		column, err := b.dimension(only.By)
		if err != nil {
			return "", err
		}
		codes, err := json.Marshal(only.Codes)
		if err != nil {
			return "", fmt.Errorf("encoding codes: %w", err)
		}
		parts = append(parts, column+" IN (SELECT value FROM json_each("+b.bind(string(codes))+"))")
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(parts, " AND "), nil
}

// instants are the first millisecond of a period and the first one after it.
func instants(from, to string) (first, after int64, err error) {
	begin, err := time.ParseInLocation(time.DateOnly, from, person.Zone())
	if err != nil {
		return 0, 0, fmt.Errorf("%w: first day", ErrTally)
	}
	end, err := time.ParseInLocation(time.DateOnly, to, person.Zone())
	if err != nil {
		return 0, 0, fmt.Errorf("%w: last day", ErrTally)
	}
	return begin.UnixMilli(), end.AddDate(0, 0, 1).UnixMilli(), nil
}
