package cash

import (
	"fmt"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/report/figures"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// officer names a user, by the id where the name is not known.
func officer(names map[string]report.Officer, id string) string {
	if o, ok := names[id]; ok {
		return words.Officer(o.Rank, o.Name)
	}
	return id
}

// shortOfficer is the name of a user without the rank, for narrow columns.
func shortOfficer(names map[string]report.Officer, id string) string {
	if o, ok := names[id]; ok && o.Name != "" {
		return o.Name
	}
	return id
}

// bookRows are the open books.
func bookRows(s desk.CashSheet) [][]kit.Cell {
	rows := make([][]kit.Cell, len(s.Books))
	for i, b := range s.Books {
		next, left := kit.Cell{Text: b.Number(b.Next), Bold: true}, fmt.Sprint(b.Last-b.Next+1)
		if b.Next > b.Last {
			next, left = kit.Cell{Text: "hết số", Muted: true}, "0"
		}
		gaps := kit.Cell{Text: "không", Muted: true}
		if n := len(b.Gaps); n > 0 {
			gaps = kit.Cell{Text: fmt.Sprint(n), Level: kit.LevelWarning}
		}
		rows[i] = []kit.Cell{{Text: b.Name()}, {Text: shortOfficer(s.Names, b.Holder)}, next, {Text: left}, gaps}
	}
	return rows
}

// stateWords are the states of a line, with how they weigh.
var stateWords = map[desk.LineState]kit.Cell{
	desk.LineIssued:   {Text: "Đã thu"},
	desk.LineVoid:     {Text: "Hủy", Muted: true},
	desk.LineRefunded: {Text: "Đã hoàn", Level: kit.LevelInfo},
	desk.LineGap:      {Text: "Bỏ cách, chưa ghi", Level: kit.LevelWarning},
	desk.LineBare:     {Text: "Chưa ghi biên lai", Level: kit.LevelWarning},
	desk.LineNotDue:   {Text: "Không thu", Muted: true},
}

// state is the state of a line; of what was not due it says why.
func state(l desk.CashLine) kit.Cell {
	cell := stateWords[l.State]
	if l.State == desk.LineNotDue && l.Exempt {
		cell.Text = "Miễn"
	}
	return cell
}

// lineRows are the receipts of the day. Where the office has no registered book a fee
// without a receipt is nothing to look at.
func lineRows(s desk.CashSheet) [][]kit.Cell {
	rows := make([][]kit.Cell, len(s.Lines))
	for i, l := range s.Lines {
		amount, at := "", ""
		if l.Amount != 0 {
			amount = figures.Thousands(l.Amount)
		}
		if !l.At.IsZero() {
			at = l.At.In(person.Zone()).Format("15:04")
		}
		cell := state(l)
		if l.State == desk.LineBare && len(s.Books) == 0 {
			cell = kit.Cell{Text: "Đã thu"}
		}
		method := map[string]string{"cash": "Tiền mặt", "transfer": "Chuyển khoản"}[l.Method]
		rows[i] = []kit.Cell{{Text: l.Series}, {Text: l.Number, Bold: true}, cell, {Text: l.Name}, {Text: method}, {Text: amount},
			{Text: at}, {Text: officer(s.Names, l.By)}, {Text: l.Reason, Muted: true}}
	}
	return rows
}

// sums are the sums of the day, of each officer and of all.
func sums(s desk.CashSheet) [][]kit.Cell {
	var rows [][]kit.Cell
	row := func(name string, c desk.CashSum, bold bool) {
		counted := func(amount int64, n int) kit.Cell {
			return kit.Cell{Text: fmt.Sprintf("%s (%d)", figures.Thousands(amount), n), Bold: bold, Muted: n == 0 && amount == 0}
		}
		rows = append(rows, []kit.Cell{{Text: name, Bold: bold}, counted(c.Cash, c.CashCount), counted(c.Transfer, c.TransferCount),
			{Text: fmt.Sprint(c.Exempt + c.NoFee), Bold: bold, Muted: c.Exempt+c.NoFee == 0}, counted(c.RefundCash+c.RefundOther, c.Refunds),
			{Text: figures.Thousands(c.InBox), Bold: true}})
	}
	for _, c := range s.Clerks {
		row(shortOfficer(s.Names, c.Clerk), c, false)
	}
	row("Cả máy trạm", s.Total, true)
	return rows
}
