//go:build !release

package main

import (
	"context"
	"encoding/pem"
	"errors"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"carddesk/app/port"
	"carddesk/device/simulator/issuer"
	"carddesk/device/simulator/sbi"
	"carddesk/device/simulator/vpcd"
	"carddesk/internal/child"
	"carddesk/sync/registry"
)

func init() {
	commands["training-registry"] = command{run: runTrainingRegistry}
	commands["training-devices"] = command{run: runTrainingDevices}
}

func registryService(folder, address string) child.Service {
	return child.Service{
		Name: "registry", Dir: folder,
		Args: []string{"training-registry", "-dir", folder, "-addr", address},
		Alive: func(ctx context.Context, a child.Announcement) error {
			conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", a.Values["addr"])
			if err != nil {
				return err
			}
			return conn.Close()
		},
	}
}

func devicesService(folder string) child.Service {
	return child.Service{
		Name: "devices", Dir: folder,
		Args: []string{"training-devices", "-dir", folder},
		Alive: func(ctx context.Context, a child.Announcement) error {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+a.Values["control"]+"/alive", nil)
			if err != nil {
				return err
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				return err
			}
			return response.Body.Close()
		},
	}
}

// runTrainingRegistry is the reference registry as a training service: it
// decides, orders and produces by itself, and makes chips in a folder.
func runTrainingRegistry(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("training-registry", flag.ContinueOnError)
	folder := flags.String("dir", "", "training folder")
	address := flags.String("addr", "127.0.0.1:0", "loopback address")
	delay := flags.Duration("step", trainingStep(), "time between two steps of the centre")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, cancel := child.UntilDeskLeaves(ctx, *folder)
	defer cancel()
	dir := filepath.Join(*folder, "registry")
	authority, err := issuer.Open(filepath.Join(dir, "issuer"), nil, time.Now())
	if err != nil {
		return err
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Certificate()})
	if err := os.WriteFile(filepath.Join(dir, "issuer.pem"), certificate, 0o600); err != nil {
		return err
	}
	return registry.RunTraining(ctx, registry.TrainingOptions{
		Dir: dir, Addr: sameAddress(dir, *address), Clock: port.SystemClock{}, StepDelay: *delay,
		Personaliser: &issuer.Factory{Issuer: authority, Dir: filepath.Join(*folder, "cards"), Clock: port.SystemClock{}},
		Log:          slog.New(slog.NewJSONHandler(os.Stdout, nil)),
		Ready: func(addr string) {
			if err := os.WriteFile(filepath.Join(dir, "address"), []byte(addr), 0o600); err != nil {
				slog.Error("keeping the address", "error", err)
			}
			if err := child.Announce(*folder, "registry", map[string]string{"addr": addr}); err != nil {
				slog.Error("announcing", "error", err)
				cancel()
			}
		},
	})
}

// trainingStep is how long the training centre takes for each step.
func trainingStep() time.Duration {
	if d, err := time.ParseDuration(os.Getenv("CARDDESK_TRAINING_STEP")); err == nil {
		return d
	}
	return 2 * time.Second
}

// sameAddress prefers the address of the last start while it is free, so that a
// registry that was killed is found again where the desk looks for it.
func sameAddress(dir, wanted string) string {
	last, err := os.ReadFile(filepath.Join(dir, "address"))
	if err != nil {
		return wanted
	}
	listener, err := net.Listen("tcp", string(last))
	if err != nil {
		return wanted
	}
	if err := listener.Close(); err != nil {
		return wanted
	}
	return string(last)
}

// runTrainingDevices is the device service for face, fingers and irises, and the
// virtual chip.
func runTrainingDevices(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("training-devices", flag.ContinueOnError)
	folder := flags.String("dir", "", "training folder")
	first := flags.Int("first-port", 4501, "first port of the device services")
	last := flags.Int("last-port", 4600, "last port of the device services")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, cancel := child.UntilDeskLeaves(ctx, *folder)
	defer cancel()
	dir := filepath.Join(*folder, "devices")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	control, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	table := &cardTable{cards: filepath.Join(*folder, "cards"), slots: map[string]*vpcd.Slot{}}
	defer table.clear()
	held := newHold(os.Getenv("CARDDESK_TRAINING_SBI") == "held")
	seats := &chair{}
	server := &http.Server{Handler: seats.route(held.route(table.routes())), ReadHeaderTimeout: 5 * time.Second}
	var running sync.WaitGroup
	running.Go(func() {
		<-ctx.Done()
		_ = server.Close()
	})
	running.Go(func() { _ = server.Serve(control) })
	err = serveDevices(ctx, *folder, control.Addr().String(), held, seats, sbi.Options{
		FirstPort: *first, LastPort: *last, Dir: dir, Settle: 300 * time.Millisecond, Person: sbi.PersonSpec{Seed: 1},
		Single: os.Getenv("CARDDESK_TRAINING_SINGLE") != "", JPEG2000: os.Getenv("CARDDESK_TRAINING_JP2") != "",
	})
	cancel()
	running.Wait()
	return err
}

// serveDevices says where the training devices are and answers until ctx ends; a
// held service opens its port only when it is told to.
func serveDevices(ctx context.Context, folder, control string, held *hold, seats *chair, options sbi.Options) error {
	if !held.released() {
		if err := child.Announce(folder, "devices", map[string]string{"control": control}); err != nil {
			return err
		}
		if !held.wait(ctx) {
			return nil
		}
	}
	service, err := sbi.New(options)
	if err != nil {
		return err
	}
	seats.serve(service)
	if err := child.Announce(folder, "devices", map[string]string{"control": control, "sbi": service.URL()}); err != nil {
		return errors.Join(err, service.Close())
	}
	return service.Serve(ctx)
}
