package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDoctorSalvages: a picture is hurt and the write-ahead log holds the newest
// rows. The new folder has all else, and the doctor names the one dossier.
func TestDoctorSalvages(t *testing.T) {
	f := newDeskFolder(t)
	must(t, os.WriteFile(f.blobs[1], []byte("x"), 0o600))
	before, err := os.ReadFile(filepath.Join(memoryFolder(f.data), "desk.db"))
	must(t, err)
	to := filepath.Join(t.TempDir(), "new")
	d := doctor{clock: f.clock, in: strings.NewReader(folderPassword + "\n")}
	r, err := examineFolder(t, d, "-data", f.data, "-salvage", to, "-user", "canbo1")
	if !errors.Is(err, errSaid) || r.Healthy || len(r.Hurt) != 1 || r.Hurt[0].Dossier != string(f.dossiers[1]) {
		t.Fatalf("salvaged: %+v, %v", r, err)
	}
	if r.Checks[0].Name != "salvage" || !strings.Contains(r.Checks[0].Text, "mất hoặc hỏng 1 tệp") {
		t.Errorf("said first: %+v", r.Checks[0])
	}
	after, err := os.ReadFile(filepath.Join(memoryFolder(f.data), "desk.db"))
	must(t, err)
	if string(before) != string(after) {
		t.Error("the hurt folder was changed")
	}
	d.in = strings.NewReader(folderPassword + "\n")
	if _, err := examineFolder(t, d, "-data", f.data, "-salvage", to, "-user", "canbo1"); err == nil || errors.Is(err, errSaid) {
		t.Errorf("over a folder with data: %v", err)
	}
}
