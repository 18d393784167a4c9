package kit

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// fieldStates are the states that fields of every kind come into, and what else a
// kind has.
func fieldStates() map[string]state {
	out := map[string]state{}
	kinds := map[string]func() Field{
		"name":   func() Field { return NewNameField("Họ tên", Required()) },
		"number": func() Field { return NewPersonalNumberField("Số định danh") },
		"old":    func() Field { return NewOldNumberField("Số CMND") },
		"phone":  func() Field { return NewPhoneField("Điện thoại") },
		"money":  func() Field { return NewMoneyField("Lệ phí") },
		"date":   func() Field { return NewDateField("Ngày sinh") },
		"choice": func() Field { return NewChoiceField("Tỉnh", sampleProvinces()[:3]) },
		"radio": func() Field {
			return NewRadioRow("Giới tính", []Choice{{Code: "M", Text: "Nam"}, {Code: "F", Text: "Nữ"}})
		},
		"tick":      func() Field { return NewCheckField("", "Thu lại thẻ cũ") },
		"multiline": func() Field { return NewMultiLine("Ghi chú", 2) },
		"password":  func() Field { return NewPasswordField("Mật khẩu") },
	}
	for kind, make := range kinds {
		out[kind+"_empty"] = func() (fyne.CanvasObject, bool) { return make(), false }
		out[kind+"_focused"] = func() (fyne.CanvasObject, bool) { return make(), true }
		out[kind+"_disabled"] = func() (fyne.CanvasObject, bool) {
			f := make()
			f.SetDisabled(true)
			return f, false
		}
		out[kind+"_error"] = func() (fyne.CanvasObject, bool) {
			f := make()
			f.SetMessage(LevelError, "Chưa đúng.")
			return f, false
		}
		out[kind+"_changed"] = func() (fyne.CanvasObject, bool) {
			f := make()
			f.SetChangedFrom("khác")
			return f, false
		}
	}
	address := func(change func(*AddressField)) state {
		return func() (fyne.CanvasObject, bool) {
			f := NewAddressField("Nơi cư trú", fewPlaces{})
			change(f)
			return f, false
		}
	}
	out["address_error"] = address(func(f *AddressField) { f.SetMessage(LevelError, "Chưa chọn xã, phường.") })
	out["address_disabled"] = address(func(f *AddressField) { f.SetDisabled(true) })
	out["address_changed"] = address(func(f *AddressField) { f.SetChangedFrom("Ba Đình") })
	return out
}

// otherStates are those of what is no field.
func otherStates() map[string]state {
	still := func(o func() fyne.CanvasObject) state {
		return func() (fyne.CanvasObject, bool) { return o(), false }
	}
	button := func(w Weight) state {
		return func() (fyne.CanvasObject, bool) { return NewScope("x").Button("F10", "Hoàn tất", w, nil), true }
	}
	section := func(s SectionState, current bool) state {
		return still(func() fyne.CanvasObject {
			h := NewSectionHeader("Vân tay", "Alt+5", nil)
			h.SetState(s)
			h.SetCurrent(current)
			return h
		})
	}
	status := func(l Level) state {
		return still(func() fyne.CanvasObject { return NewStatusPart(l, "12 chờ gửi", nil) })
	}
	quality := func(score int) state {
		return still(func() fyne.CanvasObject {
			q := NewQualityBar("Ngón trỏ")
			q.Set(score, 60)
			return q
		})
	}
	progress := func(stop func(), of int) state {
		return still(func() fyne.CanvasObject {
			p := NewProgress("Đang gửi", stop)
			p.Set(3, of, "")
			return p
		})
	}
	table := func(rows Rows, change func(*Table), focus bool) state {
		return func() (fyne.CanvasObject, bool) {
			t := NewTable(testColumns, rows, "Chưa có hồ sơ nào.")
			change(t)
			return t, focus
		}
	}
	preview := func(change func(*Preview)) state {
		return still(func() fyne.CanvasObject {
			p := NewPreview(InlineRunner{}, fyne.NewSize(300, 150))
			change(p)
			return p
		})
	}
	nothing := func(*Table) {}
	return map[string]state{
		"button_main_focused": button(Main), "button_normal_focused": button(Normal),
		"button_danger_focused": button(Danger), "button_quiet_focused": button(Quiet),
		"section_plain": section(SectionState{}, false), "section_current": section(SectionState{}, true),
		"section_attention": section(SectionState{Attention: true}, false), "section_hint": section(SectionState{Hint: "4 ngón phải"}, false),
		"status_none": status(LevelNone), "status_info": status(LevelInfo), "status_warning": status(LevelWarning),
		"quality_good": quality(82), "quality_none": quality(-1),
		"progress_open_end": progress(func() {}, 0), "progress_no_stop": progress(nil, 12),
		"facts_big": still(func() fyne.CanvasObject {
			return NewBigKeyValues(Fact{Key: "Họ tên", Value: "AN", Was: "ÂN"}, Fact{Key: "Nơi ở"})
		}),
		"facts_levels": still(func() fyne.CanvasObject {
			return NewKeyValues(Fact{Key: "Thẻ", Value: "Sai", Level: LevelError}, Fact{Key: "Máy in", Value: "Hết giấy", Level: LevelWarning})
		}),
		"table_unfocused": table(namedRows(), nothing, false),
		"table_empty":     table(NewListRows(nil), nothing, true),
		"table_filtered":  table(namedRows(), func(t *Table) { t.SetFilter("hương") }, true),
		"table_ascending": table(namedRows(), func(t *Table) { t.SetSort(Sort{Key: "name"}) }, true),
		"table_loading":   table(gapRows(3), nothing, true),
		"table_widths":    table(namedRows(), func(t *Table) { t.SetWidths(map[string]float32{"no": 20}) }, false),
		"preview_empty":   preview(func(*Preview) {}),
		"preview_guide":   preview(func(p *Preview) { p.Guide("Đề nghị nhìn thẳng vào máy ảnh") }),
		"preview_frame":   preview(func(p *Preview) { p.Frame(true) }),
		"preview_picture": preview(func(p *Preview) { p.SetPicture(image.NewGray(image.Rect(0, 0, 8, 6))) }),
		"picklist": func() (fyne.CanvasObject, bool) {
			return NewPickList(sampleProvinces(), func(Choice) {}), true
		},
		"picklist_none": func() (fyne.CanvasObject, bool) { return NewPickList(nil, func(Choice) {}), true },
		"texts": still(func() fyne.CanvasObject {
			return container.NewVBox(NewHeading("Đầu đề"), NewTitle("Mục"), NewBoldText("Đậm"), NewText("Thường"), NewCaption("Nhỏ"),
				NewBigText("To"), NewParagraph("Đoạn văn dài hơn một dòng khi nó đứng trong một khung hẹp như thế này đây."))
		}),
		"card": still(func() fyne.CanvasObject { return Card(NewText("Trong khung")) }),
	}
}

// gapRows are so many rows of which none is loaded yet.
type gapRows int

func (g gapRows) Len() int               { return int(g) }
func (g gapRows) Row(int) ([]Cell, bool) { return nil, false }

// overlayStates are what lies over the window; each is opened on a desk.
func overlayStates() map[string]func(*desk) {
	return map[string]func(*desk){
		"dialog_confirm": func(d *desk) { Confirm(d.router, Question{Title: "Gửi?", Text: "Gửi bây giờ."}, func(bool) {}) },
		"dialog_danger": func(d *desk) {
			Confirm(d.router, Question{Title: "Huỷ?", Text: "Không lấy lại được.", Yes: "Huỷ", Danger: true}, func(bool) {})
		},
		"dialog_message": func(d *desk) {
			Message(d.router, Notice{Title: "Lỗi", Level: LevelError, Happened: "Máy không trả lời.", Kept: "Đã lưu.", Do: "Kiểm tra cáp."}, nil)
		},
		"dialog_form": func(d *desk) {
			Prompt(d.router, Form{Title: "Trả lại", Action: "Trả lại", Weight: Danger, Fields: []Field{NewTextField("Lý do", Required())}, Done: func() {}})
		},
		"dialog_form_missing": func(d *desk) {
			Prompt(d.router, Form{Title: "Trả lại", Fields: []Field{NewTextField("Lý do", Required())}, Done: func() {}})
			d.press("Enter")
		},
		"dialog_choose": func(d *desk) { Choose(d.router, "Chọn tỉnh", sampleProvinces(), func(Choice) {}) },
		"dialog_file": func(d *desk) {
			c := &fileChoice{dialog: NewDialog(d.router, "file"), where: NewCaption("").Cut(), list: NewPickList(nil, nil)}
			c.dialog.scope.Fields(c.list)
			c.dialog.Open("Chọn tệp", LevelNone, container.NewVBox(c.where, c.list), nil, c.list)
			c.show("/giấy tờ", []folderEntry{{"/giấy tờ/Ảnh", "Ảnh", true, 0}, {"/giấy tờ/sổ.pdf", "sổ.pdf", false, 4096}})
		},
		"toast":      func(d *desk) { toasts(d).Show(LevelOK, "Đã lưu lúc 08:41.") },
		"toast_undo": func(d *desk) { toasts(d).OfferUndo("Đã xoá ảnh.", func() {}) },
		"letters": func(d *desk) {
			d.router.SetTyping(&Typing{})
			f := NewTextField("Họ tên")
			d.fields(f)
			d.press(PaletteKey)
		},
	}
}

// toasts are those of a desk; they stay until the test is over.
func toasts(d *desk) *Toasts {
	t := NewToasts(d.router, NewScope("base"), InlineRunner{})
	t.after = func(time.Duration, func()) func() bool { return func() bool { return true } }
	return t
}

func TestFieldsRenderAsBefore(t *testing.T) { renderAsBefore(t, fieldStates(), NewTheme(false, 100)) }

func TestOtherWidgetsRenderAsBefore(t *testing.T) {
	renderAsBefore(t, otherStates(), NewTheme(false, 100))
}

// otherThemes are the other theme and the other end of the text sizes, by what the
// masters drawn in them end in.
func otherThemes() map[string]*Theme {
	return map[string]*Theme{"_dark": NewTheme(true, 100), "_200": NewTheme(false, 200)}
}

// inOtherThemes are the states, one of each kind, that are drawn in them too.
var inOtherThemes = []string{"text_error", "text_changed", "number", "address", "radio", "tick", "button_main", "section_missing",
	"status_fault", "quality_weak", "facts", "table"}

func TestDarkAndLargeRenderAsBefore(t *testing.T) {
	all := states()
	for suffix, theme := range otherThemes() {
		some := map[string]state{}
		for _, name := range inOtherThemes {
			some[name+suffix] = all[name]
		}
		renderAsBefore(t, some, theme)
	}
}

func renderAsBefore(t *testing.T, states map[string]state, theme *Theme) {
	for name, make := range states {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			fyne.CurrentApp().Settings().SetTheme(theme)
			object, focus := make()
			d.win.SetContent(d.router.Wrap(container.NewVBox(object)))
			d.win.Resize(fyne.NewSize(420, 240))
			if focus {
				f := object.(Focusable)
				d.scope.Fields(f)
				if !Focus(f) {
					t.Fatal("it takes no focus")
				}
			}
			test.AssertRendersToMarkup(t, name+".xml", d.win.Canvas())
		})
	}
}

func TestOverlaysRenderAsBefore(t *testing.T) {
	for name, open := range overlayStates() {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.win.Resize(fyne.NewSize(800, 600))
			open(d)
			test.AssertRendersToMarkup(t, name+".xml", d.win.Canvas())
		})
	}
}

// TestEveryMasterHasItsState finds masters that no test compares with any more.
func TestEveryMasterHasItsState(t *testing.T) {
	known := map[string]bool{}
	for _, list := range []map[string]state{states(), fieldStates(), otherStates()} {
		for name := range list {
			known[name] = true
		}
	}
	for suffix := range otherThemes() {
		for _, name := range inOtherThemes {
			known[name+suffix] = true
		}
	}
	for name := range overlayStates() {
		known[name] = true
	}
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	masters := 0
	for _, file := range files {
		if filepath.Ext(file.Name()) != ".xml" {
			continue
		}
		masters++
		if !known[strings.TrimSuffix(file.Name(), ".xml")] {
			t.Errorf("%s is the master of nothing", file.Name())
		}
	}
	if masters < 100 {
		t.Errorf("only %d masters", masters)
	}
}
