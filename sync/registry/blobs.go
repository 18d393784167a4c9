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
	"time"
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

// create opens the file of an upload for writing at its offsets and makes it where
// there is none. It need not be durable: an upload whose file is gone after a power
// cut begins at its first byte again. Bytes have their places: when a request that
// was given up at one registry goes on writing while another registry has taken the
// upload over, both write the same.
func (s spool) create(upload string) (*os.File, error) {
	f, err := os.OpenFile(s.part(upload), os.O_CREATE|os.O_WRONLY, 0o600)
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

// Shelf keeps whole and verified packets under names as "blobs/ab/ab….age": two
// hexadecimal digits make a folder.
type Shelf interface {
	// Keep puts a file on the shelf; it is durable there when Keep returns. The
	// file itself may be gone then. Doing it again after a crash is success.
	Keep(ctx context.Context, file, name string) error
	// Moved reports whether name is here because its file was moved: a crash may
	// have come before the packet's row was written.
	Moved(ctx context.Context, name string) (bool, error)
	// Open returns the bytes under a name, or an error wrapping fs.ErrNotExist.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Remove takes a name off the shelf; one that is not there is no error.
	Remove(ctx context.Context, name string) error
	// Each calls visit with every name of one folder ("ab") that has lain there
	// since before a time.
	Each(ctx context.Context, folder string, before time.Time, visit func(name string) error) error
}

// shelfName returns the name of a packet. The hash of its sealed bytes is in it,
// so that two sealings of one version never share a place.
func shelfName(sha256 string) string { return path.Join("blobs", sha256[:2], sha256+".age") }

// folderShelf keeps packets in files below "blobs/xx".
type folderShelf struct{ dir string }

// openFolderShelf makes the 256 folders that are missing, durably, so that no
// packet has to wait for a folder of its own.
func openFolderShelf(dir string) (folderShelf, error) {
	failed := func(err error) (folderShelf, error) {
		return folderShelf{}, fmt.Errorf("making the packet folder: %w", err)
	}
	top := filepath.Join(dir, "blobs")
	if err := os.MkdirAll(top, 0o700); err != nil {
		return failed(err)
	}
	made := false
	for i := range 256 {
		err := os.Mkdir(filepath.Join(top, fmt.Sprintf("%02x", i)), 0o700)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return failed(err)
		}
		made = made || err == nil
	}
	if made {
		if err := errors.Join(syncFolder(top), syncFolder(dir)); err != nil {
			return failed(err)
		}
	}
	return folderShelf{dir}, nil
}

func (s folderShelf) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// Keep moves the file to its place and then makes file and folder durable, both
// at once: the disk's journal takes them with one write. What a power cut leaves
// of it has no row yet, and its hash is checked before it gets one.
func (s folderShelf) Keep(_ context.Context, file, name string) error {
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
	fsyncs.Add(1)
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keeping a packet: %w", err)
	}
	return nil
}

func (s folderShelf) Moved(_ context.Context, name string) (bool, error) {
	_, err := os.Stat(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for a packet: %w", err)
	}
	return true, nil
}

func (s folderShelf) Open(_ context.Context, name string) (io.ReadCloser, error) {
	f, err := os.Open(s.path(name))
	if err != nil {
		return nil, fmt.Errorf("opening a packet: %w", err)
	}
	return f, nil
}

func (s folderShelf) Remove(_ context.Context, name string) error {
	if err := os.Remove(s.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing a packet: %w", err)
	}
	return nil
}

// Each is of [Shelf].
func (s folderShelf) Each(_ context.Context, folder string, before time.Time, visit func(name string) error) error {
	files, err := os.ReadDir(s.path(path.Join("blobs", folder)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("listing packets: %w", err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || !info.Mode().IsRegular() || !info.ModTime().Before(before) {
			continue // gone meanwhile, or too young
		}
		if err := visit(path.Join("blobs", folder, f.Name())); err != nil {
			return err
		}
	}
	return nil
}
