// Package vault holds the keys of a desk: how they are wrapped, unlocked, used
// and forgotten. It knows no database: what it seals it returns as bytes, and
// the store decides where they lie.
//
//	password (Argon2id) + machine secret ─┐
//	recovery (age, to the registry) ──────┼→ Slot → Office ─→ Dossier (one key a dossier) → sections, blobs
//	one-time enrolment code ──────────────┘          └→ log payloads, officers' names
//	machine secret alone → Transport: mutual TLS, inbox identity, signing key
//
// All sealing is XChaCha20-Poly1305 with random nonces. The associated data
// binds a value to its [Place], so a sealed cell moved to another row, column
// or revision does not open.
package vault

import "errors"

// Errors of this package.
var (
	// ErrWrongPassword: the slot does not open with this password.
	ErrWrongPassword = errors.New("wrong password")
	// ErrMachine: the machine secret is missing or is not this desk's.
	ErrMachine = errors.New("machine secret is missing or belongs to another desk")
	// ErrSealed: sealed bytes are damaged, cut, moved or of another key.
	ErrSealed = errors.New("sealed value does not open")
	// ErrParams: the parameters of a password slot are outside the bounds.
	ErrParams = errors.New("password parameters out of bounds")
)
