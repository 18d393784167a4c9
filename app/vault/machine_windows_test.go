package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestMachineSecretIsWrapped: the file of the machine secret does not hold it, what
// was changed in it is refused, and the same machine opens it again.
func TestMachineSecretIsWrapped(t *testing.T) {
	dir := t.TempDir()
	made, err := MakeMachine(dir, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, machineFile)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(content, made.key[:]) {
		t.Error("the secret lies in the clear")
	}
	again, err := LoadMachine(dir)
	if err != nil || again.key != made.key {
		t.Errorf("loaded again: %v", err)
	}
	content[len(content)-1] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadMachine(dir); !errors.Is(err, ErrMachine) {
		t.Errorf("a changed file: %v", err)
	}
	if _, err := unprotect(nil); err == nil {
		t.Error("nothing was opened")
	}
}
