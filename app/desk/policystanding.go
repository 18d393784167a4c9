package desk

import (
	"context"
	"fmt"
	"time"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/app/store"
)

// PolicyStanding is the policy in force with all of its settings, and what is
// known of the one after it.
type PolicyStanding struct {
	Day     person.CivilDate // that it is looked at on
	Version string
	Serial  int
	// Since is when the document came to this desk; zero for the policy that the
	// program carries.
	Since    time.Time
	Settings []policy.Setting
	// Next is a newer document that is not in force: it is still to be fetched, or
	// this program cannot use it. Nil without one.
	Next *DocumentStanding
}

// PolicyStanding shows what policy sets today, for who may make reports.
func (d *Desk) PolicyStanding(ctx context.Context) (PolicyStanding, error) {
	if _, err := d.reporting(); err != nil {
		return PolicyStanding{}, fmt.Errorf("looking at the policy: %w", err)
	}
	set := policy.Default()
	if d.Book != nil {
		set = d.Book.Book().Policy
	}
	standing := PolicyStanding{Day: d.today(), Version: set.Version(), Serial: set.Serial(), Settings: set.Settings()}
	documents, err := d.ConfigurationStanding(ctx)
	if err != nil {
		return standing, err
	}
	for _, document := range documents {
		switch {
		case document.Kind != port.DocumentPolicy:
		case document.State == store.DocumentInForce:
			if set != policy.Default() { // else the document is older than the program
				standing.Since = document.Since
			}
		default:
			standing.Next = &document
		}
	}
	return standing, nil
}
