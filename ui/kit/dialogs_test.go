package kit

import (
	"testing"
)

func TestConfirmFocusesTheSafeButton(t *testing.T) {
	for _, c := range []struct {
		danger bool
		keys   []string
		want   bool
	}{
		{false, []string{"Enter"}, true}, {true, []string{"Enter"}, false}, {true, []string{"Right", "Enter"}, true},
		{false, []string{"Esc"}, false}, {true, []string{"Esc"}, false}, {true, []string{"Tab", "Space"}, true}, {false, []string{"Left", "Enter"}, false},
	} {
		d := newDesk(t)
		f := NewTextField("a")
		d.fields(f)
		answers, got := 0, false
		Confirm(d.router, Question{Title: "Huỷ?", Text: "Không lấy lại được.", Danger: c.danger}, func(yes bool) { answers++; got = yes })
		d.press(c.keys...)
		d.press("Esc", "Enter") // nothing may be answered twice
		if answers != 1 || got != c.want {
			t.Errorf("danger %v, keys %v: %d answers, %v", c.danger, c.keys, answers, got)
		}
		if !d.focused(f) {
			t.Errorf("danger %v, keys %v: the focus did not return", c.danger, c.keys)
		}
	}
}

func TestDialogHidesTheScreensVerbs(t *testing.T) {
	d := newDesk(t)
	ran := 0
	d.scope.On("F10", "Hoàn tất", func() { ran++ })
	d.fields(NewTextField("a"))
	Message(d.router, Notice{Level: LevelError, Happened: "Mất kết nối.", Kept: "Đã lưu.", Do: "Thử lại."}, nil)
	d.press("F10")
	if ran != 0 {
		t.Error("F10 reached the screen through a dialog")
	}
	d.press("Enter", "F10")
	if ran != 1 {
		t.Errorf("F10 ran %d times after the dialog", ran)
	}
}

func TestPromptWalksItsFields(t *testing.T) {
	d := newDesk(t)
	f := NewTextField("a")
	d.fields(f)
	reason := NewChoiceField("Lý do", []Choice{{Code: "1", Text: "Ảnh không đạt"}, {Code: "2", Text: "Thiếu giấy tờ"}}, Required())
	note := NewTextField("Ghi rõ")
	done := 0
	dialog := Prompt(d.router, Form{Title: "Trả lại", Fields: []Field{reason, note}, Done: func() { done++ }})
	d.wantFocus(reason)
	d.press("Ctrl+Enter")
	if level, text := reason.Message(); done != 0 || level != LevelError || text != "Chưa có lý do." {
		t.Fatalf("done %d without a reason; message %v %q", done, level, text)
	}
	d.typed("thieu")
	d.press("Enter")
	d.wantFocus(note)
	d.typed("CMND")
	d.press("Enter", "Enter")
	if done != 1 || !dialog.Closed() || reason.Code() != "2" || note.Value() != "CMND" {
		t.Errorf("done %d, closed %v, reason %q, note %q", done, dialog.Closed(), reason.Code(), note.Value())
	}
	d.wantFocus(f)
}

func TestPromptIsLeftByEsc(t *testing.T) {
	d := newDesk(t)
	d.fields(NewTextField("a"))
	cancelled, done := 0, 0
	reason := NewTextField("Lý do")
	Prompt(d.router, Form{Fields: []Field{reason}, Done: func() { done++ }, Cancelled: func() { cancelled++ }})
	d.typed("x")
	d.press("Esc", "Enter")
	if cancelled != 1 || done != 0 {
		t.Errorf("cancelled %d, done %d", cancelled, done)
	}
}

func TestChooseByTyping(t *testing.T) {
	d := newDesk(t)
	f := NewTextField("a")
	d.fields(f)
	got := ""
	Choose(d.router, "Chọn tỉnh", sampleProvinces(), func(c Choice) { got += c.Code })
	d.typed("d")
	d.press("Down", "Enter")
	if got != "66" || !d.focused(f) {
		t.Errorf("picked %q, focus back %v", got, d.focused(f))
	}
}

func TestDialogOverDialog(t *testing.T) {
	d := newDesk(t)
	f := NewTextField("a")
	d.fields(f)
	inner := NewTextField("b")
	Prompt(d.router, Form{Fields: []Field{inner}, Done: func() {}})
	Message(d.router, Notice{Happened: "Lỗi."}, nil)
	d.press("Enter")
	d.wantFocus(inner)
	d.press("Esc")
	d.wantFocus(f)
	if len(d.win.Canvas().Overlays().List()) != 0 {
		t.Error("an overlay is left")
	}
}
