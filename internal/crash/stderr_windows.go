package crash

import (
	"os"

	"golang.org/x/sys/windows"
)

// keepStderr is the standard error of now; a window program has none, and then
// what is written to it is lost.
func keepStderr() (*os.File, error) {
	handle, err := windows.GetStdHandle(windows.STD_ERROR_HANDLE)
	if err != nil || handle == 0 || handle == windows.InvalidHandle {
		return os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	}
	process := windows.CurrentProcess()
	var copied windows.Handle
	if err := windows.DuplicateHandle(process, handle, process, &copied, 0, false, windows.DUPLICATE_SAME_ACCESS); err != nil {
		return os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	}
	return os.NewFile(uintptr(copied), "stderr"), nil
}

// takeStderr puts to in the place of the standard error: the runtime asks for
// the handle each time that it prints.
func takeStderr(to *os.File) error {
	if err := windows.SetStdHandle(windows.STD_ERROR_HANDLE, windows.Handle(to.Fd())); err != nil {
		return err
	}
	os.Stderr = to
	return nil
}
