package person

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseCivilDate(t *testing.T) {
	for in, want := range map[string]CivilDate{
		"010290":     {1990, 2, 1},
		"01021990":   {1990, 2, 1},
		"1/2/1990":   {1990, 2, 1},
		"1.2.1990":   {1990, 2, 1},
		"1-2-1990":   {1990, 2, 1},
		"1 2 1990":   {1990, 2, 1},
		"1/2/90":     {1990, 2, 1},
		"1990-02-01": {1990, 2, 1},
		"19900201":   {1990, 2, 1},
		"1990":       {1990, 0, 0},
		"--/--/1990": {1990, 0, 0},
		"--/1990":    {1990, 0, 0},
		"--/02/1990": {1990, 2, 0},
		"xx/02/1990": {1990, 2, 0},
		"00/02/1990": {1990, 2, 0},
		"00021990":   {1990, 2, 0},
		"2/1990":     {1990, 2, 0},
		"021990":     {1990, 2, 0},
		"1990-02":    {1990, 2, 0},
		" 1/2/1990 ": {1990, 2, 1},
		"290224":     {2024, 2, 29},
		"290200":     {2000, 2, 29},
		"311226":     {2026, 12, 31},
		"010127":     {1927, 1, 1},
		"29/2/2000":  {2000, 2, 29},
		"122010":     {2010, 12, 0},
	} {
		if got, err := ParseCivilDate(in); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", in, got, err, want)
		}
	}
	for _, bad := range []string{"", "1", "12", "123", "12345", "1234567", "29/2/2023", "31/4/1990", "32/1/1990", "1/13/1990",
		"1/--/1990", "1/2/3/1990", "1/2/190", "a/2/1990", "01011849", "31122400", "1/2", "--", "1990-02-30", "1/2/1990/", "٣/2/1990",
		"123456789012345678901234567890123"} {
		if got, err := ParseCivilDate(bad); !errors.Is(err, ErrDate) || !got.IsZero() {
			t.Errorf("%q: %v, %v", bad, got, err)
		}
	}
}

func TestTwoDigitYear(t *testing.T) {
	reference := CivilDate{2025, 6, 15}
	for in, want := range map[string]int{"150625": 2025, "160625": 1925, "010125": 2025, "311299": 1999, "010100": 2000, "010126": 1926} {
		if got, err := ParseCivilDateAt(in, reference); err != nil || got.Year != want {
			t.Errorf("%q: %v, %v, want %d", in, got, err, want)
		}
	}
	if got, err := ParseCivilDateAt("290200", CivilDate{2150, 1, 1}); err != nil || got.Year != 2000 {
		t.Errorf("leap day before 2150: %v, %v", got, err)
	}
}

func TestDateForms(t *testing.T) {
	for _, c := range []struct {
		d                     CivilDate
		text, paper, iso, mrz string
		full                  bool
	}{
		{CivilDate{1990, 2, 1}, "01/02/1990", "01/02/1990", "1990-02-01", "900201", true},
		{CivilDate{1990, 3, 9}, "09/03/1990", "09/3/1990", "1990-03-09", "900309", true},
		{CivilDate{2005, 9, 30}, "30/09/2005", "30/9/2005", "2005-09-30", "050930", true},
		{CivilDate{2005, 10, 3}, "03/10/2005", "03/10/2005", "2005-10-03", "051003", true},
		{CivilDate{1990, 2, 0}, "--/02/1990", "--/02/1990", "1990-02", "9002<<", false},
		{CivilDate{1990, 0, 0}, "--/--/1990", "--/--/1990", "1990", "90<<<<", false},
		{CivilDate{}, "", "", "", "<<<<<<", false},
	} {
		if c.d.String() != c.text || c.d.Paper() != c.paper || c.d.ISO() != c.iso || c.d.MRZ() != c.mrz || c.d.Full() != c.full {
			t.Errorf("%v: %q %q %q %q %v", c.d, c.d.String(), c.d.Paper(), c.d.ISO(), c.d.MRZ(), c.d.Full())
		}
	}
}

func TestDateISO(t *testing.T) {
	type record struct{ A, B CivilDate }
	data, err := json.Marshal(record{A: CivilDate{1990, 2, 0}})
	if err != nil || string(data) != `{"A":"1990-02","B":""}` {
		t.Fatalf("%s, %v", data, err)
	}
	for _, bad := range []string{"1990-2-1", "1990-02-00", "1990-00", "1990-13", "19900201", "1990-02-30", "01/02/1990", "199", "1990-02-1x", "1990x02", "abcd"} {
		var d CivilDate
		if err := d.UnmarshalText([]byte(bad)); !errors.Is(err, ErrDate) {
			t.Errorf("%q: %v, %v", bad, d, err)
		}
	}
}

func TestFromTimeIsVietnam(t *testing.T) {
	// 17:00 UTC is midnight of the next day in Vietnam, whatever the machine's zone.
	for _, c := range []struct {
		at   time.Time
		want CivilDate
	}{
		{time.Date(2025, 6, 30, 16, 59, 59, 0, time.UTC), CivilDate{2025, 6, 30}},
		{time.Date(2025, 6, 30, 17, 0, 0, 0, time.UTC), CivilDate{2025, 7, 1}},
		{time.Date(2025, 7, 1, 9, 0, 0, 0, time.FixedZone("", -8*3600)), CivilDate{2025, 7, 2}},
		{time.Time{}, CivilDate{}},
	} {
		if got := FromTime(c.at); got != c.want {
			t.Errorf("%v: %v, want %v", c.at, got, c.want)
		}
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		birth, on CivilDate
		want      int
	}{
		{CivilDate{2010, 6, 15}, CivilDate{2024, 6, 14}, 13},
		{CivilDate{2010, 6, 15}, CivilDate{2024, 6, 15}, 14},
		{CivilDate{2010, 6, 0}, CivilDate{2024, 6, 29}, 13},
		{CivilDate{2010, 6, 0}, CivilDate{2024, 6, 30}, 14},
		{CivilDate{2010, 0, 0}, CivilDate{2024, 12, 30}, 13},
		{CivilDate{2010, 0, 0}, CivilDate{2024, 12, 31}, 14},
		{CivilDate{2000, 2, 29}, CivilDate{2014, 2, 27}, 13},
		{CivilDate{2000, 2, 29}, CivilDate{2014, 2, 28}, 14},
		{CivilDate{2024, 1, 1}, CivilDate{2023, 1, 1}, 0},
		{CivilDate{}, CivilDate{2023, 1, 1}, 0},
	} {
		if got := c.birth.AgeAt(c.on); got != c.want {
			t.Errorf("%v at %v: %d, want %d", c.birth, c.on, got, c.want)
		}
	}
}

// The two-year rule: 23, 38, 58 (and 12 since 2024) are the ages from which a
// card is valid until the milestone after next.
func TestNextMilestone(t *testing.T) {
	old, since2024 := []int{25, 40, 60}, []int{60, 40, 25, 14}
	birth := CivilDate{1990, 7, 1}
	for _, c := range []struct {
		issuedAge int
		days      int
		ages      []int
		want      int // 0: does not expire
	}{
		{14, 0, old, 25}, {22, 0, old, 25}, {23, -1, old, 25}, {23, 0, old, 40}, {25, 0, old, 40},
		{38, -1, old, 40}, {38, 0, old, 60}, {40, 0, old, 60}, {58, -1, old, 60}, {58, 0, old, 0}, {70, 0, old, 0},
		{6, 0, since2024, 14}, {12, -1, since2024, 14}, {12, 0, since2024, 25}, {14, 0, since2024, 25}, {58, 0, since2024, 0},
	} {
		issued := birth.AddYears(c.issuedAge).AddDays(c.days)
		got, expires := NextMilestone(birth, issued, c.ages, 2)
		if expires != (c.want != 0) || expires && got != birth.AddYears(c.want) {
			t.Errorf("issued at %d%+d days: %v %v, want %d", c.issuedAge, c.days, got, expires, c.want)
		}
	}
	if _, ok := NextMilestone(CivilDate{Year: 1990}, CivilDate{2020, 1, 1}, old, 2); ok {
		t.Error("milestone of an incomplete birth date")
	}
}

func TestDateProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := genDate().Draw(t, "date")
		for _, text := range []string{d.String(), d.ISO(), compactDate(d)} {
			if got, err := ParseCivilDate(text); err != nil || got != d {
				t.Fatalf("%q: %v, %v", text, got, err)
			}
		}
		var back CivilDate
		if err := back.UnmarshalText([]byte(d.ISO())); err != nil || back != d {
			t.Fatalf("ISO %q: %v, %v", d.ISO(), back, err)
		}
		full := genFullDate().Draw(t, "full")
		n := rapid.IntRange(-20000, 20000).Draw(t, "days")
		if moved := full.AddDays(n); full.DaysUntil(moved) != n || n > 0 && !full.Before(moved) || n < 0 && !full.After(moved) {
			t.Fatalf("%v %+d days is %v", full, n, moved)
		}
		if FromTime(full.Time()) != full {
			t.Fatalf("%v through time is %v", full, FromTime(full.Time()))
		}
	})
}

func FuzzParseCivilDate(f *testing.F) {
	for _, s := range []string{"010290", "01021990", "1/2/1990", "--/02/1990", "1990-02-01", "xx/xx/1990", "1 1 1", "00000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseCivilDate(s)
		if err != nil {
			return
		}
		if !d.Valid() {
			t.Fatalf("%q: %v does not exist", s, d)
		}
		if again, err := ParseCivilDate(d.String()); err != nil || again != d {
			t.Fatalf("%q: %v printed and read is %v, %v", s, d, again, err)
		}
		if len(d.MRZ()) != 6 {
			t.Fatalf("MRZ form %q", d.MRZ())
		}
	})
}
