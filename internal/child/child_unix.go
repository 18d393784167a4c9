//go:build !windows

package child

import (
	"os"
	"os/exec"
	"syscall"
)

// detach puts the service into a session of its own, so that a signal to the
// desk's group (Ctrl+C in the terminal, a kill of the group) leaves it alone.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
}

func end(process *os.Process) error { return process.Signal(syscall.SIGTERM) }
