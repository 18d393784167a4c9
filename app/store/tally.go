package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrTally is returned for a tally that names an unknown step, dimension or
// measure.
var ErrTally = errors.New("unknown column of a report")

// Step is the step of a dossier whose day puts it into a tally.
type Step string

// The steps that facts are dated by.
const (
	StepTaken        Step = "taken"
	StepCaptured     Step = "captured"
	StepApproved     Step = "approved"
	StepReturned     Step = "returned"
	StepSent         Step = "sent"
	StepAcknowledged Step = "acknowledged"
	StepAccepted     Step = "accepted"
	StepRejected     Step = "rejected"
	StepArrived      Step = "arrived"
	StepHandedOver   Step = "handed-over"
	StepCancelled    Step = "cancelled"
)

var stepColumns = map[Step]string{
	StepTaken: "day_created", StepCaptured: "day_captured", StepApproved: "day_approved",
	StepReturned: "day_returned", StepSent: "day_sent", StepAcknowledged: "day_acknowledged",
	StepAccepted: "day_accepted", StepRejected: "day_rejected", StepArrived: "day_arrived",
	StepHandedOver: "day_handed_over", StepCancelled: "day_cancelled",
}

// Dimension is what a tally is divided by.
type Dimension string

// The dimensions. Those of time divide by the day of the tally's step.
const (
	ByDay       Dimension = "day"     // "2026-11-25"
	ByWeek      Dimension = "week"    // its Monday, "2026-11-23"
	ByMonth     Dimension = "month"   // "2026-11"
	ByQuarter   Dimension = "quarter" // "2026-Q4"
	ByOffice    Dimension = "office"
	ByStation   Dimension = "station"
	ByClerk     Dimension = "clerk"
	ByRegime    Dimension = "regime"
	ByKind      Dimension = "kind"
	ByReason    Dimension = "reason"
	ByAgeBand   Dimension = "age-band"
	BySex       Dimension = "sex"
	ByCommune   Dimension = "commune"
	ByHamlet    Dimension = "hamlet"
	ByFee       Dimension = "fee"
	ByRejection Dimension = "rejection"
	ByReached   Dimension = "reached" // one of Reached
)

// Reached are the values of ByReached: how far a dossier has come. Every dossier
// has exactly one, so that their counts add up to those taken in.
var Reached = []string{"open", "captured", "approved", "sent", "accepted", "arrived", "handed-over", "rejected", "cancelled"}

// reached decides by the days alone, because they outlive the content. An end
// stands before a way to it; a rejection only counts until a later acceptance.
const reached = `CASE
	WHEN day_handed_over <> '' THEN 'handed-over'
	WHEN day_cancelled <> '' THEN 'cancelled'
	WHEN day_arrived <> '' THEN 'arrived'
	WHEN day_rejected <> '' AND day_rejected > day_accepted THEN 'rejected'
	WHEN day_accepted <> '' THEN 'accepted'
	WHEN day_sent <> '' THEN 'sent'
	WHEN day_approved <> '' THEN 'approved'
	WHEN day_captured <> '' THEN 'captured'
	ELSE 'open' END`

// dimensionColumns are expressions over a row of facts; @ is the step's column.
var dimensionColumns = map[Dimension]string{
	ByDay:     "@",
	ByWeek:    "date(@, '-6 days', 'weekday 1')",
	ByMonth:   "substr(@, 1, 7)",
	ByQuarter: "substr(@, 1, 4) || '-Q' || ((CAST(substr(@, 6, 2) AS INTEGER) + 2) / 3)",
	ByOffice:  "office", ByStation: "station", ByClerk: "clerk", ByRegime: "regime", ByKind: "kind",
	ByReason: "reason", ByAgeBand: "age_band", BySex: "sex", ByCommune: "commune", ByHamlet: "hamlet",
	ByFee: "fee_code", ByRejection: "rejection", ByReached: reached,
}

// Measure is what a tally counts.
type Measure string

// The measures. All are whole numbers that can be added up over groups.
const (
	CountDossiers   Measure = "dossiers"
	SumFees         Measure = "fees"        // đồng
	CountHandedOver Measure = "handed-over" // of the group, whenever that was
	CountWaiting    Measure = "waiting"     // card arrived, not handed over
	CountExceptions Measure = "exceptions"  // dossiers with something not taken
	SumSeconds      Measure = "seconds"     // of all steps together
	CountTimed      Measure = "timed"       // dossiers with measured seconds
)

var measureColumns = map[Measure]string{
	CountDossiers:   "count(*)",
	SumFees:         "sum(fee_amount)",
	CountHandedOver: "sum(day_handed_over <> '')",
	CountWaiting:    "sum(" + reached + " = 'arrived')",
	CountExceptions: "sum(exceptions <> '{}')",
	SumSeconds:      "sum((SELECT coalesce(sum(value), 0) FROM json_each(seconds)))",
	CountTimed:      "sum(seconds <> '{}')",
}

// Tally asks how many dossiers did a step on the days From to To, both
// "2006-01-02" of the office's own time and inclusive.
type Tally struct {
	Step     Step // default StepTaken
	From, To string
	By       []Dimension // none: one row of totals
	Count    []Measure
}

// TallyRow is one group: its values in the order of Tally.By and its counts in
// the order of Tally.Count.
type TallyRow struct {
	Group  []string
	Counts []int64
}

// Tally counts facts in groups, ordered by the values of the groups. The names
// are looked up in tables of this package; no text of a caller becomes a query.
func (s *Store) Tally(ctx context.Context, q Tally) ([]TallyRow, error) {
	query, err := q.query()
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
	}, query, q.From, q.To)
}

func (q Tally) query() (string, error) {
	if q.Step == "" {
		q.Step = StepTaken
	}
	step, ok := stepColumns[q.Step]
	if !ok {
		return "", fmt.Errorf("%w: step %q", ErrTally, q.Step)
	}
	if len(q.Count) == 0 {
		return "", fmt.Errorf("%w: nothing to count", ErrTally)
	}
	var groups, counts []string
	for _, by := range q.By {
		column, ok := dimensionColumns[by]
		if !ok {
			return "", fmt.Errorf("%w: dimension %q", ErrTally, by)
		}
		groups = append(groups, strings.ReplaceAll(column, "@", step))
	}
	for _, m := range q.Count {
		column, ok := measureColumns[m]
		if !ok {
			return "", fmt.Errorf("%w: measure %q", ErrTally, m)
		}
		// Totals over no row are 0, not nothing.
		counts = append(counts, "coalesce("+column+", 0)")
	}
	query := "SELECT " + strings.Join(append(groups, counts...), ", ") +
		" FROM fact WHERE " + step + " BETWEEN ? AND ?"
	if len(groups) > 0 {
		places := make([]string, len(groups))
		for i := range places {
			places[i] = fmt.Sprint(i + 1)
		}
		list := strings.Join(places, ", ")
		query += " GROUP BY " + list + " ORDER BY " + list
	}
	return query, nil
}
