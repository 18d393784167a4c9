package client

import (
	"os"

	"golang.org/x/sys/windows"
)

// freeSpace returns how many bytes can be written below dir.
func freeSpace(dir string) (int64, error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0, err
	}
	return int64(min(free, 1<<62)), nil
}

// syncFolder does nothing: Windows has no call to flush a folder.
func syncFolder(*os.Root) error { return nil }
