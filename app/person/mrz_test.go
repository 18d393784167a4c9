package person

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTD1(t *testing.T) {
	for _, c := range []struct {
		in   TD1
		want [3]string
	}{
		{TD1{"079199000001", mustName(t, "Nguyễn Thị Vi Dư"), CivilDate{1999, 1, 15}, Female, CivilDate{2039, 1, 15}},
			[3]string{"IDVNM1990000014079199000001<<4", "9901155F3901153VNM<<<<<<<<<<<4", "NGUYEN<<THI<VI<DU<<<<<<<<<<<<<"}},
		{TD1{"001090000002", mustName(t, "Đỗ Đức Mậu"), CivilDate{1990, 7, 1}, Male, CivilDate{2030, 7, 1}},
			[3]string{"IDVNM0900000029001090000002<<0", "9007013M3007011VNM<<<<<<<<<<<0", "DO<<DUC<MAU<<<<<<<<<<<<<<<<<<<"}},
	} {
		if got := FormatTD1(c.in); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got[:], "\n"), strings.Join(c.want[:], "\n"))
		}
		m, err := ParseTD1(strings.Join(c.want[:], "\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		if m.Number != c.in.Number || m.DocumentNumber != c.in.Number.Last9() || m.Birth != c.in.Birth || m.Sex != c.in.Sex ||
			m.Expires != c.in.Expires || m.Issuer != "VNM" || m.Nationality != "VNM" || m.DocumentCode != "ID" || m.Truncated {
			t.Errorf("read %+v", m)
		}
		if name := strings.ReplaceAll(strings.TrimRight(c.want[2], "<"), "<", " "); m.Primary+"  "+m.Secondary != name {
			t.Errorf("name %q %q", m.Primary, m.Secondary)
		}
	}
}

func TestTD1Unknowns(t *testing.T) {
	lines := FormatTD1(TD1{Number: "001090000002", Name: mustName(t, "Mậu"), Birth: CivilDate{1990, 7, 0}})
	if got := lines[1][:15]; got != "9007<<2<9912315" {
		t.Errorf("line 2 begins %q", got)
	}
	m, err := ParseTD1(lines[0] + lines[1] + lines[2])
	if err != nil {
		t.Fatal(err)
	}
	if m.Birth != (CivilDate{1990, 7, 0}) || m.Sex != "" || !m.Expires.IsZero() || m.ExpiryText != NoExpiryMRZ || m.Primary != "MAU" || m.Secondary != "" {
		t.Errorf("read %+v", m)
	}
	for i, line := range FormatTD1(TD1{}) {
		if len(line) != 30 {
			t.Errorf("empty line %d has %d characters", i+1, len(line))
		}
	}
}

func TestCheckDigit(t *testing.T) {
	// Worked examples of ICAO Doc 9303-3 section 4.9 and 9303-5 appendix.
	for in, want := range map[string]string{"520727": "3", "AB2134<<<": "5", "D23145890": "7", "740812": "2", "120415": "9", "": "0"} {
		if got := checkDigit(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestMRZName(t *testing.T) {
	for in, want := range map[string]string{
		"Đỗ":                             "DO<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
		"K'Brêu":                         "KBREU<<<<<<<<<<<<<<<<<<<<<<<<<",
		"Y-Blô Niê":                      "Y<BLO<<NIE<<<<<<<<<<<<<<<<<<<<",
		"Ka Hơ Ñŭl":                      "KA<<HO<NUL<<<<<<<<<<<<<<<<<<<<",
		"Ä Ø ß Þ Œ":                      "AE<<OE<SS<TH<OE<<<<<<<<<<<<<<<",
		"Nguyễn Hoàng Thiên Kim Ngọc An": "NGUYEN<<HOANG<THIEN<KIM<NGOC<A", // 31 characters: cut within the last
		"Nguyễn Hoàng Thiên Kim Ngọc":    "NGUYEN<<HOANG<THIEN<KIM<NGOC<<",
		// The cut would fall on a filler: the longest component gives a letter.
		"Nguyễn Hoàng Thiên Kim Ngọcs An": "NGUYE<<HOANG<THIEN<KIM<NGOCS<A",
		// A family name that fills the line leaves room for an initial.
		"Abcdefghijklmnopqrstuvwxyzabcdefgh Thị Vi": "ABCDEFGHIJKLMNOPQRSTUVWXYZA<<T",
		"Abcdefghijklmnopqrstuvwxyzabcdefgh":        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD",
	} {
		got := MRZName(mustName(t, in), 30)
		if got != want {
			t.Errorf("%q:\n%s, want\n%s", in, got, want)
		}
	}
	if got := MRZName(Name{}, 30); got != strings.Repeat("<", 30) {
		t.Errorf("no name: %q", got)
	}
}

func TestMRZNameProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := genName().Draw(t, "name")
		line := MRZName(n, 30)
		if len(line) != 30 || strings.Trim(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ<") != "" || line[0] == '<' {
			t.Fatalf("line %q", line)
		}
		if strings.Contains(strings.TrimRight(line, "<"), "<<<") {
			t.Fatalf("line %q has an empty component", line)
		}
		words := n.Words()
		if len(words) > 1 && !strings.Contains(strings.TrimRight(line, "<"), "<<") {
			t.Fatalf("%q lost its other names: %q", n, line)
		}
		// The line is the same for any way of writing the same letters.
		if upper := MRZName(mustNameRapid(t, n.Upper()), 30); upper != line {
			t.Fatalf("upper case gives %q, as written %q", upper, line)
		}
	})
}

func mustNameRapid(t *rapid.T, s string) Name {
	n, err := ParseName(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTD1RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := TD1{Name: genName().Draw(t, "name"), Birth: genDate().Draw(t, "birth"), Sex: genSex().Draw(t, "sex"),
			Expires: CivilDate{Year: rapid.IntRange(2021, 2098).Draw(t, "expiry year"), Month: rapid.IntRange(1, 12).Draw(t, "month"), Day: 15}}
		d.Number = genNumber(t, d.Birth, d.Sex)
		lines := FormatTD1(d)
		m, err := ParseTD1(strings.Join(lines[:], "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if m.Number != d.Number || m.Birth != d.Birth || m.Sex != d.Sex || m.Expires != d.Expires {
			t.Fatalf("got %+v, want %+v", m, d)
		}
		// Any one misread character of the checked part is found.
		text := []byte(lines[0] + lines[1])
		at := rapid.SampledFrom(slices.Concat(span(5, 30), span(30, 37), span(38, 45))).Draw(t, "place")
		// A filler and a 0 have the same value: no check digit tells them apart.
		for old := mrzValue(text[at]); mrzValue(text[at]) == old; {
			text[at] = byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		}
		_, err = ParseTD1(string(text) + lines[2])
		if err == nil {
			t.Fatalf("misread character %d passed", at)
		}
	})
}

func span(from, to int) []int {
	var s []int
	for i := from; i < to; i++ {
		s = append(s, i)
	}
	return s
}

func TestParseTD1Refuses(t *testing.T) {
	good := "IDVNM0900000029001090000002<<09007013M3007011VNM<<<<<<<<<<<0DO<<DUC<MAU<<<<<<<<<<<<<<<<<<<"
	var wrong *CheckDigitError
	m, err := ParseTD1(strings.Replace(good, "9007013", "9007014", 1))
	if !errors.As(err, &wrong) || !errors.Is(err, ErrMRZ) || !slices.Equal(wrong.Fields, []string{"birth date", "whole zone"}) || m.Number != "001090000002" {
		t.Errorf("wrong check digit: %v, read %+v", err, m)
	}
	for what, bad := range map[string]string{
		"empty": "", "short": good[1:], "long": good + "<", "letters": strings.Replace(good, "MAU", "M\x00U", 1),
		"passport": "P" + good[1:], "foreign": strings.Replace(good, "IDVNM", "IDUTO", 1), "no number": strings.Replace(good, "001090000002", "<<<<<<<<<<<<", 1),
		"sex": strings.Replace(good, "3M3", "3Q3", 1), "huge": strings.Repeat("<", 1000),
	} {
		if _, err := ParseTD1(bad); !errors.Is(err, ErrMRZ) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzParseTD1(f *testing.F) {
	f.Add("IDVNM0900000029001090000002<<0\n9007013M3007011VNM<<<<<<<<<<<0\nDO<<DUC<MAU<<<<<<<<<<<<<<<<<<<")
	f.Add("IDVNM1990000014079199000001<<49901155F3901153VNM<<<<<<<<<<<4NGUYEN<<THI<VI<DU<<<<<<<<<<<<<")
	f.Add(strings.Repeat("<", 90))
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseTD1(s)
		if err != nil {
			return
		}
		if !m.Number.Valid() || !m.Birth.IsZero() && !m.Birth.Valid() || len(m.BirthText) != 6 || len(m.ExpiryText) != 6 {
			t.Fatalf("read %+v", m)
		}
	})
}
