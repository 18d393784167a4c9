package store

import (
	"errors"
	"fmt"

	"carddesk/app/dossier"
)

// takeNumber takes the next number of a counter of this station. The command id
// makes it certain that a number is neither lost nor given twice.
func (a *applying) takeNumber() error {
	if a.c.Command != dossier.TakeNumber {
		return nil
	}
	if a.c.Numbers == "" {
		return fmt.Errorf("%w: name of the counter", ErrMissing)
	}
	var next, last int64
	err := a.t.get([]any{&next, &last}, "SELECT next, last FROM counter WHERE name = ? AND station = ?",
		a.c.Numbers, a.s.Station().ID)
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("counter: %w", ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("reading the counter: %w", err)
	}
	if next > last {
		return ErrNumbersSpent
	}
	_, err = a.t.exec("UPDATE counter SET next = ? WHERE name = ? AND station = ?", next+1, a.c.Numbers, a.s.Station().ID)
	if err != nil {
		return fmt.Errorf("writing the counter: %w", err)
	}
	a.result.Number = next
	return nil
}
