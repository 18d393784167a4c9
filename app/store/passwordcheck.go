package store

import (
	"context"
	"errors"
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
	if err := s.countFailure(ctx, user); err != nil {
		return err
	}
	opened, err := slot.OpenPassword(s.rand, s.machine, password)
	if errors.Is(err, vault.ErrWrongPassword) {
		return errors.Join(ErrWrongPassword, s.logFailure(ctx, user))
	}
	if err != nil {
		return fmt.Errorf("opening a password slot: %w", err)
	}
	opened.Forget()
	return s.writer.do(ctx, func(t *tx) error {
		if _, err := t.exec("DELETE FROM throttle WHERE user = ?", user); err != nil {
			return fmt.Errorf("writing the password counter: %w", err)
		}
		return nil
	})
}
