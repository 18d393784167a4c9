package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// RecoverySlot wraps the office key to the registry, which can give an office
// its data back when every password is lost or the machine is gone.
func RecoverySlot(office *Office, name string, recipients ...age.Recipient) (Slot, error) {
	if len(recipients) == 0 {
		return Slot{}, errors.New("recovery slot: no recipient")
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipients...)
	if err != nil {
		return Slot{}, fmt.Errorf("sealing the recovery slot: %w", err)
	}
	if _, err := w.Write(office.key[:]); err != nil {
		return Slot{}, fmt.Errorf("sealing the recovery slot: %w", err)
	}
	if err := w.Close(); err != nil {
		return Slot{}, fmt.Errorf("sealing the recovery slot: %w", err)
	}
	return Slot{Kind: SlotRecovery, Owner: name, Wrapped: sealed.Bytes()}, nil
}

// OpenRecovery unlocks the office key with an identity of the registry.
func (s *Slot) OpenRecovery(rand io.Reader, identities ...age.Identity) (*Office, error) {
	r, err := age.Decrypt(bytes.NewReader(s.Wrapped), identities...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWrongPassword, err)
	}
	key := make([]byte, keySize+1)
	defer clear(key)
	n, err := io.ReadFull(r, key)
	if n != keySize || !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, ErrSealed
	}
	return officeOf([keySize]byte(key), rand)
}
