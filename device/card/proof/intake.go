package proof

import (
	"bytes"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"time"

	"carddesk/app/port"
	"carddesk/device/card/ber"
)

// Added counts what a file brought into the store.
type Added struct {
	Issuers     int
	Revocations int     // lists
	Skipped     []error // single certificates of a master list left out, and why
}

// Add takes a file of trust as it comes from an administrator or the registry:
// an issuer's certificate, a master list or a revocation list, in DER or, any
// number of them, in PEM. A certificate is believed because it was brought; the
// two kinds of lists only by their signatures, at the given instant. On an error
// what came before it stays.
func (s *Store) Add(data []byte, at time.Time) (Added, error) {
	var added Added
	if !bytes.Contains(data, []byte("-----BEGIN ")) {
		return added, s.addDER(data, at, &added)
	}
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			return added, nil
		}
		if err := s.addDER(block.Bytes, at, &added); err != nil {
			return added, err
		}
		data = rest
	}
}

// addDER tells the three structures apart by their first elements.
func (s *Store) addDER(raw []byte, at time.Time, added *Added) error {
	if len(raw) > maxMasterList {
		return fmt.Errorf("adding trust: %d bytes", len(raw))
	}
	e, err := ber.Only(raw)
	if err != nil {
		return fmt.Errorf("adding trust: %w", err)
	}
	first := ber.Walk(e, ber.TagSequence).Any()
	if first.Tag == ber.TagOID {
		result, err := s.AddMasterList(raw, at)
		added.Issuers += result.Added
		added.Skipped = append(added.Skipped, result.Skipped...)
		return err
	}
	if isRevocationList(first) {
		if err := s.AddRevocations(raw); err != nil {
			return err
		}
		added.Revocations++
		return nil
	}
	if err := s.AddIssuer(raw); err != nil {
		return err
	}
	added.Issuers++
	return nil
}

// isRevocationList looks into the signed body: version, algorithm and issuer are
// followed by a time, where a certificate has its validity.
func isRevocationList(body ber.Element) bool {
	c := ber.Walk(body, ber.TagSequence)
	c.Optional(ber.TagInteger)
	c.Take(ber.TagSequence)
	c.Take(ber.TagSequence)
	next := c.Any()
	return c.Err() == nil && (next.Tag == ber.TagUTCTime || next.Tag == ber.TagGeneralizedTime)
}

// Show lists the believed issuers in the order in which they came.
func (s *Store) Show() []port.ChipIssuer {
	issuers, lists := s.Issuers(), s.RevocationLists()
	shown := make([]port.ChipIssuer, len(issuers))
	for i, c := range issuers {
		shown[i] = port.ChipIssuer{
			Name: c.Subject.Text, KeyID: hex.EncodeToString(c.KeyID), Key: c.Key.Describe(),
			NotBefore: c.NotBefore, NotAfter: c.NotAfter, Training: Training(c),
		}
		for _, list := range lists {
			if list.Issuer == c.Subject.Text {
				shown[i].Revoked, shown[i].RevokedAsOf = list.Count, list.ThisUpdate
			}
		}
	}
	return shown
}
