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

// TestFileOperationsFail lets single system calls of the desk fail, one a run:
// the desk may end with an error in words, never in a panic, and what it had
// acknowledged is there when it starts again. An ordinary run takes a sample;
// CARDDESK_TORTURE takes every call.
func TestFileOperationsFail(t *testing.T) {
	if racing.Enabled {
		t.Skip("a child process does the work; make test runs this without the race detector")
	}
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is missing")
		}
		t.Skip("strace is not installed")
	}
	counts := countCalls(t)
	runs, failed := 0, 0
	for _, call := range []string{"fsync", "pwrite64", "write", "openat", "open", "renameat", "mkdirat"} {
		stride := max(counts[call]/2, 1)
		if os.Getenv("CARDDESK_TORTURE") != "" {
			stride = 1
		}
		for _, fault := range []string{"EIO", "ENOSPC", "EBUSY"} {
			for when := 1 + runs%stride; when <= counts[call]; when += stride {
				runs++
				if injectedRun(t, call, fault, when) {
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

// countCalls counts the calls of the child's day without faults.
func countCalls(t *testing.T) map[string]int {
	t.Helper()
	counts := make(map[string]int)
	for _, line := range record(t, t.TempDir(), stepsPerDossier) {
		if m := callHead.FindStringSubmatch(line); m != nil {
			counts[m[2]]++
		}
	}
	return counts
}

// injectedRun runs the child with one fault and checks what it left; it reports
// whether the child ended with an error.
func injectedRun(t *testing.T, call, fault string, when int) (failed bool) {
	t.Helper()
	name := fmt.Sprintf("%s number %d fails with %s", call, when, fault)
	dir := t.TempDir()
	cmd := exec.Command("strace", "-f", "-o", os.DevNull, "-e", "trace="+call,
		"-e", fmt.Sprintf("inject=%s:error=%s:when=%d", call, fault, when), os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childFrom+"=0", childRun+"=0", childEnd+"="+strconv.Itoa(stepsPerDossier))
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
