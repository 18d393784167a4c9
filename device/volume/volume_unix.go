//go:build !windows

package volume

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"carddesk/app/port"

	"golang.org/x/sys/unix"
)

// mount is one line of the table of mounted file systems.
type mount struct {
	device, path string
}

// places are the folders below which desktops mount what is plugged in.
var places = []string{"/media/", "/run/media/", "/mnt/"}

// List returns what is mounted where desktops mount sticks, and the extra folders.
func (f Finder) List(ctx context.Context) ([]port.Volume, error) {
	mounts, err := readMounts()
	if err != nil {
		return nil, err
	}
	var found []port.Volume
	for _, m := range mounts {
		removable := slices.ContainsFunc(places, func(p string) bool { return strings.HasPrefix(m.path, p) })
		if !removable || !strings.HasPrefix(m.device, "/dev/") {
			continue
		}
		if v, err := volumeAt(m.path, mounts); err == nil {
			found = append(found, v)
		}
	}
	for _, dir := range f.Extra {
		if v, err := volumeAt(dir, mounts); err == nil {
			found = append(found, v)
		}
	}
	return found, ctx.Err()
}

// At returns the volume on which dir lies.
func (f Finder) At(_ context.Context, dir string) (port.Volume, error) {
	mounts, err := readMounts()
	if err != nil {
		return port.Volume{}, err
	}
	return volumeAt(dir, mounts)
}

func volumeAt(dir string, mounts []mount) (port.Volume, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return port.Volume{}, fmt.Errorf("volume: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return port.Volume{}, fmt.Errorf("volume: %w", err)
	}
	if !info.IsDir() {
		return port.Volume{}, errors.New("volume: not a folder")
	}
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return port.Volume{}, fmt.Errorf("volume: %w", err)
	}
	v := port.Volume{Path: path, Name: filepath.Base(path), Free: int64(s.Bavail) * int64(s.Bsize), Size: int64(s.Blocks) * int64(s.Bsize)}
	v.ID = identifier(mountOf(path, mounts), fmt.Sprintf("%08x%08x", uint32(s.Fsid.Val[0]), uint32(s.Fsid.Val[1])))
	return v, nil
}

// mountOf returns the file system that holds a path: the longest mount point
// above it.
func mountOf(path string, mounts []mount) mount {
	var best mount
	for _, m := range mounts {
		inside := path == m.path || strings.HasPrefix(path, strings.TrimSuffix(m.path, "/")+"/")
		if inside && len(m.path) >= len(best.path) {
			best = m
		}
	}
	return best
}

// uuids is where the system names file systems by what is written in them.
const uuids = "/dev/disk/by-uuid"

// identifier is the UUID of the device's file system; where it has none, what the
// kernel tells.
func identifier(m mount, kernel string) string {
	names, err := os.ReadDir(uuids)
	if err != nil || m.device == "" {
		return kernel
	}
	device, err := filepath.EvalSymlinks(m.device)
	if err != nil {
		return kernel
	}
	for _, name := range names {
		if target, err := filepath.EvalSymlinks(filepath.Join(uuids, name.Name())); err == nil && target == device {
			return strings.ToLower(name.Name())
		}
	}
	return kernel
}

// maxMounts bounds how much of the table is read.
const maxMounts = 10_000

func readMounts() ([]mount, error) {
	f, err := os.Open("/proc/self/mountinfo")
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // a system without the table: only folders that are named
	}
	if err != nil {
		return nil, fmt.Errorf("mounted file systems: %w", err)
	}
	defer f.Close()
	var mounts []mount
	lines := bufio.NewScanner(f)
	for lines.Scan() && len(mounts) < maxMounts {
		if m, ok := parseMount(lines.Text()); ok {
			mounts = append(mounts, m)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("mounted file systems: %w", err)
	}
	return mounts, nil
}

// parseMount reads a line of mountinfo (proc(5)): the mount point is the fifth
// field, the device the second behind the lone hyphen; blanks in paths are
// written in octal.
func parseMount(line string) (mount, bool) {
	before, after, ok := strings.Cut(line, " - ")
	if !ok {
		return mount{}, false
	}
	left, right := strings.Fields(before), strings.Fields(after)
	if len(left) < 5 || len(right) < 2 {
		return mount{}, false
	}
	return mount{device: unescape(right[1]), path: unescape(left[4])}, true
}

var octal = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

func unescape(s string) string { return octal.Replace(s) }
