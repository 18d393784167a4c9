package shifts

import (
	"testing"
	"time"

	"carddesk/app/dossier"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		" ; ":                               "",
		"T2-T6 07:30-11:30, 13:30-17:00":    "T2-T6 07:30-11:30, 13:30-17:00",
		"t7 7h30-11h30;t2 13-17":            "T2 13:00-17:00; T7 07:30-11:30",
		"CN 0:00-24:00":                     "CN 00:00-24:00",
		"T2 T4 T6 8-12":                     "T2 08:00-12:00; T4 08:00-12:00; T6 08:00-12:00",
		"T2-CN 13:30-17:00, 7:30-11:30":     "T2-CN 07:30-11:30, 13:30-17:00",
		"T2 8-12; T3 8-12; T4 8-12":         "T2-T4 08:00-12:00",
		"T2 8-12 8-12":                      "T2 08:00-12:00",
		"T2-T6 07:30-11:30; T7 07.30-11.30": "T2-T7 07:30-11:30",
	} {
		shifts, err := Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if have := Text(shifts); have != want {
			t.Errorf("%q: %q, want %q", text, have, want)
		}
		again, err := Parse(Text(shifts))
		if err != nil || Text(again) != want {
			t.Errorf("%q does not come back: %v", want, err)
		}
	}
	for _, text := range []string{"T2", "7:30-11:30", "T6-T2 8-12", "T8 8-12", "T2 12-8", "T2 8-25", "T2 8:60-12", "T2 8-12 T3", "ngày mai"} {
		if shifts, err := Parse(text); err == nil {
			t.Errorf("%q: %+v", text, shifts)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"T2-T6 07:30-11:30, 13:30-17:00", "CN 0-24", ";;;", "T2-T2-T2 1-2", "t7 7h30-11h30"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		shifts, err := Parse(text)
		if err != nil {
			return
		}
		for _, s := range shifts {
			if s.Stop <= s.Start || s.Weekday < time.Sunday || s.Weekday > time.Saturday {
				t.Errorf("%q gives %+v", text, s)
			}
		}
		if err := (dossier.Duty{Shifts: shifts}).Check(dossier.RoleClerk); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}
