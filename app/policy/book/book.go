// Package book answers the desk's questions from the policy and the code tables
// in force: what a request costs, when it is due, how good a picture must be. It
// joins what app/policy and app/tables know and decides nothing itself.
package book

import (
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/app/tables"
)

// Book is the policy and tables of one office. It may be shared.
type Book struct {
	Policy *policy.Set
	Tables *tables.Set
	Area   string // kind of area of the office, for deadlines: "city", "remote", "other"
}

// Version names the policy and tables that a dossier was judged by.
func (b Book) Version() string { return b.Policy.Version() + "+" + b.Tables.Version() }

// Threshold returns the least device score of a flat finger, an iris or a face
// that counts as good, 0 to 100.
func (b Book) Threshold(modality port.Modality, day time.Time) float64 {
	quality := b.at(day).Quality
	switch modality {
	case port.Iris:
		return float64(quality.Iris)
	case port.Face:
		return float64(quality.Face)
	}
	return float64(quality.Finger)
}

// Quality returns the least device scores of the day, 0 to 100.
func (b Book) Quality(day time.Time) policy.Quality { return b.at(day).Quality }

// CaptureTime returns how long a device is given for one picture.
func (b Book) CaptureTime(day time.Time) time.Duration {
	return time.Duration(b.at(day).CaptureSeconds) * time.Second
}

// Attempts returns how often a weak picture is retried before the best may be kept.
func (b Book) Attempts(modality port.Modality, day time.Time) int {
	attempts := b.at(day).Attempts
	switch modality {
	case port.Iris:
		return attempts.Iris
	case port.Face:
		return attempts.Face
	}
	return attempts.Finger
}

// SelfApproval reports whether who took a dossier in may also approve it.
func (b Book) SelfApproval(day time.Time) bool { return b.at(day).SelfApproval }

// ChipOverride reports whether a role may hand over a card whose chip did not
// match.
func (b Book) ChipOverride(role dossier.Role, day time.Time) bool {
	return slices.Contains(b.at(day).ChipOverride, string(role))
}

// ApprovalLevels returns how many approvals a dossier needs, 1 or 2.
func (b Book) ApprovalLevels(day time.Time) int { return b.at(day).ApprovalLevels }

// SoloDelay returns how long an officer without colleagues waits before
// approving their own work, 0 for ever.
func (b Book) SoloDelay(day time.Time) time.Duration {
	return time.Duration(b.at(day).SoloHours) * time.Hour
}

// RemoteApproval reports whether an officer without colleagues may ask a
// supervisor of another office.
func (b Book) RemoteApproval(day time.Time) bool { return b.at(day).RemoteApproval }

// UndoTime returns how long an approval can be taken back.
func (b Book) UndoTime(day time.Time) time.Duration {
	return time.Duration(b.at(day).UndoSeconds) * time.Second
}

// Fee returns what a request costs on a day: the code of the fee and the amount
// in đồng after the reduction of the day, before exemptions. The reason decides;
// a request without one costs what its kind usually does.
func (b Book) Fee(request dossier.Request, day time.Time) (code string, amount int) {
	switch request.Kind {
	case dossier.FirstIssue:
		code = "first"
	case dossier.Exchange:
		code = "exchange"
	case dossier.Reissue:
		code = "reissue"
	}
	on := person.FromTime(day)
	for _, reason := range b.Tables.At(b.dayOf(request.Regime, on)).Below(tables.Reason, string(request.Kind)) {
		if reason.Code == request.Reason {
			code = reason.Fee
		}
	}
	amount, _ = b.Policy.At(on).FeeDue(code)
	return code, amount
}

// Due returns the working day on which a request taken in on a day is due, no
// date when the policy has no deadline for it.
func (b Book) Due(request dossier.Request, taken person.CivilDate) person.CivilDate {
	days, ok := b.Policy.At(b.dayOf(request.Regime, taken)).WorkingDays(b.Area, string(request.Kind))
	if !ok {
		return person.CivilDate{}
	}
	return b.Tables.Calendar().Due(taken, days)
}

func (b Book) at(day time.Time) policy.Values { return b.Policy.At(person.FromTime(day)) }

// dayOf returns the day itself when its law is the regime, else the last day of
// the regime before it: a dossier begun under the old law keeps its rules.
func (b Book) dayOf(regime dossier.Regime, day person.CivilDate) person.CivilDate {
	if regime == "" || b.Policy.At(day).Regime == string(regime) {
		return day
	}
	for _, change := range slices.Backward(b.Policy.Days()) {
		last := change.AddDays(-1)
		if last.Before(day) && b.Policy.At(last).Regime == string(regime) {
			return last
		}
	}
	return day
}
