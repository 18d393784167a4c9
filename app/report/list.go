package report

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Column is one column of a [List] beside the running number.
type Column struct {
	Title  string
	Weight float64 // share of the width, 1 when zero
	Number bool    // set flush right
}

// Signer is one signature below a [List].
type Signer struct {
	Title   string
	Hint    string
	Officer Officer // printed below when it has a name
}

// List is a numbered list with signatures, such as the cards that an officer
// takes out to a hamlet, the contents of a box, or the dossiers of one approval.
type List struct {
	Print
	Title    string
	Subtitle string
	Intro    string // a sentence above the table, may be ""
	Columns  []Column
	Rows     [][]string // one text a column
	Signers  []Signer   // one to three; the last has place and date above
}

// ErrList is returned for a list whose rows do not fit its columns.
var ErrList = errors.New("list is malformed")

// WriteList writes l as PDF.
func WriteList(w io.Writer, l List) error {
	if len(l.Columns) == 0 || len(l.Columns) > 12 || len(l.Signers) == 0 || len(l.Signers) > 3 {
		return fmt.Errorf("%d columns, %d signers: %w", len(l.Columns), len(l.Signers), ErrList)
	}
	t, err := l.table()
	if err != nil {
		return err
	}
	s, err := newPaper(l.Print, clean(l.Title), clean(l.Title))
	if err != nil {
		return err
	}
	s.beginning(l.Office, l.Title, l.Subtitle, l.Intro)
	s.table(t)
	s.y += 1.5
	s.paragraph([]run{{fmt.Sprintf("Danh sách có %d dòng.", len(l.Rows)), italic}}, 11)
	s.y += 2
	specs, officers := l.signatures()
	s.signatures(specs, l.Print, content{officers: officers})
	return s.finish(w)
}

// beginning writes what stands above the tables of a list or a record; subtitle and
// intro may be "".
func (s *paper) beginning(o Office, title, subtitle, intro string) {
	s.letterhead(o, "")
	s.y = s.centredLines(title, bold, 15, leftMargin, textWidth, s.y+2)
	if clean(subtitle) != "" {
		s.y = s.centredLines(subtitle, bold, 13, leftMargin, textWidth, s.y)
	}
	s.y += 3
	if clean(intro) != "" {
		s.paragraph([]run{{intro, regular}}, 12)
		s.y += 2
	}
}

// table lays the list out with a running number before the columns.
func (l List) table() (table, error) {
	const numberWide = 11.0
	t := table{size: 11, head: []string{"STT"}, widths: []float64{numberWide}, align: "C"}
	total := 0.0
	for _, c := range l.Columns {
		total += share(c.Weight)
	}
	for _, c := range l.Columns {
		t.head = append(t.head, c.Title)
		t.widths = append(t.widths, (textWidth-numberWide)*share(c.Weight)/total)
		if c.Number {
			t.align += "R"
		} else {
			t.align += "L"
		}
	}
	for i, row := range l.Rows {
		if len(row) != len(l.Columns) {
			return table{}, fmt.Errorf("row %d has %d texts for %d columns: %w", i+1, len(row), len(l.Columns), ErrList)
		}
		cells := []cell{{text: strconv.Itoa(i + 1)}}
		for _, text := range row {
			cells = append(cells, cell{text: text})
		}
		t.rows = append(t.rows, cells)
	}
	return t, nil
}

// signatures are the columns of the signature block.
func (l List) signatures() ([]signatureSpec, []Officer) {
	var specs []signatureSpec
	var officers []Officer
	for i, s := range l.Signers {
		specs = append(specs, signatureSpec{Title: s.Title, Hint: s.Hint, Officer: s.Officer.Name != "", Dated: i == len(l.Signers)-1})
		officers = append(officers, s.Officer)
	}
	return specs, officers
}
