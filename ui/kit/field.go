package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Level says how a message weighs. Each level has its own sign, because colour
// alone is not seen by everyone.
type Level int

// The levels, lightest first.
const (
	LevelNone Level = iota
	LevelInfo
	LevelOK
	LevelWarning
	LevelError
)

// sign is the mark shown before a message of the level. All of them are in the
// font of the program.
func (l Level) sign() string {
	switch l {
	case LevelInfo:
		return "i"
	case LevelOK:
		return "✓"
	case LevelWarning:
		return "!"
	case LevelError:
		return "✕"
	}
	return ""
}

func (l Level) color() fyne.ThemeColorName {
	switch l {
	case LevelOK:
		return ColorOK
	case LevelWarning:
		return ColorAttention
	case LevelError:
		return ColorFault
	}
	return ColorMuted
}

// Field is what all fields of the kit have in common.
type Field interface {
	Focusable
	// Label is the word above the field.
	Label() string
	// Required tells whether the field has to be filled.
	Required() bool
	// Empty tells whether nothing was entered.
	Empty() bool
	// Message is the message shown now and its level.
	Message() (Level, string)
	// SetMessage shows one sentence beside the field; LevelNone clears it.
	SetMessage(Level, string)
	// SetChangedFrom shows the value on the other side, with a word on where it is
	// from ("dân cư: …"); empty clears the mark.
	SetChangedFrom(string)
	// SetDisabled greys the field out; it is then stepped over.
	SetDisabled(bool)
	// Focus gives the keyboard to the field.
	Focus() bool
}

// Option sets a property of a field at creation.
type Option func(*field)

// Required marks the field as one that has to be filled.
func Required() Option { return func(f *field) { f.required = true } }

// Width makes the input as wide as this many digits at the text size; fields
// are as wide as their content, not as the window.
func Width(chars int) Option { return func(f *field) { f.chars = chars } }

// Stretch lets the input take the whole width it is given.
func Stretch() Option { return func(f *field) { f.stretch = true } }

// Help shows a grey hint beside the field while it has no message.
func Help(text string) Option { return func(f *field) { f.help = text } }

// field is the frame around every input: label above, mark of a required
// field, value before a change, message beside or below.
type field struct {
	widget.BaseWidget
	label       string
	required    bool
	stretch     bool
	chars       int
	help        string
	level       Level
	message     string
	changedFrom string
	disabled    bool

	input  fyne.CanvasObject
	target fyne.Focusable
	scope  *Scope

	drawRing func() // set by the renderer
	// ringed is the part that shows the focus in an input of several parts.
	ringed func() *edit
}

func (f *field) init(self fyne.Widget, label string, input fyne.CanvasObject, target fyne.Focusable, options []Option) {
	f.label, f.input, f.target = label, input, target
	for _, o := range options {
		o(f)
	}
	if e, ok := target.(*edit); ok {
		e.onRing = func() {
			if f.drawRing != nil {
				f.drawRing()
			}
		}
	}
	f.ExtendBaseWidget(self)
}

// Label is the word above the field.
func (f *field) Label() string { return f.label }

// Required tells whether the field has to be filled.
func (f *field) Required() bool { return f.required }

// SetRequired changes whether the field has to be filled.
func (f *field) SetRequired(required bool) {
	f.required = required
	f.Refresh()
}

// Message is the message shown now and its level.
func (f *field) Message() (Level, string) { return f.level, f.message }

// SetMessage shows one sentence beside the field.
func (f *field) SetMessage(level Level, text string) {
	if text == "" {
		level = LevelNone
	}
	if f.level == level && f.message == text {
		return
	}
	f.level, f.message = level, text
	f.Refresh()
}

// SetChangedFrom shows the value the field had before; empty clears the mark.
func (f *field) SetChangedFrom(old string) {
	if f.changedFrom != old {
		f.changedFrom = old
		f.Refresh()
	}
}

// ChangedFrom is the value shown by SetChangedFrom.
func (f *field) ChangedFrom() string { return f.changedFrom }

// Disabled tells whether the field is greyed out.
func (f *field) Disabled() bool { return f.disabled }

// SetDisabled greys the field out or takes it back into work.
func (f *field) SetDisabled(disabled bool) {
	f.disabled = disabled
	if d, ok := f.input.(fyne.Disableable); ok {
		if disabled {
			d.Disable()
		} else {
			d.Enable()
		}
	}
	f.Refresh()
}

// Target is the object that takes the keyboard.
func (f *field) Target() fyne.Focusable { return f.target }

// Focus gives the keyboard to the field.
func (f *field) Focus() bool { return Focus(f) }

func (f *field) keyScope() *Scope { return f.scope }

func (f *field) setKeys(s *Scope) {
	f.scope = s
	if k, ok := f.target.(interface{ setScope(*Scope) }); ok {
		k.setScope(s)
	}
}

// CreateRenderer draws the frame.
func (f *field) CreateRenderer() fyne.WidgetRenderer {
	r := &fieldRenderer{
		f:       f,
		ring:    canvas.NewRectangle(nil),
		label:   canvas.NewText("", nil),
		mark:    canvas.NewText("*", nil),
		changed: canvas.NewText("", nil),
		sign:    newBadge(),
	}
	r.lines[0], r.lines[1] = canvas.NewText("", nil), canvas.NewText("", nil)
	f.drawRing = r.drawRing
	r.Refresh()
	return r
}
