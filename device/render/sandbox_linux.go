package render

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// maxOpenFiles is enough for the pipes and the runtime's own descriptors.
const maxOpenFiles = 32

// limitSelf puts the limits on the calling process, soft and hard, so that they
// cannot be lifted again, and closes the system calls that it will not need.
func limitSelf(limits Limits) error {
	// "No new privileges" belongs to a thread until the filter, which needs it,
	// is put on all of them.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	space, data, err := ownMemory()
	if err != nil {
		return err
	}
	set := []struct {
		name     string
		resource int
		value    uint64
	}{
		{"core size", unix.RLIMIT_CORE, 0},
		{"file size", unix.RLIMIT_FSIZE, 0},
		{"open files", unix.RLIMIT_NOFILE, maxOpenFiles},
		{"processor time", unix.RLIMIT_CPU, uint64(limits.CPU / time.Second)},
		{"data", unix.RLIMIT_DATA, data + uint64(limits.Memory)},
		{"address space", unix.RLIMIT_AS, space + uint64(limits.AddressSpace)},
	}
	for _, s := range set {
		if raceDetector && (s.resource == unix.RLIMIT_AS || s.resource == unix.RLIMIT_DATA) {
			continue // the race detector's shadow memory alone is larger
		}
		if err := unix.Setrlimit(s.resource, &unix.Rlimit{Cur: s.value, Max: s.value}); err != nil {
			return fmt.Errorf("limiting %s: %w", s.name, err)
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("forbidding new privileges: %w", err)
	}
	return forbidCalls()
}

// ownMemory returns how many bytes of address space and of private writable
// memory the process has now (proc(5), statm).
func ownMemory() (space, data uint64, err error) {
	content, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, 0, fmt.Errorf("reading own memory: %w", err)
	}
	fields := bytes.Fields(content)
	if len(fields) < 6 {
		return 0, 0, fmt.Errorf("reading own memory: %d fields", len(fields))
	}
	page := uint64(os.Getpagesize())
	if space, err = strconv.ParseUint(string(fields[0]), 10, 64); err == nil {
		data, err = strconv.ParseUint(string(fields[5]), 10, 64)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("reading own memory: %w", err)
	}
	return space * page, data * page, nil
}
