package proof

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"sync"
	"time"

	"carddesk/device/card/cert"
)

// Errors of the trust store.
var (
	ErrNotIssuer = errors.New("certificate is not that of an issuer")
	ErrTraining  = errors.New("certificate of a training issuer")
	ErrUntrusted = errors.New("not signed by a trusted issuer")
)

// TrainingKeyPrefix begins the key identifiers of training issuers, so that a
// release build can refuse them whatever they call themselves.
const TrainingKeyPrefix = "TRAINING"

// Training reports whether a certificate belongs to a training issuer.
func Training(c *cert.Certificate) bool {
	return bytes.HasPrefix(c.KeyID, []byte(TrainingKeyPrefix))
}

// Store holds the issuers that this desk believes, certificates of signers that
// chips may leave out, and revocations. It is safe for concurrent use.
type Store struct {
	refuseTraining bool

	mu      sync.RWMutex
	anchors         // what is believed: own and what the centre's document says
	own     anchors // added here, which no document takes away
}

// anchors are issuers with all that belongs to them.
type anchors struct {
	issuers []*cert.Certificate
	signers []*cert.Certificate
	revoked map[string]bool // issuer name and serial number
	lists   []Revocations
}

// clone is a copy that grows by itself.
func (a anchors) clone() anchors {
	return anchors{
		issuers: slices.Clone(a.issuers), signers: slices.Clone(a.signers),
		revoked: maps.Clone(a.revoked), lists: slices.Clone(a.lists),
	}
}

// Revocations is what the store knows of one issuer's revocation list.
type Revocations struct {
	Issuer     string
	ThisUpdate time.Time
	NextUpdate time.Time // zero when not promised
	Count      int
}

// NewStore returns an empty store. With refuseTraining, as in release builds,
// it takes no certificate of a training issuer.
func NewStore(refuseTraining bool) *Store {
	return &Store{
		refuseTraining: refuseTraining,
		anchors:        anchors{revoked: map[string]bool{}}, own: anchors{revoked: map[string]bool{}},
	}
}

// AddIssuer believes an issuer (country signing CA). A certificate that says it
// signed itself must have. Adding one twice changes nothing.
func (s *Store) AddIssuer(raw []byte) error {
	c, err := cert.Parse(raw)
	if err != nil {
		return fmt.Errorf("adding issuer: %w", err)
	}
	if !c.MaySignCertificates() {
		return fmt.Errorf("adding issuer: %w", ErrNotIssuer)
	}
	if s.refuseTraining && Training(c) {
		return fmt.Errorf("adding issuer: %w", ErrTraining)
	}
	if c.SelfIssued() && (c.IssuerKey == nil || bytes.Equal(c.IssuerKey, c.KeyID)) {
		if err := c.SignedBy(c); err != nil {
			return fmt.Errorf("adding issuer: %w", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issuers, s.own.issuers = addOnce(s.issuers, c), addOnce(s.own.issuers, c)
	return nil
}

// AddSigner keeps the certificate of a document signer for chips that carry
// none. It is believed only as far as a trusted issuer signed it.
func (s *Store) AddSigner(raw []byte) error {
	c, err := cert.Parse(raw)
	if err != nil {
		return fmt.Errorf("adding signer: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signers, s.own.signers = addOnce(s.signers, c), addOnce(s.own.signers, c)
	return nil
}

func addOnce(list []*cert.Certificate, c *cert.Certificate) []*cert.Certificate {
	for _, known := range list {
		if bytes.Equal(known.Raw, c.Raw) {
			return list
		}
	}
	return append(list, c)
}

// AddIssuersPEM believes every certificate in a PEM file and returns how many
// there were. Other blocks are passed over.
func (s *Store) AddIssuersPEM(data []byte) (int, error) {
	count := 0
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			return count, nil
		}
		data = rest
		if block.Type != "CERTIFICATE" {
			continue
		}
		if err := s.AddIssuer(block.Bytes); err != nil {
			return count, err
		}
		count++
	}
}

// AddRevocations takes a revocation list signed by a trusted issuer. Revocations
// add up: a certificate once revoked stays so.
func (s *Store) AddRevocations(raw []byte) error {
	list, err := cert.ParseRevocationList(raw)
	if err != nil {
		return fmt.Errorf("adding revocations: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, issuer := range s.issuers {
		if !issuer.Subject.Equal(list.Issuer) || !issuer.MaySignRevocations() || list.SignedBy(issuer) != nil {
			continue
		}
		s.revoke(issuer.Subject, list)
		s.own.revoke(issuer.Subject, list)
		return nil
	}
	return fmt.Errorf("adding revocations: %w", ErrUntrusted)
}

// revoke takes the serial numbers of a list and remembers the newest list of each
// issuer.
func (a *anchors) revoke(issuer cert.Name, list *cert.RevocationList) {
	for _, serial := range list.Serials {
		a.revoked[revocationKey(issuer, serial)] = true
	}
	note := Revocations{
		Issuer: issuer.Text, ThisUpdate: list.ThisUpdate, NextUpdate: list.NextUpdate, Count: len(list.Serials),
	}
	for i, known := range a.lists {
		if known.Issuer == note.Issuer {
			if note.ThisUpdate.After(known.ThisUpdate) {
				a.lists[i] = note
			}
			return
		}
	}
	a.lists = append(a.lists, note)
}

func revocationKey(issuer cert.Name, serial *big.Int) string {
	return issuer.Key() + "\x00" + serial.Text(16)
}

// Issuers lists the believed issuers, for showing.
func (s *Store) Issuers() []*cert.Certificate {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]*cert.Certificate(nil), s.issuers...)
}

// RevocationLists lists the lists taken, for showing.
func (s *Store) RevocationLists() []Revocations {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]Revocations(nil), s.lists...)
}
