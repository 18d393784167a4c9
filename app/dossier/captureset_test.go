package dossier

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
)

func TestCaptureSet(t *testing.T) {
	flat := []string{"portrait/0/1", "fingerprints/2/4", "fingerprints/1/4", "fingerprints/3/2"}
	withIris := append(slices.Clone(flat), "iris/3/2")
	for _, c := range []struct {
		regime Regime
		age    int
		want   []string // section/part/positions
		rolled int
	}{
		{Regime2014, 13, nil, 0},
		{Regime2014, 14, flat, 10},
		{Regime2014, 90, flat, 10},
		{Regime2014, -1, flat, 10},
		{Regime2023, 0, nil, 0},
		{Regime2023, 5, nil, 0},
		{Regime2023, 6, withIris, 0},
		{Regime2023, 13, withIris, 0},
		{Regime2023, 40, withIris, 0},
		{Regime2023, -1, withIris, 0},
	} {
		var got []string
		for _, s := range CaptureSet(c.regime, c.age) {
			got = append(got, string(s.Section)+"/"+string('0'+rune(s.Part))+"/"+string('0'+rune(len(s.Positions))))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s, %d: %v", c.regime, c.age, got)
		}
		if n := len(RolledWanted(c.regime, c.age)); n != c.rolled {
			t.Errorf("%s, %d: %d rolled", c.regime, c.age, n)
		}
	}
	rolled := RolledWanted(Regime2014, 30)
	if rolled[0] != port.RightThumb || rolled[4] != port.RightLittle || rolled[5] != port.LeftThumb || rolled[9] != port.LeftLittle {
		t.Errorf("rolled in the order %v", rolled)
	}
}

// TestCaptureSetIsOwn: what a caller does with a set harms no other.
func TestCaptureSetIsOwn(t *testing.T) {
	CaptureSet(Regime2023, 30)[1].Positions[0] = port.LeftEye
	RolledWanted(Regime2014, 30)[0] = port.LeftEye
	if CaptureSet(Regime2023, 30)[1].Positions[0] != port.RightIndex || RolledWanted(Regime2014, 30)[0] != port.RightThumb {
		t.Error("a caller changed the rules")
	}
}

// TestCaptureSetGrows: growing older never takes a picture away, and nothing is
// asked for twice.
func TestCaptureSetGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		regime := rapid.SampledFrom(Regimes()).Draw(t, "regime")
		age := rapid.IntRange(0, 120).Draw(t, "age")
		young, old := CaptureSet(regime, age), CaptureSet(regime, age+1)
		if len(young) > len(old) {
			t.Fatalf("%d pictures at %d, %d a year later", len(young), age, len(old))
		}
		seen := map[port.Position]int{}
		for _, s := range old {
			for _, p := range s.Positions {
				if seen[p]++; seen[p] > 1 {
					t.Fatalf("%s twice", p)
				}
			}
		}
	})
}

func TestHeldUsable(t *testing.T) {
	all := []port.Modality{port.Face, port.Finger, port.Iris}
	held := func(of ...port.Modality) *port.PopulationRecord { return &port.PopulationRecord{Held: of} }
	for _, c := range []struct {
		name    string
		request Request
		allowed bool
		record  *port.PopulationRecord
		steps   int
	}{
		{"lost card, all held", Request{Regime2023, Reissue, "lost", ""}, true, held(all...), 0},
		{"damaged card, no iris held", Request{Regime2023, Reissue, "damaged", ""}, true, held(port.Face, port.Finger), 1},
		{"registry does not say", Request{Regime2023, Reissue, "lost", ""}, true, held(), 5},
		{"not looked up", Request{Regime2023, Reissue, "lost", ""}, true, nil, 5},
		{"policy is off", Request{Regime2023, Reissue, "lost", ""}, false, held(all...), 5},
		{"nationality regained", Request{Regime2023, Reissue, "nationality", ""}, true, held(all...), 5},
		{"exchange", Request{Regime2023, Exchange, "request", ""}, true, held(all...), 5},
		{"law of 2014", Request{Regime2014, Reissue, "lost", ""}, true, held(all...), 4},
	} {
		id := Identity{Request: c.request, Birth: "1990-07-01", Lookup: Lookup{Record: c.record}}
		got := CapturesFor(id, regimeDay(c.request.Regime), policy.Values{HeldBiometrics: c.allowed})
		if len(got) != c.steps {
			t.Errorf("%s: %d steps", c.name, len(got))
		}
	}
	if policy.Default().At(regimeDay(Regime2023)).HeldBiometrics {
		t.Error("the default is not to capture")
	}
}

func TestRegimeAt(t *testing.T) {
	zone := person.Zone()
	for _, c := range []struct {
		at   time.Time
		want Regime
	}{
		{time.Date(2024, 6, 30, 23, 59, 59, 0, zone), Regime2014},
		{time.Date(2024, 7, 1, 0, 0, 0, 0, zone), Regime2023},
		{time.Date(2024, 6, 30, 16, 59, 59, 0, time.UTC), Regime2014},
		{time.Date(2024, 6, 30, 17, 0, 0, 0, time.UTC), Regime2023},
	} {
		if got := RegimeAt(c.at); got != c.want {
			t.Errorf("%s: %s", c.at, got)
		}
	}
}
