package papertest

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"syscall"
)

// settled gives back what is free and returns what the process then has in
// memory; the mark of the most that it ever had begins anew (proc(5), clear_refs).
func settled() (int64, error) {
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		return 0, err
	}
	return ownMemory("VmRSS:")
}

// peakMemory is the most that the process had in memory since.
func peakMemory() (int64, error) { return ownMemory("VmHWM:") }

func ownMemory(name string) (int64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		if fields := bytes.Fields(line); len(fields) == 3 && string(fields[0]) == name {
			kb, err := strconv.ParseInt(string(fields[1]), 10, 64)
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("no %s in the status of the process", name)
}

// peakOfChildren is the most that any child that has ended had in memory
// (getrusage(2): in kilobytes).
func peakOfChildren() (int64, error) {
	var usage syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &usage)
	return usage.Maxrss << 10, err
}
