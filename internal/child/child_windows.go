package child

import (
	"os"
	"os/exec"
	"syscall"
)

// detach keeps the service out of the desk's console group.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}

// end kills: Windows has no polite signal for a process without a console.
func end(process *os.Process) error { return process.Kill() }
