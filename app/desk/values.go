package desk

import (
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/app/tables"
)

// Policy gives the values in force on a day.
type Policy interface {
	// Version names the policy that a dossier was judged by.
	Version() string
	// Threshold is the least device score that counts as good, 0–100.
	Threshold(modality port.Modality, day time.Time) float64
	// Quality holds the least scores of the single kinds of pictures.
	Quality(day time.Time) policy.Quality
	// CaptureTime is how long a device is given for one picture.
	CaptureTime(day time.Time) time.Duration
	// Fee is what a request costs: code of the fee and amount in đồng.
	Fee(request dossier.Request, day time.Time) (code string, amount int)
	// SelfApproval reports whether who took a dossier in may approve it.
	SelfApproval(day time.Time) bool
	// ChipOverride reports whether a role may hand over a card whose chip did not
	// match.
	ChipOverride(role dossier.Role, day time.Time) bool
	// ApprovalLevels is how many approvals a dossier needs, 1 or 2.
	ApprovalLevels(day time.Time) int
	// SoloDelay is how long an officer without colleagues waits before approving
	// their own work; 0 is for ever.
	SoloDelay(day time.Time) time.Duration
	// RemoteApproval reports whether an officer without colleagues may ask a
	// supervisor of another office.
	RemoteApproval(day time.Time) bool
	// UndoTime is how long an approval can be taken back.
	UndoTime(day time.Time) time.Duration
	// Attempts is how often a weak picture is retried before the next step is
	// offered.
	Attempts(modality port.Modality, day time.Time) int
}

// Calendar counts working days.
type Calendar interface {
	// Due is the day on which a request taken in on a day can be fetched.
	Due(request dossier.Request, taken person.CivilDate) person.CivilDate
}

// tables are the code tables in force.
func (d *Desk) tables() *tables.Set {
	if d.Book != nil {
		return d.Book.Book().Tables
	}
	return d.Tables
}

// rules are what dossiers are judged by now.
func (d *Desk) rules() dossier.Judge {
	rules := d.Rules
	if d.Book != nil {
		rules.Policy = d.Book.Book().Policy
	}
	return rules
}

// values are what policy sets today, whatever the law of a dossier.
func (d *Desk) values() policy.Values { return d.rules().Values("", d.today()) }

func (d *Desk) threshold(modality port.Modality) float64 {
	return d.Policy.Threshold(modality, d.now())
}

// thresholdOf is the least score of one picture of a step.
func (d *Desk) thresholdOf(step dossier.CaptureStep, position port.Position) float64 {
	return StepThreshold(d.Policy.Quality(d.now()), step, position)
}

// StepThreshold is the least score of one picture of a step by a policy: thumbs
// and rolled fingers have their own.
func StepThreshold(quality policy.Quality, step dossier.CaptureStep, position port.Position) float64 {
	switch {
	case step.Modality == port.Face:
		return float64(quality.Face)
	case step.Modality == port.Iris:
		return float64(quality.Iris)
	case step.Kind == dossier.RolledStep:
		return float64(quality.Rolled)
	case position == port.LeftThumb || position == port.RightThumb:
		return float64(quality.Thumb)
	}
	return float64(quality.Finger)
}

func (d *Desk) fee(request dossier.Request) (string, int) { return d.Policy.Fee(request, d.now()) }

func (d *Desk) undoTime() time.Duration { return d.Policy.UndoTime(d.now()) }

func (d *Desk) policyVersion() string { return d.Policy.Version() }

func (d *Desk) dueDay(request dossier.Request) person.CivilDate {
	return d.Calendar.Due(request, d.today())
}

// Attempts is how often a weak picture is retried before the next step is
// offered.
func (d *Desk) Attempts(modality port.Modality) int { return d.Policy.Attempts(modality, d.now()) }

// UndoTime is how long an approval can be taken back.
func (d *Desk) UndoTime() time.Duration { return d.undoTime() }
