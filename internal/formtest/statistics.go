package formtest

import (
	"fmt"
	"io"

	"carddesk/app/report"
)

// statistic is a month's report of places.
func statistic() report.Statistics {
	return report.Statistics{
		Print: report.Print{Office: office, Printed: Printed}, Number: "15",
		Title: "Theo xã, phường", Period: "Tháng 11/2026",
		Notes: []string{"Thuộc kỳ báo cáo theo ngày tạo hồ sơ, giờ Việt Nam"},
		Columns: []report.StatColumn{
			{Title: "Xã, phường"},
			{Title: "Số hồ sơ", Number: true, Definition: "số hồ sơ thuộc kỳ báo cáo, mỗi hồ sơ đếm một lần"},
			{Title: "Đã trả thẻ", Number: true, Definition: "số hồ sơ thuộc kỳ báo cáo đã trả thẻ tính đến lúc lập báo cáo"},
			{Title: "Lệ phí (đồng)", Number: true, Definition: "tổng lệ phí ghi trên các hồ sơ thuộc kỳ báo cáo"},
			{Title: "Tỷ lệ (%)", Number: true, Definition: "phần của dòng trong cột số đầu tiên"},
		},
		Rows: [][]string{
			{"Mẫu Hai, Mẫu Một", "1.234", "1.102", "43.190.000", "61,7"},
			{"Đặc khu Mẫu Bốn Kéo Dài Nguyễn Thị Minh Khai, Mẫu Một", "766", "12", "26.810.000", "38,3"},
			{"(không ghi)", "0", "0", "0", "0,0"},
		},
		Total:  []string{"Cộng", "2.000", "1.114", "70.000.000", "100,0"},
		Author: clerk, Supervisor: supervisor,
	}
}

// statistics are the report of figures as it is, printed again on a training desk,
// over several pages without a number, and as wide as it gets.
func statistics() []Sample {
	again := statistic()
	again.Reprint, again.Training = 2, true
	tall := statistic()
	tall.Number, tall.Rows = "", nil
	for i := range 90 {
		tall.Rows = append(tall.Rows, []string{fmt.Sprintf("Thôn %d, xã Mẫu Hai", i+1), fmt.Sprint(i), "0", "0", "1,1"})
	}
	wide := statistic()
	for i := len(wide.Columns); i < 11; i++ {
		wide.Columns = append(wide.Columns, report.StatColumn{Title: "Có mục không thu nhận được", Number: true, Definition: fmt.Sprintf("cột số %d", i)})
		for j := range wide.Rows {
			wide.Rows[j] = append(wide.Rows[j], "123.456")
		}
		wide.Total = append(wide.Total, "370.368")
	}
	return []Sample{
		{"statistics", func(w io.Writer) error { return report.WriteStatistics(w, statistic()) },
			[]string{"BÁO CÁO SỐ LIỆU CÔNG TÁC CĂN CƯỚC", "Theo xã, phường", "Số: 15/BC", "43.190.000", "Cộng", "Cách tính", "mỗi hồ sơ đếm một lần", "Báo cáo có 3 dòng",
				"Thiếu tá Phạm Thị Ví Dụ", "Trang 1/1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"}, 1},
		{"statistics-again", func(w io.Writer) error { return report.WriteStatistics(w, again) }, []string{"IN LẠI LẦN 2", "BẢN TẬP HUẤN"}, 1},
		{"statistics-tall", func(w io.Writer) error { return report.WriteStatistics(w, tall) },
			[]string{"Thôn 90, xã Mẫu Hai", "Trang 4/4", "Số: ............/BC", "Báo cáo có 90 dòng"}, 4},
		{"statistics-wide", func(w io.Writer) error { return report.WriteStatistics(w, wide) }, []string{"370.368", "cột số 10"}, 0},
	}
}
