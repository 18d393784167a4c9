package delivery

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is where cards leave the office and come back.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	place     *papers.Place // of the screen, and of its papers

	pages map[Page]*kit.Button // those that are named above the table
	state *kit.Text
	busy  *kit.Text
	table *fyne.Container
	row   *fyne.Container

	shown  bool
	acts   map[Page]*acts
	on     *acts // whose keys are pushed
	tables map[Page]*kit.Table
	rows   map[Page]*kit.ListRows
	sorts  map[Page]kit.Sort
	at     map[Page][]string // serials, or numbers of lists, of the rows as given
	places []desk.CardPlace  // of the rows of the ageing
	bands  int               // columns of the ageing's table
	list   desk.CardListView
	can    listButtons
}

// acts are the keys and buttons of one page.
type acts struct {
	scope *kit.Scope
	row   *fyne.Container
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("delivery"), pages: map[Page]*kit.Button{}, acts: map[Page]*acts{},
		tables: map[Page]*kit.Table{}, rows: map[Page]*kit.ListRows{}, sorts: map[Page]kit.Sort{}, at: map[Page][]string{}}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Desk.Clock, env.Events, s)
	s.state, s.busy = kit.NewCaption(""), kit.NewCaption("")
	s.table, s.row = container.NewStack(), container.NewStack()
	names := container.NewHBox()
	for _, p := range []struct {
		page Page
		key  string
	}{{PageCards, "Ctrl+D"}, {PageCalls, "Ctrl+G"}, {PageAges, "Ctrl+T"}, {PageLists, "Ctrl+S"}} {
		s.pages[p.page] = s.scope.Button(p.key, pageNames[p.page], kit.Normal, func() { s.presenter.GoTo(p.page) })
		names.Add(s.pages[p.page])
	}
	s.scope.On("F11", "Đọc lại", s.presenter.Load)
	s.newTables()
	s.cardActs()
	s.callActs()
	s.ageActs()
	s.listsActs()
	s.listActs()
	head := kit.Column(names, container.NewBorder(nil, nil, nil, s.busy, s.state))
	s.place = papers.NewPlace(env, container.NewBorder(head, s.row, nil, nil, s.table), s.focus)
	return s
}

var pageNames = map[Page]string{
	PageCards: "Thẻ chưa trả", PageCalls: "Gọi ai hôm nay", PageAges: "Tồn theo thôn, trường", PageLists: "Danh sách, bưu điện",
}

func (s *Screen) newTables() {
	for _, p := range []struct {
		page    Page
		name    string
		columns []kit.TableColumn
		empty   string
		enter   func(at string)
		mark    bool
	}{
		{PageCards, "delivery-cards", cardColumns, "Không có thẻ nào chờ trả. Nhận hộp thẻ ở F8 Quản lý thẻ.", s.presenter.Contact, true},
		{PageCalls, "delivery-calls", callColumns, "Hôm nay không phải gọi ai: ai cũng đã được báo hoặc đã hẹn ngày.", s.presenter.Contact, false},
		{PageLists, "delivery-lists", listsColumns, "Chưa có danh sách nào. Chọn thẻ ở Ctrl+D rồi nhấn F10 hoặc Ctrl+B.", s.presenter.OpenList, false},
		{PageList, "delivery-list", itemColumns, "Đang đọc…", s.presenter.Mark, true},
	} {
		table := kit.NewTable(p.columns, kit.NewListRows(nil), p.empty)
		s.env.Keep(p.name, table)
		table.OnEnter = func(row int) { s.with(p.page, row, p.enter) }
		if p.mark {
			table.OnMark = func(row int) {
				s.with(p.page, row, s.presenter.Mark)
				if row+1 < s.rows[p.page].Len() {
					table.Select(row + 1)
				}
			}
		}
		s.filtered(p.page, table)
	}
}

// filtered lets a table sort and filter what it shows.
func (s *Screen) filtered(page Page, table *kit.Table) {
	table.OnFilter = func(text string) {
		s.rows[page].Filter(text)
		table.SetRows(s.rows[page])
	}
	table.OnSort = func(sort kit.Sort) {
		s.sort(page, table, sort)
		table.Reload()
	}
	s.tables[page], s.rows[page] = table, kit.NewListRows(nil)
}

func (s *Screen) sort(page Page, table *kit.Table, sort kit.Sort) {
	at := -1
	for i, column := range columnsOf(page) {
		if column.Key == sort.Key {
			at = i
		}
	}
	s.sorts[page] = sort
	s.rows[page].SortBy(at, sort.Descending)
	table.SetSort(sort)
}

func columnsOf(page Page) []kit.TableColumn {
	switch page {
	case PageCards:
		return cardColumns
	case PageCalls:
		return callColumns
	case PageLists:
		return listsColumns
	}
	return itemColumns
}

// with calls f with what a row of a page stands for.
func (s *Screen) with(page Page, row int, f func(string)) {
	rows := s.rows[page]
	if rows == nil || row >= rows.Len() {
		return
	}
	if i := rows.Index(row); i < len(s.at[page]) {
		f(s.at[page][i])
	}
}

// here is what the row stands for that is stood on, "" for none.
func (s *Screen) here(page Page) (at string) {
	if row, ok := s.tables[page].Selected(); ok {
		s.with(page, row, func(found string) { at = found })
	}
	return at
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Giao thẻ" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads cards and lists.
func (s *Screen) Show(dossier.ID) {
	s.shown = true
	s.place.Back()
	s.presenter.Load()
	s.env.Events.Emit("screen-ready", "screen", "delivery")
}

// ShowPaper shows a paper in the place of the tables.
func (s *Screen) ShowPaper(title string, make papers.Maker) {
	s.place.Show(title, make)
}

// focus gives the keyboard to the table that is shown.
func (s *Screen) focus() {
	if table := s.tables[s.presenter.Page()]; s.on != nil && table != nil {
		s.env.Router.Canvas().Focus(table)
	}
}

// Hide takes the paper and the page's keys away.
func (s *Screen) Hide() {
	s.shown = false
	s.place.Close()
	s.take(nil)
}

// Load reads everything anew, after the centre sent something.
func (s *Screen) Load() { s.presenter.Load() }

// Scanned takes a scanner burst: a slip, a number or a card chooses its card.
func (s *Screen) Scanned(text string) bool {
	s.presenter.Scan(text)
	return true
}

// put shows the rows of a page; ids are what they stand for. Where the page stood
// stays.
func (s *Screen) put(page Page, rows [][]kit.Cell, ids []string) {
	table := s.tables[page]
	stood, filter := s.here(page), table.Filter()
	s.at[page] = ids
	s.rows[page] = kit.NewListRows(rows)
	s.sort(page, table, s.sorts[page])
	s.rows[page].Filter(filter)
	row, _ := table.Selected()
	table.SetRows(s.rows[page])
	table.Select(row)
	if stood != "" {
		s.stand(page, stood)
	}
	s.lay(page, table)
}

// lay puts the table of a page onto the screen, with its keys.
func (s *Screen) lay(page Page, table *kit.Table) {
	if len(s.table.Objects) != 1 || s.table.Objects[0] != fyne.CanvasObject(table) {
		s.table.Objects = []fyne.CanvasObject{table}
		s.table.Refresh()
	}
	if !s.shown {
		return
	}
	if s.on != s.acts[page] {
		s.take(s.acts[page])
		s.row.Objects = []fyne.CanvasObject{s.on.row}
		s.row.Refresh()
		s.scope.Chain().Clear()
		s.scope.Fields(table)
	}
	if !s.env.Router.Modal() && !s.place.Away() {
		s.env.Router.Canvas().Focus(table)
	}
}

// take pushes the keys of a page above those of the screen; nil takes them away.
func (s *Screen) take(page *acts) {
	if s.on != nil {
		s.env.Router.Pop(s.on.scope)
	}
	if s.on = page; page != nil {
		s.env.Router.Push(page.scope)
	}
}

// stand goes to what a row stands for.
func (s *Screen) stand(page Page, at string) {
	for row := range s.rows[page].Len() {
		found := false
		s.with(page, row, func(id string) { found = id == at })
		if found {
			s.tables[page].Select(row)
			return
		}
	}
}

// StandOn goes to a card by its serial.
func (s *Screen) StandOn(serial string) { s.stand(s.presenter.Page(), serial) }

// ShowCounts says beside the names of the pages how much is behind them.
func (s *Screen) ShowCounts(page Page, c Counts) {
	numbers := map[Page]int{PageCards: c.Cards, PageCalls: c.Calls, PageLists: c.Open}
	for p, button := range s.pages {
		text := pageNames[p]
		if p != PageAges {
			text = fmt.Sprintf("%s: %d", text, numbers[p])
		}
		if p == PageLists {
			text = fmt.Sprintf("%s: %d đang mở", pageNames[p], c.Open)
		}
		button.SetText(text)
		weight := kit.Normal
		if p == page || p == PageLists && page == PageList {
			weight = kit.Main
		}
		button.SetWeight(weight)
	}
	text := map[Page]string{
		PageCards: "Gõ để lọc theo thôn, tên · Ctrl+U hoặc Space chọn, Ctrl+A chọn hết · quét giấy hẹn để chọn · Enter ghi liên hệ",
		PageCalls: "Enter ghi kết quả cuộc gọi · gõ để lọc theo thôn, tên",
		PageAges:  "Ngày tính từ khi thẻ về · Enter xem thẻ của thôn, trường",
		PageLists: "Enter mở danh sách để đối chiếu",
	}[page]
	if c.Marked > 0 {
		text = fmt.Sprintf("Đang chọn %d thẻ · %s", c.Marked, text)
	}
	if page == PageList {
		return
	}
	s.state.SetText(text)
}

// ShowCards shows the cards that were not handed over.
func (s *Screen) ShowCards(cards []desk.Uncollected, marked map[string]bool) {
	s.put(PageCards, cardRows(cards, marked), serials(cards))
}

func serials(cards []desk.Uncollected) []string {
	ids := make([]string, len(cards))
	for i, u := range cards {
		ids[i] = u.Card.Serial
	}
	return ids
}

// ShowCalls shows who is called today.
func (s *Screen) ShowCalls(calls []desk.Call) {
	ids := make([]string, len(calls))
	for i, c := range calls {
		ids[i] = c.Card.Serial
	}
	s.put(PageCalls, callRows(calls), ids)
}

// ShowAges shows how long cards wait, by place.
func (s *Screen) ShowAges(a desk.Ageing) {
	if table := s.tables[PageAges]; table == nil || s.bands != len(a.Bands) {
		s.bands = len(a.Bands)
		s.tables[PageAges] = kit.NewTable(ageColumns(a.Bands), kit.NewListRows(nil), "Không có thẻ nào chờ trả.")
		s.env.Keep("delivery-ages", s.tables[PageAges])
		s.tables[PageAges].OnEnter = func(row int) { s.goToPlace(row) }
	}
	s.places = s.places[:0]
	for _, age := range a.Places {
		s.places = append(s.places, age.Place)
	}
	table := s.tables[PageAges]
	row, _ := table.Selected()
	table.SetRows(kit.NewListRows(ageRows(a)))
	table.Select(row)
	s.lay(PageAges, table)
}

// goToPlace shows the cards of a place; the last row is of all.
func (s *Screen) goToPlace(row int) {
	filter := ""
	if row < len(s.places) {
		filter = s.places[row].Name
	}
	s.tables[PageCards].SetFilter(filter)
	s.presenter.GoTo(PageCards)
}

// ShowLists shows the lists of cards.
func (s *Screen) ShowLists(lists []desk.CardListRow) {
	ids := make([]string, len(lists))
	for i, l := range lists {
		ids[i] = l.ID
	}
	s.put(PageLists, listsRows(lists), ids)
}

// Copy puts text on the clipboard.
func (s *Screen) Copy(text string) { fyne.CurrentApp().Clipboard().SetContent(text) }

// Busy says what is being done.
func (s *Screen) Busy(text string) { s.busy.SetText(text) }

// Failed says why something was not done.
func (s *Screen) Failed(m words.Message) { screen.Problem(s.env.Router, m) }

// Done says what was done.
func (s *Screen) Done(text string) { s.env.Toast(kit.LevelOK, text) }

// Changed tells the frame that counts have changed.
func (s *Screen) Changed() { s.env.Changed() }
