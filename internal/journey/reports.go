package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// supervisorReports lets a supervisor look at the day and at the month of a desk
// that has worked for two months, open the list behind a number, print the month's
// report, print it again, and write it into a spreadsheet, which is read again here.
func supervisorReports(s *scenario) {
	s.begin("canbo")
	s.citizen(s.exchange)
	s.learnReceipt()
	s.killDesk()
	s.pastMonths()
	s.reopen()
	s.login("chihuy", passwords["chihuy"])

	s.press("F7")
	s.wait("report-shown", "taken=1", "approved=0")
	s.still("bao-cao-hom-nay")
	s.press("Return") // the number that is stood on: taken in by this clerk
	s.wait("listing-shown", "count=1")
	s.still("bao-cao-danh-sach")
	s.press("Escape")
	s.press("ctrl+p")
	s.wait("paper-page", "paper=bao-cao-ngay", "page=1")
	s.press("Escape")

	s.press("alt+b")
	s.wait("screen-ready", "screen=reports")
	s.wait("figures-shown", "report=general")
	s.still("bao-cao-tong-hop")
	s.press("ctrl+Prior") // the month before
	shown := s.wait("figures-shown", "report=general", fmt.Sprintf("rows=%d", lastMonthDays()))
	s.press("Right", "Right")
	s.still("bao-cao-thang")
	s.press("ctrl+b")
	s.wait("chart", "mode=1")
	s.still("bao-cao-bieu-do")
	s.press("ctrl+b", "ctrl+b")
	s.wait("chart", "mode=0")

	s.press("F10")
	s.wait("report-page", "page=1", "printed=0")
	s.still("bao-cao-xem-truoc")
	s.press("F10")
	s.wait("printed", "paper=bao-cao")
	s.press("Escape")
	s.press("F10")
	s.wait("report-page", "page=1", "printed=1")
	s.still("bao-cao-in-lai")
	s.press("ctrl+e")
	s.wait("report-exported", "format=pdf")
	s.fileSays("-bao-cao.pdf", "BÁO CÁO SỐ LIỆU CÔNG TÁC CĂN CƯỚC", "Tổng hợp theo ngày", "Cách tính", "BẢN TẬP HUẤN", "IN LẠI LẦN 1",
		grouped(shown["total"]))
	s.printedLike("-bao-cao.pdf")
	s.press("Escape")

	s.press("ctrl+e")
	s.wait("report-exported", "format=xlsx")
	s.sheetSays(shown["total"])
	s.press("ctrl+n")
	s.wait("own-report-asked")
	s.still("bao-cao-cot-rieng")
	s.press("Escape")
	s.press("Escape", "Home", "Down") // the list of reports, by place
	s.wait("figures-shown", "report=place", "total="+fmt.Sprint(shown["total"]))
	s.still("bao-cao-theo-xa")
}

// pastMonths gives the desk, while it is closed, the facts of two months of work of
// an office: 4,000 dossiers that nobody ever brought.
func (s *scenario) pastMonths() {
	if s.err != nil {
		return
	}
	file := filepath.Join(s.data, "desk", "desk.db")
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: file}).String())
	if err != nil {
		s.fail("opening the desk's database", err)
		return
	}
	defer db.Close()
	_, err = db.ExecContext(s.ctx, `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i < 3999),
		x AS (SELECT i, date('now', '+7 hours', '-' || (1 + (i * 7 + i / 13) % 70) || ' days') AS d, i % 23 AS far FROM n)
		INSERT INTO fact (dossier, office, station, clerk, regime, kind, age_band, sex, commune, fee_code, fee_amount,
			day_created, day_captured, day_approved, day_sent, day_accepted, day_arrived, day_handed_over, day_due)
		SELECT printf('%032x', i), (SELECT office FROM station LIMIT 1), (SELECT id FROM station LIMIT 1),
			CASE i % 3 WHEN 0 THEN 'canbo2' ELSE 'canbo' END, '2023',
			CASE i % 3 WHEN 0 THEN 'first' WHEN 1 THEN 'exchange' ELSE 'reissue' END,
			CASE i % 3 WHEN 0 THEN '14-24' WHEN 1 THEN '25-39' ELSE '60+' END, CASE i % 2 WHEN 0 THEN 'F' ELSE 'M' END,
			CASE i % 4 WHEN 0 THEN '00004' WHEN 1 THEN '00008' WHEN 2 THEN '00025' ELSE '00070' END, 'exchange', 25000, d, d,
			CASE WHEN far > 1 THEN d ELSE '' END, CASE WHEN far > 2 THEN d ELSE '' END,
			CASE WHEN far > 4 THEN date(d, '2 days') ELSE '' END, CASE WHEN far > 7 THEN date(d, '6 days') ELSE '' END,
			CASE WHEN far > 9 THEN date(d, '8 days') ELSE '' END, date(d, '9 days') FROM x`)
	s.fail("giving the desk a past", err)
}

// lastMonthDays is how many days the month before this one has in Việt Nam.
func lastMonthDays() int {
	now := time.Now().In(time.FixedZone("ICT", 7*60*60))
	return time.Date(now.Year(), now.Month(), 0, 12, 0, 0, 0, time.UTC).Day()
}

// grouped writes a count of an event as papers do.
func grouped(count any) string {
	n, _ := count.(float64)
	digits := strconv.Itoa(int(n))
	if len(digits) > 3 {
		digits = digits[:len(digits)-3] + "." + digits[len(digits)-3:]
	}
	return digits
}

// exported is the one file of the export folder with an ending.
func (s *scenario) exported(ending string) string {
	files, err := filepath.Glob(filepath.Join(s.data, "export", "*"+ending))
	if err != nil || len(files) != 1 {
		s.fail("finding what was exported", fmt.Errorf("%d files *%s: %w", len(files), ending, err))
		return ""
	}
	return files[0]
}

// pageOf draws the first page of a PDF file in grey, 50 dots an inch.
func pageOf(ctx context.Context, file string) (image.Image, error) {
	data, err := exec.CommandContext(ctx, "pdftoppm", "-r", "50", "-f", "1", "-l", "1", "-gray", "-png", file).Output()
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(data))
}

// alike refuses two pages that differ by more than drawing them twice makes.
func alike(a, b image.Image) error {
	const (
		top   = 30 // dots: the marks stand above
		block = 20
		most  = 30 // of 255
	)
	if d := a.Bounds().Size().Sub(b.Bounds().Size()); max(d.X, -d.X, d.Y, -d.Y) > 2 {
		return fmt.Errorf("pages of %v and %v", a.Bounds(), b.Bounds())
	}
	for y := top; y+block < a.Bounds().Dy(); y += block {
		for x := 0; x+block < a.Bounds().Dx(); x += block {
			if d := meanGrey(a, x, y, block) - meanGrey(b, x, y, block); max(d, -d) > most {
				return fmt.Errorf("pages differ by %d of 255 at %d, %d", d, x, y)
			}
		}
	}
	return nil
}

func meanGrey(m image.Image, left, top, side int) int {
	sum := 0
	for y := top; y < top+side; y++ {
		for x := left; x < left+side; x++ {
			grey, _, _, _ := m.At(x, y).RGBA()
			sum += int(grey >> 8)
		}
	}
	return sum / (side * side)
}

// textOf is the text of a PDF file with single blanks.
func textOf(ctx context.Context, file string) (string, error) {
	text, err := exec.CommandContext(ctx, "pdftotext", "-layout", file, "-").Output()
	return strings.Join(strings.Fields(string(text)), " "), err
}

// sheetSays reads the spreadsheet that was written: the numbers of its data sheet
// are numbers and add up to the total, its days are days.
func (s *scenario) sheetSays(total any) {
	if s.err != nil {
		return
	}
	book, err := excelize.OpenFile(s.exported("-bao-cao-general.xlsx"))
	if err != nil {
		s.fail("reading the spreadsheet", err)
		return
	}
	defer book.Close()
	rows, err := book.GetRows("Dữ liệu", excelize.Options{RawCellValue: true})
	if err != nil || len(rows) != 1+lastMonthDays() {
		s.fail("reading the spreadsheet", fmt.Errorf("%d rows: %w", len(rows), err))
		return
	}
	sum := 0
	for _, row := range rows[1:] {
		day, derr := strconv.Atoi(row[0]) // days since 1900
		n, nerr := strconv.Atoi(row[1])
		if err := errors.Join(derr, nerr); err != nil || day < 46_000 {
			s.fail("reading the spreadsheet", fmt.Errorf("row %q: %w", row[:2], err))
			return
		}
		sum += n
	}
	if want, _ := total.(float64); sum != int(want) {
		s.fail("adding up the spreadsheet", fmt.Errorf("%d dossiers, the screen said %v", sum, total))
	}
}
