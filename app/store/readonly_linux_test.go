package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// What a folder that cannot be written does is tried by this test program again
// as a child, which is told by the environment how it is kept from writing.
const (
	readOnlyHow   = "CARDDESK_STORE_READ_ONLY"     // one of the ways below
	readOnlyDir   = "CARDDESK_STORE_READ_ONLY_DIR" // data folder
	readOnlyReady = "CARDDESK_STORE_READ_ONLY_READY"

	byModes = "modes" // file modes, which bind root only without its capabilities
	byMount = "mount" // a file system mounted read-only, in a mount namespace
)

// errNotBound says that the child could not be kept from writing.
var errNotBound = errors.New("the folder is writable all the same")

// notBound is the exit code of a child that could not be kept from writing.
const notBound = 77

// readOnlyDossier is made before the folder becomes read-only.
const readOnlyDossier = dossier.ID("00000000000000000000000000000001")

// readOnlyChild tells which child this process is to be; ok is false for none.
func readOnlyChild() (code int, ok bool) {
	how := os.Getenv(readOnlyHow)
	if how == "" {
		return 0, false
	}
	dir := os.Getenv(readOnlyDir)
	err := bind(how, dir)
	if err == nil {
		err = refusedInWords(how, dir)
	}
	switch {
	case errors.Is(err, errNotBound):
		fmt.Fprintln(os.Stderr, err)
		return notBound, true
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1, true
	}
	return 0, true
}

// bind keeps this process from writing below dir.
func bind(how, dir string) error {
	if how == byMount {
		return mountReadOnly(dir)
	}
	if os.Getenv(readOnlyReady) == "" {
		return withoutOverride()
	}
	if err := whileItRuns(dir); err != nil {
		return err
	}
	return forbidWriting(dir)
}

// forbidWriting takes the right to write from everything below dir.
func forbidWriting(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o400)
		if e.IsDir() {
			mode = 0o500
		}
		return os.Chmod(path, mode)
	})
}

// whileItRuns takes the folder of captures away from a desk at work and gives it
// back: the capture is refused in words, leaves nothing, and succeeds later.
func whileItRuns(dir string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, options(dir, &clock{t: time.Now()}))
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.Login(ctx, clerkID, password); err != nil {
		return err
	}
	put := func() error {
		_, err := s.PutBlob(ctx, readOnlyDossier, store.BlobRecord, strings.NewReader("x"))
		return err
	}
	blobs := filepath.Join(dir, "blobs")
	if err := forbidWriting(blobs); err != nil {
		return err
	}
	if err := put(); err == nil {
		return errNotBound
	} else if !errors.Is(err, store.ErrReadOnly) {
		return fmt.Errorf("a capture into a read-only folder: %w", err)
	}
	if left, err := os.ReadDir(blobs); err != nil || len(left) != 0 {
		return fmt.Errorf("left %v, %w", left, err)
	}
	if err := os.Chmod(blobs, 0o700); err != nil {
		return err
	}
	return put()
}

// withoutOverride starts this program anew in the same process without the
// capability by which root writes where file modes forbid it; it returns only
// when it fails.
func withoutOverride() error {
	runtime.LockOSThread()
	if os.Geteuid() == 0 {
		for _, capability := range []uintptr{unix.CAP_DAC_OVERRIDE, unix.CAP_DAC_READ_SEARCH} {
			if err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0); err != nil {
				return fmt.Errorf("%w: dropping a capability: %w", errNotBound, err)
			}
		}
	}
	return fmt.Errorf("starting anew: %w", syscall.Exec("/proc/self/exe", os.Args, append(os.Environ(), readOnlyReady+"=1")))
}

// mountReadOnly mounts dir over itself, read-only. The process has a mount
// namespace of its own: nobody else sees it, and it ends with the process.
func mountReadOnly(dir string) error {
	var of unix.Statfs_t
	if err := unix.Statfs(dir, &of); err != nil {
		return fmt.Errorf("looking at the file system: %w", err)
	}
	// What the mount forbids already cannot be allowed by another user namespace.
	kept := uintptr(of.Flags) & (unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC | unix.MS_NOATIME)
	for _, m := range []struct {
		source, target string
		flags          uintptr
	}{
		{"", "/", unix.MS_REC | unix.MS_PRIVATE},
		{dir, dir, unix.MS_BIND},
		{"", dir, unix.MS_BIND | unix.MS_REMOUNT | unix.MS_RDONLY | kept},
	} {
		if err := unix.Mount(m.source, m.target, "", m.flags, ""); err != nil {
			return fmt.Errorf("%w: mounting: %w", errNotBound, err)
		}
	}
	return nil
}

// refusedInWords uses the data folder like a desk that does not know that it
// cannot write: every refusal must be the desk's own error.
func refusedInWords(how, dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "probe"), nil, 0o600); err == nil {
		return errNotBound
	}
	ctx := context.Background()
	if _, err := store.LockFolder(dir, nil); !errors.Is(err, store.ErrReadOnly) {
		return fmt.Errorf("locking the folder: %v", err)
	}
	s, err := store.Open(ctx, options(dir, &clock{t: time.Now()}))
	if err == nil {
		// Reading may go on, every write must be refused.
		_, err = s.Login(ctx, clerkID, password)
		if closeErr := s.Close(); closeErr != nil {
			return fmt.Errorf("closing: %w", closeErr)
		}
	}
	if !errors.Is(err, store.ErrReadOnly) {
		return fmt.Errorf("opening by %s: %v", how, err)
	}
	return nil
}

// TestReadOnlyFolder: a data folder that cannot be written is refused in words,
// by file modes and on a file system that is read-only, for root too; what was
// in it is there when it can be written again.
func TestReadOnlyFolder(t *testing.T) {
	for _, how := range []string{byModes, byMount} {
		t.Run(how, func(t *testing.T) {
			d := newDesk(t)
			d.do(store.Change{Actor: clerk, Command: dossier.CreateDossier, Dossier: readOnlyDossier,
				Section: &store.SectionChange{Name: dossier.SectionIdentity, Content: sample("A", "001090012345")}})
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("/proc/self/exe")
			cmd.Env = append(os.Environ(), readOnlyHow+"="+how, readOnlyDir+"="+d.dir)
			if how == byMount {
				cmd.SysProcAttr = ownMounts()
			}
			out, err := cmd.CombinedOutput()
			restoreModes(t, d.dir)
			var exit *exec.ExitError
			switch {
			case errors.As(err, &exit) && exit.ExitCode() == notBound,
				err != nil && how == byMount && (errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EINVAL)):
				t.Skipf("this system lets no process be kept from writing: %v\n%s", err, out)
			case err != nil:
				t.Fatalf("%v\n%s", err, out)
			}
			d.open()
			d.login(clerkID)
			d.do(save(readOnlyDossier, 1, "B"))
			d.verify()
		})
	}
}

// ownMounts gives a child mounts of its own; who is not root gets a user
// namespace for that.
func ownMounts() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	return attr
}

// restoreModes lets the folder be written again.
func restoreModes(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}
