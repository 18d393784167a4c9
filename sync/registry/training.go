package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"carddesk/app/port"
	"carddesk/sync/protocol"
)

// TrainingOptions say how the training registry runs.
type TrainingOptions struct {
	Dir          string // everything is kept below it
	Database     string // "postgres://…"; empty: SQLite in Dir
	Addr         string // loopback address to listen on; "127.0.0.1:0" picks a port
	Clock        port.Clock
	Personaliser port.CardPersonaliser
	StepDelay    time.Duration
	Log          *slog.Logger
	// Ready is called with the address once the registry listens and the
	// enrolment folder is written; it may be nil.
	Ready func(addr string)
}

// RunTraining runs the training registry until ctx ends. At its first start it
// makes everything; at each start it writes the enrolment folder with its
// present address and a code that waits for a station.
func RunTraining(ctx context.Context, o TrainingOptions) (err error) {
	host, _, err := net.SplitHostPort(o.Addr)
	if err != nil {
		return fmt.Errorf("training registry's address: %w", err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return errors.New("training registry listens on loopback addresses only")
	}
	r, err := New(ctx, Options{Dir: o.Dir, Database: o.Database, Clock: o.Clock, Personaliser: o.Personaliser, Log: o.Log, Training: true, StepDelay: o.StepDelay})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("training registry: %w", err)
	}
	if err := r.WriteEnrolment(ctx, "https://"+l.Addr().String()); err != nil {
		return errors.Join(err, l.Close())
	}
	if o.Ready != nil {
		o.Ready(l.Addr().String())
	}
	publishing, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { r.watchPublish(publishing, filepath.Join(o.Dir, PublishFolder)) })
	defer func() {
		stop()
		work.Wait()
	}()
	return r.Serve(ctx, l)
}

// WriteEnrolment writes the enrolment folder: what a station must know of the
// registry, and a one-time code.
func (r *Registry) WriteEnrolment(ctx context.Context, url string) error {
	folder := filepath.Join(r.opts.Dir, protocol.EnrolFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("enrolment folder: %w", err)
	}
	text, err := json.MarshalIndent(r.File(url), "", "  ")
	if err != nil {
		return fmt.Errorf("enrolment folder: %w", err)
	}
	if err := r.writeCode(ctx, filepath.Join(folder, protocol.EnrolCode)); err != nil {
		return err
	}
	// The file comes last: whoever sees it finds a usable code beside it.
	if err := writeFile(filepath.Join(folder, protocol.EnrolFile), append(text, '\n')); err != nil {
		return fmt.Errorf("enrolment folder: %w", err)
	}
	return nil
}

// replaceCode puts a new code where a used one lies, for the next station. A
// registry without an enrolment folder hands its codes out by other ways.
func (r *Registry) replaceCode(ctx context.Context) error {
	path := filepath.Join(r.opts.Dir, protocol.EnrolFolder, protocol.EnrolCode)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return r.writeCode(ctx, path)
}

// writeCode writes a new code unless the one there still waits.
func (r *Registry) writeCode(ctx context.Context, path string) error {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("enrolment code: %w", err)
	}
	if err == nil {
		usable, err := r.codeUsable(ctx, strings.TrimSpace(string(old)))
		if err != nil || usable {
			return err
		}
	}
	code, err := r.NewEnrolmentCode(ctx)
	if err != nil {
		return err
	}
	if err := writeFile(path, []byte(code+"\n")); err != nil {
		return fmt.Errorf("enrolment code: %w", err)
	}
	return nil
}
