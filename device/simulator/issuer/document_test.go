package issuer

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"carddesk/device/card/proof"
)

func trustDocument(t testing.TB, d proof.Document) []byte {
	t.Helper()
	d.Format = 1
	if d.Issued.IsZero() {
		d.Issued = today
	}
	body, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestTrustDocument lets the centre say, one document after the other, whom a
// desk believes; cards are judged by what holds at that moment.
func TestTrustDocument(t *testing.T) {
	own, listed, late := newIssuer(t), newIssuer(t), newIssuer(t)
	list, err := own.MasterList(today, listed.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	revoked, err := listed.Revoke(today)
	if err != nil {
		t.Fatal(err)
	}
	believing := store(t, own)
	passes := func(i *Issuer) bool {
		t.Helper()
		image, err := i.Chip(order(t, "face.jpg"), today)
		if err != nil {
			t.Fatal(err)
		}
		return proof.Authenticate(files(image), believing, proof.Policy{}, today).Passed()
	}
	for _, step := range []struct {
		name              string
		body              []byte
		usable            bool
		own, listed, late bool
	}{
		{"an issuer by its certificate", trustDocument(t, proof.Document{Issuers: [][]byte{late.Certificate()}}), true, true, false, true},
		{"the next one replaces it", trustDocument(t, proof.Document{MasterLists: [][]byte{list}}), true, true, true, false},
		{"opened again years later", trustDocument(t, proof.Document{MasterLists: [][]byte{list}, Issued: today}), true, true, true, false},
		{"cut", trustDocument(t, proof.Document{Issuers: [][]byte{late.Certificate()[:90]}}), false, true, true, false},
		{"half of it cannot be used", trustDocument(t, proof.Document{Issuers: [][]byte{late.Certificate(), {0x30}}}), false, true, true, false},
		{"list of a stranger's signer", trustDocument(t, proof.Document{MasterLists: [][]byte{list[:len(list)-1]}}), false, true, true, false},
		{"list of another time", trustDocument(t, proof.Document{MasterLists: [][]byte{list}, Issued: today.Add(2 * authorityValidity)}), false, true, true, false},
		{"no JSON", []byte("{"), false, true, true, false},
		{"a format to come", []byte(`{"format":2,"issued":"2026-11-25T00:00:00Z"}`), false, true, true, false},
		{"the signer is revoked", trustDocument(t, proof.Document{MasterLists: [][]byte{list}, Revocations: [][]byte{revoked}}), true, true, false, false},
		{"nothing but what the desk has", trustDocument(t, proof.Document{}), true, true, false, false},
	} {
		err := believing.Apply(t.Context(), step.body)
		if (err == nil) != step.usable || err != nil && !errors.Is(err, proof.ErrDocument) {
			t.Errorf("%s: %v", step.name, err)
		}
		if got := [3]bool{passes(own), passes(listed), passes(late)}; got != [3]bool{step.own, step.listed, step.late} {
			t.Errorf("%s: own, listed, late believed: %v", step.name, got)
		}
	}
	if err := proof.NewStore(false).Apply(t.Context(), trustDocument(t, proof.Document{})); !errors.Is(err, proof.ErrDocument) {
		t.Errorf("a desk without any issuer: %v", err)
	}
	if err := proof.NewStore(true).Apply(t.Context(), trustDocument(t, proof.Document{Issuers: [][]byte{own.Certificate()}})); !errors.Is(err, proof.ErrTraining) {
		t.Errorf("a training issuer in a release: %v", err)
	}
}

// What an administrator adds while a document is in force outlives the next one.
func TestTrustAddedAtTheDesk(t *testing.T) {
	own, centre, added := newIssuer(t), newIssuer(t), newIssuer(t)
	believing := store(t, own)
	first := trustDocument(t, proof.Document{Issuers: [][]byte{centre.Certificate()}})
	if err := believing.Apply(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if _, err := believing.Add(added.Certificate(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if n := len(believing.Show()); n != 3 {
		t.Errorf("%d issuers shown", n)
	}
	if err := believing.Apply(t.Context(), trustDocument(t, proof.Document{Issued: today.Add(time.Hour)})); err != nil {
		t.Fatal(err)
	}
	if n := len(believing.Show()); n != 2 {
		t.Errorf("%d issuers shown after the centre's next word, want the desk's own two", n)
	}
}

func FuzzTrustDocument(f *testing.F) {
	i, err := New(nil, today)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(trustDocument(f, proof.Document{Issuers: [][]byte{i.Certificate()}}))
	f.Add([]byte(`{"format":1,"issued":"2026-11-25T00:00:00Z","masterLists":["MIAA"]}`))
	f.Add([]byte(`{"format":1,"issued":"2026-11-25T00:00:00Z","revocations":[null]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		believing := proof.NewStore(false)
		if err := believing.Apply(t.Context(), body); err != nil && len(believing.Show()) > 0 {
			t.Error("a refused document is believed in part")
		}
	})
}
