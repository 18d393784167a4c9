package report

import (
	"fmt"
	"time"
)

// vietnam is Vietnam's time. It has been UTC+7 without daylight saving time
// since 1975, so no zone data is needed.
var vietnam = time.FixedZone("ICT", 7*60*60)

// dateInWords writes the date as official papers do: day with two digits, month
// with one digit from March to September and two otherwise, year with four, so
// that no digit can be added.
func dateInWords(t time.Time) string {
	t = t.In(vietnam)
	month := fmt.Sprintf("%02d", t.Month())
	if t.Month() >= time.March && t.Month() <= time.September {
		month = month[1:]
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", t.Day(), month, t.Year())
}

// hourInWords writes the time of day.
func hourInWords(t time.Time) string {
	t = t.In(vietnam)
	return fmt.Sprintf("%02d giờ %02d phút", t.Hour(), t.Minute())
}

// weekday names the day of the week.
func weekday(t time.Time) string {
	return [...]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}[t.In(vietnam).Weekday()]
}
