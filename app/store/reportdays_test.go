package store_test

import (
	"reflect"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/store"
)

// november is the month in which tests of this file count.
var november = figures.PeriodOf(figures.OfMonth, person.CivilDate{Year: 2026, Month: 11, Day: 25})

// every makes all ready-made reports of facts and cards over a period. The log
// grows by whatever is done, so its reports are left out.
func (d *desk) every(period figures.Period) map[string]figures.Report {
	d.t.Helper()
	all := map[string]figures.Report{}
	for _, choice := range figures.Catalogue() {
		if choice.Subject == store.OfLog {
			continue
		}
		made, err := figures.Make(d.t.Context(), d, figures.Question{Choice: choice, From: period.From, To: period.To, WorkingDays: 21})
		if err != nil {
			d.t.Fatal(err)
		}
		all[choice.Key] = made
	}
	return all
}

// handedOver walks a dossier from the door to the card in hand.
func (d *desk) handedOver(serial string) dossier.ID {
	d.t.Helper()
	id := d.draft("Nguyễn Thị Ánh", "001190012345")
	d.do(store.Change{Actor: clerk, Command: dossier.SaveSection, Dossier: id,
		Section: &store.SectionChange{Name: dossier.SectionPayment, Content: dossier.Payment{FeeCode: "exchange", Amount: 25_000}},
		Facts: &store.Facts{FeeCode: "exchange", FeeAmount: pointer(25_000), Quality: map[string]int{"Face": 80},
			Seconds: map[string]int{"portrait": 31}, Exceptions: map[string]string{"Left Thumb": "bent"}, Due: "2026-11-30"}})
	d.capture(id)
	d.approve(id, 1)
	d.clock.pass(11 * time.Second)
	d.feed(store.Change{Command: dossier.AcknowledgePacket, Dossier: id, Version: 1})
	d.feed(store.Change{Command: dossier.AcceptDossier, Dossier: id, Version: 1})
	for _, command := range []dossier.Command{dossier.OrderCard, dossier.ProduceCard} {
		d.feed(store.Change{Command: command, Dossier: id, Card: &store.CardChange{Serial: serial}})
	}
	d.feed(store.Change{Command: dossier.ShipCard, Dossier: id, Card: &store.CardChange{Serial: serial, Box: "B7"}})
	d.do(store.Change{Actor: clerk, Command: dossier.ReceiveCard, Dossier: id, Card: &store.CardChange{Serial: serial, Shelf: "A3"}})
	d.do(store.Change{Actor: clerk, Command: dossier.HandOverCard, Dossier: id, Card: &store.CardChange{Serial: serial},
		Section: &store.SectionChange{Name: dossier.SectionHandover, Content: dossier.Handover{Card: serial}}})
	return id
}

func pointer(n int) *int { return &n }

// TestReportsAfterDestruction: not one cell of any report changes when the content
// of dossiers is destroyed, and the list behind a number still has them.
func TestReportsAfterDestruction(t *testing.T) {
	d := newDesk(t)
	gone := d.handedOver("C1")
	d.handedOver("C2")
	d.draft("Nguyễn Văn An", "001090012345")
	before := d.every(november)
	if n := before["general"].Total[1].Number; n != 3 || before["fees"].Total[3].Number != 50_000 {
		t.Fatalf("%d taken in, fees %+v", n, before["fees"].Total)
	}
	if len(before["quality"].Rows) != 1 || len(before["seconds"].Rows) != 1 || len(before["exceptions"].Rows) != 1 || len(before["stock"].Rows) != 1 {
		t.Fatalf("reports of parts and cards: %+v", before["quality"].Rows)
	}
	if _, err := d.Destroy(t.Context(), admin, gone, "retention"); err != nil {
		t.Fatal(err)
	}
	after := d.every(november)
	for key, made := range before {
		if !reflect.DeepEqual(after[key].Rows, made.Rows) || !reflect.DeepEqual(after[key].Total, made.Total) {
			t.Errorf("%s was %+v, is %+v", key, made.Rows, after[key].Rows)
		}
	}
	ask, m, ok := after["general"].Door(0, 1)
	listed, err := d.Members(t.Context(), ask, m, 0, 10)
	if err != nil || !ok || len(listed) != 3 {
		t.Errorf("the list behind it: %v, %v", listed, err)
	}
}

// TestReportsOverClockJumpsAndLateSync: a clock that is set back over midnight and
// an answer of the centre that comes days later lose and double nothing; the answer
// counts on the day that the desk learned of it, so a signed report stays true.
func TestReportsOverClockJumpsAndLateSync(t *testing.T) {
	d := newDesk(t)
	// 00:10 of 26 November in Việt Nam.
	d.clock.pass(time.Date(2026, 11, 25, 17, 10, 0, 0, time.UTC).Sub(d.clock.Now()))
	d.login(clerkID)
	id := d.draft("Nguyễn Thị Ánh", "001190012345")
	d.clock.pass(-30 * time.Minute) // set back: 23:40 of the 25th
	d.capture(id)
	d.clock.pass(10 * time.Hour)
	d.approve(id, 1)
	count := func(step store.Step, from, to string) int64 {
		t.Helper()
		rows, err := d.Tally(t.Context(), store.Tally{Step: step, From: from, To: to, Count: []store.Measure{store.CountDossiers}})
		if err != nil {
			t.Fatal(err)
		}
		return rows[0].Counts[0]
	}
	for _, c := range []struct {
		step store.Step
		day  string
	}{{store.StepTaken, "2026-11-26"}, {store.StepCaptured, "2026-11-25"}, {store.StepApproved, "2026-11-26"}} {
		if count(c.step, c.day, c.day) != 1 || count(c.step, "2026-11-01", "2026-11-30") != 1 {
			t.Errorf("%s is not counted once, on %s", c.step, c.day)
		}
	}
	signed := d.every(november)
	d.clock.pass(6 * 24 * time.Hour) // no line until 2 December
	d.feed(store.Change{Command: dossier.AcknowledgePacket, Dossier: id, Version: 1})
	d.feed(store.Change{Command: dossier.RejectDossier, Dossier: id, Version: 1, Reason: "X1", Facts: &store.Facts{Rejection: "X1"}})
	if count(store.StepRejected, "2026-11-01", "2026-11-30") != 0 || count(store.StepRejected, "2026-12-02", "2026-12-02") != 1 {
		t.Error("a late rejection does not count on the day that it came")
	}
	for key, made := range d.every(november) {
		taken := made.Question.Step == store.StepTaken
		if made.Question.Step == store.StepRejected && len(made.Rows) != 0 {
			t.Errorf("%s of November changed when December's news came", key)
		}
		if taken && made.Total[len(made.Question.By)].Number != signed[key].Total[len(made.Question.By)].Number {
			t.Errorf("%s: %+v taken in, signed were %+v", key, made.Total, signed[key].Total)
		}
	}
	state := d.every(november)["state"]
	if len(state.Rows) != 1 || state.Groups[0][0] != "rejected" {
		t.Errorf("the dossier stands at %v", state.Groups)
	}
}

// TestMembersOfStates: the list of a state begins with the one that waits longest.
func TestMembersOfStates(t *testing.T) {
	d := newDesk(t)
	first := d.draft("Nguyễn Thị Ánh", "001190012345")
	d.clock.pass(48 * time.Hour)
	d.login(clerkID)
	second := d.draft("Nguyễn Văn An", "001090012345")
	d.capture(d.draft("Nguyễn Văn Bình", "001090054321"))
	ask := store.Tally{Subject: store.OfStates, Step: store.StepChanged, From: "0001-01-01", To: "9999-12-31",
		Only: []store.Only{{By: store.ByState, Codes: []string{string(dossier.Draft)}}}}
	got, err := d.Members(t.Context(), ask, store.CountDossiers, 0, 10)
	if err != nil || len(got) != 2 || got[0].Dossier != first || got[1].Dossier != second || got[0].Day != "2026-11-25" {
		t.Errorf("members %+v, %v", got, err)
	}
	oldest, err := d.OldestByState(t.Context())
	if err != nil || len(oldest) != 2 {
		t.Fatalf("states %+v, %v", oldest, err)
	}
	for _, o := range oldest {
		if o.State == dossier.Draft && (o.Count != 2 || o.Dossier != first || d.clock.Now().Sub(o.Since) < 48*time.Hour) {
			t.Errorf("drafts: %+v", o)
		}
	}
}

func TestRepeats(t *testing.T) {
	d := newDesk(t)
	for n := 1; n <= 11; n++ {
		if got, err := d.Repeats(t.Context(), "report/a"); err != nil || got != n-1 {
			t.Fatalf("%d repeats before the %d-th: %v", got, n, err)
		}
		d.do(store.Change{ID: store.RepeatID("report/a", n), Actor: chief, Command: dossier.PrintDocument})
	}
	if n, err := d.Repeats(t.Context(), "report/"); err != nil || n != 0 {
		t.Errorf("another stem has %d: %v", n, err)
	}
}

// BenchmarkReportMonth is what the screen of the month's report costs over a year
// of 200,000 dossiers: the widest of the ready-made reports.
func BenchmarkReportMonth(b *testing.B) {
	d := newDesk(b)
	wholeYear(b, d, 200_000)
	for _, choice := range figures.Catalogue() {
		b.Run(choice.Key, func(b *testing.B) {
			for b.Loop() {
				if _, err := figures.Make(b.Context(), d, figures.Question{Choice: choice, From: november.From, To: november.To}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
