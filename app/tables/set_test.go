package tables

import (
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"carddesk/app/person"
	"carddesk/app/policy/signed"
)

func testKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func pack(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// small returns a small good document with some members replaced.
func small(t testing.TB, change map[string]any) []byte {
	t.Helper()
	doc := map[string]any{
		"format": 1, "version": "test", "serial": 9,
		"areas": "1\t01\tTỉnh\tMột\t\t\t2025-06-30\t02@2025-07-01\tc\n1\t02\tTỉnh\tHai\t\t\t\t\tu\n3\t00001\tXã\tBa\t02\t2025-07-01\t\t\tc\n",
		"codes": map[string]any{"ethnic": map[string]any{"title": "Dân tộc", "rows": []any{
			map[string]any{"code": "01", "name": "Kinh", "status": "confirmed"}}}},
		"calendar": map[string]any{"weekend": []int{0, 6}, "fixed": []any{}, "days": []any{}, "worked": []any{}},
	}
	for k, v := range change {
		doc[k] = v
	}
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSigned(t *testing.T) {
	key := testKey(1)
	public := key.Public().(ed25519.PublicKey)
	s, err := Parse(pack(t, small(t, nil)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := s.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(data, Default(), public)
	if err != nil {
		t.Fatal(err)
	}
	if got.Version() != "test" || got.Serial() != 9 || len(got.At(day(t, "2026-01-01")).Provinces()) != 1 {
		t.Errorf("version %s, serial %d", got.Version(), got.Serial())
	}
	if _, err := Open(data, nil, testKey(2).Public().(ed25519.PublicKey)); !errors.Is(err, signed.ErrSignature) {
		t.Errorf("foreign key: %v", err)
	}
	old, err := Default().Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Open(old, nil, public); err != nil || again.Version() != Default().Version() {
		t.Errorf("the built-in tables signed: %v", err)
	}
	if _, err := Open(old, got, public); !errors.Is(err, ErrOlder) {
		t.Errorf("older tables: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	row := func(fields ...string) map[string]any {
		return map[string]any{"areas": strings.Join(fields, "\t") + "\n"}
	}
	codes := func(rows ...any) map[string]any {
		return map[string]any{"codes": map[string]any{"ethnic": map[string]any{"title": "", "rows": rows}}}
	}
	code := func(more map[string]any) map[string]any {
		c := map[string]any{"code": "01", "name": "Kinh", "status": "confirmed"}
		for k, v := range more {
			c[k] = v
		}
		return c
	}
	for what, change := range map[string]map[string]any{
		"format":         {"format": 2},
		"version":        {"version": ""},
		"serial":         {"serial": 0},
		"unknown member": {"x": 1},
		"columns":        row("1", "01"),
		"level":          row("4", "01", "", "A", "", "", "", "", "c"),
		"no code":        row("1", "", "", "A", "", "", "", "", "c"),
		"no name":        row("1", "01", "", "", "", "", "", "", "c"),
		"long name":      row("1", "01", "", strings.Repeat("a", 121), "", "", "", "", "c"),
		"not NFC":        row("1", "01", "", "a\u0301", "", "", "", "", "c"),
		"orphan":         row("3", "00001", "", "A", "", "", "", "", "c"),
		"bad day":        row("1", "01", "", "A", "", "2025-13-01", "", "", "c"),
		"backwards":      row("1", "01", "", "A", "", "2025-01-01", "2024-01-01", "", "c"),
		"bad successor":  row("1", "01", "", "A", "", "", "2024-01-01", "02@x", "c"),
		"code":           codes(code(map[string]any{"code": ""})),
		"status":         codes(code(map[string]any{"status": "sure"})),
		"part of a day":  codes(code(map[string]any{"from": "2024"})),
		"two meanings":   codes(code(nil), code(map[string]any{"from": "2024-07-01"})),
		"holiday":        {"calendar": map[string]any{"fixed": []any{map[string]any{"month": 2, "day": 30, "name": "x"}}}},
		"listed day":     {"calendar": map[string]any{"days": []any{map[string]any{"date": "2025"}}}},
	} {
		if _, err := Parse(pack(t, small(t, change))); !errors.Is(err, ErrDocument) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, data := range map[string][]byte{"nothing": nil, "not gzip": []byte("{}"), "cut": pack(t, small(t, nil))[:20], "null": pack(t, []byte("null"))} {
		if _, err := Parse(data); !errors.Is(err, ErrDocument) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := Parse(pack(t, make([]byte, maxUnpacked+1))); !errors.Is(err, ErrDocument) {
		t.Errorf("a bomb: %v", err)
	}
}

func TestImportPlaces(t *testing.T) {
	const list = "\ufeffMã;Loại;Tên;Xã\nT1;thôn;Thôn  Đông;00004\nS1;trường;Trường THCS Ba Đình;00004\nT1;thôn;Thôn Tây;00004\nT2;làng;X;00004\nT3;Thôn;Y;4\nT4;Tổ dân phố;Tổ 4;00008\n"
	places, problems, err := ImportPlaces(strings.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	if len(places) != 3 || places[0] != (Place{"T1", Hamlet, "Thôn Đông", "00004"}) || places[1].Kind != School || places[2].Code != "T4" {
		t.Errorf("places %+v", places)
	}
	if len(problems) != 3 || problems[0].Line != 4 || problems[1].Line != 5 || problems[2].Line != 6 {
		t.Errorf("problems %+v", problems)
	}
	for text, want := range map[string]string{"dong": "T1", "tcbd": "", "ba dinh": "S1", "thcs": "S1", "to 4": "T4", "zz": ""} {
		found := SearchPlaces(places, text, "", 5)
		if (len(found) > 0) != (want != "") || want != "" && found[0].Code != want {
			t.Errorf("%q: %+v", text, found)
		}
	}
	if found := SearchPlaces(places, "t", "00008", 5); len(found) != 1 || found[0].Code != "T4" {
		t.Errorf("within a ward: %+v", found)
	}
	for _, bad := range []string{"\xff", "a,\"b\nc", strings.Repeat("x", maxPlaceBytes+1)} {
		if _, _, err := ImportPlaces(strings.NewReader(bad)); !errors.Is(err, ErrPlaces) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(small(f, nil))
	f.Add([]byte(`{"format":1,"version":"x","serial":1,"areas":"1\t01\t\tA\t\t1991\t1991\t01,01@1991-01-01\tc\n","codes":{},"calendar":{"weekend":[0,1,2]}}`))
	f.Add([]byte(`{"format":1,"version":"x","serial":1,"areas":"3\t1\t\tA\t2\t\t\t\tc\n2\t2\t\tB\t1\t\t\t\tc\n","codes":{},"calendar":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := parse(data)
		if err != nil {
			return
		}
		// Whatever was let through can be used without a panic or endless loop.
		on := person.CivilDate{Year: 2025, Month: 7, Day: 1}
		v := s.At(on)
		for _, a := range s.areas[:min(len(s.areas), 50)] {
			v.FullName(a)
			v.Successors(a)
			v.Address("x", a)
		}
		v.Search(Query{Text: "a 1", Anytime: true})
		v.Provinces()
		v.Find(Ethnic, "kinh")
		s.Calendar().Due(on, 30)
	})
}

func FuzzImportPlaces(f *testing.F) {
	f.Add("T1;thôn;Thôn Đông;00004\n")
	f.Add("a,hamlet,\"x\ny\",00001\n,,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		places, _, err := ImportPlaces(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, p := range places {
			if p.Code == "" || p.Name == "" || len(p.Ward) != 5 || p.Kind != Hamlet && p.Kind != School {
				t.Fatalf("%+v passed", p)
			}
		}
		SearchPlaces(places, text, "", 3)
	})
}
