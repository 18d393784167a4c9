//go:build unix

package vault

import (
	"bytes"
	"os"
)

// protect has nothing to add on Unix: the file's mode is the protection.
func protect(plain []byte) ([]byte, error) { return bytes.Clone(plain), nil }

func unprotect(wrapped []byte) ([]byte, error) { return bytes.Clone(wrapped), nil }

// syncFolder makes a new name in dir durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	return err
}
