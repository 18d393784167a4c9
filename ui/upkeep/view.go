package upkeep

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen shows how the desk's memory is kept.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	place     *papers.Place // of the screen, and of its papers
	keeping   *kit.KeyValues
	table     *kit.Table
	busy      *kit.Text
	upkeep    desk.Upkeep
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("upkeep"), keeping: kit.NewKeyValues(), busy: kit.NewText("")}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), s)
	s.table = kit.NewTable([]kit.TableColumn{
		{Key: "month", Title: "Nội dung đã hủy", Chars: 18, NoSort: true},
		{Key: "count", Title: "Số hồ sơ", Chars: 10, Right: true, NoSort: true},
		{Key: "days", Title: "Biên bản của các ngày", Chars: 26, Stretch: true, NoSort: true},
	}, kit.NewListRows(nil), "Chưa có hồ sơ nào bị hủy nội dung. Thời hạn lưu do trung ương đặt; hết hạn bàn tự hủy.")
	env.Keep("destroyed", s.table)
	s.table.OnMove = s.presenter.GoTo
	s.scope.Fields(s.table)
	backup := s.scope.Button("F10", "Sao lưu ngay", kit.Main, s.presenter.BackUp)
	folder := s.scope.LetterButton('t', "Nơi và giờ sao lưu", kit.Normal, s.askUpkeep)
	check := s.scope.LetterButton('n', "Kiểm tra nhật ký", kit.Normal, s.presenter.CheckLog)
	logs := s.scope.LetterButton('x', "Xuất nhật ký", kit.Normal, s.askLog)
	lost := s.scope.LetterButton('b', "Báo mất máy trạm", kit.Normal, s.askLost)
	reseal := s.scope.LetterButton('k', "Thay khóa", kit.Danger, s.askReseal)
	print := s.scope.Button("Ctrl+P", "Biên bản hủy: xem, in, ra tệp", kit.Normal, s.presenter.Certificate)
	main := container.NewBorder(
		kit.Column(kit.Card(kit.Inset(16, 12, s.keeping)), kit.Row(backup, folder, check, logs, lost, reseal),
			kit.Row(print, s.busy)), nil, nil, nil, s.table)
	s.place = papers.NewPlace(env, main, func() { env.Router.Canvas().Focus(s.table) })
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Bảo quản dữ liệu" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads how the memory is kept.
func (s *Screen) Show(dossier.ID) {
	s.presenter.Load()
	s.place.Back()
	s.env.Events.Emit("screen-ready", "screen", "upkeep")
}

// Hide closes what stands over the screen; nothing is typed here.
func (s *Screen) Hide() { s.place.Close() }

// ShowPaper shows a paper in the place of the screen until it is left.
func (s *Screen) ShowPaper(title string, make papers.Maker) {
	s.place.Show(title, make)
}

// ShowKeeping shows where backups go, the newest one, and lost stations.
func (s *Screen) ShowKeeping(k desk.Safekeeping) {
	s.upkeep = k.Upkeep
	station := s.env.Desk.Store.Station()
	facts := []kit.Fact{{Key: "Máy trạm này", Value: fmt.Sprintf("số %d, mã %s", station.Number, station.ID)}}
	where, last := "Chưa chọn nơi sao lưu", "Chưa có"
	if k.Backup != "" {
		where = fmt.Sprintf("%s, mỗi ngày từ %d giờ", k.Backup, k.Hour)
	}
	switch {
	case k.Missing:
		last = "Không thấy thư mục: cắm USB hoặc nối đĩa"
	case !k.Last.IsZero():
		last = k.Last.In(person.Zone()).Format("15:04 02/01/2006")
	}
	facts = append(facts, kit.Fact{Key: "Sao lưu vào", Value: where}, kit.Fact{Key: "Bản sao mới nhất", Value: last})
	if len(k.Lost) > 0 {
		var ids []string
		for _, l := range k.Lost {
			ids = append(ids, l.Station)
		}
		facts = append(facts, kit.Fact{Key: "Máy trạm đã báo mất", Value: strings.Join(ids, ", ")})
	}
	s.keeping.Set(facts...)
}

// ShowMonths shows what was destroyed, month by month.
func (s *Screen) ShowMonths(months []Month, at int) {
	rows := make([][]kit.Cell, len(months))
	for i, m := range months {
		rows[i] = []kit.Cell{{Text: m.Name(), Bold: true}, {Text: strconv.Itoa(m.Dossiers)}, {Text: m.First.String() + " đến " + m.Last.String()}}
	}
	s.table.SetRows(kit.NewListRows(rows))
	s.table.Select(at)
	s.env.Events.Emit("upkeep-shown", "months", len(months))
}

// Busy says what is being done.
func (s *Screen) Busy(what string) { s.busy.SetText(what) }

// Failed says why something was not done.
func (s *Screen) Failed(m words.Message) { screen.Problem(s.env.Router, m) }

// Done says what was done.
func (s *Screen) Done(text, more string) {
	s.env.Events.Emit("upkeep-done")
	if more == "" {
		s.env.Toast(kit.LevelOK, text)
		return
	}
	kit.Message(s.env.Router, kit.Notice{Title: text, Level: kit.LevelInfo, Happened: more}, nil)
}

func (s *Screen) askUpkeep() {
	folder := kit.NewTextField("Thư mục sao lưu, trên đĩa khác hoặc USB", kit.Width(48), kit.Required()).Plain()
	hour := kit.NewNumberField("Từ giờ (0 đến 23)", 2, kit.Required())
	folder.SetValue(s.upkeep.Backup)
	hour.SetValue(strconv.Itoa(s.upkeep.Hour))
	var at int
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Nơi và giờ sao lưu", Action: "Lưu", Fields: []kit.Field{folder, hour},
		Text: "Bản sao đã niêm phong, không ai đọc được nếu không có mật khẩu và khóa của máy này hoặc của trung ương.",
		Check: func() (ok bool) {
			if !screen.ValidFolder(folder) {
				return false
			}
			at, ok = screen.ValidHour(hour)
			return ok
		},
		Done: func() { s.presenter.SetUpkeep(desk.Upkeep{Backup: filepath.Clean(folder.Value()), Hour: at}) },
	})
}

// askLog asks of which days an inspector wants the log: this month's, unless said
// otherwise.
func (s *Screen) askLog() {
	today := person.FromTime(s.env.Desk.Clock.Now())
	first, last := kit.NewDateField("Từ ngày", kit.Required()), kit.NewDateField("Đến hết ngày", kit.Required())
	first.SetValue(person.CivilDate{Year: today.Year, Month: today.Month, Day: 1})
	last.SetValue(today)
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Xuất nhật ký cho thanh tra", Action: "Xuất", Fields: []kit.Field{first, last},
		Text:  "Tệp không mã hóa, có dữ liệu cá nhân. Việc xuất cũng được ghi vào nhật ký.",
		Check: func() bool { return screen.Valid(last, CheckDays(first.Value(), last.Value())) },
		Done:  func() { s.presenter.ExportLog(first.Value(), last.Value()) },
	})
}

func (s *Screen) askLost() {
	station := kit.NewTextField("Mã máy trạm bị mất", kit.Width(38), kit.Required()).Plain()
	reason := kit.NewRadioRow("Lý do", []kit.Choice{{Code: "stolen", Text: "Mất trộm"}, {Code: "lost", Text: "Thất lạc"}}, kit.Required())
	reason.SetCode("stolen")
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Báo mất máy trạm", Action: "Báo mất", Weight: kit.Danger, Fields: []kit.Field{station, reason},
		Text:  "Trung ương sẽ từ chối máy đó. Sau khi báo, hãy thay khóa của điểm thu nhận (K).",
		Check: func() bool { return screen.Valid(station, CheckStation(station.Value())) },
		Done:  func() { s.presenter.ReportStation(station.Value(), reason.Code()) },
	})
}

func (s *Screen) askReseal() {
	password := kit.NewPasswordField("Mật khẩu của bạn", kit.Required())
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Thay khóa của điểm thu nhận?", Action: "Thay khóa", Weight: kit.Danger, Fields: []kit.Field{password},
		Text: "Chỉ làm khi có máy trạm bị mất hoặc lộ mật khẩu. Mọi hồ sơ được niêm phong lại bằng khóa mới; mật khẩu của mọi người khác hết hiệu lực và phải đặt lại. Không hoàn tác được.",
		Done: func() { s.presenter.Reseal(password.Value()) },
	})
}
