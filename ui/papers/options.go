package papers

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// maxCopies is what the print service is asked for at once.
const maxCopies = 20

// Options are the fields that say where, how often and which pages of a paper are
// printed.
type Options struct {
	printer             *kit.ChoiceField
	copies, first, last *kit.DigitField
	pages               int
}

// NewOptions makes the fields.
func NewOptions() *Options {
	return &Options{printer: kit.NewChoiceField("Máy in", nil, kit.Width(24)), copies: kit.NewNumberField("Số bản", 2),
		first: kit.NewNumberField("Từ trang", 3), last: kit.NewNumberField("Đến trang", 3)}
}

// Content are the fields, one under the other.
func (o *Options) Content() fyne.CanvasObject {
	return kit.Column(o.printer, kit.Row(o.copies, o.first, o.last))
}

// Fields are the fields in the order of the keyboard.
func (o *Options) Fields() []kit.Focusable {
	return []kit.Focusable{o.printer, o.copies, o.first, o.last}
}

// Begin fills the fields in for a paper: one copy of all its pages on the printer
// that was used last, "" the default queue.
func (o *Options) Begin(pages int, printers []port.PrinterInfo, printer string) {
	o.pages = pages
	choices := []kit.Choice{{Code: "", Text: "Máy in mặc định"}}
	for _, p := range printers {
		detail := ""
		if p.Paused {
			detail = "đang tạm dừng"
		}
		choices = append(choices, kit.Choice{Code: p.Name, Text: p.Name, Detail: detail})
	}
	o.printer.SetChoices(choices)
	o.printer.SetCode(printer)
	o.copies.SetValue("1")
	o.first.SetValue("1")
	o.last.SetValue(strconv.Itoa(pages))
}

// Value is what the fields say; false after it was said what is wrong.
func (o *Options) Value() (desk.PrintOptions, bool) {
	v := desk.PrintOptions{Printer: o.printer.Code(), Copies: number(o.copies), First: number(o.first), Last: number(o.last)}
	wrong := func(f *kit.DigitField, text string) (desk.PrintOptions, bool) { return v, screen.Valid(f, text) }
	switch {
	case v.Copies < 1 || v.Copies > maxCopies:
		return wrong(o.copies, fmt.Sprintf("Từ 1 đến %d bản.", maxCopies))
	case v.First < 1 || v.First > o.pages:
		return wrong(o.first, fmt.Sprintf("Từ 1 đến %d.", o.pages))
	case v.Last < v.First || v.Last > o.pages:
		return wrong(o.last, fmt.Sprintf("Từ %d đến %d.", v.First, o.pages))
	}
	if v.First == 1 && v.Last == o.pages {
		v.First, v.Last = 0, 0
	}
	return v, true
}

// number is what a field of digits holds, 0 for none.
func number(f *kit.DigitField) int {
	n, _ := strconv.Atoi(f.Value())
	return n
}

// Ask asks in a dialog how a paper is printed, and tells done.
func Ask(router *kit.Router, pages int, printers []port.PrinterInfo, printer string, done func(desk.PrintOptions)) {
	options := NewOptions()
	options.Begin(pages, printers, printer)
	var chosen desk.PrintOptions
	kit.Prompt(router, kit.Form{
		Title: "In với tùy chọn", Action: "In", Fields: []kit.Field{options.printer, options.copies, options.first, options.last},
		Text: "Bản sau của loại giấy này cũng in ở máy in chọn đây.",
		Check: func() (ok bool) {
			chosen, ok = options.Value()
			return ok
		},
		Done: func() { done(chosen) },
	})
}
