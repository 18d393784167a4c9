package policy

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"carddesk/app/person"
	"carddesk/app/policy/signed"
)

func day(t testing.TB, iso string) person.CivilDate {
	t.Helper()
	d, err := person.ParseISODate(iso)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func testKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

// Circular 73/2024: transfer 30 000, exchange 50 000, reissue 70 000, first card
// free; half of it from 1 July 2025 until 31 December 2026.
func TestFees(t *testing.T) {
	for _, c := range []struct {
		on, code string
		want     int
	}{
		{"2024-07-01", "first", 0}, {"2024-07-01", "transfer", 30000}, {"2024-07-01", "exchange", 50000}, {"2024-07-01", "reissue", 70000},
		{"2025-06-30", "exchange", 50000}, {"2025-07-01", "exchange", 25000}, {"2026-12-31", "exchange", 25000}, {"2027-01-01", "exchange", 50000},
		{"2026-01-01", "transfer", 15000}, {"2026-01-01", "reissue", 35000}, {"2026-01-01", "first", 0},
		{"2020-01-01", "reissue", 70000},
	} {
		if got, ok := Default().At(day(t, c.on)).FeeDue(c.code); !ok || got != c.want {
			t.Errorf("%s on %s: %d %v, want %d", c.code, c.on, got, ok, c.want)
		}
	}
	if _, ok := Default().At(day(t, "2026-01-01")).FeeDue("nonsense"); ok {
		t.Error("an unknown fee has an amount")
	}
}

// A document of a centre that does not know a setting yet leaves it as compiled.
func TestMissingSettingIsTheCompiledOne(t *testing.T) {
	set, err := Parse(edit(t, func(doc map[string]any) {
		settings := doc["settings"].(map[string]any)
		delete(settings, "lock")
		settings["undoSeconds"] = []any{map[string]any{"value": 7, "source": "test", "status": "chosen"}}
	}))
	if err != nil {
		t.Fatal(err)
	}
	today := day(t, "2026-11-25")
	if got, want := set.At(today).Lock, Default().At(today).Lock; got != want || set.At(today).UndoSeconds != 7 {
		t.Errorf("lock %+v, want %+v; undo %d", got, want, set.At(today).UndoSeconds)
	}
}

// A fee of a channel is for that channel alone, in whatever order they stand.
func TestFeeByChannel(t *testing.T) {
	set, err := Parse(edit(t, func(doc map[string]any) {
		doc["settings"].(map[string]any)["fees"] = []any{map[string]any{"source": "test", "status": "chosen", "value": []any{
			map[string]any{"code": "exchange", "channel": "online", "amount": 40000},
			map[string]any{"code": "exchange", "amount": 50000},
			map[string]any{"code": "express", "channel": "mobile", "amount": 90000},
		}}}
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		on, channel, code string
		want              int
		known             bool
	}{
		{"2024-07-01", "online", "exchange", 40000, true}, {"2025-07-01", "online", "exchange", 20000, true},
		{"2024-07-01", "desk", "exchange", 50000, true}, {"2024-07-01", "", "exchange", 50000, true},
		{"2024-07-01", "mobile", "express", 90000, true}, {"2024-07-01", "", "express", 0, false}, {"2024-07-01", "online", "first", 0, false},
	} {
		if got, ok := set.At(day(t, c.on)).FeeDueBy(c.channel, c.code); got != c.want || ok != c.known {
			t.Errorf("%+v: %d %v", c, got, ok)
		}
	}
}

func TestDatedDefaults(t *testing.T) {
	for _, c := range []struct {
		on         string
		regime     string
		milestones []int
		iris       int
		mandatory  int
		oldCard    string
		issuer     string
		account    int
	}{
		{"2019-01-01", "2014", []int{25, 40, 60}, 0, 14, "cut", "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 0},
		{"2021-06-30", "2014", []int{25, 40, 60}, 0, 14, "cut", "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 0},
		{"2021-07-01", "2014", []int{25, 40, 60}, 0, 14, "collect", "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 0},
		{"2024-06-30", "2014", []int{25, 40, 60}, 0, 14, "collect", "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 0},
		{"2024-07-01", "2023", []int{14, 25, 40, 60}, 6, 14, "collect", "BỘ CÔNG AN", 0},
		{"2025-07-01", "2023", []int{14, 25, 40, 60}, 6, 14, "collect", "BỘ CÔNG AN", 6},
	} {
		v := Default().At(day(t, c.on))
		if v.Regime != c.regime || !reflect.DeepEqual(v.Milestones, c.milestones) || v.IrisFromAge != c.iris || v.CardMandatoryAge != c.mandatory ||
			v.OldCard != c.oldCard || v.Issuer != c.issuer || v.AccountFromAge != c.account || v.MilestoneLead != 2 {
			t.Errorf("%s: %+v", c.on, v)
		}
	}
	if v := Default().At(day(t, "2026-06-01")); v.UndoSeconds != 10 || v.FaultyErasureDays != 0 || v.Attempts.Finger != 3 || v.Quality.Finger != 40 || v.Quality.Iris != 60 {
		t.Errorf("constant defaults: %+v", v)
	}
}

// The value of a day does not depend on the days that are looked up by.
func TestAtAgreesWithSource(t *testing.T) {
	for d := day(t, "2015-12-30"); d.Before(day(t, "2028-01-01")); d = d.AddDays(13) {
		e, ok := Default().Source("feePercent", d)
		var want int
		if err := json.Unmarshal(e.Value, &want); !ok || err != nil {
			t.Fatalf("%v: %v %v", d, ok, err)
		}
		if got := Default().At(d).FeePercent; got != want {
			t.Errorf("%v: %d, want %d", d, got, want)
		}
	}
	if v := Default().At(person.CivilDate{}); v.Regime != "2014" {
		t.Errorf("no day: regime %q", v.Regime)
	}
}

func TestWorkingDays(t *testing.T) {
	for _, c := range []struct {
		on, area, kind string
		want           int
	}{
		{"2020-01-01", "city", "first-issue", 7}, {"2020-01-01", "city", "exchange", 7}, {"2020-01-01", "city", "reissue", 15},
		{"2020-01-01", "remote", "reissue", 20}, {"2020-01-01", "remote", "exchange", 20}, {"2020-01-01", "other", "exchange", 15},
		{"2024-07-01", "city", "reissue", 7}, {"2024-07-01", "remote", "exchange", 7}, {"2024-07-01", "", "", 7},
	} {
		if got, ok := Default().At(day(t, c.on)).WorkingDays(c.area, c.kind); !ok || got != c.want {
			t.Errorf("%+v: %d, %v", c, got, ok)
		}
	}
}

// What is from memory or disputed must say so.
func TestUnconfirmedIsMarked(t *testing.T) {
	for key, on := range map[string]string{"feePercent": "2026-06-01", "deadlines": "2020-01-01", "faultyErasureDays": "2026-06-01"} {
		e, ok := Default().Source(key, day(t, on))
		if !ok || e.Status != Unconfirmed {
			t.Errorf("%s on %s: %v %q", key, on, ok, e.Status)
		}
	}
	for _, setting := range Default().Settings() {
		for _, e := range setting.Entries {
			if e.Source == "" {
				t.Errorf("%s has no source", setting.Key)
			}
			if strings.Contains(e.Source, "memory") && e.Status == Confirmed {
				t.Errorf("%s: from memory, yet confirmed", setting.Key)
			}
		}
	}
}

func TestGate(t *testing.T) {
	g := Gate{Warn: 3, Stop: 30}
	for quantity, want := range map[int]State{0: GateOpen, 2: GateOpen, 3: GateWarns, 29: GateWarns, 30: GateStops} {
		if got := g.Over(quantity); got != want {
			t.Errorf("over %d: %d", quantity, got)
		}
	}
	g = Gate{Warn: 5000, Stop: 1000}
	for quantity, want := range map[int]State{5000: GateOpen, 4999: GateWarns, 1000: GateWarns, 999: GateStops} {
		if got := g.Under(quantity); got != want {
			t.Errorf("under %d: %d", quantity, got)
		}
	}
	if (Gate{}).Over(1<<30) != GateOpen || (Gate{}).Under(0) != GateOpen {
		t.Error("a gate that is off")
	}
}

// edit returns the default document with one setting replaced.
func edit(t testing.TB, change func(map[string]any)) []byte {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(defaultDocument, &doc); err != nil {
		t.Fatal(err)
	}
	change(doc)
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSignedPolicy(t *testing.T) {
	ours, other := testKey(1), testKey(2)
	newer, err := Parse(edit(t, func(doc map[string]any) { doc["serial"], doc["version"] = 2, "2027-01" }))
	if err != nil {
		t.Fatal(err)
	}
	data, err := newer.Sign(ours)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(data, Default(), ours.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	if got.Version() != "2027-01" || got.Serial() != 2 || !reflect.DeepEqual(got.At(day(t, "2026-01-01")), Default().At(day(t, "2026-01-01"))) {
		t.Errorf("version %s, serial %d", got.Version(), got.Serial())
	}
	if _, err := Open(data, nil, other.Public().(ed25519.PublicKey)); !errors.Is(err, signed.ErrSignature) {
		t.Errorf("foreign key: %v", err)
	}
	old, err := Default().Sign(ours)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(old, newer, ours.Public().(ed25519.PublicKey)); !errors.Is(err, ErrOlder) {
		t.Errorf("older policy: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	setting := func(key string, entries any) func(map[string]any) {
		return func(doc map[string]any) { doc["settings"].(map[string]any)[key] = entries }
	}
	entry := func(value any, more ...any) []any {
		e := map[string]any{"value": value, "source": "test", "status": "chosen"}
		for i := 0; i < len(more); i += 2 {
			e[more[i].(string)] = more[i+1]
		}
		return []any{e}
	}
	if _, err := Parse(edit(t, setting("undoSeconds", entry(20)))); err != nil {
		t.Fatalf("a good change is refused: %v", err)
	}
	for what, change := range map[string]func(map[string]any){
		"unknown setting":   setting("nonsense", entry(1)),
		"no entries":        setting("undoSeconds", []any{}),
		"null":              setting("undoSeconds", entry(nil)),
		"wrong type":        setting("undoSeconds", entry("ten")),
		"unknown field":     setting("lock", entry(map[string]any{"x": 1})),
		"out of bounds":     setting("feePercent", entry(101)),
		"negative fee":      setting("fees", entry([]any{map[string]any{"code": "first", "amount": -1}})),
		"bad regime":        setting("regime", entry("1999")),
		"bad milestones":    setting("milestones", entry([]int{40, 25})),
		"no source":         setting("undoSeconds", entry(10, "source", "")),
		"no status":         setting("undoSeconds", entry(10, "status", "")),
		"ends before begin": setting("undoSeconds", entry(10, "from", "2026-01-01", "until", "2025-01-01")),
		"half a day":        setting("undoSeconds", entry(10, "from", "2026-01")),
		"format":            func(doc map[string]any) { doc["format"] = 2 },
		"no version":        func(doc map[string]any) { doc["version"] = "" },
		"no serial":         func(doc map[string]any) { doc["serial"] = 0 },
		"unknown member":    func(doc map[string]any) { doc["extra"] = 1 },
		"bad later":         setting("undoSeconds", append(entry(10), entry(-1, "from", "2040-01-01")...)),
	} {
		if _, err := Parse(edit(t, change)); !errors.Is(err, ErrDocument) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, data := range []string{"", "null", "[]", "{", strings.Repeat(" ", maxDocument+1)} {
		if _, err := Parse([]byte(data)); !errors.Is(err, ErrDocument) {
			t.Errorf("%.10q: %v", data, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"format":1,"version":"x","serial":1,"settings":{}}`))
	f.Add([]byte(`{"format":1,"version":"x","serial":1,"settings":{"undoSeconds":[{"value":null,"source":"s","status":"chosen"}]}}`))
	f.Add(defaultDocument)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			return
		}
		for _, on := range s.Days() { // At must not panic on anything Parse let through
			s.At(on)
			s.At(on.AddDays(-1))
		}
		s.At(person.CivilDate{})
	})
}

func BenchmarkAt(b *testing.B) {
	on := day(b, "2026-01-01")
	for b.Loop() {
		Default().At(on)
	}
}
