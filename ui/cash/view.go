package cash

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the screen of fees.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope

	title *kit.Text
	busy  *kit.Text
	books *kit.Table
	lines *kit.Table
	sums  *kit.Table
	place *papers.Place // of the screen, and of its papers
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("cash"), title: kit.NewTitle(""), busy: kit.NewCaption("")}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s, env.Desk.Clock.Now)
	s.tables()
	deposit := s.scope.Button("F10", "Nộp tiền", kit.Main, s.askDeposit)
	buttons := kit.Row(deposit,
		s.scope.LetterButton('h', "Hủy biên lai", kit.Normal, s.askVoid),
		s.scope.LetterButton('g', "Ghi biên lai", kit.Normal, s.askGive),
		s.scope.LetterButton('o', "Hoàn lệ phí", kit.Normal, s.askRefund),
		s.scope.LetterButton('n', "Quyển mới", kit.Normal, s.askRegister),
		s.scope.LetterButton('b', "Giao quyển", kit.Normal, s.askHandOver),
		s.scope.LetterButton('d', "Đóng quyển", kit.Normal, s.askClose),
		s.scope.LetterButton('i', "In giấy nộp", kit.Normal, s.askSlip))
	s.scope.On("Ctrl+PgUp", "Ngày trước", func() { s.presenter.Move(-1) })
	s.scope.On("Ctrl+PgDn", "Ngày sau", func() { s.presenter.Move(1) })
	s.scope.On("F11", "Đọc lại", s.presenter.Load)
	s.scope.Fields(s.lines, s.books, s.sums)
	head := kit.Column(kit.Row(s.title, kit.NewCaption("Enter: mở hồ sơ · Tab: bảng khác · Ctrl+PgUp, Ctrl+PgDn: ngày trước, ngày sau"), s.busy))
	top := container.New(&beside{left: 0.48}, s.books, kit.Inset(8, 0, s.sums))
	main := container.NewBorder(head, buttons, nil, nil, container.New(&split{top: 0.3}, top, kit.Inset(0, 8, s.lines)))
	s.place = papers.NewPlace(env, main, func() { env.Router.Canvas().Focus(s.lines) })
	return s
}

// split gives the first of two objects a share of the height.
type split struct{ top float32 }

// Layout puts the two below each other.
func (l *split) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	high := size.Height * l.top
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(size.Width, high))
	objects[1].Move(fyne.NewPos(0, high))
	objects[1].Resize(fyne.NewSize(size.Width, size.Height-high))
}

// beside gives the left of two objects a share of the width.
type beside struct{ left float32 }

// Layout puts the two beside each other.
func (l *beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	wide := size.Width * l.left
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(wide, size.Height))
	objects[1].Move(fyne.NewPos(wide, 0))
	objects[1].Resize(fyne.NewSize(size.Width-wide, size.Height))
}

// MinSize is that of both.
func (l *beside) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(a.Width+b.Width, max(a.Height, b.Height))
}

// MinSize is that of both.
func (l *split) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height)
}

func (s *Screen) tables() {
	column := func(key, title string, chars int) kit.TableColumn {
		return kit.TableColumn{Key: key, Title: title, Chars: chars, NoSort: true}
	}
	right := func(key, title string, chars int) kit.TableColumn {
		return kit.TableColumn{Key: key, Title: title, Chars: chars, Right: true, NoSort: true}
	}
	stretch := func(key, title string, chars int) kit.TableColumn {
		return kit.TableColumn{Key: key, Title: title, Chars: chars, Stretch: true, NoSort: true}
	}
	s.books = kit.NewTable([]kit.TableColumn{stretch("book", "Quyển đang dùng", 22), column("holder", "Người giữ", 12), column("next", "Kế tiếp", 8),
		right("left", "Còn", 4), right("gaps", "Bỏ cách", 8)}, kit.NewListRows(nil), "Chưa đăng ký quyển nào. Nhấn N để đăng ký; không đăng ký vẫn thu và ghi số như trước.")
	s.lines = kit.NewTable([]kit.TableColumn{column("series", "Ký hiệu", 9), column("number", "Số", 9), column("state", "Tình trạng", 17), stretch("name", "Hồ sơ của", 20),
		column("method", "Hình thức", 12), right("amount", "Số tiền", 9), column("at", "Lúc", 6), column("by", "Cán bộ", 18), column("reason", "Lý do", 16)},
		kit.NewListRows(nil), "Chưa thu khoản nào trong ngày này.")
	s.lines.OnEnter = s.open
	s.sums = kit.NewTable([]kit.TableColumn{stretch("clerk", "Cán bộ", 12), right("cash", "Tiền mặt", 11), right("transfer", "Ch. khoản", 10), right("free", "Miễn", 5),
		right("refund", "Hoàn", 9), right("box", "Trong quỹ", 9)}, kit.NewListRows(nil), "")
	for name, table := range map[string]*kit.Table{"cash-books": s.books, "cash-lines": s.lines, "cash-sums": s.sums} {
		s.env.Keep(name, table)
	}
}

// open goes to the dossier of a line, where it is worked on in its state.
func (s *Screen) open(row int) {
	l, ok := s.presenter.Line(row)
	if !ok || l.Dossier == "" {
		return
	}
	kit.Background(s.presenter.owner, func(ctx context.Context) (store.Dossier, error) {
		return s.env.Desk.Store.Dossier(ctx, l.Dossier)
	}, func(d store.Dossier, err error) {
		if err != nil {
			s.Failed(words.Of(err))
			return
		}
		s.env.OpenDossier(d.ID, d.State)
	})
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Thu phí, biên lai" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reckons today.
func (s *Screen) Show(dossier.ID) {
	s.place.Back()
	s.presenter.Today()
	s.env.Events.Emit("screen-ready", "screen", "cash")
}

// Hide closes the paper.
func (s *Screen) Hide() { s.place.Close() }

// ShowSheet shows a day.
func (s *Screen) ShowSheet(sheet desk.CashSheet, _ []desk.Deposit) {
	title := "Ngày " + sheet.Day.String()
	if sheet.Closed {
		title += " · đã chốt"
	}
	s.title.SetText(title)
	set := func(t *kit.Table, rows [][]kit.Cell) {
		at, _ := t.Selected()
		t.SetRows(kit.NewListRows(rows))
		t.Select(at)
	}
	set(s.books, bookRows(sheet))
	set(s.lines, lineRows(sheet))
	set(s.sums, sums(sheet))
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

// line is the receipt that is stood on.
func (s *Screen) line() (desk.CashLine, bool) {
	at, ok := s.lines.Selected()
	if !ok {
		return desk.CashLine{}, false
	}
	return s.presenter.Line(at)
}

// book is the book that is stood on.
func (s *Screen) book() (desk.ReceiptBook, bool) {
	at, ok := s.books.Selected()
	if !ok {
		s.env.Toast(kit.LevelInfo, "Chưa có quyển nào. Nhấn N để đăng ký.")
		return desk.ReceiptBook{}, false
	}
	return s.presenter.Book(at)
}

func numberText(l desk.CashLine) string { return fmt.Sprintf("%s %s", l.Series, l.Number) }
