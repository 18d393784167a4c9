package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// Errors of the citizens' queue.
var (
	ErrNobodyWaits = errors.New("nobody waits")
	ErrPriority    = errors.New("not a reason to go first")
	ErrNoDossier   = errors.New("no dossier was begun for this ticket yet")
)

// callTries is how often a call is tried again when another window was faster.
const callTries = 5

// Tickets lists who waits today: those who go first, then the others, each in the
// order in which they came.
func (d *Desk) Tickets(ctx context.Context) ([]store.Ticket, error) {
	waiting, err := d.Store.Queue(ctx, d.today().ISO())
	if err != nil {
		return nil, fmt.Errorf("reading the queue: %w", err)
	}
	return waiting, nil
}

// TakeTicket gives the next number of today; priority is a code of
// [dossier.Priorities], or "" for somebody who waits like all others.
func (d *Desk) TakeTicket(ctx context.Context, priority string) (store.Ticket, error) {
	if _, known := dossier.FindCoded(dossier.Priorities(), priority); priority != "" && !known {
		return store.Ticket{}, ErrPriority
	}
	t := store.Ticket{Day: d.today().ISO(), Priority: priority, Taken: d.now()}
	result, err := d.ticket(ctx, dossier.TakeTicket, t)
	t.Number = int(result.Number)
	return t, err
}

// CallNext calls who is next. The dossier that is begun after it is that of the
// ticket.
func (d *Desk) CallNext(ctx context.Context) (store.Ticket, error) {
	for range callTries {
		waiting, err := d.Tickets(ctx)
		if err != nil {
			return store.Ticket{}, err
		}
		if len(waiting) == 0 {
			break
		}
		t := waiting[0]
		_, err = d.ticket(ctx, dossier.CallTicket, t)
		if errors.Is(err, store.ErrExists) {
			continue // called at another window meanwhile
		}
		if err != nil {
			return store.Ticket{}, err
		}
		d.mu.Lock()
		d.called = &t
		d.mu.Unlock()
		return t, nil
	}
	return store.Ticket{}, ErrNobodyWaits
}

// takeCalled hands out the ticket that was called last, once.
func (d *Desk) takeCalled() *store.Ticket {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.called
	d.called = nil
	return t
}

func (d *Desk) ticket(ctx context.Context, command dossier.Command, t store.Ticket) (store.Result, error) {
	actor, err := d.actor()
	if err != nil {
		return store.Result{}, err
	}
	id, err := d.randomID()
	if err != nil {
		return store.Result{}, err
	}
	result, err := d.Store.Apply(ctx, store.Change{ID: "ticket-" + id, Actor: actor, Command: command, Ticket: &t,
		Payload: map[string]any{"day": t.Day, "number": t.Number, "priority": t.Priority}})
	if err != nil {
		return result, fmt.Errorf("queue: %w", err)
	}
	return result, nil
}

// ElsewhereError says that a ticket was given at another station, where its
// dossier is: stations of an office do not share their queues yet.
type ElsewhereError struct {
	Ticket      person.Ticket
	OtherOffice bool // and at another office
}

func (e *ElsewhereError) Error() string {
	return fmt.Sprintf("ticket was given at station %d", e.Ticket.Station)
}

// TicketDossier finds the dossier that was begun for a scanned ticket. One that
// was given elsewhere is an *[ElsewhereError].
func (d *Desk) TicketDossier(ctx context.Context, code string) (dossier.ID, error) {
	ticket, err := person.ParseTicket(code)
	if err != nil {
		return "", err
	}
	otherOffice := ticket.Office != "" && !strings.EqualFold(ticket.Office, d.Office.Code)
	if otherOffice || ticket.Station != d.Office.Station {
		return "", &ElsewhereError{Ticket: ticket, OtherOffice: otherOffice}
	}
	t, err := d.Store.Ticket(ctx, ticket.Day.ISO(), ticket.Number)
	if err != nil {
		return "", err
	}
	if t.Dossier == "" {
		return "", ErrNoDossier
	}
	return t.Dossier, nil
}

// TicketPaper makes a ticket as a small paper with its QR code.
func (d *Desk) TicketPaper(ctx context.Context, t store.Ticket) (ReportPaper, error) {
	day, err := person.ParseISODate(t.Day)
	if err != nil {
		return ReportPaper{}, err
	}
	paper := report.Ticket{
		Number: t.Number, Station: d.Office.Station, QR: person.Ticket{Office: d.Office.Code, Station: d.Office.Station, Day: day, Number: t.Number}.QR(), Taken: t.Taken,
	}
	if p, ok := dossier.FindCoded(dossier.Priorities(), t.Priority); ok {
		paper.Priority = p.Vietnamese
	}
	stem := fmt.Sprintf("so-thu-tu/%s/%d/%s/%d", d.Office.Code, d.Office.Station, t.Day, t.Number)
	return d.bookPaper(ctx, "so-thu-tu", stem, func(print report.Print) ([]byte, error) {
		paper.Print = print
		var pdf bytes.Buffer
		err := report.WriteTicket(&pdf, paper)
		return pdf.Bytes(), err
	})
}
