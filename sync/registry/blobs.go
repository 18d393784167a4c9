package registry

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// blobs keeps sealed packets in a folder: unfinished uploads below "uploads",
// whole and verified ones below "blobs/xx". Names are made of ids that the
// registry gave or checked itself, never of anything a desk wrote freely.
type blobs struct{ dir string }

func openBlobs(dir string) (blobs, error) {
	b := blobs{dir}
	for _, d := range []string{dir, b.uploads(), filepath.Join(dir, "blobs")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return blobs{}, fmt.Errorf("making the blob folder: %w", err)
		}
	}
	return b, nil
}

func (b blobs) uploads() string { return filepath.Join(b.dir, "uploads") }

// part returns the path of the bytes of an unfinished upload.
func (b blobs) part(upload string) string { return filepath.Join(b.uploads(), upload+".part") }

// name returns the name of a whole packet below the blob folder. The hash is in
// it, so that two sealings of one version never share a file.
func (b blobs) name(sha256 string) string { return filepath.Join("blobs", sha256[:2], sha256+".age") }

func (b blobs) path(name string) string { return filepath.Join(b.dir, name) }

// create makes the empty file of an upload. It need not be durable: an upload
// whose file is gone after a power cut is begun anew.
func (b blobs) create(upload string) error {
	f, err := os.OpenFile(b.part(upload), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("making an upload: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("making an upload: %w", err)
	}
	return nil
}

// size returns how many bytes of an upload are there: the size of its file,
// since that is what a crash leaves behind.
func (b blobs) size(upload string) (int64, error) {
	info, err := os.Stat(b.part(upload))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// keep moves a whole upload to its place; file and folder are durable when it
// returns. Doing it again after a crash is success.
func (b blobs) keep(upload, name string) error {
	to := b.path(name)
	switch err := os.Mkdir(filepath.Dir(to), 0o700); {
	case err == nil: // a new folder has to be durable itself
		if err := syncFolder(filepath.Join(b.dir, "blobs")); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return fmt.Errorf("keeping a packet: %w", err)
	}
	err := os.Rename(b.part(upload), to)
	if errors.Is(err, fs.ErrNotExist) {
		if _, statErr := os.Stat(to); statErr == nil {
			err = nil
		}
	}
	if err != nil {
		return fmt.Errorf("keeping a packet: %w", err)
	}
	return syncFolder(filepath.Dir(to))
}

// drop removes the bytes of an upload.
func (b blobs) drop(upload string) error {
	if err := os.Remove(b.part(upload)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing an upload: %w", err)
	}
	return nil
}

// open returns the bytes of an upload wherever they are: as an upload, or
// already in their place when the program died in between.
func (b blobs) open(upload, name string) (*os.File, error) {
	f, err := os.Open(b.part(upload))
	if errors.Is(err, fs.ErrNotExist) {
		f, err = os.Open(b.path(name))
	}
	if err != nil {
		return nil, fmt.Errorf("opening an upload: %w", err)
	}
	return f, nil
}
