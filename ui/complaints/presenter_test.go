package complaints

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

var today = person.CivilDate{Year: 2026, Month: 11, Day: 25}

type fakeDesk struct {
	Desk
	rows  []desk.ComplaintRow
	found []desk.Row
	did   []string
	asked []desk.ComplaintFilter
	err   error
}

func (d *fakeDesk) Complaints(_ context.Context, f desk.ComplaintFilter) ([]desk.ComplaintRow, error) {
	d.asked = append(d.asked, f)
	return d.rows, nil
}

func (d *fakeDesk) FileComplaint(_ context.Context, of dossier.ID, c dossier.Complaint, promised person.CivilDate) (string, error) {
	d.did = append(d.did, "file "+string(of)+" "+c.Caller+" "+c.About+" "+promised.ISO())
	return "id", d.err
}

func (d *fakeDesk) AmendComplaint(_ context.Context, row desk.ComplaintRow, c dossier.Complaint, promised person.CivilDate) error {
	d.did = append(d.did, "amend "+row.ID+" "+c.Caller+" "+promised.ISO())
	return d.err
}

func (d *fakeDesk) AnswerComplaint(_ context.Context, row desk.ComplaintRow, how, text string) error {
	d.did = append(d.did, "answer "+row.ID+" "+how+" "+text)
	return d.err
}

func (d *fakeDesk) ReopenComplaint(_ context.Context, row desk.ComplaintRow, why string) error {
	d.did = append(d.did, "reopen "+row.ID+" "+why)
	return d.err
}

func (d *fakeDesk) ComplaintDue() person.CivilDate { return today.AddDays(5) }

func (d *fakeDesk) ComplaintsPaper(_ context.Context, list []desk.ComplaintRow, title string) (desk.ReportPaper, error) {
	return desk.ReportPaper{Paper: desk.Paper{Code: title, Pages: len(list)}}, d.err
}

func (d *fakeDesk) ExportComplaints(_ context.Context, list []desk.ComplaintRow, title string, format desk.SheetFormat) (string, error) {
	d.did = append(d.did, "export "+title+" "+string(format))
	return "x.xlsx", d.err
}

func (d *fakeDesk) Search(context.Context, string) ([]desk.Row, error) { return d.found, d.err }

func (d *fakeDesk) Officers(context.Context) (map[string]string, error) {
	return map[string]string{"canbo1": "Trung úy Lê Thị Mẫu"}, nil
}

// hands answer every question.
type hands struct {
	whose   string // what is typed for the dossier
	pick    int    // of a list
	caller  string
	shown   []desk.ComplaintRow
	drafts  []Draft
	offered int
	errors  []words.Message
	done    []string
	changed int
	paper   desk.ReportPaper
	failed  error
}

func (v *hands) ShowComplaints(rows []desk.ComplaintRow) { v.shown = rows }
func (v *hands) AskDossier(done func(string))            { done(v.whose) }
func (v *hands) Choose(_ string, list []kit.Choice, picked func(kit.Choice)) {
	v.offered = len(list)
	picked(list[v.pick])
}
func (v *hands) AskComplaint(_ string, draft Draft, done func(Draft)) {
	v.drafts = append(v.drafts, draft)
	draft.Caller, draft.About = v.caller, "late"
	done(draft)
}
func (v *hands) AskAnswer(_ desk.ComplaintRow, done func(how, text string)) { done("phone", "xong") }
func (v *hands) AskWhy(_ desk.ComplaintRow, done func(string))              { done("chưa xong") }
func (v *hands) ShowPaper(_ string, make papers.Maker) {
	v.paper, v.failed = make(context.Background())
}
func (v *hands) ShowBusy(string)           {}
func (v *hands) ShowError(m words.Message) { v.errors = append(v.errors, m) }
func (v *hands) Done(text string)          { v.done = append(v.done, text) }
func (v *hands) Changed()                  { v.changed++ }

func row(id dossier.ID, name string) desk.Row {
	return desk.Row{Dossier: store.Dossier{ID: id}, Name: name, Number: "001190012345", Birth: "1990-05-04", Receipt: "R1"}
}

func start(t *testing.T) (*Presenter, *fakeDesk, *hands) {
	t.Helper()
	d, v := &fakeDesk{}, &hands{caller: "LÊ THỊ GỌI"}
	d.rows = []desk.ComplaintRow{
		{ID: "late", Open: true, Overdue: true, Promised: today.AddDays(-2), Complaint: dossier.Complaint{Caller: "A", About: "late"}},
		{ID: "open", Open: true, Promised: today, Complaint: dossier.Complaint{Caller: "B", About: "fee"}},
		{ID: "done", Promised: today, Complaint: dossier.Complaint{Caller: "C", About: "other", Answers: []dossier.ComplaintAnswer{{How: "phone"}}}},
		{ID: "gone", Open: true, Gone: true},
	}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v)
	p.Load()
	return p, d, v
}

// TestFiling finds the dossier that a complaint is about, by whatever was typed or
// scanned, and fills in what is known.
func TestFiling(t *testing.T) {
	p, d, v := start(t)
	p.New() // about none
	d.found = []desk.Row{row("d1", "LÊ THỊ MẪU")}
	v.whose = "R1"
	p.New()
	d.found = []desk.Row{row("d1", "LÊ THỊ MẪU"), row("d2", "LÊ VĂN MẪU")}
	v.pick = 1
	p.New()
	want := []string{"file  LÊ THỊ GỌI late 2026-11-30", "file d1 LÊ THỊ GỌI late 2026-11-30", "file d2 LÊ THỊ GỌI late 2026-11-30"}
	if !slices.Equal(d.did, want) || v.offered != 2 || v.changed != 3 || len(v.done) != 3 {
		t.Fatalf("did %q", d.did)
	}
	if v.drafts[0].Whose != "" || v.drafts[1].Caller != "LÊ THỊ MẪU" || v.drafts[1].Whose != "LÊ THỊ MẪU · 001 190 012 345 · giấy hẹn R1" {
		t.Errorf("drafts %+v", v.drafts)
	}
	d.found = nil
	p.New()
	if len(d.did) != 3 || len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrNotFound) {
		t.Errorf("nobody found: did %q, errors %v", d.did, v.errors)
	}
}

// TestStates: only what waits is answered and corrected, only what was answered is
// opened again, and nothing is done to what was destroyed.
func TestStates(t *testing.T) {
	for _, test := range []struct {
		row  int
		want []string
	}{
		{0, []string{"amend late LÊ THỊ GỌI 2026-11-23", "answer late phone xong"}},
		{2, []string{"reopen done chưa xong"}},
		{3, nil}, {4, nil}, {-1, nil},
	} {
		p, d, _ := start(t)
		p.Amend(test.row)
		p.Answer(test.row)
		p.Reopen(test.row)
		if !slices.Equal(d.did, test.want) {
			t.Errorf("row %d: did %q, want %q", test.row, d.did, test.want)
		}
	}
}

func TestPapers(t *testing.T) {
	p, d, v := start(t)
	p.Print()
	if v.paper.Code != "Phản ánh chưa trả lời" || v.paper.Pages != len(d.rows) || v.failed != nil {
		t.Errorf("paper %+v, %v", v.paper, v.failed)
	}
	p.Narrow(desk.ComplaintFilter{All: true, From: today, To: today})
	p.Export()
	if want := []string{"export Mọi phản ánh từ 25/11/2026 đến 25/11/2026 xlsx"}; !slices.Equal(d.did, want) || len(v.done) != 1 {
		t.Errorf("did %q, want %q", d.did, want)
	}
	if last := d.asked[len(d.asked)-1]; !last.All || last.From != today {
		t.Errorf("asked %+v", last)
	}
	d.err = errors.New("full")
	p.Export()
	if len(v.errors) != 1 || len(v.done) != 1 {
		t.Errorf("errors %v, done %q", v.errors, v.done)
	}
}

func TestCounts(t *testing.T) {
	_, _, v := start(t)
	if open, late := counts(v.shown); open != 3 || late != 1 {
		t.Errorf("%d open, %d late", open, late)
	}
}

func TestCells(t *testing.T) {
	c := desk.ComplaintRow{Open: true, Overdue: true, Day: today.AddDays(-5), Promised: today.AddDays(-2), Row: row("d1", "LÊ THỊ MẪU"),
		Complaint: dossier.Complaint{Caller: "NGUYỄN THỊ GỌI", Phone: "0912345678", About: "late", Text: "hẹn hôm qua", By: "canbo1",
			At: time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)}}
	got := cells(c)
	for i, want := range []string{"23/11/2026", "Quá hạn", "NGUYỄN THỊ GỌI", "0912 345 678", "Quá hẹn chưa có thẻ: hẹn hôm qua", "LÊ THỊ MẪU", "20/11/2026"} {
		if got[i].Text != want {
			t.Errorf("cell %d is %q, want %q", i, got[i].Text, want)
		}
	}
	if len(got) != len(columns) || got[1].Level != kit.LevelError {
		t.Errorf("cells %+v", got)
	}
	c.Open, c.Overdue = false, false
	c.Answers = []dossier.ComplaintAnswer{{How: "desk", Text: "đã xin lỗi", By: "canbo1", At: c.At, Again: "vẫn chờ"}, {How: "phone", Text: "có thẻ", By: "x", At: c.At}}
	if got := cells(c)[1]; got.Text != "Đã trả lời" {
		t.Errorf("answered is %+v", got)
	}
	facts := detail(c, func(user string) string { return map[string]string{"canbo1": "Trung úy Mẫu"}[user] })
	if len(facts) != 5 || facts[1].Value != "Trung úy Mẫu, 08:00 20/11/2026" || facts[3].Level != kit.LevelWarning ||
		facts[3].Value != "Trung úy Mẫu, 08:00 20/11/2026, Trực tiếp: đã xin lỗi – mở lại: vẫn chờ" {
		t.Errorf("detail %+v", facts)
	}
	if gone := cells(desk.ComplaintRow{Gone: true})[2]; gone.Text != "Nội dung đã hủy" {
		t.Errorf("destroyed is %+v", gone)
	}
}

func TestEarliestPromise(t *testing.T) {
	for _, test := range []struct{ promised, want person.CivilDate }{
		{today.AddDays(5), today}, {today, today}, {today.AddDays(-3), today.AddDays(-3)},
	} {
		if got := (Draft{Promised: test.promised}).earliest(today); got != test.want {
			t.Errorf("promised %s: from %s, want %s", test.promised, got, test.want)
		}
	}
}
