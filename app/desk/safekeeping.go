package desk

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"carddesk/app/store"
)

// ErrNoBackupFolder says that no folder for backups was chosen yet.
var ErrNoBackupFolder = errors.New("no folder for backups was chosen")

// ErrEnrolCode says that the centre does not take a one-time code.
var ErrEnrolCode = errors.New("enrolment code is unknown, used or expired")

// ErrBackupFolderGone says that the folder for backups is not there now: it is
// on a stick that is not plugged in, or was renamed.
var ErrBackupFolderGone = errors.New("folder for backups is not there")

// Safekeeping is how the desk's memory is kept.
type Safekeeping struct {
	Upkeep
	Last    time.Time // newest backup in the folder; zero when there is none
	Missing bool      // the folder is not there: a stick that is not plugged in
	Lost    []store.LostStation
}

// dataFolder is where the settings of this computer lie: beside the memory.
func (d *Desk) dataFolder() string { return filepath.Dir(d.Store.Dir()) }

// Safekeeping reads how the desk's memory is kept.
func (d *Desk) Safekeeping(ctx context.Context) (Safekeeping, error) {
	var k Safekeeping
	if _, err := d.administrator(); err != nil {
		return k, err
	}
	var err error
	if k.Upkeep, err = ReadUpkeep(d.dataFolder()); err != nil {
		return k, err
	}
	if k.Lost, err = d.Store.LostStations(ctx); err != nil {
		return k, err
	}
	if k.Backup == "" {
		return k, nil
	}
	k.Last, err = LastBackup(k.Backup)
	if errors.Is(err, fs.ErrNotExist) {
		k.Missing, err = true, nil
	}
	return k, err
}

// SetUpkeep chooses where and when the desk backs itself up.
func (d *Desk) SetUpkeep(_ context.Context, u Upkeep) error {
	if _, err := d.administrator(); err != nil {
		return err
	}
	return WriteUpkeep(d.dataFolder(), u)
}

// BackUp makes a backup now and reads it back to its last byte: a stick can lie.
func (d *Desk) BackUp(ctx context.Context) (store.BackupManifest, error) {
	actor, err := d.administrator()
	if err != nil {
		return store.BackupManifest{}, err
	}
	u, err := ReadUpkeep(d.dataFolder())
	if err != nil {
		return store.BackupManifest{}, err
	}
	if u.Backup == "" {
		return store.BackupManifest{}, ErrNoBackupFolder
	}
	if _, err := LastBackup(u.Backup); errors.Is(err, fs.ErrNotExist) {
		return store.BackupManifest{}, fmt.Errorf("%w: %w", ErrBackupFolderGone, err)
	} else if err != nil {
		return store.BackupManifest{}, err
	}
	if _, err := d.Store.Backup(ctx, actor, u.Backup); err != nil {
		return store.BackupManifest{}, err
	}
	key, _ := d.Store.Transport().Signing.Public().(ed25519.PublicKey)
	manifest, err := store.CheckBackup(ctx, u.Backup, key)
	if err != nil {
		return manifest, fmt.Errorf("reading a backup back: %w", err)
	}
	return manifest, nil
}

// CheckLog verifies the whole log and notes that it was done; it returns what it
// found.
func (d *Desk) CheckLog(ctx context.Context) (store.LogReport, error) {
	return d.CheckLogTelling(ctx, func(int64, int64) {})
}
