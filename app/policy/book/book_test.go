package book

import (
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/app/tables"
)

func defaultBook() Book {
	return Book{Policy: policy.Default(), Tables: tables.Default(), Area: "city"}
}

func noon(iso string) time.Time {
	d, err := person.ParseISODate(iso)
	if err != nil {
		panic(err)
	}
	return d.Time().Add(12 * time.Hour)
}

func TestFee(t *testing.T) {
	for _, c := range []struct {
		on     string
		regime dossier.Regime
		kind   dossier.Kind
		reason string
		code   string
		amount int
	}{
		{"2024-06-30", dossier.Regime2014, dossier.Exchange, "damaged", "exchange", 50000},
		{"2024-07-01", dossier.Regime2023, dossier.Reissue, "damaged", "reissue", 70000},
		{"2024-07-01", dossier.Regime2023, dossier.Exchange, "from-cccd", "transfer", 30000},
		{"2026-11-25", dossier.Regime2023, dossier.Exchange, "from-cccd", "transfer", 15000},
		{"2026-11-25", dossier.Regime2023, dossier.FirstIssue, "first", "first", 0},
		{"2026-11-25", dossier.Regime2023, dossier.Reissue, "", "reissue", 35000},
		{"2026-11-25", dossier.Regime2014, dossier.Exchange, "damaged", "exchange", 25000}, // begun under the old law
		{"2027-01-01", dossier.Regime2023, dossier.Reissue, "lost", "reissue", 70000},
	} {
		code, amount := defaultBook().Fee(dossier.Request{Regime: c.regime, Kind: c.kind, Reason: c.reason}, noon(c.on))
		if code != c.code || amount != c.amount {
			t.Errorf("%+v: %s %d", c, code, amount)
		}
	}
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		regime      dossier.Regime
		area, taken string
		kind        dossier.Kind
		want        string
	}{
		{dossier.Regime2023, "city", "2026-11-25", dossier.Exchange, "2026-12-04"},
		{dossier.Regime2014, "city", "2021-03-01", dossier.Exchange, "2021-03-10"},
		{dossier.Regime2014, "city", "2021-03-01", dossier.Reissue, "2021-03-22"},
		{dossier.Regime2014, "remote", "2021-03-01", dossier.Exchange, "2021-03-29"},
	} {
		b := defaultBook()
		b.Area = c.area
		taken := person.FromTime(noon(c.taken))
		if got := b.Due(dossier.Request{Regime: c.regime, Kind: c.kind}, taken); got.ISO() != c.want {
			t.Errorf("%+v: %s", c, got.ISO())
		}
	}
}

func TestValues(t *testing.T) {
	b, on := defaultBook(), noon("2026-11-25")
	for modality, want := range map[port.Modality][2]int{port.Finger: {40, 3}, port.Iris: {60, 3}, port.Face: {60, 3}} {
		if b.Threshold(modality, on) != float64(want[0]) || b.Attempts(modality, on) != want[1] {
			t.Errorf("%s: %v, %d", modality, b.Threshold(modality, on), b.Attempts(modality, on))
		}
	}
	if b.UndoTime(on) != 10*time.Second {
		t.Errorf("undo %v", b.UndoTime(on))
	}
	if b.Version() != policy.Default().Version()+"+"+tables.Default().Version() {
		t.Errorf("version %q", b.Version())
	}
}

// The rules of app/dossier and the reasons table know the same reasons.
func TestReasonsAgree(t *testing.T) {
	for regime, on := range map[dossier.Regime]string{dossier.Regime2014: "2024-06-30", dossier.Regime2023: "2024-07-01"} {
		for _, kind := range dossier.Kinds() {
			rows := map[string]bool{}
			for _, row := range tables.Default().At(person.FromTime(noon(on))).Below(tables.Reason, string(kind)) {
				rows[row.Code] = true
			}
			for _, reason := range dossier.Reasons(regime, kind) {
				if !rows[reason.Code] {
					t.Errorf("%s %s: reason %s is not in the table", regime, kind, reason.Code)
				}
			}
		}
	}
}
