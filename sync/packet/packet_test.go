package packet

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"carddesk/app/port"

	"filippo.io/age"
	"pgregory.net/rapid"
)

func TestPacketRoundTrip(t *testing.T) {
	f := newFixture(t)
	sealed, inner := f.seal(t, sampleManifest(), sampleParts())
	r, err := NewReader(bytes.NewReader(sealed), []age.Identity{f.identity}, f.keys)
	if err != nil {
		t.Fatal(err)
	}
	if r.Inner() != inner {
		t.Errorf("inner hash %s, sealed as %s", r.Inner(), inner)
	}
	if again, err := InnerHash(r.Manifest()); err != nil || again != inner {
		t.Errorf("InnerHash = %s, %v", again, err)
	}
	got, err := readAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 || got["identity.json"] != `{"name":"Nguyễn Thị Vi Dư"}` || len(got["portrait.jpg"]) != 69000 {
		t.Errorf("parts read: %d", len(got))
	}
}

// The inner hash names content: sealing again gives other bytes, the same hash.
func TestResealingKeepsInnerHash(t *testing.T) {
	f := newFixture(t)
	a, innerA := f.seal(t, sampleManifest(), sampleParts())
	b, innerB := f.seal(t, sampleManifest(), sampleParts())
	if bytes.Equal(a, b) {
		t.Error("two sealings have the same bytes")
	}
	if innerA != innerB {
		t.Error("two sealings have different inner hashes")
	}
	changed := sampleManifest()
	changed.Packet.Version++
	if _, inner := f.seal(t, changed, sampleParts()); inner == innerA {
		t.Error("another version has the same inner hash")
	}
}

// Any bit of the inner bytes changed must be noticed, whatever age would say.
func TestEveryChangedByteIsNoticed(t *testing.T) {
	f := newFixture(t)
	inner := innerBytes(t, f, sampleManifest(), []port.PacketPart{part("a", []byte("aaaa")), part("b", []byte("bb"))})
	for i := range inner {
		changed := bytes.Clone(inner)
		changed[i] ^= 1
		r, err := newInnerReader(bytes.NewReader(changed), f.keys)
		if err == nil {
			_, err = readAll(r)
		}
		if err == nil {
			t.Fatalf("byte %d of %d changed unnoticed", i, len(inner))
		}
	}
	for i := range inner {
		r, err := newInnerReader(bytes.NewReader(inner[:i]), f.keys)
		if err == nil {
			_, err = readAll(r)
		}
		if err == nil {
			t.Fatalf("cut after %d of %d bytes unnoticed", i, len(inner))
		}
	}
	r, err := newInnerReader(bytes.NewReader(append(bytes.Clone(inner), 0)), f.keys)
	if err == nil {
		_, err = readAll(r)
	}
	if !errors.Is(err, ErrFormat) {
		t.Errorf("byte after the end: %v", err)
	}
}

func innerBytes(t testing.TB, f fixture, m port.PacketManifest, parts []port.PacketPart) []byte {
	t.Helper()
	sealed, _ := f.seal(t, m, parts)
	plain, err := age.Decrypt(bytes.NewReader(sealed), f.identity)
	if err != nil {
		t.Fatal(err)
	}
	inner, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	return inner
}

// A part that is skipped is verified all the same.
func TestSkippedPartIsVerified(t *testing.T) {
	f := newFixture(t)
	inner := innerBytes(t, f, sampleManifest(), []port.PacketPart{part("a", []byte("aaaa")), part("b", []byte("bb"))})
	at := bytes.LastIndex(inner, []byte("aaaa"))
	inner[at] = 'x'
	r, err := newInnerReader(bytes.NewReader(inner), f.keys)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Next(); !errors.Is(err, ErrHash) {
		t.Errorf("second part after a spoilt first: %v", err)
	}
	if _, _, err := r.Next(); !errors.Is(err, ErrHash) {
		t.Errorf("the error does not last: %v", err)
	}
}

func TestRefusedPackets(t *testing.T) {
	f := newFixture(t)
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	sealed, _ := f.seal(t, sampleManifest(), sampleParts())
	stranger := f
	stranger.station = fixedKey("stranger")
	cases := []struct {
		name     string
		sealed   []byte
		identity age.Identity
		keys     StationKeys
		want     error
	}{
		{"sealed to somebody else", sealed, other, f.keys, ErrSealed},
		{"signed by another key", sealed, f.identity, stranger.keys, ErrSignature},
		{"no key", sealed, f.identity, func(string, string) ([]ed25519.PublicKey, error) { return nil, nil }, ErrSigner},
		{"signed by none of the keys", sealed, f.identity, bothKeys(stranger.keys, stranger.keys), ErrSignature},
		{"signed by an earlier key", sealed, f.identity, bothKeys(stranger.keys, f.keys), nil},
		{"unknown station", sealed, f.identity, func(string, string) ([]ed25519.PublicKey, error) { return nil, ErrSigner }, ErrSigner},
		{"no age file", []byte("hello"), f.identity, f.keys, ErrSealed},
		{"empty", nil, f.identity, f.keys, ErrSealed},
		{"an event", mustEvent(t, f), f.identity, f.keys, ErrFormat},
		{"cut in its seal", sealed[:len(sealed)-40], f.identity, f.keys, ErrSealed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, err := NewReader(bytes.NewReader(c.sealed), []age.Identity{c.identity}, c.keys)
			if err == nil {
				_, err = readAll(r)
			}
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// bothKeys are the keys of one lookup and those of another.
func bothKeys(first, second StationKeys) StationKeys {
	return func(office, station string) ([]ed25519.PublicKey, error) {
		a, errA := first(office, station)
		b, errB := second(office, station)
		return append(a, b...), errors.Join(errA, errB)
	}
}

func TestManifestRules(t *testing.T) {
	f := newFixture(t)
	cases := []struct {
		name   string
		change func(*port.PacketManifest)
		parts  []port.PacketPart
	}{
		{"dossier is a path", func(m *port.PacketManifest) { m.Packet.Dossier = "../x" }, nil},
		{"version 0", func(m *port.PacketManifest) { m.Packet.Version = 0 }, nil},
		{"local time", func(m *port.PacketManifest) { m.Created = "2026-01-02T03:04:05+07:00" }, nil},
		{"fractions", func(m *port.PacketManifest) { m.Created = "2026-01-02T03:04:05.5Z" }, nil},
		{"another office", func(m *port.PacketManifest) { m.Office = "office-2" }, nil},
		{"part above", nil, []port.PacketPart{part("../etc", nil)}},
		{"part absolute", nil, []port.PacketPart{part("/etc/passwd", nil)}},
		{"part with backslash", nil, []port.PacketPart{part(`..\x`, nil)}},
		{"part on a drive", nil, []port.PacketPart{part("C:x", nil)}},
		{"part with control character", nil, []port.PacketPart{part("a\nb", nil)}},
		{"part twice", nil, []port.PacketPart{part("a", nil), part("A", nil)}},
		{"part not clean", nil, []port.PacketPart{part("a//b", nil)}},
		{"part not UTF-8", nil, []port.PacketPart{part("\xff", nil)}},
		{"too many parts", nil, make([]port.PacketPart, MaxParts+1)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := sampleManifest()
			if c.change != nil {
				c.change(&m)
			}
			if _, err := f.sealer.SealPacket(t.Context(), io.Discard, m, c.parts); err == nil {
				t.Error("sealed")
			}
		})
	}
}

func TestPartChangedWhileSealing(t *testing.T) {
	f := newFixture(t)
	opened := 0
	changing := port.PacketPart{Name: "a", Open: func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(strings.NewReader(strings.Repeat("x", opened))), nil
	}}
	_, err := f.sealer.SealPacket(t.Context(), io.Discard, sampleManifest(), []port.PacketPart{changing})
	if !errors.Is(err, ErrPartChanged) {
		t.Errorf("got %v", err)
	}
}

func TestSealPacketEndsWithItsContext(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.sealer.SealPacket(ctx, io.Discard, sampleManifest(), sampleParts()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A desk updated before its registry, and the other way round.
func TestReadersAcceptTwoVersions(t *testing.T) {
	for _, c := range []struct {
		version, newest uint16
		want            bool
	}{{1, 1, true}, {1, 2, true}, {1, 3, false}, {2, 3, true}, {3, 3, true}, {4, 3, false}, {0, 1, false}, {2, 1, false}} {
		if got := supported(c.version, c.newest); got != c.want {
			t.Errorf("version %d read by %d: %v", c.version, c.newest, got)
		}
	}
	f := newFixture(t)
	inner := innerBytes(t, f, sampleManifest(), nil)
	inner[len(magic)+1] = Version + 1
	if _, err := newInnerReader(bytes.NewReader(inner), f.keys); !errors.Is(err, ErrVersion) {
		t.Errorf("newer version: %v", err)
	}
}

// Packets of any shape come back as they were.
func TestPacketProperty(t *testing.T) {
	f := newFixture(t)
	rapid.Check(t, func(rt *rapid.T) {
		contents := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 200), 0, 6).Draw(rt, "parts")
		var parts []port.PacketPart
		for i, content := range contents {
			parts = append(parts, part(fmt.Sprintf("dir/%d", i), content))
		}
		var sealed bytes.Buffer
		inner, err := f.sealer.SealPacket(t.Context(), &sealed, sampleManifest(), parts)
		if err != nil {
			rt.Fatal(err)
		}
		r, err := NewReader(&sealed, []age.Identity{f.identity}, f.keys)
		if err != nil {
			rt.Fatal(err)
		}
		if r.Inner() != inner {
			rt.Fatal("inner hash differs")
		}
		got, err := readAll(r)
		if err != nil {
			rt.Fatal(err)
		}
		for i, content := range contents {
			if got[fmt.Sprintf("dir/%d", i)] != string(content) {
				rt.Fatalf("part %d differs", i)
			}
		}
	})
}
