package complaints

import (
	"cmp"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// columns are those of the list.
var columns = []kit.TableColumn{
	{Key: "due", Title: "Hẹn trả lời", Chars: 13, NoSort: true},
	{Key: "state", Title: "Tình trạng", Chars: 14, NoSort: true},
	{Key: "caller", Title: "Người phản ánh", Chars: 22, NoSort: true},
	{Key: "phone", Title: "Điện thoại", Chars: 13, NoSort: true},
	{Key: "about", Title: "Nội dung", Chars: 26, Stretch: true, NoSort: true},
	{Key: "dossier", Title: "Hồ sơ của", Chars: 20, NoSort: true},
	{Key: "day", Title: "Ngày nhận", Chars: 11, NoSort: true},
}

// cells are the row of a complaint.
func cells(c desk.ComplaintRow) []kit.Cell {
	due, state := kit.Cell{Text: c.Promised.String()}, kit.Cell{Text: "Chờ trả lời"}
	switch {
	case c.Overdue:
		due.Bold, state = true, kit.Cell{Text: "Quá hạn", Level: kit.LevelError, Bold: true}
	case !c.Open:
		due.Muted, state = true, kit.Cell{Text: "Đã trả lời", Level: kit.LevelOK}
	}
	caller := kit.Cell{Text: c.Caller, Bold: c.Open}
	if c.Gone {
		caller = kit.Cell{Text: "Nội dung đã hủy", Muted: true}
	}
	return []kit.Cell{due, state, caller, {Text: words.Phone(c.Phone)}, {Text: about(c)}, {Text: c.Row.Name}, {Text: c.Day.String()}}
}

// about says what a complaint is about in one line.
func about(c desk.ComplaintRow) string {
	subject, _ := dossier.FindCoded(dossier.ComplaintSubjects(), c.About)
	text := cmp.Or(subject.Vietnamese, c.About)
	if c.Text != "" {
		text += ": " + c.Text
	}
	return text
}

// detail are the facts of one complaint in full; officer names a user.
func detail(c desk.ComplaintRow, officer func(string) string) []kit.Fact {
	at := func(user string, stamp string) string { return officer(user) + ", " + stamp }
	facts := []kit.Fact{
		{Key: "Nội dung", Value: about(c)},
		{Key: "Người nhận", Value: at(c.By, c.At.In(person.Zone()).Format("15:04 02/01/2006"))},
	}
	if c.Row.ID != "" {
		text := c.Row.Name + " · " + words.Number(c.Row.Number) + " · " + words.State(c.Row.State)
		if c.Row.Receipt != "" {
			text += " · giấy hẹn " + c.Row.Receipt
		}
		facts = append(facts, kit.Fact{Key: "Hồ sơ", Value: text})
	}
	for _, answer := range c.Answers {
		how, _ := dossier.FindCoded(dossier.AnswerWays(), answer.How)
		text := at(answer.By, answer.At.In(person.Zone()).Format("15:04 02/01/2006")) + ", " + cmp.Or(how.Vietnamese, answer.How) + ": " + answer.Text
		fact := kit.Fact{Key: "Trả lời", Value: text, Level: kit.LevelOK}
		if answer.Again != "" {
			fact.Value, fact.Level = text+" – mở lại: "+answer.Again, kit.LevelWarning
		}
		facts = append(facts, fact)
	}
	return facts
}

// choices are a list of codes to choose from.
func choices(list []dossier.Coded) []kit.Choice {
	all := make([]kit.Choice, 0, len(list))
	for _, row := range list {
		all = append(all, kit.Choice{Code: row.Code, Text: row.Vietnamese})
	}
	return all
}
