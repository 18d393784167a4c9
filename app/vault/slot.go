package vault

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"golang.org/x/text/unicode/norm"
)

const slotSaltSize = 16

// Slot kinds.
const (
	SlotPassword  = "password"
	SlotEnrolment = "enrolment"
	SlotRecovery  = "recovery"
)

// Slot is the office key wrapped under one way to unlock it. It is stored as it
// is; nothing in it is secret without the password, code or identity.
type Slot struct {
	Kind    string
	Owner   string // user id, station id or name of the recovery recipient
	Params  Params // of password slots
	Salt    []byte
	Wrapped []byte
}

// passwordKey mixes what the user knows with what this computer has.
func passwordKey(m *Machine, password string, p Params, salt []byte) ([]byte, error) {
	known := p.derive([]byte(norm.NFC.String(password)), salt)
	defer clear(known)
	has, err := m.derive("slots")
	if err != nil {
		return nil, err
	}
	defer clear(has)
	key, err := hkdf.Key(sha256.New, append(known, has...), salt, "carddesk/slot/password", keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving a slot key: %w", err)
	}
	return key, nil
}

func (s *Slot) place() Place {
	return Place{Table: "slot", Row: s.Kind + "/" + s.Owner, Column: fmt.Sprintf("%d/%d/%d",
		s.Params.Time, s.Params.MemoryKiB, s.Params.Threads)}
}

func (s *Slot) fill(rand io.Reader, key []byte, office *Office) error {
	use, err := newSealing(key, rand)
	if err != nil {
		return err
	}
	s.Wrapped, err = use.Seal(s.place(), office.key[:])
	return err
}

func (s *Slot) open(rand io.Reader, key []byte) (*Office, error) {
	use, err := newSealing(key, rand)
	if err != nil {
		return nil, err
	}
	plain, err := use.Open(s.place(), s.Wrapped)
	if err != nil {
		return nil, ErrWrongPassword
	}
	defer clear(plain)
	if len(plain) != keySize {
		return nil, ErrSealed
	}
	return officeOf([keySize]byte(plain), rand)
}

// PasswordSlot wraps the office key under the password of user and the machine
// secret. Passwords are compared in NFC: the same keys make the same password
// whichever input method composed them.
func PasswordSlot(rand io.Reader, m *Machine, office *Office, user, password string, p Params) (Slot, error) {
	if !p.Valid() {
		return Slot{}, ErrParams
	}
	s := Slot{Kind: SlotPassword, Owner: user, Params: p, Salt: make([]byte, slotSaltSize)}
	if _, err := io.ReadFull(rand, s.Salt); err != nil {
		return Slot{}, fmt.Errorf("drawing a salt: %w", err)
	}
	key, err := passwordKey(m, password, p, s.Salt)
	if err != nil {
		return Slot{}, err
	}
	defer clear(key)
	return s, s.fill(rand, key, office)
}

// OpenPassword unlocks the office key; [ErrWrongPassword] also stands for a slot
// that was changed, because the two cannot be told apart.
func (s *Slot) OpenPassword(rand io.Reader, m *Machine, password string) (*Office, error) {
	if s.Kind != SlotPassword || !s.Params.Valid() || len(s.Salt) != slotSaltSize {
		return nil, ErrParams
	}
	key, err := passwordKey(m, password, s.Params, s.Salt)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return s.open(rand, key)
}

// enrolmentCodeSize makes a code that cannot be guessed without any stretching.
const enrolmentCodeSize = 20

// EnrolmentSlot wraps the office key under a fresh one-time code, with which
// another station of the office takes it over. The code travels apart from the
// slot and is used once.
func EnrolmentSlot(rand io.Reader, office *Office, station string) (Slot, []byte, error) {
	code := make([]byte, enrolmentCodeSize)
	if _, err := io.ReadFull(rand, code); err != nil {
		return Slot{}, nil, fmt.Errorf("drawing a code: %w", err)
	}
	s := Slot{Kind: SlotEnrolment, Owner: station, Salt: make([]byte, slotSaltSize)}
	if _, err := io.ReadFull(rand, s.Salt); err != nil {
		return Slot{}, nil, fmt.Errorf("drawing a salt: %w", err)
	}
	key, err := s.enrolmentKey(code)
	if err != nil {
		return Slot{}, nil, err
	}
	defer clear(key)
	return s, code, s.fill(rand, key, office)
}

func (s *Slot) enrolmentKey(code []byte) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, code, s.Salt, "carddesk/slot/enrolment", keySize)
	if err != nil {
		return nil, fmt.Errorf("deriving a slot key: %w", err)
	}
	return key, nil
}

// OpenEnrolment unlocks the office key with the one-time code.
func (s *Slot) OpenEnrolment(rand io.Reader, code []byte) (*Office, error) {
	if s.Kind != SlotEnrolment || len(code) != enrolmentCodeSize || len(s.Salt) != slotSaltSize {
		return nil, ErrWrongPassword
	}
	key, err := s.enrolmentKey(code)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return s.open(rand, key)
}
