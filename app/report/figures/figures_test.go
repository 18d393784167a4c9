package figures_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
		{Group: []string{"2026-11-09", "", "strange"}, Counts: []int64{4, 35_000}},
	}}
	choice := figures.Choice{
		Title: "Tháng 11", Step: store.StepTaken,
		By:       []store.Dimension{store.ByWeek, store.ByClerk, store.ByReached},
		Measures: []store.Measure{store.CountDossiers, store.SumFees},
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
	table, err := figures.Make(t.Context(), facts, choice, first, last, func(by store.Dimension, code string) string {
		if by == store.ByClerk && code == "c1" {
			return "Trung úy Lê Thị Mẫu"
		}
		return ""
	})
	if err != nil {
		t.Fatal(err)
	}
	if facts.asked.From != "2026-11-01" || facts.asked.To != "2026-11-30" || facts.asked.Step != store.StepTaken {
		t.Errorf("asked %+v", facts.asked)
	}
	want := [][]sheet.Cell{
		{{Date: person.CivilDate{Year: 2026, Month: 11, Day: 2}}, {Text: "Trung úy Lê Thị Mẫu"}, {Text: "Thẻ chưa trả"}, {Number: 3}, {Number: 105_000}},
		{{Date: person.CivilDate{Year: 2026, Month: 11, Day: 9}}, {Text: "(không ghi)"}, {Text: "strange"}, {Number: 4}, {Number: 35_000}},
	}
	if !reflect.DeepEqual(table.Rows, want) {
		t.Errorf("rows %+v", table.Rows)
	}
	total := []sheet.Cell{{Empty: true}, {Text: "Cộng"}, {Empty: true}, {Number: 7}, {Number: 140_000}}
	if !reflect.DeepEqual(table.Total, total) {
		t.Errorf("total %+v", table.Total)
	}
	for _, column := range table.Columns[3:] {
		if column.Definition == "" {
			t.Errorf("%s has no definition", column.Name)
		}
	}
	var out bytes.Buffer
	if err := sheet.WriteXLSX(&out, table); err != nil {
		t.Error(err)
	}
}

func TestMakeRefuses(t *testing.T) {
	good := figures.Choice{Step: store.StepTaken, Measures: []store.Measure{store.CountDossiers}}
	for name, c := range map[string]struct {
		choice   figures.Choice
		from, to person.CivilDate
	}{
		"backwards": {good, last, first},
		"no day":    {good, person.CivilDate{Year: 2026}, last},
		"step":      {figures.Choice{Step: "x", Measures: good.Measures}, first, last},
		"nothing":   {figures.Choice{Step: store.StepTaken}, first, last},
		"dimension": {figures.Choice{Step: store.StepTaken, By: []store.Dimension{"x"}, Measures: good.Measures}, first, last},
		"measure":   {figures.Choice{Step: store.StepTaken, Measures: []store.Measure{"x"}}, first, last},
	} {
		if _, err := figures.Make(t.Context(), &counts{}, c.choice, c.from, c.to, nil); !errors.Is(err, figures.ErrChoice) {
			t.Errorf("%s: %v", name, err)
		}
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
	table, err := figures.Make(t.Context(), facts, figures.Choice{Step: store.StepTaken,
		By: []store.Dimension{store.ByReached}, Measures: []store.Measure{store.CountDossiers}}, first, last, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range table.Rows {
		if row[0].Text == store.Reached[i] {
			t.Errorf("no words for %q", store.Reached[i])
		}
	}
}
