package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

func TestPublish(t *testing.T) {
	dir := t.TempDir()
	r, err := registry.New(t.Context(), registry.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	envelope, err := r.SignDocument(port.DocumentMessage, "m1", "", 3, []byte(`{"format":1}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "m1.document")
	if err := os.WriteFile(file, envelope, 0o600); err != nil {
		t.Fatal(err)
	}
	none := func(string) string { return "" }
	var out bytes.Buffer
	for range 2 { // the same again changes nothing
		if err := publish(t.Context(), []string{"-dir", dir, file}, none, &out); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(out.String(), "message m1, serial 3") {
		t.Errorf("told %q", out.String())
	}
	if err := os.WriteFile(file, append(envelope, '}'), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, args := range map[string][]string{"a forged one": {"-dir", dir, file}, "none": {"-dir", dir}, "no file": {"-dir", dir, file + "x"}} {
		if publish(t.Context(), args, none, &out) == nil {
			t.Errorf("%s was published", what)
		}
	}
}
