package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/policy"
	"carddesk/app/policy/signed"
	"carddesk/app/port"
)

// line is a sync client that only has a status.
type line struct{ status port.SyncStatus }

func (l *line) Status() port.SyncStatus                      { return l.status }
func (l *line) Watch(context.Context) <-chan port.SyncStatus { return nil }
func (l *line) Wake()                                        {}
func (l *line) SendNow()                                     {}
func (l *line) Pause()                                       {}
func (l *line) Resume()                                      {}

// Each gate warns, then stops; a stop holds up nothing but a new dossier.
func TestGates(t *testing.T) {
	for name, c := range map[string]struct {
		gate    string
		setting map[string]any
		reach   func(*configured, *line)
		stops   bool
	}{
		"days without contact": {desk.GateContact, map[string]any{"contactDays": gate(2, 5)}, func(c *configured, _ *line) { c.clock.pass(5 * 24 * time.Hour) }, true},
		"contact long ago":     {desk.GateContact, map[string]any{"contactDays": gate(2, 5)}, func(c *configured, _ *line) { c.clock.pass(3 * 24 * time.Hour) }, false},
		"packets that wait":    {desk.GateWaiting, map[string]any{"waiting": gate(1, 2)}, func(_ *configured, l *line) { l.status.Dossiers = 2 }, true},
		"dossiers to approve":  {desk.GateApprovals, map[string]any{"approvalCount": gate(1, 1)}, func(c *configured, _ *line) { c.captured() }, true},
		"oldest to approve":    {desk.GateOldest, map[string]any{"approvalDays": gate(1, 2)}, func(c *configured, _ *line) { c.captured(); c.clock.pass(49 * time.Hour) }, true},
		"log head unsent":      {desk.GateLog, map[string]any{"logUnsent": gate(1, 3)}, func(*configured, *line) {}, true},
		"clock":                {desk.GateClock, map[string]any{"clockSeconds": gate(60, 600)}, func(_ *configured, l *line) { l.status.ClockOffset = -time.Hour }, true},
		"policy of long ago":   {desk.GateConfigured, map[string]any{"policyDays": gate(10, 20)}, func(c *configured, _ *line) { c.clock.pass(11 * 24 * time.Hour) }, false},
		"disk":                 {desk.GateDisk, map[string]any{"freeDiskMB": gate(1<<20+1, 0)}, func(*configured, *line) {}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b, l := newConfigured(t), &line{}
			b.Sync = l
			begun := b.draft(holder())
			b.publish(signed.Document{Kind: port.DocumentPolicy, Serial: 1, Body: policyWith(t, policy.Default().Serial()+1, "cổng", func(s map[string]any) {
				s["gates"] = []any{map[string]any{"value": c.setting, "source": "thử", "status": "chosen"}}
			})})
			c.reach(b, l)
			gates, err := b.Gates(t.Context())
			if err != nil || len(gates) != 1 || gates[0].Gate != c.gate || (gates[0].State == policy.GateStops) != c.stops {
				t.Fatalf("%+v, %v", gates, err)
			}
			_, err = b.NewDossier(t.Context(), holder())
			if found, closed := desk.IsGate(err); closed != c.stops || closed && found.Gate != c.gate {
				t.Errorf("a new dossier: %v", err)
			}
			if _, err := b.SaveIdentity(t.Context(), begun, 1, holder()); err != nil {
				t.Errorf("work begun is held up: %v", err)
			}
		})
	}
}

func gate(warn, stop int) map[string]any { return map[string]any{"warn": warn, "stop": stop} }

// When the registry was last reached survives a restart.
func TestContactSurvivesRestart(t *testing.T) {
	c := newConfigured(t)
	c.clock.pass(40 * 24 * time.Hour)
	c.must(c.store.NoteContact(t.Context(), c.clock.Now()))
	c.must(c.store.NoteContact(t.Context(), c.clock.Now().Add(-time.Hour))) // never back
	c.restart()
	c.login(clerkID)
	figures, err := c.store.LineFigures(t.Context())
	if err != nil || !figures.Contact.Equal(c.clock.Now().Truncate(time.Millisecond)) {
		t.Errorf("%+v, %v", figures, err)
	}
	if gates, err := c.Gates(t.Context()); err != nil || len(gates) != 0 {
		t.Errorf("%+v, %v", gates, err)
	}
}

func TestGateErrorIsSaid(t *testing.T) {
	err := error(&desk.GateError{Finding: desk.GateFinding{Gate: desk.GateLog, Quantity: 3, Stop: 2}})
	var gate *desk.GateError
	if !errors.As(err, &gate) || err.Error() != "gate logUnsent is closed: 3 of 2" {
		t.Errorf("%v", err)
	}
}
