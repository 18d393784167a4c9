package formtest

import (
	"fmt"
	"io"

	"carddesk/app/report"
)

// boxRecord is a box with a card missing, a bad one and one of another office.
func boxRecord() report.Record {
	return report.Record{
		Print: on(false), Title: "BIÊN BẢN MỞ HỘP THẺ CĂN CƯỚC", Subtitle: "Hộp BOX-MH01-261125",
		Intro: "Hộp được mở lúc 09 giờ 30 phút, ngày 25/11/2026, lô sản xuất LO-261120. Niêm phong số S12345678 theo danh sách của trung ương; " +
			"khi mở: Số khác với danh sách, số đọc được: S12345679. Các thẻ nhận được để ở ngăn A2.",
		Totals: []report.Total{{Name: "Thẻ theo danh sách", Count: 120}, {Name: "Nhận đủ, không lỗi", Count: 118},
			{Name: "Trong đó đã kiểm chip", Count: 40}, {Name: "Nhận, thẻ lỗi", Count: 1}, {Name: "Thiếu", Count: 1}, {Name: "Thừa", Count: 1}},
		Tables: []report.RecordTable{
			{Heading: "Thẻ thiếu, thẻ lỗi", None: "Không có.", Columns: []report.Column{{Title: "Số thẻ", Weight: 1.6}, {Title: "Họ và tên", Weight: 3}, {Title: "Chênh lệch", Weight: 3}},
				Rows: [][]string{{"TH0000000123", "NGUYỄN THỊ VI DƯ", "Thiếu"}, {"TH0000000124", LongName, "Lỗi: Chip không chứng minh được: bị sửa hoặc giả"}}},
			{Heading: "Thẻ thừa", None: "Không có.", Columns: []report.Column{{Title: "Số đọc được", Weight: 1.6}, {Title: "Họ và tên", Weight: 3}, {Title: "Theo sổ của điểm", Weight: 3}},
				Rows: [][]string{{"079199000009", "–", "không có ở điểm này: thẻ của điểm khác"}}},
		},
		Closing: "Thẻ thiếu vẫn ghi là đang chuyển về cho đến khi trung ương trả lời. Thẻ thừa được để riêng. Thẻ lỗi đã báo trung ương làm thẻ khác.",
		Signers: []report.Signer{{Title: "Người mở hộp", Hint: "(Ký, ghi rõ họ tên)", Officer: clerk},
			{Title: "Chỉ huy", Hint: "(Ký, ghi rõ cấp bậc, họ tên)", Officer: supervisor}},
	}
}

// stockRecord is a counting of the shelves, printed again on a training desk.
func stockRecord() report.Record {
	r := report.Record{
		Print: on(true), Title: "BIÊN BẢN KIỂM KÊ THẺ CĂN CƯỚC",
		Intro:  "Kiểm kê toàn bộ các ngăn, bắt đầu lúc 08 giờ 00 phút, ngày 25/11/2026, đếm xong lúc 09 giờ 12 phút, ngày 25/11/2026.",
		Totals: []report.Total{{Name: "Thẻ theo sổ lúc bắt đầu", Count: 412}, {Name: "Có, đúng ngăn", Count: 409}, {Name: "Thiếu", Count: 1}},
		Tables: []report.RecordTable{{Heading: "Chênh lệch", None: "Không có.",
			Columns: []report.Column{{Title: "Số thẻ", Weight: 1.5}, {Title: "Họ và tên", Weight: 2.6}, {Title: "Chênh lệch", Weight: 2.6}, {Title: "Giải quyết", Weight: 2.2}},
			Rows: [][]string{{"TH0000000123", "NGUYỄN THỊ VI DƯ", "Thiếu; theo sổ ở ngăn A2", "Báo mất"},
				{"TH0000000125", "H'HEN NIÊ KĐĂM", "Sai ngăn: ở ngăn B1, theo sổ ngăn A2", "Ghi ngăn mới"}, {"079199000009", "–", "Thừa ở ngăn A1: thẻ của điểm khác", "Để riêng, báo chỉ huy: gửi trả Công an xã Mẫu Ba"}}}},
		Signers: []report.Signer{{Title: "Người kiểm kê", Hint: "(Ký, ghi rõ họ tên)"}, {Title: "Người lập biên bản", Hint: "(Ký, ghi rõ họ tên)", Officer: clerk},
			{Title: "Chỉ huy", Hint: "(Ký, ghi rõ cấp bậc, họ tên)", Officer: supervisor}},
	}
	r.Reprint = 1
	return r
}

// oldCardRecord is a destruction of old cards, over several pages.
func oldCardRecord() report.Record {
	t := report.RecordTable{Heading: "Danh sách thẻ", Columns: []report.Column{
		{Title: "Số trên thẻ", Weight: 1.8}, {Title: "Họ và tên", Weight: 3}, {Title: "Ngày thu", Weight: 1.4}, {Title: "Thu tại", Weight: 1.6}}}
	for i := range 60 {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("0791990%05d", i+1), "NGUYỄN THỊ VI DƯ", "20/11/2026", "Tiếp nhận"})
	}
	return report.Record{
		Print: on(false), Title: "BIÊN BẢN TIÊU HỦY THẺ CŨ ĐÃ THU", Subtitle: "60 thẻ",
		Intro: "Hồi 09 giờ 30 phút, ngày 25/11/2026, các thẻ có tên dưới đây được tiêu hủy bằng cách: cắt vụn qua chip, " +
			"trước sự chứng kiến của Thượng uý Trần Thị Mẫu; Đại uý Lý Văn Thử Nghiệm.",
		Tables: []report.RecordTable{t}, Closing: "Các thẻ trên không còn sử dụng được. Biên bản lập thành hai bản.",
		Signers: []report.Signer{{Title: "Người chứng kiến", Hint: "(Ký)", Officer: clerk}, {Title: "Người chứng kiến", Hint: "(Ký)", Officer: otherClerk},
			{Title: "Chỉ huy, người tiêu hủy", Hint: "(Ký, ghi rõ cấp bậc, họ tên)", Officer: supervisor}},
	}
}

// records are the minutes of what was counted or done with cards.
func records() []Sample {
	none := boxRecord()
	none.Print = report.Print{Printed: Printed}
	none.Intro, none.Subtitle, none.Closing, none.Totals = "", "", "", nil
	for i := range none.Tables {
		none.Tables[i].Rows = nil
	}
	write := func(r report.Record) func(io.Writer) error {
		return func(w io.Writer) error { return report.WriteRecord(w, r) }
	}
	return []Sample{
		{"record-box", write(boxRecord()), []string{"BIÊN BẢN MỞ HỘP THẺ CĂN CƯỚC", "BOX-MH01-261125", "S12345679", "NGUYỄN THỊ VI DƯ", LongName, "079199000009",
			"Thẻ thừa được để riêng", "Thượng uý Trần Thị Mẫu", "Thiếu tá Phạm Thị Ví Dụ", "Trang 1/1"}, 1},
		{"record-stocktake", write(stockRecord()), []string{"BIÊN BẢN KIỂM KÊ THẺ CĂN CƯỚC", "IN LẠI LẦN 1", "BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ SỬ DỤNG", "H'HEN NIÊ KĐĂM", "Người kiểm kê"}, 1},
		{"record-old-cards", write(oldCardRecord()), []string{"BIÊN BẢN TIÊU HỦY THẺ CŨ ĐÃ THU", "079199000060", "cắt vụn qua chip", "Trang 3/3"}, 3},
		{"record-empty", write(none), []string{"Không có.", "Trang 1/1"}, 1},
	}
}
