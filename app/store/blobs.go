package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"carddesk/app/dossier"
)

// Kinds of blobs.
const (
	BlobRecord   = "record"   // ISO/IEC 19794 record of a device
	BlobPicture  = "picture"  // JPEG to show
	BlobDocument = "document" // scanned paper
	BlobPacket   = "packet"   // sealed packet, as it leaves
)

func (s *Store) blobPath(id string) string { return filepath.Join(s.blobs, id[:2], id) }

// PutBlob seals what r delivers into a new blob of the dossier and returns once
// file and folder are on the disk. Its row is written by the Change that carries
// it; a blob whose Change never came is swept at a later start.
func (s *Store) PutBlob(ctx context.Context, id dossier.ID, kind string, r io.Reader) (Blob, error) {
	key, err := s.dataKey(ctx, id)
	if err != nil {
		return Blob{}, fmt.Errorf("storing a blob: %w", err)
	}
	return s.putFile(ctx, id, kind, func(name string, w io.Writer) (string, error) {
		sealed, err := key.SealBlob(name, w)
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(sealed, &contextReader{ctx, r}); err != nil {
			return "", err
		}
		return "", sealed.Close()
	})
}

// PutPacket stores a sealed packet: write writes the sealed bytes as a stream
// and returns the inner hash. The file is what leaves the office, so it is not
// sealed again and opens for sending while the desk is locked.
func (s *Store) PutPacket(ctx context.Context, id dossier.ID, write func(io.Writer) (inner string, err error)) (Blob, error) {
	return s.putFile(ctx, id, BlobPacket, func(_ string, w io.Writer) (string, error) { return write(w) })
}

// putFile writes a file of the blob folder: whole and synced under another name,
// then renamed, then its folder synced.
func (s *Store) putFile(ctx context.Context, id dossier.ID, kind string, write func(name string, w io.Writer) (string, error)) (_ Blob, err error) {
	name, err := s.randomID()
	if err != nil {
		return Blob{}, err
	}
	path := s.blobPath(name)
	if err := s.makeFolder(filepath.Dir(path)); err != nil {
		return Blob{}, fmt.Errorf("storing a blob: %w", cause(err))
	}
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Blob{}, fmt.Errorf("storing a blob: %w", cause(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("storing a blob: %w", cause(err)), f.Close(), remove(path+".new"))
		}
	}()
	sum := sha256.New()
	count := &countingWriter{w: io.MultiWriter(f, sum)}
	inner, err := write(name, count)
	if err != nil {
		return Blob{}, err
	}
	if err = ctx.Err(); err != nil {
		return Blob{}, err
	}
	if err = f.Sync(); err != nil {
		return Blob{}, err
	}
	if err = f.Close(); err != nil {
		return Blob{}, err
	}
	if err = s.rename(ctx, path+".new", path); err != nil {
		return Blob{}, err
	}
	if err = syncFolder(filepath.Dir(path)); err != nil {
		return Blob{}, err
	}
	return Blob{ID: name, Dossier: id, Kind: kind, Size: count.n, SHA256: hex.EncodeToString(sum.Sum(nil)), Inner: inner}, nil
}

// makeFolder makes one of the 256 folders durable when it is new.
func (s *Store) makeFolder(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncFolder(s.blobs)
}

// remove deletes a file; that it is gone already is no error.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// contextReader ends a copy when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// blobRow returns the row of a blob.
func (s *Store) blobRow(ctx context.Context, id string) (Blob, error) {
	b := Blob{ID: id}
	err := s.reader.QueryRowContext(ctx, "SELECT dossier, kind, size, sha256 FROM blob WHERE id = ?", id).
		Scan(&b.Dossier, &b.Kind, &b.Size, &b.SHA256)
	if errors.Is(err, sql.ErrNoRows) {
		return Blob{}, fmt.Errorf("blob: %w", ErrNotFound)
	}
	if err != nil {
		return Blob{}, fmt.Errorf("reading a blob's row: %w", cause(err))
	}
	if !validID(b.ID) {
		return Blob{}, fmt.Errorf("%w: blob id", ErrDamaged)
	}
	return b, nil
}

type openedBlob struct {
	io.Reader
	io.Closer
}

// OpenBlob opens a blob that has a row and returns its plain content as a
// stream. A damaged blob ends in vault.ErrSealed.
func (s *Store) OpenBlob(ctx context.Context, id string) (io.ReadCloser, error) {
	b, err := s.blobRow(ctx, id)
	if err != nil {
		return nil, err
	}
	key, err := s.dataKey(ctx, b.Dossier)
	if err != nil {
		return nil, fmt.Errorf("opening a blob: %w", err)
	}
	f, err := s.openFile(ctx, s.blobPath(id))
	if err != nil {
		return nil, fmt.Errorf("opening a blob: %w", cause(err))
	}
	r, err := key.OpenBlob(id, f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening a blob: %w", err), f.Close())
	}
	return openedBlob{r, f}, nil
}

// ReadBlob returns the plain content of a blob of at most limit bytes.
func (s *Store) ReadBlob(ctx context.Context, id string, limit int64) ([]byte, error) {
	r, err := s.OpenBlob(ctx, id)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var content bytes.Buffer
	n, err := io.Copy(&content, io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading a blob: %w", cause(err))
	}
	if n > limit {
		return nil, fmt.Errorf("reading a blob: longer than %d bytes", limit)
	}
	return content.Bytes(), nil
}

// sweepBlobs removes files that no row names: captures whose command never
// came, halves of files, packets of transactions that were rolled back. Young
// files stay, another process may be writing them.
func (s *Store) sweepBlobs(ctx context.Context, age time.Duration) error {
	edge := s.now().Add(-age)
	var orphans []string
	err := filepath.WalkDir(s.blobs, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || info.ModTime().After(edge) {
			return err
		}
		name := d.Name()
		if strings.HasSuffix(name, ".new") {
			orphans = append(orphans, path)
			return nil
		}
		if !validID(name) {
			return nil // not ours: an administrator may have put it there
		}
		var n int
		if err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM blob WHERE id = ?", name).Scan(&n); err != nil {
			return cause(err)
		}
		if n == 0 {
			orphans = append(orphans, path)
		}
		return nil
	})
	for _, path := range orphans {
		err = errors.Join(err, remove(path))
	}
	if err != nil {
		return fmt.Errorf("sweeping blobs: %w", cause(err))
	}
	return nil
}
