package report

import (
	"fmt"
	"io"
	"strconv"
)

// Total is one line of the figures at the head of a [Record].
type Total struct {
	Name  string
	Count int
}

// RecordTable is one numbered table of a [Record].
type RecordTable struct {
	Heading string
	Columns []Column
	Rows    [][]string // one text a column
	None    string     // the sentence in place of a table without rows
}

// Record is the minutes of something that was counted or done with cards, for
// signing: a box that was opened, a counting of the shelves, old cards that were
// handed in or destroyed. No form of the law was found for these; the layout is
// that of decree 30/2020/NĐ-CP for minutes.
type Record struct {
	Print
	Title    string
	Subtitle string
	Intro    string // a sentence above the figures, may be ""
	Totals   []Total
	Tables   []RecordTable
	Closing  string   // a sentence above the signatures, may be ""
	Signers  []Signer // one to three; the last has place and date above
}

// maxRecordColumns is how many columns still can be read on an upright page.
const maxRecordColumns = 8

// WriteRecord writes r as PDF. Its error wraps [ErrList] when rows do not fit
// their columns.
func WriteRecord(w io.Writer, r Record) error {
	if len(r.Signers) == 0 || len(r.Signers) > 3 {
		return fmt.Errorf("%d signers: %w", len(r.Signers), ErrList)
	}
	tables := make([]table, len(r.Tables))
	for i, t := range r.Tables {
		if len(t.Columns) == 0 || len(t.Columns) > maxRecordColumns {
			return fmt.Errorf("%d columns: %w", len(t.Columns), ErrList)
		}
		var err error
		if tables[i], err = (List{Columns: t.Columns, Rows: t.Rows}).table(); err != nil {
			return err
		}
	}
	s, err := newPaper(r.Print, clean(r.Title), clean(r.Title))
	if err != nil {
		return err
	}
	s.beginning(r.Office, r.Title, r.Subtitle, r.Intro)
	if len(r.Totals) > 0 {
		s.table(totalsOf(r.Totals))
		s.y += 3
	}
	for i, t := range r.Tables {
		s.heading(t.Heading, 12)
		if len(t.Rows) == 0 {
			s.paragraph([]run{{t.None, italic}}, 11)
		} else {
			s.table(tables[i])
		}
		s.y += 3
	}
	if clean(r.Closing) != "" {
		s.paragraph([]run{{r.Closing, regular}}, 12)
		s.y += 2
	}
	specs, officers := List{Signers: r.Signers}.signatures()
	s.signatures(specs, r.Print, content{officers: officers})
	return s.finish(w)
}

// totalsOf is the table of the figures.
func totalsOf(totals []Total) table {
	const countWide = 30.0
	t := table{size: 11, head: []string{"Nội dung", "Số lượng"}, widths: []float64{textWidth - countWide, countWide}, align: "LR"}
	for _, total := range totals {
		t.rows = append(t.rows, []cell{{text: total.Name}, {strconv.Itoa(total.Count), bold}})
	}
	return t
}
