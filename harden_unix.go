//go:build !windows

package main

import "golang.org/x/sys/unix"

// hardenProcess switches core dumps off: they would hold keys and names.
func hardenProcess() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
