package report

import "strings"

// run is text of one style.
type run struct {
	text  string
	style string
}

// word is a piece of a line between two places where it may be broken.
type word struct {
	text  string
	style string
	x     float64 // from the left edge of the line
	wide  float64
}

// line is the words of one line of print.
type line []word

func (l line) width() float64 {
	if len(l) == 0 {
		return 0
	}
	last := l[len(l)-1]
	return last.x + last.wide
}

// breakLines fills lines of the given width with runs, one space between two
// runs. Lines after the first begin indent further in. A word that is wider
// than a whole line is broken inside. There is always at least one line.
func (s *paper) breakLines(runs []run, size, width, indent float64) []line {
	lines := []line{nil}
	x := 0.0
	for _, r := range runs {
		s.setFont(r.style, size)
		space := s.pdf.GetStringWidth(" ")
		for _, text := range strings.Fields(clean(r.text)) {
			for text != "" {
				current := &lines[len(lines)-1]
				start := x
				if len(*current) > 0 {
					start += space
				}
				wide := s.pdf.GetStringWidth(text)
				if start+wide > width && len(*current) > 0 {
					lines = append(lines, nil)
					x = indent
					continue
				}
				fits := text
				if start+wide > width {
					fits = s.prefixThatFits(text, width-start)
					wide = s.pdf.GetStringWidth(fits)
				}
				*current = append(*current, word{fits, r.style, start, wide})
				x = start + wide
				text = text[len(fits):]
			}
		}
	}
	return lines
}

// prefixThatFits is the longest beginning of text, at least one character, that
// is not wider than width in the current font.
func (s *paper) prefixThatFits(text string, width float64) string {
	end := 0
	for at, r := range text {
		next := at + len(string(r))
		if end > 0 && s.pdf.GetStringWidth(text[:next]) > width {
			break
		}
		end = next
	}
	return text[:end]
}

// drawLine writes a line whose left edge is x and whose top is top. Neighbours
// of one style go out as one string, so that the text can be found again.
func (s *paper) drawLine(l line, size, x, top float64) {
	for i := 0; i < len(l); {
		text, end := l[i].text, i+1
		for end < len(l) && l[end].style == l[i].style {
			text += " " + l[end].text
			end++
		}
		s.setFont(l[i].style, size)
		s.pdf.Text(x+l[i].x, top+ascent(size), text)
		i = end
	}
}

// drawJustified writes a line stretched to the given width.
func (s *paper) drawJustified(l line, size, x, top, width float64) {
	gap := 0.0
	if len(l) > 1 {
		gap = (width - l.width()) / float64(len(l)-1)
	}
	for i, w := range l {
		s.setFont(w.style, size)
		s.pdf.Text(x+w.x+gap*float64(i), top+ascent(size), w.text)
	}
}

// paragraph writes runs over the text width, justified, going on over pages.
func (s *paper) paragraph(runs []run, size float64) {
	lines := s.breakLines(runs, size, textWidth, 0)
	for i, l := range lines {
		s.ensure(lineHeight(size))
		if i < len(lines)-1 {
			s.drawJustified(l, size, leftMargin, s.y, textWidth)
		} else {
			s.drawLine(l, size, leftMargin, s.y)
		}
		s.y += lineHeight(size)
	}
}

// leader draws a dotted line for handwriting from x to right on the line whose
// top is top.
func (s *paper) leader(size, x, right, top float64) {
	s.setFont(regular, size)
	if n := int((right - x) / s.pdf.GetStringWidth(".")); n > 0 {
		dots := strings.Repeat(".", n)
		s.pdf.Text(right-s.pdf.GetStringWidth(dots), top+ascent(size), dots)
	}
}
