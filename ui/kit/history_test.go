package kit

import "testing"

func TestUndoTakesBackWords(t *testing.T) {
	d := telexDesk(t)
	f := NewNameField("Họ tên")
	var last string
	f.OnChanged = func(v string) { last = v }
	d.fields(f)
	f.SetValue("AN")
	d.press("End")
	d.typed(" nguyeenx thij")
	for _, want := range []string{"AN NGUYỄN", "AN", "AN"} {
		if d.press("Ctrl+Z"); f.Value() != want {
			t.Errorf("undo gives %q, want %q", f.Value(), want)
		}
	}
	for _, want := range []string{"AN", "AN NGUYỄN", "AN NGUYỄN THỊ", "AN NGUYỄN THỊ"} {
		if d.press("Ctrl+Y"); f.Value() != want || last != want {
			t.Errorf("redo gives %q and tells %q, want %q", f.Value(), last, want)
		}
	}
	d.press("Ctrl+A", "Backspace", "Ctrl+Z")
	if f.Value() != "AN NGUYỄN THỊ" {
		t.Errorf("erasing all is not taken back: %q", f.Value())
	}
}

func TestUndoInFieldsThatGroup(t *testing.T) {
	d := newDesk(t)
	f := NewPersonalNumberField("Số")
	d.fields(f)
	d.typed("001090")
	d.press("Backspace", "Backspace", "Ctrl+Z")
	if f.Value() != "001090" || f.edit.Text != "001 090" {
		t.Errorf("undo gives %q", f.edit.Text)
	}
	d.press("Ctrl+Z")
	if !f.Empty() {
		t.Errorf("undo of all typing leaves %q", f.edit.Text)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	var h history
	for i := range 3 * historySteps {
		h.add(moment{text: "x" + padded(i, 4)[:1+i%2]}, false)
		h.add(moment{}, true)
	}
	if len(h.past) > historySteps {
		t.Errorf("%d steps are kept", len(h.past))
	}
}
