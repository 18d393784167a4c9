//go:build !windows

package main

import "golang.org/x/sys/unix"

// hardenProcess switches core dumps off: they would hold keys and names. The
// limit alone does not reach services that dumps are piped to, see core(5).
func hardenProcess() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	denyDumps()
}
