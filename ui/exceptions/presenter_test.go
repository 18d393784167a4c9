package exceptions

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeDesk holds exceptions; those that were seen leave the list of new ones.
type fakeDesk struct {
	all  map[dossier.ExceptionKind][]desk.Exception
	did  []string
	err  error
	read int // pages
}

func (d *fakeDesk) left(kind dossier.ExceptionKind, f desk.ExceptionFilter) []desk.Exception {
	return slices.DeleteFunc(slices.Clone(d.all[kind]), func(one desk.Exception) bool {
		return f.New && !one.New || f.Clerk != "" && f.Clerk != one.Clerk
	})
}

func (d *fakeDesk) ExceptionCounts(_ context.Context, f desk.ExceptionFilter) ([]desk.ExceptionCount, error) {
	var counts []desk.ExceptionCount
	for _, kind := range dossier.ExceptionKinds() {
		k := dossier.ExceptionKind(kind.Code)
		fresh := f
		fresh.New = true
		f.New = false
		counts = append(counts, desk.ExceptionCount{Kind: k, New: len(d.left(k, fresh)), All: len(d.left(k, f))})
	}
	return counts, d.err
}

func (d *fakeDesk) OpenExceptions(_ context.Context, kind dossier.ExceptionKind, f desk.ExceptionFilter) (int, error) {
	return len(d.left(kind, f)), d.err
}

func (d *fakeDesk) Exceptions(_ context.Context, kind dossier.ExceptionKind, f desk.ExceptionFilter, offset, limit int) ([]desk.Exception, error) {
	d.read++
	list := d.left(kind, f)
	return list[min(offset, len(list)):min(offset+limit, len(list))], d.err
}

func (d *fakeDesk) mark(one desk.Exception, fresh bool, did string) error {
	d.did = append(d.did, did)
	for i := range d.all[one.Kind] {
		if d.all[one.Kind][i].ID == one.ID && d.err == nil {
			d.all[one.Kind][i].New = fresh
		}
	}
	return d.err
}

func (d *fakeDesk) SeeException(_ context.Context, one desk.Exception, note string) error {
	return d.mark(one, false, "see "+one.ID+" "+note)
}

func (d *fakeDesk) UnseeException(_ context.Context, one desk.Exception) error {
	return d.mark(one, true, "unsee "+one.ID)
}

func (d *fakeDesk) SeeExceptions(ctx context.Context, kind dossier.ExceptionKind, f desk.ExceptionFilter, note string) (int, error) {
	f.New = true
	list := d.left(kind, f)
	for _, one := range list {
		_ = d.SeeException(ctx, one, note)
	}
	return len(list), d.err
}

func (d *fakeDesk) Officers(context.Context) (map[string]string, error) {
	return map[string]string{"canbo1": "Trung úy Lê Thị Mẫu"}, nil
}

// fakeView keeps what it was told.
type fakeView struct {
	at     int
	counts []desk.ExceptionCount
	kind   dossier.ExceptionKind
	rows   kit.Rows
	busy   string
	errors []words.Message
	undo   func()
	done   []string
	opened []desk.Exception
}

func (v *fakeView) ShowCounts(counts []desk.ExceptionCount, at int)    { v.counts, v.at = counts, at }
func (v *fakeView) ShowList(kind dossier.ExceptionKind, rows kit.Rows) { v.kind, v.rows = kind, rows }
func (v *fakeView) Redraw()                                            {}
func (v *fakeView) ShowBusy(text string)                               { v.busy = text }
func (v *fakeView) ShowError(m words.Message)                          { v.errors = append(v.errors, m) }
func (v *fakeView) OfferUndo(_ string, undo func())                    { v.undo = undo }
func (v *fakeView) Done(text string)                                   { v.done = append(v.done, text) }
func (v *fakeView) Open(one desk.Exception)                            { v.opened = append(v.opened, one) }
func (v *fakeView) Changed()                                           {}

func start(t *testing.T) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	d, v := &fakeDesk{all: map[dossier.ExceptionKind][]desk.Exception{}}, &fakeView{}
	add := func(kind dossier.ExceptionKind, n int) {
		for i := range n {
			d.all[kind] = append(d.all[kind], desk.Exception{Kind: kind, ID: fmt.Sprintf("%s/%d", kind, i), New: true, Clerk: "canbo1", Of: "x",
				Row: desk.Row{Dossier: store.Dossier{ID: "x"}, Name: fmt.Sprintf("NGƯỜI %d", i)}})
		}
	}
	add(dossier.ExceptionNotTaken, 2)
	add(dossier.ExceptionUnmatched, 120)
	add(dossier.ExceptionComplaint, 1)
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v, desk.ExceptionFilter{New: true})
	p.Load()
	return p, d, v
}

// name is the name in a row of the list that is shown.
func (v *fakeView) name(row int) string {
	cells, ok := v.rows.Row(row)
	if !ok {
		return ""
	}
	return cells[1].Text
}

func at(counts []desk.ExceptionCount, kind dossier.ExceptionKind) int {
	return slices.IndexFunc(counts, func(c desk.ExceptionCount) bool { return c.Kind == kind })
}

// TestTheFirstKindWithSomethingNew stands open; another one is read page by page as it
// is scrolled to.
func TestTheFirstKindWithSomethingNew(t *testing.T) {
	p, d, v := start(t)
	if v.kind != dossier.ExceptionNotTaken || v.rows.Len() != 2 || v.name(0) != "NGƯỜI 0" || v.busy != "" {
		t.Fatalf("%s is shown with %d rows", v.kind, v.rows.Len())
	}
	d.read = 0
	p.Choose(at(v.counts, dossier.ExceptionUnmatched))
	if v.rows.Len() != 120 || d.read != 0 {
		t.Fatalf("%d rows, %d pages read before any is seen", v.rows.Len(), d.read)
	}
	if v.name(119) != "NGƯỜI 119" || d.read != 1 {
		t.Errorf("the last row is %q after %d pages", v.name(119), d.read)
	}
	p.Choose(-1)
	p.Choose(99)
	if v.kind != dossier.ExceptionUnmatched {
		t.Errorf("a kind that there is not: %s", v.kind)
	}
}

func TestSeeing(t *testing.T) {
	p, d, v := start(t)
	v.name(0) // its page is read when it is drawn
	p.See(1, "đã hỏi")
	if !slices.Equal(d.did, []string{"see not-taken/1 đã hỏi"}) || v.rows.Len() != 1 || v.undo == nil {
		t.Fatalf("did %q, %d rows left", d.did, v.rows.Len())
	}
	v.undo()
	if v.rows.Len() != 2 || d.did[1] != "unsee not-taken/1" {
		t.Errorf("did %q, %d rows", d.did, v.rows.Len())
	}
	p.SeeAll("ca sáng")
	if v.rows.Len() != 0 || len(v.done) != 1 || len(d.did) != 4 {
		t.Errorf("did %q, %d rows", d.did, v.rows.Len())
	}
	p.See(0, "") // nothing is there
	p.Narrow(desk.ExceptionFilter{})
	if v.rows.Len() != 2 {
		t.Errorf("%d rows with those that were seen", v.rows.Len())
	}
	v.name(0)
	p.See(0, "") // it was seen already
	if len(d.did) != 4 {
		t.Errorf("did %q", d.did)
	}
}

// TestComplaintsAreAnswered: they are not marked as seen but opened.
func TestComplaintsAreAnswered(t *testing.T) {
	p, d, v := start(t)
	p.Choose(at(v.counts, dossier.ExceptionComplaint))
	v.name(0)
	p.See(0, "")
	p.SeeAll("")
	if len(d.did) != 0 || len(v.opened) != 1 || v.opened[0].Kind != dossier.ExceptionComplaint {
		t.Errorf("did %q, opened %d", d.did, len(v.opened))
	}
}

func TestFailures(t *testing.T) {
	p, d, v := start(t)
	v.name(0)
	d.err = &store.StaleBookError{Book: dossier.BookException, Current: 2}
	p.See(0, "")
	if v.undo != nil || len(v.errors) == 0 || v.errors[0] != words.Of(d.err) || v.errors[0] == words.Of(errors.New("x")) {
		t.Errorf("errors %v", v.errors)
	}
	if v.busy != "" {
		t.Errorf("still busy: %q", v.busy)
	}
}

func TestCells(t *testing.T) {
	officer := func(user string) string { return "Trung úy " + user }
	one := desk.Exception{Kind: dossier.ExceptionNotTaken, Day: "2026-11-25", Clerk: "A", New: true, Of: "x", What: "ngón cái trái khèo",
		Row: desk.Row{Dossier: store.Dossier{ID: "x", State: dossier.Captured}, Name: "LÊ THỊ MẪU", Number: "001190012345"}}
	want := []string{"25/11/2026", "LÊ THỊ MẪU", "ngón cái trái khèo", "Trung úy A", "Chưa"}
	got := exceptionCells(one, officer)
	for i, text := range want {
		if got[i].Text != text {
			t.Errorf("cell %d is %q, want %q", i, got[i].Text, text)
		}
	}
	if len(got) != len(columns) || len(kindCells([]desk.ExceptionCount{{Kind: one.Kind, New: 3, All: 1200}})[0]) != len(kindColumns) {
		t.Error("cells and columns differ")
	}
	one.New, one.Note.Seen = false, &dossier.ExceptionMark{By: "B", At: time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC), Note: "đã hỏi"}
	if got := exceptionCells(one, officer)[4]; got.Text != "06:00 26/11" || got.Level != kit.LevelNone {
		t.Errorf("seen is %+v", got)
	}
	if facts := detail(one, officer); len(facts) != 3 || facts[2].Value != "Trung úy B, 06:00 26/11/2026: đã hỏi" {
		t.Errorf("detail %+v", facts)
	}
	one.Row.Destroyed = true
	if got := exceptionCells(one, officer)[1]; got.Text != "Nội dung đã hủy" {
		t.Errorf("destroyed is %+v", got)
	}
	if got := exceptionCells(desk.Exception{Day: "2026-11-25"}, officer)[1]; got.Text != "–" {
		t.Errorf("of no dossier is %+v", got)
	}
	if kindName(dossier.ExceptionComplaint) != "Phản ánh" {
		t.Error("kinds have no names")
	}
}
