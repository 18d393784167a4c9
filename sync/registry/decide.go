package registry

import (
	"context"
	"strings"

	"carddesk/app/person"
	"carddesk/app/port"
)

// Outcome is how the centre decides.
type Outcome string

// Outcomes of a decision.
const (
	Accepted        Outcome = "accepted"
	Rejected        Outcome = "rejected"
	RecaptureWanted Outcome = "recapture"
)

// Submission is a dossier as the centre decides on it.
type Submission struct {
	Dossier  string
	Version  int
	Office   string
	Identity Identity
}

// Decision is the centre's word on a submission. Section and Field say where a
// rejection points, Reason is a code, Note the centre's own words.
type Decision struct {
	Outcome Outcome
	Section string
	Field   string
	Reason  string
	Note    string
}

// Notes of a request by which trainers make the training centre say no.
const (
	NoteReject    = "huấn luyện: từ chối"
	NoteRecapture = "huấn luyện: thu nhận lại"
)

// TrainingDecision accepts every dossier, except that the first version of one
// whose request carries [NoteReject] or [NoteRecapture] is rejected, or sent
// back for its portrait to be taken again.
func TrainingDecision(_ context.Context, s Submission) Decision {
	note := person.Fold(strings.TrimSpace(s.Identity.Request.Note))
	switch {
	case note == person.Fold(NoteReject):
		return Decision{Outcome: Rejected, Section: "identity", Field: "name", Reason: "identity-doubtful",
			Note: "Hồ sơ bị từ chối theo yêu cầu huấn luyện."}
	case note == person.Fold(NoteRecapture) && s.Version == 1:
		return Decision{Outcome: RecaptureWanted, Section: "portrait", Reason: "portrait-quality",
			Note: "Ảnh chân dung cần chụp lại (huấn luyện)."}
	}
	return Decision{Outcome: Accepted}
}

// decide writes a decision on a received version. Deciding one that is no longer
// waiting does nothing, and reports false.
func (e *effect) decide(office, dossier string, version int, d Decision) (decided bool, err error) {
	state, kind, closed := dossierAccepted, port.ChangeAccepted, ""
	switch d.Outcome {
	case Rejected:
		state, kind, closed = dossierRejected, port.ChangeRejected, stamp(e.now)
	case RecaptureWanted:
		state, kind = dossierRecapture, port.ChangeRecapture
	}
	done, err := e.ExecContext(e.ctx,
		`UPDATE dossier SET state = $1, reason = $2, decided = $3, closed = $4 WHERE id = $5 AND version = $6 AND state = $7`,
		state, d.Reason, stamp(e.now), closed, dossier, version, dossierReceived)
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	if closed != "" {
		if err := e.exec(`UPDATE dossier SET open_person = NULL WHERE id = $1`, dossier); err != nil {
			return false, err
		}
	}
	if state == dossierAccepted {
		if err := e.handOn(handEnrollment+"/"+dossier, handEnrollment, dossier, ""); err != nil {
			return false, err
		}
	}
	return true, e.tell(office, port.Change{Kind: kind, Dossier: dossier, Version: version,
		Section: d.Section, Field: d.Field, Reason: d.Reason, Note: d.Note})
}
