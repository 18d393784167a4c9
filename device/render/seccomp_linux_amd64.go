package render

import (
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// forbidden are the system calls that a child has no use for once it runs: it
// only computes, takes memory, and reads and writes its two pipes. With them
// closed, code that a document smuggles in can neither open a file nor reach
// the network, another process or another program.
var forbidden = []uint32{
	unix.SYS_OPEN, unix.SYS_OPENAT, unix.SYS_OPENAT2, unix.SYS_CREAT, unix.SYS_OPEN_BY_HANDLE_AT,
	unix.SYS_UNLINK, unix.SYS_UNLINKAT, unix.SYS_RENAME, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2,
	unix.SYS_LINK, unix.SYS_LINKAT, unix.SYS_SYMLINK, unix.SYS_SYMLINKAT, unix.SYS_MKDIR, unix.SYS_MKDIRAT,
	unix.SYS_MKNOD, unix.SYS_MKNODAT, unix.SYS_RMDIR, unix.SYS_TRUNCATE, unix.SYS_CHMOD, unix.SYS_FCHMODAT,
	unix.SYS_CHOWN, unix.SYS_FCHOWNAT, unix.SYS_MEMFD_CREATE,
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN,
	unix.SYS_ACCEPT, unix.SYS_ACCEPT4, unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_SENDMMSG,
	unix.SYS_EXECVE, unix.SYS_EXECVEAT, unix.SYS_FORK, unix.SYS_VFORK,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_KILL, unix.SYS_PIDFD_OPEN,
	unix.SYS_PIDFD_GETFD, unix.SYS_PIDFD_SEND_SIGNAL, unix.SYS_SHMGET, unix.SYS_SHMAT, unix.SYS_MSGGET,
	unix.SYS_MOUNT, unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_CHROOT, unix.SYS_PIVOT_ROOT,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_IO_URING_SETUP,
	unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE,
}

// Offsets in struct seccomp_data (seccomp(2)).
const (
	seccompNumber   = 0
	seccompArch     = 4
	seccompFirstArg = 16
	x32Bit          = 0x40000000 // marks the numbers of the x32 system calls
)

// forbidCalls installs the filter on all threads of the process. A kernel
// without filters is no error: the resource limits stand without them.
func forbidCalls() error {
	filter := callFilter()
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	switch {
	case errno == 0, errors.Is(errno, unix.ENOSYS), errors.Is(errno, unix.EINVAL):
		return nil
	}
	return fmt.Errorf("forbidding system calls: %w", errno)
}

// callFilter is the filter as a classic BPF program. Forbidden calls fail with
// EACCES. clone may only make threads, clone3, whose arguments a filter cannot
// see, is reported missing, so that the C library falls back to clone.
func callFilter() []unix.SockFilter {
	const (
		load   = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal  = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		anyBit = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
		ret    = unix.BPF_RET | unix.BPF_K
		allow  = unix.SECCOMP_RET_ALLOW
		deny   = unix.SECCOMP_RET_ERRNO | uint32(unix.EACCES)
		absent = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
	)
	filter := []unix.SockFilter{
		{Code: load, K: seccompArch},
		{Code: equal, K: unix.AUDIT_ARCH_X86_64, Jt: 1}, // another architecture's numbers mean other calls
		{Code: ret, K: deny},
		{Code: load, K: seccompNumber},
		{Code: anyBit, K: x32Bit, Jf: 1},
		{Code: ret, K: deny},
		{Code: equal, K: unix.SYS_CLONE3, Jf: 1},
		{Code: ret, K: absent},
	}
	for _, number := range forbidden {
		filter = append(filter,
			unix.SockFilter{Code: equal, K: number, Jf: 1},
			unix.SockFilter{Code: ret, K: deny})
	}
	return append(filter,
		unix.SockFilter{Code: equal, K: unix.SYS_CLONE, Jf: 3},
		unix.SockFilter{Code: load, K: seccompFirstArg},
		unix.SockFilter{Code: anyBit, K: unix.CLONE_THREAD, Jt: 1},
		unix.SockFilter{Code: ret, K: deny},
		unix.SockFilter{Code: ret, K: allow},
	)
}
