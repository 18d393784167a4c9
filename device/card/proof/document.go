package proof

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Document is the centre's word on whom desks believe: what the signed document
// of kind "trust" holds, as JSON. Lists are judged at the instant at which it was
// issued, since a desk may meet it, and open it again, long after.
type Document struct {
	Format      int       `json:"format"` // 1
	Issued      time.Time `json:"issued"`
	Issuers     [][]byte  `json:"issuers,omitempty"`     // DER certificates of country signing CAs
	MasterLists [][]byte  `json:"masterLists,omitempty"` // ICAO 9303-12 section 9
	Signers     [][]byte  `json:"signers,omitempty"`     // DER certificates of document signers
	Revocations [][]byte  `json:"revocations,omitempty"` // DER revocation lists
}

// ErrDocument marks a document of trust that cannot be used.
var ErrDocument = errors.New("unusable document of trust")

// documentFormat is the format that this program writes and reads.
const documentFormat = 1

// Apply believes what a document says, in place of what the one before it said;
// what was added at the desk stays. A document of which any part cannot be used,
// or that names no issuer where the desk knows none, changes nothing.
func (s *Store) Apply(ctx context.Context, body []byte) error {
	var d Document
	if err := json.Unmarshal(body, &d); err != nil {
		return fmt.Errorf("%w: %w", ErrDocument, err)
	}
	if d.Format != documentFormat || d.Issued.IsZero() {
		return fmt.Errorf("%w: format %d", ErrDocument, d.Format)
	}
	next := NewStore(s.refuseTraining)
	s.mu.RLock()
	next.anchors = s.own.clone()
	s.mu.RUnlock()
	if err := next.take(ctx, d); err != nil {
		return err
	}
	if len(next.issuers) == 0 {
		return fmt.Errorf("%w: no issuer", ErrDocument)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.anchors = next.anchors
	return nil
}

// take adds the parts of a document in the order in which they lean on each
// other.
func (s *Store) take(ctx context.Context, d Document) error {
	for _, part := range []struct {
		name string
		list [][]byte
		add  func([]byte) error
	}{
		{"issuer", d.Issuers, s.AddIssuer},
		{"master list", d.MasterLists, func(raw []byte) error {
			_, err := s.AddMasterList(raw, d.Issued)
			return err
		}},
		{"signer", d.Signers, s.AddSigner},
		{"revocation list", d.Revocations, s.AddRevocations},
	} {
		for i, raw := range part.list {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := part.add(raw); err != nil {
				return fmt.Errorf("%w: %s %d: %w", ErrDocument, part.name, i+1, err)
			}
		}
	}
	return nil
}
