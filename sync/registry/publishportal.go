package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// portalDrop is a pre-registration as it is put into the folder of what is to be
// published, in the place of the public service portal.
type portalDrop struct {
	Office   string          `json:"office"`
	File     string          `json:"file"`
	Identity json.RawMessage `json:"identity"`
}

// sendDrops sends the pre-registrations that lie in a folder. One that is none is
// given another ending, so that it is seen.
func (r *Registry) sendDrops(ctx context.Context, folder string) {
	r.takeFiles(ctx, filepath.Join(folder, "*.portal"), r.sendDrop)
}

func (r *Registry) sendDrop(ctx context.Context, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var drop portalDrop
	if err := json.NewDecoder(io.LimitReader(f, 2*maxPortalIdentity)).Decode(&drop); err != nil {
		return fmt.Errorf("reading a pre-registration: %w", err)
	}
	return r.SendPreregistration(ctx, drop.Office, drop.File, drop.Identity)
}
