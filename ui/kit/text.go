package kit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
)

// TextField is a line of text, with Vietnamese typing.
type TextField struct {
	field
	edit *edit
	// OnChanged is called with each new value, also while typing. It must not
	// do I/O: it runs between two key presses.
	OnChanged func(string)
	// OnLeave is called when the focus leaves the field.
	OnLeave func()
}

var _ Field = (*TextField)(nil)

// NewTextField makes a line of text, as wide as 24 digits if no option says
// otherwise.
func NewTextField(label string, options ...Option) *TextField {
	t := &TextField{}
	t.build(t, label, append([]Option{Width(24)}, options...))
	return t
}

// NewNameField makes a line for a person's name: capitals as they are typed,
// one blank between words, letters and the few signs names have.
func NewNameField(label string, options ...Option) *TextField {
	t := NewTextField(label, append([]Option{Width(34)}, options...)...)
	t.edit.mapRune = nameRune
	t.edit.shape = shapeName
	return t
}

// NewPasswordField makes a line whose text is shown as dots. It is not
// composed and not normalised.
func NewPasswordField(label string, options ...Option) *TextField {
	t := NewTextField(label, append([]Option{Width(24)}, options...)...)
	t.edit.Password, t.edit.raw, t.edit.noCompose = true, true, true
	return t
}

// Plain takes the keys as they are, without composing Vietnamese letters and
// without shaping: for login names and passwords that are shown.
func (t *TextField) Plain() *TextField {
	t.edit.raw, t.edit.noCompose = true, true
	return t
}

// NewMultiLine makes a field of several lines. Enter goes on to the next field
// as everywhere; Alt+Enter starts a new line.
func NewMultiLine(label string, rows int, options ...Option) *TextField {
	t := NewTextField(label, append([]Option{Stretch()}, options...)...)
	t.edit.MultiLine = true
	t.edit.Wrapping = fyne.TextWrapWord
	t.edit.SetMinRowsVisible(rows)
	return t
}

func (t *TextField) build(self fyne.Widget, label string, options []Option) {
	t.edit = newEdit()
	t.edit.onText = func(string) {
		if t.OnChanged != nil {
			t.OnChanged(t.Value())
		}
	}
	t.edit.onFocus = func(gained bool) {
		if !gained && t.OnLeave != nil {
			t.OnLeave()
		}
	}
	t.init(self, label, t.edit, t.edit, options)
}

// SetPlaceHolder shows grey text while the field is empty.
func (t *TextField) SetPlaceHolder(text string) { t.edit.SetPlaceHolder(text) }

// Value is the text in NFC without blanks at its ends. A password is given as
// typed.
func (t *TextField) Value() string {
	if t.edit.raw {
		return t.edit.Text
	}
	return strings.TrimSpace(t.edit.Text)
}

// SetValue shows a value; OnChanged is not called.
func (t *TextField) SetValue(value string) {
	text, cursor := value, len([]rune(value))
	if !t.edit.raw {
		text, cursor = nfcWithCursor(text, cursor)
	}
	if t.edit.shape != nil {
		text, cursor = t.edit.shape(text, cursor)
	}
	if text != t.edit.Text {
		t.edit.load(text, cursor)
	}
}

// Empty tells whether nothing but blanks was entered.
func (t *TextField) Empty() bool { return t.Value() == "" }

// nameRune turns a typed rune into one of a name; 0 drops it.
func nameRune(r rune) rune {
	switch {
	case unicode.IsLetter(r), unicode.IsMark(r):
		return unicode.ToUpper(r)
	case r == ' ', r == '\'', r == '’', r == '-', r == '.':
		return r
	case unicode.IsDigit(r):
		return r // VNI types its tones with digits
	}
	return 0
}

// shapeName keeps a name in capitals and without digits or doubled blanks.
func shapeName(text string, cursor int) (string, int) {
	var out []rune
	at := cursor
	for i, r := range []rune(text) {
		keep := nameRune(r)
		blank := keep == ' ' && (len(out) == 0 || out[len(out)-1] == ' ')
		if keep == 0 || unicode.IsDigit(keep) || blank {
			if i < cursor {
				at--
			}
			continue
		}
		out = append(out, keep)
	}
	return string(out), max(0, at)
}
