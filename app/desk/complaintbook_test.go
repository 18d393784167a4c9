package desk_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

func late() dossier.Complaint {
	return dossier.Complaint{Caller: " Nguyễn Thị Gọi ", Phone: "0912345678", About: "late", Text: "hẹn hôm qua"}
}

func (b *bench) complaints(f desk.ComplaintFilter) []desk.ComplaintRow {
	b.t.Helper()
	list, err := b.Complaints(b.t.Context(), f)
	b.must(err)
	return list
}

// TestComplaint goes the way of a complaint: filed about a dossier, corrected,
// overdue, answered, opened again.
func TestComplaint(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	of := b.draft(holder())
	due := b.ComplaintDue()
	if today := person.FromTime(b.clock.Now()); today.DaysUntil(due) < desk.ComplaintDays {
		t.Errorf("filed on %s, due on %s", today, due)
	}
	_, err := b.FileComplaint(ctx, of, late(), due)
	b.must(err)
	list := b.complaints(desk.ComplaintFilter{})
	if len(list) != 1 {
		t.Fatalf("%d complaints", len(list))
	}
	c := list[0]
	if c.Caller != "Nguyễn Thị Gọi" || c.By != clerkID || c.Of != of || c.Row.Name != "LÊ THỊ MẪU" || !c.Open || c.Overdue || c.Promised != due {
		t.Errorf("filed %+v", c)
	}
	corrected := late()
	corrected.Phone = "0987654321"
	b.must(b.AmendComplaint(ctx, c, corrected, due.AddDays(1)))
	var stale *store.StaleBookError
	if err := b.AnswerComplaint(ctx, c, "phone", "x"); !errors.As(err, &stale) {
		t.Errorf("answering what was changed since: %v", err)
	}
	b.clock.pass(30 * 24 * time.Hour)
	b.login(clerkID)
	_, err = b.FileComplaint(ctx, "", dossier.Complaint{Caller: "A", About: "other", Text: "bãi xe"}, b.ComplaintDue())
	b.must(err)
	list = b.complaints(desk.ComplaintFilter{})
	if len(list) != 2 || !list[0].Overdue || list[0].Phone != "0987654321" || list[0].Promised != due.AddDays(1) || list[1].Overdue || list[1].Of != "" {
		t.Fatalf("after a month %+v", list)
	}
	if n, err := b.OpenComplaints(ctx); err != nil || n != 2 {
		t.Errorf("%d behind the door, %v", n, err)
	}
	b.must(b.AnswerComplaint(ctx, list[0], "phone", "thẻ đã về, mời ra lấy"))
	all := b.complaints(desk.ComplaintFilter{All: true})
	if open := b.complaints(desk.ComplaintFilter{}); len(open) != 1 || len(all) != 2 || all[1].Open || all[1].Overdue {
		t.Fatalf("open %+v, all %+v", open, all)
	}
	if answer := all[1].Answer(); answer.By != clerkID || answer.How != "phone" || answer.Text == "" || !answer.At.Equal(b.clock.Now()) {
		t.Errorf("answer %+v", answer)
	}
	if err := b.ReopenComplaint(ctx, all[1], "  "); !errors.Is(err, desk.ErrComplaint) {
		t.Errorf("opened again without a reason: %v", err)
	}
	b.must(b.ReopenComplaint(ctx, all[1], "chưa thấy thẻ"))
	list = b.complaints(desk.ComplaintFilter{})
	if len(list) != 2 || list[0].Overdue || list[0].Answer().Again != "chưa thấy thẻ" && list[1].Answer().Again != "chưa thấy thẻ" {
		t.Errorf("opened again: %+v", list)
	}
	day := person.FromTime(b.clock.Now())
	if today := b.complaints(desk.ComplaintFilter{All: true, From: day, To: day}); len(today) != 1 || today[0].Caller != "A" {
		t.Errorf("of today %+v", today)
	}
}

func TestComplaintsThatAreNotWhole(t *testing.T) {
	b := newBench(t)
	today := person.FromTime(b.clock.Now())
	for name, test := range map[string]struct {
		change   func(*dossier.Complaint)
		promised person.CivilDate
	}{
		"nobody":             {func(c *dossier.Complaint) { c.Caller = " " }, today},
		"about nothing":      {func(c *dossier.Complaint) { c.About = "" }, today},
		"unknown subject":    {func(c *dossier.Complaint) { c.About = "weather" }, today},
		"other, not said":    {func(c *dossier.Complaint) { c.About, c.Text = "other", " " }, today},
		"no day":             {func(*dossier.Complaint) {}, person.CivilDate{}},
		"half a day":         {func(*dossier.Complaint) {}, person.CivilDate{Year: 2026, Month: 12}},
		"a day that is over": {func(*dossier.Complaint) {}, today.AddDays(-1)},
	} {
		c := late()
		test.change(&c)
		if _, err := b.FileComplaint(t.Context(), "", c, test.promised); !errors.Is(err, desk.ErrComplaint) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := b.FileComplaint(t.Context(), "", late(), today)
	b.must(err)
	row := b.complaints(desk.ComplaintFilter{})[0]
	for _, answer := range [][2]string{{"", "x"}, {"smoke", "x"}, {"phone", " "}} {
		if err := b.AnswerComplaint(t.Context(), row, answer[0], answer[1]); !errors.Is(err, desk.ErrComplaint) {
			t.Errorf("answer %q: %v", answer, err)
		}
	}
}

// TestComplaintGoesWithItsDossier: who complained is not readable after the content
// of the dossier was destroyed; that there was a complaint stays.
func TestComplaintGoesWithItsDossier(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	of := b.draft(holder())
	_, err := b.FileComplaint(ctx, of, late(), b.ComplaintDue())
	b.must(err)
	b.must(b.Cancel(ctx, of, "double"))
	_, err = b.store.Destroy(ctx, dossier.Actor{User: b.store.Station().ID, Role: dossier.RoleStation}, of, "retention")
	b.must(err)
	list := b.complaints(desk.ComplaintFilter{})
	if len(list) != 1 || !list[0].Gone || list[0].Caller != "" || list[0].Row.Name != "" {
		t.Fatalf("after the destruction %+v", list)
	}
	if err := b.AnswerComplaint(ctx, list[0], "phone", "x"); !errors.Is(err, store.ErrDestroyed) {
		t.Errorf("answering it: %v", err)
	}
}

// TestComplaintsOnPaper: the list is for supervisors; what leaves as a spreadsheet is
// noted.
func TestComplaintsOnPaper(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	_, err := b.FileComplaint(ctx, b.draft(holder()), late(), b.ComplaintDue())
	b.must(err)
	list := b.complaints(desk.ComplaintFilter{})
	if _, err := b.ComplaintsPaper(ctx, list, "x"); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk's list: %v", err)
	}
	b.login(chiefID)
	paper, err := b.ComplaintsPaper(ctx, list, "Phản ánh chưa trả lời")
	b.must(err)
	if !bytes.HasPrefix(paper.PDF, []byte("%PDF-")) || strings.Contains(paper.Code, "Gọi") {
		t.Errorf("paper %s of %d bytes", paper.Code, len(paper.PDF))
	}
	b.must(b.PrintBookPaper(ctx, paper, desk.PrintOptions{}))
	if again, err := b.ComplaintsPaper(ctx, list, "Phản ánh chưa trả lời"); err != nil || again.Printed != 1 {
		t.Errorf("printed %d times before, %v", again.Printed, err)
	}
	if other, err := b.ComplaintsPaper(ctx, list, "Mọi phản ánh"); err != nil || other.Printed != 0 {
		t.Errorf("another list was printed %d times before, %v", other.Printed, err)
	}
	for _, format := range []desk.SheetFormat{desk.SheetXLSX, desk.SheetCSV} {
		path, err := b.ExportComplaints(ctx, list, "Phản ánh chưa trả lời", format)
		if err != nil || !strings.HasSuffix(path, "so-phan-anh."+string(format)) {
			t.Errorf("%s: %q, %v", format, path, err)
		}
	}
	noted, err := b.store.Log(ctx, store.LogFilter{Types: []dossier.Command{dossier.ExportFile}})
	if err != nil || len(noted) != 2 {
		t.Errorf("%d exports in the log, %v", len(noted), err)
	}
}
