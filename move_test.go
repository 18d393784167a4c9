package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carddesk/app/store"
)

// TestMoveToNewHardware: from a backup on a stick and the registry's recovery
// identity alone the desk comes back on another computer.
func TestMoveToNewHardware(t *testing.T) {
	f := newDeskFolder(t)
	to, moved := filepath.Join(t.TempDir(), "to"), filepath.Join(t.TempDir(), "new")
	k := keeper{in: strings.NewReader(folderPassword), out: io.Discard, notes: io.Discard, clock: f.clock}
	must(t, k.backup(t.Context(), []string{"-data", f.data, "-to", to, "-user", "canbo1"}))
	if err := os.RemoveAll(f.data); err != nil { // the computer is gone
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"no key":         {"-from", to, "-data", moved},
		"key alone":      {"-from", to, "-data", moved, "-key", f.key},
		"key and old":    {"-from", to, "-data", moved, "-key", f.key, "-user", "canbo1", "-old", f.data},
		"no such key":    {"-from", to, "-data", moved, "-key", f.key + "x", "-user", "canbo1"},
		"another file":   {"-from", to, "-data", moved, "-key", filepath.Join(to, "blobs"), "-user", "canbo1"},
		"no such folder": {"-from", to + "x", "-data", moved, "-key", f.key, "-user", "canbo1"},
	} {
		k.in = strings.NewReader("mật khẩu mới\n")
		if err := k.restore(t.Context(), args); err == nil {
			t.Errorf("%s: restored", name)
		}
	}
	var said strings.Builder
	k.in, k.out = strings.NewReader("mật khẩu mới\n"), &said
	must(t, k.restore(t.Context(), []string{"-from", to, "-data", moved, "-key", f.key, "-user", "canbo1"}))
	if !strings.Contains(said.String(), "ghi danh lại") {
		t.Errorf("said %q", said.String())
	}
	s, err := store.Open(t.Context(), store.Options{Dir: memoryFolder(moved), Clock: f.clock})
	must(t, err)
	defer s.Close()
	if _, err := s.Login(t.Context(), "canbo1", folderPassword); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("the password of the lost computer: %v", err)
	}
	_, err = s.Login(t.Context(), "canbo1", "mật khẩu mới")
	must(t, err)
	if e, err := s.Examine(t.Context()); err != nil || len(e.Findings) > 0 || e.Dossiers != 3 {
		t.Errorf("examined: %+v, %v", e, err)
	}
	if len(s.Transport().Certificates) != 0 {
		t.Error("the lost computer's certificate is in use")
	}
}
