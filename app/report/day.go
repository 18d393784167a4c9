package report

import (
	"io"
	"strconv"
	"time"
)

// definitions say what each figure of the day report counts, so that two readers
// count the same.
var definitions = []struct {
	name    string
	meaning string
	value   func(Figures) int
}{
	{"Hồ sơ thu nhận", "Hồ sơ tiếp nhận trong ngày", takenIn},
	{"Hồ sơ được duyệt", "Hồ sơ được chỉ huy duyệt trong ngày, kể cả hồ sơ tiếp nhận từ ngày trước",
		func(f Figures) int { return f.Approved }},
	{"Hồ sơ trả lại", "Hồ sơ bị trả lại trong ngày để bổ sung, sửa chữa; trả lại nhiều lần tính một",
		func(f Figures) int { return f.Returned }},
	{"Hồ sơ đã gửi", "Hồ sơ gửi lên hệ thống trung ương trong ngày",
		func(f Figures) int { return f.Sent }},
	{"Hồ sơ được chấp nhận", "Hồ sơ được hệ thống trung ương chấp nhận trong ngày",
		func(f Figures) int { return f.Accepted }},
	{"Hồ sơ bị từ chối", "Hồ sơ bị hệ thống trung ương từ chối trong ngày",
		func(f Figures) int { return f.Rejected }},
	{"Thẻ đã trả", "Thẻ giao cho công dân trong ngày",
		func(f Figures) int { return f.HandedOver }},
}

func takenIn(f Figures) int {
	total := 0
	for _, k := range f.TakenIn {
		total += k.Count
	}
	return total
}

// WriteDayReport writes r as PDF.
func WriteDayReport(w io.Writer, r DayReport) error {
	const title = "BÁO CÁO KẾT QUẢ CÔNG TÁC CĂN CƯỚC TRONG NGÀY"
	s, err := newPaper(r.Print, title, title+" "+r.Day.In(vietnam).Format("02/01/2006"))
	if err != nil {
		return err
	}
	s.letterhead(r.Office, "")
	s.y = s.centredLines(title, bold, 15, leftMargin, textWidth, s.y+2)
	s.y = s.centredLines(weekday(r.Day)+", "+dateInWords(r.Day), bold, 13, leftMargin, textWidth, s.y)
	s.y = s.centredLines("Số liệu lúc "+hourInWords(r.Printed)+", "+dateInWords(r.Printed),
		italic, 11, leftMargin, textWidth, s.y) + 3
	s.heading("I. Số liệu toàn điểm thu nhận", 12)
	s.table(totals(r.Total))
	s.y += 3
	s.heading("II. Số liệu theo cán bộ", 12)
	s.table(byClerk(r))
	s.y += 1.5
	s.paragraph([]run{{"Mọi số liệu tính cho cán bộ đã tiếp nhận hồ sơ, theo ngày của từng việc.", italic}}, 10)
	s.y += 2
	s.signatures([]signatureSpec{
		{Title: "Người lập báo cáo", Hint: "(Ký, ghi rõ họ tên)", Officer: true},
		{Title: "Chỉ huy", Hint: "(Ký, ghi rõ cấp bậc, họ tên)", Officer: true, Dated: true},
	}, r.Print, content{officers: []Officer{r.Author, r.Supervisor}})
	return s.finish(w)
}

// totals is the table of all figures with their definitions.
func totals(f Figures) table {
	t := table{size: 11, head: []string{"STT", "Chỉ tiêu", "Số lượng", "Cách tính"},
		widths: []float64{12, 55, 22, textWidth - 89}, align: "CLRL"}
	for i, d := range definitions {
		t.rows = append(t.rows, []cell{{text: strconv.Itoa(i + 1)}, {d.name, bold},
			{strconv.Itoa(d.value(f)), bold}, {text: d.meaning}})
		if i == 0 {
			for _, k := range f.TakenIn {
				t.rows = append(t.rows, []cell{{}, {text: "– " + k.Kind}, {text: strconv.Itoa(k.Count)}, {text: "Trong đó, theo loại yêu cầu"}})
			}
		}
	}
	return t
}

// byClerk is the table of the figures of each clerk and their sum.
func byClerk(r DayReport) table {
	const (
		numberWide = 9.0
		nameWide   = 48.0
	)
	kinds := r.Total.TakenIn
	t := table{size: 9.5, align: "CL", head: []string{"STT", "Cán bộ"}, widths: []float64{numberWide, nameWide}}
	columns := len(kinds) + len(definitions)
	wide := (textWidth - numberWide - nameWide) / float64(columns)
	for _, k := range kinds {
		t.head = append(t.head, k.Kind)
	}
	t.head = append(t.head, "Cộng", "Được duyệt", "Trả lại", "Đã gửi", "Chấp nhận", "Từ chối", "Đã trả thẻ")
	for range columns {
		t.widths = append(t.widths, wide)
		t.align += "R"
	}
	t.groups = []headGroup{{First: 2, Count: len(kinds) + 1, Text: "Thu nhận"}}
	for i, c := range r.Clerks {
		t.rows = append(t.rows, figureRow(strconv.Itoa(i+1), officerName(c.Clerk), regular, c.Figures, kinds))
	}
	t.rows = append(t.rows, figureRow("", "Toàn điểm thu nhận", bold, r.Total, kinds))
	return t
}

// figureRow is one line of the table by clerk, kinds in the order of the total.
func figureRow(number, name, style string, f Figures, kinds []KindCount) []cell {
	row := []cell{{number, style}, {name, style}}
	for _, want := range kinds {
		n := 0
		for _, k := range f.TakenIn {
			if k.Kind == want.Kind {
				n = k.Count
			}
		}
		row = append(row, cell{strconv.Itoa(n), style})
	}
	for _, d := range definitions {
		row = append(row, cell{strconv.Itoa(d.value(f)), style})
	}
	return row
}

// Day returns the first instant of the day of t in Vietnam and that of the next
// day, the bounds of a [DayReport].
func Day(t time.Time) (from, to time.Time) {
	t = t.In(vietnam)
	from = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, vietnam)
	return from, from.AddDate(0, 0, 1)
}
