package desk_test

import (
	"errors"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/store"
)

func TestTickets(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	if _, err := b.CallNext(ctx); !errors.Is(err, desk.ErrNobodyWaits) {
		t.Errorf("nobody waits: %v", err)
	}
	if _, err := b.TakeTicket(ctx, "friend"); !errors.Is(err, desk.ErrPriority) {
		t.Errorf("a reason that is none: %v", err)
	}
	for i, priority := range []string{"", "elderly", "", "disabled"} {
		ticket, err := b.TakeTicket(ctx, priority)
		b.must(err)
		if ticket.Number != i+1 || ticket.Priority != priority {
			t.Errorf("number %d is %+v", i+1, ticket)
		}
	}
	first, err := b.TakeTicket(ctx, "")
	b.must(err)
	if paper, err := b.TicketPaper(ctx, first); err != nil || len(paper.PDF) == 0 {
		t.Errorf("its paper: %v", err)
	}
	for _, want := range []int{2, 4, 1, 3, 5} {
		called, err := b.CallNext(ctx)
		b.must(err)
		if called.Number != want {
			t.Fatalf("called %d, want %d", called.Number, want)
		}
		code := person.Ticket{Station: 1, Day: person.FromTime(b.clock.Now()), Number: want}.QR()
		if _, err := b.TicketDossier(ctx, code); !errors.Is(err, desk.ErrNoDossier) {
			t.Errorf("before its dossier: %v", err)
		}
		id := b.draft(holder())
		if got, err := b.TicketDossier(ctx, code); err != nil || got != id {
			t.Errorf("ticket %d opens %q, %v; its dossier is %q", want, got, err, id)
		}
		b.draft(holder()) // of nobody's ticket
	}
	if _, err := b.TicketDossier(ctx, "STT:HN01-01-20261125-0099"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a number that nobody was given: %v", err)
	}
	for code, want := range map[string]desk.ElsewhereError{
		"STT:02-20261125-0001":      {Ticket: person.Ticket{Station: 2, Number: 1}},
		"STT:HN01-02-20261125-0003": {Ticket: person.Ticket{Office: "HN01", Station: 2, Number: 3}},
		"STT:HN02-01-20261125-0002": {Ticket: person.Ticket{Office: "HN02", Station: 1, Number: 2}, OtherOffice: true},
	} {
		want.Ticket.Day = person.FromTime(b.clock.Now())
		var elsewhere *desk.ElsewhereError
		if _, err := b.TicketDossier(ctx, code); !errors.As(err, &elsewhere) || *elsewhere != want {
			t.Errorf("%s: %v", code, err)
		}
	}
	// The next day begins with one.
	b.clock.pass(24 * time.Hour)
	if ticket, err := b.TakeTicket(ctx, ""); err != nil || ticket.Number != 1 {
		t.Errorf("tomorrow's first: %+v, %v", ticket, err)
	}
}
