package formtest

import (
	"fmt"
	"io"
	"strings"

	"carddesk/app/report"
)

// deposit is the cash of two days with receipts of two books.
func deposit() report.DepositSlip {
	return report.DepositSlip{
		Print: on(false), Payer: clerk, At: Printed, From: Printed.AddDate(0, 0, -1), To: Printed,
		Treasury: "Kho bạc Nhà nước khu vực Mẫu", Account: "7111 0000001", Amount: 1_245_000,
		Rows: []report.DepositRow{
			{What: "Biên lai ký hiệu CC/26P", First: "0000001", Last: "0000048", Count: 46, Void: 2, Amount: 1_150_000},
			{What: "Biên lai ký hiệu CD/26P", First: "0000101", Last: "0000104", Count: 4, Amount: 100_000},
			{What: "Thu không ghi biên lai", Count: 1, Amount: 15_000},
			{What: "Hoàn trả lệ phí (1 lần)", Amount: -20_000},
		},
	}
}

// closing is a day on which one thing does not agree.
func closing() report.Closing {
	return report.Closing{
		Print: on(false), At: Printed, Giver: clerk, Taker: supervisor,
		Lines: []report.ClosingLine{
			{Title: "Hồ sơ đang nhập dở", Agrees: true, Found: "không có"},
			{Title: "Phiếu thu nhận chưa có bản ký", Found: "thiếu 1 phiếu: NGUYỄN THỊ VI DƯ"},
			{Title: "Tiền mặt", Agrees: true, Found: "1.125.000 đồng"},
			{Title: "Biên lai", Agrees: true, Found: "quyển CC/26P số kế tiếp 0000049"},
			{Title: "Thẻ trên giá", Agrees: true, Found: "đếm 128 thẻ, sổ ghi 128"},
			{Title: "Thẻ cũ thu trong ngày", Agrees: true, Found: "46 thẻ"},
			{Title: "Lỗi thiết bị trong ngày", Agrees: true, Found: "không có"},
		},
		Note: "Phiếu in lại lúc 16 giờ, công dân hẹn ký sáng mai",
		Cash: 1_150_000, CashCount: 46, Transfer: 50_000, TransferCount: 2, Exempt: 12, Refunds: 1, Refunded: 25_000,
		Box: 1_125_000, Counted: 1_125_000,
	}
}

// cashPapers are the papers that go with money: as usual, over-filled on a training
// desk, and empty.
func cashPapers() []Sample {
	longSlip := deposit()
	longSlip.Training, longSlip.Reprint, longSlip.Payer.Name, longSlip.Treasury = true, 1, LongName, LongAddress
	for i := range 40 {
		longSlip.Rows = append(longSlip.Rows, report.DepositRow{What: fmt.Sprintf("Biên lai ký hiệu Z%d/26P", i), First: "0000001", Last: "0000010", Count: 10, Amount: 250_000})
	}
	longSlip.Amount += 40 * 250_000
	long := closing()
	long.Training, long.Note, long.Giver.Name = true, LongAddress, LongName
	long.Lines[1].Found = strings.Repeat("thiếu 12 phiếu: "+LongName+"; ", 3)
	long.Reopened = []report.Reopening{{By: supervisor, At: Printed, Reason: "còn công dân chờ nộp lệ phí"}}
	shift := closing()
	shift.Taker = otherClerk
	none := report.Print{Printed: Printed}
	return []Sample{
		{"deposit-slip", func(w io.Writer) error { return report.WriteDeposit(w, deposit()) },
			[]string{"GIẤY NỘP TIỀN", "Thượng uý Trần Thị Mẫu", "từ ngày 24/11/2026 đến ngày 25/11/2026", "0000048", "1.150.000", "-20.000", "Tổng cộng", "1.245.000 đồng",
				"Một triệu hai trăm bốn mươi lăm nghìn đồng", "Kho bạc Nhà nước khu vực Mẫu"}, 1},
		{"deposit-slip-long", func(w io.Writer) error { return report.WriteDeposit(w, longSlip) },
			[]string{LongName, LongAddress, "Z39/26P", "BẢN TẬP HUẤN", "IN LẠI LẦN 1", "11.245.000 đồng"}, 0},
		{"deposit-slip-empty", func(w io.Writer) error { return report.WriteDeposit(w, report.DepositSlip{Print: none}) },
			[]string{"GIẤY NỘP TIỀN", "Không đồng", ".........."}, 1},
		{"shift-record", func(w io.Writer) error { return report.WriteShift(w, shift) },
			[]string{"BIÊN BẢN GIAO CA", "Đại uý Lý Văn Thử Nghiệm", "KHÔNG KHỚP", "công dân hẹn ký sáng mai", "1.125.000 đồng",
				"Một triệu một trăm hai mươi lăm nghìn đồng"}, 1},
		{"shift-record-empty", func(w io.Writer) error { return report.WriteShift(w, report.Closing{Print: none}) }, []string{"BIÊN BẢN GIAO CA"}, 1},
		{"day-record", func(w io.Writer) error { return report.WriteDayClose(w, closing()) },
			[]string{"BIÊN BẢN CHỐT NGÀY", "Thiếu tá Phạm Thị Ví Dụ", "thiếu 1 phiếu", "Hồi 09 giờ 30 phút, ngày 25 tháng 11 năm 2026", "12 hồ sơ",
				"25.000 đồng, 1 lần"}, 1},
		{"day-record-long", func(w io.Writer) error { return report.WriteDayClose(w, long) },
			[]string{LongName, LongAddress, "còn công dân chờ nộp lệ phí", "BẢN TẬP HUẤN"}, 0},
		{"day-record-empty", func(w io.Writer) error { return report.WriteDayClose(w, report.Closing{Print: none}) }, []string{"BIÊN BẢN CHỐT NGÀY"}, 1},
	}
}
