package store

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/windows"

	"carddesk/app/dossier"
)

// TestHeldByAnotherHandle holds files as a scanner does: the system itself refuses
// to rename or to open them, and the desk waits until they are let go.
func TestHeldByAnotherHandle(t *testing.T) {
	ctx := t.Context()
	s := faultSetup(t, &faults{})
	day := &faultDay{s: s}
	if err := day.steps()[0](ctx); err != nil {
		t.Fatal(err)
	}
	waited := 0
	var scanner *os.File
	let := func(context.Context, time.Duration) error {
		if waited++; waited == 3 {
			return scanner.Close()
		}
		return nil
	}
	s.pause = let
	write := func(w io.Writer) (string, error) {
		names, err := filepath.Glob(filepath.Join(s.dir, "blobs", "*", "*.new"))
		if err != nil || len(names) != 1 {
			t.Fatalf("being written: %v, %v", names, err)
		}
		if scanner, err = os.Open(names[0]); err != nil { // shared to read, not to rename
			t.Fatal(err)
		}
		_, err = io.WriteString(w, "packet")
		return "inner", err
	}
	blob, err := s.PutPacket(ctx, faultID, write)
	if err != nil || waited < 3 {
		t.Fatalf("renaming a held file: %v after %d waits", err, waited)
	}
	_, err = s.Apply(ctx, Change{ID: "keep", Actor: dossier.Actor{User: "canbo", Role: dossier.RoleClerk}, Command: dossier.SaveSection,
		Dossier: faultID, Blobs: []Blob{blob},
		Section: &SectionChange{Name: dossier.SectionPortrait, Content: dossier.Portrait{}}})
	if err != nil {
		t.Fatal(err)
	}
	name, err := windows.UTF16PtrFromString(s.blobPath(blob.ID))
	if err != nil {
		t.Fatal(err)
	}
	handle, err := windows.CreateFile(name, windows.GENERIC_READ, 0, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		t.Fatal(err)
	}
	scanner, waited = os.NewFile(uintptr(handle), "scanner"), 0
	f, err := s.openFile(ctx, s.blobPath(blob.ID))
	if err != nil || waited < 3 {
		t.Fatalf("opening a held file: %v after %d waits", err, waited)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	// One that is never let go is said to be held.
	if scanner, err = os.Open(s.blobPath(blob.ID)); err != nil {
		t.Fatal(err)
	}
	s.pause = func(context.Context, time.Duration) error { return nil }
	if err := cause(s.rename(ctx, s.blobPath(blob.ID), s.blobPath(blob.ID)+".moved")); !errors.Is(err, ErrBusy) {
		t.Errorf("held for ever: %v", err)
	}
	if err := scanner.Close(); err != nil {
		t.Fatal(err)
	}
}
