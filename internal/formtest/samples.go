// Package formtest fills every form of app/report with invented people and
// compares the pages, rendered as a desk renders them, with committed pictures.
// It holds samples and tests only; the program does not import it.
//
// After a wanted change of a form: go test ./internal/formtest -update, then
// look at every picture in testdata/golden.
package formtest

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"carddesk/app/port"
	"carddesk/app/report"
)

// portrait is a drawing, no real person.
//
//go:embed testdata/portrait.jpg
var portrait []byte

// Printed is the printing time of all samples: 25 November 2026, 09:30 in Vietnam.
var Printed = time.Date(2026, 11, 25, 2, 30, 0, 0, time.UTC)

// office is no real office.
var office = report.Office{
	Authority: "Công an tỉnh Mẫu Một",
	Name:      "Công an xã Mẫu Hai",
	Place:     "Mẫu Hai",
	Address:   "Số 1, đường Mẫu, xã Mẫu Hai, tỉnh Mẫu Một",
	Phone:     "0200 000 0001",
}

var (
	clerk      = report.Officer{Rank: "Thượng uý", Name: "Trần Thị Mẫu"}
	otherClerk = report.Officer{Rank: "Đại uý", Name: "Lý Văn Thử Nghiệm"}
	supervisor = report.Officer{Rank: "Thiếu tá", Name: "Phạm Thị Ví Dụ"}
)

const receipt = "MH01-26-000123-83"

// LongName has 60 letters, LongAddress 200 characters.
const (
	LongName    = "CÔNG TẰNG TÔN NỮ THỊ NGUYỄN HOÀNG PHƯƠNG THẢO QUỲNH HƯƠNG ÁNH NGUYỆT KHUÊ"
	LongAddress = "Căn hộ số 1234AB, tầng 56, toà nhà Phượng Hoàng Đông, khu đô thị mới Nguyễn Thị Minh Khai nối dài, " +
		"tổ dân phố số 27, thôn Thượng Đường Trường, xã Mẫu Hai Kéo Dài, đặc khu Mẫu Bốn, tỉnh Mẫu Một Kéo Dài"
)

// Sample is one filled form.
type Sample struct {
	Name   string
	Write  func(io.Writer) error
	Values []string // must be found in the text of its pages
	Pages  int
}

// holder is nobody.
func holder() report.Holder {
	return report.Holder{
		report.FieldName:           "NGUYỄN THỊ VI DƯ",
		report.FieldOtherName:      "Không",
		report.FieldBirth:          "15/01/1999",
		report.FieldSex:            "Nữ",
		report.FieldNumber:         "079199000001",
		report.FieldOldNumbers:     "012345678",
		report.FieldEthnic:         "Kinh",
		report.FieldReligion:       "Không",
		report.FieldNationality:    "Việt Nam",
		report.FieldMarital:        "Đã kết hôn",
		report.FieldBlood:          "O",
		report.FieldBirthPlace:     "Xã Mẫu Ba, tỉnh Mẫu Một",
		report.FieldOrigin:         "Xã Mẫu Ba, tỉnh Mẫu Một",
		report.FieldPermanent:      "Số 12, ngõ 34, thôn Đông, xã Mẫu Hai, tỉnh Mẫu Một",
		report.FieldPresent:        "Số 12, ngõ 34, thôn Đông, xã Mẫu Hai, tỉnh Mẫu Một",
		report.FieldOccupation:     "Giáo viên",
		report.FieldEducation:      "Đại học",
		report.FieldFather:         "NGUYỄN VĂN MẪU, Việt Nam, 079068000002",
		report.FieldMother:         "ĐẶNG THỊ THƯỜNG, Việt Nam, 079170000003",
		report.FieldSpouse:         "LÊ HỮU ƯỚC, Việt Nam, 079097000004",
		report.FieldRepresentative: "Không",
		report.FieldHouseholder:    "LÊ HỮU ƯỚC, Việt Nam, 079097000004",
		report.FieldPhone:          "0912 000 001",
		report.FieldMark:           "Nốt ruồi C:3 cm trên sau mép trái",
		report.FieldKind:           "Cấp đổi thẻ căn cước",
		report.FieldReason:         "Đến tuổi phải đổi thẻ",
		report.FieldOldCard:        "Thẻ CCCD số 079199000001, đã thu",
		report.FieldFee:            "25.000 đồng",
		report.FieldDelivery:       "Tại điểm thu nhận",
		report.FieldPlace:          "Công an xã Mẫu Hai, số 1, đường Mẫu, xã Mẫu Hai, tỉnh Mẫu Một",
		report.FieldCardNumber:     "079199000001",
		report.FieldCardIssued:     "20/11/2026",
		report.FieldCardSerial:     "TH0000000123",
		report.FieldCardState:      "Rõ, đúng thông tin",
		report.FieldChip:           "Đọc được, dữ liệu toàn vẹn, khớp hồ sơ",
		report.FieldRecipient:      "NGUYỄN THỊ VI DƯ (người được cấp thẻ)",
		report.FieldAuthority:      "Không",
		report.FieldProcedure:      "Cấp đổi thẻ căn cước",
		report.FieldArticle:        "Luật Căn cước năm 2023",
		report.FieldRemedy:         "Đề nghị điều chỉnh ngày sinh tại nơi cư trú rồi nộp lại hồ sơ",
		report.FieldAddressee:      "Công an xã Mẫu Hai, tỉnh Mẫu Một",
		report.FieldDetail:         "Điều chỉnh nơi đăng ký khai sinh theo giấy khai sinh",
		report.FieldResult:         "Tại điểm thu nhận",
		report.FieldEmail:          "mau@example.org",

		report.FieldRepresentativeName:   "ĐẶNG THỊ THƯỜNG",
		report.FieldRepresentativeBirth:  "03/3/1970",
		report.FieldRepresentativeSex:    "Nữ",
		report.FieldRepresentativeNumber: "079170000003",
	}
}

// longHolder has the long address in every field but the name.
func longHolder() report.Holder {
	h := holder()
	for field := range h {
		h[field] = LongAddress
	}
	h[report.FieldName] = LongName
	return h
}

func on(training bool) report.Print {
	return report.Print{Office: office, Printed: Printed, Training: training}
}

// DataSlip is a filled data slip.
func DataSlip() report.DataSlip {
	return report.DataSlip{
		Print: on(false), ReceiptNumber: receipt, Holder: holder(), Portrait: portrait,
		Fingers: fingers(), Iris: "đã thu nhận hai mắt", Clerk: clerk,
	}
}

// fingers is ten fingers, one of which cannot be taken.
func fingers() []report.FingerLine {
	positions := append(port.SlapPositions(port.RightSlap), port.SlapPositions(port.LeftSlap)...)
	positions = append(positions, port.SlapPositions(port.Thumbs)...)
	var lines []report.FingerLine
	for i, p := range positions {
		lines = append(lines, report.FingerLine{Position: p, Quality: float64(60 + 4*i)})
	}
	lines[6] = report.FingerLine{Position: port.LeftRing, Exception: "cụt"}
	return lines
}

func dayReport() report.DayReport {
	kinds := func(first, exchange, reissue int) []report.KindCount {
		return []report.KindCount{{Kind: "Cấp lần đầu", Count: first}, {Kind: "Cấp đổi", Count: exchange}, {Kind: "Cấp lại", Count: reissue}}
	}
	return report.DayReport{
		Print: on(false), Day: Printed,
		Total: report.Figures{TakenIn: kinds(23, 41, 6), Approved: 66, Returned: 4, Sent: 61,
			Accepted: 55, Rejected: 2, HandedOver: 38},
		Clerks: []report.ClerkFigures{
			{Clerk: clerk, Figures: report.Figures{TakenIn: kinds(13, 20, 1), Approved: 33, Returned: 1, Sent: 30,
				Accepted: 29, HandedOver: 20}},
			{Clerk: otherClerk, Figures: report.Figures{TakenIn: kinds(10, 21, 5), Approved: 33, Returned: 3, Sent: 31,
				Accepted: 26, Rejected: 2, HandedOver: 18}},
		},
		Author: clerk, Supervisor: supervisor,
	}
}

// Samples are all forms, filled as usual, over-filled and empty.
func Samples() []Sample {
	all := append(slips(), letters()...)
	all = append(all, handings()...)
	all = append(all, lists()...)
	all = append(all, deliveries()...)
	all = append(all, dayReports()...)
	all = append(all, records()...)
	all = append(all, cashPapers()...)
	return append(all, statistics()...)
}

func slips() []Sample {
	training := DataSlip()
	training.Training = true
	training.ByThumb, training.ThumbReason, training.Witness = true, "không biết chữ", "Lê Văn Chứng"
	long := DataSlip()
	long.Holder, long.Clerk.Name = longHolder(), LongName
	long.Fingers[0].Quality, long.Fingers[0].Exception = 0, "băng bó, vết thương chưa lành, có giấy ra viện"
	empty := report.DataSlip{Print: report.Print{Printed: Printed}}
	usual := append(inSlip(holder()), receipt, "Trần Thị Mẫu", "Chất lượng 60", "Không thu nhận được: cụt", "CC01", "Trang 1/1")
	return []Sample{
		{"data-slip", func(w io.Writer) error { return report.WriteDataSlip(w, DataSlip()) }, usual, 1},
		{"data-slip-training", func(w io.Writer) error { return report.WriteDataSlip(w, training) },
			append(slices.Clone(usual), "BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ SỬ DỤNG", "không biết chữ", "Lê Văn Chứng"), 1},
		{"data-slip-long", func(w io.Writer) error { return report.WriteDataSlip(w, long) },
			[]string{LongName, LongAddress, "Trang 2/3"}, 3},
		{"data-slip-empty", func(w io.Writer) error { return report.WriteDataSlip(w, empty) },
			[]string{"Số định danh cá nhân", "ngày 25 tháng 11 năm 2026"}, 1},
		{"data-slip-signed", func(w io.Writer) error { return report.WriteDataSlip(w, signedSlip()) },
			append(slices.Clone(usual), "(Ký trên màn hình)"), 1},
	}
}

// inSlip lists the values that a data slip shows.
func inSlip(h report.Holder) []string {
	var values []string
	for _, f := range []report.Field{
		report.FieldName, report.FieldOtherName, report.FieldBirth, report.FieldSex, report.FieldNumber,
		report.FieldOldNumbers, report.FieldEthnic, report.FieldReligion, report.FieldNationality,
		report.FieldMarital, report.FieldBlood, report.FieldBirthPlace, report.FieldOrigin,
		report.FieldPermanent, report.FieldPresent, report.FieldOccupation, report.FieldEducation,
		report.FieldFather, report.FieldMother, report.FieldSpouse, report.FieldRepresentative,
		report.FieldHouseholder, report.FieldPhone, report.FieldMark, report.FieldKind, report.FieldReason,
		report.FieldOldCard, report.FieldFee, report.FieldDelivery,
	} {
		values = append(values, h[f])
	}
	return values
}

func lists() []Sample {
	list := report.List{
		Print: on(false), Title: "DANH SÁCH TRẢ THẺ CĂN CƯỚC LƯU ĐỘNG", Subtitle: "Thôn Đông, xã Mẫu Hai",
		Intro: "Cán bộ có tên dưới đây nhận số thẻ sau để trả cho công dân tại nhà văn hoá thôn Đông ngày 26 tháng 11 năm 2026:",
		Columns: []report.Column{{Title: "Họ, chữ đệm và tên", Weight: 3}, {Title: "Ngày sinh", Weight: 1.4},
			{Title: "Số thẻ", Weight: 1.8}, {Title: "Giá, ô", Weight: 1, Number: true}, {Title: "Ký nhận", Weight: 1.6}},
		Rows: [][]string{
			{"NGUYỄN THỊ VI DƯ", "15/01/1999", "079199000001", "A2-17", ""},
			{LongName, "1946", "079146000009", "B10-3", ""},
			{"H'HEN NIÊ KĐĂM", "02/9/2010", "066310000011", "A1-1", ""},
		},
		Signers: []report.Signer{
			{Title: "Người giao", Hint: "(Ký, ghi rõ họ tên)", Officer: otherClerk},
			{Title: "Người nhận", Hint: "(Ký, ghi rõ họ tên)"},
			{Title: "Chỉ huy", Hint: "(Ký, ghi rõ cấp bậc, họ tên)", Officer: supervisor},
		},
	}
	tall := list // one row that fills more than a page
	var lines strings.Builder
	for i := range 120 {
		fmt.Fprintf(&lines, "dòng %d của ghi chú ", i+1)
	}
	tall.Rows = [][]string{list.Rows[0], {"NGUYỄN THỊ VI DƯ", "1999", lines.String(), "A2-17", ""}, list.Rows[2]}
	none := list
	none.Rows, none.Intro, none.Subtitle = nil, "", ""
	return []Sample{
		{"list", func(w io.Writer) error { return report.WriteList(w, list) },
			[]string{"DANH SÁCH TRẢ THẺ CĂN CƯỚC LƯU ĐỘNG", "H'HEN NIÊ KĐĂM", LongName, "Danh sách có 3 dòng", "Thiếu tá Phạm Thị Ví Dụ"}, 1},
		{"list-tall", func(w io.Writer) error { return report.WriteList(w, tall) }, []string{"Trang 4/4", "dòng 120"}, 4},
		{"list-empty", func(w io.Writer) error { return report.WriteList(w, none) }, []string{"Danh sách có 0 dòng"}, 1},
	}
}

func dayReports() []Sample {
	many := dayReport()
	many.Training = true
	for i := range 30 {
		c := many.Clerks[i%2]
		c.Clerk.Name = []string{LongName, "Đỗ Mẫu", "H'Hen Niê Kđăm"}[i%3]
		many.Clerks = append(many.Clerks, c)
	}
	return []Sample{
		{"day-report", func(w io.Writer) error { return report.WriteDayReport(w, dayReport()) },
			[]string{"thứ Tư, ngày 25 tháng 11 năm 2026", "Lý Văn Thử Nghiệm", "70", "66", "38"}, 1},
		{"day-report-many", func(w io.Writer) error { return report.WriteDayReport(w, many) },
			[]string{"Trang 2/", "Toàn điểm thu nhận"}, 0},
		{"day-report-empty", func(w io.Writer) error {
			return report.WriteDayReport(w, report.DayReport{Print: report.Print{Printed: Printed}, Day: Printed})
		},
			[]string{"thứ Tư, ngày 25 tháng 11 năm 2026"}, 1},
	}
}
