package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"

	"carddesk/sync/registry"
)

// draftsCommand opens the emergency export of a desk:
//
//	registryd open-drafts -dir /var/lib/carddesk-registry -out FOLDER STICK/carddesk/emergency/NAME
//
// What it writes is readable by whoever reads the folder: it belongs on a disk that
// is sealed itself, and is to be removed when the dossiers are typed in.
const draftsCommand = "open-drafts"

func openDrafts(ctx context.Context, args []string, env func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("registryd "+draftsCommand, flag.ContinueOnError)
	dir := flags.String("dir", "", "folder of the registry (required)")
	id := flags.String("id", "", "id of the registry")
	to := flags.String("out", "", "folder that the drafts are laid into (required)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" || *to == "" || flags.NArg() != 1 {
		return errors.New("-dir, -out and one folder of an emergency export are required")
	}
	return withRegistry(ctx, registry.Options{Dir: *dir, ID: *id}, env, func(r *registry.Registry) error {
		report, err := r.OpenDrafts(ctx, flags.Arg(0), *to)
		if err != nil {
			return err
		}
		for _, m := range report.Opened {
			fmt.Fprintf(out, "%s-%d: office %s, station %s, sealed %s, %d parts\n", m.Packet.Dossier, m.Packet.Version, m.Office, m.Station, m.Created, len(m.Entries))
		}
		var failures []error
		for _, name := range slices.Sorted(maps.Keys(report.Failed)) {
			failures = append(failures, fmt.Errorf("%s: %w", name, report.Failed[name]))
		}
		return errors.Join(failures...)
	})
}
