//go:build linux

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// window is the gallery in a real window on a display of its own, driven by
// xdotool. It never sleeps: each step waits for the event it causes.
type window struct {
	t       *testing.T
	display string
	events  chan map[string]any
}

const cardCode = "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Đông, Ba Vì|31122021"

func openWindow(t *testing.T) *window {
	t.Helper()
	if testing.Short() {
		t.Skip("a real window is slow")
	}
	for _, tool := range []string{"Xvfb", "xdotool", "xmodmap"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	program := filepath.Join(t.TempDir(), "demo")
	if out, err := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building the gallery: %v\n%s", err, out)
	}
	w := &window{t: t, events: make(chan map[string]any, 64)}
	w.startDisplay()
	w.mapLetters(cardCode)
	cmd := w.command(program, "-events")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	w.start(cmd)
	go w.read(out)
	w.wait("screen-ready")
	w.run("xdotool", "search", "--sync", "--onlyvisible", "--name", "Bàn Căn cước", "windowfocus", "--sync")
	w.awaitKeyboard()
	return w
}

// awaitKeyboard presses F11 until the window answers: the focus that X gave it
// takes a moment to arrive.
func (w *window) awaitKeyboard() {
	w.t.Helper()
	for range 40 {
		w.keys("F11")
		select {
		case e := <-w.events:
			if e["event"] == "values" {
				w.said("Esc", "Escape") // lets answers to earlier presses pass by
				return
			}
		case <-time.After(500 * time.Millisecond):
		}
	}
	w.t.Fatal("the window takes no keys")
}

func (w *window) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+w.display, "LIBGL_ALWAYS_SOFTWARE=1", "LC_ALL=C.UTF-8", "FYNE_SCALE=1")
	return cmd
}

func (w *window) start(cmd *exec.Cmd) {
	w.t.Helper()
	if err := cmd.Start(); err != nil {
		w.t.Fatalf("starting %s: %v", cmd.Path, err)
	}
	w.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// startDisplay starts an X server on a free display. It keeps its keyboard map
// when clients come and go (-noreset).
func (w *window) startDisplay() {
	w.t.Helper()
	r, number, err := os.Pipe()
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-noreset", "-screen", "0", "1366x768x24", "+extension", "GLX")
	cmd.ExtraFiles = []*os.File{number}
	w.start(cmd)
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		w.t.Fatalf("the X server gave no display: %v", err)
	}
	w.display = ":" + strings.TrimSpace(line)
}

// mapLetters puts the letters no US keyboard has on unused keys, for xdotool
// loses letters when it has to change the map for each of them.
func (w *window) mapLetters(text string) {
	w.t.Helper()
	out, err := w.command("xmodmap", "-pke").Output()
	if err != nil {
		w.t.Fatal(err)
	}
	var free []string
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) == 3 && f[2] == "=" {
			free = append(free, f[1])
		}
	}
	seen := map[rune]bool{}
	var args []string
	for _, r := range text {
		if r > 0x7f && !seen[r] {
			seen[r] = true
			args = append(args, "-e", fmt.Sprintf("keycode %s = U%04X U%04X", free[len(args)/2], r, r))
		}
	}
	w.run("xmodmap", args...)
}

func (w *window) run(name string, args ...string) {
	w.t.Helper()
	if out, err := w.command(name, args...).CombinedOutput(); err != nil {
		w.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

func (w *window) read(out io.Reader) {
	defer close(w.events)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var e map[string]any
		if json.Unmarshal(lines.Bytes(), &e) == nil {
			w.events <- e
		}
	}
}

// wait gives the next event of the name and drops others.
func (w *window) wait(name string) map[string]any {
	w.t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case e, ok := <-w.events:
			if !ok {
				w.t.Fatalf("the window ended before %q", name)
			}
			if e["event"] == name {
				return e
			}
		case <-deadline:
			w.t.Fatalf("no event %q", name)
		}
	}
}

func (w *window) keys(names ...string) {
	w.t.Helper()
	w.run("xdotool", append([]string{"key", "--clearmodifiers"}, names...)...)
}

func (w *window) typed(text string) {
	w.t.Helper()
	w.run("xdotool", "type", "--clearmodifiers", "--delay", "20", text)
}

// said presses keys and waits for what the gallery says to them.
func (w *window) said(want string, keys ...string) {
	w.t.Helper()
	w.keys(keys...)
	if got := w.wait("said")["text"]; got != want {
		w.t.Errorf("%v: said %q, want %q", keys, got, want)
	}
}

func (w *window) values(want map[string]string) {
	w.t.Helper()
	w.keys("F11")
	got := w.wait("values")
	for k, v := range want {
		if got[k] != v {
			w.t.Errorf("%s is %q, want %q", k, got[k], v)
		}
	}
}

// TestKeyboardInARealWindow proves what the headless driver cannot: that keys
// find their way through GLFW and Fyne to fields and verbs, without a mouse.
func TestKeyboardInARealWindow(t *testing.T) {
	w := openWindow(t)

	// The first field has the focus; Enter goes on in the order of the paper.
	w.typed("nguyeenx thij huowngf")
	w.keys("Return", "Return")
	w.typed("010290")
	w.keys("Return", "2", "Return")
	w.typed("hn")
	w.keys("Return")
	filled := map[string]string{"name": "NGUYỄN THỊ HƯỜNG", "number": "001090000002", "born": "01/02/1990", "sex": "F", "province": "01", "phone": "0912345678"}
	w.values(filled)

	// Verbs from inside a field.
	w.said("F10", "F10")
	w.said("Ctrl+Enter", "ctrl+Return")
	w.said("Esc", "Escape")
	w.keys("F9")
	w.said("Đã lấy lại ảnh.", "alt+z")

	// A dialog takes the keys, answers by them and gives the focus back.
	w.keys("F2")
	w.said("Không", "Return")
	w.keys("F2")
	w.said("Có", "Right", "Return")
	w.keys("F4")
	w.typed("thieu")
	w.said("Trả lại: Thiếu giấy tờ", "Return", "Return")
	w.keys("End", "BackSpace")
	w.typed("9")
	filled["phone"] = "0912345679"
	w.values(filled)

	// A scanner is taken out of the field it typed into.
	w.keys("shift+Return", "shift+Return", "shift+Return", "shift+Return", "shift+Return")
	w.run("xdotool", "type", "--args", "1", "--delay", "4", cardCode, "key", "Return")
	if got := w.wait("said")["text"]; got != "Quét: "+cardCode {
		t.Errorf("scanned %q", got)
	}
	w.values(filled)

	// The method is switched by key.
	w.keys("F12")
	if got := w.wait("typing")["method"]; got != "VNI" {
		t.Errorf("F12 switches to %q", got)
	}
	w.keys("ctrl+a")
	w.typed("d9o64 d9u71c")
	filled["name"] = "ĐỖ ĐỨC"
	w.values(filled)
}
