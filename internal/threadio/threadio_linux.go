// Package threadio counts what one thread reads and writes, for tests of code
// that must do neither, such as what runs between two keys of a clerk.
package threadio

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// Calls is how many times f read or wrote anything — a file, a database, a pipe,
// a socket — on the thread it was called on; work that f hands to other goroutines
// is not counted. f is called a few times and the least is given: the Go runtime
// now and then wakes its own poller by a write, while what f does itself comes
// each time. Where the system does not count, the test is skipped.
func Calls(t testing.TB, f func()) int {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const times = 3
	least, looking := -1, counted(t, func() {})
	for range times {
		if n := counted(t, f) - looking; least < 0 || n < least {
			least = n
		}
	}
	return least
}

// counted is the calls that f makes together with those of looking.
func counted(t testing.TB, f func()) int {
	t.Helper()
	before := total(t)
	f()
	return total(t) - before
}

// total is how many reads and writes this thread has made; see proc_pid_io(5).
func total(t testing.TB) int {
	t.Helper()
	text, err := os.ReadFile("/proc/thread-self/io")
	if err != nil {
		t.Skipf("the system does not count: %v", err)
	}
	sum := 0
	for line := range bytes.Lines(text) {
		name, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(": "))
		if string(name) != "syscr" && string(name) != "syscw" {
			continue
		}
		n, err := strconv.Atoi(string(value))
		if err != nil {
			t.Fatal(fmt.Errorf("reading %s: %w", name, err))
		}
		sum += n
	}
	return sum
}
