package packet

import (
	"bytes"
	"crypto/ed25519"
	"io"
	"path/filepath"
	"testing"

	"carddesk/app/port"

	"filippo.io/age"
)

// anyKey lets the fuzzer past the lookup of the signer; signatures still fail.
func anyKey(string, string) ([]ed25519.PublicKey, error) {
	return []ed25519.PublicKey{fixedKey("station").Public().(ed25519.PublicKey)}, nil
}

// FuzzInner feeds the reader of what lies inside the seal.
func FuzzInner(f *testing.F) {
	fix := newFixture(f)
	f.Add(innerBytes(f, fix, sampleManifest(), []port.PacketPart{part("a", []byte("aa")), part("b", nil)}))
	f.Add([]byte(magic))
	f.Add(append([]byte(magic), 0, 1, 0, 1, 0xff, 0xff, 0xff, 0xff))
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := newInnerReader(bytes.NewReader(content), anyKey)
		if err != nil {
			return
		}
		// Whatever is accepted has one canonical form, signed by the key.
		body, err := encodeManifest(r.Manifest())
		if err != nil || hexHash(body) != r.Inner() {
			t.Fatalf("accepted a manifest that does not encode to itself: %v", err)
		}
		_, _ = readAll(r)
	})
}

// FuzzManifest feeds the manifest's decoder without a signature in the way.
func FuzzManifest(f *testing.F) {
	m := sampleManifest()
	m.Format, m.Office, m.Station, m.Registry = manifestFormat, "o", "s", "r"
	m.Entries = []port.PacketEntry{{Name: "a", Size: 1, SHA256: hexHash(nil)}}
	body, err := encodeManifest(m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte(`{"format":1}`))
	f.Add([]byte(`{"a":[[[[[[[[`))
	f.Fuzz(func(t *testing.T, content []byte) {
		got, err := decodeManifest(content)
		if err != nil {
			return
		}
		again, err := encodeManifest(got)
		if err != nil || !bytes.Equal(again, content) {
			t.Fatalf("decoded to another manifest: %v", err)
		}
		for _, e := range got.Entries {
			if filepath.IsAbs(e.Name) || !filepath.IsLocal(filepath.FromSlash(e.Name)) {
				t.Fatalf("name leaves its folder: %q", e.Name)
			}
		}
	})
}

// FuzzSealed feeds whole sealed things.
func FuzzSealed(f *testing.F) {
	identity, err := age.ParseX25519Identity("AGE-SECRET-KEY-184JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU")
	if err != nil {
		f.Fatal(err)
	}
	inbox := []age.Identity{identity}
	item, err := SealItem(Item{Registry: "r", Office: "o", Seq: 1, Kind: "k", Body: []byte("{}")}, fixedKey("registry"), []age.Recipient{identity.Recipient()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(item)
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(_ *testing.T, content []byte) {
		_, _ = unseal(content, KindItem, MaxItem, inbox)
		_, _ = OpenEvent(content, inbox, anyKey)
		_, _ = OpenBatch(content, anyKey)
		if r, err := NewReader(bytes.NewReader(content), inbox, anyKey); err == nil {
			for {
				if _, _, err := r.Next(); err == io.EOF || err != nil {
					break
				}
			}
		}
	})
}
