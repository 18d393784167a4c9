package figures_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
)

// counts answers every tally with the same rows and keeps what was asked.
type counts struct {
	rows  []store.TallyRow
	asked store.Tally
}

func (c *counts) Tally(_ context.Context, q store.Tally) ([]store.TallyRow, error) {
	c.asked = q
	return c.rows, nil
}

var (
	first = person.CivilDate{Year: 2026, Month: 11, Day: 1}
	last  = person.CivilDate{Year: 2026, Month: 11, Day: 30}
)

func TestMake(t *testing.T) {
	facts := &counts{rows: []store.TallyRow{
		{Group: []string{"2026-11-02", "c1", "arrived"}, Counts: []int64{3, 105_000}},
		{Group: []string{"2026-11-09", "", "strange"}, Counts: []int64{5, 35_000}},
	}}
	choice := figures.Choice{
		Title: "Tháng 11", Step: store.StepTaken, Target: 1,
		By:       []store.Dimension{store.ByWeek, store.ByClerk, store.ByReached},
		Only:     []store.Only{{By: store.ByKind, Codes: []string{"first"}}},
		Measures: []store.Measure{store.CountDossiers, store.SumFees, figures.Share, figures.Target, figures.OfTarget, figures.Rank},
	}
	// A choice is kept as JSON and must come back whole.
	kept, err := json.Marshal(choice)
	if err != nil {
		t.Fatal(err)
	}
	choice = figures.Choice{}
	if err := json.Unmarshal(kept, &choice); err != nil {
		t.Fatal(err)
	}
	question := figures.Question{Choice: choice, From: first, To: last, WorkingDays: 4, Names: func(by store.Dimension, code string) string {
		if by == store.ByClerk && code == "c1" {
			return "Trung úy Lê Thị Mẫu"
		}
		return ""
	}}
	made, err := figures.Make(t.Context(), facts, question)
	if err != nil {
		t.Fatal(err)
	}
	if facts.asked.From != "2026-11-01" || facts.asked.To != "2026-11-30" || facts.asked.Today != "2026-11-30" ||
		facts.asked.Step != store.StepTaken || len(facts.asked.Only) != 1 || len(facts.asked.Count) != 2 {
		t.Errorf("asked %+v", facts.asked)
	}
	want := [][]sheet.Cell{
		{{Date: person.CivilDate{Year: 2026, Month: 11, Day: 2}}, {Text: "Trung úy Lê Thị Mẫu"}, {Text: "Thẻ chưa trả"},
			{Number: 3}, {Number: 105_000}, {Number: 375}, {Number: 4}, {Number: 750}, {Number: 2}},
		{{Date: person.CivilDate{Year: 2026, Month: 11, Day: 9}}, {Text: "(không ghi)"}, {Text: "strange"},
			{Number: 5}, {Number: 35_000}, {Number: 625}, {Number: 4}, {Number: 1250}, {Number: 1}},
	}
	if !reflect.DeepEqual(made.Rows, want) {
		t.Errorf("rows %+v", made.Rows)
	}
	total := []sheet.Cell{{Empty: true}, {Text: "Cộng"}, {Empty: true}, {Number: 8}, {Number: 140_000}, {Number: 1000}, {Number: 8}, {Number: 1000}, {Empty: true}}
	if !reflect.DeepEqual(made.Total, total) {
		t.Errorf("total %+v", made.Total)
	}
	for _, column := range made.Columns[3:] {
		if column.Definition == "" {
			t.Errorf("%s has no definition", column.Name)
		}
	}
	var out bytes.Buffer
	if err := sheet.WriteXLSX(&out, made.Table); err != nil {
		t.Error(err)
	}
}

// TestDoor: a number opens what it counts: its group, and of the total everything
// that the report is kept to.
func TestDoor(t *testing.T) {
	facts := &counts{rows: []store.TallyRow{{Group: []string{"00004", "h1"}, Counts: []int64{3, 2}}}}
	choice := figures.Choice{Title: "x", Step: store.StepTaken, By: []store.Dimension{store.ByCommune, store.ByHamlet},
		Only:     []store.Only{{By: store.BySex, Codes: []string{"F"}}},
		Measures: []store.Measure{store.CountDossiers, store.CountWaiting, figures.Share}}
	made, err := figures.Make(t.Context(), facts, figures.Question{Choice: choice, From: first, To: last})
	if err != nil {
		t.Fatal(err)
	}
	ask, m, ok := made.Door(0, 3)
	want := []store.Only{{By: store.BySex, Codes: []string{"F"}}, {By: store.ByCommune, Codes: []string{"00004"}}, {By: store.ByHamlet, Codes: []string{"h1"}}}
	if !ok || m != store.CountWaiting || !reflect.DeepEqual(ask.Only, want) || ask.From != "2026-11-01" {
		t.Errorf("door %+v of %s, %v", ask, m, ok)
	}
	if about := made.About(0, 3); about != "00004 · h1 · Thẻ chưa trả" {
		t.Errorf("about %q", about)
	}
	ask, m, ok = made.Door(1, 4) // a share of the total is of all dossiers
	if !ok || m != store.CountDossiers || len(ask.Only) != 1 {
		t.Errorf("door of the total %+v of %s, %v", ask, m, ok)
	}
	for _, wrong := range [][2]int{{0, 1}, {0, 5}, {2, 3}, {-1, 3}} {
		if _, _, ok := made.Door(wrong[0], wrong[1]); ok {
			t.Errorf("%v has a door", wrong)
		}
	}
}

func TestMakeRefuses(t *testing.T) {
	good := figures.Choice{Step: store.StepTaken, Measures: []store.Measure{store.CountDossiers}}
	for name, c := range map[string]struct {
		choice   figures.Choice
		from, to person.CivilDate
	}{
		"backwards":            {good, last, first},
		"no day":               {good, person.CivilDate{Year: 2026}, last},
		"step":                 {figures.Choice{Step: "x", Measures: good.Measures}, first, last},
		"subject":              {figures.Choice{Subject: "x", Step: store.StepTaken, Measures: good.Measures}, first, last},
		"nothing":              {figures.Choice{Step: store.StepTaken}, first, last},
		"dimension":            {figures.Choice{Step: store.StepTaken, By: []store.Dimension{"x"}, Measures: good.Measures}, first, last},
		"of another subject":   {figures.Choice{Step: store.StepTaken, By: []store.Dimension{store.ByHour}, Measures: good.Measures}, first, last},
		"days of no period":    {figures.Choice{Step: store.StepAny, By: []store.Dimension{store.ByDay}, Measures: good.Measures}, first, last},
		"measure":              {figures.Choice{Step: store.StepTaken, Measures: []store.Measure{"x"}}, first, last},
		"of another's measure": {figures.Choice{Step: store.StepTaken, Measures: []store.Measure{store.CountCards}}, first, last},
	} {
		if _, err := figures.Make(t.Context(), &counts{}, figures.Question{Choice: c.choice, From: c.from, To: c.to}); !errors.Is(err, figures.ErrChoice) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCatalogue(t *testing.T) {
	keys := map[string]bool{}
	for _, c := range figures.Catalogue() {
		if err := c.Check(); err != nil || c.Key == "" || c.Title == "" || keys[c.Key] {
			t.Errorf("%q %q: %v", c.Key, c.Title, err)
		}
		keys[c.Key] = true
	}
}

// TestDefinitions holds that every column is named once and every state has words.
func TestDefinitions(t *testing.T) {
	seen := map[string]bool{}
	once := func(kind, key, name string) {
		if key == "" || name == "" || seen[kind+key] || seen[kind+name] {
			t.Errorf("%s %q %q", kind, key, name)
		}
		seen[kind+key], seen[kind+name] = true, true
	}
	for _, s := range figures.Steps {
		once("step ", string(s.Key), s.Name)
	}
	for _, d := range figures.Dimensions {
		once("dimension ", string(d.Key), d.Name)
	}
	for _, m := range figures.Measures {
		once("measure ", string(m.Key), m.Name)
	}
	facts := &counts{}
	for _, state := range store.Reached {
		facts.rows = append(facts.rows, store.TallyRow{Group: []string{state}, Counts: []int64{1}})
	}
	table, err := figures.Make(t.Context(), facts, figures.Question{From: first, To: last, Choice: figures.Choice{Step: store.StepTaken,
		By: []store.Dimension{store.ByReached}, Measures: []store.Measure{store.CountDossiers}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range table.Rows {
		if row[0].Text == store.Reached[i] {
			t.Errorf("no words for %q", store.Reached[i])
		}
	}
}

func TestShow(t *testing.T) {
	for want, c := range map[string]struct {
		kind sheet.Kind
		cell sheet.Cell
	}{
		"1.234.567": {sheet.Number, sheet.Cell{Number: 1_234_567}}, "999": {sheet.Money, sheet.Cell{Number: 999}},
		"-1.000": {sheet.Number, sheet.Cell{Number: -1000}}, "1.234,5": {sheet.Decimal, sheet.Cell{Number: 12_345}},
		"-0,5": {sheet.Decimal, sheet.Cell{Number: -5}}, "02/11/2026": {sheet.Date, sheet.Cell{Date: person.CivilDate{Year: 2026, Month: 11, Day: 2}}},
		"": {sheet.Number, sheet.Cell{Number: 5, Empty: true}}, "Thôn": {sheet.Text, sheet.Cell{Text: "Thôn"}},
	} {
		if got := figures.Show(sheet.Column{Kind: c.kind}, c.cell); got != want {
			t.Errorf("%+v is shown as %q, want %q", c.cell, got, want)
		}
	}
}

func TestWord(t *testing.T) {
	for want, c := range map[string]struct {
		by   store.Dimension
		code string
	}{
		"Quá hẹn 8 đến 30 ngày": {store.ByLate, "8-30"}, "Quá hẹn từ 181 ngày": {store.ByLate, "181+"}, "Hẹn hôm nay": {store.ByLate, "today"},
		"31 đến 90 ngày": {store.ByShelfAge, "31-90"}, "11/2026": {store.ByMonth, "2026-11"}, "Quý 4/2026": {store.ByQuarter, "2026-Q4"},
		"08 giờ": {store.ByHour, "08"}, "(không ghi)": {store.ByHamlet, ""}, "Duyệt": {store.ByType, "approve-dossier"}, "Z9": {store.ByRejection, "Z9"},
	} {
		if got := figures.Word(c.by, c.code, nil); got != want {
			t.Errorf("%s %q is %q, want %q", c.by, c.code, got, want)
		}
	}
}

func TestSeries(t *testing.T) {
	day := func(d string, n int64) store.TallyRow { return store.TallyRow{Group: []string{d}, Counts: []int64{n}} }
	facts := &counts{rows: []store.TallyRow{day("2026-11-02", 3), day("2026-11-05", 1)}}
	ask := func(by store.Dimension) figures.Series {
		t.Helper()
		made, err := figures.Make(t.Context(), facts, figures.Question{From: first, To: last,
			Choice: figures.Choice{Step: store.StepTaken, By: []store.Dimension{by}, Measures: []store.Measure{store.CountDossiers}}})
		if err != nil {
			t.Fatal(err)
		}
		return made.Series(1)
	}
	s := ask(store.ByDay)
	if !s.Time || len(s.Points) != 30 || s.Points[1] != (figures.Point{Label: "02/11", Value: 3, Shown: "3"}) || s.Points[2].Value != 0 {
		t.Errorf("days %+v", s)
	}
	facts.rows = nil
	for i := range 20 {
		facts.rows = append(facts.rows, day(fmt.Sprintf("c%02d", i), int64(i+1)))
	}
	s = ask(store.ByClerk)
	sum := int64(0)
	for _, p := range s.Points {
		sum += p.Value
	}
	if s.Time || len(s.Points) != 12 || s.Points[0].Label != "c19" || s.Points[11].Label != "Còn lại" || sum != 210 {
		t.Errorf("clerks %+v", s)
	}
	facts.rows = nil
	if s := ask(store.ByClerk); len(s.Points) != 0 {
		t.Errorf("nothing %+v", s)
	}
}
