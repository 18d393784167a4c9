//go:build unix

package crash

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// keepStderr is the standard error of now under another number.
func keepStderr() (*os.File, error) {
	fd, err := unix.FcntlInt(uintptr(unix.Stderr), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "stderr"), nil
}

// takeStderr puts to in the place of the standard error, for the runtime too.
// Should its reader die, words are lost and the process goes on: unheard, the
// signal for a broken pipe would end it.
func takeStderr(to *os.File) error {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	if err := unix.Dup2(int(to.Fd()), unix.Stderr); err != nil {
		return err
	}
	return to.Close()
}
