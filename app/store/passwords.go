package store

import (
	"fmt"
	"time"

	"carddesk/app/vault"
)

// PasswordRules are how long passwords must be and how patient the desk is with
// wrong ones, by policy. Zero fields are the compiled ones.
type PasswordRules struct {
	Length  int           // characters at least; never less than 8
	Free    int           // wrong tries before the first wait
	Longest time.Duration // wait
}

// ShortPasswordError refuses a password that is too short.
type ShortPasswordError struct {
	Least int // characters
}

func (e *ShortPasswordError) Error() string {
	return fmt.Sprintf("password of fewer than %d characters", e.Least)
}

// Unwrap makes it an ErrMissing.
func (e *ShortPasswordError) Unwrap() error { return ErrMissing }

// checkLength refuses a password that policy finds too short.
func (s *Store) checkLength(password string) error {
	least := max(minPassword, s.rules().Length)
	if len([]rune(password)) < least {
		return &ShortPasswordError{Least: least}
	}
	return nil
}

// throttle is an empty counter of wrong passwords with the limits of policy.
func (s *Store) throttle() vault.Throttle {
	rules := s.rules()
	return vault.Throttle{Free: rules.Free, Longest: rules.Longest}
}
