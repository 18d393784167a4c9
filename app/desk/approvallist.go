package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/dossier"
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
	// ErrByList: policy lets the last level approve lists only.
	ErrByList = errors.New("policy wants approval by list")
	// ErrUnread: where policy wants lists, a dossier with something to look at is
	// approved in one only by who has read it.
	ErrUnread = errors.New("dossier with something to look at was not read")
)

// ByList reports whether policy lets the last level approve lists only.
func (d *Desk) ByList() bool { return d.values().ApprovalByList }

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
		was, err := d.wasRead(ctx, id, actor.User)
		if err != nil {
			return 0, err
		}
		if was {
			read++
		}
	}
	return read, nil
}

// wasRead reports whether a user has read a dossier since it was last changed.
func (d *Desk) wasRead(ctx context.Context, id dossier.ID, user string) (bool, error) {
	plain, err := d.Store.Dossier(ctx, id)
	if err != nil {
		return false, fmt.Errorf("reading a dossier: %w", err)
	}
	entries, err := d.Store.Log(ctx, store.LogFilter{Dossier: id, Types: []dossier.Command{dossier.ReadDossier}, From: plain.Updated})
	if err != nil {
		return false, fmt.Errorf("reading who read a dossier: %w", err)
	}
	return slices.ContainsFunc(entries, func(e store.Entry) bool { return e.Actor.User == user }), nil
}

// SampleWanted is how many of n dossiers must have been read.
func SampleWanted(n int) int { return max(1, (n+SampleOf-1)/SampleOf) }

// ApproveList judges many dossiers after a sample of them was read, with one
// authentication by the password of who is logged in. Each is judged by the rules
// of a single approval; one with a warning or something that was not taken is
// refused with [ErrSingle], and one that fails stops no other. Where policy wants
// lists ([Desk.ByList]) such a dossier has no other way: it is approved when who
// approves has read it, else refused with [ErrUnread]. Errors of the whole:
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
	return d.approveLines(ctx, ids, d.load)
}

// approveLines judges dossiers one after the other. Each is opened once: what is
// looked at is what is sealed.
func (d *Desk) approveLines(ctx context.Context, ids []dossier.ID, open func(context.Context, dossier.ID) (Opened, error)) (ApprovalList, error) {
	var list ApprovalList
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return list, err
		}
		line := ListLine{Dossier: id}
		opened, err := open(ctx, id)
		if err == nil {
			err = d.fitForList(ctx, opened)
		}
		if err == nil {
			line.Last, err = d.judge(ctx, opened)
		}
		line.Err = err
		list.Lines = append(list.Lines, line)
	}
	return list, nil
}

// plainEnough refuses a dossier at which somebody must look: one with warnings,
// with fingers or eyes that were not taken, or with pictures kept against the
// desk's own remark.
func plainEnough(opened Opened) error {
	looked := slices.ContainsFunc(opened.Findings, func(f dossier.Finding) bool { return f.Severity > dossier.Note })
	if looked || len(dossier.Excepted(opened.Content)) > 0 || remarked(opened.Content) {
		return ErrSingle
	}
	return nil
}

// fitForList refuses a dossier that is not approved in a list.
func (d *Desk) fitForList(ctx context.Context, opened Opened) error {
	err := plainEnough(opened)
	if err == nil || !d.ByList() {
		return err
	}
	actor, err := d.actor()
	if err != nil {
		return err
	}
	was, err := d.wasRead(ctx, opened.ID, actor.User)
	if err == nil && !was {
		err = ErrUnread
	}
	return err
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
