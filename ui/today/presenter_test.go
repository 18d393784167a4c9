package today

import (
	"context"
	"errors"
	"image"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

type fakeDesk struct {
	days    []string
	reports int
	printed int
	printer string
	err     error
}

func (d *fakeDesk) TodayPage(_ context.Context, day person.CivilDate) (desk.TodayPage, error) {
	d.days = append(d.days, day.ISO())
	return desk.TodayPage{Day: day}, d.err
}
func (d *fakeDesk) DayReport(context.Context, person.CivilDate) (desk.ReportPaper, error) {
	d.reports++
	return desk.ReportPaper{Paper: desk.Paper{Code: "bao-cao-ngay", PDF: []byte("%PDF"), Pages: 2}}, d.err
}
func (d *fakeDesk) Page(_ context.Context, _ desk.Paper, page, _ int) (image.Image, error) {
	return image.NewGray(image.Rect(0, 0, page+1, 1)), d.err
}
func (d *fakeDesk) PrintReport(_ context.Context, _ desk.ReportPaper, o desk.PrintOptions) error {
	d.printed++
	d.printer = o.Printer
	return d.err
}
func (d *fakeDesk) ExportReportPaper(context.Context, desk.ReportPaper) (string, error) {
	return "x.pdf", d.err
}
func (d *fakeDesk) ReportBook(context.Context) (desk.ReportBook, error) {
	return desk.ReportBook{Printer: "P2"}, nil
}

type fakeView struct {
	day    desk.TodayPage
	page   int
	busy   string
	failed int
	done   []string
}

func (v *fakeView) ShowDay(p desk.TodayPage)            { v.day = p }
func (v *fakeView) ShowPage(_ image.Image, page, _ int) { v.page = page + 1 }
func (v *fakeView) Busy(text string)                    { v.busy = text }
func (v *fakeView) Failed(words.Message)                { v.failed++ }
func (v *fakeView) Done(text string)                    { v.done = append(v.done, text) }

func TestDays(t *testing.T) {
	d, v := &fakeDesk{}, &fakeView{}
	// Half past eleven at night in UTC is the next day in Việt Nam.
	clock := func() time.Time { return time.Date(2026, 11, 25, 23, 30, 0, 0, time.UTC) }
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v, clock)
	p.Today()
	p.Move(-1)
	if v.day.Day.ISO() != "2026-11-25" || d.days[0] != "2026-11-26" || v.busy != "" {
		t.Errorf("days %q, shown %s", d.days, v.day.Day.ISO())
	}
	p.Turn(1) // nothing to turn yet
	p.Preview()
	p.Turn(1)
	p.Turn(1)
	p.Print()
	p.Export()
	// Seen and printed is one paper; the file after it says that it was printed.
	if v.page != 2 || d.reports != 2 || d.printed != 1 || d.printer != "P2" || len(v.done) != 2 {
		t.Errorf("page %d, made %d times, printed %d on %q, done %q", v.page, d.reports, d.printed, d.printer, v.done)
	}
	p.Move(1) // another day has another report
	p.Print()
	if d.reports != 3 {
		t.Errorf("the report of the day before was printed")
	}
	d.err = errors.New("broken")
	p.Load()
	p.Print()
	if v.failed != 2 || v.busy != "" {
		t.Errorf("%d failures said, busy %q", v.failed, v.busy)
	}
}

// lateDesk makes pictures only when it is told to.
type lateDesk struct {
	fakeDesk
	let chan struct{}
}

func (d *lateDesk) Page(_ context.Context, _ desk.Paper, page, _ int) (image.Image, error) {
	<-d.let
	return image.NewGray(image.Rect(0, 0, page+1, 1)), nil
}

// TestLatePictures: a picture that comes after the day or the screen was left is
// not shown.
func TestLatePictures(t *testing.T) {
	for name, leave := range map[string]func(*Presenter){
		"another day": func(p *Presenter) { p.Move(-1) }, "counted anew": (*Presenter).Load,
		"left": (*Presenter).ClosePage, "stays": func(*Presenter) {},
	} {
		t.Run(name, func(t *testing.T) {
			d, v := &lateDesk{let: make(chan struct{})}, &fakeView{}
			ui := make(chan func(), 16)
			owner := kit.NewOwner(t.Context(), queue(ui))
			p := NewPresenter(d, owner, kit.NoEvents{}, v, func() time.Time { return time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC) })
			p.Today()
			(<-ui)()
			p.Preview()
			(<-ui)() // the paper is made, its picture is not
			leave(p)
			close(d.let)
			done := make(chan struct{})
			go func() { owner.Wait(); close(done) }()
			for waiting := true; waiting; {
				select {
				case f := <-ui:
					f()
				case <-done:
					waiting = false
				}
			}
			for len(ui) > 0 {
				(<-ui)()
			}
			if shown := v.page == 1; shown != (name == "stays") {
				t.Errorf("page %d is shown", v.page)
			}
		})
	}
}

// queue runs what it is given when the test takes it.
type queue chan func()

func (q queue) Do(f func()) { q <- f }

func TestRows(t *testing.T) {
	rows := funnelRows([]desk.Door{{Name: "Tiếp nhận", Count: 1234}, {Name: "Đã duyệt", Count: 617}})
	if rows[0][1].Text != "1.234" || rows[0][2].Text != "100 %" || rows[1][2].Text != "50 %" {
		t.Errorf("funnel %+v", rows)
	}
	if none := funnelRows([]desk.Door{{Name: "Tiếp nhận"}}); none[0][2].Text != "–" {
		t.Errorf("an empty funnel %+v", none)
	}
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	page := desk.TodayPage{
		Waiting: []desk.WaitingState{{State: dossier.Captured, Since: now.Add(-50 * time.Hour), Door: desk.Door{Count: 7}}},
		Slips:   []desk.Door{{Name: "Quá hẹn", Count: 3}, {Name: "Hôm nay"}},
	}
	waiting, doors := waitingRows(page, now)
	if len(doors) != 3 || doors[0].Name != "Chờ duyệt" || waiting[0][2].Text != "2 ngày" || waiting[1][1].Level != kit.LevelWarning || waiting[2][1].Level != kit.LevelNone {
		t.Errorf("waiting %+v, doors %+v", waiting, doors)
	}
	for want, d := range map[string]time.Duration{"vừa xong": time.Second, "59 phút": 59 * time.Minute, "47 giờ": 47 * time.Hour, "2 ngày": 48 * time.Hour} {
		if got := waited(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
	lines := lineRows([]desk.DayLine{{Clerk: "A", Station: "Máy số 1", Doors: []desk.Door{{Count: 1}, {Count: 0}}}, {Clerk: "Cả điểm", Doors: []desk.Door{{Count: 1}, {}}}}, 1)
	if !lines[0][3].Bold || lines[0][2].Bold || !lines[1][0].Bold || lines[0][2].Text != "1" {
		t.Errorf("lines %+v", lines)
	}
}
