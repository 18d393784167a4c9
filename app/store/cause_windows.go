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

// held reports whether a file operation failed because another program holds the
// file. A rename onto or of a file that is open elsewhere is refused as such.
func held(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}

// syncFolder does nothing: Windows has no sync of folders, NTFS journals names.
func syncFolder(string) error { return nil }
