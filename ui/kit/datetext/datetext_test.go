package datetext

import (
	"testing"

	"carddesk/app/person"
)

func date(year, month, day int) person.CivilDate {
	return person.CivilDate{Year: year, Month: month, Day: day}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text string
		want person.CivilDate
	}{
		{"", person.CivilDate{}}, {"  ", person.CivilDate{}},
		{"010290", date(1990, 2, 1)}, {"01021990", date(1990, 2, 1)},
		{"1/2/1990", date(1990, 2, 1)}, {"01/02/1990", date(1990, 2, 1)},
		{"1-2-1990", date(1990, 2, 1)}, {"1.2.1990", date(1990, 2, 1)}, {"1 2 1990", date(1990, 2, 1)},
		{"1/2/90", date(1990, 2, 1)}, {"1/2/26", date(2026, 2, 1)}, {"1/2/27", date(1927, 2, 1)},
		{"1990", date(1990, 0, 0)}, {"--/02/1990", date(1990, 2, 0)}, {"02/1990", date(1990, 2, 0)},
		{"--/--/1990", date(1990, 0, 0)}, {"00/02/1990", date(1990, 2, 0)}, {"00/00/1990", date(1990, 0, 0)},
		{"00021990", date(1990, 2, 0)}, {"29/02/2024", date(2024, 2, 29)}, {"31/12/2026", date(2026, 12, 31)},
	} {
		got, err := Parse(c.text, 2026)
		if err != nil || got != c.want {
			t.Errorf("%q: %v, %v, want %v", c.text, got, err, c.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"99/99/9999": errDateYear, "31/04/1990": errDateDay, "29/02/2023": errDateDay, "32/01/1990": errDateDay,
		"01/13/1990": errDateMonth, "1/2": errDateForm, "12": errDateForm, "123": errDateForm, "12345": errDateForm, "1234567": errDateForm,
		"1/2/199": errDateForm, "1/2/3/4": errDateForm, "abc": errDateForm, "01/--/1990": errDateForm, "1/2/0001": errDateYear,
		"123/1/1990": errDateForm, "1/123/1990": errDateForm, "/": errDateForm, "--": errDateForm, "１/２/１９９０": errDateForm,
	} {
		if got, err := Parse(text, 2026); err != want || !got.IsZero() {
			t.Errorf("%q: %v, %v, want no date and %q", text, got, err, want)
		}
	}
}

func TestDateSurvivesWriting(t *testing.T) {
	for _, d := range []person.CivilDate{{}, date(1990, 0, 0), date(1990, 2, 0), date(1990, 2, 1), date(2024, 2, 29), date(1901, 12, 31)} {
		got, err := Parse(Text(d), 2026)
		if err != nil || got != d {
			t.Errorf("%v written as %q is read as %v, %v", d, Text(d), got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"010290", "1/2/1990", "--/02/1990", "1990", "//", "99999999", "1-2-3-4", "\x00/\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text, 2026)
		if err != nil {
			if !d.IsZero() {
				t.Errorf("%q: a date %v with the error %v", text, d, err)
			}
			return
		}
		again, err := Parse(Text(d), 2026)
		if err != nil || again != d {
			t.Errorf("%q: %v is written %q and read as %v, %v", text, d, Text(d), again, err)
		}
	})
}
