package volume

import (
	"context"
	"fmt"
	"path/filepath"

	"carddesk/app/port"

	"golang.org/x/sys/windows"
)

// List returns the drives that Windows calls removable, and the extra folders.
func (f Finder) List(ctx context.Context) ([]port.Volume, error) {
	drives, err := windows.GetLogicalDrives()
	if err != nil {
		return nil, fmt.Errorf("drives: %w", err)
	}
	var found []port.Volume
	for i := range 26 {
		if drives&(1<<i) == 0 {
			continue
		}
		root := string(rune('A'+i)) + `:\`
		name, err := windows.UTF16PtrFromString(root)
		if err != nil || windows.GetDriveType(name) != windows.DRIVE_REMOVABLE {
			continue
		}
		if v, err := volumeAt(root); err == nil { // an empty card reader has no volume
			found = append(found, v)
		}
	}
	for _, dir := range f.Extra {
		if v, err := volumeAt(dir); err == nil {
			found = append(found, v)
		}
	}
	return found, ctx.Err()
}

// At returns the volume on which dir lies.
func (f Finder) At(_ context.Context, dir string) (port.Volume, error) { return volumeAt(dir) }

func volumeAt(dir string) (port.Volume, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return port.Volume{}, fmt.Errorf("volume: %w", err)
	}
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(path) + `\`)
	if err != nil {
		return port.Volume{}, fmt.Errorf("volume: %w", err)
	}
	var label [windows.MAX_PATH + 1]uint16
	var serial uint32
	if err := windows.GetVolumeInformation(root, &label[0], uint32(len(label)), &serial, nil, nil, nil, 0); err != nil {
		return port.Volume{}, fmt.Errorf("volume: %w", err)
	}
	var free, size uint64
	if err := windows.GetDiskFreeSpaceEx(root, &free, &size, nil); err != nil {
		return port.Volume{}, fmt.Errorf("volume: %w", err)
	}
	return port.Volume{
		Path: path, Name: windows.UTF16ToString(label[:]), ID: fmt.Sprintf("%08x", serial),
		Free: int64(min(free, 1<<62)), Size: int64(min(size, 1<<62)),
	}, nil
}
