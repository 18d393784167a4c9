//go:build linux

package threadio

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCallsFindsReadingAndWriting(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	sum := 0
	for _, c := range []struct {
		name string
		f    func()
		want bool
	}{
		{"computing", func() {
			for i := range 1000 {
				sum += i
			}
		}, false},
		{"writing a file", func() { _ = os.WriteFile(file, []byte("x"), 0o600) }, true},
		{"reading a file", func() { _, _ = os.ReadFile(file) }, true},
		{"writing to a pipe", func() { _, _ = w.WriteString("x") }, true},
		{"letting another goroutine write", func() {
			done := make(chan struct{})
			go func() {
				defer close(done)
				_ = os.WriteFile(file, []byte("y"), 0o600)
			}()
			<-done
		}, false},
	} {
		if got := Calls(t, c.f); (got > 0) != c.want {
			t.Errorf("%s: %d calls", c.name, got)
		}
	}
}
