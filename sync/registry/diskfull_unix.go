//go:build !windows

package registry

import (
	"errors"
	"syscall"
)

// diskFull reports whether err says that no space is left.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
