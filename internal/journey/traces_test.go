package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestTracesAreFound plants each trace in each shape, and each beginning.
func TestTracesAreFound(t *testing.T) {
	for _, text := range traces {
		for i, shape := range shapesOf(text) {
			if traceIn("f", append(make([]byte, 777), shape...)) == nil {
				t.Errorf("%q in shape %d was not found", text, i)
			}
		}
	}
	for what, magic := range beginnings {
		if traceIn("f", []byte(magic+"rest")) == nil {
			t.Errorf("%s was not found", what)
		}
	}
	if err := traceIn("f", []byte("nothing of anybody")); err != nil {
		t.Error(err)
	}
}

// TestWhatIsSearched: the desk's own files and temporary ones are, the training
// services and exports are not.
func TestWhatIsSearched(t *testing.T) {
	for file, found := range map[string]bool{
		"data/desk/desk.db-wal": true, "data/log/carddesk.log": true, "data/desk/blobs/00/x": true, "data-temp/page.png": true,
		"data/training/registry/registry.db": false, "data/export/paper.pdf": false,
	} {
		root := t.TempDir()
		s := &scenario{data: filepath.Join(root, "data")}
		for _, dir := range []string{s.data, s.temp(), filepath.Dir(filepath.Join(root, file))} {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(root, file), []byte("x "+phone), 0o600); err != nil {
			t.Fatal(err)
		}
		s.leavesNoTrace("a test")
		if (s.err != nil) != found {
			t.Errorf("%s: %v", file, s.err)
		}
	}
}
