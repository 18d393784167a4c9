package store

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
)

// A backup folder holds the copies of the data file, one manifest each, and the
// blobs of all of them:
//
//	desk-20261125T031500Z.db    everything in it is sealed as in the original
//	desk-20261125T031500Z.json  BackupManifest, signed by the station
//	blobs/xx/<id>               copied once, never changed
//
// The machine secret is never copied: on another computer the office key comes
// from the recovery slot or from another station.
const (
	backupPrefix = "desk-"
	backupTime   = "20060102T150405Z"
	keptBackups  = 7
)

// BackupManifest says what one backup holds.
type BackupManifest struct {
	Format   int       `json:"format"` // 1
	Station  string    `json:"station"`
	Office   string    `json:"office"`
	Time     time.Time `json:"time"`
	Database string    `json:"database"` // file name
	Size     int64     `json:"size"`
	SHA256   string    `json:"sha256"`
	LastSeq  int64     `json:"lastSeq"`
	LastHash string    `json:"lastHash"`
	Blobs    int       `json:"blobs"`
	Copied   int       `json:"copied"` // of them by this run
}

// signedManifest is the file of a manifest.
type signedManifest struct {
	Manifest  json.RawMessage `json:"manifest"`
	Signature []byte          `json:"signature"` // Ed25519 over Manifest
}

// Backup copies the desk into a folder while work goes on: the data file whole,
// as it is at one instant, and the blobs that the folder lacks. The backup's own
// log entry is in it.
func (s *Store) Backup(ctx context.Context, actor dossier.Actor, folder string) (BackupManifest, error) {
	id, err := s.NewCommandID()
	if err != nil {
		return BackupManifest{}, err
	}
	if err := os.MkdirAll(filepath.Join(folder, "blobs"), 0o700); err != nil {
		return BackupManifest{}, fmt.Errorf("backup: %w", cause(err))
	}
	if _, err := s.Apply(ctx, Change{ID: id, Actor: actor, Command: dossier.MakeBackup}); err != nil {
		return BackupManifest{}, fmt.Errorf("backup: %w", err)
	}
	m, err := s.copyTo(ctx, folder)
	if err != nil {
		return BackupManifest{}, fmt.Errorf("backup: %w", cause(err))
	}
	return m, nil
}

func (s *Store) copyTo(ctx context.Context, folder string) (BackupManifest, error) {
	now := s.now()
	name := backupPrefix + now.Format(backupTime)
	path := filepath.Join(folder, name+".db")
	if err := s.copyDatabase(ctx, path+".new"); err != nil {
		return BackupManifest{}, errors.Join(err, remove(path+".new"))
	}
	copied, blobs, last, err := s.copyBlobs(ctx, path+".new", folder)
	if err != nil {
		return BackupManifest{}, errors.Join(err, remove(path+".new"))
	}
	sum, size, err := hashFile(path + ".new")
	if err != nil {
		return BackupManifest{}, err
	}
	st := s.Station()
	m := BackupManifest{Format: 1, Station: st.ID, Office: st.Office, Time: now, Database: name + ".db", Size: size,
		SHA256: sum, LastSeq: last.Seq, LastHash: last.Hash, Blobs: blobs, Copied: copied}
	if err := s.writeManifest(filepath.Join(folder, name+".json"), m); err != nil {
		return BackupManifest{}, err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return BackupManifest{}, err
	}
	if err := syncFolder(folder); err != nil {
		return BackupManifest{}, err
	}
	return m, pruneBackups(folder)
}

// copyDatabase writes a compacted copy of one instant and syncs it.
func (s *Store) copyDatabase(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", databaseURI(s.dir, "ro", url.Values{"_pragma": {"busy_timeout(5000)", "temp_store(memory)"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := vacuumInto(ctx, db, path); err != nil {
		return fmt.Errorf("copying the data file: %w", err)
	}
	return nil
}

// copyBlobs copies every blob that the copied data file names.
func (s *Store) copyBlobs(ctx context.Context, database, folder string) (copied, all int, last Result, err error) {
	db, err := openCopy(database)
	if err != nil {
		return 0, 0, last, err
	}
	defer db.Close()
	var hash []byte
	err = db.QueryRowContext(ctx, "SELECT seq, hash FROM log WHERE station = ? ORDER BY seq DESC LIMIT 1", s.Station().ID).Scan(&last.Seq, &hash)
	if err != nil {
		return 0, 0, last, err
	}
	last.Hash = hex.EncodeToString(hash)
	blobs, err := collect(ctx, db, scanBlob, "SELECT id, sha256 FROM blob ORDER BY id")
	if err != nil {
		return 0, 0, last, err
	}
	for _, b := range blobs {
		if err := ctx.Err(); err != nil {
			return copied, all, last, err
		}
		done, err := copyBlob(s.blobPath(b.ID), filepath.Join(folder, "blobs", b.ID[:2], b.ID), b.SHA256)
		if errors.Is(err, fs.ErrNotExist) && s.blobGone(ctx, b.ID) {
			continue // its content was destroyed meanwhile
		}
		if err != nil {
			return copied, all, last, fmt.Errorf("copying blob %s: %w", b.ID, err)
		}
		all++
		if done {
			copied++
		}
	}
	return copied, all, last, nil
}

func scanBlob(scan func(...any) error) (b Blob, err error) {
	if err = scan(&b.ID, &b.SHA256); err == nil && !validID(b.ID) {
		err = fmt.Errorf("%w: blob id", ErrDamaged)
	}
	return b, err
}

func (s *Store) blobGone(ctx context.Context, id string) bool {
	_, err := s.blobRow(ctx, id)
	return errors.Is(err, ErrNotFound)
}

// openCopy opens a data file that nobody writes.
func openCopy(path string) (*sql.DB, error) {
	uri := databaseURI(filepath.Dir(path), "ro", url.Values{"_pragma": {"query_only(1)", "temp_store(memory)"}, "immutable": {"1"}})
	return sql.Open("sqlite", strings.Replace(uri, databaseFile, url.PathEscape(filepath.Base(path)), 1))
}

// copyBlob copies a file that is not at to yet and checks it on the way; it
// reports whether it copied. A file of the right size that is there is taken as
// copied: VerifyBackup reads them all.
func copyBlob(from, to, sum string) (bool, error) {
	in, err := os.Open(from)
	if err != nil {
		return false, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return false, err
	}
	if there, err := os.Stat(to); err == nil && there.Size() == info.Size() {
		return false, nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return false, err
	}
	out, err := os.OpenFile(to+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return false, err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), in)
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil && hex.EncodeToString(h.Sum(nil)) != sum {
		err = fmt.Errorf("%w: bytes are not those of the row", ErrDamaged)
	}
	if err == nil {
		err = os.Rename(to+".new", to)
	}
	if err != nil {
		return false, errors.Join(err, remove(to+".new"))
	}
	return true, syncFolder(filepath.Dir(to))
}

func hashFile(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}

func (s *Store) writeManifest(path string, m BackupManifest) error {
	plain, err := json.Marshal(m)
	if err != nil {
		return err
	}
	content, err := json.Marshal(signedManifest{Manifest: plain, Signature: ed25519.Sign(s.Transport().Signing, plain)})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// pruneBackups keeps the newest copies of the data file. Blobs stay: the newest
// copy names nearly all of them.
func pruneBackups(folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, backupPrefix+"*.db"))
	if err != nil {
		return err
	}
	slices.Sort(names)
	for len(names) > keptBackups {
		manifest := strings.TrimSuffix(names[0], ".db") + ".json"
		if err := errors.Join(remove(names[0]), remove(manifest)); err != nil {
			return err
		}
		names = names[1:]
	}
	return nil
}
