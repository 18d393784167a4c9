package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"
	"time"

	"carddesk/assets"
)

// formKind is what a form is for, whatever its code in a circular.
type formKind string

const (
	application  formKind = "application"
	dataSlip     formKind = "data-slip"
	appointment  formKind = "appointment"
	refusal      formKind = "refusal"
	request      formKind = "request"
	account      formKind = "account"
	handover     formKind = "handover"
	handoverList formKind = "handover-list"
	handingOn    formKind = "handing-on"
	oldCard      formKind = "old-card"
	numbers      formKind = "number-confirmation"
	lostSlip     formKind = "lost-slip"
	waitingNote  formKind = "waiting-note"
	depositSlip  formKind = "deposit-slip"
	shiftRecord  formKind = "shift-record"
	dayRecord    formKind = "day-record"
)

// form is a template of assets/forms. Codes were used again by later circulars
// for other forms, so a form is known by its circular and its code together,
// and found by its kind, the law and the date.
type form struct {
	Kind        formKind `json:"kind"`
	Regime      string   `json:"regime"`   // the law: "2014", "2023"; "" for a form of this program that fits both
	Circular    string   `json:"circular"` // "" where no circular sets the form
	Code        string   `json:"code"`
	From        string   `json:"from"`        // first day in force, ISO date
	To          string   `json:"to"`          // last day in force, "" is open
	Unconfirmed string   `json:"unconfirmed"` // what was not found in a public source
	Title       string   `json:"title"`
	Subtitle    string   `json:"subtitle"`
	Size        float64  `json:"size"` // of the text, in points
	Portrait    bool     `json:"portrait"`
	QR          bool     `json:"qr"`
	Citizen     bool     `json:"citizen"` // the citizen writes it: no office above
	Blocks      []block  `json:"blocks"`
}

// block is one part of a form; exactly one of its contents is set.
type block struct {
	Rows       [][]fieldSpec   `json:"rows"`
	Number     bool            `json:"number"` // the rows' entries are numbered
	Heading    string          `json:"heading"`
	Text       string          `json:"text"` // {field} stands for a value
	Italic     bool            `json:"italic"`
	Banner     []string        `json:"banner"` // large, framed lines
	Fingers    bool            `json:"fingers"`
	NoIris     bool            `json:"noIris"`  // of fingers: the law knew no iris
	Checks     []checkSpec     `json:"checks"`  // boxes, any number of them crossed
	Columns    []columnSpec    `json:"columns"` // a table of the content's rows
	Signatures []signatureSpec `json:"signatures"`
}

// forms reads all templates once.
var forms = sync.OnceValues(func() ([]form, error) {
	entries, err := assets.Forms.ReadDir("forms")
	if err != nil {
		return nil, fmt.Errorf("listing forms: %w", err)
	}
	var all []form
	for _, e := range entries {
		data, err := assets.Forms.ReadFile(path.Join("forms", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading form %s: %w", e.Name(), err)
		}
		decoder := json.NewDecoder(strings.NewReader(string(data)))
		decoder.DisallowUnknownFields()
		var f form
		if err := decoder.Decode(&f); err != nil {
			return nil, fmt.Errorf("reading form %s: %w", e.Name(), err)
		}
		all = append(all, f)
	}
	return all, nil
})

// findForm returns the form of a kind in force on the day of t in Vietnam. A
// regime other than "" asks for the forms of that law; when none is in force any
// more, a dossier begun under it keeps those that were last.
func findForm(kind formKind, regime string, t time.Time) (form, error) {
	all, err := forms()
	if err != nil {
		return form{}, err
	}
	day := t.In(vietnam).Format(time.DateOnly)
	var last form
	for _, f := range all {
		if f.Kind != kind || f.From > day || regime != "" && f.Regime != "" && f.Regime != regime {
			continue
		}
		if f.To == "" || day <= f.To {
			return f, nil
		}
		if regime != "" && f.To > last.To {
			last = f
		}
	}
	// A form that went out of use within its law is not brought back.
	if last.To != "" && last.To == lastDay(all, regime) {
		return last, nil
	}
	return form{}, fmt.Errorf("%s on %s: %w", kind, day, ErrNoForm)
}

// lastDay is the last day on which forms of a regime were in force.
func lastDay(all []form, regime string) string {
	day := ""
	for _, f := range all {
		if f.Regime == regime {
			day = max(day, f.To)
		}
	}
	return day
}

// content is what is put into a form.
type content struct {
	values      Holder
	portrait    []byte
	fingers     []FingerLine
	iris        string
	officer     Officer
	officers    []Officer // one a signature column, where they differ
	receipt     string    // also the content of the QR code
	again       int       // how often the paper was printed anew because it was lost
	checked     []string
	rows        []Holder
	total       Holder // below the rows, in bold; nil for none
	thumbReason string
	witness     string
	signature   []byte // picture of the holder's, where it was written on the screen
}

// source names the circular or decision of a form.
func (f form) source() string {
	if f.Code == "" {
		return ""
	}
	act := "Thông tư"
	if strings.Contains(f.Circular, "/QĐ-") {
		act = "Quyết định"
	}
	return fmt.Sprintf("Mẫu %s ban hành kèm theo %s số %s", f.Code, act, f.Circular)
}

// writeForm fills the form of a kind in force at printing time.
func writeForm(w io.Writer, kind formKind, p Print, c content) error {
	f, err := findForm(kind, p.Regime, p.Printed)
	if err != nil {
		return err
	}
	foot := f.Title
	if f.Code != "" {
		foot = f.Code + " – " + foot
	}
	if number := clean(c.values[FieldReceipt]); number != "" {
		foot += " – " + number
	}
	s, err := newPaper(p, f.Title, foot)
	if err != nil {
		return err
	}
	c.values[FieldOfficePhone] = p.Office.Phone
	c.values[FieldOfficeName] = p.Office.Name
	if c.values[FieldResidence] == "" {
		c.values[FieldResidence] = cmp.Or(c.values[FieldPermanent], c.values[FieldPresent])
	}
	if f.Citizen {
		s.stateName(f.source())
	} else {
		s.letterhead(p.Office, f.source())
	}
	if err := s.titleZone(f, c); err != nil {
		return err
	}
	number := 0
	for i, b := range f.Blocks {
		s.ensure(s.keptHeight(f.Blocks[i:], f, p, c))
		s.block(b, f, p, c, &number)
	}
	return s.finish(w)
}

// block writes one block of f.
func (s *paper) block(b block, f form, p Print, c content, number *int) {
	switch {
	case b.Rows != nil:
		if !b.Number {
			number = nil
		}
		s.fieldRows(b.Rows, c.values, f.Size, number)
	case b.Heading != "":
		s.heading(b.Heading, f.Size)
	case b.Text != "":
		s.y += paragraphGap
		s.paragraph(fillIn(b, c.values), f.Size)
		s.y += paragraphGap
	case b.Banner != nil:
		s.banner(b.Banner, c.values, f.Size)
	case b.Fingers:
		s.fingerTable(c.fingers, c.iris, !b.NoIris)
	case b.Checks != nil:
		s.checks(b.Checks, c.checked, f.Size)
	case b.Columns != nil:
		t := columnTable(b.Columns, c.rows)
		if c.total != nil {
			t.rows = append(t.rows, totalRow(b.Columns, c.total))
		}
		s.table(t)
		s.y += 1.5
	case b.Signatures != nil:
		s.signatures(b.Signatures, p, c)
	}
}

// keptHeight is how much room the first of blocks needs so that it is not torn
// from what it introduces: a heading or the sentence that is signed stays with
// the table or the signatures below it.
func (s *paper) keptHeight(blocks []block, f form, p Print, c content) float64 {
	height := 0.0
	for _, b := range blocks {
		switch {
		case b.Heading != "":
			height += headingHeight(f.Size)
		case b.Text != "":
			lines := s.breakLines(fillIn(b, c.values), f.Size, textWidth, 0)
			height += float64(len(lines))*lineHeight(f.Size) + 2*paragraphGap
		case b.Fingers:
			return height + s.tableHeight(fingerRows(c.fingers)) + 2*lineHeight(fingerSize)
		case b.Signatures != nil:
			return height + s.signatureHeight(b.Signatures, p, c)
		case b.Rows != nil, b.Checks != nil:
			return height + lineHeight(f.Size)
		case b.Columns != nil:
			return height + s.headHeight(columnTable(b.Columns, nil)) + 2*lineHeight(columnSize)
		default:
			return height
		}
	}
	return height
}

// paragraphGap stands above and below a paragraph.
const paragraphGap = 1.0

// blank is printed within a sentence where a value is missing.
const blank = ".................................."

// fillIn replaces the {fields} of a text block by their values.
func fillIn(b block, values Holder) []run {
	style := regular
	if b.Italic {
		style = italic
	}
	return []run{{expand(b.Text, values), style}}
}

// expand replaces each {field} of text by its value. A value is never expanded
// again.
func expand(text string, values Holder) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return out.String()
		}
		value := clean(values[Field(name)])
		if value == "" {
			value = blank
		}
		out.WriteString(value)
		text = after
	}
}
