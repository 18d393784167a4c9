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
	"slices"
	"strings"
)

// ErrBackup says that a backup is not whole or not what its manifest says.
var ErrBackup = errors.New("backup cannot be used")

// CheckBackup reads the newest backup of a folder to its last byte: signature
// (when the station's public key is given), data file, its own checks, every
// blob. Only what passes may be restored.
func CheckBackup(ctx context.Context, folder string, key ed25519.PublicKey) (BackupManifest, error) {
	m, err := newestManifest(folder, key)
	if err != nil {
		return BackupManifest{}, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	path := filepath.Join(folder, m.Database)
	sum, size, err := hashFile(path)
	if err != nil {
		return m, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if sum != m.SHA256 || size != m.Size {
		return m, fmt.Errorf("%w: data file is not the one of the manifest", ErrBackup)
	}
	if err := checkCopy(ctx, path, folder, m); err != nil {
		return m, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	return m, nil
}

func newestManifest(folder string, key ed25519.PublicKey) (BackupManifest, error) {
	names, err := filepath.Glob(filepath.Join(folder, backupPrefix+"*.json"))
	if err != nil {
		return BackupManifest{}, err
	}
	// A copy that was interrupted before its last step has a manifest and no
	// data file of that name: the one before it counts.
	slices.Sort(names)
	for _, name := range slices.Backward(names) {
		if _, err := os.Stat(strings.TrimSuffix(name, ".json") + ".db"); err == nil {
			return readManifest(name, key)
		}
	}
	return BackupManifest{}, errors.New("no backup in this folder")
}

func readManifest(name string, key ed25519.PublicKey) (m BackupManifest, err error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return m, err
	}
	var signed signedManifest
	if err := json.Unmarshal(content, &signed); err != nil {
		return m, fmt.Errorf("manifest: %w", err)
	}
	if key != nil && len(key) != ed25519.PublicKeySize {
		return m, errors.New("public key has another length")
	}
	if key != nil && !ed25519.Verify(key, signed.Manifest, signed.Signature) {
		return m, errors.New("manifest is not signed by this station")
	}
	if err := json.Unmarshal(signed.Manifest, &m); err != nil {
		return m, fmt.Errorf("manifest: %w", err)
	}
	if m.Format != 1 || m.Database != strings.TrimSuffix(filepath.Base(name), ".json")+".db" {
		return m, errors.New("manifest is of another kind or of another file")
	}
	return m, nil
}

// checkCopy checks the copied data file and the blobs that it names.
func checkCopy(ctx context.Context, path, folder string, m BackupManifest) error {
	db, err := openCopy(path)
	if err != nil {
		return err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return cause(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	blobs, err := collect(ctx, db, scanBlob, "SELECT id, sha256 FROM blob ORDER BY id")
	if err != nil {
		return err
	}
	// Blobs destroyed while the backup ran are named and not there.
	missing := len(blobs) - m.Blobs
	for _, b := range blobs {
		if err := ctx.Err(); err != nil {
			return err
		}
		sum, _, err := hashFile(filepath.Join(folder, "blobs", b.ID[:2], b.ID))
		if errors.Is(err, fs.ErrNotExist) && missing > 0 {
			missing--
			continue
		}
		if err != nil {
			return fmt.Errorf("blob %s: %w", b.ID, err)
		}
		if sum != b.SHA256 {
			return fmt.Errorf("blob %s: %w", b.ID, ErrDamaged)
		}
	}
	if missing != 0 {
		return errors.New("data file and manifest differ in the number of blobs")
	}
	return nil
}
