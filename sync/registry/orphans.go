package registry

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"carddesk/sync/packet"
)

// A packet is on its shelf before its row commits. A crash in between leaves it
// there without a row: most are taken up again when the desk asks for its upload,
// the others are removed here.
const (
	// orphanAge is how long such a packet is left alone: longer than any upload that
	// could still come back for it.
	orphanAge = uploadLife + 24*time.Hour
	// sweepFolders of the 256 are looked through at each tidying: all of them within
	// a month, and never many names at once.
	sweepFolders = 10
)

// tidyShelf removes packets that no row names from a part of the shelf.
func (r *Registry) tidyShelf(ctx context.Context) error {
	now := r.clock.Now()
	first := int(now.Unix()/int64(tidyEvery/time.Second)) * sweepFolders
	for i := range sweepFolders {
		folder := fmt.Sprintf("%02x", (first+i)%256)
		if err := r.shelf.Each(ctx, folder, now.Add(-orphanAge), func(name string) error { return r.dropOrphan(ctx, name) }); err != nil {
			return fmt.Errorf("tidying packets: %w", err)
		}
	}
	return nil
}

// dropOrphan removes a packet unless a row names it or an upload may still come
// back for it. What was not named by the registry is left alone.
func (r *Registry) dropOrphan(ctx context.Context, name string) error {
	hash, ok := strings.CutSuffix(path.Base(name), ".age")
	if !ok || !packet.ValidHash(hash) || name != shelfName(hash) {
		return nil
	}
	if named, err := r.named(ctx, name); err != nil || named {
		return err
	}
	var coming int
	err := r.store.read.QueryRowContext(ctx, `SELECT count(*) FROM upload WHERE sha256 = $1 AND state = 'open'`, hash).Scan(&coming)
	if err != nil || coming > 0 {
		return err
	}
	err = r.shelf.Remove(ctx, name)
	if err == nil {
		r.log.Info("packet without a row removed", "name", name)
	}
	return err
}
