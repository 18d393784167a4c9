package desk_test

import (
	"errors"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
)

// TestApprovalPapers: a list and a notice that are printed once more say so, the
// notice is in the log of its dossier, and the next paper of a kind goes to the same
// printer.
func TestApprovalPapers(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.captured()
	list := desk.ApprovalList{Lines: []desk.ListLine{{Dossier: id, Err: desk.ErrSingle}}}
	why := func(error) string { return "xem riêng" }
	if _, err := b.ListPaper(ctx, list, why); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk makes the list: %v", err)
	}
	b.login(chiefID)
	for printed, printer := range []string{"P1", "P2"} {
		paper, err := b.ListPaper(ctx, list, why)
		b.must(err)
		if paper.Printed != printed {
			t.Errorf("the list says that it was printed %d times, want %d", paper.Printed, printed)
		}
		b.must(b.PrintBookPaper(ctx, paper, desk.PrintOptions{Printer: printer, Copies: 2, First: 1, Last: 1}))
		if last := b.LastPrinter(paper.Code); last != printer {
			t.Errorf("the next list goes to %q, want %q", last, printer)
		}
	}
	before := b.entries(id, dossier.PrintDocument)
	for printed := range 2 {
		notice, err := b.RefusalPaper(ctx, id, "Thiếu giấy tờ", "Bổ sung rồi nộp lại")
		b.must(err)
		if notice.Printed != printed {
			t.Errorf("the notice says that it was printed %d times, want %d", notice.Printed, printed)
		}
		b.must(b.PrintBookPaper(ctx, notice, desk.PrintOptions{}))
	}
	if n := b.entries(id, dossier.PrintDocument) - before; n != 2 {
		t.Errorf("%d prints are in the log of the dossier", n)
	}
	other, err := b.RefusalPaper(ctx, id, "Lý do khác", "Bổ sung rồi nộp lại")
	b.must(err)
	if other.Printed != 0 || b.LastPrinter(other.Code) != "" {
		t.Errorf("a notice with another reason was printed %d times, goes to %q", other.Printed, b.LastPrinter(other.Code))
	}
}
