package kit

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DateText is a date as people give it: whole, or with the day or day and
// month unknown, as older records have it. Unknown parts are 0; the zero value
// is no date.
type DateText struct{ Year, Month, Day int }

// IsZero tells that there is no date.
func (d DateText) IsZero() bool { return d == DateText{} }

// Whole tells that day, month and year are known.
func (d DateText) Whole() bool { return d.Year > 0 && d.Month > 0 && d.Day > 0 }

// String writes dd/mm/yyyy, --/mm/yyyy or yyyy; empty for no date.
func (d DateText) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("--/%02d/%04d", d.Month, d.Year)
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
}

// dateError is a sentence for the user.
type dateError string

func (e dateError) Error() string { return string(e) }

// The sentences a date field can say.
const (
	errDateForm  = dateError("Ngày ghi như 01/02/1990, 010290, 1990 hoặc --/02/1990.")
	errDateMonth = dateError("Tháng từ 1 đến 12.")
	errDateDay   = dateError("Tháng này không có ngày đó.")
	errDateYear  = dateError("Năm từ 1870 đến 2199.")
)

// ParseDateText reads 010290, 01021990, 1/2/1990, 1-2-90, 1.2.1990, 1990,
// 02/1990 and --/02/1990. Years of two digits are taken as not after pivot:
// with pivot 2026, "26" is 2026 and "27" is 1927. Empty text is no date and no
// error; the error is a sentence in Vietnamese.
func ParseDateText(text string, pivot int) (DateText, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return DateText{}, nil
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
		return DateText{}, errDateForm
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

func dateFrom(day, month, year string, pivot int) (DateText, error) {
	var d DateText
	var ok bool
	if d.Year, ok = datePart(year, 4); !ok || (len(year) != 2 && len(year) != 4) {
		return DateText{}, errDateForm
	}
	if len(year) == 2 {
		d.Year += pivot / 100 * 100
		if d.Year > pivot {
			d.Year -= 100
		}
	}
	if d.Year < 1870 || d.Year > 2199 {
		return DateText{}, errDateYear
	}
	if unknown(month) {
		if !unknown(day) {
			return DateText{}, errDateForm
		}
		return d, nil
	}
	if d.Month, ok = datePart(month, 2); !ok {
		return DateText{}, errDateForm
	}
	if d.Month < 1 || d.Month > 12 {
		return DateText{}, errDateMonth
	}
	if unknown(day) {
		return d, nil
	}
	if d.Day, ok = datePart(day, 2); !ok {
		return DateText{}, errDateForm
	}
	if d.Day < 1 || d.Day > daysIn(d.Year, d.Month) {
		return DateText{}, errDateDay
	}
	return d, nil
}

// unknown tells a part that was left open: nothing, dashes or zeros.
func unknown(part string) bool { return strings.Trim(part, "-0") == "" }

func datePart(s string, most int) (int, bool) {
	if s == "" || len(s) > most || onlyDigits(s) != s {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
