package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestHeldByAScanner: a file that another program holds for a moment is waited
// for; one that is held longer is said to be, nothing is left behind, and the
// same work succeeds later.
func TestHeldByAScanner(t *testing.T) {
	ctx := t.Context()
	s := faultSetup(t, &faults{})
	day := &faultDay{s: s}
	for _, step := range day.steps()[:2] {
		if err := step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	refusals, waited := 0, time.Duration(0)
	s.pause = func(_ context.Context, d time.Duration) error { waited += d; return nil }
	refuse := func(path string) error {
		if refusals == 0 {
			return nil
		}
		refusals--
		return &os.PathError{Op: "rename", Path: path, Err: errHeld}
	}
	s.files.rename = func(from, to string) error {
		if err := refuse(from); err != nil {
			return err
		}
		return os.Rename(from, to)
	}
	s.files.open = func(path string) (*os.File, error) {
		if err := refuse(path); err != nil {
			return nil, err
		}
		return os.Open(path)
	}
	put := func() (Blob, error) { return s.PutBlob(ctx, faultID, BlobPicture, strings.NewReader("picture")) }

	refusals = heldTries - 1
	if _, err := put(); err != nil || waited < time.Second {
		t.Errorf("held for a moment: %v after %s", err, waited)
	}
	files := func() int {
		all, err := filepath.Glob(filepath.Join(s.dir, "blobs", "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := files()
	refusals = heldTries
	if _, err := put(); !errors.Is(err, ErrBusy) {
		t.Errorf("held for long: %v", err)
	}
	if n := files(); n != before {
		t.Errorf("%d files, were %d", n, before)
	}
	for _, step := range day.steps()[2:] {
		if err := step(ctx); err != nil {
			t.Fatalf("afterwards: %v", err)
		}
	}
	var blob string
	if err := s.reader.QueryRowContext(ctx, "SELECT id FROM blob WHERE kind = ?", BlobPicture).Scan(&blob); err != nil {
		t.Fatal(err)
	}
	refusals = 3
	if content, err := s.ReadBlob(ctx, blob, 100); err != nil || string(content) != "picture" {
		t.Errorf("read while held for a moment: %q, %v", content, err)
	}
	refusals = heldTries
	if _, err := s.ReadBlob(ctx, blob, 100); !errors.Is(err, ErrBusy) {
		t.Errorf("read while held for long: %v", err)
	}
	// Who closes the desk does not wait for a scanner.
	s.pause = pause
	refusals = heldTries
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.rename(ended, "a", "b"); !errors.Is(err, context.Canceled) {
		t.Errorf("a desk that closes: %v", err)
	}
}

func TestHeldIsBusy(t *testing.T) {
	for err, want := range map[error]error{errHeld: ErrBusy, errFull: ErrDiskFull} {
		if got := cause(fmt.Errorf("renaming: %w", err)); !errors.Is(got, want) || !errors.Is(got, err) {
			t.Errorf("%v is %v", err, got)
		}
	}
}
