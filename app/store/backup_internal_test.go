package store

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzReadManifest: a stick that somebody prepared says nothing that is not
// checked, and never names a file outside of its folder.
func FuzzReadManifest(f *testing.F) {
	f.Add([]byte(`{"manifest":{"format":1,"database":"desk-1.db"},"signature":"AA=="}`))
	f.Add([]byte(`{"manifest":{"format":1,"database":"../desk-1.db"}}`))
	f.Add([]byte(`{"manifest":null}`))
	f.Add([]byte(`{`))
	name := filepath.Join(f.TempDir(), "desk-1.json")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := readManifest(name, nil)
		if err == nil && (m.Database != "desk-1.db" || m.Format != 1) {
			t.Errorf("took %+v", m)
		}
		if _, err := readManifest(name, make([]byte, 32)); err == nil {
			t.Error("took a manifest that the key did not sign")
		}
	})
}
