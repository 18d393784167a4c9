//go:build unix

package store

import "golang.org/x/sys/unix"

// freeSpace is the space of dir's disk that this user may fill, in bytes.
func freeSpace(dir string) (uint64, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return 0, err
	}
	return fs.Bavail * uint64(fs.Bsize), nil
}
