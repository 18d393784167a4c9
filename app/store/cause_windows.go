//go:build windows

package store

import (
	"errors"

	"golang.org/x/sys/windows"
)

// diskFull reports whether a file operation failed for want of space.
func diskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// diskFails reports whether a file operation failed because the disk, or what it
// is connected by, does not work.
func diskFails(err error) bool {
	return errors.Is(err, windows.ERROR_IO_DEVICE) || errors.Is(err, windows.ERROR_CRC) || errors.Is(err, windows.ERROR_NOT_READY)
}

// readOnly reports whether a file operation failed because the disk is write
// protected.
func readOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// held reports whether a file operation failed because another program holds the
// file. A rename onto or of a file that is open elsewhere is refused as such.
func held(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}

// syncFolder does nothing: Windows has no sync of folders, NTFS journals names.
func syncFolder(string) error { return nil }
