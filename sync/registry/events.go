package registry

import (
	"context"
	"errors"
	"fmt"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// Effects of events, as the table tells them.
const (
	effectDone    = "done"
	effectNoted   = "noted"        // kept; the registry has nothing to do for it
	effectAlready = "already"      // what it tells was so before
	effectUnknown = "card-unknown" // no such card of this office
	effectState   = "card-state"   // the card is in a state where this cannot be
)

// cardEvents says for each event type that moves a card: from which states, and
// to which. The desk's own table is stricter; here a card may have overtaken
// what the registry knows of it. Other types are kept and noted.
var cardEvents = map[string]struct {
	from []string
	to   string
}{
	"receive-card":      {[]string{cardProduced, cardShipped}, cardArrived},
	"take-card-out":     {[]string{cardShipped, cardArrived}, cardOut},
	"bring-card-back":   {[]string{cardOut}, cardArrived},
	"post-card":         {[]string{cardShipped, cardArrived}, cardInPost},
	"hand-over-card":    {[]string{cardProduced, cardShipped, cardArrived, cardOut, cardInPost, cardUndelivered}, cardHandedOver},
	"fail-delivery":     {[]string{cardOut, cardInPost}, cardUndelivered},
	"restock-card":      {[]string{cardUndelivered}, cardArrived},
	"send-card-back":    {[]string{cardArrived, cardUndelivered, cardFaulty, cardRecalled}, cardSentBack},
	"report-card-fault": {[]string{cardArrived, cardOut, cardInPost, cardHandedOver}, cardFaulty},
	"report-card-lost":  {[]string{cardShipped, cardArrived, cardOut, cardInPost}, cardLost},
	"find-card":         {[]string{cardLost}, cardArrived},
}

// eventWithdraw ends a dossier at its office.
const eventWithdraw = "withdraw-dossier"

// takeEvents learns events exactly once by (station, seq), all in one transaction.
// One that cannot be read is set aside with its bytes and holds up none behind it.
func (r *Registry) takeEvents(ctx context.Context, station stationRow, events []packet.BatchEvent) (protocol.EventsAnswer, error) {
	var result protocol.EventsAnswer
	if len(events) == 0 {
		return result, nil
	}
	opened := make([]openedEvent, len(events))
	for i, sealed := range events {
		opened[i].BatchEvent = sealed
		opened[i].event, opened[i].err = packet.OpenEvent(sealed.Sealed, r.keys.identities(), station.own())
	}
	err := r.inTx(ctx, func(e *effect) error {
		result = protocol.EventsAnswer{Through: events[len(events)-1].Seq}
		for _, one := range opened {
			code, err := takeEvent(e, station, one)
			if err != nil {
				return err
			}
			if code != "" {
				result.Refused = append(result.Refused, protocol.EventRefusal{Seq: one.Seq, Code: code})
			}
		}
		return nil
	})
	if err != nil {
		return protocol.EventsAnswer{}, fmt.Errorf("taking events: %w", err)
	}
	for _, refused := range result.Refused {
		r.log.Warn("event set aside", "station", station.id, "seq", refused.Seq, "code", refused.Code)
	}
	return result, nil
}

// openedEvent is an event as it came, and what was in it.
type openedEvent struct {
	packet.BatchEvent
	event port.Event
	err   error
}

// takeEvent enters one event, or sets it aside and returns why.
func takeEvent(e *effect, station stationRow, one openedEvent) (code string, err error) {
	var problem *protocol.Problem
	switch {
	case errors.As(one.err, &problem):
		code = problem.Code
	case one.err != nil:
		code = codeOf(one.err)
	case one.event.Seq != one.Seq:
		code = protocol.CodeFormat
	default:
		if code, err = enterEvent(e, one.event); err != nil {
			return "", err
		}
	}
	if code == "" {
		return "", nil
	}
	return code, e.exec(`INSERT INTO event_refused (station, seq, code, sealed, received) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (station, seq) DO NOTHING`,
		station.id, one.Seq, code, one.Sealed, stamp(e.now))
}

// enterEvent writes an event and its effect; a known one changes nothing.
func enterEvent(e *effect, ev port.Event) (code string, err error) {
	var known string
	err = e.row(`SELECT hash FROM event WHERE station = $1 AND seq = $2`, ev.Station, ev.Seq).Scan(&known)
	switch {
	case err == nil && known == ev.Hash:
		return "", nil
	case err == nil:
		return protocol.CodeEventConflict, nil
	case !errors.Is(err, errNoRow):
		return "", err
	}
	fits, err := chained(e, ev)
	if err != nil {
		return "", err
	}
	if !fits {
		return protocol.CodeLogRewritten, e.exec(`UPDATE station SET log_fault = $1 WHERE id = $2`, protocol.CodeLogRewritten, ev.Station)
	}
	outcome, err := act(e, ev)
	if err != nil {
		return "", err
	}
	if ev.Type == eventAsk {
		ev.Payload = nil // it is in the feed of who judges
	}
	return "", e.exec(`INSERT INTO event (station, seq, type, at, actor, dossier, card, previous, hash, payload, effect, received)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		ev.Station, ev.Seq, ev.Type, stamp(ev.Time), ev.Actor, ev.Dossier, ev.Card, ev.Previous, ev.Hash, ev.Payload, outcome, stamp(e.now))
}

// act does what follows from an event.
func act(e *effect, ev port.Event) (string, error) {
	switch ev.Type {
	case eventWithdraw:
		return withdraw(e, ev)
	case eventStationLost:
		return shutOut(e, ev)
	case eventPortal:
		return takePortalFile(e, ev)
	case eventAsk:
		return askApproval(e, ev)
	case eventAnswer:
		return answerApproval(e, ev)
	}
	return moveCard(e, ev)
}

// withdraw closes a dossier and takes it off the centre's desk. A card that is
// made already keeps its own way.
func withdraw(e *effect, ev port.Event) (string, error) {
	done, err := e.ExecContext(e.ctx, `UPDATE dossier SET state = $1, closed = $2, open_person = NULL WHERE id = $3 AND office = $4 AND state <> $1`,
		dossierWithdrawn, stamp(e.now), ev.Dossier, ev.Office)
	if err != nil {
		return "", err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return effectNoted, err // never received, or withdrawn before
	}
	if err := e.cancelOrder(ev.Dossier); err != nil {
		return "", err
	}
	return effectDone, e.exec(`DELETE FROM step WHERE dossier = $1`, ev.Dossier)
}

// moveCard does to a card what an event says was done to it.
func moveCard(e *effect, ev port.Event) (string, error) {
	move, ok := cardEvents[ev.Type]
	if !ok {
		return effectNoted, nil
	}
	var state, dossier string
	err := e.row(`SELECT c.state, c.dossier FROM card c JOIN dossier d ON d.id = c.dossier WHERE c.serial = $1 AND d.office = $2`,
		ev.Card, ev.Office).Scan(&state, &dossier)
	if errors.Is(err, errNoRow) {
		return effectUnknown, nil
	}
	if err != nil {
		return "", err
	}
	if state == move.to {
		return effectAlready, nil
	}
	for _, from := range move.from {
		if from != state {
			continue
		}
		if err := e.exec(`UPDATE card SET state = $1 WHERE serial = $2`, move.to, ev.Card); err != nil {
			return "", err
		}
		if err := e.handOnCard(move.to, state, dossier, ev); err != nil {
			return "", err
		}
		switch move.to {
		case cardHandedOver:
			return effectDone, handOver(e, ev, dossier)
		case cardFaulty:
			return effectDone, reprint(e, dossier)
		}
		return effectDone, nil
	}
	return effectState, nil
}

// handOver closes the dossier of a card that its holder has.
func handOver(e *effect, ev port.Event, dossier string) error {
	if err := e.exec(`UPDATE card SET handed_over = $1, handed_over_by = $2 WHERE serial = $3`, stamp(ev.Time), ev.Actor, ev.Card); err != nil {
		return err
	}
	return e.exec(`UPDATE dossier SET closed = $1, open_person = NULL WHERE id = $2`, stamp(e.now), dossier)
}

// reprint orders another card in place of a faulty one. A dossier that had been
// closed with it is open again.
func reprint(e *effect, dossier string) error {
	if err := e.exec(`UPDATE dossier SET closed = '' WHERE id = $1`, dossier); err != nil {
		return err
	}
	return e.schedule(dossier, stepOrder, e.now)
}
