package dossier

import (
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/tables"
)

func TestExpiry(t *testing.T) {
	birth := person.CivilDate{Year: 1990, Month: 7, Day: 1}
	for _, c := range []struct {
		regime Regime
		years  int // issued on the birthday
		days   int // and so many days on
		want   int // age, 0: never
	}{
		{Regime2014, 14, 0, 25},
		{Regime2014, 22, 364, 25},
		{Regime2014, 23, 0, 40}, // two years before 25
		{Regime2014, 38, -1, 40},
		{Regime2014, 38, 0, 60},
		{Regime2014, 57, 364, 60},
		{Regime2014, 58, 0, 0}, // no expiry from 58 on
		{Regime2014, 60, 0, 0},
		{Regime2023, 0, 0, 14},
		{Regime2023, 11, 364, 14},
		{Regime2023, 12, 0, 25}, // two years before 14
		{Regime2023, 14, 0, 25},
		{Regime2023, 23, 0, 40},
		{Regime2023, 38, 0, 60},
		{Regime2023, 58, 0, 0},
		{Regime2023, 80, 0, 0},
	} {
		issued := birth.AddYears(c.years).AddDays(c.days)
		got, ok := Expiry(birth, issued, Judge{}.Values(c.regime, regimeDay(c.regime)))
		if ok != (c.want > 0) || ok && got != birth.AddYears(c.want) {
			t.Errorf("%s, issued at %d %+d: %s, %v", c.regime, c.years, c.days, got, ok)
		}
	}
}

// TestExpiryIsAhead: a card that expires does so on a birthday at least two
// years after it was issued, unless no milestone lies so far ahead.
func TestExpiryIsAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth := person.CivilDate{Year: rapid.IntRange(1920, 2025).Draw(t, "year"),
			Month: rapid.IntRange(1, 12).Draw(t, "month"), Day: rapid.IntRange(1, 28).Draw(t, "day")}
		issued := birth.AddDays(rapid.IntRange(0, 100*365).Draw(t, "days"))
		values := Judge{}.Values(rapid.SampledFrom(Regimes()).Draw(t, "regime"), issued)
		expires, ok := Expiry(birth, issued, values)
		if !ok {
			if birth.AgeAt(issued) < 58 {
				t.Fatalf("issued at %d without expiry", birth.AgeAt(issued))
			}
			return
		}
		if expires.Before(issued.AddYears(2)) || expires.Month != birth.Month || expires.Day != birth.Day {
			t.Fatalf("born %s, issued %s, expires %s", birth, issued, expires)
		}
	})
}

func TestFees(t *testing.T) {
	for _, c := range []struct {
		on      string
		request Request
		code    string
		amount  int
	}{
		{"2024-06-30", Request{Regime2014, FirstIssue, "first", ""}, "first", 0},
		{"2024-06-30", Request{Regime2014, Exchange, "from-cmnd", ""}, "transfer", 30000},
		{"2024-06-30", Request{Regime2014, Exchange, "age", ""}, "exchange", 50000},
		{"2024-06-30", Request{Regime2014, Reissue, "lost", ""}, "reissue", 70000},
		{"2025-06-30", Request{Regime2023, Exchange, "from-cccd", ""}, "transfer", 30000},
		{"2025-06-30", Request{Regime2023, Exchange, "age", ""}, "exchange", 50000},
		{"2025-06-30", Request{Regime2023, Reissue, "damaged", ""}, "reissue", 70000},
		{"2025-07-01", Request{Regime2023, Exchange, "from-cccd", ""}, "transfer", 15000},
		{"2026-12-31", Request{Regime2023, Exchange, "age", ""}, "exchange", 25000},
		{"2026-12-31", Request{Regime2023, Reissue, "lost", ""}, "reissue", 35000},
		{"2027-01-01", Request{Regime2023, Reissue, "lost", ""}, "reissue", 70000},
	} {
		day, _ := person.ParseISODate(c.on)
		code, amount, ok := Judge{}.FeeDue(c.request, day)
		if !ok || code != c.code || amount != c.amount {
			t.Errorf("%s %+v: %s %d %v", c.on, c.request, code, amount, ok)
		}
	}
	for _, c := range []struct {
		on   string
		age  int
		want string
	}{
		{"2026-11-25", 15, "child"}, {"2026-11-25", 16, ""}, {"2026-11-25", 59, ""}, {"2026-11-25", 60, "elderly"},
		{"2026-11-25", 0, "child"}, {"2026-11-25", -1, ""}, {"2024-10-20", 15, ""}, {"2024-10-21", 15, "child"},
	} {
		day, _ := person.ParseISODate(c.on)
		if got, _ := ExemptByAge(Regime2023, c.age, day); got != c.want {
			t.Errorf("%s, %d: %q", c.on, c.age, got)
		}
	}
}

func TestDueDays(t *testing.T) {
	for _, c := range []struct {
		regime Regime
		area   string
		kind   Kind
		want   int
	}{
		{Regime2014, "city", FirstIssue, 7}, {Regime2014, "city", Exchange, 7}, {Regime2014, "city", Reissue, 15},
		{Regime2014, "remote", Reissue, 20}, {Regime2014, "other", Exchange, 15},
		{Regime2023, "city", Exchange, 7}, {Regime2023, "remote", Reissue, 7}, {Regime2023, "other", FirstIssue, 7},
	} {
		values := Judge{}.Values(c.regime, person.CivilDate{Year: 2026, Month: 1, Day: 5})
		if got, ok := values.WorkingDays(c.area, string(c.kind)); !ok || got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

// TestBegunUnderTheOldLaw: a dossier of 2014 keeps its milestones; its fee is
// that of the day.
func TestBegunUnderTheOldLaw(t *testing.T) {
	day := person.CivilDate{Year: 2026, Month: 1, Day: 5}
	old, now := Judge{}.Values(Regime2014, day), Judge{}.Values(Regime2023, day)
	if old.Regime != "2014" || len(old.Milestones) != 3 || now.Regime != "2023" || len(now.Milestones) != 4 {
		t.Errorf("%+v %+v", old.Milestones, now.Milestones)
	}
	if early := (Judge{}).Values(Regime2023, person.CivilDate{Year: 2020, Month: 1, Day: 1}); early.Regime != "2014" {
		t.Errorf("a law that does not exist yet: %s", early.Regime)
	}
}

func TestWaitingDeadline(t *testing.T) {
	calendar := tables.Default().Calendar()
	friday := person.CivilDate{Year: 2026, Month: 3, Day: 6}
	for _, c := range []struct {
		reason WaitingReason
		want   string
		ok     bool
	}{
		{WaitingArchive, "2026-03-13", true}, {WaitingPopulation, "2026-03-20", true},
		{WaitingPapers, "2026-04-17", true}, {"weather", "", false},
	} {
		got, ok := WaitingDeadline(Regime2023, c.reason, friday, calendar)
		if ok != c.ok || got.ISO() != c.want {
			t.Errorf("%s: %s %v", c.reason, got.ISO(), ok)
		}
	}
	if len(WaitingRules(Regime2014)) != 3 {
		t.Error("reasons are missing")
	}
}

func TestAccountLevels(t *testing.T) {
	day := policy.Default().At(person.CivilDate{Year: 2026, Month: 1, Day: 1})
	for _, c := range []struct {
		regime Regime
		age    int
		values policy.Values
		want   int // highest level
	}{
		{Regime2023, 5, day, 1}, {Regime2023, 6, day, 2}, {Regime2023, 13, day, 2}, {Regime2023, 40, day, 2},
		{Regime2023, -1, day, 0}, {Regime2014, 40, day, 0},
		{Regime2023, 40, policy.Default().At(person.CivilDate{Year: 2025, Month: 6, Day: 30}), 0},
		{Regime2023, 10, policy.Values{AccountFromAge: 14}, 1},
	} {
		got := 0
		for _, level := range AccountLevels(c.regime, c.age, c.values) {
			got = max(got, level)
		}
		if got != c.want {
			t.Errorf("%s, %d: level %d", c.regime, c.age, got)
		}
	}
}
