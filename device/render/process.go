package render

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"carddesk/app/port"
)

func (c Config) withDefaults() (Config, error) {
	if c.Executable == "" {
		self, err := os.Executable()
		if err != nil {
			return c, err
		}
		c.Executable = self
	}
	if c.Args == nil {
		c.Args = []string{WorkerCommand}
	}
	if c.Workers <= 0 {
		c.Workers = 2
	}
	c.Limits = c.Limits.withDefaults()
	return c, nil
}

// worker is one started child.
type worker struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     io.ReadCloser
	exited  chan struct{} // closed once the child is gone and collected
	confine confinement   // what the system holds the child by, if anything
}

// start starts a child and returns once it has put on its limits.
func start(config Config) (*worker, error) {
	command := exec.Command(config.Executable, config.Args...)
	command.Env = append([]string{}, config.Env...)
	command.Dir = os.TempDir()
	command.SysProcAttr = childAttributes()
	in, err := command.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("pipe to the render child: %w", err)
	}
	// Not StdoutPipe: its Wait closes the pipe, which may still hold the answer.
	out, outChild, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("pipe from the render child: %w", err)
	}
	command.Stdout = outChild
	err = command.Start()
	outChild.Close()
	if err != nil {
		out.Close()
		return nil, fmt.Errorf("starting the render child: %w", err)
	}
	w := &worker{command: command, in: in, out: out, exited: make(chan struct{})}
	go func() {
		command.Wait() // how it ended does not matter: it is never reused
		close(w.exited)
	}()
	w.confine, err = confine(command.Process, config.Limits)
	if err == nil {
		err = w.greet(config.Limits)
	}
	if err != nil {
		w.kill()
		return nil, fmt.Errorf("preparing the render child: %w", err)
	}
	return w, nil
}

// greet tells the child its limits and waits until it has put them on.
func (w *worker) greet(limits Limits) error {
	failed := make(chan error, 1)
	go func() {
		if err := writeHello(w.in, limits); err != nil {
			failed <- err
			return
		}
		var ready [4]byte
		_, err := io.ReadFull(w.out, ready[:])
		if err == nil && ready != wireMagic {
			err = errWire
		}
		failed <- err
	}()
	timer := time.NewTimer(limits.Start)
	defer timer.Stop()
	select {
	case err := <-failed:
		return err
	case <-timer.C:
		w.kill() // ends the goroutine: its pipes break
		<-failed
		return errors.New("not ready in time")
	}
}

// gone reports whether the child has ended by itself.
func (w *worker) gone() bool {
	select {
	case <-w.exited:
		return true
	default:
		return false
	}
}

// run gives the child one request. It returns by limits.Wall, by ctx, or when
// stop is closed; the child must then be killed.
// memory gives what the answer is written into.
func (w *worker) run(ctx context.Context, stop <-chan struct{}, q request, limits Limits, memory func(n int) []byte) (response, error) {
	answer := make(chan result, 1)
	go func() {
		if err := writeRequest(w.in, q); err != nil {
			answer <- result{err: err}
			return
		}
		a, err := readResponse(w.out, q.op, limits, memory)
		answer <- result{a, err}
	}()
	timer := time.NewTimer(limits.Wall)
	defer timer.Stop()
	var reason error
	select {
	case r := <-answer:
		if r.err != nil {
			return response{}, fmt.Errorf("%w: %w", port.ErrRenderDied, r.err)
		}
		return r.response, nil
	case <-ctx.Done():
		reason = ctx.Err()
	case <-timer.C:
		reason = port.ErrRenderTimeout
	case <-stop:
		reason = ErrClosed
	}
	w.kill()
	<-answer
	return response{}, reason
}

// kill ends the child and waits until the system has collected it. It may be
// called again, and on nil.
func (w *worker) kill() {
	if w == nil {
		return
	}
	w.command.Process.Kill() // already gone is fine
	w.confine.release()      // on Windows this ends it as well
	<-w.exited
	w.in.Close()
	w.out.Close()
}
