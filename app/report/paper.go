package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"carddesk/assets"
)

// Page measures, all in millimetres: A4 with the margins of a form that shall
// fit one sheet.
const (
	paperWidth   = 210.0
	paperHeight  = 297.0
	leftMargin   = 20.0
	rightMargin  = 15.0
	topMargin    = 12.0
	bottomMargin = 14.0 // the foot line stands below it
	textWidth    = paperWidth - leftMargin - rightMargin
)

const (
	regular = ""
	bold    = "B"
	italic  = "I"
)

// TrainingMark stands on every page that a training desk prints.
const TrainingMark = "BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ SỬ DỤNG"

// face is the name of the typeface inside a document.
const face = "Serif"

// paper is a document being written, from the top down. Errors of the PDF
// library stick to it and come out of finish.
type paper struct {
	pdf      *fpdf.Fpdf
	y        float64 // top of what comes next
	training bool
	reprint  int
	foot     string // left side of the foot line
}

// newPaper begins a document with its first page.
func newPaper(p Print, title, foot string) (*paper, error) {
	pdf, err := newPDF(fpdf.InitType{SizeStr: "A4"}, p.Printed, map[string]string{regular: "Regular", bold: "Bold", italic: "Italic"})
	if err != nil {
		return nil, err
	}
	pdf.SetTitle(title, true)
	pdf.SetLang("vi-VN")
	pdf.SetMargins(leftMargin, topMargin, rightMargin)
	pdf.SetLineWidth(0.2)
	s := &paper{pdf: pdf, training: p.Training, reprint: p.Reprint, foot: foot}
	s.newPage()
	return s, nil
}

// newPDF is a document without a page, upright and in millimetres, with the files
// of the typeface's styles.
func newPDF(size fpdf.InitType, printed time.Time, styles map[string]string) (*fpdf.Fpdf, error) {
	size.OrientationStr, size.UnitStr = "P", "mm"
	pdf := fpdf.NewCustom(&size)
	for style, name := range styles {
		font, err := assets.Fonts.ReadFile("fonts/LiberationSerif-" + name + ".ttf")
		if err != nil {
			return nil, fmt.Errorf("loading the font of forms: %w", err)
		}
		pdf.AddUTF8FontFromBytes(face, style, font)
	}
	pdf.SetCatalogSort(true) // the same bytes for the same input
	pdf.SetCreationDate(printed.UTC())
	pdf.SetModificationDate(printed.UTC())
	pdf.SetProducer("CardDesk", true)
	pdf.SetAutoPageBreak(false, 0)
	return pdf, nil
}

func (s *paper) newPage() {
	s.pdf.AddPage()
	s.y = topMargin
	if s.training {
		s.drawTrainingMark()
	}
	if s.reprint > 0 {
		s.drawReprintMark()
	}
}

// drawReprintMark says in the upper right corner that the paper was printed
// before, so that two signed copies are not taken for two reports.
func (s *paper) drawReprintMark() {
	text := fmt.Sprintf("IN LẠI LẦN %d", s.reprint)
	s.setFont(bold, 9)
	const high = 5.0
	width := s.pdf.GetStringWidth(text) + 6
	x := paperWidth - rightMargin - width
	s.pdf.Rect(x, 4, width, high, "D")
	s.centred(text, x, width, 4+high-1.5)
}

// drawTrainingMark puts the mark across the page in light grey and along its
// upper edge in black, where no copier loses it.
func (s *paper) drawTrainingMark() {
	s.pdf.TransformBegin()
	s.pdf.TransformRotate(52, paperWidth/2, paperHeight/2)
	s.pdf.SetTextColor(224, 224, 224)
	s.setFont(bold, 33)
	s.pdf.Text((paperWidth-s.pdf.GetStringWidth(TrainingMark))/2, paperHeight/2, TrainingMark)
	s.pdf.TransformEnd()
	s.pdf.SetTextColor(0, 0, 0)
	s.setFont(bold, 9)
	const high = 5.0
	width := s.pdf.GetStringWidth(TrainingMark) + 8
	s.pdf.Rect((paperWidth-width)/2, 4, width, high, "D")
	s.centred(TrainingMark, 0, paperWidth, 4+high-1.5)
}

// ensure goes on to a new page unless h millimetres are left on this one.
func (s *paper) ensure(h float64) {
	if s.y+h > paperHeight-bottomMargin && s.y > topMargin {
		s.newPage()
	}
}

// setFont chooses a style and a size in points.
func (s *paper) setFont(style string, size float64) { s.pdf.SetFont(face, style, size) }

// lineHeight is the distance of two lines of text of size points.
func lineHeight(size float64) float64 { return size * 0.3528 * 1.25 }

// ascent is how far the baseline of a line lies below its top.
func ascent(size float64) float64 { return size * 0.3528 }

// centred writes text with the current font, centred on a width that begins at
// x, on the given baseline.
func (s *paper) centred(text string, x, width, baseline float64) {
	s.pdf.Text(x+(width-s.pdf.GetStringWidth(text))/2, baseline, text)
}

// centredLines writes text centred, broken where it is too wide, and returns
// the top of what follows.
func (s *paper) centredLines(text, style string, size, x, width, top float64) float64 {
	for _, line := range s.breakLines([]run{{text, style}}, size, width, 0) {
		offset := (width - line.width()) / 2
		s.drawLine(line, size, x+offset, top)
		top += lineHeight(size)
	}
	return top
}

// finish writes the foot lines and the document.
func (s *paper) finish(w io.Writer) error {
	pages := s.pdf.PageCount()
	for n := 1; n <= pages; n++ {
		s.pdf.SetPage(n)
		s.setFont(italic, 1) // makes sure that the page is told the next font
		s.setFont(regular, 9)
		base := paperHeight - 9.0
		s.pdf.Text(leftMargin, base, s.foot)
		number := fmt.Sprintf("Trang %d/%d", n, pages)
		s.pdf.Text(paperWidth-rightMargin-s.pdf.GetStringWidth(number), base, number)
	}
	s.pdf.SetPage(pages)
	if err := s.pdf.Output(w); err != nil {
		return fmt.Errorf("writing PDF: %w", err)
	}
	return nil
}

// upper is the capital form used in headings.
func upper(text string) string { return strings.ToUpper(clean(text)) }
