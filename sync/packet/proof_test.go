package packet_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"

	"filippo.io/age"
)

func proverOf(t *testing.T, office string, key ed25519.PublicKey) (*packet.Sealer, age.Recipient) {
	t.Helper()
	inbox, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	_, signing, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := packet.NewSealer(packet.Config{Office: office, Station: "s", Registry: "reg", Signing: signing,
		Recipients: []age.Recipient{inbox.Recipient()}, Inbox: []age.Identity{inbox}, RegistryKey: key})
	if err != nil {
		t.Fatal(err)
	}
	return s, inbox.Recipient()
}

// The frame taken out of a seal is the registry's word: any change of it, and any
// other office or key, is seen.
func TestProof(t *testing.T) {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s, inbox := proverOf(t, "office-1", public)
	change := port.Change{Kind: port.ChangeAcknowledged, Dossier: "d", Version: 2, Inner: "abc", Time: time.Date(2026, 11, 25, 1, 2, 3, 0, time.UTC)}
	body, err := json.Marshal(change)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := packet.SealItem(packet.Item{Registry: "reg", Office: "office-1", Seq: 7, Kind: change.Kind, Body: body}, key, []age.Recipient{inbox})
	if err != nil {
		t.Fatal(err)
	}
	frame, err := s.ProveItem(t.Context(), sealed)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := s.CheckProof(frame)
	if err != nil || proof.Seq != 7 || proof.Office != "office-1" || proof.Registry != "reg" || len(proof.Signature) != 128 ||
		proof.Change.Dossier != "d" || proof.Change.Version != 2 || proof.Change.Inner != "abc" || !proof.Change.Time.Equal(change.Time) {
		t.Fatalf("%+v, %v", proof, err)
	}
	for i := range frame {
		changed := bytes.Clone(frame)
		changed[i] ^= 1
		if p, err := s.CheckProof(changed); err == nil {
			t.Fatalf("byte %d changed: %+v", i, p)
		}
	}
	if _, err := s.CheckProof(append(bytes.Clone(frame), 0)); err == nil {
		t.Error("a byte more is accepted")
	}
	elsewhere, _ := proverOf(t, "office-2", public)
	if _, err := elsewhere.CheckProof(frame); !errors.Is(err, packet.ErrAddressee) {
		t.Errorf("another office: %v", err)
	}
	otherKey, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	forged, _ := proverOf(t, "office-1", otherKey)
	if _, err := forged.CheckProof(frame); !errors.Is(err, packet.ErrSignature) {
		t.Errorf("another key: %v", err)
	}
}

// FuzzProof reads what lies in a data folder as a proof.
func FuzzProof(f *testing.F) {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	inbox, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	s, err := packet.NewSealer(packet.Config{Office: "o", Station: "s", Registry: "r", Signing: key,
		Recipients: []age.Recipient{inbox.Recipient()}, Inbox: []age.Identity{inbox}, RegistryKey: public})
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := packet.SealItem(packet.Item{Registry: "r", Office: "o", Seq: 1, Kind: "k", Body: []byte(`{"kind":"k"}`)}, key, []age.Recipient{inbox.Recipient()})
	if err != nil {
		f.Fatal(err)
	}
	frame, err := s.ProveItem(f.Context(), sealed)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(frame)
	f.Add([]byte("CARDDESK\x00\x01\x00\x03\x00\x00\x00\x02{}"))
	f.Fuzz(func(t *testing.T, frame []byte) {
		if proof, err := s.CheckProof(frame); err == nil && (proof.Office != "o" || proof.Registry != "r") {
			t.Errorf("%+v", proof)
		}
	})
}
