package store

import (
	"bufio"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Files of a folder lock. The lock itself is the operating system's and ends
// with the process, however it ends; the other file only says where the running
// instance listens.
const (
	lockFile     = "desk.lock"
	instanceFile = "desk.instance"
)

// instanceWait bounds a word between two instances.
const instanceWait = 2 * time.Second

// ErrInUse says that another instance has the data folder.
var ErrInUse = errors.New("data folder is used by a running instance")

// InUseError says whether the running instance was asked to show its window.
// It wraps ErrInUse.
type InUseError struct{ Shown bool }

func (e *InUseError) Error() string { return ErrInUse.Error() }

func (e *InUseError) Unwrap() error { return ErrInUse }

// FolderLock is the hold of one process on a data folder.
type FolderLock struct {
	dir      string
	file     *os.File
	listener net.Listener
	work     sync.WaitGroup

	interrupted bool
}

// Interrupted reports whether the instance before this one did not end by itself:
// the power went, or it was killed. What it had acknowledged is there all the same.
func (l *FolderLock) Interrupted() bool { return l.interrupted }

// LockFolder takes the data folder for this process. When another one has it,
// that one is told to come to the front and an *InUseError is returned. show is
// called, from a goroutine of the lock, whenever a second start asks.
func LockFolder(dir string, show func()) (*FolderLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", cause(err))
	}
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the data folder: %w", cause(err))
	}
	held, err := tryLock(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking the data folder: %w", err), f.Close())
	}
	if !held {
		return nil, errors.Join(&InUseError{Shown: askToShow(dir) == nil}, f.Close())
	}
	_, left := os.Stat(filepath.Join(dir, instanceFile)) // Release takes it away
	l := &FolderLock{dir: dir, file: f, interrupted: left == nil}
	if err := l.listen(show); err != nil {
		return nil, errors.Join(fmt.Errorf("listening for a second start: %w", err), f.Close())
	}
	return l, nil
}

// listen offers the way to the front on the loopback interface. The token keeps
// other users of this PC, who cannot read the data folder, from using it.
func (l *FolderLock) listen(show func()) error {
	var token [16]byte
	if _, err := rand.Read(token[:]); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	word := hex.EncodeToString(token[:])
	path := filepath.Join(l.dir, instanceFile)
	err = os.WriteFile(path+".new", []byte(listener.Addr().String()+"\n"+word+"\n"), 0o600)
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	l.listener = listener
	l.work.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // closed by Release
			}
			answer(conn, word, show)
		}
	})
	return nil
}

func answer(conn net.Conn, word string, show func()) {
	defer conn.Close()
	if conn.SetDeadline(time.Now().Add(instanceWait)) != nil {
		return
	}
	line, err := bufio.NewReader(io.LimitReader(conn, 64)).ReadString('\n')
	if err != nil || subtle.ConstantTimeCompare([]byte(strings.TrimSpace(line)), []byte(word)) != 1 {
		return
	}
	if show != nil {
		show()
	}
	// The asker only waits for this; that it went away is its own affair.
	_, _ = io.WriteString(conn, "ok\n")
}

// askToShow asks the running instance to come to the front.
func askToShow(dir string) error {
	content, err := os.ReadFile(filepath.Join(dir, instanceFile))
	if err != nil {
		return err
	}
	address, word, ok := strings.Cut(strings.TrimSpace(string(content)), "\n")
	host, _, err := net.SplitHostPort(address)
	if !ok || err != nil || host != "127.0.0.1" {
		return fmt.Errorf("%s is not readable", instanceFile)
	}
	conn, err := net.DialTimeout("tcp", address, instanceWait)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(instanceWait)); err != nil {
		return err
	}
	if _, err := io.WriteString(conn, word+"\n"); err != nil {
		return err
	}
	_, err = bufio.NewReader(io.LimitReader(conn, 8)).ReadString('\n')
	return err
}

// Release gives the folder back.
func (l *FolderLock) Release() error {
	err := l.listener.Close()
	l.work.Wait()
	return errors.Join(err, remove(filepath.Join(l.dir, instanceFile)), l.file.Close())
}
