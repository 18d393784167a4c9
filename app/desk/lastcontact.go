package desk

import (
	"context"
	"time"

	"carddesk/app/store"
)

// LastContact returns when the registry was last reached, in this run of the
// program or in one before; at the earliest when the station was set up.
func (d *Desk) LastContact(ctx context.Context) (time.Time, error) {
	figures, err := d.Store.LineFigures(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return d.contact(figures), nil
}

// contact is the later of what is kept and what the line has seen since.
func (d *Desk) contact(figures store.LineFigures) time.Time {
	if d.Sync == nil {
		return figures.Contact
	}
	if at := d.Sync.Status().LastContact; at.After(figures.Contact) {
		return at
	}
	return figures.Contact
}
