package store

import "golang.org/x/sys/windows"

// What the system says of a disk that fails, a full one, and of a file that another
// program holds.
var (
	errIO   error = windows.ERROR_IO_DEVICE
	errFull error = windows.ERROR_DISK_FULL
	errHeld error = windows.ERROR_SHARING_VIOLATION
)
