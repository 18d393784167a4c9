package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// publishCommand sends documents that the centre has signed to the offices that
// they are for; a registry that runs on the same records tells them at once:
//
//	registryd publish -dir /var/lib/carddesk-registry policy-7.document …
const publishCommand = "publish"

func publish(ctx context.Context, args []string, env func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("registryd "+publishCommand, flag.ContinueOnError)
	dir := flags.String("dir", "", "folder of the registry (required)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" || flags.NArg() == 0 {
		return errors.New("-dir and at least one document are required")
	}
	return withRegistry(ctx, registry.Options{Dir: *dir}, env, func(r *registry.Registry) error {
		for _, name := range flags.Args() {
			if err := publishFile(ctx, r, name, out); err != nil {
				return err
			}
		}
		return nil
	})
}

// publishFile sends one document.
func publishFile(ctx context.Context, r *registry.Registry, name string, out io.Writer) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.Size() > port.MaxDocument {
		return fmt.Errorf("%s: too large for a document", name)
	}
	envelope, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	doc, err := r.PublishDocument(ctx, envelope)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(out, "%s: %s %s, serial %d\n", name, doc.Kind, doc.Name, doc.Serial)
	return nil
}
