package report

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Ticket is a number of the queue.
type Ticket struct {
	Print
	Number   int
	Station  int    // that gave it: its dossier is opened there
	Priority string // why it goes first, in words; "" for none
	QR       string // content of its code
	Taken    time.Time
}

// Measures of a ticket in millimetres: a roll of 80 mm, and no higher than needed.
const (
	ticketWide = 80.0
	ticketHigh = 100.0
	ticketEdge = 5.0
)

// WriteTicket writes t as PDF, on a page as wide as the roll of a ticket printer.
func WriteTicket(w io.Writer, t Ticket) error {
	size := fpdf.InitType{Size: fpdf.SizeType{Wd: ticketWide, Ht: ticketHigh}}
	pdf, err := newPDF(size, t.Printed, map[string]string{regular: "Regular", bold: "Bold"})
	if err != nil {
		return err
	}
	pdf.AddPage()
	s := &paper{pdf: pdf, y: ticketEdge}
	line := func(text, style string, size float64) {
		s.y = s.centredLines(text, style, size, ticketEdge, ticketWide-2*ticketEdge, s.y)
	}
	if t.Training {
		line(TrainingMark, bold, 7)
	}
	line(upper(t.Office.Name), bold, 11)
	line("SỐ THỨ TỰ", regular, 11)
	line(strconv.Itoa(t.Number), bold, 54)
	if t.Priority != "" {
		line("Ưu tiên: "+t.Priority, bold, 11)
	}
	if err := s.qrCode(t.QR, (ticketWide-qrSide)/2, s.y+1, qrSide); err != nil {
		return err
	}
	s.y += qrSide + 2
	line(fmt.Sprintf("Máy %02d, lấy số lúc ", t.Station)+t.Taken.In(vietnam).Format("15:04 ngày 02/01/2006"), regular, 10)
	line("Giữ số này cho đến khi xong việc.", regular, 9)
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("writing a ticket: %w", err)
	}
	return nil
}
