package render

import (
	"errors"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"carddesk/app/port"
)

// children lists the processes whose parent is this one.
func children(t *testing.T) []int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue // ended meanwhile
		}
		// The name in parentheses may hold anything; state and parent follow it.
		_, after, _ := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')'):]), " ")
		fields := strings.Fields(after)
		if len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			found = append(found, pid)
		}
	}
	return found
}

// A child killed from outside while it waits is replaced before the next
// request is given to it, and none is left when the pool is closed.
func TestKilledChildIsReplacedAndNoneIsLeft(t *testing.T) {
	before := len(children(t))
	p := newPool(t, WorkerCommand, Limits{})
	if _, err := p.PageCount(t.Context(), plainPage()); err != nil {
		t.Fatal(err)
	}
	for _, pid := range children(t) {
		if process, err := os.FindProcess(pid); err == nil {
			process.Kill()
		}
	}
	// The pool may be told of the death only after it took the next request.
	if _, err := p.PageCount(t.Context(), plainPage()); err != nil && !errors.Is(err, port.ErrRenderDied) {
		t.Error(err)
	}
	if _, err := p.PageCount(t.Context(), plainPage()); err != nil {
		t.Errorf("second request after the kill: %v", err)
	}
	p.Close()
	if after := len(children(t)); after != before {
		t.Errorf("%d children left", after-before)
	}
}

// The limits are those of the child, not of the desk.
func TestLimitsAreOnTheChild(t *testing.T) {
	if raceDetector {
		t.Skip("memory limits are off under the race detector")
	}
	w, err := start(Config{Executable: os.Args[0], Args: []string{WorkerCommand}, Limits: DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	defer w.kill()
	content, err := os.ReadFile("/proc/" + strconv.Itoa(w.command.Process.Pid) + "/limits")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]int64{ // from, to
		"Max cpu time": {20, 20}, "Max file size": {0, 0}, "Max core file size": {0, 0}, "Max open files": {32, 32},
		"Max data size": {256 << 20, 512 << 20}, "Max address space": {1 << 30, 4 << 30},
	}
	for _, line := range strings.Split(string(content), "\n") {
		for name, bounds := range want {
			rest, ok := strings.CutPrefix(line, name)
			if !ok {
				continue
			}
			soft, hard := strings.Fields(rest)[0], strings.Fields(rest)[1]
			value, err := strconv.ParseInt(soft, 10, 64)
			if err != nil || soft != hard || value < bounds[0] || value > bounds[1] {
				t.Errorf("%s: %s and %s", name, soft, hard)
			}
			delete(want, name)
		}
	}
	if len(want) > 0 {
		t.Errorf("not listed: %v", want)
	}
	environment, err := os.ReadFile("/proc/" + strconv.Itoa(w.command.Process.Pid) + "/environ")
	if err != nil || len(environment) != 0 {
		t.Errorf("environment of the child: %q, %v", environment, err)
	}
}

// A child that was taken over gets neither files nor network nor programs.
func TestChildCannotEscape(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("system calls are closed on amd64 only")
	}
	p := newPool(t, moodyCommand, Limits{})
	if n, err := p.PageCount(t.Context(), []byte("escape")); n != 0 || err != nil {
		t.Errorf("%d escapes, %v", n, err)
	}
}

func TestChildCannotEatTheMachine(t *testing.T) {
	if raceDetector {
		t.Skip("memory limits are off under the race detector")
	}
	p := newPool(t, moodyCommand, Limits{})
	if n, err := p.PageCount(t.Context(), []byte("eat")); !errors.Is(err, port.ErrRenderDied) {
		t.Errorf("%d, %v", n, err)
	}
}
