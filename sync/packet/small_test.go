package packet

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"

	"filippo.io/age"
)

func sampleEvent() port.Event {
	return port.Event{
		Seq: 17, Time: time.Date(2026, 1, 2, 10, 4, 5, 0, time.FixedZone("", 7*3600)), Type: "hand-over-card",
		Actor: "can-bo-1", Dossier: "0123456789abcdef0123456789abcdef", Card: "T000000001",
		Previous: strings.Repeat("ab", 32), Hash: strings.Repeat("cd", 32), Payload: []byte(`{"to":"holder"}`),
	}
}

func mustEvent(t testing.TB, f fixture) []byte {
	t.Helper()
	sealed, err := f.sealer.SealEvent(context.Background(), sampleEvent())
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestEventRoundTrip(t *testing.T) {
	f := newFixture(t)
	got, err := OpenEvent(mustEvent(t, f), []age.Identity{f.identity}, f.keys)
	if err != nil {
		t.Fatal(err)
	}
	want := sampleEvent()
	if got.Office != "office-1" || got.Station != "station-1" || got.Seq != want.Seq || !got.Time.Equal(want.Time) ||
		got.Type != want.Type || got.Card != want.Card || string(got.Payload) != string(want.Payload) {
		t.Errorf("got %+v", got)
	}
	for name, change := range map[string]func(*port.Event){
		"no hash":         func(e *port.Event) { e.Hash = "" },
		"seq 0":           func(e *port.Event) { e.Seq = 0 },
		"seq too large":   func(e *port.Event) { e.Seq = maxSafeInteger + 1 },
		"another station": func(e *port.Event) { e.Station = "station-2" },
		"large payload":   func(e *port.Event) { e.Payload = make([]byte, MaxEvent) },
	} {
		e := sampleEvent()
		change(&e)
		if _, err := f.sealer.SealEvent(t.Context(), e); err == nil {
			t.Errorf("%s: sealed", name)
		}
	}
}

func TestItemAddressee(t *testing.T) {
	f := newFixture(t)
	item := Item{Registry: "vn-training", Office: "office-1", Seq: 5, Kind: port.ChangeAccepted, Body: []byte(`{"kind":"dossier-accepted"}`)}
	seal := func(item Item, key ed25519.PrivateKey) []byte {
		sealed, err := SealItem(item, key, []age.Recipient{f.inbox.Recipient()})
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	body, err := f.sealer.OpenItem(t.Context(), seal(item, f.registry))
	if err != nil || string(body) != string(item.Body) {
		t.Fatalf("opened %q, %v", body, err)
	}
	other := item
	other.Office = "office-2"
	if _, err := f.sealer.OpenItem(t.Context(), seal(other, f.registry)); !errors.Is(err, ErrAddressee) {
		t.Errorf("another office's item: %v", err)
	}
	if _, err := f.sealer.OpenItem(t.Context(), seal(item, f.station)); !errors.Is(err, ErrSignature) {
		t.Errorf("item signed by a station: %v", err)
	}
	if _, err := f.sealer.OpenItem(t.Context(), make([]byte, MaxItem+sealOverhead+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("huge item: %v", err)
	}
}

func TestBatchRoundTrip(t *testing.T) {
	f := newFixture(t)
	hash := strings.Repeat("0a", 32)
	batch := Batch{ID: "batch-1", Created: "2026-01-02T03:04:05Z",
		Packets: []BatchPacket{{Dossier: "d1", Version: 1, Inner: hash, SHA256: hash, Size: 10}},
		Events:  []BatchEvent{{Seq: 3, Sealed: []byte("x")}, {Seq: 9, Sealed: []byte("y")}},
		Log:     []port.LogHash{{Seq: 1, Hash: hash}}}
	framed, err := f.sealer.SignBatch(batch)
	if err != nil {
		t.Fatal(err)
	}
	got, err := OpenBatch(framed, f.keys)
	if err != nil || got.Events[1].Seq != 9 || got.Office != "office-1" {
		t.Fatalf("got %+v, %v", got, err)
	}
	forged := bytes.Replace(framed, []byte("batch-1"), []byte("batch-2"), 1)
	if _, err := OpenBatch(forged, f.keys); !errors.Is(err, ErrSignature) {
		t.Errorf("forged: %v", err)
	}
	batch.Events[1].Seq = 3
	if _, err := f.sealer.SignBatch(batch); !errors.Is(err, ErrFormat) {
		t.Errorf("events out of order: %v", err)
	}
}

func TestNoSilentDowngrade(t *testing.T) {
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	c, h := classic.Recipient().String(), hybrid.Recipient().String()
	for _, test := range []struct {
		name    string
		texts   []string
		require bool
		ok      bool
	}{
		{"classic", []string{c}, false, true},
		{"hybrid", []string{h}, false, true},
		{"hybrid demanded and there", []string{h, h}, true, true},
		{"hybrid demanded, classic there", []string{c}, true, false},
		{"hybrid demanded, one classic", []string{h, c}, true, false},
		{"mixed", []string{h, c}, false, false},
		{"none", nil, false, false},
		{"nonsense", []string{"age1x"}, false, false},
	} {
		got, err := ParseRecipients(test.texts, test.require)
		if (err == nil) != test.ok || (test.ok && len(got) != len(test.texts)) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
