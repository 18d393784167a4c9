package store

import "golang.org/x/sys/windows"

// What the system says of a full disk and of a file that another program holds.
var (
	errFull error = windows.ERROR_DISK_FULL
	errHeld error = windows.ERROR_SHARING_VIOLATION
)
