package today

import (
	"context"
	"errors"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
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
func (d *fakeDesk) PrintBookPaper(_ context.Context, _ desk.ReportPaper, o desk.PrintOptions) error {
	d.printed++
	d.printer = o.Printer
	return d.err
}
func (d *fakeDesk) ExportReportPaper(context.Context, desk.ReportPaper) (string, error) {
	return "x.pdf", d.err
}
func (d *fakeDesk) LastPrinter(code string) string { return "last of " + code }

type fakeView struct {
	day    desk.TodayPage
	papers []string
	busy   string
	failed int
	done   []string
}

func (v *fakeView) ShowDay(p desk.TodayPage) { v.day = p }
func (v *fakeView) ShowPaper(title string, make papers.Maker) {
	v.papers = append(v.papers, title)
	_, _ = make(context.Background())
}
func (v *fakeView) Busy(text string)     { v.busy = text }
func (v *fakeView) Failed(words.Message) { v.failed++ }
func (v *fakeView) Done(text string)     { v.done = append(v.done, text) }

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
	p.Preview()
	p.Print()
	p.Export()
	// Each paper says how often it was printed before, so each is made anew.
	if len(v.papers) != 1 || v.papers[0] != "Báo cáo ngày 25/11/2026" || d.reports != 3 || d.printed != 1 || d.printer != "last of bao-cao-ngay" || len(v.done) != 2 {
		t.Errorf("showed %q, made %d times, printed %d on %q, done %q", v.papers, d.reports, d.printed, d.printer, v.done)
	}
	d.err = errors.New("broken")
	p.Load()
	p.Print()
	if v.failed != 2 || v.busy != "" {
		t.Errorf("%d failures said, busy %q", v.failed, v.busy)
	}
}

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
