package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"carddesk/sync/registry"
	"carddesk/sync/registry/admin"
)

// pageFlags say where the registry's own page is served.
type pageFlags struct{ addr, clients string }

func (f *pageFlags) add(flags *flag.FlagSet) {
	flags.StringVar(&f.addr, "admin-addr", "", "address of the page for administrators, as 127.0.0.1:8444; none when empty")
	flags.StringVar(&f.clients, "admin-clients", "", "file with the authorities (PEM) of which a browser must have a certificate; none: passwords alone")
}

// metricsToken names the environment variable with the bearer token of /metrics.
const metricsToken = "CARDDESK_REGISTRY_METRICS_TOKEN"

// serve serves the page until ctx ends.
func (f *pageFlags) serve(ctx context.Context, r *registry.Registry, options admin.Options) error {
	var clients *x509.CertPool
	if f.clients != "" {
		text, err := os.ReadFile(f.clients)
		if err != nil {
			return fmt.Errorf("-admin-clients: %w", err)
		}
		clients = x509.NewCertPool()
		if !clients.AppendCertsFromPEM(text) {
			return errors.New("-admin-clients: no certificate in the file")
		}
	}
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", f.addr)
	if err != nil {
		return err
	}
	options.Log.Info("registry's page", "address", l.Addr().String(), "certificates", clients != nil)
	return admin.New(options).Serve(ctx, l, r.AdminTLS(clients))
}

// adminCommand makes or changes who may log in at the page; the password comes on
// standard input, since arguments can be read by every user of a machine:
//
//	registryd admin -dir /var/lib/carddesk-registry -name an -role administrator
const adminCommand = "admin"

func setAdministrator(ctx context.Context, args []string, env func(string) string, in io.Reader) error {
	flags := flag.NewFlagSet("registryd "+adminCommand, flag.ContinueOnError)
	dir := flags.String("dir", "", "folder of the registry (required)")
	name := flags.String("name", "", "name to log in with (required)")
	role := flags.String("role", registry.RoleAdministrator, registry.RoleAdministrator+" or "+registry.RoleDecider)
	off := flags.Bool("off", false, "let this name in no more")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" || *name == "" {
		return errors.New("-dir and -name are required")
	}
	password := ""
	if !*off {
		line, err := bufio.NewReader(io.LimitReader(in, 1024)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("reading the password: %w", err)
		}
		if password = strings.TrimRight(line, "\r\n"); password == "" {
			return errors.New("a password is expected on standard input")
		}
	}
	return withRegistry(ctx, registry.Options{Dir: *dir}, env, func(r *registry.Registry) error {
		return r.SetAdministrator(ctx, *name, *role, password)
	})
}

// serveAll serves stations and, when it is wanted, the page; when one ends the
// other does too.
func serveAll(ctx context.Context, r *registry.Registry, l net.Listener, f pageFlags, options admin.Options) error {
	if f.addr == "" {
		return r.Serve(ctx, l)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	page := make(chan error, 1)
	go func() {
		defer cancel()
		page <- f.serve(ctx, r, options)
	}()
	err := r.Serve(ctx, l)
	cancel()
	return errors.Join(err, <-page)
}
