package registry

import (
	"context"
	"net/http"
)

// WrapHandler has all registries of a test answer through wrap from now on, and
// returns what they answered through before.
func WrapHandler(wrap func(http.Handler) http.Handler) (before func(http.Handler) http.Handler) {
	before, wrapHandler = wrapHandler, wrap
	return before
}

// CheapPasswords has the passwords of a test cost next to nothing.
func CheapPasswords() { argonMemory = 64 }

// SetCardState puts a card into a state however it would get there.
func (r *Registry) SetCardState(ctx context.Context, serial, state string) error {
	_, err := r.store.write.ExecContext(ctx, `UPDATE card SET state = $1 WHERE serial = $2`, state, serial)
	return err
}

// TidyShelf looks through the part of the shelf whose day it is.
func (r *Registry) TidyShelf(ctx context.Context) error { return r.tidyShelf(ctx) }

// SendDrops sends the pre-registrations of a folder at once.
func (r *Registry) SendDrops(ctx context.Context, folder string) { r.sendDrops(ctx, folder) }
