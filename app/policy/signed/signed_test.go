package signed

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
)

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func TestSealOpen(t *testing.T) {
	ours, other := key(1), key(2)
	payload := []byte(`{"a":"Đ"}`)
	data, err := Seal("type/a", payload, ours)
	if err != nil {
		t.Fatal(err)
	}
	got, id, err := Open(data, "type/a", public(other), public(ours))
	if err != nil || !bytes.Equal(got, payload) || id != KeyID(public(ours)) {
		t.Fatalf("%q by %s, %v", got, id, err)
	}
	for what, c := range map[string]struct {
		data    []byte
		typ     string
		trusted []ed25519.PublicKey
		want    error
	}{
		"no key":        {data, "type/a", nil, ErrSignature},
		"other key":     {data, "type/a", []ed25519.PublicKey{public(other)}, ErrSignature},
		"broken key":    {data, "type/a", []ed25519.PublicKey{{1}}, ErrSignature},
		"other type":    {data, "type/b", []ed25519.PublicKey{public(ours)}, ErrType},
		"type changed":  {bytes.Replace(data, []byte("type/a"), []byte("type/b"), 1), "type/b", []ed25519.PublicKey{public(ours)}, ErrSignature},
		"payload":       {bytes.Replace(data, []byte(`"payload":"ey`), []byte(`"payload":"eZ`), 1), "type/a", []ed25519.PublicKey{public(ours)}, ErrSignature},
		"not JSON":      {data[:len(data)-2], "type/a", []ed25519.PublicKey{public(ours)}, ErrEnvelope},
		"more fields":   {[]byte(`{"payloadType":"type/a","x":1}`), "type/a", []ed25519.PublicKey{public(ours)}, ErrEnvelope},
		"no signatures": {[]byte(`{"payloadType":"type/a","payload":""}`), "type/a", []ed25519.PublicKey{public(ours)}, ErrEnvelope},
		"huge":          {make([]byte, MaxSize+1), "type/a", nil, ErrEnvelope},
	} {
		if _, _, err := Open(c.data, c.typ, c.trusted...); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
	if _, err := Seal("type/a", payload, nil); err == nil {
		t.Error("sealed without a key")
	}
}

// The encoding is the one that the DSSE v1 protocol page gives as example.
func TestPreAuth(t *testing.T) {
	got := string(preAuth("http://example.com/HelloWorld", []byte("hello world")))
	if want := "DSSEv1 29 http://example.com/HelloWorld 11 hello world"; got != want {
		t.Errorf("got %q", got)
	}
}

func FuzzOpen(f *testing.F) {
	k := key(1)
	data, err := Seal("type/a", []byte("payload"), k)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(strings.Repeat("[", 100)))
	f.Fuzz(func(t *testing.T, data []byte) {
		payload, _, err := Open(data, "type/a", public(k))
		if err == nil && string(payload) != "payload" {
			t.Fatalf("a payload that was never signed passed: %q", payload)
		}
	})
}
