package reports

import (
	"cmp"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"carddesk/app/desk"
	"carddesk/app/report/figures"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// ownFigures is how many columns of figures the dialog has room for.
const ownFigures = 6

// ownWidth is how wide the dialog is, in sizes of text: three fields stand side by
// side.
const ownWidth = 44

// ownForm asks for a report of one's own: what is counted, by which day, divided
// by what, which figures.
type ownForm struct {
	title   *kit.TextField
	subject *kit.ChoiceField
	step    *kit.ChoiceField
	by      [figures.MaxBy]*kit.ChoiceField
	figures [ownFigures]*kit.ChoiceField
	target  *kit.DigitField
	only    []store.Only // of the report that it began with
	began   store.Subject
}

func newOwnForm(from figures.Choice) *ownForm {
	f := &ownForm{only: from.Only, began: from.Subject}
	f.title = kit.NewTextField("Tên báo cáo", kit.Width(40), kit.Required())
	f.subject = kit.NewChoiceField("Đếm gì", subjectChoices(), kit.Width(18), kit.Required())
	f.step = kit.NewChoiceField("Theo ngày", stepChoices(), kit.Width(18), kit.Required())
	for i := range f.by {
		f.by[i] = kit.NewChoiceField("Chia theo "+strconv.Itoa(i+1), nil, kit.Width(18))
	}
	for i := range f.figures {
		f.figures[i] = kit.NewChoiceField("Cột số "+strconv.Itoa(i+1), nil, kit.Width(18))
	}
	f.target = kit.NewNumberField("Chỉ tiêu mỗi ngày", 5)
	f.subject.OnChanged = func(kit.Choice) { f.offer() }
	f.step.OnChanged = func(kit.Choice) { f.offer() }
	f.title.SetValue(from.Title)
	f.subject.SetCode(subjectCode(from.Subject))
	f.step.SetCode(string(from.Step))
	f.offer()
	for i, by := range from.By[:min(len(from.By), len(f.by))] {
		f.by[i].SetCode(string(by))
	}
	for i, m := range from.Measures[:min(len(from.Measures), len(f.figures))] {
		f.figures[i].SetCode(string(m))
	}
	if from.Target > 0 {
		f.target.SetValue(strconv.Itoa(from.Target))
	}
	return f
}

// offer lists the columns that the subject has.
func (f *ownForm) offer() {
	var by, counts []kit.Choice
	for _, d := range DimensionsFor(f.subjectKey(), store.Step(f.step.Code())) {
		by = append(by, kit.Choice{Code: string(d.Key), Text: d.Name})
	}
	for _, m := range figures.MeasuresOf(f.subjectKey()) {
		counts = append(counts, kit.Choice{Code: string(m.Key), Text: m.Name})
	}
	for _, field := range f.by {
		field.SetChoices(by)
	}
	for _, field := range f.figures {
		field.SetChoices(counts)
	}
}

func (f *ownForm) subjectKey() store.Subject {
	// The subject of dossiers has no code of its own, so choices carry a number.
	for i, s := range figures.Subjects {
		if f.subject.Code() == strconv.Itoa(i+1) {
			return s.Key
		}
	}
	return store.OfDossiers
}

// choice is the report as it stands.
func (f *ownForm) choice() figures.Choice {
	c := figures.Choice{Title: f.title.Value(), Subject: f.subjectKey(), Step: store.Step(f.step.Code())}
	for _, field := range f.by {
		if code := field.Code(); code != "" {
			c.By = append(c.By, store.Dimension(code))
		}
	}
	for _, field := range f.figures {
		if code := field.Code(); code != "" {
			c.Measures = append(c.Measures, store.Measure(code))
		}
	}
	if c.Subject == f.began {
		c.Only = f.only
	}
	c.Target, _ = strconv.Atoi(f.target.Value()) // digits only; none is 0
	return c
}

// check marks what cannot be.
func (f *ownForm) check() bool {
	if f.title.Empty() {
		return screen.Valid(f.title, "Đặt tên cho báo cáo.")
	}
	if err := f.choice().Check(); err != nil {
		return screen.Valid(f.figures[0], "Chọn ít nhất một cột số; “Hiện có” không chia theo ngày.")
	}
	return true
}

// askOwn asks for a report of one's own, beginning with the one that is shown.
func (s *Screen) askOwn() {
	from := s.presenter.Choice()
	if from.Key != "" { // a ready-made one is not changed, another is made of it
		from.Title += " (riêng)"
	}
	form := newOwnForm(from)
	dialog := kit.NewDialog(s.env.Router, "own-report")
	act := func() {
		if dialog.Closed() {
			return
		}
		if form.check() {
			dialog.Close()
			s.presenter.Keep(form.choice())
		}
	}
	save := dialog.Scope().Button("Ctrl+Enter", "Lưu báo cáo", kit.Main, act)
	cancel := dialog.Scope().Button("Esc", "Bỏ qua", kit.Normal, dialog.Cancel)
	var by, counts []fyne.CanvasObject
	dialog.Scope().Fields(form.title, form.subject, form.step)
	for _, field := range form.by {
		dialog.Scope().Fields(field)
		by = append(by, field)
	}
	for _, field := range form.figures {
		dialog.Scope().Fields(field)
		counts = append(counts, field)
	}
	dialog.Scope().Fields(form.target)
	dialog.Scope().Chain().OnEnd = act
	dialog.Open("Báo cáo với cột riêng", kit.LevelNone, screen.Wide(ownWidth*theme.TextSize(), kit.Column(form.title, kit.Row(form.subject, form.step, form.target),
		kit.Row(by...), kit.Row(counts[:3]...), kit.Row(counts[3:]...))), []fyne.CanvasObject{cancel, save}, form.title)
	s.env.Events.Emit("own-report-asked")
}

// askSchedule asks when the report is written into a folder by itself.
func (s *Screen) askSchedule() {
	book := s.presenter.Book()
	had, _ := book.Of(s.presenter.Choice())
	every := kit.NewRadioRow("Tự lập báo cáo này", []kit.Choice{{Code: "none", Text: "Không"}, {Code: string(figures.OfDay), Text: "Mỗi ngày"},
		{Code: string(figures.OfWeek), Text: "Mỗi tuần"}, {Code: string(figures.OfMonth), Text: "Mỗi tháng"}, {Code: string(figures.OfQuarter), Text: "Mỗi quý"}})
	format := kit.NewRadioRow("Dạng tệp", []kit.Choice{{Code: "xlsx", Text: "Excel"}, {Code: "pdf", Text: "PDF"}, {Code: "csv", Text: "CSV"}})
	folder := kit.NewTextField("Thư mục (chung cho mọi báo cáo tự lập)", kit.Width(48)).Plain()
	hour := kit.NewNumberField("Từ giờ (0 đến 23)", 2)
	every.SetCode(cmp.Or(string(had.Every), "none"))
	format.SetCode(cmp.Or(had.Format, "xlsx"))
	folder.SetValue(book.Folder)
	hour.SetValue(strconv.Itoa(book.Hour))
	var from int
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Tự lập “" + s.presenter.Choice().Title + "”", Action: "Lưu", Fields: []kit.Field{every, format, folder, hour},
		Text: "Hết mỗi kỳ, bàn ghi báo cáo của kỳ đó vào thư mục khi đang mở khóa. Thư mục phải có sẵn.",
		Check: func() (ok bool) {
			if every.Code() != "none" && !screen.ValidFolder(folder) {
				return false
			}
			from, ok = screen.ValidHour(hour)
			return ok
		},
		Done: func() {
			kind := figures.PeriodKind(every.Code())
			if kind == "none" {
				kind = ""
			}
			s.presenter.Schedule(kind, format.Code(), folder.Value(), from)
		},
	})
}

func subjectChoices() []kit.Choice {
	var all []kit.Choice
	for i, s := range figures.Subjects {
		all = append(all, kit.Choice{Code: strconv.Itoa(i + 1), Text: s.Name})
	}
	return all
}

func subjectCode(key store.Subject) string {
	return strconv.Itoa(slices.IndexFunc(figures.Subjects, func(s figures.Subject) bool { return s.Key == key }) + 1)
}

func stepChoices() []kit.Choice {
	var all []kit.Choice
	for _, s := range figures.Steps {
		all = append(all, kit.Choice{Code: string(s.Key), Text: s.Name})
	}
	return all
}

var _ Desk = (*desk.Desk)(nil)
