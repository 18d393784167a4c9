package dossier

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"carddesk/app/person"
)

// ErrDuty is wrapped by every refusal of assignments and shifts.
var ErrDuty = errors.New("assignment or shift cannot be")

// Assignment lets a user act in another role on some days: who stands in for a
// commander on leave. Days are ISO dates of the office, both included.
type Assignment struct {
	Role  Role   `json:"role"`
	First string `json:"first"`
	Last  string `json:"last"`
}

// Shift is a span of one weekday in which a user may begin to work, in minutes
// after midnight in the time of Việt Nam.
type Shift struct {
	Weekday time.Weekday `json:"weekday"`
	Start   int          `json:"start"`
	Stop    int          `json:"stop"`
}

// Duty is when and as what a user works. Without assignments the user's own role
// holds; without shifts the user may log in at any time.
type Duty struct {
	Assignments []Assignment `json:"assignments,omitempty"`
	Shifts      []Shift      `json:"shifts,omitempty"`
}

// maxDuty bounds the assignments, and the shifts, of one user.
const maxDuty = 64

// minutesADay is where the last minute of a day ends.
const minutesADay = 24 * 60

// RoleOn is the role that a user of role own has on a day. Where assignments
// overlap the one named first holds.
func (d Duty) RoleOn(own Role, day person.CivilDate) Role {
	today := day.ISO()
	for _, a := range d.Assignments {
		if a.First <= today && today <= a.Last {
			return a.Role
		}
	}
	return own
}

// OnShift reports whether a user may begin to work at an instant. Whoever began
// in time finishes: a citizen sits at the desk when the shift ends.
func (d Duty) OnShift(at time.Time) bool {
	if len(d.Shifts) == 0 {
		return true
	}
	local := at.In(person.Zone())
	minute := local.Hour()*60 + local.Minute()
	return slices.ContainsFunc(d.Shifts, func(s Shift) bool {
		return s.Weekday == local.Weekday() && s.Start <= minute && minute < s.Stop
	})
}

// Check refuses what cannot be meant. A user whose own role is administrator has
// neither: nobody else could let that user in again.
func (d Duty) Check(own Role) error {
	if own == RoleAdministrator && (len(d.Assignments) > 0 || len(d.Shifts) > 0) {
		return fmt.Errorf("%w: of an administrator", ErrDuty)
	}
	if len(d.Assignments) > maxDuty || len(d.Shifts) > maxDuty {
		return fmt.Errorf("%w: too many", ErrDuty)
	}
	for _, a := range d.Assignments {
		first, err := person.ParseISODate(a.First)
		if err != nil {
			return fmt.Errorf("%w: first day: %w", ErrDuty, err)
		}
		last, err := person.ParseISODate(a.Last)
		if err != nil {
			return fmt.Errorf("%w: last day: %w", ErrDuty, err)
		}
		if last.Before(first) {
			return fmt.Errorf("%w: ends before it begins", ErrDuty)
		}
		if a.Role != RoleClerk && a.Role != RoleSupervisor {
			return fmt.Errorf("%w: role %q", ErrDuty, a.Role)
		}
	}
	for _, s := range d.Shifts {
		if s.Weekday < time.Sunday || s.Weekday > time.Saturday || s.Start < 0 || s.Stop > minutesADay || s.Stop <= s.Start {
			return fmt.Errorf("%w: hours", ErrDuty)
		}
	}
	return nil
}
