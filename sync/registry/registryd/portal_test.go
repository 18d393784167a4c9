package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"strings"
	"testing"

	"carddesk/sync/registry"

	"filippo.io/age"
)

// enrolOffice gives a registry an office to send things to.
func enrolOffice(t *testing.T, dir string) {
	t.Helper()
	r, err := registry.New(t.Context(), registry.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		t.Fatal(err)
	}
	signing, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	inbox, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.EnrolStation(t.Context(), registry.Station{ID: "station-1", Office: "office-1", Signing: signing, Inbox: inbox.Recipient().String(), CSR: csr}); err != nil {
		t.Fatal(err)
	}
}

func TestPortal(t *testing.T) {
	dir := t.TempDir()
	enrolOffice(t, dir)
	none := func(string) string { return "" }
	identity := `{"name":"Nguyễn Thị Vi Dư"}`
	var out bytes.Buffer
	for range 2 { // the same again is nothing
		if err := around(t.Context(), portalSendCommand, []string{"-dir", dir, "-office", "office-1", "-file", "DVC-1"}, none, strings.NewReader(identity), &out); err != nil {
			t.Fatal(err)
		}
	}
	if err := around(t.Context(), portalStateCommand, []string{"-dir", dir, "-file", "DVC-1"}, none, nil, &out); err != nil {
		t.Fatal(err)
	}
	var told registry.PortalFile
	if err := json.Unmarshal(out.Bytes(), &told); err != nil || told.State != "sent" || told.Office != "office-1" || strings.Contains(out.String(), "Vi Dư") {
		t.Errorf("told %s: %v", out.String(), err)
	}
	for what, try := range map[string]struct {
		command string
		args    []string
		in      string
	}{
		"a file that is not there": {portalStateCommand, []string{"-dir", dir, "-file", "DVC-2"}, ""},
		"no identity":              {portalSendCommand, []string{"-dir", dir, "-office", "office-1", "-file", "DVC-3"}, "[]"},
		"no such office":           {portalSendCommand, []string{"-dir", dir, "-office", "office-9", "-file", "DVC-3"}, identity},
		"no folder":                {portalSendCommand, []string{"-office", "office-1", "-file", "DVC-3"}, identity},
		"an unknown dossier":       {accountCommand, []string{"-dir", dir, "-dossier", "d9", "-state", "created"}, ""},
	} {
		err := around(t.Context(), try.command, try.args, none, strings.NewReader(try.in), &out)
		if err == nil {
			t.Errorf("%s: done", what)
		} else if strings.Contains(err.Error(), "Vi Dư") {
			t.Errorf("%s: a person in the error: %v", what, err)
		}
	}
}
