package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"

	"carddesk/sync/registry"
)

// Commands for the systems around the registry: the public service portal hands
// over what people have typed at home and asks what became of it, and the identity
// accounts tell how they stand. A registry that runs on the same records tells the
// offices at once.
//
//	registryd portal-send  -dir … -office OFFICE -file CODE   # identity fields (JSON) on standard input
//	registryd portal-state -dir … -file CODE                  # JSON on standard output
//	registryd account      -dir … -dossier ID -state STATE [-note WORDS]
const (
	portalSendCommand  = "portal-send"
	portalStateCommand = "portal-state"
	accountCommand     = "account"
)

// maxPortalInput bounds what is read of standard input.
const maxPortalInput = 1 << 20

// around carries out one of these commands.
func around(ctx context.Context, command string, args []string, env func(string) string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("registryd "+command, flag.ContinueOnError)
	dir := flags.String("dir", "", "folder of the registry (required)")
	file := flags.String("file", "", "file code of the portal")
	office := flags.String("office", "", "office that the file is for")
	dossier := flags.String("dossier", "", "dossier whose person has the account")
	state := flags.String("state", "", "state of the account")
	note := flags.String("note", "", "words about the account")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" || flags.NArg() > 0 {
		return errors.New("-dir is required, and there are no further arguments")
	}
	return withRegistry(ctx, registry.Options{Dir: *dir}, env, func(r *registry.Registry) error {
		switch command {
		case portalSendCommand:
			identity, err := io.ReadAll(io.LimitReader(in, maxPortalInput))
			if err != nil {
				return fmt.Errorf("reading the identity fields: %w", err)
			}
			return r.SendPreregistration(ctx, *office, *file, identity)
		case portalStateCommand:
			found, err := r.PortalFile(ctx, *file)
			if err != nil {
				return err
			}
			return json.NewEncoder(out).Encode(found)
		}
		return r.SetAccountState(ctx, *dossier, *state, *note)
	})
}
