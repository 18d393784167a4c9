// Package shifts reads and writes the hours of a week as an administrator types
// them. It knows no window, so that it is fuzzed without one.
package shifts

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"carddesk/app/dossier"
)

// ErrHours is wrapped when hours cannot be understood; its text is for the
// administrator.
var ErrHours = errors.New("viết như: T2-T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30")

// weekdays are the days as they are written, Monday first as the week is worked.
var weekdays = []struct {
	name string
	day  time.Weekday
}{
	{"T2", time.Monday}, {"T3", time.Tuesday}, {"T4", time.Wednesday}, {"T5", time.Thursday}, {"T6", time.Friday},
	{"T7", time.Saturday}, {"CN", time.Sunday},
}

// maxShiftText bounds what is parsed, in bytes.
const maxShiftText = 400

var hours = regexp.MustCompile(`^([0-9]{1,2})(?:[:hH.]([0-9]{2}))?-([0-9]{1,2})(?:[:hH.]([0-9]{2}))?$`)

// Parse reads the hours of a week: groups parted by semicolons, each the
// days and then the spans of a day. Nothing at all is any time.
func Parse(text string) ([]dossier.Shift, error) {
	if len(text) > maxShiftText {
		return nil, ErrHours
	}
	var all []dossier.Shift
	for group := range strings.SplitSeq(text, ";") {
		words := strings.Fields(strings.ReplaceAll(strings.ToUpper(group), ",", " "))
		if len(words) == 0 {
			continue
		}
		days, rest := daysOf(words)
		if len(days) == 0 || len(rest) == 0 {
			return nil, ErrHours
		}
		for _, span := range rest {
			start, stop, ok := minutes(span)
			if !ok {
				return nil, ErrHours
			}
			for _, day := range days {
				all = append(all, dossier.Shift{Weekday: day, Start: start, Stop: stop})
			}
		}
	}
	duty := dossier.Duty{Shifts: all}
	if err := duty.Check(dossier.RoleClerk); err != nil {
		return nil, ErrHours
	}
	return all, nil
}

// daysOf takes the days at the beginning of a group: "T2", "T2-T6", "CN".
func daysOf(words []string) (days []time.Weekday, rest []string) {
	for i, word := range words {
		first, last, span := strings.Cut(word, "-")
		from, to := dayAt(first), dayAt(last)
		if !span {
			to = from
		}
		if from < 0 || to < from {
			return days, words[i:]
		}
		for _, d := range weekdays[from : to+1] {
			if !slices.Contains(days, d.day) {
				days = append(days, d.day)
			}
		}
	}
	return days, nil
}

func dayAt(name string) int {
	for i, d := range weekdays {
		if d.name == name {
			return i
		}
	}
	return -1
}

// minutes reads "07:30-11:30", "7h30-11h30" or "7-11".
func minutes(span string) (start, stop int, ok bool) {
	m := hours.FindStringSubmatch(span)
	if m == nil {
		return 0, 0, false
	}
	at := func(hour, minute string) int {
		h, _ := strconv.Atoi(hour)
		n, _ := strconv.Atoi(minute)
		if n > 59 {
			return -1
		}
		return h*60 + n
	}
	start, stop = at(m[1], m[2]), at(m[3], m[4])
	return start, stop, start >= 0 && stop > start && stop <= 24*60
}

// Text writes hours as Parse reads them; days with the same hours
// stand together.
func Text(shifts []dossier.Shift) string {
	spans := make([]string, len(weekdays))
	for i, d := range weekdays {
		var day []dossier.Shift
		for _, s := range shifts {
			if s.Weekday == d.day && !slices.Contains(day, s) {
				day = append(day, s)
			}
		}
		slices.SortFunc(day, func(a, b dossier.Shift) int { return (a.Start-b.Start)*2000 + a.Stop - b.Stop })
		var texts []string
		for _, s := range day {
			texts = append(texts, fmt.Sprintf("%02d:%02d-%02d:%02d", s.Start/60, s.Start%60, s.Stop/60, s.Stop%60))
		}
		spans[i] = strings.Join(texts, ", ")
	}
	var groups []string
	for first := 0; first < len(spans); {
		last := first
		for last+1 < len(spans) && spans[last+1] == spans[first] {
			last++
		}
		if spans[first] != "" {
			days := weekdays[first].name
			if last > first {
				days += "-" + weekdays[last].name
			}
			groups = append(groups, days+" "+spans[first])
		}
		first = last + 1
	}
	return strings.Join(groups, "; ")
}
