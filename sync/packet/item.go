package packet

import (
	"crypto"
	"fmt"

	"filippo.io/age"
)

// Item is one item of a change feed inside its seal. Body is kept as bytes so
// that a desk can keep items of kinds it does not know yet.
type Item struct {
	Registry string `json:"registry"`
	Office   string `json:"office"`
	Seq      int64  `json:"seq"` // place in the office's feed, from 1, without gaps
	Kind     string `json:"kind"`
	Body     []byte `json:"body"`
}

// SealItem signs an item with the registry's key and seals it to the inboxes
// of an office's stations.
func SealItem(item Item, signer crypto.Signer, inboxes []age.Recipient) ([]byte, error) {
	if !ValidID(item.Registry) || !ValidID(item.Office) || !ValidID(item.Kind) || item.Seq < 1 || item.Seq > maxSafeInteger {
		return nil, fmt.Errorf("%w: feed item", ErrFormat)
	}
	body, err := encode(item)
	if err != nil {
		return nil, err
	}
	return seal(KindItem, body, MaxItem, signer, inboxes)
}
