package person

import (
	"errors"
	"fmt"
	"strings"
)

// ErrTicket is returned for text that is not the code of a queue ticket.
var ErrTicket = errors.New("not a queue ticket")

// ticketPrefix marks the content of a ticket's QR code (số thứ tự). Its characters
// are those of the QR code's compact alphanumeric mode.
const ticketPrefix = "STT:"

// MaxTicket is the highest number of a day.
const MaxTicket = 9999

// Ticket is the code of a number of the queue: the office and the station that
// gave it, its day and its number. It says nothing of who holds it.
type Ticket struct {
	Office  string // code; "" on tickets that were printed before it was said
	Station int
	Day     CivilDate
	Number  int
}

// QR is the content of the ticket's QR code, like "STT:HN01-01-20261125-0012".
func (t Ticket) QR() string {
	rest := fmt.Sprintf("%02d-%s-%04d", t.Station, strings.ReplaceAll(t.Day.ISO(), "-", ""), t.Number)
	if t.Office != "" {
		rest = strings.ToUpper(t.Office) + "-" + rest
	}
	return ticketPrefix + rest
}

// ParseTicket reads the code of a ticket as scanned or typed.
func ParseTicket(s string) (Ticket, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	rest, ok := strings.CutPrefix(s, ticketPrefix)
	parts := strings.Split(rest, "-")
	office := ""
	if len(parts) == 4 && validOffice(parts[0]) {
		office, parts = parts[0], parts[1:]
	}
	if !ok || len(parts) != 3 || len(parts[0]) != 2 || len(parts[1]) != 8 || len(parts[2]) != 4 || !digits(parts[0]+parts[1]+parts[2]) {
		return Ticket{}, ErrTicket
	}
	day, err := ParseISODate(parts[1][:4] + "-" + parts[1][4:6] + "-" + parts[1][6:])
	t := Ticket{Office: office, Station: atoi(parts[0]), Day: day, Number: atoi(parts[2])}
	if err != nil || !day.Full() || t.Station < 1 || t.Number < 1 {
		return Ticket{}, ErrTicket
	}
	return t, nil
}
