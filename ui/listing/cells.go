package listing

import (
	"cmp"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// columns are those of a list of dossiers or cards.
var columns = []kit.TableColumn{
	{Key: "day", Title: "Ngày", Chars: 11, NoSort: true},
	{Key: "name", Title: "Họ tên", Chars: 26, Stretch: true, NoSort: true},
	{Key: "number", Title: "Số định danh", Chars: 16, NoSort: true},
	{Key: "birth", Title: "Ngày sinh", Chars: 11, NoSort: true},
	{Key: "kind", Title: "Loại cấp", Chars: 12, NoSort: true},
	{Key: "state", Title: "Trạng thái", Chars: 20, NoSort: true},
	{Key: "receipt", Title: "Giấy hẹn, số thẻ", Chars: 22, NoSort: true},
}

// logColumns are those of a list of log entries.
var logColumns = []kit.TableColumn{
	{Key: "time", Title: "Lúc", Chars: 18, NoSort: true},
	{Key: "actor", Title: "Người làm", Chars: 22, NoSort: true},
	{Key: "type", Title: "Việc", Chars: 24, NoSort: true},
	{Key: "name", Title: "Hồ sơ của", Chars: 26, Stretch: true, NoSort: true},
	{Key: "seq", Title: "Dòng số", Chars: 9, Right: true, NoSort: true},
}

// cells are the row of a dossier or card.
func cells(l desk.Listed) []kit.Cell {
	kind := ""
	if l.Row.Kind != "" {
		kind = dossier.KindName(l.Row.Regime, l.Row.Kind)
	}
	return []kit.Cell{{Text: words.Date(l.Day)}, nameCell(l, true), {Text: words.Number(l.Row.Number)}, {Text: words.Date(l.Row.Birth)},
		{Text: kind}, {Text: words.State(l.Row.State)}, {Text: cmp.Or(l.Card, l.Row.Receipt)}}
}

// nameCell says whose dossier it is, as long as it is known.
func nameCell(l desk.Listed, bold bool) kit.Cell {
	if l.Row.Destroyed {
		return kit.Cell{Text: "Nội dung đã hủy", Muted: true}
	}
	return kit.Cell{Text: l.Row.Name, Bold: bold}
}

// logCells are the row of a log entry.
func logCells(l desk.Listed, names map[string]string) []kit.Cell {
	return []kit.Cell{{Text: l.Time.In(person.Zone()).Format("02/01/2006 15:04:05")}, {Text: cmp.Or(names[l.Actor], l.Actor)},
		{Text: figures.Word(store.ByType, string(l.Type), nil)}, nameCell(l, false), {Text: kit.Thousands(int(l.Entry))}}
}
