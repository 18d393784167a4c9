package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// keyboard sends keys to whatever window has the focus, as hands would, and
// counts them.
type keyboard struct {
	display string
	keys    int
}

func (k *keyboard) xdotool(args ...string) error {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+k.display, "LC_ALL=C.UTF-8")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool %s: %w: %s", args[0], err, out)
	}
	return nil
}

// press presses keys one after the other, in xdotool's names: "F2", "Return",
// "ctrl+k", "space".
func (k *keyboard) press(names ...string) error {
	k.keys += len(names)
	return k.xdotool(append([]string{"key", "--clearmodifiers", "--delay", "15"}, names...)...)
}

// write types text at the speed of a good typist.
func (k *keyboard) write(text string) error {
	k.keys += utf8.RuneCountInString(text)
	return k.xdotool("type", "--clearmodifiers", "--delay", "25", "--", text)
}

// scan types as a barcode scanner does: fast, ended by Enter. A scan is one
// movement of the hand and counts as one key.
func (k *keyboard) scan(text string) error {
	k.keys++
	if err := k.xdotool("type", "--clearmodifiers", "--delay", "4", "--", text); err != nil {
		return err
	}
	return k.xdotool("key", "Return")
}

// sum is a checksum of what the screen shows.
func (k *keyboard) sum() (string, error) {
	shot := exec.Command("bash", "-c", "set -o pipefail; xwd -root -silent | cksum")
	shot.Env = append(os.Environ(), "DISPLAY="+k.display)
	out, err := shot.Output()
	return string(out), err
}

// picture writes what the screen shows to a PNG file.
func (k *keyboard) picture(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	shot := exec.Command("bash", "-c", `set -o pipefail; xwd -root -silent | convert xwd:- -depth 8 -define png:compression-level=9 "$1"`, "picture", file)
	shot.Env = append(os.Environ(), "DISPLAY="+k.display)
	if out, err := shot.CombinedOutput(); err != nil {
		return fmt.Errorf("taking %s: %w: %s", filepath.Base(file), err, strings.TrimSpace(string(out)))
	}
	return nil
}
