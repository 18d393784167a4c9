package store

import (
	"context"
	"fmt"

	"carddesk/app/vault"
)

// CheckPassword says whether a password is that of a user who is at work already:
// one act that stands for many is signed by it. Wrong ones count and are logged
// like those of a login. Errors: ErrWrongPassword, *ThrottledError, ErrNotFound.
func (s *Store) CheckPassword(ctx context.Context, user, password string) error {
	slot, err := s.readSlot(ctx, vault.SlotPassword, user)
	if err != nil {
		return fmt.Errorf("checking a password: %w", err)
	}
	opened, err := s.openSlot(ctx, slot, user, password)
	if err != nil {
		return err
	}
	opened.Forget()
	return s.writer.do(ctx, func(t *tx) error { return t.forgetFailures(user) })
}
