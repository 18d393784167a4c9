package store_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"carddesk/internal/racing"
)

// injectedCalls are the calls by which the desk changes or opens files, and
// injectedFaults how they fail. The last fault is of a file system that became
// read-only under the running desk.
var (
	injectedCalls  = []string{"fsync", "pwrite64", "write", "openat", "open", "renameat", "mkdirat"}
	injectedFaults = []string{"EIO", "ENOSPC", "EBUSY", "EROFS"}
)

// injection is one system call that fails.
type injection struct {
	call, fault string
	when        int // number of the call, from 1
}

func (i injection) String() string {
	return fmt.Sprintf("%s number %d fails with %s", i.call, i.when, i.fault)
}

// TestFileOperationsFail lets single system calls of the desk fail, one a run:
// the desk may end with an error in words, never in a panic, and what it had
// acknowledged is there when it starts again. An ordinary run takes a sample;
// CARDDESK_TORTURE takes every call.
func TestFileOperationsFail(t *testing.T) {
	if racing.Enabled {
		t.Skip("a child process does the work; make test runs this without the race detector")
	}
	needStrace(t)
	counts := countCalls(t, stepsPerDossier)
	runs, failed := 0, 0
	for _, call := range injectedCalls {
		stride := max(counts[call]/2, 1)
		if os.Getenv("CARDDESK_TORTURE") != "" {
			stride = 1
		}
		for _, fault := range injectedFaults[:3] {
			for when := 1 + runs%stride; when <= counts[call]; when += stride {
				runs++
				if injectedRun(t, stepsPerDossier, injection{call, fault, when}) {
					failed++
				}
			}
		}
	}
	t.Logf("calls %v: %d runs, %d of them ended with an error", counts, runs, failed)
	if failed < runs/4 {
		t.Errorf("only %d of %d runs felt their fault", failed, runs)
	}
}

// countCalls counts the calls of the child's day of so many steps without faults.
func countCalls(t *testing.T, steps int) map[string]int {
	t.Helper()
	counts := make(map[string]int)
	for _, line := range record(t, t.TempDir(), steps) {
		if m := callHead.FindStringSubmatch(line); m != nil {
			counts[m[2]]++
		}
	}
	return counts
}

// injectedRun runs the child through so many steps with faults, each of another
// call, and checks what it left; it reports whether the child ended with an error.
func injectedRun(t *testing.T, end int, faults ...injection) (failed bool) {
	t.Helper()
	name := fmt.Sprint(faults)
	dir := t.TempDir()
	args := []string{"-f", "-o", os.DevNull}
	for _, f := range faults {
		args = append(args, "-e", fmt.Sprintf("inject=%s:error=%s:when=%d", f.call, f.fault, f.when))
	}
	var calls []string
	for _, f := range faults {
		calls = append(calls, f.call)
	}
	cmd := exec.Command("strace", append(args, "-e", "trace="+strings.Join(calls, ","), os.Args[0])...)
	cmd.Env = append(os.Environ(), childDir+"="+dir, childFrom+"=0", childRun+"=0", childEnd+"="+strconv.Itoa(end))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if text := stderr.String(); strings.Contains(text, "panic") || strings.Contains(text, "goroutine ") {
		t.Fatalf("%s:\n%s", name, text)
	}
	if err != nil && stderr.Len() == 0 {
		t.Fatalf("%s: ended without a word: %v", name, err)
	}
	steps := 0
	for line := range strings.Lines(stdout.String()) {
		if n, err := strconv.Atoi(strings.TrimSpace(line)); err == nil {
			steps = n + 1
		}
	}
	r := &desk{t: t, dir: dir, clock: &clock{t: time.Now().Add(time.Hour)}}
	r.open()
	defer r.Close()
	if r.Empty() {
		if steps > 0 {
			t.Fatalf("%s: the station is gone", name)
		}
		if err := r.FirstStart(t.Context(), setup()); err != nil {
			t.Fatalf("%s: first start again: %v", name, err)
		}
	}
	r.login(clerkID)
	done := checkSteps(t, r, steps)
	if t.Failed() {
		t.Fatalf("%s: %s", name, stderr.String())
	}
	if err := dayStep(t.Context(), r.Store, done); err != nil {
		t.Fatalf("%s: going on with step %d: %v", name, done, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.new-*")); err != nil || len(left) > 1 {
		t.Errorf("%s: left %v, %v", name, left, err)
	}
	return err != nil
}
