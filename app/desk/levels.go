package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// ErrNotChecked: policy wants two approvals, and the first one is not there.
var ErrNotChecked = errors.New("dossier lacks the first of two approvals")

// ErrOneLevel: policy wants one approval, so there is no first of two to give.
var ErrOneLevel = errors.New("policy wants one approval only")

// Decisions of an approval section.
const (
	decisionApproved = "approved"
	decisionReturned = "returned"
	decisionChecked  = "checked" // the first of two approvals
)

// Levels is how many approvals policy wants of a dossier today, 1 or 2.
func (d *Desk) Levels() int { return d.Policy.ApprovalLevels(d.now()) }

// Check gives the first of two approvals: the dossier then waits for the second
// by another person ([dossier.NeedTwoLevels]). It judges what [Desk.Approve]
// judges, and seals nothing.
func (d *Desk) Check(ctx context.Context, id dossier.ID) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if d.Levels() < 2 {
		return ErrOneLevel
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return err
	}
	return d.check(ctx, opened, actor)
}

// check is [Desk.Check] of a dossier that was opened.
func (d *Desk) check(ctx context.Context, opened Opened, actor dossier.Actor) error {
	if _, err := dossier.Next(dossier.Dossiers(), opened.State, dossier.CheckDossier, actor.Role); err != nil {
		return err
	}
	solo, err := d.mayJudge(ctx, opened, actor)
	if err != nil {
		return err
	}
	base := opened.Revisions[dossier.SectionApproval]
	_, err = d.Store.Apply(ctx, store.Change{
		ID: fmt.Sprintf("check-%s-%d", opened.ID, base+1), Actor: actor, Command: dossier.CheckDossier, Dossier: opened.ID,
		Section: &store.SectionChange{Name: dossier.SectionApproval, BaseRevision: base, Content: dossier.Approval{
			Decision: decisionChecked, By: actor.User, At: d.now(), Policy: d.policyVersion(), Solo: solo, Remote: opened.Approval.Remote,
		}},
	})
	if err != nil {
		return fmt.Errorf("giving the first approval: %w", err)
	}
	return nil
}

// mayJudge refuses an approval of either level that policy does not allow: of
// one's own work, of a dossier never compared, of one with blocking findings. It
// reports whether it is allowed only because nobody else could give it.
func (d *Desk) mayJudge(ctx context.Context, opened Opened, actor dossier.Actor) (solo bool, err error) {
	if !d.Policy.SelfApproval(d.now()) && ownWork(opened, actor.User) && !approvedElsewhere(opened) {
		if err := d.alone(ctx, opened, actor); err != nil {
			return false, err
		}
		solo = true
	}
	return solo, d.fitToJudge(opened)
}

// fitToJudge refuses a dossier that nobody may approve: one that was never
// compared, or has blocking findings.
func (d *Desk) fitToJudge(opened Opened) error {
	if d.notCompared(opened.Identity) {
		return ErrNotCompared
	}
	if len(dossier.Blocking(opened.Findings)) > 0 {
		return ErrIncomplete
	}
	return nil
}

// ownWork reports whether a user took any part of a dossier in, or gave the
// first of its two approvals.
func ownWork(opened Opened, user string) bool {
	checked := opened.State == dossier.Checked && opened.Approval.Decision == decisionChecked
	return tookIn(opened, user) || checked && opened.Approval.By == user
}

// alone lets an officer judge their own work because the office has nobody else:
// policy names a time, it has passed since the dossier was last touched, and no
// other user of this station could take in or approve anything. The approval says
// so, and the centre reads it in the packet. Who must only wait is told until when
// ([AloneError]); all others get [ErrOwnWork].
func (d *Desk) alone(ctx context.Context, opened Opened, actor dossier.Actor) error {
	colleague, err := d.colleague(ctx, actor)
	if err != nil {
		return err
	}
	delay := d.Policy.SoloDelay(d.now())
	if colleague || delay <= 0 {
		return ErrOwnWork
	}
	if from := touched(opened).Add(delay); d.now().Before(from) {
		return &AloneError{From: from, Remote: d.concernsRemote(opened, actor) && notAskedYet(opened) == nil}
	}
	return nil
}

// colleague reports whether another user of this station could take in or approve
// anything.
func (d *Desk) colleague(ctx context.Context, actor dossier.Actor) (bool, error) {
	accounts, err := d.Store.Accounts(ctx)
	if err != nil {
		return false, fmt.Errorf("looking for another officer: %w", err)
	}
	return slices.ContainsFunc(accounts, func(a store.Account) bool {
		return a.ID != actor.User && a.Role != dossier.RoleAdministrator && !a.Disabled && a.Password
	}), nil
}

// touched is when anything but the approval itself was last written.
func touched(opened Opened) time.Time {
	last := opened.Created
	for _, s := range opened.Sections {
		if s.Name != dossier.SectionApproval && s.Time.After(last) {
			last = s.Time
		}
	}
	return last
}

// secondLevel refuses the last approval of a dossier that lacks the first one.
func (d *Desk) secondLevel(state dossier.State) error {
	if d.Levels() > 1 && state == dossier.Captured {
		return ErrNotChecked
	}
	return nil
}
