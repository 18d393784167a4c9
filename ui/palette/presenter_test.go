package palette

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
)

// fakeDesk knows two people and remembers what was noted.
type fakeDesk struct {
	asked []string
	noted []string
	err   error
}

var slip = func() string {
	number, err := person.NewReceiptNumber("TH01", 1, 123)
	if err != nil {
		panic(err)
	}
	return number.String()
}()

var an = desk.Row{Dossier: store.Dossier{ID: "d1", State: dossier.Captured}, Name: "NGUYỄN VĂN AN", Number: "001090000002",
	Birth: "1990-07-01", Receipt: slip}

func (d *fakeDesk) SearchBy(_ context.Context, text string, _ desk.SearchFilter) ([]desk.Row, error) {
	d.asked = append(d.asked, text)
	if text == "zzz" {
		return nil, d.err
	}
	return []desk.Row{an}, d.err
}

func (d *fakeDesk) NoteSearch(_ context.Context, text string, shown int) error {
	d.noted = append(d.noted, fmt.Sprintf("%s %d", text, shown))
	return nil
}

type fakeView struct {
	items []Item
	at    int
	state string
	left  int
}

func (v *fakeView) ShowItems(items []Item, at int, state string) {
	v.items, v.at, v.state = items, at, state
}
func (v *fakeView) Leave() { v.left++ }

func (v *fakeView) texts() []string {
	var all []string
	for _, item := range v.items {
		all = append(all, item.Text)
	}
	return all
}

// opened is what was opened.
type opened []string

func (o *opened) item(kind Kind, text, keys string) Item {
	return Item{Kind: kind, Text: text, Keys: keys, Open: func() { *o = append(*o, text) }}
}

func start(t *testing.T, people bool) (*Presenter, *fakeDesk, *fakeView, *opened) {
	t.Helper()
	d, v, o := &fakeDesk{}, &fakeView{}, &opened{}
	options := Options{Items: []Item{o.item(Command, "In báo cáo ngày", "F10"), o.item(Door, "Nhật ký", "Alt+J"),
		o.item(Report, "Trả thẻ theo cán bộ", ""), o.item(Door, "Trả thẻ", "F3")}}
	if people {
		options.Dossier = func(row desk.Row) { *o = append(*o, string(row.ID)) }
	}
	return NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v, options), d, v, o
}

func TestFindsWithoutAccents(t *testing.T) {
	for typed, want := range map[string][]string{
		"":            {"In báo cáo ngày", "Nhật ký", "Trả thẻ theo cán bộ", "Trả thẻ"},
		"nhat ky":     {"Nhật ký"},
		"NHẬT":        {"Nhật ký"},
		"tra the":     {"Trả thẻ", "Trả thẻ theo cán bộ"},
		"bao cao":     {"In báo cáo ngày"},
		"alt+j":       {"Nhật ký"},
		"  nhat  ky ": {"Nhật ký"},
		"nk":          {"Nhật ký"},
		"zzz":         nil,
	} {
		p, d, v, _ := start(t, false)
		p.Find(typed)
		if got := v.texts(); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
		if (v.state != "") != (len(want) == 0) || len(d.asked) != 0 {
			t.Errorf("%q says %q and asks for people %q", typed, v.state, d.asked)
		}
	}
}

// TestPeople: a command that begins as typed stands before people, people before
// commands that only hold the letters, and a slip is one where its number is meant.
func TestPeople(t *testing.T) {
	for typed, want := range map[string]struct {
		kind Kind
		text string
	}{
		"nhat":         {Door, "Nhật ký"},
		"an":           {Person, "NGUYỄN VĂN AN"},
		"nguyen van":   {Person, "NGUYỄN VĂN AN"},
		"001090":       {Person, "NGUYỄN VĂN AN"},
		"000123":       {Slip, slip},
		"th01-01-0001": {Slip, slip},
		"GH:" + slip:   {Slip, slip},
		"00012":        {Slip, slip},
	} {
		p, d, v, _ := start(t, true)
		p.Find(typed)
		if len(v.items) == 0 || v.items[0].Kind != want.kind || v.items[0].Text != want.text || len(d.asked) != 1 {
			t.Errorf("%q shows %q first", typed, v.texts())
		}
	}
	p, d, v, _ := start(t, true)
	d.err = errors.New("broken")
	p.Find("nhat")
	if len(v.items) != 1 || v.state == "" {
		t.Errorf("without people there are %q, said %q", v.texts(), v.state)
	}
}

// TestEnterOpens: Enter opens what is stood on, once, and notes the last search
// that showed people.
func TestEnterOpens(t *testing.T) {
	p, d, v, o := start(t, true)
	p.Find("")
	p.Find("n")
	p.Find("nguyen")
	p.Enter()
	p.Enter()
	if !slices.Equal(*o, opened{"d1"}) || v.left != 1 || !slices.Equal(d.noted, []string{"nguyen 1"}) {
		t.Errorf("opened %q, left %d times, noted %q", *o, v.left, d.noted)
	}
	p, d, v, o = start(t, true)
	p.Find("tra the")
	p.Move(1)
	p.Move(-5)
	p.Move(1)
	if v.at != 1 {
		t.Errorf("stands on %d", v.at)
	}
	p.Enter()
	if !slices.Equal(*o, opened{"Trả thẻ theo cán bộ"}) || len(d.noted) != 1 {
		t.Errorf("opened %q, noted %q", *o, d.noted)
	}
	p, _, v, o = start(t, true)
	p.Find("")
	p.Enter()
	if len(*o) != 0 || v.left != 0 {
		t.Errorf("with nothing typed Enter opens %q", *o)
	}
	p.GoTo(0)
	p.Enter()
	if !slices.Equal(*o, opened{"In báo cáo ngày"}) {
		t.Errorf("the first line, clicked, opens %q", *o)
	}
	p, d, _, o = start(t, true)
	p.Find("zzz")
	p.Enter()
	p.Leave()
	p.Leave()
	if len(*o) != 0 || len(d.noted) != 0 {
		t.Errorf("of nothing opened %q, noted %q", *o, d.noted)
	}
}

// TestEnterBeforeTheAnswer: a scanner's Enter comes before the answer, and opens
// the first of it, not what stood there before.
func TestEnterBeforeTheAnswer(t *testing.T) {
	d, v, o := &fakeDesk{}, &fakeView{}, &opened{}
	ui := make(queue, 16)
	owner := kit.NewOwner(t.Context(), ui)
	p := NewPresenter(d, owner, kit.NoEvents{}, v, Options{Items: []Item{o.item(Door, "Nhật ký", "Alt+J")},
		Dossier: func(row desk.Row) { *o = append(*o, string(row.ID)) }})
	p.Find("")
	(<-ui)()
	p.Find("000123")
	p.Enter()
	if len(*o) != 0 {
		t.Fatalf("opened %q before the answer", *o)
	}
	(<-ui)()
	if !slices.Equal(*o, opened{"d1"}) {
		t.Errorf("opened %q", *o)
	}
	owner.Stop()
	owner.Wait()
}

// queue runs what it is given when the test takes it.
type queue chan func()

func (q queue) Do(f func()) { q <- f }

// TestAdd: items that had to be read first are found too, and do not move who has
// walked down the list.
func TestAdd(t *testing.T) {
	p, _, v, o := start(t, false)
	p.Find("")
	p.Add(o.item(Report, "Báo cáo riêng", ""))
	if len(v.items) != 5 {
		t.Errorf("shows %q", v.texts())
	}
	p.Move(2)
	p.Add(o.item(Report, "Báo cáo riêng khác", ""))
	if v.at != 2 || len(v.items) != 5 {
		t.Errorf("stands on %d of %q", v.at, v.texts())
	}
	p.Find("rieng khac")
	if !slices.Equal(v.texts(), []string{"Báo cáo riêng khác"}) {
		t.Errorf("shows %q", v.texts())
	}
}

func BenchmarkFind(b *testing.B) {
	var items []Item
	for i := range 150 {
		items = append(items, Item{Kind: Report, Text: fmt.Sprintf("Thẻ chưa trả theo xã, phường số %d", i)})
	}
	for b.Loop() {
		rank(items, "the chua")
	}
}
