package words

import (
	"fmt"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/person"
)

func TestTicketGivenElsewhere(t *testing.T) {
	ticket := person.Ticket{Office: "HN02", Station: 3, Day: person.CivilDate{Year: 2026, Month: 11, Day: 25}, Number: 12}
	for _, test := range []struct {
		other bool
		says  []string
	}{
		{false, []string{"Số 12", "25/11/2026", "máy 03", "Ctrl+N"}},
		{true, []string{"Số 12", "HN02", "Ctrl+Q"}},
	} {
		line := Of(fmt.Errorf("opening: %w", &desk.ElsewhereError{Ticket: ticket, OtherOffice: test.other})).Line()
		for _, says := range test.says {
			if !strings.Contains(line, says) {
				t.Errorf("%q does not say %q", line, says)
			}
		}
	}
}
