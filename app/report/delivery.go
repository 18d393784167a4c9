package report

import (
	"fmt"
	"io"
	"strconv"
	"time"
)

// CallRow is one holder of a card that waits.
type CallRow struct {
	Place, Name, Birth, Phone, Receipt string
	Days                               int    // since the card came
	Last                               string // what came of the last contact, in words
}

// CallList is the list of those who are to be told that their card is there; what
// comes of it is written by hand and noted afterwards.
type CallList struct {
	Print
	Day    time.Time // any instant of the day in Vietnam
	Rows   []CallRow
	Author Officer
}

// WriteCallList writes l as PDF.
func WriteCallList(w io.Writer, l CallList) error {
	list := List{
		Print: l.Print, Title: "DANH SÁCH GỌI CÔNG DÂN ĐẾN NHẬN THẺ", Subtitle: "Ngày " + l.Day.In(vietnam).Format("02/01/2006"),
		Columns: []Column{{Title: "Thôn, trường", Weight: 1.6}, {Title: "Họ và tên", Weight: 2.1}, {Title: "Ngày sinh", Weight: 1.55},
			{Title: "Điện thoại", Weight: 1.8}, {Title: "Số ngày chờ", Weight: 0.8, Number: true}, {Title: "Liên hệ gần nhất", Weight: 1.8}, {Title: "Kết quả", Weight: 1.4}},
		Signers: []Signer{{Title: "Người lập", Hint: "(Ký, ghi rõ họ tên)", Officer: l.Author}},
	}
	for _, r := range l.Rows {
		list.Rows = append(list.Rows, []string{r.Place, r.Name, r.Birth, r.Phone, strconv.Itoa(r.Days), r.Last, ""})
	}
	return WriteList(w, list)
}

// PostRow is one item that is given to the post.
type PostRow struct {
	Number, Name, Address, Phone string
}

// PostList is the list by which cards are given to the post.
type PostList struct {
	Print
	Number string // of the list
	Post   string // name of the post office
	Rows   []PostRow
	Giver  Officer
}

// WritePostList writes l as PDF; the post signs that it has the items.
func WritePostList(w io.Writer, l PostList) error {
	list := List{
		Print: l.Print, Title: "BẢNG KÊ GIAO BƯU GỬI", Subtitle: "Số " + l.Number,
		Intro: fmt.Sprintf("%s giao cho %s %d bưu gửi, mỗi bưu gửi có một thẻ căn cước:", l.Office.Name, l.Post, len(l.Rows)),
		Columns: []Column{{Title: "Số hiệu bưu gửi", Weight: 1.9}, {Title: "Người nhận", Weight: 2.3}, {Title: "Địa chỉ", Weight: 3.4},
			{Title: "Điện thoại", Weight: 1.5}, {Title: "Ghi chú", Weight: 1.1}},
		Signers: []Signer{{Title: "Người giao", Hint: "(Ký, ghi rõ họ tên)", Officer: l.Giver}, {Title: "Bưu điện nhận", Hint: "(Ký, ghi rõ họ tên, đóng dấu ngày)"}},
	}
	for _, r := range l.Rows {
		list.Rows = append(list.Rows, []string{r.Number, r.Name, r.Address, r.Phone, ""})
	}
	return WriteList(w, list)
}

// BackRow is what became of one card of a list.
type BackRow struct {
	Name, Birth, Card, Outcome string
}

// CardsBack is the record of what became of the cards that left by a list.
type CardsBack struct {
	Print
	Number string // of the list
	Taker  string // who took the cards, with the hamlet, school or post office
	Out    time.Time
	Rows   []BackRow
	Counts []string // "12 thẻ đã trả", in the order in which they shall be read
	Away   int      // cards that are not accounted for: the record is not final

	Officer, Supervisor Officer
}

// WriteCardsBack writes b as PDF.
func WriteCardsBack(w io.Writer, b CardsBack) error {
	intro := fmt.Sprintf("%s nhận thẻ theo danh sách số %s ngày %s. Kết quả:", b.Taker, b.Number, b.Out.In(vietnam).Format("02/01/2006"))
	for i, count := range b.Counts {
		if i > 0 {
			intro += ";"
		}
		intro += " " + count
	}
	intro += "."
	if b.Away > 0 {
		intro += fmt.Sprintf(" CHƯA ĐỐI CHIẾU XONG: %d thẻ chưa có kết quả.", b.Away)
	}
	list := List{
		Print: b.Print, Title: "BIÊN BẢN ĐỐI CHIẾU DANH SÁCH TRẢ THẺ", Subtitle: "Số " + b.Number, Intro: intro,
		Columns: []Column{{Title: "Họ và tên", Weight: 2.6}, {Title: "Ngày sinh", Weight: 1.3}, {Title: "Số sê-ri thẻ", Weight: 1.8}, {Title: "Kết quả", Weight: 4}},
		Signers: []Signer{{Title: "Người mang thẻ", Hint: "(Ký, ghi rõ họ tên)"}, {Title: "Người đối chiếu", Hint: "(Ký, ghi rõ họ tên)", Officer: b.Officer},
			{Title: "Chỉ huy", Hint: "(Ký, ghi rõ họ tên)", Officer: b.Supervisor}},
	}
	for _, r := range b.Rows {
		list.Rows = append(list.Rows, []string{r.Name, r.Birth, r.Card, r.Outcome})
	}
	return WriteList(w, list)
}
