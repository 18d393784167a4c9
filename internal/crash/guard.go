package crash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Command is the first word of the command line of the second process.
const Command = "last-words"

// Guard sends the standard error of this process, from now on, through a second
// process of the same program, which writes it on without the values of panics
// and keeps the last words of a crash in dir. That process ends with this one.
func Guard(dir string) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding the program: %w", err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("making a pipe: %w", err)
	}
	defer read.Close()
	before, err := keepStderr()
	if err != nil {
		return errors.Join(fmt.Errorf("keeping the standard error: %w", err), write.Close())
	}
	defer before.Close()
	// It has no context: it must not end before this process.
	scribe := exec.CommandContext(context.Background(), program, Command, dir)
	scribe.Stdin, scribe.Stderr = read, before
	if err := scribe.Start(); err != nil {
		return errors.Join(fmt.Errorf("starting the keeper of last words: %w", err), write.Close())
	}
	if err := takeStderr(write); err != nil {
		return errors.Join(fmt.Errorf("taking over the standard error: %w", err), write.Close(), scribe.Process.Kill(), scribe.Wait())
	}
	go func() { _ = scribe.Wait() }() // no zombie, should it die first
	return nil
}

// maxKept bounds what is kept of a crash, in bytes.
const maxKept = 256 << 10

// Main is the second process: it filters its standard input to its standard
// error, and writes the end of it into a file of dir when it was a crash. It
// returns the exit code.
func Main(dir string) int {
	kept := &tail{max: maxKept}
	crashed, err := Filter(io.MultiWriter(deaf{os.Stderr}, kept), os.Stdin)
	if crashed {
		err = errors.Join(err, keep(dir, time.Now(), kept.bytes()))
	}
	if err != nil {
		return 1
	}
	return 0
}

// keep writes the last words of a crash into a file that only its owner reads.
func keep(dir string, at time.Time, words []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	name := filepath.Join(dir, "crash-"+at.UTC().Format("20060102T150405Z")+".txt")
	return os.WriteFile(name, words, 0o600)
}

// deaf writes on and does not mind when nobody reads: a window that was started
// from a terminal outlives it.
type deaf struct{ w io.Writer }

func (d deaf) Write(p []byte) (int, error) {
	_, _ = d.w.Write(p)
	return len(p), nil
}

// tail keeps the end of what is written to it.
type tail struct {
	max  int
	kept bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.kept.Write(p)
	if over := t.kept.Len() - 2*t.max; over > 0 {
		t.kept.Next(t.kept.Len() - t.max)
	}
	return len(p), nil
}

func (t *tail) bytes() []byte {
	all := t.kept.Bytes()
	return all[max(0, len(all)-t.max):]
}
