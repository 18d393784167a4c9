//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// diskFull reports whether a file operation failed for want of space.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// diskFails reports whether a file operation failed because the disk, or what it
// is connected by, does not work.
func diskFails(err error) bool {
	return errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENXIO) || errors.Is(err, syscall.ENODEV)
}

// readOnly reports whether a file operation failed because the whole file system
// is read-only: a disk that the system no longer trusts, a stick with its lock on.
func readOnly(err error) bool { return errors.Is(err, syscall.EROFS) }

// held reports whether a file operation failed because another program holds the
// file.
func held(err error) bool { return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.ETXTBSY) }

// syncFolder makes a new name in dir durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
