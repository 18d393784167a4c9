package main

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// TestNoCoreDump: a hardened process may be dumped by nobody. It runs in a child,
// so that this one stays as it is.
func TestNoCoreDump(t *testing.T) {
	if os.Getenv("CARDDESK_TEST_HARDEN") == "" {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "TestNoCoreDump$", "-test.v")
		child.Env = append(os.Environ(), "CARDDESK_TEST_HARDEN=1")
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 1 {
		t.Skipf("a process starts here with dumpable %d, %v", dumpable, err)
	}
	hardenProcess()
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
		t.Errorf("dumpable %d, %v", dumpable, err)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("limit %+v, %v", limit, err)
	}
	// What the program needs of itself still works: it starts its own workers.
	if _, err := os.Executable(); err != nil {
		t.Error(err)
	}
	if _, err := os.ReadDir("/proc/self/fd"); err != nil {
		t.Error(err)
	}
}
