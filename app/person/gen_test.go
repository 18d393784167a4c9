package person

import (
	"fmt"

	"pgregory.net/rapid"
)

// genName draws names of Vietnamese and highland spelling, composed and
// decomposed, with the odd spacing of typed text.
func genName() *rapid.Generator[Name] {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("aăâbcdđeêghiklmnoôơpqrstuưvxyàáạảãằắặẳẵầấậẩẫèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹŏŭčĕĭñAĂÂBCDĐEÊ")), 1, 12, -1)
	marked := rapid.Custom(func(t *rapid.T) string {
		w := word.Draw(t, "word")
		switch rapid.IntRange(0, 9).Draw(t, "mark") {
		case 0:
			return "K'" + w
		case 1:
			return "Y-" + w
		case 2:
			return w + "’" + word.Draw(t, "tail")
		}
		return w
	})
	return rapid.Custom(func(t *rapid.T) Name {
		text := ""
		for i, w := range rapid.SliceOfN(marked, 1, 6).Draw(t, "words") {
			if i > 0 {
				text += " "
			}
			text += w
		}
		n, err := ParseName(text)
		if err != nil {
			t.Fatalf("generated name refused: %v", err)
		}
		return n
	})
}

func genFullDate() *rapid.Generator[CivilDate] {
	return rapid.Custom(func(t *rapid.T) CivilDate {
		d := CivilDate{Year: rapid.IntRange(1900, 2099).Draw(t, "year"), Month: rapid.IntRange(1, 12).Draw(t, "month")}
		d.Day = rapid.IntRange(1, daysIn(d.Year, d.Month)).Draw(t, "day")
		return d
	})
}

// genDate also draws dates with unknown day, or day and month.
func genDate() *rapid.Generator[CivilDate] {
	return rapid.Custom(func(t *rapid.T) CivilDate {
		d := genFullDate().Draw(t, "date")
		switch rapid.IntRange(0, 3).Draw(t, "known") {
		case 0:
			d.Day = 0
		case 1:
			d.Day, d.Month = 0, 0
		}
		return d
	})
}

func genSex() *rapid.Generator[Sex] { return rapid.SampledFrom([]Sex{Male, Female}) }

// genNumber draws a number that fits the birth date and sex.
func genNumber(t *rapid.T, birth CivilDate, sex Sex) PersonalNumber {
	digit, ok := CenturySexDigit(birth.Year, sex)
	if !ok {
		t.Fatalf("no digit for year %d", birth.Year)
	}
	n, err := ParsePersonalNumber(fmt.Sprintf("%03d%d%02d%06d", rapid.IntRange(1, 399).Draw(t, "place"),
		digit, birth.Year%100, rapid.IntRange(0, 999999).Draw(t, "random")))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
