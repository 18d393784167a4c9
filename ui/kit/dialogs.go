package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Question is what [Confirm] asks. It is for what cannot be undone; for all
// else the thing is done and undo is offered.
type Question struct {
	Title, Text string
	// Yes and No are the words on the buttons; empty means "Đồng ý" and
	// "Không".
	Yes, No string
	// Danger puts the focus on No and colours Yes.
	Danger bool
}

// Confirm asks and calls answer once with the decision; Esc is No.
func Confirm(router *Router, q Question, answer func(yes bool)) *Dialog {
	d := NewDialog(router, "confirm")
	done := func(yes bool) func() {
		return func() {
			d.Close()
			answer(yes)
		}
	}
	d.OnCancel(func() { answer(false) })
	weight, level := Main, LevelInfo
	if q.Danger {
		weight, level = Danger, LevelWarning
	}
	no := NewButton(or(q.No, "Không"), Normal, done(false))
	no.keys = "Esc"
	yes := NewButton(or(q.Yes, "Đồng ý"), weight, done(true))
	d.scope.Fields(no, yes)
	d.walkButtons()
	first := Focusable(yes)
	if q.Danger {
		first = no
	}
	d.Open(q.Title, level, wrapped(q.Text), []fyne.CanvasObject{no, yes}, first)
	return d
}

// Notice is a message in the three parts every error of the desk has.
type Notice struct {
	Title string
	Level Level
	// Happened, Kept and Do say what happened, what was kept and what to do
	// now; empty parts are left out.
	Happened, Kept, Do string
	// Button is the word on the button; empty means "Đã hiểu".
	Button string
}

// Message shows a notice; Enter and Esc close it.
func Message(router *Router, n Notice, closed func()) *Dialog {
	d := NewDialog(router, "message")
	d.OnClosed = closed
	ok := NewButton(or(n.Button, "Đã hiểu"), Main, d.Close)
	d.scope.Fields(ok)
	body := Column()
	for _, part := range []struct{ head, text string }{
		{"Việc xảy ra", n.Happened}, {"Đã giữ lại", n.Kept}, {"Việc cần làm", n.Do},
	} {
		if part.text != "" {
			body.Add(TightColumn(NewCaption(part.head), wrapped(part.text)))
		}
	}
	title := or(n.Title, "Thông báo")
	d.Open(title, n.Level, body, []fyne.CanvasObject{ok}, ok)
	return d
}

// Form is a dialog of some fields with one action.
type Form struct {
	Title, Text string
	// Action is the word on the button; empty means "Đồng ý".
	Action string
	Weight Weight
	// Fields are walked by Enter; Enter in the last one does the action.
	Fields []Field
	// Check is asked before the action; it marks faulty fields and reports
	// false to keep the dialog open. Required fields are checked by the kit.
	Check func() bool
	// Done is called once, after the dialog closed.
	Done func()
	// Cancelled is called when the dialog was left by Esc.
	Cancelled func()
}

// Prompt shows a form.
func Prompt(router *Router, f Form) *Dialog {
	d := NewDialog(router, "form")
	d.OnCancel(f.Cancelled)
	act := func() {
		if d.closed || !checkRequired(f.Fields) || (f.Check != nil && !f.Check()) {
			return
		}
		d.Close()
		f.Done()
	}
	cancel := NewButton("Bỏ qua", Normal, d.Cancel)
	cancel.keys = "Esc"
	weight := f.Weight
	if weight == Normal {
		weight = Main
	}
	do := NewButton(or(f.Action, "Đồng ý"), weight, act)
	body := Column()
	if f.Text != "" {
		body.Add(wrapped(f.Text))
	}
	for _, field := range f.Fields {
		d.scope.Fields(field)
		body.Add(field)
	}
	d.scope.chain.OnEnd = act
	d.scope.On("Ctrl+Enter", "", act)
	// The buttons take Tab after the fields but are no part of the Enter order.
	cancel.setKeys(d.scope)
	do.setKeys(d.scope)
	d.walkButtons()
	d.Open(f.Title, LevelNone, body, []fyne.CanvasObject{cancel, do}, nil)
	return d
}

// Choose shows a list to pick one entry from by typing or arrow keys.
func Choose(router *Router, title string, choices []Choice, picked func(Choice)) *Dialog {
	d := NewDialog(router, "choose")
	list := NewPickList(choices, func(c Choice) {
		d.Close()
		picked(c)
	})
	d.scope.Fields(list)
	cancel := NewButton("Bỏ qua", Normal, d.Cancel)
	cancel.keys = "Esc"
	cancel.setKeys(d.scope)
	d.Open(title, LevelNone, list, []fyne.CanvasObject{cancel}, list)
	return d
}

// walkButtons lets the arrow keys walk between the buttons of a dialog.
func (d *Dialog) walkButtons() {
	d.scope.On("Right", "", func() { d.scope.chain.Cycle(1) })
	d.scope.On("Left", "", func() { d.scope.chain.Cycle(-1) })
}

// checkRequired marks required fields that are empty and goes to the first.
func checkRequired(fields []Field) bool {
	var first Field
	for _, f := range fields {
		if f.Required() && !f.Disabled() && f.Empty() {
			f.SetMessage(LevelError, "Chưa có "+lowerFirst(f.Label())+".")
			if first == nil {
				first = f
			}
		}
	}
	if first != nil {
		first.Focus()
	}
	return first == nil
}

func wrapped(text string) fyne.CanvasObject {
	return container.New(&leastWidth{scaled(420)}, NewParagraph(text))
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
