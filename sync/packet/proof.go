package packet

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"carddesk/app/port"
)

var _ port.Prover = (*Sealer)(nil)

// ProveItem implements [port.Prover]: it returns the frame of a feed item out of
// its seal, after the checks of [Sealer.OpenFeedItem]. Anybody who has the
// registry's public key can check it.
func (s *Sealer) ProveItem(_ context.Context, sealed []byte) ([]byte, error) {
	f, err := unseal(sealed, KindItem, MaxItem, s.inbox)
	if err != nil {
		return nil, err
	}
	if _, err := s.itemOf(f); err != nil {
		return nil, err
	}
	return append(f.signed(), f.signature[:]...), nil
}

// CheckProof implements [port.Prover]: it checks a frame that ProveItem returned.
func (s *Sealer) CheckProof(frame []byte) (port.ReceiptProof, error) {
	if len(frame) > headerSize+MaxItem+ed25519.SignatureSize {
		return port.ReceiptProof{}, fmt.Errorf("%w: proof", ErrTooLarge)
	}
	f, err := readWhole(bytes.NewReader(frame), KindItem, MaxItem)
	if err != nil {
		return port.ReceiptProof{}, err
	}
	item, err := s.itemOf(f)
	if err != nil {
		return port.ReceiptProof{}, err
	}
	proof := port.ReceiptProof{Registry: item.Registry, Office: item.Office, Seq: item.Seq, Signature: hex.EncodeToString(f.signature[:])}
	sum := sha256.Sum256(s.registryKey)
	proof.Key = hex.EncodeToString(sum[:8])
	if err := json.Unmarshal(item.Body, &proof.Change); err != nil {
		return port.ReceiptProof{}, fmt.Errorf("%w: content of a proof", ErrFormat)
	}
	return proof, nil
}

// itemOf checks who signed a feed item and for whom.
func (s *Sealer) itemOf(f *frame) (Item, error) {
	if err := f.verify(s.registryKey); err != nil {
		return Item{}, err
	}
	var item Item
	if err := decode(f.body, &item); err != nil {
		return Item{}, err
	}
	if item.Office != s.office || item.Registry != s.registry {
		return Item{}, ErrAddressee
	}
	return item, nil
}
