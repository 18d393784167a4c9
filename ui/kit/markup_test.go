package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"carddesk/app/person"
)

// TestStatesRenderAsBefore compares every state of the main widgets with its
// master in testdata. A master is made by copying the file the failing test
// left in testdata/failed after looking at the change.
func TestStatesRenderAsBefore(t *testing.T) {
	for name, make := range states() {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			object, focus := make()
			d.win.SetContent(d.router.Wrap(container.NewVBox(object)))
			d.win.Resize(fyne.NewSize(420, 240))
			if focus {
				f := object.(Focusable)
				d.scope.Fields(f)
				Focus(f)
			}
			if name == "choice_open" {
				d.press("Down")
			}
			test.AssertRendersToMarkup(t, name+".xml", d.win.Canvas())
		})
	}
}

type state = func() (object fyne.CanvasObject, focus bool)

func states() map[string]state {
	text := func(change func(*TextField), focus bool, options ...Option) state {
		return func() (fyne.CanvasObject, bool) {
			f := NewTextField("Nơi thường trú", options...)
			f.SetValue("Thôn Đông")
			if change != nil {
				change(f)
			}
			return f, focus
		}
	}
	still := func(o func() fyne.CanvasObject) state {
		return func() (fyne.CanvasObject, bool) { return o(), false }
	}
	button := func(w Weight, off bool) state {
		return still(func() fyne.CanvasObject {
			b := NewScope("x").Button("F10", "Hoàn tất", w, nil)
			b.SetDisabled(off)
			return b
		})
	}
	return map[string]state{
		"text":          text(nil, false),
		"text_required": text(nil, false, Required(), Width(20)),
		"text_focused":  text(nil, true),
		"text_stretch":  text(nil, false, Stretch()),
		"text_error":    text(func(f *TextField) { f.SetMessage(LevelError, "Chưa có số nhà.") }, false),
		"text_error_below": text(func(f *TextField) {
			f.SetMessage(LevelError, "Địa chỉ này không có trong danh mục xã phường của thành phố.")
		}, false, Stretch()),
		"text_warning":  text(func(f *TextField) { f.SetMessage(LevelWarning, "Khác thẻ cũ.") }, false),
		"text_ok":       text(func(f *TextField) { f.SetMessage(LevelOK, "Khớp dân cư.") }, false),
		"text_help":     text(nil, false, Help("Ghi như trong sổ.")),
		"text_changed":  text(func(f *TextField) { f.SetChangedFrom("Thôn Đoài") }, false),
		"text_disabled": text(func(f *TextField) { f.SetDisabled(true) }, false),
		"number": still(func() fyne.CanvasObject {
			f := NewPersonalNumberField("Số định danh")
			f.SetValue("001090000002")
			return f
		}),
		"date_partial": still(func() fyne.CanvasObject {
			f := NewDateField("Ngày sinh").AllowPartial()
			f.SetValue(person.CivilDate{Year: 1990, Month: 2})
			return f
		}),
		"choice_open": func() (fyne.CanvasObject, bool) {
			f := NewChoiceField("Tỉnh", sampleProvinces()[:3])
			f.SetCode("79")
			return f, true
		},
		"address": still(func() fyne.CanvasObject {
			f := NewAddressField("Nơi cư trú", fewPlaces{}, Required())
			f.SetValue(AddressValue{Code: "00004", Street: "số 5 ngõ 12"})
			return f
		}),
		"address_empty": func() (fyne.CanvasObject, bool) {
			return NewAddressField("Nơi cư trú", fewPlaces{}), true
		},
		"radio": still(func() fyne.CanvasObject {
			f := NewRadioRow("Giới tính", []Choice{{Code: "M", Text: "Nam"}, {Code: "F", Text: "Nữ"}})
			f.SetCode("F")
			return f
		}),
		"tick": still(func() fyne.CanvasObject {
			f := NewCheckField("", "Thu lại thẻ cũ")
			f.SetValue(true)
			return f
		}),
		"button_main": button(Main, false), "button_normal": button(Normal, false), "button_danger": button(Danger, false),
		"button_quiet": button(Quiet, false), "button_disabled": button(Main, true),
		"section_missing": still(func() fyne.CanvasObject {
			s := NewSectionHeader("Thông tin", "Alt+2", nil)
			s.SetState(SectionState{Missing: 3, Attention: true})
			s.SetCurrent(true)
			return s
		}),
		"section_done": still(func() fyne.CanvasObject {
			s := NewSectionHeader("Ảnh", "Alt+4", nil)
			s.SetState(SectionState{Done: true})
			return s
		}),
		"status_ok":    still(func() fyne.CanvasObject { return NewStatusPart(LevelOK, "Đầu đọc", nil) }),
		"status_fault": still(func() fyne.CanvasObject { return NewStatusPart(LevelError, "Máy in", nil) }),
		"quality_weak": still(func() fyne.CanvasObject {
			q := NewQualityBar("Ngón trỏ")
			q.Set(41, 60)
			return q
		}),
		"hands": still(func() fyne.CanvasObject {
			h := NewHandsPicture()
			for f := Finger(1); f <= 5; f++ {
				h.Set(f, FingerState(f-1), "")
			}
			return h
		}),
		"facts": still(func() fyne.CanvasObject {
			return NewKeyValues(Fact{Key: "Họ tên", Value: "AN"}, Fact{Key: "Ngày sinh", Value: "01/07/1990", Was: "1990"}, Fact{Key: "Chip", Value: "Đúng", Level: LevelOK})
		}),
		"progress": still(func() fyne.CanvasObject {
			p := NewProgress("Đang gửi", func() {})
			p.Set(3, 12, "")
			return p
		}),
		"banner": still(func() fyne.CanvasObject { return NewBanner("TẬP HUẤN") }),
		"table": func() (fyne.CanvasObject, bool) {
			t := NewTable(testColumns, namedRows(), "")
			t.SetSort(Sort{Key: "born", Descending: true})
			return t, true
		},
	}
}
