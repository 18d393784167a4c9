// Package shareddata finds the test data that lies beside the checkout
// (../shared/data) for tests. It is imported by tests only.
package shareddata

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Path returns the path of name below the shared test data. Where the data is
// absent the test is skipped with a message; with CI=true it fails instead,
// because a CI run without its data would be green for the wrong reason.
func Path(t testing.TB, name string) string {
	t.Helper()
	_, self, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("shared data: no source position")
	}
	root := filepath.Join(filepath.Dir(self), "..", "..")
	path := filepath.Join(root, "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("shared test data %q is missing", name)
		}
		t.Skipf("shared test data %q is not beside this checkout", name)
	}
	return path
}

// Read returns the content of name below the shared test data; see [Path].
func Read(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(Path(t, name))
	if err != nil {
		t.Fatalf("shared test data: %v", err)
	}
	return content
}
