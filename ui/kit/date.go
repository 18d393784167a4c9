package kit

import (
	"time"

	"carddesk/app/person"
	"carddesk/ui/kit/datetext"
)

// DateField takes a date by typing; there is no calendar to click. Its value
// is always what stands in it: text that is no date gives no date.
type DateField struct {
	field
	edit    *edit
	partial bool
	pivot   func() int
	check   func(person.CivilDate) (Level, string)
	// OnChanged is called with the date as far as typed; the zero value while
	// the text is no date.
	OnChanged func(person.CivilDate)
	// OnLeave is called when the focus leaves the field.
	OnLeave func()
}

var _ Field = (*DateField)(nil)

// NewDateField makes a field for a whole date. Years of two digits are taken
// as not after the current year.
func NewDateField(label string, options ...Option) *DateField {
	d := &DateField{edit: newEdit()}
	d.pivot = d.thisYear
	d.edit.noCompose = true
	d.edit.mapRune = dateRune
	d.edit.SetPlaceHolder("ngày/tháng/năm")
	d.edit.onText = func(string) {
		d.SetMessage(LevelNone, "")
		if d.OnChanged != nil {
			d.OnChanged(d.Value())
		}
	}
	d.edit.onFocus = func(gained bool) {
		if !gained {
			d.leave()
		}
	}
	d.init(d, label, d.edit, d.edit, append([]Option{Width(14)}, options...))
	return d
}

// AllowPartial lets day and month stay unknown ("1990", "--/02/1990").
func (d *DateField) AllowPartial() *DateField {
	d.partial = true
	return d
}

// Pivot sets the latest year a two-digit year may mean, for expiry dates and
// tests.
func (d *DateField) Pivot(year func() int) *DateField {
	d.pivot = year
	return d
}

// Check adds a rule of the screen; it is asked when the field is left with a
// readable date, and its answer is shown beside the field.
func (d *DateField) Check(rule func(person.CivilDate) (Level, string)) *DateField {
	d.check = rule
	return d
}

// Value is the date in the field, zero when it is empty or unreadable.
func (d *DateField) Value() person.CivilDate {
	v, err := d.read()
	if err != nil {
		return person.CivilDate{}
	}
	return v
}

// Text is what stands in the field, readable or not.
func (d *DateField) Text() string { return d.edit.Text }

// SetValue shows a date; OnChanged is not called.
func (d *DateField) SetValue(value person.CivilDate) {
	text := datetext.Text(value)
	if text != d.edit.Text {
		d.edit.load(text, len([]rune(text)))
	}
	d.SetMessage(LevelNone, "")
}

// Empty tells whether nothing was typed. An unreadable date is not empty.
func (d *DateField) Empty() bool { return d.edit.Text == "" }

// Validate shows the fault of what stands in the field, if any, and tells
// whether it is in order. An empty field is in order here.
func (d *DateField) Validate() bool {
	v, err := d.read()
	if err != nil {
		d.SetMessage(LevelError, err.Error())
		return false
	}
	if d.check != nil && !v.IsZero() {
		level, text := d.check(v)
		d.SetMessage(level, text)
		return level < LevelError
	}
	d.SetMessage(LevelNone, "")
	return true
}

// thisYear is the year on the router's clock.
func (d *DateField) thisYear() int {
	if d.scope != nil && d.scope.router != nil {
		return d.scope.router.now().Year()
	}
	return time.Now().Year()
}

func (d *DateField) read() (person.CivilDate, error) {
	v, err := datetext.Parse(d.edit.Text, d.pivot())
	if err == nil && !d.partial && !v.IsZero() && !v.Full() {
		return person.CivilDate{}, datetext.Error("Ghi đủ ngày, tháng, năm.")
	}
	return v, err
}

// leave writes the date out in full and shows what is wrong with it.
func (d *DateField) leave() {
	if v, err := d.read(); err == nil && !v.IsZero() && datetext.Text(v) != d.edit.Text {
		d.edit.put(datetext.Text(v), len(datetext.Text(v)))
	}
	d.Validate()
	if d.OnLeave != nil {
		d.OnLeave()
	}
}

func dateRune(r rune) rune {
	switch {
	case isDigit(r), r == '/', r == '-':
		return r
	case r == '.', r == ' ':
		return '/'
	}
	return 0
}
