package signed

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var issued = time.Date(2026, 11, 25, 1, 2, 3, 0, time.UTC)

func TestDocument(t *testing.T) {
	want := Document{Kind: "policy", Serial: 7, Issued: issued, Body: []byte("{\n}\n")}
	envelope, err := SealDocument(want, key(1))
	if err != nil {
		t.Fatal(err)
	}
	got, id, err := OpenDocument(envelope, public(key(2)), public(key(1)))
	if err != nil || id != KeyID(public(key(1))) {
		t.Fatalf("%+v by %s, %v", got, id, err)
	}
	if got.Kind != want.Kind || got.Name != "" || got.Serial != 7 || !got.Issued.Equal(issued) || !bytes.Equal(got.Body, want.Body) {
		t.Errorf("%+v", got)
	}
	if _, _, err := OpenDocument(envelope, public(key(2))); !errors.Is(err, ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	// A policy signed as such is no document, and the other way round.
	bare, err := Seal("application/vnd.carddesk.policy.v1+json", []byte("{}\n"), key(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := OpenDocument(bare, public(key(1))); !errors.Is(err, ErrType) {
		t.Errorf("another type: %v", err)
	}
}

func TestDocumentRefused(t *testing.T) {
	for name, payload := range map[string]string{
		"no header":       `{"kind":"a","serial":1,"issued":"2026-11-25T00:00:00Z"}`,
		"long header":     strings.Repeat(" ", maxHeader) + "{}\n",
		"no kind":         `{"serial":1,"issued":"2026-11-25T00:00:00Z"}` + "\n",
		"path in kind":    `{"kind":"../a","serial":1,"issued":"2026-11-25T00:00:00Z"}` + "\n",
		"path in name":    `{"kind":"a","name":"x/y","serial":1,"issued":"2026-11-25T00:00:00Z"}` + "\n",
		"serial nought":   `{"kind":"a","serial":0,"issued":"2026-11-25T00:00:00Z"}` + "\n",
		"serial too high": `{"kind":"a","serial":9007199254740992,"issued":"2026-11-25T00:00:00Z"}` + "\n",
		"no day":          `{"kind":"a","serial":1}` + "\n",
		"unknown member":  `{"kind":"a","serial":1,"issued":"2026-11-25T00:00:00Z","x":1}` + "\n",
		"two headers":     `{"kind":"a","serial":1,"issued":"2026-11-25T00:00:00Z"}{}` + "\n",
	} {
		envelope, err := Seal(DocumentType, []byte(payload), key(1))
		if err != nil {
			t.Fatal(err)
		}
		if d, _, err := OpenDocument(envelope, public(key(1))); !errors.Is(err, ErrDocument) {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
	if _, err := SealDocument(Document{Kind: "a", Issued: issued}, key(1)); !errors.Is(err, ErrDocument) {
		t.Errorf("sealing without a serial: %v", err)
	}
}

func TestDocumentRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}`)
		want := Document{
			Kind: word.Draw(t, "kind"), Name: rapid.OneOf(rapid.Just(""), word).Draw(t, "name"),
			Office: rapid.OneOf(rapid.Just(""), word).Draw(t, "office"),
			Serial: rapid.Int64Range(1, maxSerial).Draw(t, "serial"), Issued: issued,
			Body: rapid.SliceOf(rapid.Byte()).Draw(t, "body"),
		}
		envelope, err := SealDocument(want, key(1))
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := OpenDocument(envelope, public(key(1)))
		if err != nil || got.Kind != want.Kind || got.Name != want.Name || got.Office != want.Office ||
			got.Serial != want.Serial || !got.Issued.Equal(want.Issued) || !bytes.Equal(got.Body, want.Body) {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}

// FuzzDocument reads what a signed payload may hold; what is read can be sealed
// and read again.
func FuzzDocument(f *testing.F) {
	f.Add([]byte(`{"kind":"policy","serial":1,"issued":"2026-11-25T00:00:00Z"}` + "\nbody"))
	f.Add([]byte(`{"kind":"list","name":"thon-2","office":"HN01","serial":3,"issued":"2026-11-25T00:00:00+07:00"}` + "\n"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		d, err := parseDocument(payload)
		if err != nil {
			return
		}
		envelope, err := SealDocument(d, key(1))
		if err != nil {
			t.Fatalf("%+v was read and cannot be sealed: %v", d, err)
		}
		again, _, err := OpenDocument(envelope, public(key(1)))
		if err != nil || again.Serial != d.Serial || again.Kind != d.Kind || !bytes.Equal(again.Body, d.Body) {
			t.Fatalf("%+v became %+v, %v", d, again, err)
		}
	})
}
