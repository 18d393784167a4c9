package desk

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// Why says why the holder of a card is called today.
type Why string

// Why somebody is called.
const (
	WhyNew     Why = "new"     // nobody has told them yet
	WhyBroken  Why = "broken"  // the day that they promised has passed
	WhyAgain   Why = "again"   // they were told, and long ago
	WhyMissed  Why = "missed"  // they were not reached the last time
	WhyNoPhone Why = "phone"   // there is no number, or a wrong one: somebody else must tell them
	WhyReturn  Why = "returns" // the card came back from an officer or the post
)

// CallAgain is after how many days somebody who was told is told again.
const CallAgain = 7

// Call is somebody to be called today.
type Call struct {
	Uncollected
	Why Why
}

// CallsToday are those whose cards wait at the office and who are to be told of it
// today: not who was told today already, has promised a day that has not passed, or
// wants the card by post. They come by place, as cards do.
func CallsToday(cards []Uncollected, today person.CivilDate) []Call {
	var calls []Call
	for _, u := range cards {
		if why, ok := whyCall(u, today); ok && u.Here() && !u.Stopped {
			calls = append(calls, Call{u, why})
		}
	}
	return calls
}

func whyCall(u Uncollected, today person.CivilDate) (Why, bool) {
	noPhone := strings.TrimSpace(u.Phone) == ""
	if u.Last == nil {
		if noPhone {
			return WhyNoPhone, true
		}
		return WhyNew, true
	}
	told := person.FromTime(u.Last.At)
	switch last := u.Last; {
	case !told.Before(today) || last.Result == dossier.ContactByPost:
		return "", false
	case last.Result == dossier.ContactPromised:
		promised, err := person.ParseISODate(last.Promised)
		return WhyBroken, err != nil || promised.Before(today)
	case u.Card.State == dossier.CardUndelivered && u.Card.Updated.After(last.At):
		return WhyReturn, true
	case last.Result == dossier.ContactWrong || noPhone && last.Result == dossier.ContactNoAnswer:
		return WhyNoPhone, true
	case last.Result == dossier.ContactNoAnswer:
		return WhyMissed, true
	}
	return WhyAgain, told.DaysUntil(today) >= CallAgain
}

// CallText is what can be sent to the holder of a card or read out: whose card is
// where, when it can be fetched, and what to bring.
func (d *Desk) CallText(u Uncollected) string {
	var b strings.Builder
	if d.Training {
		b.WriteString("[TẬP HUẤN] ")
	}
	who, guest := address(u, d.today())
	fmt.Fprintf(&b, "%s: thẻ căn cước của %s %s đã về. Mời %s đến nhận", d.Office.Name, who, strings.ToUpper(u.Name), guest)
	var hours []string
	for _, span := range d.values().HandoverHours {
		hours = append(hours, span.From+"–"+span.Until)
	}
	if len(hours) > 0 {
		b.WriteString(" vào ngày làm việc, " + strings.Join(hours, " và "))
	}
	if d.Office.Address != "" {
		b.WriteString(", tại " + d.Office.Address)
	}
	if u.Receipt != "" {
		b.WriteString(", mang theo giấy hẹn số " + u.Receipt)
	}
	b.WriteString(".")
	if d.Office.Phone != "" {
		b.WriteString(" Hỏi thêm: " + d.Office.Phone + ".")
	}
	return b.String()
}

// childUntil is the age, in completed years, until which the family is spoken to.
const childUntil = 16

// address is how the holder of a card is called, and who is asked to come.
func address(u Uncollected, today person.CivilDate) (who, guest string) {
	if birth, err := person.ParseCivilDate(u.Birth); err == nil && birth.Full() && birth.AgeAt(today) < childUntil {
		return "cháu", "gia đình"
	}
	switch person.Sex(u.Sex) {
	case person.Male:
		return "ông", "ông"
	case person.Female:
		return "bà", "bà"
	}
	return "ông/bà", "ông/bà"
}

// callColumns are the heads of the columns of [Desk.CallTSV].
var callColumns = []string{"Thôn, trường", "Họ và tên", "Ngày sinh", "Điện thoại", "Số giấy hẹn", "Thẻ về ngày", "Số ngày chờ", "Liên hệ gần nhất", "Lời nhắn"}

// CallTSV writes calls with cells parted by tabs, a head line first, for pasting
// into a sheet. What a sheet would take for a formula is quoted.
func (d *Desk) CallTSV(calls []Call) string {
	var b strings.Builder
	line := func(cells []string) {
		for i, cell := range cells {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(sheetText(cell))
		}
		b.WriteByte('\n')
	}
	line(callColumns)
	for _, c := range calls {
		line([]string{c.Place.Name, strings.ToUpper(c.Name), showDate(c.Birth), phoneText(c.Phone), c.Receipt,
			dayText(c.Arrived), strconv.Itoa(c.Days), ContactWords(c.Last), d.CallText(c.Uncollected)})
	}
	return b.String()
}

// sheetText is a cell that stays one cell and stays text.
func sheetText(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == '\u007f' {
			return ' '
		}
		return r
	}, text)
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}

func phoneText(phone string) string {
	if p, err := person.ParsePhone(phone); err == nil {
		return p.Grouped()
	}
	return phone
}

func dayText(day person.CivilDate) string {
	if day.IsZero() {
		return ""
	}
	return day.String()
}

// lowerFirst lets a word stand within a sentence.
func lowerFirst(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(first)) + text[size:]
}

// ContactWords says in one line what came of a contact.
func ContactWords(c *Contact) string {
	if c == nil {
		return ""
	}
	way, _ := dossier.FindCoded(dossier.ContactWays(), c.Way)
	result, _ := dossier.FindCoded(dossier.ContactResults(), c.Result)
	text := person.FromTime(c.At).String()[:5] + " " + lowerFirst(way.Vietnamese) + ": "
	if day, err := person.ParseISODate(c.Promised); err == nil && c.Promised != "" {
		text += "hẹn " + day.String()[:5]
	} else {
		text += lowerFirst(result.Vietnamese)
	}
	if c.Note != "" {
		text += " (" + c.Note + ")"
	}
	return text
}

// NoteCallsCopied notes that names and phone numbers were copied out of the program.
func (d *Desk) NoteCallsCopied(ctx context.Context, count int) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{ID: "copy-" + id, Actor: actor, Command: dossier.ExportFile,
		Payload: map[string]any{"what": "calls", "count": count}})
	if err != nil {
		return fmt.Errorf("noting that a list was copied: %w", err)
	}
	return nil
}

// CallsPaper makes the list of those to be called, by place.
func (d *Desk) CallsPaper(ctx context.Context, calls []Call) (ReportPaper, error) {
	list := report.CallList{Day: d.now(), Author: d.officer()}
	same := []string{d.today().String()}
	for _, c := range calls {
		same = append(same, c.Card.Serial)
		list.Rows = append(list.Rows, report.CallRow{Place: c.Place.Name, Name: strings.ToUpper(c.Name), Birth: showDate(c.Birth),
			Phone: phoneText(c.Phone), Receipt: c.Receipt, Days: c.Days, Last: ContactWords(c.Last)})
	}
	return d.listPaper(ctx, paperCalls, same, func(w io.Writer, print report.Print) error {
		list.Print = print
		return report.WriteCallList(w, list)
	})
}
