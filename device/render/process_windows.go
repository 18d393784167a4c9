package render

import (
	"fmt"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// childAttributes keeps a child from opening a console window.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}

// programMemory is what the program itself commits, which a document's
// memory comes on top of.
const programMemory = 160 << 20

// confinement is the Job Object a child lives in: it bounds memory and
// processor time, forbids grandchildren, and ends the child with the parent.
type confinement struct {
	job windows.Handle
}

// confine puts the child into a Job Object before it gets its first document.
func confine(child *os.Process, limits Limits) (confinement, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return confinement{}, fmt.Errorf("creating job object: %w", err)
	}
	c := confinement{job}
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{
			PerProcessUserTimeLimit: int64(limits.CPU / (100 * time.Nanosecond)),
			ActiveProcessLimit:      1,
			LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE |
				windows.JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION |
				windows.JOB_OBJECT_LIMIT_ACTIVE_PROCESS |
				windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY |
				windows.JOB_OBJECT_LIMIT_PROCESS_TIME,
		},
		ProcessMemoryLimit: uintptr(programMemory + limits.Memory),
	}
	if _, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info))); err != nil {
		c.release()
		return confinement{}, fmt.Errorf("setting job limits: %w", err)
	}
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(child.Pid))
	if err != nil {
		c.release()
		return confinement{}, fmt.Errorf("opening child: %w", err)
	}
	defer windows.CloseHandle(process)
	if err := windows.AssignProcessToJobObject(job, process); err != nil {
		c.release()
		return confinement{}, fmt.Errorf("assigning child to job: %w", err)
	}
	return c, nil
}

// release ends the child and everything it started. It may be called again.
func (c *confinement) release() {
	if c.job != 0 {
		windows.TerminateJobObject(c.job, 1)
		windows.CloseHandle(c.job)
		c.job = 0
	}
}
