package tables

import (
	"slices"
	"strings"
	"testing"

	"carddesk/app/person"
)

func day(t testing.TB, iso string) person.CivilDate {
	t.Helper()
	d, err := person.ParseISODate(iso)
	if err != nil || !d.Full() {
		t.Fatalf("%q is no day", iso)
	}
	return d
}

func at(t testing.TB, iso string) View { t.Helper(); return Default().At(day(t, iso)) }

// 63 provinces until 30 June 2025, 34 since; 3 321 wards since, 13 of them
// special zones; no district level since July 2025. The packages know 10 034 of
// the wards of June 2025.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		on                         string
		provinces, districts, ward int
	}{
		{"2023-06-01", 63, 705, 10599},
		{"2025-06-30", 63, 696, 10034},
		{"2025-07-01", 34, 0, 3321},
		{"2026-11-25", 34, 0, 3321},
	} {
		var got [4]int
		for _, a := range Default().areas {
			if a.ValidOn(day(t, c.on)) {
				got[a.Level]++
			}
		}
		if got[Province] != c.provinces || got[District] != c.districts || got[Ward] != c.ward {
			t.Errorf("%s: %d provinces, %d districts, %d wards; want %+v", c.on, got[Province], got[District], got[Ward], c)
		}
		if n := len(at(t, c.on).Provinces()); n != c.provinces {
			t.Errorf("%s: %d provinces listed", c.on, n)
		}
	}
	zones := 0
	for _, a := range Default().areas {
		if a.Level == Ward && a.Kind == "Đặc khu" && a.ValidOn(day(t, "2026-01-01")) {
			zones++
		}
	}
	if zones != 13 {
		t.Errorf("%d special zones, want 13", zones)
	}
}

// One code means one area on a day, and everything lies in something.
func TestIntegrity(t *testing.T) {
	s := Default()
	for code, rows := range s.byCode {
		for i := 1; i < len(rows); i++ {
			a, b := s.areas[rows[i-1]], s.areas[rows[i]]
			if a.Until.IsZero() || !a.Until.Latest().Before(b.From) {
				t.Errorf("%s: %s until %v overlaps %s from %v", code, a.FullName(), a.Until, b.FullName(), b.From)
			}
		}
	}
	for _, a := range s.areas {
		on := a.Until.Latest()
		if on.IsZero() {
			on = a.From
		}
		path := s.At(on).Path(a)
		if last := path[len(path)-1]; last.Level != Province {
			t.Errorf("%s %s lies in nothing", a.Code, a.FullName())
		}
		if a.Level == Ward && a.From.Before(day(t, "2025-07-01")) && len(path) != 3 {
			t.Errorf("%s %s had no district", a.Code, a.FullName())
		}
		for _, next := range a.Into {
			if _, ok := s.areaOn(next.Code, next.From); !ok {
				t.Errorf("%s %s becomes %s, which is not there on %v", a.Code, a.FullName(), next.Code, next.From)
			}
		}
	}
}

func TestProvinceChanges(t *testing.T) {
	for _, c := range []struct{ code, on, want string }{
		{"46", "2024-12-31", "Tỉnh Thừa Thiên Huế"},
		{"46", "2025-01-01", "Thành phố Huế"},
		{"75", "2025-06-30", "Tỉnh Đồng Nai"},
		{"75", "2025-07-01", "Tỉnh Đồng Nai"}, // with Bình Phước in it
		{"70", "2025-06-30", "Tỉnh Bình Phước"},
		{"70", "2025-07-01", ""},
		{"02", "2025-06-30", "Tỉnh Hà Giang"},
		{"02", "2025-07-01", ""},
		{"80", "2025-06-30", "Tỉnh Long An"},
		{"80", "2025-07-01", "Tỉnh Tây Ninh"},
		{"H01", "2000-01-01", "Tỉnh Hà Tây"},
		{"H01", "2008-07-31", "Tỉnh Hà Tây"},
		{"H01", "2008-08-01", ""},
	} {
		a, ok := at(t, c.on).Area(c.code)
		if got := a.FullName(); ok != (c.want != "") || got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.code, c.on, got, c.want)
		}
	}
}

// The first three digits of a personal number are the code of the province where
// the birth was registered, as the areas have it before the merger of 2025.
func TestProvincesOfNumbers(t *testing.T) {
	provinces := at(t, "2024-06-30").Provinces()
	for _, p := range provinces {
		name, ok := person.ProvinceName("0" + p.Code)
		if got := strings.TrimPrefix(person.Fold(name), "tp "); !ok || got != person.Fold(p.Name) {
			t.Errorf("%s %s: numbers have %q", p.Code, p.Name, name)
		}
	}
	if len(provinces) != 63 {
		t.Errorf("%d provinces", len(provinces))
	}
}

func TestSuccessors(t *testing.T) {
	today := at(t, "2026-11-25")
	for _, c := range []struct{ code, on, want string }{
		{"02", "2025-06-30", "Tỉnh Tuyên Quang"},
		{"H01", "2000-01-01", "Thành phố Hà Nội"},
		{"H03", "1980-01-01", "Tỉnh Ninh Bình"},                // three provinces, now one
		{"H13", "1980-01-01", "Tỉnh Quảng Trị, Thành phố Huế"}, // and split
		{"01", "2020-01-01", "Thành phố Hà Nội"},               // itself
		{"00004", "2020-01-01", "Phường Ba Đình"},              // Trúc Bạch, kept its code
		{"26248", "2025-06-30", "Xã Trảng Bom"},                // Thị trấn
		{"70", "2025-06-30", "Tỉnh Đồng Nai"},
		{"26872", "2025-03-01", "Phường An Hội Đông"},                    // Phường 15
		{"26872", "2023-03-01", "Phường An Hội Tây, Phường An Hội Đông"}, // Phường 13, split
	} {
		a, ok := at(t, c.on).Area(c.code)
		if !ok {
			t.Errorf("%s is not there on %s", c.code, c.on)
			continue
		}
		var names []string
		for _, b := range today.Successors(a) {
			names = append(names, b.FullName())
			if !b.ValidOn(today.Day()) {
				t.Errorf("%s is not valid today", b.FullName())
			}
		}
		slices.Sort(names)
		want := strings.Split(c.want, ", ")
		slices.Sort(want)
		if !slices.Equal(names, want) {
			t.Errorf("%s of %s became %q, want %q", c.code, c.on, names, want)
		}
	}
	// Nearly every ward of June 2025 can be told what it became.
	var all, told int
	for _, a := range Default().areas {
		if a.Level == Ward && a.ValidOn(day(t, "2025-06-30")) {
			all++
			if len(today.Successors(a)) > 0 {
				told++
			}
		}
	}
	if told != all {
		t.Errorf("successors of %d of %d wards", told, all)
	}
	// Nothing is older than itself.
	hanoi, _ := today.Area("00004")
	if got := at(t, "2020-01-01").Successors(hanoi); got != nil {
		t.Errorf("a ward of 2025 has successors in 2020: %v", got)
	}
}

func TestNames(t *testing.T) {
	old, ok := at(t, "2025-06-30").Area("26890")
	if !ok {
		t.Fatal("26890 is not there")
	}
	v := at(t, "2026-11-25") // an area is named by its own days
	if got, want := v.FullName(old), "Phường 1, Quận Gò Vấp, Thành phố Hồ Chí Minh"; got != want {
		t.Errorf("full name %q, want %q", got, want)
	}
	if got, want := v.ShortName(old), "Phường 1, Gò Vấp, Hồ Chí Minh"; got != want {
		t.Errorf("short name %q, want %q", got, want)
	}
	badinh, _ := v.Area("00004")
	address := v.Address("Số 1, Tổ 2", badinh)
	if address.Text != "Số 1, Tổ 2, Ba Đình, Hà Nội" || address.Ward != "00004" || address.District != "" || address.Province != "01" ||
		address.Era != v.Day() || !address.Coded() {
		t.Errorf("address %+v", address)
	}
	if a := v.Address("", old); a.District != "764" || a.Province != "79" {
		t.Errorf("old address %+v", a)
	}
	var names []string
	for _, a := range at(t, "2025-06-30").Children("001") {
		names = append(names, a.Name)
	}
	if len(names) != 13 || !slices.Contains(names, "Trúc Bạch") || !slices.IsSortedFunc(names, func(a, b string) int {
		return strings.Compare(person.Fold(a), person.Fold(b))
	}) {
		t.Errorf("wards of Ba Đình: %q", names)
	}
}

func TestSearch(t *testing.T) {
	for _, c := range []struct {
		on   string
		q    Query
		want string // first, with all it lies in
	}{
		{"2026-11-25", Query{Text: "ba dinh"}, "Xã Ba Dinh, Tỉnh Quảng Ngãi"}, // written exactly so
		{"2026-11-25", Query{Text: "Ba Đình"}, "Phường Ba Đình, Thành phố Hà Nội"},
		{"2026-11-25", Query{Text: "ba dinh hn", Level: Ward}, "Phường Ba Đình, Thành phố Hà Nội"},
		{"2026-11-25", Query{Text: "bdhn", Level: Ward}, "Phường Bồ Đề, Thành phố Hà Nội"},
		{"2026-11-25", Query{Text: "bdhn", Level: Ward, Within: "01", Limit: 2}, "Phường Bồ Đề, Thành phố Hà Nội"},
		{"2026-11-25", Query{Text: "ha noi"}, "Thành phố Hà Nội"},
		{"2026-11-25", Query{Text: "tphcm", Level: Province}, "Thành phố Hồ Chí Minh"},
		{"2025-06-30", Query{Text: "p5 go vap"}, "Phường 5, Quận Gò Vấp, Thành phố Hồ Chí Minh"},
		{"2025-06-30", Query{Text: "p.1 gv tphcm"}, "Phường 1, Quận Gò Vấp, Thành phố Hồ Chí Minh"},
		{"2025-06-30", Query{Text: "quan 1"}, "Quận 1, Thành phố Hồ Chí Minh"},
		{"2026-11-25", Query{Text: "dak lak"}, "Tỉnh Đắk Lắk"},
		{"2026-11-25", Query{Text: "con dao"}, "Đặc khu Côn Đảo, Thành phố Hồ Chí Minh"},
		{"2026-11-25", Query{Text: "ha tay", Anytime: true, Level: Province}, "Tỉnh Hà Tây"},
		{"2026-11-25", Query{Text: "song be", Anytime: true}, "Tỉnh Sông Bé"},
		{"2026-11-25", Query{Text: "tan phu", Within: "75"}, "Xã Tân Phú, Tỉnh Đồng Nai"},
	} {
		v := at(t, c.on)
		found := v.Search(c.q)
		if len(found) == 0 || v.FullName(found[0]) != c.want {
			var names []string
			for _, a := range found[:min(3, len(found))] {
				names = append(names, v.FullName(a))
			}
			t.Errorf("%+v on %s: %q, want %q", c.q, c.on, names, c.want)
		}
	}
	v := at(t, "2026-11-25")
	for _, q := range []Query{{}, {Text: "   "}, {Text: "zzzz"}, {Text: "ha tay", Level: Province}, {Text: "\xff\xfe"}, {Text: strings.Repeat("ệ", 300)}} {
		if found := v.Search(q); len(found) != 0 {
			t.Errorf("%+v found %s", q, found[0].FullName())
		}
	}
	if n := len(v.Search(Query{Text: "a", Limit: 7})); n != 7 {
		t.Errorf("%d found, limit 7", n)
	}
}

// Wards of today are found by their own name and province, spelled without
// accents, among the first. Every seventh is tried.
func TestSearchFindsEverything(t *testing.T) {
	v := at(t, "2026-11-25")
	missed := 0
	for row, a := range Default().areas {
		if row%7 != 0 || a.Level != Ward || !a.ValidOn(v.day) {
			continue
		}
		parent, _ := v.Area(a.Parent)
		found := v.Search(Query{Text: person.Fold(a.Name + " " + parent.Name), Level: Ward, Limit: 10})
		if !slices.ContainsFunc(found, func(b Area) bool { return b.Code == a.Code }) {
			if missed++; missed < 5 {
				t.Errorf("%s, %s is not among the first ten", a.FullName(), parent.Name)
			}
		}
	}
}

// The target is 10 ms over everything (docs/benchmarks.md).
func BenchmarkSearch(b *testing.B) {
	v := Default().At(person.CivilDate{Year: 2026, Month: 11, Day: 25})
	v.Search(Query{Text: "x"})
	for _, text := range []string{"a", "ba dinh hn", "p1 go vap tphcm", "bdhn", "zzzz"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				v.Search(Query{Text: text, Anytime: true})
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	packed := Default().packed
	for b.Loop() {
		if _, err := Parse(packed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	for b.Loop() {
		Default().buildIndex()
	}
}
