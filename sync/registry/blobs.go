package registry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// spool keeps the bytes of uploads that are not finished, one file each, in a
// folder of this machine or one that several registries share. Names are ids
// that the registry gave, never anything a desk wrote.
type spool struct{ dir string }

func openSpool(dir string) (spool, error) {
	s := spool{filepath.Join(dir, "uploads")}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return spool{}, fmt.Errorf("making the upload folder: %w", err)
	}
	return s, nil
}

// part returns the path of an upload's bytes.
func (s spool) part(upload string) string { return filepath.Join(s.dir, upload+".part") }

// create opens the file of an upload for appending and makes it where there is
// none. It need not be durable: an upload whose file is gone after a power cut
// begins at its first byte again.
func (s spool) create(upload string) (*os.File, error) {
	f, err := os.OpenFile(s.part(upload), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening an upload: %w", err)
	}
	return f, nil
}

// size returns how many bytes of an upload are there: the size of its file,
// since that is what a crash leaves behind. there is false without a file.
func (s spool) size(upload string) (n int64, there bool, err error) {
	info, err := os.Stat(s.part(upload))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("size of an upload: %w", err)
	}
	return info.Size(), true, nil
}

// drop removes the bytes of an upload.
func (s spool) drop(upload string) error {
	if err := os.Remove(s.part(upload)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing an upload: %w", err)
	}
	return nil
}

// shelf keeps whole and verified packets under names made by [shelfName].
type shelf interface {
	// keep puts a file on the shelf; it is durable there when keep returns. The
	// file itself may be gone then. Doing it again after a crash is success.
	keep(ctx context.Context, file, name string) error
	// moved reports whether name is here because its file was moved: a crash may
	// have come before the packet's row was written.
	moved(ctx context.Context, name string) (bool, error)
	// open returns the bytes under a name, or an error wrapping fs.ErrNotExist.
	open(ctx context.Context, name string) (io.ReadCloser, error)
	// remove takes a name off the shelf; one that is not there is no error.
	remove(ctx context.Context, name string) error
}

// shelfName returns the name of a packet. The hash of its sealed bytes is in it,
// so that two sealings of one version never share a place.
func shelfName(sha256 string) string { return path.Join("blobs", sha256[:2], sha256+".age") }

// folderShelf keeps packets in files below "blobs/xx".
type folderShelf struct{ dir string }

func openFolderShelf(dir string) (folderShelf, error) {
	if err := os.MkdirAll(filepath.Join(dir, "blobs"), 0o700); err != nil {
		return folderShelf{}, fmt.Errorf("making the packet folder: %w", err)
	}
	return folderShelf{dir}, nil
}

func (s folderShelf) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// keep moves the file to its place and then makes file and folder durable, both
// at once: the disk's journal takes them with one write. What a power cut leaves
// of it has no row yet, and its hash is checked before it gets one.
func (s folderShelf) keep(_ context.Context, file, name string) error {
	to := s.path(name)
	folder := filepath.Dir(to)
	err := os.Rename(file, to)
	if errors.Is(err, fs.ErrNotExist) {
		if err = s.makeFolder(folder); err == nil {
			err = os.Rename(file, to)
		}
		if errors.Is(err, fs.ErrNotExist) { // moved before a crash
			_, err = os.Stat(to)
		}
	}
	if err != nil {
		return fmt.Errorf("keeping a packet: %w", err)
	}
	folderSynced := make(chan error, 1)
	go func() { folderSynced <- syncFolder(folder) }()
	return errors.Join(syncFile(to), <-folderSynced)
}

// makeFolder makes one of the 256 folders; its own name has to be durable too.
func (s folderShelf) makeFolder(folder string) error {
	err := os.Mkdir(folder, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(folder))
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("keeping a packet: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keeping a packet: %w", err)
	}
	return nil
}

func (s folderShelf) moved(_ context.Context, name string) (bool, error) {
	_, err := os.Stat(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for a packet: %w", err)
	}
	return true, nil
}

func (s folderShelf) open(_ context.Context, name string) (io.ReadCloser, error) {
	f, err := os.Open(s.path(name))
	if err != nil {
		return nil, fmt.Errorf("opening a packet: %w", err)
	}
	return f, nil
}

func (s folderShelf) remove(_ context.Context, name string) error {
	if err := os.Remove(s.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing a packet: %w", err)
	}
	return nil
}
