package approval

import (
	"context"
	"fmt"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/words"
)

// Filter chooses what is in the queue, and reads it anew.
func (p *Presenter) Filter(f desk.QueueFilter) {
	p.filter, p.at, p.rows = f, 0, nil
	p.Load()
}

// Filtered is the filter of the queue.
func (p *Presenter) Filtered() desk.QueueFilter { return p.filter }

// Hold puts the dossier that is shown on hold.
func (p *Presenter) Hold(reason string) {
	if !p.shown || p.filter.Held {
		return
	}
	id := p.opened.ID
	p.act("Đang tạm giữ…", func(ctx context.Context) error {
		return p.desk.Hold(ctx, id, reason)
	}, func() {
		p.events.Emit("held", "dossier", string(id))
		p.view.OfferUndo("Đã tạm giữ hồ sơ "+p.opened.Identity.Name+".", func() { p.release(id) })
	})
}

// Release lets the dossier that is shown wait for approval again.
func (p *Presenter) Release() {
	if p.shown && p.filter.Held {
		p.release(p.opened.ID)
	}
}

func (p *Presenter) release(id dossier.ID) {
	p.act("Đang thôi tạm giữ…", func(ctx context.Context) error {
		return p.desk.Release(ctx, id)
	}, func() { p.events.Emit("released", "dossier", string(id)) })
}

// ApproveAll judges all dossiers of the queue as it is shown, with one
// authentication, after a sample of them was read.
func (p *Presenter) ApproveAll(password string) {
	if len(p.rows) == 0 || p.filter.Held {
		return
	}
	ids := make([]dossier.ID, len(p.rows))
	for i, row := range p.rows {
		ids[i] = row.ID
	}
	var list desk.ApprovalList
	p.act(fmt.Sprintf("Đang niêm phong %d gói dữ liệu…", len(ids)), func(ctx context.Context) (err error) {
		list, err = p.desk.ApproveList(ctx, ids, password)
		return err
	}, func() {
		p.events.Emit("list-approved", "approved", len(list.Lines)-list.Refused(), "refused", list.Refused())
		if approved := list.Approved(); len(approved) > 0 {
			p.view.OfferUndo(fmt.Sprintf("Đã duyệt %d hồ sơ.", len(approved)), func() { p.undoAll(approved) })
		}
		p.view.ShowList(list)
	})
}

// undoAll takes back what can still be taken back of a list.
func (p *Presenter) undoAll(ids []dossier.ID) {
	undone := 0
	p.act("Đang hoàn tác…", func(ctx context.Context) error {
		for _, id := range ids {
			if err := p.desk.UndoApproval(ctx, id); err != nil {
				return err
			}
			undone++
		}
		return nil
	}, func() { p.events.Emit("list-undone", "count", undone) })
}

// PrintList shows the list of an approval, to be printed for signing.
func (p *Presenter) PrintList(list desk.ApprovalList) {
	p.view.ShowPaper("Danh sách duyệt", func(ctx context.Context) (desk.ReportPaper, error) {
		return p.desk.ListPaper(ctx, list, func(err error) string { return words.Of(err).What })
	})
}

// PrintRefusal shows the notice by which the request of the dossier that is shown is
// refused, to be printed.
func (p *Presenter) PrintRefusal(reason, remedy string) {
	if !p.shown {
		return
	}
	id := p.opened.ID
	p.view.ShowPaper("Thông báo từ chối", func(ctx context.Context) (desk.ReportPaper, error) {
		return p.desk.RefusalPaper(ctx, id, reason, remedy)
	})
}
