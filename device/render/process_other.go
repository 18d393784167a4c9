//go:build !linux && !windows

package render

import (
	"os"
	"syscall"
)

func childAttributes() *syscall.SysProcAttr { return nil }

// confinement is empty: CardDesk is delivered for Linux and Windows only.
type confinement struct{}

func confine(*os.Process, Limits) (confinement, error) { return confinement{}, nil }

func (*confinement) release() {}
