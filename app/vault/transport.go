package vault

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// Transport is what a station needs to send and receive while the desk is
// locked: its signing key, its inbox identity, its TLS key with the certificate
// of the registry's enrolment. It opens with the machine secret alone and opens
// nothing of a dossier.
type Transport struct {
	Signing ed25519.PrivateKey  // signs packet manifests and batches
	Inbox   *age.X25519Identity // opens items of the change feed
	TLS     *ecdsa.PrivateKey   // P-256, of the client certificate
	// Certificates is the client chain, leaf first, DER; empty before enrolment.
	Certificates [][]byte
	// Roots are the CA certificates that the registry's server must chain to, DER.
	Roots [][]byte
	// Registry names the registry's keys as the enrolment gave them: age
	// recipients to seal to and the Ed25519 key that signs feed items.
	Registry RegistryKeys
}

// RegistryKeys are the public keys of the registry that a station trusts.
type RegistryKeys struct {
	ID         string            `json:"id"`
	URL        string            `json:"url"`
	Recipients []string          `json:"recipients"` // age recipients
	Signing    ed25519.PublicKey `json:"signing,omitempty"`
	Documents  ed25519.PublicKey `json:"documents,omitempty"` // that signs policy, tables and other documents
}

// transportFile is the sealed form.
type transportFile struct {
	Signing      []byte       `json:"signing"` // seed
	Inbox        string       `json:"inbox"`
	TLS          []byte       `json:"tls"` // PKCS #8
	Certificates [][]byte     `json:"certificates,omitempty"`
	Roots        [][]byte     `json:"roots,omitempty"`
	Registry     RegistryKeys `json:"registry"`
}

func transportPlace(station string) Place {
	return Place{Table: "station", Row: station, Column: "transport"}
}

// NewTransport draws the keys of a new station. The age and ECDSA keys come from
// the system's randomness whatever rand is: their makers take no other.
func NewTransport(rand io.Reader) (*Transport, error) {
	seed := make([]byte, ed25519.SeedSize)
	defer clear(seed)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, fmt.Errorf("drawing the signing key: %w", err)
	}
	inbox, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("making the inbox identity: %w", err)
	}
	tls, err := ecdsa.GenerateKey(elliptic.P256(), rand)
	if err != nil {
		return nil, fmt.Errorf("making the TLS key: %w", err)
	}
	return &Transport{Signing: ed25519.NewKeyFromSeed(seed), Inbox: inbox, TLS: tls}, nil
}

// SealTransport seals t under the machine secret for station.
func (m *Machine) SealTransport(rand io.Reader, station string, t *Transport) ([]byte, error) {
	tls, err := x509.MarshalPKCS8PrivateKey(t.TLS)
	if err != nil {
		return nil, fmt.Errorf("encoding the TLS key: %w", err)
	}
	defer clear(tls)
	plain, err := json.Marshal(transportFile{
		Signing:      t.Signing.Seed(),
		Inbox:        t.Inbox.String(),
		TLS:          tls,
		Certificates: t.Certificates,
		Roots:        t.Roots,
		Registry:     t.Registry,
	})
	if err != nil {
		return nil, fmt.Errorf("encoding the transport keys: %w", err)
	}
	defer clear(plain)
	use, err := m.sealing("transport", rand)
	if err != nil {
		return nil, err
	}
	return use.Seal(transportPlace(station), plain)
}

// OpenTransport opens what SealTransport made; [ErrMachine] when this computer's
// secret does not fit.
func (m *Machine) OpenTransport(station string, sealed []byte) (*Transport, error) {
	use, err := m.sealing("transport", nil)
	if err != nil {
		return nil, err
	}
	plain, err := use.Open(transportPlace(station), sealed)
	if err != nil {
		return nil, ErrMachine
	}
	defer clear(plain)
	var f transportFile
	if err := json.Unmarshal(plain, &f); err != nil {
		return nil, fmt.Errorf("decoding the transport keys: %w", err)
	}
	defer clear(f.Signing)
	defer clear(f.TLS)
	if len(f.Signing) != ed25519.SeedSize {
		return nil, errors.New("decoding the transport keys: signing seed has another length")
	}
	inbox, err := age.ParseX25519Identity(f.Inbox)
	if err != nil {
		return nil, fmt.Errorf("decoding the inbox identity: %w", err)
	}
	key, err := x509.ParsePKCS8PrivateKey(f.TLS)
	if err != nil {
		return nil, fmt.Errorf("decoding the TLS key: %w", err)
	}
	tls, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("decoding the TLS key: not ECDSA")
	}
	return &Transport{
		Signing:      ed25519.NewKeyFromSeed(f.Signing),
		Inbox:        inbox,
		TLS:          tls,
		Certificates: f.Certificates,
		Roots:        f.Roots,
		Registry:     f.Registry,
	}, nil
}

func (m *Machine) sealing(purpose string, rand io.Reader) (sealing, error) {
	key, err := m.derive(purpose)
	if err != nil {
		return sealing{}, err
	}
	defer clear(key)
	return newSealing(key, rand)
}

// SigningPublic is the public half of the signing key, for the enrolment.
func (t *Transport) SigningPublic() ed25519.PublicKey {
	return t.Signing.Public().(ed25519.PublicKey)
}

// TLSSigner is the TLS key as crypto/tls and crypto/x509 take it.
func (t *Transport) TLSSigner() crypto.Signer { return t.TLS }
