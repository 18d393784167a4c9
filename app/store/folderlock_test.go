package store_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"carddesk/app/store"
)

func TestSecondStartShowsTheFirst(t *testing.T) {
	dir := t.TempDir()
	var shown atomic.Int32
	first, err := store.LockFolder(dir, func() { shown.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	for want := range int32(2) {
		_, err = store.LockFolder(dir, func() { t.Error("the second was asked") })
		var inUse *store.InUseError
		if !errors.As(err, &inUse) || !errors.Is(err, store.ErrInUse) || !inUse.Shown || shown.Load() != want+1 {
			t.Fatalf("second start: %v, shown %d times", err, shown.Load())
		}
	}
	// Who cannot read the folder does not know the word.
	content, err := os.ReadFile(filepath.Join(dir, "desk.instance"))
	if err != nil {
		t.Fatal(err)
	}
	address, _, _ := strings.Cut(string(content), "\n")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("0123\n")); err != nil {
		t.Fatal(err)
	}
	if n, err := conn.Read(make([]byte, 8)); n != 0 || err == nil {
		t.Errorf("a wrong word was answered with %d bytes", n)
	}
	_ = conn.Close()
	if shown.Load() != 2 {
		t.Error("a wrong word showed the window")
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := store.LockFolder(dir, nil)
	if err != nil {
		t.Fatalf("after release: %v", err)
	}
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
}

// TestHungFirst: an instance that cannot be reached still holds the folder.
func TestHungFirst(t *testing.T) {
	dir := t.TempDir()
	first, err := store.LockFolder(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Release()
	if err := os.WriteFile(filepath.Join(dir, "desk.instance"), []byte("10.0.0.1:9\nx\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var inUse *store.InUseError
	if _, err := store.LockFolder(dir, nil); !errors.As(err, &inUse) || inUse.Shown {
		t.Errorf("got %v", err)
	}
}

// TestInterrupted: the desk after one that was killed or lost its power knows it;
// after an orderly end, or a command on the folder, it does not.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	for i, want := range []bool{false, true, false} {
		l, err := store.LockFolder(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		if l.Interrupted() != want {
			t.Errorf("start %d: interrupted %v", i, l.Interrupted())
		}
		content, err := os.ReadFile(filepath.Join(dir, "desk.instance"))
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Release(); err != nil {
			t.Fatal(err)
		}
		if i == 0 { // as a kill leaves it: the lock is the system's and gone, the file stays
			if err := os.WriteFile(filepath.Join(dir, "desk.instance"), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
