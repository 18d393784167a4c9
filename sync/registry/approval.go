package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"carddesk/app/port"
	"carddesk/sync/packet"
)

// Events by which a supervisor of another office judges a dossier. The registry
// carries question and answer and judges nothing itself.
const (
	eventAsk    = "ask-approval"
	eventAnswer = "answer-approval"
)

// stateAsked is the state of a question without an answer.
const stateAsked = "asked"

// SetJudge names the office whose supervisors judge for an office with one
// officer; "" names none any more.
func (r *Registry) SetJudge(ctx context.Context, office, judge string) error {
	if office == judge {
		return errors.New("registry: an office does not judge for itself")
	}
	err := r.inTx(ctx, func(e *effect) error {
		if judge == "" {
			return e.exec(`DELETE FROM judge WHERE office = $1`, office)
		}
		return e.exec(`INSERT INTO judge (office, judge) VALUES ($1, $2) ON CONFLICT (office) DO UPDATE SET judge = excluded.judge`, office, judge)
	})
	if err != nil {
		return fmt.Errorf("naming an office that judges: %w", err)
	}
	return nil
}

// askApproval passes a question on to the office that judges. Where none is named
// the office that asks is told so at once, and does not wait for nothing.
func askApproval(e *effect, ev port.Event) (string, error) {
	var ask port.ApprovalAsk
	if len(ev.Payload) > port.MaxApprovalAsk || json.Unmarshal(ev.Payload, &ask) != nil {
		return effectNoted, nil
	}
	if !packet.ValidID(ask.Ask) || ask.Dossier != ev.Dossier || ask.Digest != keyID(ask.Content) {
		return effectNoted, nil
	}
	ask.Office = ev.Office
	var judge string
	err := e.row(`SELECT judge FROM judge WHERE office = $1`, ev.Office).Scan(&judge)
	if err != nil && !errors.Is(err, errNoRow) {
		return "", err
	}
	state := stateAsked
	if judge == "" {
		state = port.AnswerNobody
	}
	done, err := e.ExecContext(e.ctx, `INSERT INTO approval_ask (ask, office, dossier, judge, state, asked) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ask) DO NOTHING`, ask.Ask, ev.Office, ask.Dossier, judge, state, stamp(e.now))
	if err != nil {
		return "", err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return effectAlready, err
	}
	if judge == "" {
		answer := port.ApprovalAnswer{Ask: ask.Ask, Decision: port.AnswerNobody, At: e.now}
		return effectDone, e.tell(ev.Office, port.Change{Kind: port.ChangeApprovalAnswered, Dossier: ask.Dossier, Answer: &answer})
	}
	return effectDone, e.tell(judge, port.Change{Kind: port.ChangeApprovalAsked, Ask: &ask})
}

// answerApproval passes the answer back. Only the office that was asked answers,
// once.
func answerApproval(e *effect, ev port.Event) (string, error) {
	var answer port.ApprovalAnswer
	if json.Unmarshal(ev.Payload, &answer) != nil || answer.Decision != port.AnswerApproved && answer.Decision != port.AnswerRefused {
		return effectNoted, nil
	}
	var office, dossier, state string
	err := e.row(`SELECT office, dossier, state FROM approval_ask WHERE ask = $1 AND judge = $2`, answer.Ask, ev.Office).Scan(&office, &dossier, &state)
	if errors.Is(err, errNoRow) {
		return effectNoted, nil
	}
	if err != nil {
		return "", err
	}
	if state != stateAsked {
		return effectAlready, nil
	}
	if err := e.exec(`UPDATE approval_ask SET state = $1 WHERE ask = $2`, answer.Decision, answer.Ask); err != nil {
		return "", err
	}
	answer.Office, answer.By = ev.Office, ev.Actor
	return effectDone, e.tell(office, port.Change{Kind: port.ChangeApprovalAnswered, Dossier: dossier, Answer: &answer})
}
