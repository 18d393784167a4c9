package store

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// Distances kept after a restore. The registry may have entries, and citizens
// may hold receipts, that came after the backup: their numbers are not given
// again.
const (
	restoreSkipSeq     = 1_000_000
	restoreSkipNumbers = 10_000
)

// Restore are the sources of a restored data folder.
type Restore struct {
	Backup string // folder of the backup
	Dir    string // new data folder; must hold no data file
	// MachineDir is the folder of the machine secret: the old data folder of
	// this computer. On another computer it is empty and Recovery is given.
	MachineDir string
	Recovery   *Recovery
	// Key is the station's public signing key, when it is known; without it the
	// manifest is believed.
	Key ed25519.PublicKey
	// Destroyed are dossiers destroyed after the backup was made, from the old
	// folder's list or the registry's; they are destroyed again at the first
	// login, before anything is served.
	Destroyed []dossier.ID
}

// RestoreBackup checks the newest backup of a folder whole and makes a data
// folder of it. What the registry has already is not sent as something new:
// packets and events keep their ids, which the registry knows; what it lacks is
// still due. The feed goes on from the backup's cursor, and items applied before
// are applied again with the same outcome.
func RestoreBackup(ctx context.Context, r Restore, o Options) (BackupManifest, error) {
	m, err := CheckBackup(ctx, r.Backup, r.Key)
	if err != nil {
		return m, err
	}
	if _, err := os.Stat(filepath.Join(r.Dir, databaseFile)); !errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("restoring: %w", errors.Join(ErrAlreadySetUp, err))
	}
	if err := copyBack(ctx, r, m); err != nil {
		return m, fmt.Errorf("restoring: %w", cause(err))
	}
	o.Dir = r.Dir
	if r.Recovery != nil {
		if err := Recover(ctx, o, *r.Recovery); err != nil {
			return m, err
		}
	}
	s, err := Open(ctx, o)
	if err != nil {
		return m, fmt.Errorf("restoring: %w", err)
	}
	err = s.writer.do(ctx, func(t *tx) error { return s.markRestored(t, r.Destroyed) })
	if err = errors.Join(err, s.Close()); err != nil {
		return m, fmt.Errorf("restoring: %w", err)
	}
	return m, nil
}

// copyBack puts the files in place, the data file last: without it the folder is
// empty, and an interrupted restore begins again.
func copyBack(ctx context.Context, r Restore, m BackupManifest) error {
	if err := os.MkdirAll(filepath.Join(r.Dir, "blobs"), 0o700); err != nil {
		return err
	}
	if r.Recovery == nil {
		if err := vault.CopyMachine(r.MachineDir, r.Dir); err != nil {
			return err
		}
	}
	db, err := openCopy(filepath.Join(r.Backup, m.Database))
	if err != nil {
		return err
	}
	blobs, err := collect(ctx, db, scanBlob, "SELECT id, sha256 FROM blob ORDER BY id")
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	for _, b := range blobs {
		_, err := copyBlob(filepath.Join(r.Backup, "blobs", b.ID[:2], b.ID), filepath.Join(r.Dir, "blobs", b.ID[:2], b.ID), b.SHA256)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if _, err := copyBlob(filepath.Join(r.Backup, m.Database), filepath.Join(r.Dir, databaseFile), m.SHA256); err != nil {
		return err
	}
	return syncFolder(r.Dir)
}

// markRestored leaves the gap in log and numbers and notes what must be
// destroyed again.
func (s *Store) markRestored(t *tx, destroyed []dossier.ID) error {
	list, err := json.Marshal(destroyed)
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO meta (name, value) VALUES ('destroy', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", string(list))
	if err != nil {
		return err
	}
	if _, err := t.exec("UPDATE counter SET next = next + ? WHERE station = ?", restoreSkipNumbers, s.Station().ID); err != nil {
		return err
	}
	_, err = s.appendLog(t, nil, s.now(), entry{actor: dossier.Actor{User: s.Station().ID, Role: dossier.RoleStation},
		command: dossier.RestoreBackup, skip: restoreSkipSeq})
	return err
}

// destroyAgain destroys what was destroyed after a backup that was restored.
func (s *Store) destroyAgain(ctx context.Context) error {
	var list string
	err := s.reader.QueryRowContext(ctx, "SELECT coalesce((SELECT value FROM meta WHERE name = 'destroy'), '[]')").Scan(&list)
	if err != nil {
		return fmt.Errorf("reading the destruction list: %w", cause(err))
	}
	var ids []dossier.ID
	if err := json.Unmarshal([]byte(list), &ids); err != nil {
		return fmt.Errorf("%w: destruction list: %w", ErrDamaged, err)
	}
	if len(ids) == 0 {
		return nil
	}
	station := dossier.Actor{User: s.Station().ID, Role: dossier.RoleStation}
	for _, id := range ids {
		err := s.destroyRestored(ctx, station, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return s.writer.do(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM meta WHERE name = 'destroy'")
		return err
	})
}

// destroyRestored destroys a dossier that may stand, in the older state, where
// work on it went on: the destruction was lawful when it was done.
func (s *Store) destroyRestored(ctx context.Context, station dossier.Actor, id dossier.ID) error {
	_, err := s.Apply(ctx, Change{ID: "destroy/" + string(id), Actor: station, Command: dossier.DestroyContent, Dossier: id,
		Reason: reasonRestored})
	if err != nil {
		return err
	}
	return s.emptyWAL(ctx)
}

// reasonRestored is the reason code of a destruction done again.
const reasonRestored = "restored"

// Destroyed lists the dossiers whose content was destroyed, for a later restore.
func (s *Store) Destroyed(ctx context.Context) ([]dossier.ID, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (id dossier.ID, err error) {
		err = scan(&id)
		return id, err
	}, "SELECT dossier FROM destroyed ORDER BY time, dossier")
}
