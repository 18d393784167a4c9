package report

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"carddesk/assets"
)

// Ticket is a number of the queue.
type Ticket struct {
	Print
	Number   int
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
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: ticketWide, Ht: ticketHigh}})
	for style, name := range map[string]string{regular: "Regular", bold: "Bold"} {
		font, err := assets.Fonts.ReadFile("fonts/LiberationSerif-" + name + ".ttf")
		if err != nil {
			return fmt.Errorf("loading the font of tickets: %w", err)
		}
		pdf.AddUTF8FontFromBytes(face, style, font)
	}
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(t.Printed.UTC())
	pdf.SetModificationDate(t.Printed.UTC())
	pdf.SetProducer("CardDesk", true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddPage()
	s := &paper{pdf: pdf, y: ticketEdge}
	line := func(text, style string, size float64) {
		s.y = s.centredLines(text, style, size, ticketEdge, ticketWide-2*ticketEdge, s.y)
	}
	if t.Training {
		line(trainingMark, bold, 7)
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
	line("Lấy số lúc "+t.Taken.In(vietnam).Format("15:04 ngày 02/01/2006"), regular, 10)
	line("Giữ số này cho đến khi xong việc.", regular, 9)
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("writing a ticket: %w", err)
	}
	return nil
}
