package person

import (
	"testing"

	"pgregory.net/rapid"
)

func TestTicket(t *testing.T) {
	for text, want := range map[string]Ticket{
		"STT:01-20261125-0012":      {"", 1, CivilDate{2026, 11, 25}, 12},
		" stt:99-20240229-9999 ":    {"", 99, CivilDate{2024, 2, 29}, 9999},
		"STT:HN01-02-20261125-0012": {"HN01", 2, CivilDate{2026, 11, 25}, 12},
		"stt:hn01-02-20261125-0012": {"HN01", 2, CivilDate{2026, 11, 25}, 12},
		"STT:1N01-02-20261125-0012": {}, "STT:-02-20261125-0012": {}, "STT:HN01-HN01-02-20261125-0012": {},
		"STT:01-20261125-0000": {}, "STT:00-20261125-0012": {}, "STT:01-20261325-0012": {}, "STT:01-20230229-0001": {},
		"GH:01-20261125-0012": {}, "STT:1-20261125-0012": {}, "STT:01-20261125-00١2": {}, "": {}, "STT:": {},
	} {
		got, err := ParseTicket(text)
		if got != want || (err == nil) != (want != Ticket{}) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := Ticket{rapid.StringMatching("([A-Z][A-Z0-9]{1,7})?").Draw(t, "office"), rapid.IntRange(1, 99).Draw(t, "station"), CivilDate{2026, 11, 1}.AddDays(rapid.IntRange(0, 9999).Draw(t, "day")),
			rapid.IntRange(1, MaxTicket).Draw(t, "number")}
		if got, err := ParseTicket(want.QR()); err != nil || got != want {
			t.Fatalf("%q: %+v, %v", want.QR(), got, err)
		}
		if Recognise(want.QR()) != ScanTicket {
			t.Fatalf("%q is not recognised", want.QR())
		}
	})
}

func FuzzParseTicket(f *testing.F) {
	f.Add("STT:01-20261125-0012")
	f.Add("STT:HN01-01-20261125-0012")
	f.Fuzz(func(t *testing.T, text string) {
		ticket, err := ParseTicket(text)
		if err != nil {
			return
		}
		if again, err := ParseTicket(ticket.QR()); err != nil || again != ticket {
			t.Fatalf("%+v is written as %q", ticket, ticket.QR())
		}
	})
}
