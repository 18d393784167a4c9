package packet

import (
	"crypto"
	"fmt"

	"filippo.io/age"
)

// KindAnswer is the kind of a frame by which the registry answers a batch that
// came on a stick.
const KindAnswer Kind = 5

// MaxAnswer bounds a canonical answer.
const MaxAnswer = 8 << 20

// Answer answers one batch of one station. Over the line TLS says who answers;
// on a stick this signature does.
type Answer struct {
	Registry string `json:"registry"`
	Office   string `json:"office"`
	Station  string `json:"station"`
	Body     []byte `json:"body"` // JSON of protocol.StickAnswer
}

// SealAnswer signs an answer with the registry's key and seals it to the inbox
// of its station.
func SealAnswer(a Answer, signer crypto.Signer, inbox []age.Recipient) ([]byte, error) {
	if !ValidID(a.Registry) || !ValidID(a.Office) || !ValidID(a.Station) {
		return nil, fmt.Errorf("%w: answer", ErrFormat)
	}
	body, err := encode(a)
	if err != nil {
		return nil, err
	}
	return seal(KindAnswer, body, MaxAnswer, signer, inbox)
}

// OpenAnswer opens the answer to a batch of this station and returns its body.
func (s *Sealer) OpenAnswer(sealed []byte) ([]byte, error) {
	f, err := unseal(sealed, KindAnswer, MaxAnswer, s.inbox)
	if err != nil {
		return nil, err
	}
	if err := f.verify(s.registryKey); err != nil {
		return nil, err
	}
	var a Answer
	if err := decode(f.body, &a); err != nil {
		return nil, err
	}
	if a.Office != s.office || a.Station != s.station || a.Registry != s.registry {
		return nil, ErrAddressee
	}
	return a.Body, nil
}
