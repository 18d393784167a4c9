//go:build unix

package store

import "syscall"

// What the system says of a full disk and of a file that another program holds.
var (
	errFull error = syscall.ENOSPC
	errHeld error = syscall.EBUSY
)
