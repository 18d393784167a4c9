package report

import (
	"fmt"
	"strings"

	"carddesk/app/person"
)

// letterhead writes who issues the paper on the left and the name of the state
// with its motto on the right, each underlined as decree 30/2020/NĐ-CP, annex I
// draws it, and the source of the form above.
func (s *paper) letterhead(o Office, source string) {
	s.formSource(source)
	const (
		leftWidth = 76.0
		size      = 12.0
		rightX    = leftMargin + leftWidth
		rightWide = textWidth - leftWidth
	)
	top := s.y
	left := top
	if authority := upper(o.Authority); authority != "" {
		left = s.centredLines(authority, regular, size, leftMargin, leftWidth, left)
	}
	name := upper(o.Name)
	if name == "" {
		name = blank
	}
	left = s.centredLines(name, bold, size, leftMargin, leftWidth, left)
	s.rule(leftMargin+leftWidth/2, leftWidth/3, left+0.6)

	s.y = max(left, s.state(size, rightX, rightWide, top)) + 4
}

// stateName writes the name of the state alone over the whole width, as papers
// have it that a citizen writes to an office.
func (s *paper) stateName(source string) {
	s.formSource(source)
	s.y = s.state(13, leftMargin, textWidth, s.y) + 4
}

// state writes the name of the state and its underlined motto and returns where
// they end.
func (s *paper) state(size, x, width, top float64) float64 {
	const motto = "Độc lập - Tự do - Hạnh phúc"
	y := s.centredLines("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold, size, x, width, top)
	y = s.centredLines(motto, bold, size+1, x, width, y)
	s.setFont(bold, size+1)
	s.rule(x+width/2, s.pdf.GetStringWidth(motto), y+0.6)
	return y
}

// formSource names the circular of a form in the upper right corner.
func (s *paper) formSource(source string) {
	if source == "" {
		return
	}
	const size = 9
	s.setFont(italic, size)
	s.pdf.Text(paperWidth-rightMargin-s.pdf.GetStringWidth(source), s.y+ascent(size), source)
	s.y += lineHeight(size) + 1
}

// rule draws a line of the given width centred on x.
func (s *paper) rule(x, width, y float64) {
	s.pdf.Line(x-width/2, y, x+width/2, y)
}

const (
	portraitWide = 30.0
	portraitHigh = 40.0
	qrSide       = 26.0
)

// titleZone writes title and subtitle, between the portrait on the left and the
// receipt number as QR code on the right where the form has them.
func (s *paper) titleZone(f form, c content) error {
	top, bottom := s.y, s.y
	x, width := leftMargin, textWidth
	const margin = 32.0 // on both sides, so that the title stays centred
	if f.Portrait || f.QR {
		x, width = x+margin, width-2*margin
	}
	if f.Portrait {
		if err := s.portrait(c.portrait, leftMargin, top); err != nil {
			return err
		}
		bottom = top + portraitHigh + 3
	}
	if f.QR && clean(c.receipt) != "" {
		edge := paperWidth - rightMargin - qrSide
		if err := s.qrCode(person.ReceiptNumber(c.receipt).QR(), edge, top, qrSide); err != nil {
			return err
		}
		bottom = max(bottom, s.centredLines(c.receipt, regular, 9, edge-4, qrSide+8, top+qrSide)+2)
	}
	y := top + 3
	if f.Portrait {
		y = top + 9
	}
	y = s.centredLines(f.Title, bold, 15, x, width, y)
	if f.Subtitle != "" {
		y = s.centredLines(f.Subtitle, bold, 13, x, width, y)
	}
	if c.again > 0 {
		y = s.centredLines(fmt.Sprintf("IN LẠI LẦN %d", c.again), bold, 12, x, width, y+1)
	}
	if f.Portrait {
		y = s.centredLines(receiptLine(c.values), regular, 11, x, width, y+2)
	}
	s.y = max(y+4, bottom)
	return nil
}

// receiptLine is the line under the title of the data slip.
func receiptLine(values Holder) string {
	if number := clean(values[FieldReceipt]); number != "" {
		return "Số biên nhận: " + number
	}
	return "Số biên nhận: " + strings.Repeat(".", 30)
}

// heading writes a heading of one line between two blocks.
func (s *paper) heading(text string, size float64) {
	const above, below = 1.5, 0.8
	s.ensure(headingHeight(size))
	s.setFont(bold, size)
	s.pdf.Text(leftMargin, s.y+above+ascent(size), text)
	s.y += above + lineHeight(size) + below
}

// headingHeight is the room of a heading and of a few lines below it.
func headingHeight(size float64) float64 { return 3.5 * lineHeight(size) }

// banner writes large lines in a frame.
func (s *paper) banner(texts []string, values Holder, size float64) {
	size += 3
	const padding = 3.0
	var lines []line
	for _, text := range texts {
		lines = append(lines, s.breakLines([]run{{expand(text, values), bold}}, size, textWidth-2*padding, 0)...)
	}
	height := float64(len(lines))*lineHeight(size) + 2*padding
	s.y += 2
	s.ensure(height)
	s.pdf.SetLineWidth(0.5)
	s.pdf.Rect(leftMargin, s.y, textWidth, height, "D")
	s.pdf.SetLineWidth(0.2)
	y := s.y + padding
	for _, l := range lines {
		s.drawLine(l, size, leftMargin+(textWidth-l.width())/2, y)
		y += lineHeight(size)
	}
	s.y += height + 3
}
