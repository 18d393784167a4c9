// Command registryd runs the reference registry as a server of its own, without
// any part of the desk. Secrets come from the environment or files, never from
// flags, which every user of a machine can read.
//
//	registryd -dir /var/lib/carddesk-registry -addr :8443 -host registry.example
//
// CARDDESK_REGISTRY_DATABASE may hold a PostgreSQL URL; without it the records
// are in SQLite below the folder.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"carddesk/sync/registry"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "registryd:", err)
		os.Exit(1)
	}
}

// run reads the flags and serves until ctx ends.
func run(ctx context.Context, args []string, env func(string) string) (err error) {
	flags := flag.NewFlagSet("registryd", flag.ContinueOnError)
	dir := flags.String("dir", "", "folder of the registry (required)")
	addr := flags.String("addr", "127.0.0.1:8443", "address to listen on")
	id := flags.String("id", "", "id of the registry")
	url := flags.String("url", "", "address that stations use, https://host:port; default from -addr")
	hosts := flags.String("host", "", "names in the server certificate, comma separated")
	training := flags.Bool("training", false, "play the centre: decide, order, produce and ship without people")
	delay := flags.Duration("delay", 2*time.Second, "time between two steps of training")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return errors.New("-dir is required")
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	options := registry.Options{
		Dir: *dir, ID: *id, Database: env("CARDDESK_REGISTRY_DATABASE"), Log: log,
		Training: *training, StepDelay: *delay,
	}
	if *hosts != "" {
		options.Hosts = strings.Split(*hosts, ",")
	}
	r, err := registry.New(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	if *url == "" {
		*url = "https://" + l.Addr().String()
	}
	if err := r.WriteEnrolment(ctx, *url); err != nil {
		return errors.Join(err, l.Close())
	}
	log.Info("registry listens", "address", l.Addr().String(), "training", *training)
	return r.Serve(ctx, l)
}
