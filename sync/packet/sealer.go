package packet

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"fmt"
	"io"

	"carddesk/app/port"

	"filippo.io/age"
)

// Config is what a station needs to seal and open. All of it belongs to the
// transport part of the vault: none of it needs an unlocked desk.
type Config struct {
	Office     string          // id of the office
	Station    string          // id of the station
	Registry   string          // id of the registry
	Signing    crypto.Signer   // the station's Ed25519 signing key
	Recipients []age.Recipient // of the registry, see [ParseRecipients]
	// Present, where it is set, is asked for the recipients at each sealing instead:
	// policy may change what they must be while the station runs. What it refuses is
	// not sealed.
	Present     func() ([]age.Recipient, error)
	Inbox       []age.Identity    // that open what the registry seals to the office
	RegistryKey ed25519.PublicKey // that signs what comes from the registry
}

// Sealer seals what a station sends and opens what the registry sends back. It
// implements [port.Sealer] and may be used by several goroutines.
type Sealer struct {
	office, station, registry string
	signing                   crypto.Signer
	recipients                func() ([]age.Recipient, error)
	inbox                     []age.Identity
	registryKey               ed25519.PublicKey
}

var _ port.Sealer = (*Sealer)(nil)

// NewSealer returns a sealer, or an error when a key or an id is unusable.
func NewSealer(c Config) (*Sealer, error) {
	for name, id := range map[string]string{"office": c.Office, "station": c.Station, "registry": c.Registry} {
		if !ValidID(id) {
			return nil, fmt.Errorf("sealer: %s is no identifier", name)
		}
	}
	if c.Signing == nil {
		return nil, fmt.Errorf("sealer: no signing key")
	}
	if _, ok := c.Signing.Public().(ed25519.PublicKey); !ok {
		return nil, fmt.Errorf("sealer: signing key is not Ed25519")
	}
	if len(c.RegistryKey) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("sealer: registry's signing key is not Ed25519")
	}
	if len(c.Inbox) == 0 || c.Present == nil && len(c.Recipients) == 0 {
		return nil, fmt.Errorf("sealer: no recipients or no inbox identity")
	}
	present := c.Present
	if present == nil {
		present = func() ([]age.Recipient, error) { return c.Recipients, nil }
	}
	return &Sealer{
		office: c.Office, station: c.Station, registry: c.Registry,
		signing: c.Signing, recipients: present, inbox: c.Inbox, registryKey: c.RegistryKey,
	}, nil
}

// Office returns the id of the office that the sealer works for.
func (s *Sealer) Office() string { return s.office }

// Station returns the id of the station that the sealer signs for.
func (s *Sealer) Station() string { return s.station }

// address fills in the ids of this sealer where they are empty and refuses
// others: a station never signs for somebody else.
func (s *Sealer) address(office, station, registry *string) error {
	for _, id := range []struct {
		own   string
		given *string
	}{{s.office, office}, {s.station, station}, {s.registry, registry}} {
		if *id.given == "" {
			*id.given = id.own
		}
		if *id.given != id.own {
			return fmt.Errorf("%w: the sealer belongs to another office, station or registry", ErrAddressee)
		}
	}
	return nil
}

// SealEvent implements [port.Sealer]. Empty ids of office and station are
// filled in.
func (s *Sealer) SealEvent(_ context.Context, event port.Event) ([]byte, error) {
	registry := ""
	if err := s.address(&event.Office, &event.Station, &registry); err != nil {
		return nil, err
	}
	event.Time = event.Time.UTC()
	if err := checkEvent(event); err != nil {
		return nil, err
	}
	body, err := encode(event)
	if err != nil {
		return nil, err
	}
	recipients, err := s.recipients()
	if err != nil {
		return nil, err
	}
	return seal(KindEvent, body, MaxEvent, s.signing, recipients)
}

// OpenItem implements [port.Sealer]: it returns the body of the item, the JSON
// of a [port.Change] for the kinds this program knows. An item of another
// office or registry is [ErrAddressee].
func (s *Sealer) OpenItem(_ context.Context, sealed []byte) ([]byte, error) {
	item, err := s.OpenFeedItem(sealed)
	if err != nil {
		return nil, err
	}
	return item.Body, nil
}

// OpenFeedItem opens an item with its place in the feed.
func (s *Sealer) OpenFeedItem(sealed []byte) (Item, error) {
	f, err := unseal(sealed, KindItem, MaxItem, s.inbox)
	if err != nil {
		return Item{}, err
	}
	return s.itemOf(f)
}

// SignBatch returns the framed, signed batch that the station offers.
func (s *Sealer) SignBatch(batch Batch) ([]byte, error) {
	batch.Format = batchFormat
	if err := s.address(&batch.Office, &batch.Station, &batch.Registry); err != nil {
		return nil, err
	}
	return signBatch(batch, s.signing)
}

// seal writes a frame into an age stream held in memory; for small things only.
func seal(kind Kind, body []byte, limit int, signer crypto.Signer, recipients []age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipients...)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	if err := writeFrame(w, kind, body, limit, signer); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return out.Bytes(), nil
}

// unseal opens what seal wrote; the signature is not checked yet.
func unseal(sealed []byte, kind Kind, limit int, identities []age.Identity) (*frame, error) {
	if len(sealed) > limit+sealOverhead {
		return nil, fmt.Errorf("%w: %d sealed bytes", ErrTooLarge, len(sealed))
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), identities...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSealed, err)
	}
	return readWhole(r, kind, limit)
}

// readWhole reads a frame after which nothing may follow.
func readWhole(r io.Reader, kind Kind, limit int) (*frame, error) {
	f, err := readFrame(r, kind, limit)
	if err != nil {
		return nil, err
	}
	if err := atEnd(r); err != nil {
		return nil, err
	}
	return f, nil
}
