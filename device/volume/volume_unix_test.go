//go:build !windows

package volume

import (
	"os"
	"path/filepath"
	"testing"
)

func TestParseMount(t *testing.T) {
	for line, want := range map[string]mount{
		`36 35 98:0 /mnt1 /media/can\040bo/USB rw,noatime master:1 - vfat /dev/sdb1 rw`: {device: "/dev/sdb1", path: "/media/can bo/USB"},
		`1 2 0:1 / / rw - overlay overlay rw,lowerdir=a`:                                {device: "overlay", path: "/"},
	} {
		if got, ok := parseMount(line); !ok || got != want {
			t.Errorf("%q: %+v, %v", line, got, ok)
		}
	}
	for _, line := range []string{"", "a b c", "1 2 0:1 / / rw - x", "1 2 - a b"} {
		if got, ok := parseMount(line); ok {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

func TestMountOfIsTheInnermost(t *testing.T) {
	mounts := []mount{{path: "/"}, {path: "/media/a"}, {path: "/media/a/b"}}
	for path, want := range map[string]string{"/media/a/b/c": "/media/a/b", "/media/ab": "/", "/media/a": "/media/a", "/x": "/"} {
		if got := mountOf(path, mounts); got.path != want {
			t.Errorf("%s lies on %s, want %s", path, got.path, want)
		}
	}
}

func TestFinder(t *testing.T) {
	dir := t.TempDir()
	f := Finder{Extra: []string{dir, filepath.Join(dir, "gone")}}
	found, err := f.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last := found[len(found)-1]
	at, err := f.At(t.Context(), dir)
	if err != nil || last != at || at.Path != dir || at.ID == "" || at.Free <= 0 || at.Size < at.Free {
		t.Errorf("%+v, %+v, %v", last, at, err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.At(t.Context(), file); err == nil {
		t.Error("a file is a volume")
	}
}
