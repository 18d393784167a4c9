// Package datetext reads and writes a date as clerks type it into a field. It
// knows no window, so that it is fuzzed without one.
package datetext

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"carddesk/app/person"
)

// Text writes dd/mm/yyyy, --/mm/yyyy or yyyy; empty for no date. A year alone is
// written alone, as it is typed.
func Text(d person.CivilDate) string {
	if d.Month == 0 && !d.IsZero() {
		return fmt.Sprintf("%04d", d.Year)
	}
	return d.String()
}

// Error is a sentence for the user.
type Error string

func (e Error) Error() string { return string(e) }

// The sentences a date field can say.
const (
	errDateForm  = Error("Ngày ghi như 01/02/1990, 010290, 1990 hoặc --/02/1990.")
	errDateMonth = Error("Tháng từ 1 đến 12.")
	errDateDay   = Error("Tháng này không có ngày đó.")
	errDateYear  = Error("Năm từ 1870 đến 2199.")
)

// Parse reads 010290, 01021990, 1/2/1990, 1-2-90, 1.2.1990, 1990,
// 02/1990 and --/02/1990. Years of two digits are taken as not after pivot:
// with pivot 2026, "26" is 2026 and "27" is 1927. Empty text is no date and no
// error; the error is a sentence in Vietnamese.
func Parse(text string, pivot int) (person.CivilDate, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return person.CivilDate{}, nil
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '.' || r == ' ' })
	if len(parts) == 1 && !strings.HasPrefix(text, "--") {
		parts = strings.Split(text, "-")
	}
	if len(parts) == 1 {
		parts = cutDigits(parts[0])
	}
	var day, month, year string
	switch len(parts) {
	case 1:
		year = parts[0]
	case 2:
		month, year = parts[0], parts[1]
	case 3:
		day, month, year = parts[0], parts[1], parts[2]
	default:
		return person.CivilDate{}, errDateForm
	}
	return dateFrom(day, month, year, pivot)
}

// cutDigits splits a run of digits into day, month and year.
func cutDigits(s string) []string {
	switch len(s) {
	case 6, 8:
		return []string{s[:2], s[2:4], s[4:]}
	case 4:
		return []string{s}
	}
	return nil
}

func dateFrom(day, month, year string, pivot int) (person.CivilDate, error) {
	var d person.CivilDate
	var ok bool
	if d.Year, ok = datePart(year, 4); !ok || (len(year) != 2 && len(year) != 4) {
		return person.CivilDate{}, errDateForm
	}
	if len(year) == 2 {
		d.Year += pivot / 100 * 100
		if d.Year > pivot {
			d.Year -= 100
		}
	}
	if d.Year < 1870 || d.Year > 2199 {
		return person.CivilDate{}, errDateYear
	}
	if unknown(month) {
		if !unknown(day) {
			return person.CivilDate{}, errDateForm
		}
		return d, nil
	}
	if d.Month, ok = datePart(month, 2); !ok {
		return person.CivilDate{}, errDateForm
	}
	if d.Month < 1 || d.Month > 12 {
		return person.CivilDate{}, errDateMonth
	}
	if unknown(day) {
		return d, nil
	}
	if d.Day, ok = datePart(day, 2); !ok {
		return person.CivilDate{}, errDateForm
	}
	if d.Day < 1 || d.Day > daysIn(d.Year, d.Month) {
		return person.CivilDate{}, errDateDay
	}
	return d, nil
}

// unknown tells a part that was left open: nothing, dashes or zeros.
func unknown(part string) bool { return strings.Trim(part, "-0") == "" }

func datePart(s string, most int) (int, bool) {
	if s == "" || len(s) > most || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
