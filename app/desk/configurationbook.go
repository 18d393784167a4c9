package desk

import (
	"context"

	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/tables"
)

// BookAppliers puts policy and tables that come from the centre in force in a
// live book. A document with an older serial of its own than what the program
// carries, as after an update of the program, is not used.
func BookAppliers(live *book.Live) map[string]Apply {
	return map[string]Apply{
		port.DocumentPolicy: func(_ context.Context, body []byte) error {
			set, err := policy.Parse(body)
			if err != nil {
				return err
			}
			if set.Serial() < live.Book().Policy.Serial() {
				return policy.ErrOlder
			}
			live.SetPolicy(set)
			return nil
		},
		port.DocumentTables: func(_ context.Context, body []byte) error {
			set, err := tables.Parse(body)
			if err != nil {
				return err
			}
			if set.Serial() < live.Book().Tables.Serial() {
				return tables.ErrOlder
			}
			set.Warm() // the first search then waits for nothing
			live.SetTables(set)
			return nil
		},
	}
}
