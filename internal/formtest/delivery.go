package formtest

import (
	"io"

	"carddesk/app/report"
)

// deliveries are the papers of cards that leave the office and come back.
func deliveries() []Sample {
	calls := report.CallList{Print: on(false), Day: Printed, Author: clerk, Rows: []report.CallRow{
		{Place: "Thôn Đông", Name: "NGUYỄN THỊ VI DƯ", Birth: "15/01/1999", Phone: "0912 345 678", Receipt: receipt, Days: 12, Last: "20/11 gọi điện: không liên lạc được"},
		{Place: "Trường Tiểu học Mẫu Hai", Name: "H'HEN NIÊ KĐĂM", Birth: "02/9/2010", Days: 181},
	}}
	longCalls := calls
	longCalls.Print, longCalls.Rows = on(true), nil
	for range 4 {
		longCalls.Rows = append(longCalls.Rows, report.CallRow{Place: LongAddress, Name: LongName, Birth: "1946", Phone: "0912 345 678", Days: 1234, Last: "25/11 nhờ thôn, tổ dân phố báo: hẹn 27/11"})
	}
	post := report.PostList{Print: on(false), Number: "BD261125-1-01", Post: "Bưu điện huyện Mẫu", Giver: clerk, Rows: []report.PostRow{
		{Number: "RR473124829FI", Name: "NGUYỄN THỊ VI DƯ", Address: "Số 7, thôn Đông, xã Mẫu Hai, tỉnh Thử", Phone: "0912 345 678"},
		{Number: "EH12345678", Name: LongName, Address: LongAddress},
	}}
	back := report.CardsBack{Print: on(false), Number: "DS261125-1-01", Taker: "Trung uý Lê Thị Mẫu, nhà văn hoá thôn Đông,", Out: Printed,
		Officer: clerk, Supervisor: supervisor, Counts: []string{"1 thẻ đã trả", "1 thẻ không phát được"}, Rows: []report.BackRow{
			{Name: "NGUYỄN THỊ VI DƯ", Birth: "15/01/1999", Card: "T414337059", Outcome: "Đã trả ngày 25/11/2026"},
			{Name: LongName, Birth: "1946", Card: "T050351415", Outcome: "Không phát được: công dân vắng nhà (đi làm xa, cuối tháng mới về)"},
		}}
	open := back
	open.Print, open.Away = on(true), 1
	return []Sample{
		{"call-list", func(w io.Writer) error { return report.WriteCallList(w, calls) },
			[]string{"DANH SÁCH GỌI CÔNG DÂN ĐẾN NHẬN THẺ", "NGUYỄN THỊ VI DƯ", "0912 345 678", "Trường Tiểu học Mẫu Hai", "181", "Danh sách có 2 dòng"}, 1},
		{"call-list-long", func(w io.Writer) error { return report.WriteCallList(w, longCalls) }, []string{LongName, "Danh sách có 4 dòng"}, 0},
		{"post-list", func(w io.Writer) error { return report.WritePostList(w, post) },
			[]string{"BẢNG KÊ GIAO BƯU GỬI", "BD261125-1-01", "RR473124829FI", "EH12345678", LongAddress, "Bưu điện huyện Mẫu", "Bưu điện nhận"}, 1},
		{"cards-back", func(w io.Writer) error { return report.WriteCardsBack(w, back) },
			[]string{"BIÊN BẢN ĐỐI CHIẾU DANH SÁCH TRẢ THẺ", "DS261125-1-01", "1 thẻ đã trả; 1 thẻ không phát được.", "công dân vắng nhà", "Thiếu tá Phạm Thị Ví Dụ"}, 1},
		{"cards-back-open", func(w io.Writer) error { return report.WriteCardsBack(w, open) },
			[]string{"CHƯA ĐỐI CHIẾU XONG: 1 thẻ chưa có kết quả.", "BẢN TẬP HUẤN"}, 1},
	}
}
