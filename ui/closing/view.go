package closing

import (
	"fmt"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the screen of shift change and close of day.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope

	title  *kit.Text
	state  *kit.Text
	busy   *kit.Text
	found  *kit.Paragraph // of the line that is stood on, whole
	list   *kit.Table
	sign   *kit.Button
	count  *kit.Button
	shift  *kit.Button
	reopen *kit.Button
	again  *kit.Button
	place  *papers.Place // of the screen, and of its papers
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("closing"), title: kit.NewTitle(""), state: kit.NewText(""), busy: kit.NewCaption(""),
		found: kit.NewParagraph("")}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s, env.Desk.Clock.Now)
	s.list = kit.NewTable([]kit.TableColumn{{Key: "what", Title: "Mục kiểm tra", Chars: 28, NoSort: true}, {Key: "state", Title: "Đối chiếu", Chars: 13, NoSort: true},
		{Key: "found", Title: "Kết quả", Chars: 60, Stretch: true, NoSort: true}}, kit.NewListRows(nil), "")
	env.Keep("closing", s.list)
	s.list.OnEnter = s.presenter.Open
	s.list.OnMove = s.explain
	s.sign = s.scope.Button("F10", "Chốt ngày", kit.Main, s.askSign)
	s.count = s.scope.LetterButton('d', "Nhập số đã đếm", kit.Normal, s.askCount)
	s.shift = s.scope.LetterButton('c', "Giao ca", kit.Normal, s.other)
	s.reopen = s.scope.LetterButton('m', "Mở lại ngày", kit.Normal, s.askReopen)
	s.again = s.scope.LetterButton('i', "In lại biên bản", kit.Normal, s.presenter.Paper)
	s.scope.On("F11", "Đối chiếu lại", s.presenter.Load)
	s.scope.Fields(s.list)
	head := kit.Column(kit.Row(s.title, s.busy), s.state, kit.NewCaption("Enter trên một dòng: mở chỗ cần xử lý · D: nhập số đã đếm · F10: ký"))
	main := container.NewBorder(head, kit.Column(s.found, kit.Row(s.sign, s.count, s.shift, s.reopen, s.again)), nil, nil, s.list)
	s.place = papers.NewPlace(env, main, func() { env.Router.Canvas().Focus(s.list) })
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Giao ca, chốt ngày" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reckons the checklist.
func (s *Screen) Show(dossier.ID) {
	s.place.Back()
	s.presenter.Begin()
	s.env.Events.Emit("screen-ready", "screen", "closing")
}

// Hide closes the paper.
func (s *Screen) Hide() { s.place.Close() }

// other shows the checklist of the shift, or that of the day again.
func (s *Screen) other() {
	kind := desk.ClosingShift
	if s.presenter.Kind() == desk.ClosingShift {
		kind = desk.ClosingDay
	}
	s.presenter.SetKind(kind)
}

// cells are the rows of a checklist.
func cells(list desk.Checklist) [][]kit.Cell {
	rows := make([][]kit.Cell, len(list.Lines))
	for i, l := range list.Lines {
		state := kit.Cell{Text: "khớp", Level: kit.LevelOK}
		switch {
		case l.Uncounted:
			state = kit.Cell{Text: "chưa đếm", Level: kit.LevelWarning}
		case !l.Agrees:
			state = kit.Cell{Text: "không khớp", Level: kit.LevelError}
		}
		rows[i] = []kit.Cell{{Text: l.Title(), Bold: !l.Agrees}, state, {Text: l.Found}}
	}
	return rows
}

// firstWrong is the line to stand on: the first that does not agree.
func firstWrong(list desk.Checklist) int {
	for i, l := range list.Lines {
		if !l.Agrees {
			return i
		}
	}
	return 0
}

// ShowList shows a checklist and stands on the first line that does not agree.
func (s *Screen) ShowList(list desk.Checklist) {
	title, sign, shift := "Chốt ngày "+list.Day.String(), "Chốt ngày", "Giao ca"
	if list.Kind == desk.ClosingShift {
		user, _ := s.env.Desk.User()
		title, sign, shift = "Giao ca của "+words.Officer(user.Rank, user.Name), "Giao ca", "Chốt ngày"
	}
	s.title.SetText(title)
	s.sign.SetText(sign)
	s.shift.SetText(shift)
	s.reopen.SetDisabled(!list.Closed)
	s.again.SetDisabled(!list.Closed)
	s.sign.SetDisabled(list.Closed)
	s.count.SetDisabled(list.Closed)
	s.state.SetText(standing(list))
	s.list.SetRows(kit.NewListRows(cells(list)))
	at := firstWrong(list)
	s.list.Select(at)
	s.explain(at)
}

// standing says in one sentence how a checklist stands.
func standing(list desk.Checklist) string {
	if list.Closed {
		return "✓ Ngày đã chốt. Thu, hủy, hoàn chỉ ghi được sau khi chỉ huy mở lại (M)."
	}
	uncounted, wrong := 0, 0
	for _, l := range list.Lines {
		switch {
		case l.Uncounted:
			uncounted++
		case !l.Agrees:
			wrong++
		}
	}
	switch {
	case uncounted+wrong == 0:
		return "✓ Mọi mục đều khớp. F10 để ký."
	case uncounted > 0 && wrong == 0:
		return fmt.Sprintf("! %d mục chưa đếm. Nhấn D để nhập số đã đếm.", uncounted)
	case uncounted > 0:
		return fmt.Sprintf("! %d mục chưa đếm, %d mục không khớp.", uncounted, wrong)
	}
	if slices.ContainsFunc(list.Lines, func(l desk.CheckLine) bool { return l.Stops && !l.Agrees }) {
		return fmt.Sprintf("✕ %d mục không khớp. Số biên lai bỏ cách phải xử lý trước khi ký.", wrong)
	}
	return fmt.Sprintf("✕ %d mục không khớp. Xử lý, hoặc ghi chú lý do khi ký.", wrong)
}

// explain shows the whole of what was found for a line: the table may cut it.
func (s *Screen) explain(row int) {
	if lines := s.presenter.List().Lines; row >= 0 && row < len(lines) {
		s.found.SetText("▸ " + lines[row].Title() + ": " + lines[row].Found)
	}
}

// doors are where a line is put right.
var doors = map[desk.CheckKey]screen.Door{
	desk.CheckDrafts: screen.DoorIntake, desk.CheckSlips: screen.DoorIntake, desk.CheckCash: screen.DoorCash, desk.CheckReceipts: screen.DoorCash,
	desk.CheckShelf: screen.DoorCards, desk.CheckOldCards: screen.DoorCards, desk.CheckDevices: screen.DoorDevices,
}

// OpenDoor goes to what a line is about. A slip comes back at the counter, where all
// that are not back are listed.
func (s *Screen) OpenDoor(key desk.CheckKey, id dossier.ID) {
	if key == desk.CheckSlips {
		id = ""
	}
	s.env.Events.Emit("checklist-door", "key", string(key))
	s.env.GoTo(doors[key], id)
}

// ShowPaper shows a paper in the place of the screen.
func (s *Screen) ShowPaper(title string, make papers.Maker) {
	s.place.Show(title, make)
}

// Busy says what is being done.
func (s *Screen) Busy(text string) { s.busy.SetText(text) }

// Failed says why something was not done.
func (s *Screen) Failed(m words.Message) { screen.Problem(s.env.Router, m) }

// Done says what was done.
func (s *Screen) Done(text string) { s.env.Toast(kit.LevelOK, text) }

// askCount asks for what was counted by hand.
func (s *Screen) askCount() {
	list, before := s.presenter.List(), s.presenter.Counted()
	cash := kit.NewMoneyField("Tiền mặt đếm được (đồng)", kit.Required())
	if before.Cash != nil {
		cash.SetValue(strconv.FormatInt(*before.Cash, 10))
	}
	fields := []kit.Field{cash}
	next := map[string]*kit.DigitField{}
	for _, b := range list.Books {
		field := kit.NewNumberField("Số kế tiếp trên quyển "+b.Name(), 12, kit.Required(), kit.Width(12))
		field.SetValue(before.Next[b.ID])
		next[b.ID] = field
		fields = append(fields, field)
	}
	old := kit.NewNumberField("Thẻ cũ thu trong ngày, đếm được", 4, kit.Width(6))
	shelf := kit.NewNumberField("Thẻ trên giá, đếm được (để trống nếu không kiểm)", 6, kit.Width(6))
	setCount(old, before.OldCards)
	setCount(shelf, before.Shelf)
	fields = append(fields, old, shelf)
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Số đã đếm", Action: "Đối chiếu", Fields: fields,
		Text: "Đếm rồi mới gõ; màn hình không điền sẵn số của sổ.",
		Done: func() {
			counted := desk.HandCount{Next: map[string]string{}, OldCards: countOf(old), Shelf: countOf(shelf)}
			if n, err := strconv.ParseInt(cash.Value(), 10, 64); err == nil {
				counted.Cash = &n
			}
			for id, field := range next {
				counted.Next[id] = field.Value()
			}
			s.presenter.Count(counted)
		},
	})
	s.env.Events.Emit("count-asked", "fields", len(fields))
}

func setCount(f *kit.DigitField, n *int) {
	if n != nil {
		f.SetValue(strconv.Itoa(*n))
	}
}

func countOf(f *kit.DigitField) *int {
	n, err := strconv.Atoi(f.Value())
	if err != nil {
		return nil
	}
	return &n
}
