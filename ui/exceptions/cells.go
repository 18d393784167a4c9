package exceptions

import (
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// kindColumns are those of the kinds with their counts.
var kindColumns = []kit.TableColumn{
	{Key: "kind", Title: "Việc", Chars: 22, Stretch: true, NoSort: true},
	{Key: "new", Title: "Mới", Chars: 6, Right: true, NoSort: true},
	{Key: "all", Title: "Trong kỳ", Chars: 8, Right: true, NoSort: true},
}

// columns are those of the list of a kind.
var columns = []kit.TableColumn{
	{Key: "day", Title: "Ngày", Chars: 10, NoSort: true},
	{Key: "name", Title: "Hồ sơ của", Chars: 17, NoSort: true},
	{Key: "what", Title: "Nội dung", Chars: 20, Stretch: true, NoSort: true},
	{Key: "clerk", Title: "Cán bộ", Chars: 20, NoSort: true},
	{Key: "seen", Title: "Đã xem", Chars: 12, NoSort: true},
}

// kindName is a kind in words.
func kindName(kind dossier.ExceptionKind) string {
	name, _ := dossier.FindCoded(dossier.ExceptionKinds(), string(kind))
	return name.Vietnamese
}

// kindCells are the rows of the kinds.
func kindCells(counts []desk.ExceptionCount) [][]kit.Cell {
	rows := make([][]kit.Cell, len(counts))
	for i, c := range counts {
		fresh := kit.Cell{Text: kit.Thousands(c.New), Muted: c.New == 0}
		if c.New > 0 {
			fresh.Bold, fresh.Level = true, kit.LevelWarning
		}
		rows[i] = []kit.Cell{{Text: kindName(c.Kind)}, fresh, {Text: kit.Thousands(c.All), Muted: c.All == 0}}
	}
	return rows
}

// exceptionCells are the row of an exception; officer names a user.
func exceptionCells(one desk.Exception, officer func(string) string) []kit.Cell {
	name := kit.Cell{Text: one.Row.Name, Bold: one.New}
	switch {
	case one.Row.Destroyed:
		name = kit.Cell{Text: "Nội dung đã hủy", Muted: true}
	case one.Of == "":
		name = kit.Cell{Text: "–", Muted: true}
	}
	seen := kit.Cell{Text: "Chưa", Level: kit.LevelWarning}
	if !one.New {
		seen = kit.Cell{Text: seenWhen(one, "15:04 02/01"), Muted: true}
	}
	return []kit.Cell{{Text: words.Date(one.Day)}, name, {Text: one.What}, {Text: officer(one.Clerk)}, seen}
}

// seenWhen says when an exception was seen, of a complaint that it was answered.
func seenWhen(one desk.Exception, layout string) string {
	if one.Kind == dossier.ExceptionComplaint {
		return "Đã trả lời"
	}
	if one.Note.Seen == nil {
		return ""
	}
	return one.Note.Seen.At.In(person.Zone()).Format(layout)
}

// detail are the facts of one exception in full.
func detail(one desk.Exception, officer func(string) string) []kit.Fact {
	facts := []kit.Fact{{Key: "Nội dung", Value: one.What}}
	if one.Row.ID != "" {
		facts = append(facts, kit.Fact{Key: "Hồ sơ", Value: one.Row.Name + " · " + words.Number(one.Row.Number) + " · " + words.State(one.Row.State)})
	}
	if seen := one.Note.Seen; seen != nil {
		text := officer(seen.By) + ", " + seenWhen(one, "15:04 02/01/2006")
		if seen.Note != "" {
			text += ": " + seen.Note
		}
		facts = append(facts, kit.Fact{Key: "Đã xem", Value: text, Level: kit.LevelOK})
	}
	return facts
}
