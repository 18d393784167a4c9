// Package transfer shows how the line to the registry is, what waits for it, and
// the ways around it.
package transfer

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the panel of the line.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	place     *papers.Place // of the screen, and of its papers
	line      *kit.KeyValues
	warnings  *kit.KeyValues
	table     *kit.Table
	rows      [][]kit.Cell
	title     *kit.Text
	busy      *kit.Text
	pause     *kit.Button
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("transfer"), line: kit.NewKeyValues(), warnings: kit.NewKeyValues(),
		title: kit.NewTitle(""), busy: kit.NewText("")}
	s.presenter = NewPresenter(env.Desk, env.Desk.Sync, env.Desk.Clock, kit.NewOwner(env.Context, env.Runner), s)
	s.table = kit.NewTable([]kit.TableColumn{
		{Key: "name", Title: "Người được cấp thẻ", Chars: 26, NoSort: true},
		{Key: "version", Title: "Bản", Chars: 4, Right: true, NoSort: true},
		{Key: "size", Title: "Cỡ", Chars: 9, Right: true, NoSort: true},
		{Key: "state", Title: "Tình trạng", Chars: 24, NoSort: true},
		{Key: "tries", Title: "Lần lỗi", Chars: 7, Right: true, NoSort: true},
		{Key: "cause", Title: "Nguyên nhân", Chars: 30, Stretch: true, NoSort: true},
	}, kit.NewListRows(nil), "Chưa có gói nào. Hồ sơ được đóng gói khi chỉ huy duyệt (F5).")
	env.Keep("packets", s.table)
	s.scope.Fields(s.table)
	now := s.scope.Button("F10", "Gửi ngay", kit.Main, s.presenter.SendNow)
	s.pause = s.scope.LetterButton('p', "Tạm dừng", kit.Normal, s.presenter.TogglePause)
	again := s.scope.LetterButton('l', "Gửi lại gói bị gác", kit.Normal, func() { s.onRow(s.presenter.Retry) })
	proof := s.scope.Button("Ctrl+P", "In xác nhận đã nhận", kit.Normal, func() { s.onRow(s.presenter.Proof) })
	s.scope.On("Ctrl+Shift+P", "Xem xác nhận, in với tùy chọn: máy in, số bản, trang", func() { s.onRow(s.presenter.ShowProof) })
	centre := s.scope.LetterButton('t', "Trung ương trả lời", kit.Normal, func() { s.onRow(s.presenter.Centre) })
	write := s.scope.LetterButton('u', "Chép ra USB", kit.Normal, func() { s.presenter.Stick(StickWrite) })
	read := s.scope.LetterButton('d', "Đọc USB", kit.Normal, func() { s.presenter.Stick(StickRead) })
	register := s.scope.LetterButton('k', "Đăng ký USB", kit.Normal, func() { s.presenter.Stick(StickRegister) })
	emergency := s.scope.LetterButton('x', "Xuất khẩn cấp", kit.Normal, func() { s.presenter.Stick(StickEmergency) })
	top := container.NewGridWithColumns(2, kit.Card(kit.Inset(16, 12, s.line)), kit.Card(kit.Inset(16, 12, container.NewVScroll(s.warnings))))
	main := container.NewBorder(
		kit.Column(top, kit.Row(now, s.pause, again, centre, proof), kit.Row(write, read, register, emergency, s.busy), s.title),
		nil, nil, nil, s.table)
	s.place = papers.NewPlace(env, main, func() { env.Router.Canvas().Focus(s.table) })
	return s
}

func (s *Screen) onRow(act func(row int)) {
	if row, ok := s.table.Selected(); ok {
		act(row)
	}
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Truyền dữ liệu" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads what waits.
func (s *Screen) Show(dossier.ID) {
	s.place.Back()
	s.presenter.Load()
	s.env.Events.Emit("screen-ready", "screen", "transfer")
}

// Hide closes the paper.
func (s *Screen) Hide() { s.place.Close() }

// ShowPaper shows a paper in the place of the screen.
func (s *Screen) ShowPaper(title string, make papers.Maker) {
	s.place.Show(title, make)
}

// Load reads anew what the registry has just said.
func (s *Screen) Load() { s.presenter.Load() }

// ShowStatus shows the line as it is now.
func (s *Screen) ShowStatus(status port.SyncStatus) { s.presenter.Status(status) }

// ShowLine shows the facts of the line.
func (s *Screen) ShowLine(facts []kit.Fact, paused bool) {
	s.line.Set(facts...)
	if paused {
		s.pause.SetText("Tiếp tục gửi")
	} else {
		s.pause.SetText("Tạm dừng")
	}
}

// ShowWarnings shows gates and the documents of the centre.
func (s *Screen) ShowWarnings(facts []kit.Fact) {
	if len(facts) == 0 {
		facts = []kit.Fact{{Key: "Cảnh báo", Value: "không có", Level: kit.LevelOK}}
	}
	s.warnings.Set(facts...)
}

// ShowParcels shows the list; the chosen row stays chosen.
func (s *Screen) ShowParcels(title string, rows [][]kit.Cell) {
	s.title.SetText(title)
	at, _ := s.table.Selected()
	s.rows = rows
	s.table.SetRows(kit.NewListRows(rows))
	if len(rows) > 0 {
		s.table.Select(at)
	}
	s.env.Events.Emit("parcels-shown", "rows", len(rows))
}

// ShowCentre shows what the centre has said of a dossier.
func (s *Screen) ShowCentre(title string, facts []kit.Fact) {
	d := kit.NewDialog(s.env.Router, "centre")
	closes := kit.NewButton("Đóng", kit.Main, d.Close)
	d.Scope().Fields(closes)
	said := container.NewVScroll(kit.NewKeyValues(facts...))
	said.SetMinSize(fyne.NewSize(640, 280))
	d.Open(title, kit.LevelNone, said, []fyne.CanvasObject{closes}, closes)
	s.env.Events.Emit("centre-shown", "lines", len(facts))
}

// Choose lets one of some sticks be chosen.
func (s *Screen) Choose(title string, choices []kit.Choice, picked func(code string)) {
	s.env.Events.Emit("stick-choice", "sticks", len(choices)-1)
	kit.Choose(s.env.Router, title, choices, func(c kit.Choice) { picked(c.Code) })
}

// AskFolder lets a folder be typed that stands for a stick.
func (s *Screen) AskFolder(title string, done func(dir string)) {
	folder := kit.NewTextField("Đường dẫn thư mục", kit.Width(48), kit.Required()).Plain()
	kit.Prompt(s.env.Router, kit.Form{
		Title: title, Action: "Chọn", Fields: []kit.Field{folder},
		Check: func() bool { return screen.ValidFolder(folder) },
		Done:  func() { done(filepath.Clean(folder.Value())) },
	})
}

// Busy says what is being done.
func (s *Screen) Busy(text string) { s.busy.SetText(text) }

// Done says what was done.
func (s *Screen) Done(event, text string) {
	s.env.Events.Emit(event)
	s.env.Toast(kit.LevelOK, text)
}

// Failed says why something was not done.
func (s *Screen) Failed(m words.Message) { screen.Problem(s.env.Router, m) }
