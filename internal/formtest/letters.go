package formtest

import (
	"io"
	"time"

	"carddesk/app/report"
)

// dataSlips2014 are the slips of the law before.
func dataSlips2014() []Sample {
	slip := DataSlip()
	slip.Printed = in2023
	long := slip
	long.Holder, long.Clerk.Name = longHolder(), LongName
	empty := report.DataSlip{Print: report.Print{Printed: in2023}}
	return []Sample{
		{"data-slip-2014", func(w io.Writer) error { return report.WriteDataSlip(w, slip) },
			append(inSlip(holder()), receipt, "CC02", "66/2015/TT-BCA", "CĂN CƯỚC CÔNG DÂN"), 1},
		{"data-slip-2014-long", func(w io.Writer) error { return report.WriteDataSlip(w, long) }, []string{LongName, LongAddress, "CC02"}, 0},
		{"data-slip-2014-empty", func(w io.Writer) error { return report.WriteDataSlip(w, empty) }, []string{"CĂN CƯỚC CÔNG DÂN", "ngày 10 tháng 5 năm 2023"}, 1},
	}
}

// letter is a form with one person's values.
type letter struct {
	name   string
	day    time.Time
	write  func(io.Writer, report.Print, report.Holder) error
	values []string // of the usual sample
	blank  string   // must be found in the empty one
}

// Days on which the forms of the two laws were in force.
var (
	in2020 = time.Date(2020, 5, 12, 2, 30, 0, 0, time.UTC)
	in2023 = time.Date(2023, 5, 10, 2, 30, 0, 0, time.UTC)
)

func letterForms() []letter {
	due := Printed.AddDate(0, 0, 9)
	slip := func(w io.Writer, p report.Print, h report.Holder) error {
		return report.WriteAppointment(w, report.AppointmentSlip{Print: p, ReceiptNumber: receiptOf(h), Holder: h, Due: dueOf(h, due), Clerk: clerkOf(h)})
	}
	handover := func(w io.Writer, p report.Print, h report.Holder) error {
		return report.WriteHandover(w, report.HandoverRecord{Print: p, ReceiptNumber: receiptOf(h), Holder: h, Clerk: clerkOf(h)})
	}
	refusal := func(w io.Writer, p report.Print, h report.Holder) error {
		return report.WriteRefusal(w, report.RefusalNotice{Print: p, Holder: h, Supervisor: supervisor})
	}
	return []letter{
		{"appointment", Printed, slip, []string{"NGUYỄN THỊ VI DƯ", "09 giờ 30 phút",
			"thứ Sáu, ngày 04 tháng 12 năm 2026", "0200 000 0001", receipt, "CC02", "tỉnh Mẫu Một"}, "GIẤY HẸN TRẢ KẾT QUẢ"},
		{"appointment-2014", in2023, slip, []string{"NGUYỄN THỊ VI DƯ", "15/01/1999", "Nữ", "09 giờ 30 phút", "thứ Sáu, ngày 04 tháng 12 năm 2026",
			receipt, "CC03", "66/2015/TT-BCA", "Trả thẻ căn cước công dân", "Công an xã Mẫu Hai"}, "Trả thẻ căn cước công dân"},
		{"handover", Printed, handover, []string{"Hồi 09 giờ 30 phút, ngày 25 tháng 11 năm 2026, tại Công an xã Mẫu Hai", "TH0000000123",
			"Đọc được, dữ liệu toàn vẹn, khớp hồ sơ", "20/11/2026"}, "BIÊN BẢN TRẢ THẺ"},
		{"handover-2014", in2023, handover, []string{"Căn cước công dân", "TH0000000123"}, "BIÊN BẢN TRẢ THẺ"},
		{"old-card", Printed, func(w io.Writer, p report.Print, h report.Holder) error {
			return report.WriteOldCardReceipt(w, report.OldCardReceipt{Print: p, ReceiptNumber: receiptOf(h), Holder: h, Clerk: clerkOf(h)})
		}, []string{"GIẤY BIÊN NHẬN", "Thẻ CCCD số 079199000001, đã thu"}, "GIẤY BIÊN NHẬN"},
		{"number-confirmation", Printed, func(w io.Writer, p report.Print, h report.Holder) error {
			return report.WriteNumberConfirmation(w, report.NumberConfirmation{Print: p, ReceiptNumber: receiptOf(h), Holder: h, Supervisor: supervisor})
		}, []string{"CC04", "012345678", "079199000001"}, "GIẤY XÁC NHẬN"},
		{"refusal", Printed, refusal, []string{"CC03", "Đến tuổi phải đổi thẻ", "Luật Căn cước năm 2023", "Thiếu tá Phạm Thị Ví Dụ"}, "THÔNG BÁO"},
		{"refusal-2014", in2023, refusal, []string{"Đến tuổi phải đổi thẻ", "căn cước công dân"}, "THÔNG BÁO"},
		{"application", in2020, func(w io.Writer, p report.Print, h report.Holder) error {
			return report.WriteApplication(w, report.Application{Print: p, Holder: h})
		}, append(inApplication(holder()), "TỜ KHAI CĂN CƯỚC CÔNG DÂN", "Kết quả xác minh", "ngày 12 tháng 5 năm 2020"), "TỜ KHAI CĂN CƯỚC CÔNG DÂN"},
		{"request", Printed, func(w io.Writer, p report.Print, h report.Holder) error {
			var services []report.Service
			if len(h) > 0 {
				services = []report.Service{report.ServiceCard, report.ServiceAdjust}
			}
			return report.WriteRequest(w, report.RequestForm{Print: p, Holder: h, Services: services})
		}, []string{"DC02", "Kính gửi: Công an xã Mẫu Hai, tỉnh Mẫu Một", "NGUYỄN THỊ VI DƯ", "ĐẶNG THỊ THƯỜNG", "03/3/1970", "079170000003",
			"Điều chỉnh nơi đăng ký khai sinh theo giấy khai sinh", "Ý kiến của chủ thể thông tin",
			"Thu thập, cập nhật thông tin vào Cơ sở dữ liệu căn cước"}, "III. NỘI DUNG ĐỀ NGHỊ"},
		{"account", Printed, func(w io.Writer, p report.Print, h report.Holder) error {
			level := 0
			if len(h) > 0 {
				level = 2
			}
			return report.WriteAccount(w, report.AccountRequest{Print: p, ReceiptNumber: receiptOf(h), Holder: h, Level: level, Clerk: clerkOf(h)})
		}, []string{"TK01", "Quyết định số 5709/QĐ-BCA-C06", "mau@example.org", "0912 000 001", "Mức độ 02", receipt}, "Mức độ tài khoản đề nghị cấp"},
	}
}

// Nothing is known for the empty samples, not even a number, a date or a clerk.
func receiptOf(h report.Holder) string {
	if len(h) == 0 {
		return ""
	}
	return receipt
}

func dueOf(h report.Holder, due time.Time) time.Time {
	if len(h) == 0 {
		return time.Time{}
	}
	return due
}

func clerkOf(h report.Holder) report.Officer {
	switch {
	case len(h) == 0:
		return report.Officer{}
	case h[report.FieldName] == LongName:
		return report.Officer{Rank: "Thượng uý", Name: LongName}
	}
	return clerk
}

// letters are the letter forms as usual, over-filled on a training desk and empty.
func letters() []Sample {
	all := dataSlips2014()
	for _, l := range letterForms() {
		usual, long, empty := on(false), on(true), report.Print{Printed: l.day}
		usual.Printed, long.Printed = l.day, l.day
		all = append(all,
			Sample{l.name, func(w io.Writer) error { return l.write(w, usual, holder()) }, l.values, 1},
			Sample{l.name + "-long", func(w io.Writer) error { return l.write(w, long, longHolder()) },
				[]string{LongName, LongAddress, "BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ SỬ DỤNG"}, 0},
			Sample{l.name + "-empty", func(w io.Writer) error { return l.write(w, empty, nil) }, []string{l.blank, ".........."}, 1},
		)
	}
	return all
}

// inApplication lists the values that the declaration of the old law shows.
func inApplication(h report.Holder) []string {
	var values []string
	for _, f := range []report.Field{
		report.FieldName, report.FieldOtherName, report.FieldBirth, report.FieldSex, report.FieldOldNumbers, report.FieldEthnic,
		report.FieldReligion, report.FieldNationality, report.FieldMarital, report.FieldBlood, report.FieldBirthPlace,
		report.FieldOrigin, report.FieldPermanent, report.FieldPresent, report.FieldOccupation, report.FieldEducation,
		report.FieldFather, report.FieldMother, report.FieldSpouse, report.FieldRepresentative, report.FieldHouseholder,
		report.FieldKind, report.FieldDelivery, report.FieldPhone,
	} {
		values = append(values, h[f])
	}
	return values
}

// handings are the lists that go with dossiers and cards.
func handings() []Sample {
	row := func(name, birth, number, note string) report.Holder {
		return report.Holder{report.FieldReceipt: receipt, report.FieldName: name, report.FieldBirth: birth,
			report.FieldCardNumber: number, report.FieldKind: "Cấp đổi", report.FieldNote: note}
	}
	usual := report.Handing{Print: on(false), Place: "nhà văn hoá thôn Đông", Giver: otherClerk, Taker: clerk, Supervisor: supervisor,
		Rows: []report.Holder{row("NGUYỄN THỊ VI DƯ", "15/01/1999", "079199000001", ""), row("H'HEN NIÊ KĐĂM", "02/9/2010", "066310000011", "")}}
	long := usual
	long.Print, long.Place = on(true), LongAddress
	long.Rows = nil
	for range 4 {
		long.Rows = append(long.Rows, row(LongName, "15/01/1999", "079199000001", LongAddress))
	}
	empty := report.Handing{Print: report.Print{Printed: Printed}}
	old := usual
	old.Printed = in2023
	oldLong := long
	oldLong.Printed = in2023
	oldEmpty := report.Handing{Print: report.Print{Printed: in2023}}
	write := func(do func(io.Writer, report.Handing) error, l report.Handing) func(io.Writer) error {
		return func(w io.Writer) error { return do(w, l) }
	}
	people := []string{"NGUYỄN THỊ VI DƯ", "H'HEN NIÊ KĐĂM", receipt, "Đại uý Lý Văn Thử Nghiệm", "Thượng uý Trần Thị Mẫu"}
	return []Sample{
		{"handing-on", write(report.WriteHandingOn, usual), append(people, "2 hồ sơ", "Cấp đổi"), 1},
		{"handing-on-2014", write(report.WriteHandingOn, old), append(people, "CC12", "căn cước công dân"), 1},
		{"handing-on-2014-long", write(report.WriteHandingOn, oldLong), []string{LongName, LongAddress, "CC12"}, 0},
		{"handing-on-2014-empty", write(report.WriteHandingOn, oldEmpty), []string{"CC12"}, 1},
		{"handing-on-long", write(report.WriteHandingOn, long), []string{LongName, LongAddress, "4 hồ sơ"}, 0},
		{"handing-on-empty", write(report.WriteHandingOn, empty), []string{"0 hồ sơ"}, 1},
		{"handover-list", write(report.WriteHandoverList, usual), append(people, "nhà văn hoá thôn Đông", "066310000011", "Thiếu tá Phạm Thị Ví Dụ"), 1},
		{"handover-list-long", write(report.WriteHandoverList, long), []string{LongName, LongAddress, "4 thẻ"}, 0},
		{"handover-list-empty", write(report.WriteHandoverList, empty), []string{"0 thẻ"}, 1},
	}
}
