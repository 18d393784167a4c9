package figures

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/person"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
)

// ErrChoice is returned for a report of an unknown column or an impossible period.
var ErrChoice = errors.New("report cannot be made")

// Choice is a report as somebody chose it. It can be kept as JSON.
type Choice struct {
	Key      string            `json:"key,omitempty"` // of a ready-made report
	Title    string            `json:"title"`
	Subject  store.Subject     `json:"subject,omitempty"`
	Step     store.Step        `json:"step"`
	By       []store.Dimension `json:"by"`
	Only     []store.Only      `json:"only,omitempty"`
	Measures []store.Measure   `json:"measures"`
	Target   int               `json:"target,omitempty"` // of each row, a working day
}

// Check refuses a choice of columns that there are not, or that do not go together.
func (c Choice) Check() error {
	if _, err := headings(Question{Choice: c}); err != nil {
		return err
	}
	if c.Target < 0 || len(c.By) > MaxBy || len(c.Measures) > MaxMeasures {
		return fmt.Errorf("%w: %d columns", ErrChoice, len(c.By)+len(c.Measures))
	}
	return nil
}

// Bounds of a choice: what a page has room for.
const (
	MaxBy       = 3
	MaxMeasures = 8
)

// Tallier counts facts; the store is one.
type Tallier interface {
	Tally(ctx context.Context, q store.Tally) ([]store.TallyRow, error)
}

// Names gives the words for a code of a dimension, "" if it knows none.
type Names func(by store.Dimension, code string) string

// Question is a report that is asked for.
type Question struct {
	Choice
	From, To person.CivilDate // inclusive
	// Today is the day that lateness is reckoned on; zero is To.
	Today       person.CivilDate
	Bands       []int // of ages in days; none is the store's
	WorkingDays int   // in the period, for targets
	Names       Names
}

// Report is what was counted, and how each number was.
type Report struct {
	sheet.Table
	Question Question
	// Groups are the codes of each row, in the order of the choice's dimensions.
	Groups [][]string
}

// Make counts what q asks for and sets it out with the definition of each figure
// and a total. Codes that neither names nor this package knows stand as they are.
func Make(ctx context.Context, t Tallier, q Question) (Report, error) {
	if !q.From.Full() || !q.To.Full() || !q.From.Valid() || !q.To.Valid() || q.To.Before(q.From) {
		return Report{}, fmt.Errorf("%w: no such period", ErrChoice)
	}
	table, err := headings(q)
	if err != nil {
		return Report{}, err
	}
	ask := q.tally()
	ask.By, ask.Count = q.By, counted(q.Subject, q.Measures)
	rows, err := t.Tally(ctx, ask)
	if err != nil {
		return Report{}, fmt.Errorf("counting the report: %w", err)
	}
	made := Report{Table: table, Question: q}
	reckoner := newReckoner(q, ask.Count, rows)
	for i, row := range rows {
		line := make([]sheet.Cell, 0, len(table.Columns))
		for i, by := range q.By {
			cell, err := group(by, row.Group[i], q.Names)
			if err != nil {
				return Report{}, err
			}
			line = append(line, cell)
		}
		made.Rows = append(made.Rows, append(line, reckoner.row(i)...))
		made.Groups = append(made.Groups, row.Group)
	}
	if len(q.By) > 0 {
		made.Total = append(totalWords(q.By), reckoner.total()...)
	}
	return made, nil
}

// tally is the question to the store without columns.
func (q Question) tally() store.Tally {
	return store.Tally{Subject: q.Subject, Step: q.Step, From: q.From.ISO(), To: q.To.ISO(), Today: q.today().ISO(),
		Bands: q.Bands, Only: q.Only}
}

// today is the day that lateness is reckoned on.
func (q Question) today() person.CivilDate { return cmp.Or(q.Today, q.To) }

// Door is the question whose members a number of the report counts: of a row, or
// of the total when row is the number of rows. ok is false where the column is no
// count of the store.
func (r Report) Door(row, column int) (ask store.Tally, measure store.Measure, ok bool) {
	q := r.Question
	at := column - len(q.By)
	if at < 0 || at >= len(q.Measures) || row < 0 || row > len(r.Groups) {
		return ask, "", false
	}
	measure = q.Measures[at]
	if base := needs[measure]; base != nil {
		first := counted(q.Subject, q.Measures)
		if len(base) > 0 {
			first = base[len(base)-1:] // what it is divided by
		}
		measure = first[0]
	}
	ask = q.tally()
	if row < len(r.Groups) {
		ask.Only = slices.Clone(ask.Only)
		for i, by := range q.By {
			ask.Only = append(ask.Only, store.Only{By: by, Codes: []string{r.Groups[row][i]}})
		}
	}
	return ask, measure, true
}

// About names the row of a number in words: its groups and the column.
func (r Report) About(row, column int) string {
	text := ""
	for i := range r.Question.By {
		word := "Cộng"
		if row < len(r.Rows) {
			word = Show(r.Columns[i], r.Rows[row][i])
		}
		if row < len(r.Rows) || i == 0 {
			text += word + " · "
		}
	}
	return text + r.Columns[column].Name
}

func headings(q Question) (sheet.Table, error) {
	subject := slices.IndexFunc(Subjects, func(s Subject) bool { return s.Key == q.Subject })
	step := slices.IndexFunc(Steps, func(s Step) bool { return s.Key == q.Step })
	if step < 0 || subject < 0 || len(q.Measures) == 0 {
		return sheet.Table{}, fmt.Errorf("%w: subject %q, step %q, %d figures", ErrChoice, q.Subject, q.Step, len(q.Measures))
	}
	if OwnDay(q.Subject) && q.Step != store.StepTaken {
		return sheet.Table{}, fmt.Errorf("%w: step %q of subject %q", ErrChoice, q.Step, q.Subject)
	}
	table := sheet.Table{Title: q.Title, Period: "Từ ngày " + q.From.String() + " đến ngày " + q.To.String()}
	switch {
	case OwnDay(q.Subject):
		table.Notes = []string{"Đếm " + Subjects[subject].Counted + "; ngày theo giờ Việt Nam"}
	case q.Step.Now():
		table.Period = "Tính đến ngày " + q.today().String()
		table.Notes = []string{"Đếm " + Steps[step].Definition}
	default:
		table.Notes = []string{"Thuộc kỳ báo cáo theo " + Steps[step].Definition + ", giờ Việt Nam"}
	}
	if counted := Subjects[subject].Counted; counted != "" && !OwnDay(q.Subject) {
		table.Notes = append(table.Notes, "Đếm "+counted)
	}
	for _, by := range q.By {
		i := slices.IndexFunc(Dimensions, func(d Dimension) bool { return d.Key == by })
		if i < 0 || !Dimensions[i].has(q.Subject) || q.Step.Now() && timely(by) {
			return sheet.Table{}, fmt.Errorf("%w: column %q", ErrChoice, by)
		}
		kind := sheet.Text
		if dated(by) {
			kind = sheet.Date
		}
		table.Columns = append(table.Columns, sheet.Column{Name: Dimensions[i].Name, Kind: kind})
	}
	for _, key := range q.Measures {
		i := slices.IndexFunc(Measures, func(m Measure) bool { return m.Key == key })
		if i < 0 || !slices.Contains(Measures[i].Of, q.Subject) {
			return sheet.Table{}, fmt.Errorf("%w: figure %q", ErrChoice, key)
		}
		table.Columns = append(table.Columns, sheet.Column{Name: Measures[i].Name, Kind: kindOf(Measures[i]), Definition: Measures[i].Definition})
	}
	return table, nil
}

// OwnDay tells subjects that have a day of their own and are of no dossier's step.
func OwnDay(subject store.Subject) bool { return !slices.Contains(ofDossiers, subject) }

func (d Dimension) has(subject store.Subject) bool {
	if d.Of == nil {
		return !OwnDay(subject)
	}
	return slices.Contains(d.Of, subject)
}

// DimensionsOf are those that a subject has.
func DimensionsOf(subject store.Subject) []Dimension {
	return slices.DeleteFunc(slices.Clone(Dimensions), func(d Dimension) bool { return !d.has(subject) })
}

// MeasuresOf are those that a subject has.
func MeasuresOf(subject store.Subject) []Measure {
	return slices.DeleteFunc(slices.Clone(Measures), func(m Measure) bool { return !slices.Contains(m.Of, subject) })
}

func kindOf(m Measure) sheet.Kind {
	switch {
	case m.Money:
		return sheet.Money
	case m.Key == Share || m.Key == Mean || m.Key == PerTimed || m.Key == OfTarget:
		return sheet.Decimal
	}
	return sheet.Number
}

// dated says whether the groups of a dimension are days.
func dated(by store.Dimension) bool { return by == store.ByDay || by == store.ByWeek }

func group(by store.Dimension, code string, names Names) (sheet.Cell, error) {
	if !dated(by) {
		return sheet.Cell{Text: Word(by, code, names)}, nil
	}
	if code == "" {
		return sheet.Cell{Empty: true}, nil
	}
	// Of the store, hence always year-month-day.
	d, err := person.ParseISODate(code)
	if err != nil {
		return sheet.Cell{}, fmt.Errorf("reading a day of the facts: %w", err)
	}
	return sheet.Cell{Date: d}, nil
}

// totalWords are the cells of the total before its numbers. A column of days
// cannot hold the word: without another, the numbers stand alone.
func totalWords(dimensions []store.Dimension) []sheet.Cell {
	word := slices.IndexFunc(dimensions, func(by store.Dimension) bool { return !dated(by) })
	line := make([]sheet.Cell, len(dimensions))
	for i := range dimensions {
		line[i] = sheet.Cell{Empty: true}
		if i == word {
			line[i] = sheet.Cell{Text: "Cộng"}
		}
	}
	return line
}
