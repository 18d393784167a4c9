package kit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

var testColumns = []TableColumn{{Key: "no", Title: "Số", Chars: 8, Right: true}, {Key: "name", Title: "Họ tên", Chars: 20, Stretch: true}, {Key: "born", Title: "Ngày sinh", Chars: 12}}

func namedRows() *ListRows {
	var rows [][]Cell
	for _, r := range [][3]string{{"3", "Đỗ Đức Mậu", "01/07/1990"}, {"1", "Nguyễn Thị Hường", "31/01/1985"}, {"2", "Ân Văn", "02/02/2000"}} {
		rows = append(rows, []Cell{{Text: r[0]}, {Text: r[1]}, {Text: r[2]}})
	}
	return NewListRows(rows)
}

func tableDesk(t testing.TB, rows Rows) (*desk, *Table) {
	d := newDesk(t)
	table := NewTable(testColumns, rows, "Chưa có hồ sơ nào.")
	d.win.SetContent(d.router.Wrap(table))
	d.win.Resize(fyne.NewSize(900, 500))
	d.scope.Fields(table)
	if !d.scope.Chain().First() {
		t.Fatal("the table took no focus")
	}
	return d, table
}

func TestTableByKeyboard(t *testing.T) {
	var rows [][]Cell
	for i := range 100 {
		rows = append(rows, []Cell{{Text: fmt.Sprint(i)}, {Text: "x"}, {}})
	}
	d, table := tableDesk(t, NewListRows(rows))
	entered, marked := -1, -1
	table.OnEnter = func(i int) { entered = i }
	table.OnMark = func(i int) { marked = i }
	page := table.layout.visible - 1
	for _, c := range []struct {
		key  string
		want int
	}{{"Down", 1}, {"Down", 2}, {"Up", 1}, {"Up", 0}, {"Up", 0}, {"PgDn", page}, {"PgUp", 0}, {"End", 99}, {"Down", 99}, {"Home", 0}, {"Down", 1}} {
		d.press(c.key)
		if at, _ := table.Selected(); at != c.want {
			t.Errorf("%s goes to %d, want %d", c.key, at, c.want)
		}
		if at := table.at; at < table.top || at >= table.top+table.layout.visible {
			t.Errorf("%s: row %d is out of view from %d", c.key, at, table.top)
		}
	}
	d.press("Enter", "Space")
	if entered != 1 || marked != 1 {
		t.Errorf("entered %d, marked %d", entered, marked)
	}
	ran := false
	d.scope.On("F10", "Duyệt", func() { ran = true })
	if d.press("F10"); !ran {
		t.Error("F10 does not pass through a table")
	}
}

func TestTableSortsAndFilters(t *testing.T) {
	rows := namedRows()
	d, table := tableDesk(t, rows)
	table.OnSort = func(s Sort) {
		rows.SortBy(map[string]int{"no": 0, "name": 1, "born": 2}[s.Key], s.Descending)
		table.Reload()
	}
	table.OnFilter = func(text string) { rows.Filter(text); table.Reload() }
	names := func() string {
		var out []string
		for i := range rows.Len() {
			cells, _ := rows.Row(i)
			out = append(out, strings.Fields(cells[1].Text)[0])
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct{ key, want string }{
		{"Ctrl+1", "Nguyễn Ân Đỗ"}, {"Ctrl+1", "Đỗ Ân Nguyễn"}, {"Ctrl+2", "Ân Đỗ Nguyễn"}, {"Ctrl+3", "Nguyễn Đỗ Ân"}, {"Ctrl+3", "Ân Đỗ Nguyễn"},
	} {
		d.press(c.key)
		if names() != c.want {
			t.Errorf("%s gives %q, want %q", c.key, names(), c.want)
		}
	}
	d.typed("duc m")
	if names() != "Đỗ" || table.Filter() != "duc m" {
		t.Errorf("filter %q leaves %q", table.Filter(), names())
	}
	d.press("Backspace", "Backspace", "Backspace")
	if table.Filter() != "du" {
		t.Errorf("filter %q after erasing", table.Filter())
	}
	d.press("Esc")
	if rows.Len() != 3 {
		t.Error("Esc does not take the filter away")
	}
	left := false
	d.scope.On("Esc", "Ra", func() { left = true })
	if d.press("Esc"); !left {
		t.Error("Esc without a filter does not reach the screen")
	}
}

func TestTableCopiesTheRow(t *testing.T) {
	d, _ := tableDesk(t, namedRows())
	d.press("Down", "Ctrl+C")
	if got := fyne.CurrentApp().Clipboard().Content(); got != "1\tNguyễn Thị Hường\t31/01/1985\n" {
		t.Errorf("copied %q", got)
	}
	dirty := NewListRows([][]Cell{{{Text: "a\tb\nc"}, {Text: "d"}}})
	if got := TSV(dirty, -1, 5); got != "a b c\td\n" {
		t.Errorf("a cell breaks the sheet: %q", got)
	}
}

func TestEmptyTable(t *testing.T) {
	d, table := tableDesk(t, NewListRows(nil))
	table.OnEnter = func(int) { t.Error("Enter acted on no row") }
	d.press("Down", "End", "PgUp", "Enter", "Space", "Ctrl+C")
	if _, ok := table.Selected(); ok {
		t.Error("a row is selected in an empty table")
	}
}

func TestColumnWidthsAreKept(t *testing.T) {
	_, table := tableDesk(t, namedRows())
	border := table.layout.widths[0]
	table.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(border+30, 8)}, Dragged: fyne.NewDelta(30, 0)})
	table.DragEnd()
	kept := table.Widths()
	if wide := kept["no"] * digitWidth(); wide < border+29.9 || wide > border+30.1 {
		t.Fatalf("kept %v, want %v", wide, border+30)
	}
	kept["of an older release"], kept["born"] = 7, 0.5
	_, again := tableDesk(t, namedRows())
	again.SetWidths(kept)
	if wide := again.layout.widths[0]; wide < border+29.9 || wide > border+30.1 {
		t.Errorf("taken back as %v", wide)
	}
	if got := again.Widths(); len(got) != 2 || got["born"] != leastColumn {
		t.Errorf("unknown and too narrow columns are taken as %v", got)
	}
	fyne.CurrentApp().Settings().SetTheme(NewTheme(false, 200))
	again.Refresh()
	if wide := again.layout.widths[0]; wide < 1.8*border {
		t.Errorf("at 200 %% the column is %v wide", wide)
	}
}

func TestPagedRowsLoadOnceAndForget(t *testing.T) {
	loads := map[int]int{}
	p := NewPagedRows(NewInlineOwner(t.Context()), 10, 2, func(_ context.Context, offset, limit int) ([][]Cell, error) {
		loads[offset]++
		out := make([][]Cell, limit)
		for i := range out {
			out[i] = []Cell{{Text: fmt.Sprint(offset + i)}}
		}
		return out, nil
	}, nil)
	p.Reset(1000)
	for _, i := range []int{0, 5, 9, 10, 999, 995} {
		cells, ok := p.Row(i)
		if !ok || cells[0].Text != fmt.Sprint(i) {
			t.Errorf("row %d is %v, %v", i, cells, ok)
		}
	}
	if loads[0] != 1 || loads[10] != 1 || loads[990] != 1 {
		t.Errorf("loads %v", loads)
	}
	p.Row(0) // was forgotten: two pages are kept
	if loads[0] != 2 || len(p.pages) != 2 {
		t.Errorf("loads %v, %d pages kept", loads, len(p.pages))
	}
	if _, ok := p.Row(1000); ok {
		t.Error("a row behind the end is given")
	}
}

func TestPagedRowsDropLateAndFailedPages(t *testing.T) {
	q := newQueueRunner()
	var failures, tries int
	fail := errors.New("hỏng")
	p := NewPagedRows(NewOwner(t.Context(), q), 10, 4, func(context.Context, int, int) ([][]Cell, error) {
		tries++
		if tries > 1 {
			return nil, fail
		}
		return [][]Cell{{{Text: "old"}}}, nil
	}, func(err error) {
		if err != nil {
			failures++
		}
	})
	p.Reset(5)
	p.Row(0)
	<-q.came
	p.Reset(5) // the filter changed while the page was on its way
	q.run()
	if len(p.pages) != 0 {
		t.Error("a late page was kept")
	}
	p.Row(0)
	<-q.came
	q.run()
	p.Row(0) // a failed page is not asked for in a circle
	if tries != 2 || failures != 1 {
		t.Errorf("%d tries, %d failures", tries, failures)
	}
	p.Retry()
	p.Row(0)
	<-q.came
	if tries != 3 {
		t.Errorf("%d tries after Retry", tries)
	}
}

// largeRows computes its rows, as a loaded cache answers.
type largeRows int

func (n largeRows) Len() int { return int(n) }
func (n largeRows) Row(i int) ([]Cell, bool) {
	return []Cell{{Text: fmt.Sprint(i)}, {Text: "NGUYỄN THỊ HƯỜNG"}, {Text: "01/07/1990"}}, true
}

func TestLargeTableJumpsQuickly(t *testing.T) {
	d, table := tableDesk(t, largeRows(200_000))
	if took := fastest(10, func(i int) { d.press([]string{"End", "Home"}[i%2]) }); took > 50*time.Millisecond {
		t.Errorf("a jump in 200,000 rows takes %v", took)
	}
	if len(table.layout.widths) != 3 || table.layout.visible > 40 {
		t.Errorf("%d rows are drawn", table.layout.visible)
	}
}

// fastest is the time of the quickest of some runs: what the code needs when
// nothing else takes the processor.
func fastest(runs int, f func(int)) time.Duration {
	best := time.Hour
	for i := range runs {
		start := time.Now()
		f(i)
		best = min(best, time.Since(start))
	}
	return best
}

func TestFilterOfManyRowsIsQuick(t *testing.T) {
	rows := make([][]Cell, 200_000)
	for i := range rows {
		rows[i] = []Cell{{Text: fmt.Sprint(i)}, {Text: "NGUYỄN THỊ HƯỜNG"}, {Text: "01/07/1990"}}
	}
	l := NewListRows(rows)
	if took := fastest(5, func(int) { l.Filter("huong 19999") }); took > 100*time.Millisecond {
		t.Errorf("filtering 200,000 rows took %v", took)
	}
	if l.Len() != 12 { // 19999, 119999 and 199990 to 199999
		t.Errorf("%d rows match", l.Len())
	}
}
