package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"carddesk/app/person"
	"carddesk/app/report/sheet"
)

func sample() sheet.Table {
	return sheet.Table{
		Title: "Báo cáo tháng 11/2026", Period: "Từ 01/11/2026 đến 30/11/2026", Notes: []string{"Bản in lại lần 2"},
		Columns: []sheet.Column{
			{Name: "Ngày", Kind: sheet.Date},
			{Name: "Thôn", Kind: sheet.Text},
			{Name: "Tiếp nhận", Kind: sheet.Number, Definition: "số hồ sơ tạo trong ngày, giờ Việt Nam"},
			{Name: "Lệ phí", Kind: sheet.Money},
			{Name: "Tỷ lệ (%)", Kind: sheet.Decimal},
		},
		Rows: [][]sheet.Cell{
			{{Date: person.CivilDate{Year: 2026, Month: 11, Day: 1}}, {Text: "Thôn Đoài, Kẻ Gỗ"}, {Number: 1234}, {Number: 43_190_000}, {Number: 617}},
			{{Date: person.CivilDate{Year: 2026, Month: 11, Day: 30}}, {Text: "=1+1"}, {Number: 0}, {Empty: true}, {Empty: true}},
			{{Empty: true}, {Text: "007"}, {Number: -5}, {Number: 35_000}, {Number: -5}},
		},
		Total: []sheet.Cell{{Empty: true}, {Text: "Cộng"}, {Number: 1229}, {Number: 43_225_000}, {Number: 1000}},
	}
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := sheet.WriteCSV(&out, sample()); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffNgày,Thôn,Tiếp nhận,Lệ phí,Tỷ lệ (%)\r\n" +
		"2026-11-01,\"Thôn Đoài, Kẻ Gỗ\",1234,43190000,61.7\r\n2026-11-30,'=1+1,0,,\r\n,007,-5,35000,-0.5\r\n"
	if out.String() != want {
		t.Errorf("got\n%q want\n%q", out.String(), want)
	}
}

func workbook(t *testing.T, table sheet.Table) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := sheet.WriteXLSX(&out, table); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestXLSXKinds(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(workbook(t, sample())))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, c := range []struct {
		cell, raw, shown string
		text             bool
	}{
		// 1 November 2026 is day 46327 since 30 December 1899.
		{"A2", "46327", "01/11/2026", false},
		{"A3", "46356", "30/11/2026", false},
		{"A4", "", "", false},
		{"B3", "=1+1", "=1+1", true},
		{"B4", "007", "007", true},
		{"C2", "1234", "1,234", false},
		{"C4", "-5", "-5", false},
		{"D2", "43190000", "43,190,000", false},
		{"E2", "61.7", "61.7", false},
		{"E4", "-0.5", "-0.5", false},
	} {
		shown, err := book.GetCellValue("Dữ liệu", c.cell)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := book.GetCellValue("Dữ liệu", c.cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		kind, err := book.GetCellType("Dữ liệu", c.cell)
		if err != nil {
			t.Fatal(err)
		}
		text := kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString
		if raw != c.raw || shown != c.shown || text != c.text {
			t.Errorf("%s: raw %q shown %q text %v, want %+v", c.cell, raw, shown, text, c)
		}
		if formula, _ := book.GetCellFormula("Dữ liệu", c.cell); formula != "" {
			t.Errorf("%s holds the formula %q", c.cell, formula)
		}
	}
	report, err := book.GetRows("Báo cáo")
	if err != nil {
		t.Fatal(err)
	}
	flat := make([]string, len(report))
	for i, row := range report {
		flat[i] = strings.Join(row, "|")
	}
	for _, line := range []string{"Báo cáo tháng 11/2026", "Bản in lại lần 2", "|Cộng|1,229|43,225,000|100.0",
		"Tiếp nhận: số hồ sơ tạo trong ngày, giờ Việt Nam"} {
		if !slices.Contains(flat, line) {
			t.Errorf("no line %q in %q", line, flat)
		}
	}
}

func TestShape(t *testing.T) {
	short, nodate, total := sample(), sample(), sample()
	short.Rows[1] = short.Rows[1][:2]
	nodate.Rows[0][0] = sheet.Cell{Date: person.CivilDate{Year: 2026, Month: 2, Day: 30}}
	total.Total = total.Total[:1]
	for name, table := range map[string]sheet.Table{"short": short, "no day": nodate, "total": total} {
		if err := sheet.WriteCSV(io.Discard, table); !errors.Is(err, sheet.ErrShape) {
			t.Errorf("CSV, %s: %v", name, err)
		}
		if err := sheet.WriteXLSX(io.Discard, table); !errors.Is(err, sheet.ErrShape) {
			t.Errorf("XLSX, %s: %v", name, err)
		}
	}
}

// TestLibreOffice opens the workbook with another program and reads back what it
// understood. It runs where LibreOffice is installed, which `make ci-full` demands.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CARDDESK_OFFICE") == "required" {
			t.Fatal("LibreOffice is required here and not installed: ", err)
		}
		t.Skip("no LibreOffice here")
	}
	dir := t.TempDir()
	book := filepath.Join(dir, "report.xlsx")
	if err := os.WriteFile(book, workbook(t, sample()), 0o600); err != nil {
		t.Fatal(err)
	}
	// Filter options: comma, quote, UTF-8, first line 1, no column formats, any
	// language, no quoting of all text, numbers as numbers, values as shown, no
	// formulas, blanks stay, sheet 2.
	cmd := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile",
		"--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,2",
		"--outdir", dir, book)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("converting: %v\n%s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d files: %v, %v", len(found), found, err)
	}
	file, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"Ngày", "Thôn", "Tiếp nhận", "Lệ phí", "Tỷ lệ (%)"},
		{"01/11/2026", "Thôn Đoài, Kẻ Gỗ", "1,234", "43,190,000", "61.7"},
		{"30/11/2026", "=1+1", "0", "", ""}, {"", "007", "-5", "35,000", "-0.5"}}
	if !slices.EqualFunc(rows, want, slices.Equal[[]string]) {
		t.Errorf("got %q", rows)
	}
}

// BenchmarkXLSX writes a table of the month's report over many clerks and hamlets.
func BenchmarkXLSX(b *testing.B) {
	table := sample()
	table.Rows = nil
	for i := range 20_000 {
		table.Rows = append(table.Rows, []sheet.Cell{
			{Date: person.CivilDate{Year: 2026, Month: 11, Day: i%30 + 1}}, {Text: "Thôn " + strconv.Itoa(i%97)},
			{Number: int64(i)}, {Number: int64(i) * 35_000}, {Number: int64(i % 1000)}})
	}
	for b.Loop() {
		if err := sheet.WriteXLSX(io.Discard, table); err != nil {
			b.Fatal(err)
		}
	}
}
