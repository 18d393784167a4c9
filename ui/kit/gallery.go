package kit

import (
	"context"
	"image"
	"image/color"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/person"
	"carddesk/ui/kit/compose"
	"carddesk/ui/kit/datetext"
)

// Gallery fills a window with every widget of the kit in every state, for
// looking at. It returns the router so that the caller may add verbs.
func Gallery(win fyne.Window) *Router { return GalleryWithEvents(win, NoEvents{}) }

// GalleryWithEvents is [Gallery] with an event line for each thing that
// happens, on which window tests wait. F11 emits what the fields hold.
func GalleryWithEvents(win fyne.Window, events Events) *Router {
	router := NewRouter(win.Canvas())
	router.SetTyping(&Typing{Method: compose.Telex})
	g := &gallery{router: router, scope: NewScope("gallery"), theme: NewTheme(false, 100), events: events}
	g.toasts = NewToasts(router, g.scope, FyneRunner{})
	win.SetPadded(false)
	win.SetContent(router.Wrap(g.build()))
	router.Push(g.scope)
	g.keys()
	g.scope.chain.First()
	events.Emit("screen-ready", "screen", "gallery")
	return router
}

// said shows what happened in the status bar and as an event.
func (g *gallery) said(level Level, text string) {
	g.last.Set(level, shortenRunes(text, 60))
	g.events.Emit("said", "text", text)
}

// gallery holds the parts that its keys change.
type gallery struct {
	router *Router
	scope  *Scope
	toasts *Toasts
	theme  *Theme
	events Events
	form   galleryForm
	typing *StatusPart
	last   *StatusPart
	pages  []fyne.CanvasObject
	page   int // the one that is shown
	table  *Table
	paper  *galleryPaper
}

// keys binds what shows the moving parts: dialogs, toasts, themes.
func (g *gallery) keys() {
	s := g.scope
	s.On("F1", "Trang khác", g.turn)
	s.On("F6", "Sáng, tối", func() { g.use(NewTheme(!g.theme.Dark, g.theme.Scale)) })
	s.On("F7", "Cỡ chữ", func() { g.use(NewTheme(g.theme.Dark, 100+(g.theme.Scale-75)%125)) })
	s.On("F8", "Báo đã lưu", func() { g.toasts.Show(LevelOK, "Đã lưu lúc 08:41.") })
	s.On("F9", "Hoàn tác", func() {
		g.toasts.OfferUndo("Đã xoá ảnh chân dung.", func() { g.said(LevelInfo, "Đã lấy lại ảnh.") })
	})
	s.On("Ctrl+Enter", "Phần tiếp theo", func() { g.said(LevelInfo, "Ctrl+Enter") })
	s.On("Esc", "Ra ngoài", func() { g.said(LevelInfo, "Esc") })
	s.On("Alt+O", "Chọn tệp", func() {
		ChooseFile(g.router, NewOwner(context.Background(), FyneRunner{}), FileQuestion{Extensions: []string{".pdf", ".png"}},
			func(path string) { g.said(LevelOK, "Tệp: "+filepath.Base(path)) })
	})
	s.OnLetter('r', "Thu lại", func() { g.said(LevelInfo, "R") })
	g.router.OnBurst(func(text string) bool {
		if !strings.Contains(text, "|") {
			return false // no card code: leave it as typed
		}
		g.said(LevelOK, "Quét: "+text)
		return true
	})
	g.router.typing.OnChange = func(t *Typing) {
		g.typing.Set(LevelNone, t.Word())
		g.events.Emit("typing", "method", t.Word())
	}
	s.On("F11", "Các giá trị", func() {
		g.events.Emit("values", "name", g.form.name.Value(), "number", g.form.number.Value(), "born", datetext.Text(g.form.born.Value()),
			"sex", g.form.sex.Code(), "province", g.form.province.Code(), "phone", g.form.phone.Value())
	})
}

// turn shows the next page: widgets, lists, the long form.
func (g *gallery) turn() {
	g.pages[g.page].Hide()
	g.page = (g.page + 1) % len(g.pages)
	g.pages[g.page].Show()
	g.router.Pop(g.paper.scope)
	switch g.page {
	case 0:
		g.scope.chain.First()
	case 1:
		Focus(g.table)
	case 2:
		g.router.Push(g.paper.scope)
		g.paper.scope.chain.First()
	}
	g.events.Emit("page", "number", g.page)
}

// lists shows a table with much in it, one with nothing, and large facts.
func (g *gallery) lists() fyne.CanvasObject {
	rows := sampleDossiers(500)
	g.table = NewTable([]TableColumn{{Key: "no", Title: "Số hồ sơ", Chars: 12}, {Key: "name", Title: "Họ và tên", Chars: 24, Stretch: true},
		{Key: "born", Title: "Ngày sinh", Chars: 12}, {Key: "state", Title: "Tình trạng", Chars: 16}, {Key: "fee", Title: "Lệ phí", Chars: 9, Right: true}}, rows, "")
	g.table.OnSort = func(s Sort) {
		for i, c := range g.table.columns {
			if c.Key == s.Key {
				rows.SortBy(i, s.Descending)
			}
		}
		g.table.Reload()
	}
	g.table.OnFilter = func(text string) { rows.Filter(text); g.table.Reload() }
	g.table.OnEnter = func(i int) { cells, _ := rows.Row(i); g.said(LevelOK, cells[0].Text) }
	none := NewTable(g.table.columns, NewListRows(nil), "Chưa có hồ sơ nào chờ duyệt. Hồ sơ đã thu xong sẽ hiện ở đây.")
	g.scope.Fields(g.table, none)
	big := NewBigKeyValues(Fact{Key: "Họ và tên", Value: "NGUYỄN THỊ HƯỜNG"}, Fact{Key: "Ngày sinh", Value: "01/07/1990", Was: "01/01/1990"}, Fact{Key: "Nơi cư trú", Value: "Thôn Đông, xã Ba Vì"})
	foot := container.NewGridWithColumns(2, none, Card(big))
	return container.NewBorder(nil, Inset(0, 8, foot), nil, nil, g.table)
}

// sampleDossiers makes rows of invented people.
func sampleDossiers(n int) *ListRows {
	family, middle, given := []string{"Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Vũ", "Niê", "Hoàng"}, []string{"Thị", "Văn", "Đức", "Minh"}, []string{"Hường", "Mậu", "An", "Đăng", "Yến"}
	states := []Cell{{Text: "Đã duyệt", Level: LevelOK}, {Text: "Chờ duyệt"}, {Text: "Trả lại", Level: LevelError}, {Text: "Cần xem", Level: LevelWarning}}
	rows := make([][]Cell, n)
	for i := range rows {
		name := family[i%8] + " " + middle[i%4] + " " + given[i%5]
		rows[i] = []Cell{{Text: "HN-" + groupFixed(3, 3)(padded(i+1, 6)), Muted: true}, {Text: name, Bold: i%9 == 0},
			{Text: person.CivilDate{Year: 1950 + i%60, Month: 1 + i%12, Day: 1 + i%28}.String()}, states[i%4], {Text: Thousands(25000 * (1 + i%3))}}
	}
	return NewListRows(rows)
}

func (g *gallery) use(t *Theme) {
	g.theme = t
	fyne.CurrentApp().Settings().SetTheme(t)
	g.events.Emit("theme", "dark", t.Dark, "scale", t.Scale)
}

func (g *gallery) build() fyne.CanvasObject {
	left := Column(g.sections(), g.capture())
	middle := Column(g.fields(), g.actions())
	body := container.NewHSplit(Inset(8, 8, container.NewVScroll(left)), Inset(8, 8, container.NewVScroll(middle)))
	body.Offset = 0.3
	g.paper = newGalleryPaper(g)
	g.pages = []fyne.CanvasObject{body, Inset(8, 8, g.lists()), Inset(8, 8, g.paper.content)}
	for _, p := range g.pages[1:] {
		p.Hide()
	}
	head := container.NewVBox(Inset(12, 6, NewHeading("Bộ dụng cụ giao diện")), NewBanner("TẬP HUẤN – dữ liệu không có giá trị sử dụng"))
	return container.NewBorder(head, g.status(), nil, nil, container.NewStack(g.pages...))
}

func (g *gallery) sections() fyne.CanvasObject {
	list := []struct {
		title, keys string
		state       SectionState
	}{
		{"Người được cấp thẻ", "Alt+1", SectionState{Done: true}},
		{"Thông tin", "Alt+2", SectionState{Missing: 3}},
		{"Giấy tờ", "Alt+3", SectionState{Missing: 1, Attention: true}},
		{"Ảnh", "Alt+4", SectionState{Attention: true}},
		{"Vân tay", "Alt+5", SectionState{Hint: "4 ngón phải"}},
	}
	box := TightColumn()
	for i, item := range list {
		h := NewSectionHeader(item.title, item.keys, nil)
		h.SetState(item.state)
		h.SetCurrent(i == 1)
		box.Add(h)
	}
	return Card(box)
}

func (g *gallery) capture() fyne.CanvasObject {
	hands := NewHandsPicture()
	for f, s := range map[Finger]FingerState{1: FingerGood, 2: FingerGood, 3: FingerWeak, 4: FingerWaiting, 5: FingerMissing, 6: FingerWaiting} {
		hands.Set(f, s, "")
	}
	hands.Set(2, FingerGood, "82")
	preview := NewPreview(FyneRunner{}, fyne.NewSize(300, 150))
	preview.SetPicture(samplePicture())
	preview.Guide("Đề nghị nhìn thẳng vào máy ảnh")
	preview.Frame(true)
	good, weak, none := NewQualityBar("Ngón trỏ phải"), NewQualityBar("Ngón giữa phải"), NewQualityBar("Ngón áp út phải")
	good.Set(82, 60)
	weak.Set(41, 60)
	none.Set(-1, 60)
	return Card(Column(preview, good, weak, none, hands))
}

// galleryForm is the fields whose values F11 emits.
type galleryForm struct {
	name          *TextField
	number, phone *DigitField
	born          *DateField
	sex           *RadioRow
	province      *ChoiceField
}

func (g *gallery) fields() fyne.CanvasObject {
	name := NewNameField("Họ, chữ đệm và tên khai sinh", Required())
	number := NewPersonalNumberField("Số định danh cá nhân", Required())
	number.SetValue("001090000002")
	born := NewDateField("Ngày, tháng, năm sinh", Required()).AllowPartial()
	sex := NewRadioRow("Giới tính", []Choice{{Code: "M", Text: "Nam"}, {Code: "F", Text: "Nữ"}})
	sex.SetCode("M")
	province := NewChoiceField("Tỉnh, thành phố", sampleProvinces(), Required())
	phone := NewPhoneField("Số điện thoại")
	phone.SetValue("0912345678")
	fee := NewMoneyField("Lệ phí (đồng)")
	fee.SetInt(50000)
	old := NewOldNumberField("Số CMND 9 số")
	old.SetMessage(LevelError, "Số CMND có đủ 9 chữ số.")
	changed := NewTextField("Nơi thường trú", Stretch())
	changed.SetValue("Thôn Đông, xã Ba Vì")
	changed.SetChangedFrom("Thôn Đoài, xã Ba Vì")
	off := NewTextField("Dân tộc", Width(14))
	off.SetValue("Kinh")
	off.SetDisabled(true)
	note := NewMultiLine("Ghi chú", 2)
	note.SetMessage(LevelWarning, "Ghi chú này được in trên phiếu.")
	tick := NewCheckField(" ", "Thu lại thẻ cũ")
	tick.SetValue(true)
	secret := NewPasswordField("Mật khẩu")
	secret.SetValue("matkhau")
	g.form = galleryForm{name, number, phone, born, sex, province}
	for _, f := range []Field{name, number, born, sex, province, phone, fee, old, changed, off, note, tick, secret} {
		g.scope.Fields(f)
	}
	return Card(Column(NewTitle("Các ô nhập"), Row(name, number), Row(born, sex, province),
		Row(phone, fee, old), changed, Row(off, tick, secret), note))
}

func (g *gallery) actions() fyne.CanvasObject {
	s := g.scope
	confirm := s.Button("F2", "Hỏi lại", Normal, func() {
		Confirm(g.router, Question{Title: "Huỷ hồ sơ này?", Text: "Hồ sơ và ảnh đã thu sẽ bị xoá, không lấy lại được.",
			Yes: "Huỷ hồ sơ", Danger: true}, func(yes bool) {
			g.said(LevelInfo, map[bool]string{true: "Có", false: "Không"}[yes])
		})
	})
	message := s.Button("F3", "Báo lỗi", Normal, func() {
		Message(g.router, Notice{Title: "Không kết nối được máy thu vân tay", Level: LevelError,
			Happened: "Máy thu vân tay không trả lời.", Kept: "Hồ sơ đã lưu lúc 08:41.",
			Do: "Kiểm tra cáp USB của máy thu vân tay rồi nhấn R để thu lại."}, nil)
	})
	form := s.Button("F4", "Trả lại", Danger, g.askReason)
	choose := s.Button("F5", "Chọn", Normal, func() {
		Choose(g.router, "Chọn tỉnh", sampleProvinces(), func(c Choice) { g.said(LevelOK, c.Text) })
	})
	done := s.Button("F10", "Hoàn tất", Main, func() { g.said(LevelOK, "F10") })
	off := NewButton("Không dùng được", Normal, nil)
	off.SetDisabled(true)
	quiet := NewButton("Xem thêm", Quiet, func() {})
	s.Fields(confirm, message, form, choose, quiet, done)
	facts := NewKeyValues(Fact{Key: "Họ và tên", Value: "ĐỖ ĐỨC MẬU"}, Fact{Key: "Ngày sinh", Value: "01/07/1990", Was: "01/01/1990"},
		Fact{Key: "Chip", Value: "Chữ ký đúng", Level: LevelOK}, Fact{Key: "Nơi cư trú"})
	progress := NewProgress("Đang truyền dữ liệu", func() {})
	progress.Set(37, 120, "")
	return Card(Column(Row(confirm, message, form, choose, quiet, off, done), progress, facts, NewBigText("NGUYỄN THỊ HƯỜNG")))
}

func (g *gallery) askReason() {
	reason := NewChoiceField("Lý do trả lại", []Choice{{"1", "Ảnh không đạt", ""}, {"2", "Thiếu giấy tờ", ""}, {"3", "Sai thông tin", ""}}, Required())
	note := NewTextField("Ghi rõ", Stretch())
	Prompt(g.router, Form{Title: "Trả lại hồ sơ", Action: "Trả lại", Weight: Danger, Fields: []Field{reason, note},
		Done: func() { g.said(LevelOK, "Trả lại: "+reason.Value().Text) }})
}

func (g *gallery) status() fyne.CanvasObject {
	g.typing = NewStatusPart(LevelNone, g.router.typing.Word(), g.router.typing.Next)
	g.last = NewStatusPart(LevelInfo, "chưa nhấn phím", nil)
	return NewStatusBar([]fyne.CanvasObject{
		NewStatusPart(LevelOK, "Kết nối trung ương 08:41", func() {}),
		NewStatusPart(LevelWarning, "12 chờ gửi", func() {}), NewStatusPart(LevelError, "Đầu đọc", func() {}), g.last,
	}, []fyne.CanvasObject{g.typing, NewStatusPart(LevelNone, "Đại úy Nguyễn Văn An", nil), NewStatusPart(LevelNone, "08:42", nil)})
}

// samplePicture is a synthetic grey gradient.
func samplePicture() image.Image {
	m := image.NewGray(image.Rect(0, 0, 160, 120))
	for y := range 120 {
		for x := range 160 {
			m.SetGray(x, y, color.Gray{Y: uint8(60 + (x+y)/2)})
		}
	}
	return m
}

func sampleProvinces() []Choice {
	var out []Choice
	for _, p := range [][2]string{{"01", "Hà Nội"}, {"79", "TP. Hồ Chí Minh"}, {"48", "Đà Nẵng"}, {"31", "Hải Phòng"},
		{"92", "Cần Thơ"}, {"46", "Huế"}, {"66", "Đắk Lắk"}, {"68", "Lâm Đồng"}, {"04", "Cao Bằng"}, {"08", "Tuyên Quang"},
		{"11", "Điện Biên"}, {"12", "Lai Châu"}, {"14", "Sơn La"}} {
		out = append(out, Choice{Code: p[0], Text: p[1], Detail: p[0]})
	}
	return out
}

func shortenRunes(text string, most int) string {
	r := []rune(text)
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
