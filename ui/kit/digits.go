package kit

import (
	"strconv"
	"strings"
)

// DigitField is a line of digits that groups itself while typed: personal
// numbers, old numbers, phones and money.
type DigitField struct {
	field
	edit   *edit
	limit  int
	groups func(digits string) string
	// OnChanged is called with the plain digits.
	OnChanged func(digits string)
	// OnLeave is called when the focus leaves the field.
	OnLeave func()
}

var _ Field = (*DigitField)(nil)

// NewPersonalNumberField takes a personal number of 12 digits, shown as
// "001 090 000 002".
func NewPersonalNumberField(label string, options ...Option) *DigitField {
	return newDigitField(label, 12, groupFixed(3, 3, 3, 3), append([]Option{Width(15)}, options...))
}

// NewOldNumberField takes the 9-digit number of the older identity card,
// shown as "012 345 678".
func NewOldNumberField(label string, options ...Option) *DigitField {
	return newDigitField(label, 9, groupFixed(3, 3, 3), append([]Option{Width(12)}, options...))
}

// NewNumberField takes up to limit digits without groups.
func NewNumberField(label string, limit int, options ...Option) *DigitField {
	return newDigitField(label, limit, func(d string) string { return d }, append([]Option{Width(max(4, limit+1))}, options...))
}

// NewPhoneField takes a Vietnamese phone number, shown as "0912 345 678".
// "+84" and "84" at its head become "0".
func NewPhoneField(label string, options ...Option) *DigitField {
	d := newDigitField(label, 11, groupFixed(4, 3, 4), append([]Option{Width(14)}, options...))
	shape := d.edit.shape
	d.edit.shape = func(text string, cursor int) (string, int) {
		for _, head := range []string{"+84", "84"} {
			if rest, ok := strings.CutPrefix(onlyDigitsAndPlus(text), head); ok && len(rest) >= 9 {
				return shape("0"+rest, len(rest)+1)
			}
		}
		return shape(text, cursor)
	}
	return d
}

// NewMoneyField takes an amount in đồng, shown as "50.000".
func NewMoneyField(label string, options ...Option) *DigitField {
	return newDigitField(label, 12, groupThousands, append([]Option{Width(14)}, options...))
}

func newDigitField(label string, limit int, groups func(string) string, options []Option) *DigitField {
	d := &DigitField{edit: newEdit(), limit: limit, groups: groups}
	d.edit.noCompose = true
	d.edit.mapRune = digitRune
	d.edit.separator = func(r rune) bool { return r == ' ' || r == '.' }
	d.edit.shape = d.shape
	d.edit.onText = func(string) {
		if d.OnChanged != nil {
			d.OnChanged(d.Value())
		}
	}
	d.edit.onFocus = func(gained bool) {
		if !gained && d.OnLeave != nil {
			d.OnLeave()
		}
	}
	d.init(d, label, d.edit, d.edit, options)
	return d
}

// shape groups the digits and keeps the cursor behind the same digit.
func (d *DigitField) shape(text string, cursor int) (string, int) {
	runes := []rune(text)
	before := len(onlyDigits(string(runes[:min(cursor, len(runes))])))
	digits := onlyDigits(text)
	if len(digits) > d.limit {
		digits = digits[:d.limit]
	}
	shown := d.groups(digits)
	at, seen := 0, 0
	for at < len(shown) && seen < before {
		if isDigit(rune(shown[at])) {
			seen++
		}
		at++
	}
	return shown, at
}

// Value is the plain digits.
func (d *DigitField) Value() string { return onlyDigits(d.edit.Text) }

// SetValue shows digits; anything else in the value is left out.
func (d *DigitField) SetValue(value string) {
	shown, cursor := d.edit.shape(value, len([]rune(value)))
	if shown != d.edit.Text {
		d.edit.load(shown, cursor)
	}
}

// Int is the value as a number; false when the field is empty.
func (d *DigitField) Int() (int64, bool) {
	n, err := strconv.ParseInt(d.Value(), 10, 64)
	return n, err == nil
}

// SetInt shows a number that is not negative.
func (d *DigitField) SetInt(n int64) { d.SetValue(strconv.FormatInt(max(0, n), 10)) }

// SetPlaceHolder shows grey text while the field is empty.
func (d *DigitField) SetPlaceHolder(text string) { d.edit.SetPlaceHolder(text) }

// Complete tells whether all digits were entered.
func (d *DigitField) Complete() bool { return len(d.Value()) == d.limit }

// Empty tells whether nothing was entered.
func (d *DigitField) Empty() bool { return d.Value() == "" }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func digitRune(r rune) rune {
	if isDigit(r) || r == '+' {
		return r
	}
	return 0
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if isDigit(r) {
			return r
		}
		return -1
	}, text)
}

func onlyDigitsAndPlus(text string) string {
	return strings.Map(func(r rune) rune {
		if isDigit(r) || r == '+' {
			return r
		}
		return -1
	}, text)
}

// groupFixed puts blanks between groups of the given lengths.
func groupFixed(lengths ...int) func(string) string {
	return func(digits string) string {
		var parts []string
		for _, n := range lengths {
			if len(digits) <= n {
				break
			}
			parts = append(parts, digits[:n])
			digits = digits[n:]
		}
		return strings.Join(append(parts, digits), " ")
	}
}

// groupThousands puts points between thousands and drops leading zeros. The
// limit of the field keeps the number within an int64.
func groupThousands(digits string) string {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return ""
	}
	return Thousands(n)
}
