package desk

import (
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
)

// Policy gives the values in force on a day.
type Policy interface {
	// Version names the policy that a dossier was judged by.
	Version() string
	// Threshold is the least device score that counts as good, 0–100.
	Threshold(modality port.Modality, day time.Time) float64
	// Fee is what a request costs: code of the fee and amount in đồng.
	Fee(request dossier.Request, day time.Time) (code string, amount int)
	// SelfApproval reports whether who took a dossier in may approve it.
	SelfApproval(day time.Time) bool
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

func (d *Desk) threshold(modality port.Modality) float64 {
	return d.Policy.Threshold(modality, d.now())
}

func (d *Desk) fee(request dossier.Request) (string, int) { return d.Policy.Fee(request, d.now()) }

func (d *Desk) undoTime() time.Duration { return d.Policy.UndoTime(d.now()) }

func (d *Desk) policyVersion() string { return d.Policy.Version() }

func (d *Desk) dueDay(request dossier.Request) person.CivilDate {
	return d.Calendar.Due(request, person.FromTime(d.now()))
}

// Attempts is how often a weak picture is retried before the next step is
// offered.
func (d *Desk) Attempts(modality port.Modality) int { return d.Policy.Attempts(modality, d.now()) }

// UndoTime is how long an approval can be taken back.
func (d *Desk) UndoTime() time.Duration { return d.undoTime() }
