package book

import (
	"sync"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
)

// A live book answers as the book in force, also while it is replaced.
func TestLive(t *testing.T) {
	book := defaultBook()
	live, on := NewLive(book), noon("2026-11-25")
	request := dossier.Request{Regime: dossier.Regime2023, Kind: dossier.Exchange, Reason: "from-cccd"}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 100 {
				if _, amount := live.Fee(request, on); amount != 15000 {
					t.Errorf("fee %d", amount)
				}
			}
		})
	}
	for range 100 {
		live.SetPolicy(policy.Default())
		live.SetTables(book.Tables)
	}
	readers.Wait()
	if live.Version() != book.Version() || live.Threshold(port.Face, on) != book.Threshold(port.Face, on) ||
		live.Attempts(port.Face, on) != book.Attempts(port.Face, on) || live.SelfApproval(on) != book.SelfApproval(on) ||
		live.UndoTime(on) != book.UndoTime(on) || live.Due(request, person.FromTime(on)) != book.Due(request, person.FromTime(on)) {
		t.Error("a live book answers otherwise than its book")
	}
}
