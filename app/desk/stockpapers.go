package desk

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// Codes of the papers of the stock of cards.
const (
	paperBox       = "mo-hop-the"
	paperStock     = "kiem-ke-the"
	paperReturns   = "gui-lai-the"
	paperHandedIn  = "nop-the-cu"
	paperDestroyed = "huy-the-cu"
	paperReady     = "the-cho-tra"
)

// StockWords say codes in the words of the papers. They come from the screens,
// where the same codes are shown.
type StockWords struct {
	Fault, Return, Seal, Surplus, Settlement func(code string) string
}

// record makes the paper of a record. stem names it among the papers of its code.
func (d *Desk) record(ctx context.Context, code, stem string, r report.Record) (ReportPaper, error) {
	return d.bookPaper(ctx, code, code+"/"+stem, func(print report.Print) ([]byte, error) {
		r.Print = print
		var pdf bytes.Buffer
		err := report.WriteRecord(&pdf, r)
		return pdf.Bytes(), err
	})
}

// signers are who sign: who did it, and the commander.
func (d *Desk) signers(title string) []report.Signer {
	return []report.Signer{
		{Title: title, Hint: "(Ký, ghi rõ họ tên)", Officer: d.officer()},
		{Title: "Chỉ huy", Hint: "(Ký, ghi rõ cấp bậc, họ tên)", Officer: d.supervisor()},
	}
}

// whose is the name of a card's holder, a dash when it is not known any more.
func (d *Desk) whose(id dossier.ID) string {
	if id != "" {
		if e, ok := d.Store.Person(id); ok && e.Name != "" {
			return strings.ToUpper(e.Name)
		}
	}
	return "–"
}

// minute says a time as minutes name it.
func minute(t time.Time) string {
	return t.In(person.Zone()).Format("15 giờ 04 phút, ngày 02/01/2006")
}

// BoxPaper makes the minutes of the opening of a box with the list of what is not
// as the shipment list says.
func (d *Desk) BoxPaper(ctx context.Context, id string, say StockWords) (ReportPaper, error) {
	records, err := d.boxRecords(ctx, store.BookFilter{ID: id})
	if err != nil {
		return ReportPaper{}, err
	}
	if len(records) == 0 {
		return ReportPaper{}, fmt.Errorf("box: %w", store.ErrNotFound)
	}
	b := records[0]
	seal := ""
	if b.Seal != "" {
		seal = " số " + b.Seal
	}
	found := say.Seal(b.SealIs)
	if b.SealRead != "" {
		found += ", số đọc được: " + b.SealRead
	}
	lot := ""
	if b.Lot != "" {
		lot = ", lô sản xuất " + b.Lot
	}
	r := report.Record{
		Title: "BIÊN BẢN MỞ HỘP THẺ CĂN CƯỚC", Subtitle: "Hộp " + b.Box,
		Intro: fmt.Sprintf("Hộp được mở lúc %s%s. Niêm phong%s theo danh sách của trung ương; khi mở: %s. Các thẻ nhận được để ở ngăn %s.",
			minute(b.Opened), lot, seal, found, b.Shelf),
		Totals: []report.Total{
			{Name: "Thẻ theo danh sách", Count: len(b.Lines)},
			{Name: "Nhận đủ, không lỗi", Count: b.Count(FoundCounted, FoundScanned, FoundChip)},
			{Name: "Trong đó đã kiểm chip", Count: b.Count(FoundChip)},
			{Name: "Nhận, thẻ lỗi", Count: b.Count(FoundFaulty)},
			{Name: "Thiếu", Count: len(b.Missing())},
			{Name: "Thừa", Count: len(b.Surplus)},
		},
		Closing: "Thẻ thiếu vẫn ghi là đang chuyển về cho đến khi trung ương trả lời. Thẻ thừa được để riêng. Thẻ lỗi đã báo trung ương làm thẻ khác.",
		Signers: d.signers("Người mở hộp"),
	}
	cards := report.RecordTable{Heading: "Thẻ thiếu, thẻ lỗi", None: "Không có.", Columns: []report.Column{
		{Title: "Số thẻ", Weight: 1.6}, {Title: "Họ và tên", Weight: 3}, {Title: "Chênh lệch", Weight: 3}}}
	for _, line := range b.Lines {
		switch line.Found {
		case "":
			cards.Rows = append(cards.Rows, []string{line.Serial, d.whose(line.Dossier), "Thiếu"})
		case FoundFaulty:
			cards.Rows = append(cards.Rows, []string{line.Serial, d.whose(line.Dossier), "Lỗi: " + say.Fault(line.Reason)})
		}
	}
	r.Tables = []report.RecordTable{cards, d.surplusTable(b.Surplus, say)}
	return d.record(ctx, paperBox, b.ID, r)
}

func (d *Desk) surplusTable(surplus []Surplus, say StockWords) report.RecordTable {
	t := report.RecordTable{Heading: "Thẻ thừa", None: "Không có.", Columns: []report.Column{
		{Title: "Số đọc được", Weight: 1.6}, {Title: "Họ và tên", Weight: 3}, {Title: "Theo sổ của điểm", Weight: 3}}}
	for _, s := range surplus {
		t.Rows = append(t.Rows, []string{s.Code, d.whose(s.Dossier), surplusWords(s, say)})
	}
	return t
}

func surplusWords(s Surplus, say StockWords) string {
	text := say.Surplus(s.Why)
	switch {
	case s.Why == SurplusOtherBox && s.Box != "":
		text += " " + s.Box
	case s.Why == SurplusOnShelf && s.Shelf != "":
		text += ", ngăn " + s.Shelf
	}
	return text
}

// StocktakePaper makes the minutes of a counting of the shelves.
func (d *Desk) StocktakePaper(ctx context.Context, id string, say StockWords) (ReportPaper, error) {
	take, err := d.Stocktake(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	result := take.Result()
	where := "toàn bộ các ngăn"
	if take.Shelf != "" {
		where = "ngăn " + take.Shelf
	}
	intro := fmt.Sprintf("Kiểm kê %s, bắt đầu lúc %s", where, minute(take.Begun))
	if !take.Ended.IsZero() {
		intro += ", đếm xong lúc " + minute(take.Ended)
	}
	r := report.Record{
		Title: "BIÊN BẢN KIỂM KÊ THẺ CĂN CƯỚC", Intro: intro + ".",
		Totals: []report.Total{
			{Name: "Thẻ theo sổ lúc bắt đầu", Count: len(take.Expected)},
			{Name: "Đã trả hoặc chuyển đi trong lúc kiểm kê", Count: len(take.Left)},
			{Name: "Có, đúng ngăn", Count: len(result.Right)},
			{Name: "Có, sai ngăn", Count: len(result.Wrong)},
			{Name: "Thiếu", Count: len(result.Missing)},
			{Name: "Thừa", Count: len(result.Surplus)},
		},
		Signers: append([]report.Signer{{Title: "Người kiểm kê", Hint: "(Ký, ghi rõ họ tên)"}}, d.signers("Người lập biên bản")...),
	}
	t := report.RecordTable{Heading: "Chênh lệch", None: "Không có.", Columns: []report.Column{
		{Title: "Số thẻ", Weight: 1.5}, {Title: "Họ và tên", Weight: 2.6}, {Title: "Chênh lệch", Weight: 2.6}, {Title: "Giải quyết", Weight: 2.2}}}
	for _, diff := range take.Differences() {
		settled := "Chưa"
		if diff.Settled != nil {
			settled = say.Settlement(diff.Settled.How)
			if diff.Settled.Note != "" {
				settled += ": " + diff.Settled.Note
			}
		}
		number := diff.Serial
		if number == "" {
			number = diff.Surplus.Code
		}
		t.Rows = append(t.Rows, []string{number, d.whose(diff.Dossier), DifferenceWords(diff, say), settled})
	}
	r.Tables = []report.RecordTable{t}
	return d.record(ctx, paperStock, fmt.Sprintf("%s.%d", take.ID, take.Revision), r)
}

// DifferenceWords says a difference in words.
func DifferenceWords(d StockDifference, say StockWords) string {
	switch d.Kind {
	case DiffersMissing:
		return "Thiếu; theo sổ ở ngăn " + d.Shelf
	case DiffersWrong:
		return "Sai ngăn: ở ngăn " + d.On + ", theo sổ ngăn " + d.Shelf
	}
	return "Thừa ở ngăn " + d.On + ": " + surplusWords(d.Surplus, say)
}

// ReturnPaper makes the list by which cards go back to the centre.
func (d *Desk) ReturnPaper(ctx context.Context, id string, say StockWords) (ReportPaper, error) {
	list, err := d.ReturnList(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	intro := fmt.Sprintf("Lý do: %s.", say.Return(list.Reason))
	if list.Office != "" {
		intro += " Nơi nhận: " + list.Office + "."
	}
	if list.Seal != "" {
		intro += " Niêm phong số " + list.Seal + "."
	}
	t := report.RecordTable{Heading: "Thẻ gửi lại", Columns: []report.Column{
		{Title: "Số thẻ", Weight: 1.6}, {Title: "Họ và tên", Weight: 3}, {Title: "Ghi chú", Weight: 3}}}
	for _, card := range list.Cards {
		note := ""
		if card.Fault != "" {
			note = say.Fault(card.Fault)
		}
		t.Rows = append(t.Rows, []string{card.Serial, d.whose(card.Dossier), note})
	}
	return d.record(ctx, paperReturns, list.ID, report.Record{
		Title: "DANH SÁCH THẺ CĂN CƯỚC GỬI LẠI TRUNG ƯƠNG", Subtitle: fmt.Sprintf("%d thẻ, ngày %s", len(list.Cards), showDay(list.At)),
		Intro: intro, Tables: []report.RecordTable{t},
		Signers: append(d.signers("Người gửi"), report.Signer{Title: "Người nhận", Hint: "(Ký, ghi rõ họ tên)"}),
	})
}

func showDay(t time.Time) string { return t.In(person.Zone()).Format("02/01/2006") }

// OldCardPaper makes the paper of a list by which old cards left the office: of a
// handing in, or of a destruction before witnesses.
func (d *Desk) OldCardPaper(ctx context.Context, id string) (ReportPaper, error) {
	lists, err := d.oldCardLists(ctx, store.BookFilter{ID: id})
	if err != nil {
		return ReportPaper{}, err
	}
	if len(lists) == 0 {
		return ReportPaper{}, fmt.Errorf("list of old cards: %w", store.ErrNotFound)
	}
	list := lists[0]
	t := report.RecordTable{Heading: "Danh sách thẻ", Columns: []report.Column{
		{Title: "Số trên thẻ", Weight: 1.8}, {Title: "Họ và tên", Weight: 3}, {Title: "Ngày thu", Weight: 1.4}, {Title: "Thu tại", Weight: 1.6}}}
	for _, card := range list.Cards {
		cards, err := d.oldCards(ctx, store.BookFilter{ID: string(card)})
		if err != nil {
			return ReportPaper{}, err
		}
		for _, c := range cards {
			name, number := strings.ToUpper(c.Name), c.Number
			if name == "" {
				name, number = "(nội dung hồ sơ đã hủy)", "–"
			}
			t.Rows = append(t.Rows, []string{number, name, showDate(c.Day), OldFromWords(c.From)})
		}
	}
	r := report.Record{Tables: []report.RecordTable{t}}
	if list.State == dossier.OldCardHandedIn {
		r.Title, r.Subtitle = "DANH SÁCH NỘP THẺ CŨ ĐÃ THU", fmt.Sprintf("%d thẻ, ngày %s", len(list.Cards), showDay(list.At))
		r.Intro = "Nộp cho: " + list.To + "."
		r.Signers = append(d.signers("Người nộp"), report.Signer{Title: "Người nhận", Hint: "(Ký, ghi rõ họ tên)"})
		return d.record(ctx, paperHandedIn, list.ID, r)
	}
	r.Title, r.Subtitle = "BIÊN BẢN TIÊU HỦY THẺ CŨ ĐÃ THU", fmt.Sprintf("%d thẻ", len(list.Cards))
	r.Intro = fmt.Sprintf("Hồi %s, các thẻ có tên dưới đây được tiêu hủy bằng cách: %s, trước sự chứng kiến của %s.",
		minute(list.At), list.Way, strings.Join(list.Witnesses, "; "))
	r.Closing = "Các thẻ trên không còn sử dụng được. Biên bản lập thành hai bản."
	for _, witness := range list.Witnesses[:min(leastWitnesses, len(list.Witnesses))] {
		r.Signers = append(r.Signers, report.Signer{Title: "Người chứng kiến", Hint: "(Ký)", Officer: report.Officer{Name: witness}})
	}
	r.Signers = append(r.Signers, report.Signer{Title: "Chỉ huy, người tiêu hủy", Hint: "(Ký, ghi rõ cấp bậc, họ tên)", Officer: d.supervisor()})
	return d.record(ctx, paperDestroyed, list.ID, r)
}

// OldFromWords says where an old card was collected.
func OldFromWords(from string) string {
	switch from {
	case OldFromIntake:
		return "Tiếp nhận"
	case OldFromHandover:
		return "Trả thẻ"
	}
	return "Trước khi có sổ"
}

// ReadyPaper makes the list of the cards that wait to be fetched, by shelf, with
// how long they have lain there.
func (d *Desk) ReadyPaper(ctx context.Context, cards []StockCard) (ReportPaper, error) {
	t := report.RecordTable{Heading: "Thẻ chờ trả", None: "Không có.", Columns: []report.Column{
		{Title: "Ngăn", Weight: 0.9}, {Title: "Họ và tên", Weight: 3}, {Title: "Số thẻ", Weight: 1.6}, {Title: "Điện thoại", Weight: 1.6}, {Title: "Số ngày", Weight: 0.9, Number: true}}}
	named := []string{showDay(d.now())}
	for _, card := range cards {
		named = append(named, card.Serial, card.Shelf)
		t.Rows = append(t.Rows, []string{card.Shelf, strings.ToUpper(card.Name), card.Serial, card.Phone, fmt.Sprint(d.DaysWaiting(card.Card))})
	}
	return d.record(ctx, paperReady, digestOf(named...), report.Record{
		Title: "DANH SÁCH THẺ CĂN CƯỚC CHỜ TRẢ", Subtitle: fmt.Sprintf("%d thẻ, ngày %s", len(cards), showDay(d.now())),
		Tables: []report.RecordTable{t}, Signers: d.signers("Người lập"),
	})
}

// DaysWaiting is how many days a card has been as it is.
func (d *Desk) DaysWaiting(card store.Card) int {
	return person.FromTime(card.Updated).DaysUntil(d.today())
}
