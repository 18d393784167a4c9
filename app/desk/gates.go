package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"carddesk/app/person"
	"carddesk/app/policy"
)

// Names of the gates, as policy names them.
const (
	GateContact    = "contactDays"
	GateWaiting    = "waiting"
	GateApprovals  = "approvalCount"
	GateOldest     = "approvalDays"
	GateConfigured = "policyDays"
	GateDisk       = "freeDiskMB"
	GateClock      = "clockSeconds"
	GateLog        = "logUnsent"
)

// GateFinding is a gate that warns or stops.
type GateFinding struct {
	Gate     string
	State    policy.State
	Quantity int // as it is now, in the gate's own unit
	Stop     int // where the gate stops new dossiers, 0: it only warns
}

// GateError says that policy lets no new dossier begin until something is done.
// Work begun goes on.
type GateError struct{ Finding GateFinding }

func (e *GateError) Error() string {
	return fmt.Sprintf("gate %s is closed: %d of %d", e.Finding.Gate, e.Finding.Quantity, e.Finding.Stop)
}

// Gates lists the gates that warn or stop now, those that stop first. Nothing
// else than the beginning of a new dossier is ever held up by one.
func (d *Desk) Gates(ctx context.Context) ([]GateFinding, error) {
	figures, err := d.Store.LineFigures(ctx)
	if err != nil {
		return nil, err
	}
	now := d.now()
	gates := d.rules().Values("", person.FromTime(now)).Gates
	var found []GateFinding
	look := func(name string, gate policy.Gate, quantity int, judge func(policy.Gate, int) policy.State) {
		if state := judge(gate, quantity); state != policy.GateOpen {
			found = append(found, GateFinding{Gate: name, State: state, Quantity: quantity, Stop: gate.Stop})
		}
	}
	contact, waiting, offset := d.contact(figures), 0, time.Duration(0)
	if d.Sync != nil {
		status := d.Sync.Status()
		waiting, offset = status.Dossiers, status.ClockOffset
	}
	over := policy.Gate.Over
	look(GateContact, gates.ContactDays, days(contact, now), over)
	look(GateWaiting, gates.Waiting, waiting, over)
	look(GateApprovals, gates.ApprovalCount, figures.Approvals, over)
	look(GateOldest, gates.ApprovalDays, days(figures.OldestDraft, now), over)
	look(GateConfigured, gates.PolicyDays, days(figures.Configured, now), over)
	look(GateClock, gates.ClockSeconds, int(offset.Abs()/time.Second), over)
	look(GateLog, gates.LogUnsent, figures.LogUnsent, over)
	if space, err := d.Store.Space(); err == nil { // a disk that does not tell closes nothing
		look(GateDisk, gates.FreeDiskMB, int(space.Free>>20), policy.Gate.Under)
	}
	stopping, warning := []GateFinding(nil), []GateFinding(nil)
	for _, f := range found {
		if f.State == policy.GateStops {
			stopping = append(stopping, f)
		} else {
			warning = append(warning, f)
		}
	}
	return append(stopping, warning...), nil
}

// days is how many whole days have passed; none since a time that is not known
// or to come.
func days(since, now time.Time) int {
	if since.IsZero() || now.Before(since) {
		return 0
	}
	return int(now.Sub(since) / (24 * time.Hour))
}

// mayBegin refuses a new dossier where a gate of policy is closed. A gate that
// cannot be judged is open: no citizen is turned away for it.
func (d *Desk) mayBegin(ctx context.Context) error {
	gates, err := d.Gates(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		d.Log.Error("gates cannot be judged", "error", err)
		return nil
	}
	if len(gates) > 0 && gates[0].State == policy.GateStops {
		return &GateError{Finding: gates[0]}
	}
	return nil
}

// IsGate reports whether err is a closed gate, and which.
func IsGate(err error) (GateFinding, bool) {
	var gate *GateError
	if errors.As(err, &gate) {
		return gate.Finding, true
	}
	return GateFinding{}, false
}
