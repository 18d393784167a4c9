// Command registryd runs the reference registry as a server of its own, without
// any part of the desk. Secrets come from the environment or files, never from
// flags, which every user of a machine can read.
//
//	registryd -dir /var/lib/carddesk-registry -addr :8443 -host registry.example
//
// "registryd open-drafts" opens the emergency export of a desk, "registryd admin"
// sets who may log in at the page for administrators, "registryd publish" sends the
// centre's documents to the offices, "registryd portal-send", "portal-state" and
// "account" are for the systems around it.
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
	"carddesk/sync/registry/admin"
	"carddesk/sync/registry/metrics"
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

// database names the environment variable with the URL of the records.
const database = "CARDDESK_REGISTRY_DATABASE"

// withRegistry opens the registry of a folder for one command and closes it again.
func withRegistry(ctx context.Context, options registry.Options, env func(string) string, do func(*registry.Registry) error) (err error) {
	options.Database = env(database)
	r, err := registry.New(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return do(r)
}

// run reads the flags and serves until ctx ends.
func run(ctx context.Context, args []string, env func(string) string) (err error) {
	if len(args) > 0 {
		switch command, rest := args[0], args[1:]; command {
		case draftsCommand:
			return openDrafts(ctx, rest, env, os.Stdout)
		case publishCommand:
			return publish(ctx, rest, env, os.Stdout)
		case adminCommand:
			return setAdministrator(ctx, rest, env, os.Stdin)
		case portalSendCommand, portalStateCommand, accountCommand:
			return around(ctx, command, rest, env, os.Stdin, os.Stdout)
		}
	}
	flags := flag.NewFlagSet("registryd", flag.ContinueOnError)
	dir := flags.String("dir", "", "folder of the registry (required)")
	addr := flags.String("addr", "127.0.0.1:8443", "address to listen on")
	id := flags.String("id", "", "id of the registry")
	url := flags.String("url", "", "address that stations use, https://host:port; default from -addr")
	hosts := flags.String("host", "", "names in the server certificate, comma separated")
	training := flags.Bool("training", false, "play the centre: decide, order, produce and ship without people")
	judges := flags.String("judges", "", "office=judge, comma separated: whose supervisors judge for an office with one officer")
	delay := flags.Duration("delay", 2*time.Second, "time between two steps of training")
	manual := flags.Bool("manual", false, "in training people decide on dossiers, not the registry itself")
	var national backEndFlags
	national.add(flags)
	var page pageFlags
	page.add(flags)
	store := flags.String("objects", "", "bucket of an S3 object store for packets, https://host/bucket/prefix; default a folder")
	storeCA := flags.String("objects-ca", "", "file with the authority (PEM) of the object store; default those of the system")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return errors.New("-dir is required")
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	options := registry.Options{
		Dir: *dir, ID: *id, Database: env(database), Log: log,
		Training: *training, StepDelay: *delay, Manual: *manual,
	}
	if options.HandOn, err = national.open(env); err != nil {
		return err
	}
	if options.Shelf, err = openObjects(ctx, *store, *storeCA, env); err != nil {
		return err
	}
	if *hosts != "" {
		options.Hosts = strings.Split(*hosts, ",")
	}
	figures := metrics.New()
	options.Observer = figures
	r, err := registry.New(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for _, pair := range strings.FieldsFunc(*judges, func(r rune) bool { return r == ',' }) {
		office, judge, _ := strings.Cut(pair, "=")
		if err := r.SetJudge(ctx, office, judge); err != nil {
			return fmt.Errorf("-judges %s: %w", pair, err)
		}
	}
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
	return serveAll(ctx, r, l, page, admin.Options{
		Registry: r, Log: log, Metrics: figures.Handler(r), MetricsToken: env(metricsToken),
	})
}
