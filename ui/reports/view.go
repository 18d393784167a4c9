package reports

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
	"carddesk/ui/chart"
	"carddesk/ui/kit"
	"carddesk/ui/listing"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen shows reports: which ones there are on the left, the one that is stood on
// beside them.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	content   *fyne.Container
	main      fyne.CanvasObject

	list    *kit.Table
	kind    *kit.ChoiceField
	from    *kit.DateField
	to      *kit.DateField
	title   *kit.Text
	period  *kit.Text
	counts  *kit.Paragraph
	means   *kit.Paragraph
	holder  *fyne.Container // of the table, which has other columns for each report
	table   *kit.Table
	shape   string // columns of the table as they are
	chart   *chart.Chart
	charted int // which of chartModes
	busy    *kit.Text
	setting bool // the fields are being set by the program

	listing *listing.Panel
	paper   *paperPanel
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("reports")}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s, person.FromTime(env.Desk.Clock.Now()))
	s.listing = listing.New(env, s.back)
	s.paper = newPaperPanel(env, s.presenter, s.back)
	s.build()
	s.keys()
	return s
}

const chartHeight = 190

func (s *Screen) build() {
	s.list = kit.NewTable([]kit.TableColumn{{Key: "title", Title: "Báo cáo", Chars: 26, Stretch: true, NoSort: true}},
		kit.NewListRows(nil), "")
	s.env.Keep("reports", s.list)
	s.list.OnMove = s.presenter.GoTo
	s.list.OnEnter = func(int) { s.env.Router.Canvas().Focus(s.table) }
	s.kind = kit.NewChoiceField("Kỳ báo cáo", kindChoices(), kit.Width(13))
	s.kind.OnChanged = func(c kit.Choice) { s.changed(func() { s.presenter.SetKind(figures.PeriodKind(c.Code)) }) }
	s.from, s.to = kit.NewDateField("Từ ngày", kit.Width(12)), kit.NewDateField("Đến ngày", kit.Width(12))
	for _, f := range []*kit.DateField{s.from, s.to} {
		f.OnChanged = func(person.CivilDate) {
			s.changed(func() { s.presenter.SetDays(s.from.Value(), s.to.Value()) })
		}
	}
	s.title, s.period = kit.NewTitle(""), kit.NewCaption("")
	s.counts, s.means = kit.NewParagraph(""), kit.NewParagraph("")
	s.busy = kit.NewCaption("")
	s.chart = chart.New(fyne.NewSize(200, chartHeight))
	s.holder = container.NewStack()
	s.table = kit.NewTable(nil, kit.NewListRows(nil), "")
	print := s.scope.Button("F10", "Xem và in", kit.Main, func() { s.presenter.Paper("") })
	sheetButton := s.scope.Button("Ctrl+E", "Excel", kit.Normal, func() { s.presenter.Export(desk.SheetXLSX) })
	csv := s.scope.Button("Ctrl+Shift+E", "CSV", kit.Normal, func() { s.presenter.Export(desk.SheetCSV) })
	own := s.scope.Button("Ctrl+N", "Cột riêng", kit.Normal, s.askOwn)
	schedule := s.scope.Button("Ctrl+L", "Tự lập", kit.Normal, s.askSchedule)
	definitions := s.scope.Button("Ctrl+D", "Cách tính", kit.Normal, s.showDefinitions)
	head := kit.Column(kit.Row(s.kind, s.from, s.to, kit.TightColumn(s.title, s.period)))
	right := container.NewBorder(head, kit.Column(s.means, kit.Row(print, sheetButton, csv, own, schedule, definitions, s.busy)),
		nil, nil, container.New(&halves{s}, s.chart, s.holder))
	left := screen.Wide(230, s.list)
	s.main = container.NewBorder(nil, nil, left, nil, kit.Inset(10, 0, right))
	s.content = container.NewStack(kit.Inset(4, 4, s.main))
}

func (s *Screen) keys() {
	s.scope.Fields(s.list, s.kind, s.from, s.to, s.table)
	s.scope.On("Ctrl+PgUp", "Kỳ trước", func() { s.presenter.Move(-1) })
	s.scope.On("Ctrl+PgDn", "Kỳ sau", func() { s.presenter.Move(1) })
	s.scope.On("Left", "Cột số bên trái", func() { s.presenter.Column(-1) })
	s.scope.On("Right", "Cột số bên phải", func() { s.presenter.Column(1) })
	s.scope.On("Ctrl+B", "Biểu đồ: nhỏ, lớn, ẩn", s.nextChart)
	s.scope.On("F11", "Tính lại", s.presenter.Count)
	s.scope.On("Ctrl+Delete", "Bỏ báo cáo riêng", func() {
		if !s.presenter.Remove() {
			s.env.Toast(kit.LevelInfo, "Báo cáo có sẵn không bỏ được.")
		}
	})
	s.scope.On("Esc", "Dừng, về danh sách", func() {
		if s.presenter.Counting() {
			s.presenter.Stop()
			return
		}
		s.env.Router.Canvas().Focus(s.list)
	})
}

// changed does what a field was changed for, unless the program set it itself.
func (s *Screen) changed(do func()) {
	if !s.setting {
		do()
	}
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Báo cáo tổng hợp" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show counts the report that was shown last.
func (s *Screen) Show(dossier.ID) {
	s.back()
	s.presenter.Load()
	s.env.Events.Emit("screen-ready", "screen", "reports")
}

// Want lets the next [Screen.Show] stand on a report.
func (s *Screen) Want(choice figures.Choice) { s.presenter.Want(choice) }

// Hide ends what is counted and closes what stands over the report.
func (s *Screen) Hide() {
	s.presenter.Stop()
	s.listing.Close()
	s.paper.close()
}

// back shows the report again.
func (s *Screen) back() {
	s.listing.Close()
	s.paper.close()
	s.put(s.main)
	focus := fyne.Focusable(s.list)
	if len(s.presenter.Made().Rows) > 0 {
		focus = s.table
	}
	s.env.Router.Canvas().Focus(focus)
}

func (s *Screen) put(content fyne.CanvasObject) {
	s.content.Objects = []fyne.CanvasObject{kit.Inset(4, 4, content)}
	s.content.Refresh()
}

// ShowReports shows which reports there are.
func (s *Screen) ShowReports(entries []Entry, at int) {
	rows := make([][]kit.Cell, len(entries))
	for i, e := range entries {
		cell := kit.Cell{Text: e.Choice.Title, Bold: e.Own}
		if e.Every != "" {
			cell.Text += " · tự lập mỗi " + strings.ToLower(e.Every.Name())
		}
		rows[i] = []kit.Cell{cell}
	}
	s.list.SetRows(kit.NewListRows(rows))
	s.list.Select(at)
}

// ShowPeriod shows the days of the report.
func (s *Screen) ShowPeriod(p figures.Period) {
	s.setting = true
	s.kind.SetCode(string(p.Kind))
	s.from.SetValue(p.From)
	s.to.SetValue(p.To)
	s.setting = false
}

// ShowReport shows a report with one of its figures stood on.
func (s *Screen) ShowReport(made figures.Report, column int) {
	s.title.SetText(made.Title)
	s.period.SetText(made.Period + " · Enter trên một số: danh sách · Ctrl+PgUp, Ctrl+PgDn: kỳ trước, sau")
	s.means.SetText("▸ " + made.Columns[column].Name + ": " + made.Columns[column].Definition)
	s.chart.Set(made.Series(column))
	row := s.setColumns(made)
	s.table.SetRows(kit.NewListRows(tableRows(made, column)))
	s.table.Select(row)
}

// setColumns makes the table anew when the report has other columns than the one
// before, and returns the row that was stood on where it has not.
func (s *Screen) setColumns(made figures.Report) int {
	shape := made.Title + "\x00" + made.Period
	for _, c := range made.Columns {
		shape += "\x00" + c.Name
	}
	if shape == s.shape {
		row, _ := s.table.Selected()
		return row
	}
	focused := s.env.Router.Canvas().Focused() == fyne.Focusable(s.table)
	s.shape = shape
	s.table = kit.NewTable(tableColumns(made), kit.NewListRows(nil), "Không có gì trong kỳ này. Chọn kỳ khác ở trên.")
	s.table.OnEnter = s.presenter.Open
	s.env.Keep("report-"+made.Question.Key, s.table)
	s.scope.Chain().Clear()
	s.scope.Fields(s.list, s.kind, s.from, s.to, s.table)
	s.holder.Objects = []fyne.CanvasObject{s.table}
	s.holder.Refresh()
	if focused {
		s.env.Router.Canvas().Focus(s.table)
	}
	return 0
}

// OpenList opens the list of what a number counts.
func (s *Screen) OpenList(about string, ask store.Tally, measure store.Measure) {
	s.put(s.listing.Content())
	s.listing.Open(about, ask, measure)
}

// ShowPaper shows the paper of the report.
func (s *Screen) ShowPaper(p Preview) {
	s.put(s.paper.content)
	s.paper.show(p)
}

// Busy says what is being done.
func (s *Screen) Busy(text string) {
	s.busy.SetText(text)
	s.paper.busy.SetText(text)
}

// Failed says why something was not done.
func (s *Screen) Failed(m words.Message) { screen.Problem(s.env.Router, m) }

// Done says what was done.
func (s *Screen) Done(text string) { s.env.Toast(kit.LevelOK, text) }

// showDefinitions says how every figure of the report is counted.
func (s *Screen) showDefinitions() {
	made := s.presenter.Made()
	var facts []kit.Fact
	for _, note := range made.Notes {
		facts = append(facts, kit.Fact{Key: "Kỳ", Value: note})
	}
	for _, c := range made.Columns {
		if c.Definition != "" {
			facts = append(facts, kit.Fact{Key: c.Name, Value: c.Definition})
		}
	}
	dialog := kit.NewDialog(s.env.Router, "definitions")
	closeButton := kit.NewButton("Đóng", kit.Main, dialog.Close)
	dialog.Scope().Fields(closeButton)
	dialog.Open("Cách tính các con số", kit.LevelInfo, screen.Wide(620, kit.NewKeyValues(facts...)),
		[]fyne.CanvasObject{closeButton}, closeButton)
}

// tableColumns are the columns of the table, narrow enough that all of a ready-made
// report are seen at once in the smallest window.
func tableColumns(made figures.Report) []kit.TableColumn {
	wordy := 0
	for _, c := range made.Columns {
		if c.Kind == sheet.Text {
			wordy++
		}
	}
	columns := make([]kit.TableColumn, len(made.Columns))
	for i, c := range made.Columns {
		columns[i] = kit.TableColumn{Key: c.Name, Title: c.Name, NoSort: true, Right: true, Chars: max(8, min(len([]rune(c.Name)), 20))}
		switch c.Kind {
		case sheet.Text:
			columns[i].Right, columns[i].Stretch, columns[i].Chars = false, true, []int{20, 20, 14, 11}[wordy]
		case sheet.Date:
			columns[i].Right, columns[i].Chars = false, 11
		}
	}
	if len(columns) > 0 && !slices.ContainsFunc(columns, func(c kit.TableColumn) bool { return c.Stretch }) {
		columns[0].Stretch = true
	}
	return columns
}

// tableRows are the rows with the total at the end. The figure that is stood on is
// in bold.
func tableRows(made figures.Report, column int) [][]kit.Cell {
	rows := make([][]kit.Cell, 0, len(made.Rows)+1)
	line := func(cells []sheet.Cell, total bool) {
		row := make([]kit.Cell, len(cells))
		for i, cell := range cells {
			row[i] = kit.Cell{Text: figures.Show(made.Columns[i], cell), Bold: i == column || total && i < len(made.Question.By)}
		}
		if total && row[0].Text == "" {
			row[0] = kit.Cell{Text: "Cộng", Bold: true}
		}
		rows = append(rows, row)
	}
	for _, cells := range made.Rows {
		line(cells, false)
	}
	if made.Total != nil && len(made.Rows) > 0 {
		line(made.Total, true)
	}
	return rows
}

func kindChoices() []kit.Choice {
	var all []kit.Choice
	for _, k := range figures.PeriodKinds {
		all = append(all, kit.Choice{Code: string(k), Text: k.Name()})
	}
	return all
}
