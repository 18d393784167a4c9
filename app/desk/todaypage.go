package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/store"
)

// FunnelDays is over how many days, up to the one shown, the funnel looks.
const FunnelDays = 30

// Door is a number with what it counts.
type Door struct {
	Name    string
	Count   int64
	Ask     store.Tally
	Measure store.Measure
}

// WaitingState is how many dossiers are in a state and since when the one waits
// that was touched longest ago.
type WaitingState struct {
	Door
	State dossier.State
	Since time.Time
}

// DayLine is what was done on the day of the dossiers that one clerk took in at
// one station: a number for each of DaySteps.
type DayLine struct {
	Clerk, Station string
	Doors          []Door
}

// DaySteps are the steps of a DayLine in their order.
var DaySteps = []store.Step{store.StepTaken, store.StepCaptured, store.StepApproved, store.StepReturned, store.StepSent,
	store.StepAccepted, store.StepRejected, store.StepHandedOver}

// TodayPage is what a supervisor sees of one day: how far the dossiers of the last
// weeks have come, what waits, what was done by whom, when.
type TodayPage struct {
	Day     person.CivilDate
	Funnel  []Door         // taken in first, handed over last
	Waiting []WaitingState // states that dossiers are in, the longest wait first
	Slips   []Door         // due today, overdue, not sent
	Lines   []DayLine      // the last one is the office
	Hours   figures.Series // taken in, by hour of the day
	Days    figures.Series // taken in, by day
}

// TodayPage counts a day in the office's own time.
func (d *Desk) TodayPage(ctx context.Context, day person.CivilDate) (TodayPage, error) {
	if _, err := d.reporting(); err != nil {
		return TodayPage{}, fmt.Errorf("counting the day: %w", err)
	}
	p := TodayPage{Day: day}
	for _, part := range []func(context.Context, *TodayPage) error{d.funnel, d.waitingStates, d.slips, d.dayLines, d.dayCharts} {
		if err := part(ctx, &p); err != nil {
			return TodayPage{}, fmt.Errorf("counting the day: %w", err)
		}
	}
	return p, nil
}

// funnel counts how many of those taken in have come at least so far. What was
// rejected or cancelled is in the first stage only.
func (d *Desk) funnel(ctx context.Context, p *TodayPage) error {
	ask := store.Tally{From: p.Day.AddDays(1 - FunnelDays).ISO(), To: p.Day.ISO()}
	count := ask
	count.By, count.Count = []store.Dimension{store.ByReached}, []store.Measure{store.CountDossiers}
	rows, err := d.Store.Tally(ctx, count)
	if err != nil {
		return err
	}
	reached := map[string]int64{}
	total := int64(0)
	for _, row := range rows {
		reached[row.Group[0]] = row.Counts[0]
		total += row.Counts[0]
	}
	way := []string{"captured", "approved", "sent", "accepted", "arrived", "handed-over"}
	names := []string{"Thu nhận xong", "Đã duyệt", "Đã truyền", "Trung ương chấp nhận", "Thẻ đã về", "Đã trả thẻ"}
	p.Funnel = []Door{{Name: "Tiếp nhận", Count: total, Ask: ask, Measure: store.CountDossiers}}
	for i := range way {
		door := Door{Name: names[i], Ask: ask, Measure: store.CountDossiers}
		door.Ask.Only = []store.Only{{By: store.ByReached, Codes: way[i:]}}
		for _, code := range way[i:] {
			door.Count += reached[code]
		}
		p.Funnel = append(p.Funnel, door)
	}
	return nil
}

// ever are days before and after all.
const (
	firstDay = "0001-01-01"
	lastDay  = "9999-12-31"
)

func (d *Desk) waitingStates(ctx context.Context, p *TodayPage) error {
	states, err := d.Store.OldestByState(ctx)
	if err != nil {
		return err
	}
	for _, s := range states {
		if !s.State.Open() {
			continue
		}
		p.Waiting = append(p.Waiting, WaitingState{State: s.State, Since: s.Since, Door: Door{
			Count: int64(s.Count), Measure: store.CountDossiers,
			Ask: store.Tally{Subject: store.OfStates, Step: store.StepChanged, From: firstDay, To: lastDay,
				Only: []store.Only{{By: store.ByState, Codes: []string{string(s.State)}}}},
		}})
	}
	slices.SortFunc(p.Waiting, func(a, b WaitingState) int { return a.Since.Compare(b.Since) })
	return nil
}

// slips are those of today and those whose day has passed without a card, and
// what was approved and is not sent.
func (d *Desk) slips(ctx context.Context, p *TodayPage) error {
	today := d.today().ISO()
	now := store.Tally{Step: store.StepOpen, From: firstDay, To: lastDay, Today: today}
	due, unsent := now, now
	due.Only = []store.Only{{By: store.ByLate, Codes: []string{"today"}}}
	unsent.Only = []store.Only{{By: store.ByReached, Codes: []string{"approved"}}}
	p.Slips = []Door{
		{Name: "Hẹn hôm nay, chưa có thẻ", Ask: due, Measure: store.CountDossiers},
		{Name: "Quá hẹn, chưa có thẻ", Ask: now, Measure: store.CountOverdue},
		{Name: "Đã duyệt, chưa truyền", Ask: unsent, Measure: store.CountDossiers},
	}
	// One reading of all facts for the three.
	count := now
	count.By, count.Count = []store.Dimension{store.ByLate, store.ByReached}, []store.Measure{store.CountDossiers}
	rows, err := d.Store.Tally(ctx, count)
	if err != nil {
		return err
	}
	for _, row := range rows {
		late, reached, n := row.Group[0], row.Group[1], row.Counts[0]
		if late == "today" {
			p.Slips[0].Count += n
		}
		if !slices.Contains(store.Late, late) { // a band of days
			p.Slips[1].Count += n
		}
		if reached == "approved" {
			p.Slips[2].Count += n
		}
	}
	return nil
}

func (d *Desk) dayLines(ctx context.Context, p *TodayPage) error {
	rows, err := d.Store.Figures(ctx, p.Day.ISO(), p.Day.ISO())
	if err != nil {
		return err
	}
	names, err := d.figureNames(ctx, p.Day)
	if err != nil {
		return err
	}
	var total store.Figure
	for i := 0; i < len(rows); {
		line := rows[i]
		for i++; i < len(rows) && rows[i].Clerk == line.Clerk && rows[i].Station == line.Station; i++ {
			line = line.Plus(rows[i])
		}
		total = total.Plus(line)
		p.Lines = append(p.Lines, DayLine{
			Clerk: figures.Word(store.ByClerk, line.Clerk, names), Station: figures.Word(store.ByStation, line.Station, names),
			Doors: d.dayDoors(p.Day, line, store.Only{By: store.ByClerk, Codes: []string{line.Clerk}},
				store.Only{By: store.ByStation, Codes: []string{line.Station}}),
		})
	}
	p.Lines = append(p.Lines, DayLine{Clerk: "Cả điểm thu nhận", Doors: d.dayDoors(p.Day, total)})
	return nil
}

func (d *Desk) dayDoors(day person.CivilDate, f store.Figure, only ...store.Only) []Door {
	counts := []int{f.Taken, f.Captured, f.Approved, f.Returned, f.Sent, f.Accepted, f.Rejected, f.HandedOver}
	doors := make([]Door, len(DaySteps))
	for i, step := range DaySteps {
		j := slices.IndexFunc(figures.Steps, func(s figures.Step) bool { return s.Key == step })
		doors[i] = Door{Name: figures.Steps[j].Name, Count: int64(counts[i]), Measure: store.CountDossiers,
			Ask: store.Tally{Step: step, From: day.ISO(), To: day.ISO(), Only: only}}
	}
	return doors
}

// dayCharts are the dossiers taken in by hour of the day and by day before it.
func (d *Desk) dayCharts(ctx context.Context, p *TodayPage) error {
	for _, c := range []struct {
		choice figures.Choice
		from   person.CivilDate
		to     *figures.Series
	}{
		{figures.Choice{Subject: store.OfLog, Step: store.StepTaken, By: []store.Dimension{store.ByHour},
			Only: []store.Only{{By: store.ByType, Codes: []string{string(dossier.CreateDossier)}}}, Measures: []store.Measure{store.CountEntries}}, p.Day, &p.Hours},
		{figures.Choice{Step: store.StepTaken, By: []store.Dimension{store.ByDay}, Measures: []store.Measure{store.CountDossiers}},
			p.Day.AddDays(1 - FunnelDays), &p.Days},
	} {
		made, err := figures.Make(ctx, d.Store, figures.Question{Choice: c.choice, From: c.from, To: p.Day})
		if err != nil {
			return err
		}
		*c.to = made.Series(1)
	}
	p.Hours.Title, p.Days.Title = "Tiếp nhận theo giờ", fmt.Sprintf("Tiếp nhận theo ngày, %d ngày", FunnelDays)
	return nil
}
