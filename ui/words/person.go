package words

import (
	"strings"
	"time"

	"carddesk/app/person"
)

// Number writes a personal number in groups, and what is none as it is.
func Number(text string) string {
	if n, err := person.ParsePersonalNumber(text); err == nil {
		return n.Grouped()
	}
	return text
}

// OldNumber writes an old identity card number in groups, and what is none as it
// is; of several, each.
func OldNumber(texts ...string) string {
	grouped := make([]string, len(texts))
	for i, text := range texts {
		grouped[i] = text
		if n, err := person.ParseOldNumber(text); err == nil {
			grouped[i] = n.Grouped()
		}
	}
	return strings.Join(grouped, ", ")
}

// Date writes an ISO date, whole or partial, as people read it, and what is none
// as it is.
func Date(iso string) string {
	if d, err := person.ParseCivilDate(iso); err == nil {
		return d.String()
	}
	return iso
}

// Day writes the day of an instant, in Vietnam.
func Day(t time.Time) string { return person.FromTime(t).String() }

// Phone writes a phone number in groups, and what is none as it is.
func Phone(text string) string {
	if p, err := person.ParsePhone(text); err == nil {
		return p.Grouped()
	}
	return text
}
