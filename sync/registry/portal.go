package registry

import (
	"context"
	"errors"
	"fmt"
)

// PortalFile is how a pre-registration of the public service portal stands: "sent"
// until its office has said what became of it.
type PortalFile struct {
	File    string `json:"file"`
	Office  string `json:"office"`
	State   string `json:"state"`
	Dossier string `json:"dossier,omitempty"` // made of it
	Sent    string `json:"sent"`              // RFC 3339 UTC
}

// PortalFile returns one pre-registration, or [ErrUnknown].
func (r *Registry) PortalFile(ctx context.Context, file string) (PortalFile, error) {
	p := PortalFile{File: file}
	err := r.store.read.QueryRowContext(ctx, `SELECT office, state, dossier, sent FROM portal_file WHERE file = $1`, file).Scan(&p.Office, &p.State, &p.Dossier, &p.Sent)
	if errors.Is(err, errNoRow) {
		return PortalFile{}, ErrUnknown
	}
	if err != nil {
		return PortalFile{}, fmt.Errorf("looking for a file of the portal: %w", err)
	}
	return p, nil
}
