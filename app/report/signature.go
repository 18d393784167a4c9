package report

// signatureSpec is one column of the signature block.
type signatureSpec struct {
	Title   string `json:"title"`
	Hint    string `json:"hint"`
	Officer bool   `json:"officer"` // the officer's rank and name are printed below
	Thumb   bool   `json:"thumb"`   // a box for a thumbprint with reason and witness
	Dated   bool   `json:"dated"`   // place and date stand above
	Holder  bool   `json:"holder"`  // who the paper is about signs here, or has signed on the screen
}

const (
	signatureSpace = 20.0 // to write a name or set a stamp
	signatureGap   = 2.0  // above the block
	thumbWide      = 22.0
	thumbHigh      = 27.0
	thumbGap       = 1.0 // above and below the box
	signatureSize  = 11.0
	nameGap        = 2.0 // beside a name, to the next column
)

// signatures writes the signature block, never broken over two pages.
func (s *paper) signatures(specs []signatureSpec, p Print, c content) {
	s.ensure(s.signatureHeight(specs, p, c))
	s.y += signatureGap
	top := s.y
	width := textWidth / float64(len(specs))
	for i, spec := range specs {
		x := leftMargin + float64(i)*width
		s.y = max(s.y, s.signature(spec, p, c, officerOf(i, c), x, width, top))
	}
}

// signatureHeight is how much room the block needs.
func (s *paper) signatureHeight(specs []signatureSpec, p Print, c content) float64 {
	width := textWidth / float64(len(specs))
	most := 0.0
	for i, spec := range specs {
		height := 2 * lineHeight(signatureSize) // title and hint
		switch {
		case spec.Thumb:
			height += thumbHigh + 2*thumbGap
			for _, r := range thumbRuns(c) {
				height += float64(len(s.breakLines(r, thumbSize, width-2, 0))) * lineHeight(thumbSize)
			}
		case spec.Officer:
			name := s.breakLines([]run{{officerName(officerOf(i, c)), bold}}, signatureSize, width-2*nameGap, 0)
			height += signatureSpace + float64(len(name))*lineHeight(signatureSize)
		case spec.Holder && len(c.signature) > 0:
			height += signatureSpace + s.signedHeight(c, width)
		default:
			height += signatureSpace
		}
		most = max(most, height)
	}
	return signatureGap + lineHeight(signatureSize)*float64(len(s.dateLines(p))) + most
}

// signature writes one column and returns where it ends.
func (s *paper) signature(spec signatureSpec, p Print, c content, o Officer, x, width, top float64) float64 {
	// Columns without a date begin below the one with it, titles side by side.
	y := top
	for _, l := range s.dateLines(p) {
		if spec.Dated {
			// Over the column, but never beyond the margin.
			left := min(x+(width-l.width())/2, paperWidth-rightMargin-l.width())
			s.drawLine(l, signatureSize, left, y)
		}
		y += lineHeight(signatureSize)
	}
	y = s.centredLines(spec.Title, bold, signatureSize, x, width, y)
	y = s.centredLines(spec.Hint, italic, 10, x, width, y)
	if spec.Thumb {
		return s.thumbBox(c, x, width, y+thumbGap)
	}
	if spec.Holder && len(c.signature) > 0 {
		return s.signed(c, x, width, y)
	}
	y += signatureSpace
	if spec.Officer {
		y = s.centredLines(officerName(o), bold, signatureSize, x+nameGap, width-2*nameGap, y)
	}
	return y
}

// officerOf is who signs column i: the officer of the paper, unless several do.
func officerOf(i int, c content) Officer {
	if i < len(c.officers) {
		return c.officers[i]
	}
	return c.officer
}

const thumbSize = 10.0

// thumbRuns are the lines below the thumbprint box.
func thumbRuns(c content) [][]run {
	return [][]run{
		{{"Lý do:", regular}, {c.thumbReason, regular}},
		{{"Người làm chứng:", regular}, {c.witness, regular}},
	}
}

// thumbBox draws the box for the print of the right index finger or, if that is
// impossible, another one, with the reason and the witness below.
func (s *paper) thumbBox(c content, x, width, y float64) float64 {
	s.pdf.Rect(x+(width-thumbWide)/2, y, thumbWide, thumbHigh, "D")
	y += thumbHigh + thumbGap
	values := []string{c.thumbReason, c.witness}
	for i, runs := range thumbRuns(c) {
		lines := s.breakLines(runs, thumbSize, width-2, 0)
		for _, l := range lines {
			s.drawLine(l, thumbSize, x+1, y)
			y += lineHeight(thumbSize)
		}
		if clean(values[i]) == "" {
			last := lines[len(lines)-1]
			s.leader(thumbSize, x+2+last.width(), x+width-1, y-lineHeight(thumbSize))
		}
	}
	return y
}

// dateLines is place and date as official papers have them, on one line unless
// the place is absurdly long.
func (s *paper) dateLines(p Print) []line {
	place := clean(p.Office.Place)
	if place == "" {
		place = "................"
	}
	return s.breakLines([]run{{place + ", " + dateInWords(p.Printed), italic}}, signatureSize, textWidth*2/3, 0)
}
