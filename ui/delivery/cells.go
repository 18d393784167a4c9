package delivery

import (
	"fmt"
	"strconv"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// mark is the cell of what Space marked.
func mark(marked bool) kit.Cell {
	if marked {
		return kit.Cell{Text: "✓", Bold: true}
	}
	return kit.Cell{}
}

var cardColumns = []kit.TableColumn{
	{Key: "mark", Title: "", Chars: 3, NoSort: true},
	{Key: "place", Title: "Thôn, trường", Chars: 18},
	{Key: "name", Title: "Họ và tên", Chars: 20, Stretch: true},
	{Key: "birth", Title: "Ngày sinh", Chars: 11},
	{Key: "phone", Title: "Điện thoại", Chars: 13, NoSort: true},
	{Key: "days", Title: "Ngày chờ", Chars: 9, Right: true},
	{Key: "where", Title: "Thẻ ở", Chars: 22},
	{Key: "last", Title: "Liên hệ gần nhất", Chars: 24, Stretch: true},
}

func cardRows(cards []desk.Uncollected, marked map[string]bool) [][]kit.Cell {
	rows := make([][]kit.Cell, len(cards))
	for i, u := range cards {
		rows[i] = []kit.Cell{mark(marked[u.Card.Serial]), {Text: u.Place.Name}, {Text: nameOf(u), Bold: true}, {Text: words.Date(u.Birth)},
			{Text: words.Phone(u.Phone)}, days(u), where(u), {Text: desk.ContactWords(u.Last)}}
	}
	return rows
}

// nameOf says whose card it is; of a destroyed dossier nothing is left to say.
func nameOf(u desk.Uncollected) string {
	if u.Name == "" {
		return "(nội dung đã hủy)"
	}
	return u.Name
}

// days pads the number, so that the column sorts by it as text does.
func days(u desk.Uncollected) kit.Cell {
	if u.Arrived.IsZero() {
		return kit.Cell{Text: "–", Muted: true}
	}
	return kit.Cell{Text: fmt.Sprintf("%4d", u.Days)}
}

// where says where a card is: its shelf, or who has it.
func where(u desk.Uncollected) kit.Cell {
	if u.Stopped {
		return kit.Cell{Text: "Hồ sơ đã rút", Level: kit.LevelWarning}
	}
	switch u.Card.State {
	case dossier.CardArrived:
		if u.Card.Shelf != "" {
			return kit.Cell{Text: "Kho, ngăn " + u.Card.Shelf}
		}
		return kit.Cell{Text: "Kho"}
	case dossier.CardOut, dossier.CardInPost:
		return kit.Cell{Text: words.CardState(u.Card.State) + " " + u.Card.List, Muted: true}
	case dossier.CardUndelivered:
		return kit.Cell{Text: "Trả về, chưa nhập kho", Level: kit.LevelWarning}
	}
	return kit.Cell{Text: words.CardState(u.Card.State)}
}

var callColumns = []kit.TableColumn{
	{Key: "place", Title: "Thôn, trường", Chars: 18},
	{Key: "name", Title: "Họ và tên", Chars: 20, Stretch: true},
	{Key: "phone", Title: "Điện thoại", Chars: 13, NoSort: true},
	{Key: "why", Title: "Vì sao gọi", Chars: 25},
	{Key: "days", Title: "Ngày chờ", Chars: 9, Right: true},
	{Key: "receipt", Title: "Giấy hẹn", Chars: 18},
	{Key: "last", Title: "Liên hệ gần nhất", Chars: 20, Stretch: true},
}

// whyWords says why somebody is called.
var whyWords = map[desk.Why]string{
	desk.WhyNew: "Chưa báo lần nào", desk.WhyBroken: "Đã hẹn mà không đến", desk.WhyAgain: fmt.Sprintf("Đã báo quá %d ngày", desk.CallAgain),
	desk.WhyMissed: "Lần trước không liên lạc được", desk.WhyNoPhone: "Không có số đúng: nhờ thôn báo", desk.WhyReturn: "Thẻ phát không được, trả về",
}

func callRows(calls []desk.Call) [][]kit.Cell {
	rows := make([][]kit.Cell, len(calls))
	for i, c := range calls {
		why := kit.Cell{Text: whyWords[c.Why]}
		if c.Why == desk.WhyBroken || c.Why == desk.WhyNoPhone {
			why.Level = kit.LevelWarning
		}
		rows[i] = []kit.Cell{{Text: c.Place.Name}, {Text: nameOf(c.Uncollected), Bold: true}, {Text: words.Phone(c.Phone)}, why,
			days(c.Uncollected), {Text: c.Receipt}, {Text: desk.ContactWords(c.Last)}}
	}
	return rows
}

func ageColumns(bands []int) []kit.TableColumn {
	columns := []kit.TableColumn{{Key: "kind", Title: "", Chars: 7, NoSort: true}, {Key: "place", Title: "Thôn, trường", Chars: 20, Stretch: true}}
	for i, from := range bands {
		title := fmt.Sprintf("Từ %d ngày", from)
		if i+1 < len(bands) {
			title = fmt.Sprintf("%d–%d ngày", from, bands[i+1]-1)
		}
		columns = append(columns, kit.TableColumn{Key: fmt.Sprint("band", i), Title: title, Chars: 11, Right: true, NoSort: true})
	}
	return append(columns, kit.TableColumn{Key: "total", Title: "Cộng", Chars: 6, Right: true, NoSort: true},
		kit.TableColumn{Key: "here", Title: "Tại kho", Chars: 8, Right: true, NoSort: true},
		kit.TableColumn{Key: "told", Title: "Đã báo", Chars: 8, Right: true, NoSort: true},
		kit.TableColumn{Key: "oldest", Title: "Lâu nhất", Chars: 9, Right: true, NoSort: true})
}

// ageRows are the places, the sum of all last.
func ageRows(a desk.Ageing) [][]kit.Cell {
	var rows [][]kit.Cell
	line := func(kind, name string, age desk.Age, bold bool) {
		cells := []kit.Cell{{Text: kind, Muted: true}, {Text: name, Bold: bold}}
		for i, n := range age.Counts {
			cell := kit.Cell{Text: count(n), Bold: bold}
			if i == len(age.Counts)-1 && n > 0 {
				cell.Level = kit.LevelWarning
			}
			cells = append(cells, cell)
		}
		rows = append(rows, append(cells, kit.Cell{Text: strconv.Itoa(age.Total), Bold: true}, kit.Cell{Text: count(age.Here)},
			kit.Cell{Text: count(age.Told)}, kit.Cell{Text: fmt.Sprintf("%d ngày", age.Oldest)}))
	}
	for _, age := range a.Places {
		kind := ""
		switch {
		case age.Place.School:
			kind = "Trường"
		case age.Place.Code != "":
			kind = "Thôn"
		}
		line(kind, placeName(age.Place), age, false)
	}
	if len(a.Places) > 0 {
		line("", "Tất cả", a.Total, true)
	}
	return rows
}

func placeName(p desk.CardPlace) string {
	if p.Name == "" {
		return "(chưa rõ nơi ở)"
	}
	return p.Name
}

// count leaves zeroes out: what is there is seen.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

var listsColumns = []kit.TableColumn{
	{Key: "id", Title: "Số", Chars: 15},
	{Key: "day", Title: "Ngày", Chars: 11},
	{Key: "kind", Title: "Cách trả", Chars: 15},
	{Key: "taker", Title: "Ai nhận", Chars: 20, Stretch: true},
	{Key: "unit", Title: "Nơi trả", Chars: 18, Stretch: true},
	{Key: "out", Title: "Thẻ", Chars: 5, Right: true, NoSort: true},
	{Key: "done", Title: "Đã trả", Chars: 8, Right: true, NoSort: true},
	{Key: "away", Title: "Chưa đối chiếu", Chars: 15, Right: true, NoSort: true},
	{Key: "state", Title: "Tình trạng", Chars: 11},
}

func listsRows(lists []desk.CardListRow) [][]kit.Cell {
	rows := make([][]kit.Cell, len(lists))
	for i, l := range lists {
		away := kit.Cell{Text: count(l.Away())}
		state := kit.Cell{Text: "Đã đóng", Muted: true}
		if l.Open() {
			state = kit.Cell{Text: "Đang mở", Level: kit.LevelInfo}
			if l.Away() > 0 {
				away.Level = kit.LevelWarning
			}
		}
		rows[i] = []kit.Cell{{Text: l.ID, Bold: l.Open()}, {Text: words.Date(l.Day)}, {Text: kindWords(l.Kind)}, {Text: l.Taker}, {Text: l.Unit},
			{Text: strconv.Itoa(l.Out())}, {Text: count(l.Counts[dossier.ItemHandedOver])}, away, state}
	}
	return rows
}

func kindWords(kind string) string {
	found, _ := dossier.FindCoded(dossier.ListKinds(), kind)
	return found.Vietnamese
}

var itemColumns = []kit.TableColumn{
	{Key: "mark", Title: "", Chars: 3, NoSort: true},
	{Key: "name", Title: "Họ và tên", Chars: 20, Stretch: true},
	{Key: "birth", Title: "Ngày sinh", Chars: 11},
	{Key: "serial", Title: "Số sê-ri thẻ", Chars: 13},
	{Key: "phone", Title: "Điện thoại", Chars: 13, NoSort: true},
	{Key: "number", Title: "Số hiệu bưu gửi", Chars: 15},
	{Key: "state", Title: "Kết quả", Chars: 46, Stretch: true},
}

// itemRows are the cards of a list, those that did not go out by it last.
func itemRows(l desk.CardListView, marked map[string]bool) [][]kit.Cell {
	var rows [][]kit.Cell
	for _, item := range l.Items {
		state := kit.Cell{Text: item.Words(), Level: itemLevel(item)}
		if item.State == dossier.ItemUndelivered && item.Holder.Card.State == dossier.CardUndelivered {
			state.Text = "Chưa nhập kho · " + state.Text
		}
		rows = append(rows, []kit.Cell{mark(marked[item.Serial]), {Text: nameOf(item.Holder), Bold: item.Away()}, {Text: words.Date(item.Holder.Birth)},
			{Text: item.Serial}, {Text: words.Phone(item.Holder.Phone)}, {Text: item.Number}, state})
	}
	for _, u := range l.Inside {
		rows = append(rows, []kit.Cell{{}, {Text: nameOf(u), Muted: true}, {Text: words.Date(u.Birth), Muted: true}, {Text: u.Card.Serial, Muted: true},
			{}, {}, {Text: "Chưa giao: " + strings.ToLower(words.CardState(u.Card.State)), Muted: true}})
	}
	return rows
}

func itemLevel(item desk.ListItem) kit.Level {
	switch item.State {
	case dossier.ItemHandedOver:
		return kit.LevelOK
	case dossier.ItemUndelivered:
		return kit.LevelWarning
	case dossier.ItemLost:
		return kit.LevelError
	case dossier.ItemOut, dossier.ItemInPost:
		return kit.LevelInfo
	}
	return kit.LevelNone
}

// history says what was noted of a card, the newest first, as lines.
func history(before []desk.Contact, officers map[string]string) []string {
	var lines []string
	for i := len(before) - 1; i >= 0; i-- {
		c := before[i]
		by := officers[c.By]
		if by == "" {
			by = c.By
		}
		lines = append(lines, fmt.Sprintf("%s  %s – %s", c.At.In(person.Zone()).Format("02/01/2006 15:04"), desk.ContactWords(&c)[6:], by))
	}
	return lines
}
