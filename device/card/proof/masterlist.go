package proof

import (
	"errors"
	"fmt"
	"time"

	"carddesk/device/card/ber"
	"carddesk/device/card/cert"
	"carddesk/device/card/cms"
)

// OIDMasterList is the content type of a master list (ICAO 9303-12 section 9).
const OIDMasterList ber.OID = "2.23.136.1.1.2"

// maxMasterList bounds a master list in bytes; that of ICAO has some 1 MB.
const maxMasterList = 16 << 20

// ErrMasterList marks bytes that are no master list.
var ErrMasterList = errors.New("unusable master list")

// MasterListResult is what came of a master list.
type MasterListResult struct {
	Added   int
	Skipped []error // why some certificates were left out
}

// AddMasterList believes the issuers of a master list whose signer was appointed
// by an issuer that the store believes already, at the given instant. Single
// certificates that cannot be used are skipped, since such lists hold some of
// every country's habits.
func (s *Store) AddMasterList(raw []byte, at time.Time) (MasterListResult, error) {
	if len(raw) > maxMasterList {
		return MasterListResult{}, fmt.Errorf("%w: %d bytes", ErrMasterList, len(raw))
	}
	signed, err := cms.Parse(raw)
	if err != nil {
		return MasterListResult{}, fmt.Errorf("%w: %w", ErrMasterList, err)
	}
	if signed.ContentType != OIDMasterList {
		return MasterListResult{}, fmt.Errorf("%w: content %s", ErrMasterList, signed.ContentType)
	}
	if err := s.checkListSigner(signed, at); err != nil {
		return MasterListResult{}, err
	}
	e, err := ber.Only(signed.Content)
	if err != nil {
		return MasterListResult{}, fmt.Errorf("%w: %w", ErrMasterList, err)
	}
	c := ber.Walk(e, ber.TagSequence)
	c.Take(ber.TagInteger) // version 0
	list := c.Take(ber.TagSet)
	if err := c.End(); err != nil {
		return MasterListResult{}, fmt.Errorf("%w: %w", ErrMasterList, err)
	}
	certificates, err := list.Children()
	if err != nil {
		return MasterListResult{}, fmt.Errorf("%w: %w", ErrMasterList, err)
	}
	var result MasterListResult
	for _, certificate := range certificates {
		if err := s.AddIssuer(certificate.Raw); err != nil {
			result.Skipped = append(result.Skipped, err)
			continue
		}
		result.Added++
	}
	return result, nil
}

// checkListSigner looks for a signer of the list that a believed issuer
// appointed for lists.
func (s *Store) checkListSigner(signed cms.SignedData, at time.Time) error {
	for _, info := range signed.Signers {
		for _, raw := range signed.Certificates {
			signer, err := cert.Parse(raw)
			if err != nil || !names(info, signer) || !signer.MaySignMasterLists() {
				continue
			}
			if info.Verify(signer.Key, signed.ContentType, signed.Content) != nil {
				continue
			}
			if outcome, _ := s.vouch(signer, at); outcome.Passed() {
				return nil
			}
		}
	}
	return fmt.Errorf("%w: %w", ErrMasterList, ErrUntrusted)
}
