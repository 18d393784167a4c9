// Package today is the supervisor's report of one day, on the screen and on
// paper.
package today

import (
	"context"
	"fmt"
	"image"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// pageWidth is how many pixels wide the report is rendered for the screen.
const pageWidth = 640

// Screen is the report of one day.
type Screen struct {
	env     screen.Env
	owner   *kit.Owner
	scope   *kit.Scope
	content fyne.CanvasObject
	day     person.CivilDate
	title   *kit.Text
	table   *fyne.Container
	page    *fyne.Container
	state   *kit.Text
	paper   desk.Paper
	once    kit.Once
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, owner: kit.NewOwner(env.Context, env.Runner), scope: kit.NewScope("today")}
	s.title, s.state = kit.NewTitle(""), kit.NewText("")
	s.table, s.page = container.NewStack(), container.NewStack()
	print := s.scope.Button("F10", "In báo cáo", kit.Main, s.print)
	export := s.scope.Button("Ctrl+E", "Xuất ra tệp", kit.Normal, s.export)
	s.scope.On("PgUp", "Ngày trước", func() { s.move(-1) })
	s.scope.On("PgDn", "Ngày sau", func() { s.move(1) })
	s.scope.On("F11", "Tính lại", s.load)
	left := container.NewBorder(kit.Column(s.title, kit.NewCaption("PgUp, PgDn: ngày trước, ngày sau · F11: tính lại")),
		kit.Row(print, export, s.state), nil, nil, container.NewVScroll(s.table))
	page := kit.Inset(12, 0, screen.Wide(520, container.NewVScroll(s.page)))
	s.content = kit.Inset(4, 4, container.NewBorder(nil, nil, nil, page, left))
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Báo cáo" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show counts today.
func (s *Screen) Show(dossier.ID) {
	s.day = person.FromTime(s.env.Desk.Clock.Now())
	s.load()
	s.env.Events.Emit("screen-ready", "screen", "report")
}

// Hide does nothing.
func (s *Screen) Hide() {}

func (s *Screen) move(days int) {
	s.day = s.day.AddDays(days)
	s.load()
}

// load counts the day and makes the paper, both off the UI goroutine.
func (s *Screen) load() {
	type made struct {
		figures desk.DayFigures
		paper   desk.Paper
		page    image.Image
	}
	day := s.day
	s.state.SetText("Đang tính…")
	kit.Background(s.owner, func(ctx context.Context) (made, error) {
		figures, err := s.env.Desk.Today(ctx, day)
		if err != nil {
			return made{}, err
		}
		paper, err := s.env.Desk.DayReport(ctx, day)
		if err != nil {
			return made{}, err
		}
		page, err := s.env.Desk.Page(ctx, paper, 0, pageWidth)
		return made{figures, paper, page}, err
	}, func(m made, err error) {
		if s.day != day {
			return
		}
		s.state.SetText("")
		if err != nil {
			s.failed(err)
			return
		}
		s.paper = m.paper
		s.show(m.figures, m.page)
		total := m.figures.Total
		s.env.Events.Emit("report-shown", "taken", taken(total), "approved", total.Approved, "returned", total.Returned,
			"sent", total.Sent, "accepted", total.Accepted, "rejected", total.Rejected, "handed", total.HandedOver)
	})
}

func taken(f report.Figures) int {
	sum := 0
	for _, kind := range f.TakenIn {
		sum += kind.Count
	}
	return sum
}

func (s *Screen) show(figures desk.DayFigures, page image.Image) {
	s.title.SetText("Số liệu ngày " + figures.Day.String())
	columns := 2 + len(figures.Clerks)
	grid := container.NewGridWithColumns(columns)
	grid.Add(kit.NewCaption(""))
	grid.Add(kit.NewBoldText("Cả điểm"))
	for _, clerk := range figures.Clerks {
		grid.Add(kit.NewCaption(clerk.Clerk.Name).Cut())
	}
	row := func(label string, value func(report.Figures) int) {
		grid.Add(kit.NewText(label).Cut())
		grid.Add(kit.NewBoldText(strconv.Itoa(value(figures.Total))))
		for _, clerk := range figures.Clerks {
			grid.Add(kit.NewText(strconv.Itoa(value(clerk.Figures))))
		}
	}
	for i, kind := range figures.Total.TakenIn {
		row("Thu nhận: "+kind.Kind, func(f report.Figures) int { return f.TakenIn[i].Count })
	}
	row("Đã duyệt", func(f report.Figures) int { return f.Approved })
	row("Trả lại", func(f report.Figures) int { return f.Returned })
	row("Đã gửi", func(f report.Figures) int { return f.Sent })
	row("Trung ương nhận", func(f report.Figures) int { return f.Accepted })
	row("Trung ương từ chối", func(f report.Figures) int { return f.Rejected })
	row("Đã trả thẻ", func(f report.Figures) int { return f.HandedOver })
	s.table.Objects = []fyne.CanvasObject{kit.Column(grid)}
	s.table.Refresh()

	picture := canvas.NewImageFromImage(page)
	picture.FillMode = canvas.ImageFillContain
	ratio := float32(page.Bounds().Dy()) / float32(page.Bounds().Dx())
	picture.SetMinSize(fyne.NewSize(500, 500*ratio))
	s.page.Objects = []fyne.CanvasObject{kit.Column(kit.NewCaption(fmt.Sprintf("Xem trước khi in: %d trang", s.paper.Pages)), picture)}
	s.page.Refresh()
}

func (s *Screen) print() {
	s.act("Đang in…", func(ctx context.Context, paper desk.Paper) (string, error) {
		if err := s.env.Desk.Print(ctx, "", paper, ""); err != nil {
			return "", err
		}
		s.env.Events.Emit("printed", "paper", paper.Code, "pages", paper.Pages)
		return "Đã gửi báo cáo tới máy in.", nil
	})
}

func (s *Screen) export() {
	s.act("Đang xuất tệp…", func(ctx context.Context, paper desk.Paper) (string, error) {
		file, err := s.env.Desk.Export(ctx, "", paper)
		s.env.Events.Emit("exported", "paper", paper.Code)
		return "Đã xuất ra tệp " + file + ".", err
	})
}

func (s *Screen) act(busy string, act func(context.Context, desk.Paper) (string, error)) {
	if s.paper.PDF == nil {
		return
	}
	s.once.Start(func(release func()) {
		paper := s.paper
		s.state.SetText(busy)
		kit.Background(s.owner, func(ctx context.Context) (string, error) {
			defer release()
			return act(ctx, paper)
		}, func(done string, err error) {
			s.state.SetText("")
			if err != nil {
				s.failed(err)
				return
			}
			s.env.Toast(kit.LevelOK, done)
		})
	})
}

func (s *Screen) failed(err error) {
	s.env.Log.Error("report failed", "error", err)
	screen.Problem(s.env.Router, words.Of(err))
}
