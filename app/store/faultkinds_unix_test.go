//go:build unix

package store

import "syscall"

// What the system says of a disk that fails, a full one, and of a file that another
// program holds.
var (
	errIO   error = syscall.EIO
	errFull error = syscall.ENOSPC
	errHeld error = syscall.EBUSY
)
