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

// syncFolder does nothing: Windows has no sync of folders, NTFS journals names.
func syncFolder(string) error { return nil }
