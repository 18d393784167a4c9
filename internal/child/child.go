// Package child starts, adopts and ends the services that training runs beside
// the desk. A service is a process of the same program that announces itself in
// a file once it is ready. It outlives a desk that is killed, so that the next
// desk finds it as it was, and ends by itself when no desk has been there for a
// while.
package child

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Announcement is what a service writes when it is ready.
type Announcement struct {
	PID     int               `json:"pid"`
	Started time.Time         `json:"started"`
	Values  map[string]string `json:"values"` // addresses and paths, never secrets
}

// Service describes one service.
type Service struct {
	Name string   // also the name of its announcement and log
	Args []string // arguments of this program
	Dir  string   // folder of the announcements, shared by all services
	// Alive asks the service itself; a process id alone may have been given to
	// another program since.
	Alive func(ctx context.Context, a Announcement) error
}

// Running is a service that answers.
type Running struct {
	Announcement
	service Service
	cmd     *exec.Cmd // nil when adopted
}

// leaseLife is how long a service waits for a desk before it ends itself.
const leaseLife = 10 * time.Minute

// Start adopts the service when it is there and starts it otherwise.
func Start(ctx context.Context, s Service) (*Running, error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("starting %s: %w", s.Name, err)
	}
	if err := Touch(s.Dir); err != nil {
		return nil, fmt.Errorf("starting %s: %w", s.Name, err)
	}
	if a, err := read(s); err == nil && s.alive(ctx, a) == nil {
		return &Running{Announcement: a, service: s}, nil
	}
	if err := os.Remove(s.file()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("starting %s: %w", s.Name, err)
	}
	return launch(ctx, s)
}

func launch(ctx context.Context, s Service) (*Running, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", s.Name, err)
	}
	log, err := os.OpenFile(filepath.Join(s.Dir, s.Name+".log"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", s.Name, err)
	}
	defer log.Close()
	cmd := exec.Command(self, s.Args...)
	cmd.Stdout, cmd.Stderr = log, log
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", s.Name, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case err := <-ended:
			return nil, fmt.Errorf("starting %s: it ended at once: %v (see %s.log)", s.Name, err, s.Name)
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("starting %s: %w", s.Name, ctx.Err()), cmd.Process.Kill())
		case <-poll.C:
			a, err := read(s)
			if err == nil && a.PID == cmd.Process.Pid && s.alive(ctx, a) == nil {
				return &Running{Announcement: a, service: s, cmd: cmd}, nil
			}
		}
	}
}

func (s Service) file() string { return filepath.Join(s.Dir, s.Name+".json") }

func (s Service) alive(ctx context.Context, a Announcement) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return s.Alive(ctx, a)
}

func read(s Service) (Announcement, error) {
	var a Announcement
	content, err := os.ReadFile(s.file())
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(content, &a)
}

// Stop asks the service to end: the one that is announced now, which may be
// another process than the one that was started.
func (r *Running) Stop() error {
	if a, err := read(r.service); err == nil {
		r.Announcement = a
	}
	process, err := os.FindProcess(r.PID)
	if err != nil {
		return nil // gone already
	}
	if err := end(process); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("ending %s: %w", r.service.Name, err)
	}
	return nil
}

// Announce writes the announcement of the service that runs in this process.
func Announce(dir, name string, values map[string]string) error {
	content, err := json.Marshal(Announcement{PID: os.Getpid(), Started: time.Now().UTC(), Values: values})
	if err != nil {
		return fmt.Errorf("announcing %s: %w", name, err)
	}
	temporary := filepath.Join(dir, name+".json.new")
	if err := os.WriteFile(temporary, content, 0o600); err != nil {
		return fmt.Errorf("announcing %s: %w", name, err)
	}
	if err := os.Rename(temporary, filepath.Join(dir, name+".json")); err != nil {
		return fmt.Errorf("announcing %s: %w", name, err)
	}
	return nil
}

func leaseFile(dir string) string { return filepath.Join(dir, "desk.lease") }

// Touch renews the desk's lease: as long as it is renewed the services stay.
func Touch(dir string) error {
	if err := os.WriteFile(leaseFile(dir), nil, 0o600); err != nil {
		return err
	}
	now := time.Now()
	return os.Chtimes(leaseFile(dir), now, now)
}

// KeepTouching renews the lease until ctx ends.
func KeepTouching(ctx context.Context, dir string) {
	tick := time.NewTicker(leaseLife / 20)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			// A lease that cannot be renewed only shortens the service's life.
			_ = Touch(dir)
		}
	}
}

// UntilDeskLeaves returns a context that ends with parent or when no desk has
// renewed the lease for ten minutes.
func UntilDeskLeaves(parent context.Context, dir string) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		tick := time.NewTicker(leaseLife / 20)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				info, err := os.Stat(leaseFile(dir))
				if err != nil || time.Since(info.ModTime()) > leaseLife {
					cancel()
					return
				}
			}
		}
	}()
	return ctx, cancel
}
