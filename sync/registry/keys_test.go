package registry_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// Where only the centre's public key lies, the registry makes no key of its own,
// signs nothing, and carries what the centre has signed elsewhere.
func TestCentreSignsElsewhere(t *testing.T) {
	elsewhere := startCentre(t, registry.Options{})
	envelope := sign(t, elsewhere, port.DocumentMessage, "m1", "", 1, []byte(`{"format":1}`))
	der, err := x509.MarshalPKIXPublicKey(ed25519.PublicKey(elsewhere.File("").Documents))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	folder := filepath.Join(dir, "keys")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	put := func(content []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, registry.DocumentsPublic), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for what, content := range map[string][]byte{"nothing": nil, "no key": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")})} {
		put(content)
		if r, err := registry.New(t.Context(), registry.Options{Dir: dir}); err == nil {
			t.Errorf("%s was taken for a key", what)
			_ = r.Close()
		}
	}
	put(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	c := startCentre(t, registry.Options{Dir: dir})
	if _, err := c.SignDocument(port.DocumentMessage, "m2", "", 1, nil); !errors.Is(err, registry.ErrSignsElsewhere) {
		t.Errorf("signed: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "documents.pem")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a private key was made")
	}
	d := newDesk(t, c, "office-1", "station-1")
	if _, err := c.PublishDocument(t.Context(), envelope); err != nil {
		t.Fatal(err)
	}
	other := sign(t, startCentre(t, registry.Options{}), port.DocumentMessage, "m1", "", 2, []byte(`{"format":1}`))
	if _, err := c.PublishDocument(t.Context(), other); !errors.Is(err, registry.ErrDocument) {
		t.Errorf("a document of another centre: %v", err)
	}
	d.start()
	eventually(t, "the document", func() bool { return len(d.changesOf(port.ChangeDocument)) == 1 })
	c.stop()
	if err := os.WriteFile(filepath.Join(folder, "documents.pem"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := registry.New(t.Context(), registry.Options{Dir: dir}); err == nil {
		t.Error("a private key beside the public one was not noticed")
		_ = r.Close()
	}
}
