package packet

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"io"
	"testing"

	"carddesk/app/port"

	"filippo.io/age"
)

// fixture is a station and a registry with fixed keys.
type fixture struct {
	sealer   *Sealer
	station  ed25519.PrivateKey
	registry ed25519.PrivateKey
	identity *age.X25519Identity
	inbox    *age.X25519Identity
}

func fixedKey(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("carddesk test key " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func newFixture(t testing.TB) fixture {
	t.Helper()
	f := fixture{station: fixedKey("station"), registry: fixedKey("registry")}
	var err error
	if f.identity, err = age.GenerateX25519Identity(); err != nil {
		t.Fatal(err)
	}
	if f.inbox, err = age.GenerateX25519Identity(); err != nil {
		t.Fatal(err)
	}
	f.sealer = f.newSealer(t, "office-1", "station-1")
	return f
}

func (f fixture) newSealer(t testing.TB, office, station string) *Sealer {
	t.Helper()
	s, err := NewSealer(Config{
		Office: office, Station: station, Registry: "vn-training", Signing: f.station,
		Recipients: []age.Recipient{f.identity.Recipient()}, Inbox: []age.Identity{f.inbox},
		RegistryKey: f.registry.Public().(ed25519.PublicKey),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (f fixture) keys(office, station string) ([]ed25519.PublicKey, error) {
	if office != "office-1" || station != "station-1" {
		return nil, ErrSigner
	}
	return []ed25519.PublicKey{f.station.Public().(ed25519.PublicKey)}, nil
}

func part(name string, content []byte) port.PacketPart {
	return port.PacketPart{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
}

func sampleManifest() port.PacketManifest {
	return port.PacketManifest{
		Packet:  port.PacketID{Dossier: "0123456789abcdef0123456789abcdef", Version: 2},
		Created: "2026-01-02T03:04:05Z", PolicyVersion: "2026-01",
		Sections: []port.SectionRevision{{Section: "identity", Revision: 3, Author: "can-bo-1", Station: "station-1"}},
	}
}

func sampleParts() []port.PacketPart {
	return []port.PacketPart{
		part("identity.json", []byte(`{"name":"Nguyễn Thị Vi Dư"}`)),
		part("portrait.jpg", bytes.Repeat([]byte{0xff, 0xd8, 0x00}, 23000)),
		part("fingerprints/Right Thumb.fir", []byte("FIR\x00")),
		part("empty", nil),
	}
}

func (f fixture) seal(t testing.TB, m port.PacketManifest, parts []port.PacketPart) (sealed []byte, inner string) {
	t.Helper()
	var out bytes.Buffer
	inner, err := f.sealer.SealPacket(t.Context(), &out, m, parts)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), inner
}

// readAll reads a packet to its end.
func readAll(r *Reader) (map[string]string, error) {
	out := map[string]string{}
	for {
		entry, part, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		out[entry.Name] = string(content)
	}
}
