package kit

import (
	"fyne.io/fyne/v2"
)

// Focusable is anything that can stand in the Enter order of a scope: the
// fields and buttons of the kit.
type Focusable interface {
	fyne.CanvasObject
	// Target is the object that takes the keyboard.
	Target() fyne.Focusable
	// Disabled fields are stepped over.
	Disabled() bool
	// setKeys names the receiver of the keys the field does not use.
	setKeys(*Scope)
	// keyScope is that receiver, nil before it was named.
	keyScope() *Scope
}

// FieldChain is the order in which Enter and Shift+Enter walk: the order of
// the paper, which is the order of registration, whatever the layout does.
type FieldChain struct {
	scope  *Scope
	fields []Focusable

	// OnMoved is called after the focus moved by Enter, for scrolling.
	OnMoved func(Focusable)
	// OnEnd is called by Enter in the last field; nil makes Enter there do
	// nothing.
	OnEnd func()
}

func (c *FieldChain) add(fields ...Focusable) {
	for _, f := range fields {
		f.setKeys(c.scope)
		c.fields = append(c.fields, f)
	}
}

// Clear forgets all fields of the chain, for forms that are built anew.
func (c *FieldChain) Clear() { c.fields = nil }

// Next moves to the next field that can be typed in. It reports false when the
// focus is not in the chain or stands in the last field and OnEnd is nil.
func (c *FieldChain) Next() bool {
	at := c.current()
	if at < 0 {
		return false
	}
	if c.focusFrom(at+1, 1) {
		return true
	}
	if c.OnEnd != nil {
		c.OnEnd()
		return true
	}
	return false
}

// Previous moves to the field before the focused one.
func (c *FieldChain) Previous() bool {
	at := c.current()
	return at >= 0 && c.focusFrom(at-1, -1)
}

// Cycle moves by one field and from the last to the first: the way of Tab.
func (c *FieldChain) Cycle(step int) bool {
	at := c.current()
	if at >= 0 && c.focusFrom(at+step, step) {
		return true
	}
	if step > 0 {
		return c.focusFrom(0, 1)
	}
	return c.focusFrom(len(c.fields)-1, -1)
}

// First focuses the first field that can be typed in.
func (c *FieldChain) First() bool { return c.focusFrom(0, 1) }

// Focus focuses one field and tells OnMoved; false when it is not on a canvas.
func (c *FieldChain) Focus(field Focusable) bool {
	if !Focus(field) {
		return false
	}
	if c.OnMoved != nil {
		c.OnMoved(field)
	}
	if r := c.scope.router; r != nil && r.reveal != nil {
		r.reveal(field)
	}
	return true
}

// Current is the focused field of the chain, nil when the focus is elsewhere.
func (c *FieldChain) Current() Focusable {
	if at := c.current(); at >= 0 {
		return c.fields[at]
	}
	return nil
}

func (c *FieldChain) focusFrom(start, step int) bool {
	for i := start; i >= 0 && i < len(c.fields); i += step {
		f := c.fields[i]
		if !f.Disabled() && f.Visible() && c.Focus(f) {
			return true
		}
	}
	return false
}

func (c *FieldChain) current() int {
	for i, f := range c.fields {
		if HasFocus(f) {
			return i
		}
	}
	return -1
}

// Focus gives the keyboard to the field; false when it is on no canvas, hidden
// or greyed out.
func Focus(field Focusable) bool {
	canvas := canvasFor(field)
	if canvas == nil || field.Disabled() {
		return false
	}
	canvas.Focus(field.Target())
	return canvas.Focused() == field.Target()
}

// HasFocus tells whether the field has the keyboard.
func HasFocus(field Focusable) bool {
	canvas := canvasFor(field)
	return canvas != nil && canvas.Focused() == field.Target()
}

// canvasFor finds the canvas of a field through its router, since Fyne knows
// the canvas of an object only after it was painted once.
func canvasFor(field Focusable) fyne.Canvas {
	if s := field.keyScope(); s != nil && s.router != nil {
		return s.router.canvas
	}
	return canvasOf(field.Target())
}

// canvasOf finds the canvas an object was painted on.
func canvasOf(target fyne.Focusable) fyne.Canvas {
	object, ok := target.(fyne.CanvasObject)
	if !ok || fyne.CurrentApp() == nil {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(object)
}
