package today

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/chart"
	"carddesk/ui/kit"
	"carddesk/ui/listing"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the page of one day.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope

	title   *kit.Text
	busy    *kit.Text
	funnel  *kit.Table
	waiting *kit.Table
	lines   *kit.Table
	hours   *chart.Chart
	days    *chart.Chart
	column  int // of the lines, which number is stood on
	day     desk.TodayPage
	doors   []desk.Door // of the rows of waiting

	listing *listing.Panel
	place   *papers.Place // of the screen, and of its papers
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("today"), title: kit.NewTitle(""), busy: kit.NewCaption("")}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s, env.Desk.Clock.Now)
	s.listing = listing.New(env, s.back)
	s.tables()
	s.hours, s.days = chart.New(fyne.NewSize(200, 130)), chart.New(fyne.NewSize(200, 130))
	print := s.scope.Button("F10", "In báo cáo ngày", kit.Main, s.presenter.Print)
	preview := s.scope.Button("Ctrl+P", "Xem trước", kit.Normal, s.presenter.Preview)
	export := s.scope.Button("Ctrl+E", "Ra tệp PDF", kit.Normal, s.presenter.Export)
	s.scope.On("Ctrl+PgUp", "Ngày trước", func() { s.presenter.Move(-1) })
	s.scope.On("Ctrl+PgDn", "Ngày sau", func() { s.presenter.Move(1) })
	s.scope.On("Left", "Cột số bên trái", func() { s.move(-1) })
	s.scope.On("Right", "Cột số bên phải", func() { s.move(1) })
	s.scope.On("F11", "Tính lại", s.presenter.Load)
	charts := container.NewGridWithRows(2, s.hours, s.days)
	top := container.NewGridWithColumns(3, s.funnel, s.waiting, charts)
	head := kit.Column(kit.Row(s.title, kit.NewCaption("Enter trên một số: danh sách · Tab: bảng khác · Ctrl+PgUp, Ctrl+PgDn: ngày trước, ngày sau")))
	main := container.NewBorder(head, kit.Row(print, preview, export, s.busy), nil, nil,
		container.NewGridWithRows(2, top, kit.Inset(0, 8, s.lines)))
	s.place = papers.NewPlace(env, main, func() { env.Router.Canvas().Focus(s.lines) })
	return s
}

func (s *Screen) tables() {
	column := func(key, title string, chars int) kit.TableColumn {
		return kit.TableColumn{Key: key, Title: title, Chars: chars, Right: true, NoSort: true}
	}
	s.funnel = kit.NewTable([]kit.TableColumn{{Key: "name", Title: fmt.Sprintf("Hồ sơ %d ngày qua", desk.FunnelDays), Chars: 18, Stretch: true, NoSort: true},
		column("count", "Số", 9), column("share", "Tỷ lệ", 8)}, kit.NewListRows(nil), "")
	s.funnel.OnEnter = func(row int) { s.open(s.day.Funnel[row]) }
	s.waiting = kit.NewTable([]kit.TableColumn{{Key: "name", Title: "Đang chờ", Chars: 20, Stretch: true, NoSort: true},
		column("count", "Số", 8), column("long", "Lâu nhất", 9)}, kit.NewListRows(nil), "")
	s.waiting.OnEnter = func(row int) { s.open(s.doors[row]) }
	columns := []kit.TableColumn{{Key: "clerk", Title: "Cán bộ", Chars: 22, Stretch: true, NoSort: true},
		{Key: "station", Title: "Máy trạm", Chars: 10, NoSort: true}}
	for i, name := range []string{"Tiếp nhận", "Thu xong", "Duyệt", "Trả lại", "Truyền", "TW chấp nhận", "TW từ chối", "Trả thẻ"} {
		columns = append(columns, column(string(desk.DaySteps[i]), name, max(9, len([]rune(name))+1)))
	}
	s.lines = kit.NewTable(columns, kit.NewListRows(nil), "Chưa có việc nào trong ngày này.")
	s.lines.OnEnter = func(row int) { s.open(s.day.Lines[row].Doors[s.column]) }
	for name, table := range map[string]*kit.Table{"today-funnel": s.funnel, "today-waiting": s.waiting, "today-lines": s.lines} {
		s.env.Keep(name, table)
	}
	s.scope.Fields(s.lines, s.funnel, s.waiting)
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Hôm nay" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show counts today.
func (s *Screen) Show(dossier.ID) {
	s.back()
	s.presenter.Today()
	s.env.Events.Emit("screen-ready", "screen", "report")
}

// Hide closes what stands over the page.
func (s *Screen) Hide() {
	s.listing.Close()
	s.place.Close()
}

func (s *Screen) back() {
	s.listing.Close()
	s.place.Back()
}

// move goes to the number beside, in the lines.
func (s *Screen) move(by int) {
	next := max(0, min(s.column+by, len(desk.DaySteps)-1))
	if next == s.column {
		return
	}
	s.column = next
	row, _ := s.lines.Selected()
	s.lines.SetRows(kit.NewListRows(lineRows(s.day.Lines, s.column)))
	s.lines.Select(row)
}

func (s *Screen) open(door desk.Door) {
	s.place.Put(s.listing.Content())
	s.listing.Open(door.Name+" – "+s.day.Day.String(), door.Ask, door.Measure)
}

// ShowDay shows the numbers of a day.
func (s *Screen) ShowDay(p desk.TodayPage) {
	s.day = p
	s.title.SetText("Ngày " + p.Day.String())
	s.funnel.SetRows(kit.NewListRows(funnelRows(p.Funnel)))
	rows, doors := waitingRows(p, s.env.Desk.Clock.Now())
	s.doors = doors
	s.waiting.SetRows(kit.NewListRows(rows))
	s.lines.SetRows(kit.NewListRows(lineRows(p.Lines, s.column)))
	s.hours.Set(p.Hours)
	s.days.Set(p.Days)
}

// ShowPaper shows a paper in the place of the page until it is left.
func (s *Screen) ShowPaper(title string, make papers.Maker) {
	s.place.Show(title, make)
}

// Busy says what is being done.
func (s *Screen) Busy(text string) { s.busy.SetText(text) }

// Failed says why something was not done.
func (s *Screen) Failed(m words.Message) { screen.Problem(s.env.Router, m) }

// Done says what was done.
func (s *Screen) Done(text string) { s.env.Toast(kit.LevelOK, text) }
