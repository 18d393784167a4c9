package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/report"
	"carddesk/app/store"
)

// SampleOf is how many of the dossiers of a list a supervisor must have read
// since they were last changed, before all are approved with one authentication:
// one in SampleOf, and at least one. No rule was found; the choice is ours.
const SampleOf = 5

var (
	// ErrSample: too few dossiers of a list were read by who approves it.
	ErrSample = errors.New("too few dossiers of the list were read")
	// ErrSingle: a dossier with something to look at is judged by itself.
	ErrSingle = errors.New("dossier is to be judged by itself")
)

// ListLine is what became of one dossier of a list.
type ListLine struct {
	Dossier dossier.ID
	Err     error // why it was refused; nil when it was approved
	Last    bool  // the approval was the last that it wants
}

// ApprovalList is a list of dossiers that were judged with one authentication.
type ApprovalList struct {
	Lines []ListLine
}

// Approved are the dossiers whose packets are sealed now; only they can be undone.
func (l ApprovalList) Approved() []dossier.ID {
	var ids []dossier.ID
	for _, line := range l.Lines {
		if line.Err == nil && line.Last {
			ids = append(ids, line.Dossier)
		}
	}
	return ids
}

// Refused counts the dossiers that stay in the queue.
func (l ApprovalList) Refused() int {
	n := 0
	for _, line := range l.Lines {
		if line.Err != nil {
			n++
		}
	}
	return n
}

// Read counts the dossiers of a list that who is logged in has read since they
// were last changed.
func (d *Desk) Read(ctx context.Context, ids []dossier.ID) (int, error) {
	actor, err := d.actor()
	if err != nil {
		return 0, err
	}
	read := 0
	for _, id := range ids {
		plain, err := d.Store.Dossier(ctx, id)
		if err != nil {
			return 0, fmt.Errorf("reading a dossier: %w", err)
		}
		entries, err := d.Store.Log(ctx, store.LogFilter{Dossier: id, Types: []dossier.Command{dossier.ReadDossier}, From: plain.Updated})
		if err != nil {
			return 0, fmt.Errorf("reading who read a dossier: %w", err)
		}
		for _, e := range entries {
			if e.Actor.User == actor.User {
				read++
				break
			}
		}
	}
	return read, nil
}

// SampleWanted is how many of n dossiers must have been read.
func SampleWanted(n int) int { return max(1, (n+SampleOf-1)/SampleOf) }

// ApproveList judges many dossiers after a sample of them was read, with one
// authentication by the password of who is logged in. Each is judged by the rules
// of a single approval; one with a warning or something that was not taken is
// refused with [ErrSingle], and one that fails stops no other. Errors of the whole:
// [ErrSample], those of [store.Store.CheckPassword], [dossier.ErrRole].
func (d *Desk) ApproveList(ctx context.Context, ids []dossier.ID, password string) (ApprovalList, error) {
	actor, err := d.acting(dossier.RoleSupervisor)
	if err != nil {
		return ApprovalList{}, fmt.Errorf("approving a list: %w", err)
	}
	read, err := d.Read(ctx, ids)
	if err != nil {
		return ApprovalList{}, err
	}
	if read < SampleWanted(len(ids)) {
		return ApprovalList{}, ErrSample
	}
	if err := d.Store.CheckPassword(ctx, actor.User, password); err != nil {
		return ApprovalList{}, err
	}
	var list ApprovalList
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return list, err
		}
		line := ListLine{Dossier: id}
		if line.Err = d.plainEnough(ctx, id); line.Err == nil {
			line.Last, line.Err = d.Judge(ctx, id)
		}
		list.Lines = append(list.Lines, line)
	}
	return list, nil
}

// plainEnough refuses a dossier at which somebody must look: one with warnings,
// with fingers or eyes that were not taken, or with pictures kept against the
// desk's own remark.
func (d *Desk) plainEnough(ctx context.Context, id dossier.ID) error {
	opened, err := d.load(ctx, id)
	if err != nil {
		return err
	}
	looked := slices.ContainsFunc(opened.Findings, func(f dossier.Finding) bool { return f.Severity > dossier.Note })
	if looked || len(dossier.Excepted(opened.Content)) > 0 || remarked(opened.Content) {
		return ErrSingle
	}
	return nil
}

// remarked reports whether any picture was kept although something is wrong with it.
func remarked(c dossier.Content) bool {
	if c.Portrait.Capture != nil && c.Portrait.Capture.Remark != "" {
		return true
	}
	for _, part := range c.Fingerprints.Fingers {
		if part.Capture != nil && part.Capture.Remark != "" {
			return true
		}
	}
	return false
}

// ListPaper makes the list of an approval for signing. why says an error in
// words.
func (d *Desk) ListPaper(ctx context.Context, list ApprovalList, why func(error) string) (Paper, error) {
	paper := report.List{
		Print: d.print(), Title: "DANH SÁCH DUYỆT HỒ SƠ CẤP THẺ",
		Subtitle: fmt.Sprintf("%d hồ sơ, không duyệt %d", len(list.Lines), list.Refused()),
		Columns: []report.Column{
			{Title: "Họ và tên", Weight: 3}, {Title: "Ngày sinh", Weight: 1.4}, {Title: "Số giấy hẹn", Weight: 2.4}, {Title: "Kết quả", Weight: 3},
		},
		Signers: []report.Signer{{Title: "Chỉ huy duyệt", Hint: "(Ký, ghi rõ họ tên)", Officer: d.supervisor()}},
	}
	for _, line := range list.Lines {
		opened, err := d.load(ctx, line.Dossier)
		if err != nil {
			return Paper{}, err
		}
		outcome := "Duyệt"
		switch {
		case line.Err != nil:
			outcome = "Không duyệt: " + why(line.Err)
		case !line.Last:
			outcome = "Duyệt cấp thứ nhất"
		}
		paper.Rows = append(paper.Rows, []string{opened.Identity.Name, showDate(opened.Identity.Birth), opened.Review.ReceiptNumber, outcome})
	}
	var pdf bytes.Buffer
	if err := report.WriteList(&pdf, paper); err != nil {
		return Paper{}, fmt.Errorf("making the list of an approval: %w", err)
	}
	return d.paper(ctx, "danh-sach-duyet", pdf.Bytes())
}

// RefusalPaper makes the written notice by which a request is refused, with the
// reason and what the citizen can do, both in words.
func (d *Desk) RefusalPaper(ctx context.Context, id dossier.ID, reason, remedy string) (Paper, error) {
	if _, err := d.acting(dossier.RoleSupervisor); err != nil {
		return Paper{}, fmt.Errorf("refusing a request: %w", err)
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return Paper{}, err
	}
	h := holder(opened.Content)
	h[report.FieldProcedure] = h[report.FieldKind]
	h[report.FieldReason], h[report.FieldRemedy] = reason, remedy
	var pdf bytes.Buffer
	if err := report.WriteRefusal(&pdf, report.RefusalNotice{Print: d.printOf(opened.Content), Holder: h, Supervisor: d.supervisor()}); err != nil {
		return Paper{}, fmt.Errorf("making the notice of a refusal: %w", err)
	}
	return d.paper(ctx, "thong-bao-tu-choi", pdf.Bytes())
}
