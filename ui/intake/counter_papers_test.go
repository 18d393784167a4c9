package intake

import (
	"context"
	"errors"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/papers"
)

// counted is a paper that is counted by itself.
func counted(code string) desk.ReportPaper { return desk.ReportPaper{Paper: desk.Paper{Code: code}} }

func (d *fakeCounter) SlipAgain(_ context.Context, id dossier.ID) (desk.ReportPaper, error) {
	return counted("slip again"), d.note("again", string(id))
}

func (d *fakeCounter) PrintAtOnce(_ context.Context, paper desk.ReportPaper) error {
	if d.printErr != nil {
		return d.printErr
	}
	return d.note("print", paper.Code)
}

func (d *fakeCounter) ExportBookPaper(_ context.Context, paper desk.ReportPaper) (string, error) {
	return "x.pdf", d.note("export counted", paper.Code)
}

// ShowPaper makes the paper, as the panel does.
func (v *clerkHands) ShowPaper(title string, make papers.Maker) {
	paper, err := make(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	v.shown = append(v.shown, title+": "+paper.Code)
}

// What the counter printed last can be seen and printed once more; to look at the
// slip of a loss notes no second loss.
func TestPrintedPaperIsShown(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []string
		print   func(h *counterHands)
		shown   string
		did     []string
	}{
		{"ticket", []string{""}, func(h *counterHands) { h.Ticket() }, "Số thứ tự 1: ticket", []string{"ticket ", "print ticket"}},
		{"note", nil, func(h *counterHands) { h.PrintNote("d1") }, "Giấy báo chờ: note", []string{"print note"}},
		{"visits", []string{printVisits}, func(h *counterHands) {
			h.desk.visits = []desk.VisitRow{{}}
			h.Visits()
		}, "Danh sách đi thu nhận tận nơi: visits", []string{"print visits"}},
		{"lost slip", []string{"card"}, func(h *counterHands) { h.lostSlip("d1", 1) }, "Giấy hẹn in lại: slip again",
			[]string{"print declaration", "lost card", "print slip", "again d1"}},
		{"declaration not signed", []string{"card"}, func(h *counterHands) {
			h.view.no = true
			h.lostSlip("d1", 1)
		}, "Đơn trình báo mất giấy hẹn: declaration", []string{"print declaration"}},
		{"nobody can print", nil, func(h *counterHands) { // on another printer, then
			h.desk.printErr, h.view.no = errors.New("broken"), true
			h.PrintNote("d1")
		}, "Giấy báo chờ: note", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newCounterHands(t, c.answers...)
			c.print(h)
			h.ShowPrinted()
			if len(h.view.shown) != 1 || h.view.shown[0] != c.shown {
				t.Errorf("shown %q, want %q", h.view.shown, c.shown)
			}
			h.want(c.did...)
		})
	}
	h := newCounterHands(t)
	h.ShowPrinted()
	if len(h.view.shown) != 0 || len(h.view.said) != 1 {
		t.Errorf("before anything was printed: shown %q, said %d", h.view.shown, len(h.view.said))
	}
}
