package desk

import (
	"context"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Codes of why a citizen's dossier ends without a card, and why it is corrected.
const (
	WithdrawByCitizen = "citizen-withdraws"
	WithdrawMoved     = "moved"      // the request is made elsewhere
	WithdrawFound     = "card-found" // the card that was lost is back
	ReturnForCitizen  = "citizen-correction"
)

// WithdrawReasons lists why a citizen takes a request back.
func WithdrawReasons() []string { return []string{WithdrawByCitizen, WithdrawMoved, WithdrawFound} }

// Acts lists what the person who is logged in may do with a dossier in its
// state, in the order of the state table.
func (d *Desk) Acts(opened Opened) []dossier.Command {
	user, _ := d.User()
	return dossier.Allowed(dossier.Dossiers(), opened.State, user.Role)
}

// Withdraw ends a dossier because the citizen takes the request back, wherever
// the state table allows it: a version that is on its way is superseded, and the
// registry learns of it.
func (d *Desk) Withdraw(ctx context.Context, id dossier.ID, reason string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "withdraw-" + string(id), Actor: actor, Command: dossier.WithdrawDossier, Dossier: id, Reason: reason,
		Slip: store.SlipBack,
	})
	if err != nil {
		return fmt.Errorf("withdrawing a dossier: %w", err)
	}
	return nil
}

// Correct gives a dossier back to the counter because the citizen found a value
// wrong after it was taken in.
func (d *Desk) Correct(ctx context.Context, id dossier.ID, section dossier.Section, note string) error {
	return d.Return(ctx, id, section, ReturnForCitizen, note)
}
