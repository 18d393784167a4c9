package store_test

import (
	"bytes"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A power cut is replayed from the recorded system calls of one dossier's life:
// what was synced is there; of what was not, any part may be, in any order, torn
// at sectors. The index file of the write-ahead log (-shm) lives in shared
// memory and is never there after a cut.

// disk is a model of the files below one folder: what programs see, and what a
// cut leaves.
type disk struct {
	root    string
	fds     map[int]string // open descriptors → path
	names   map[string]*inode
	durable map[string]*inode
	pending []nameChange
	acks    []string // lines that the process printed
}

// inode is a file (or a folder) whatever its name is.
type inode struct {
	folder  bool
	now     []byte
	synced  []byte
	pending []write
}

// write is a change of content that was not synced; data nil cuts to at.
type write struct {
	at   int64
	data []byte
}

// nameChange gives name to, or takes it from, an inode.
type nameChange struct {
	path string
	node *inode // nil: the name is gone
}

func (n *inode) apply(content []byte, w write) []byte {
	if w.data == nil {
		if w.at <= int64(len(content)) {
			return content[:w.at:w.at]
		}
		return append(content[:len(content):len(content)], make([]byte, w.at-int64(len(content)))...)
	}
	if grow := w.at + int64(len(w.data)) - int64(len(content)); grow > 0 {
		content = append(content[:len(content):len(content)], make([]byte, grow)...)
	} else {
		content = bytes.Clone(content)
	}
	copy(content[w.at:], w.data)
	return content
}

func (d *disk) change(path string, w write) {
	n := d.names[path]
	if n == nil {
		return
	}
	n.now = n.apply(n.now, w)
	n.pending = append(n.pending, w)
}

func (d *disk) rename(path string, node *inode) {
	if node == nil {
		delete(d.names, path)
	} else {
		d.names[path] = node
	}
	d.pending = append(d.pending, nameChange{path, node})
}

func (d *disk) sync(path string) {
	n := d.names[path]
	if n == nil && path != d.root {
		return
	}
	if n != nil && !n.folder {
		n.synced, n.pending = n.now, nil
		return
	}
	rest := d.pending[:0:0]
	for _, c := range d.pending {
		if filepath.Dir(c.path) == path {
			put(d.durable, c)
		} else {
			rest = append(rest, c)
		}
	}
	d.pending = rest
}

func put(names map[string]*inode, c nameChange) {
	if c.node == nil {
		delete(names, c.path)
	} else {
		names[c.path] = c.node
	}
}

// cut writes what a power cut leaves into dir. Without a source of chance
// nothing unsynced survives.
func (d *disk) cut(t *testing.T, dir string, random *mathrand.Rand) {
	t.Helper()
	names := maps.Clone(d.durable)
	if random != nil {
		upTo := random.IntN(len(d.pending) + 1)
		for _, c := range d.pending[:upTo] {
			put(names, c)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(names)) { // folders before what is in them
		n := names[path]
		to := dir + strings.TrimPrefix(path, d.root)
		if n.folder {
			if err := os.Mkdir(to, 0o700); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			continue
		}
		if _, err := os.Stat(filepath.Dir(to)); err != nil || strings.HasSuffix(path, "-shm") {
			continue // its folder was not durable yet
		}
		content := n.synced
		if random != nil {
			for _, i := range random.Perm(len(n.pending)) {
				content = n.apply(content, torn(n.pending[i], random))
			}
		}
		if err := os.WriteFile(to, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// torn is what of a write reached the disk: nothing, all, or some sectors of 512
// bytes from its beginning.
func torn(w write, random *mathrand.Rand) write {
	switch random.IntN(3) {
	case 0:
		return write{at: w.at, data: []byte{}}
	case 1:
		if sectors := len(w.data) / 512; sectors > 0 {
			w.data = w.data[:512*random.IntN(sectors)]
		}
	}
	return w
}

var (
	callLine    = regexp.MustCompile(`^(\d+) +(\w+)\((.*)\) += (-?\d+)`)
	startedLine = regexp.MustCompile(`^(\d+) +(\w+\(.*) <unfinished \.\.\.>$`)
	resumedLine = regexp.MustCompile(`^(\d+) +<\.\.\. \w+ resumed>(.*)$`)
	stringArg   = regexp.MustCompile(`"((?:\\x[0-9a-f]{2})*)"`)
)

// record runs the child under strace and returns the lines of complete calls.
func record(t *testing.T, dir string, steps int) []string {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.Command("strace", "-f", "-xx", "-s", "10000000", "-o", trace, "-e",
		"trace=open,openat,creat,close,write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat",
		os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childFrom+"=0", childRun+"=0", childEnd+"="+strconv.Itoa(steps))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("recording: %v\n%s", err, out)
	}
	content, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	started := make(map[string]string)
	var lines []string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSuffix(line, "\n")
		if m := startedLine.FindStringSubmatch(line); m != nil {
			started[m[1]] = m[2]
		} else if m := resumedLine.FindStringSubmatch(line); m != nil {
			lines = append(lines, m[1]+" "+started[m[1]]+m[2])
		} else {
			lines = append(lines, line)
		}
	}
	return lines
}

func text(hex string) string {
	out := make([]byte, 0, len(hex)/4)
	for ; hex != ""; hex = hex[4:] {
		b, _ := strconv.ParseUint(hex[2:4], 16, 8)
		out = append(out, byte(b))
	}
	return string(out)
}

// replay applies one recorded call; it reports whether anything on the disk or
// in the acknowledgements changed, and whether that was a sync.
func (d *disk) replay(line string) (changed, synced bool) {
	m := callLine.FindStringSubmatch(line)
	if m == nil {
		return false, false
	}
	call, args := m[2], m[3]
	result, err := strconv.Atoi(m[4])
	if err != nil || result < 0 {
		return false, false
	}
	var paths []string
	for _, s := range stringArg.FindAllStringSubmatch(args, 2) {
		paths = append(paths, text(s[1]))
	}
	fd, _ := strconv.Atoi(strings.TrimSpace(strings.SplitN(args, ",", 2)[0]))
	numbers := strings.Split(args, ", ")
	last, _ := strconv.ParseInt(numbers[len(numbers)-1], 10, 64)
	switch call {
	case "open", "openat", "creat":
		if !strings.HasPrefix(paths[0], d.root) {
			delete(d.fds, result)
			return false, false
		}
		d.fds[result] = paths[0]
		if d.names[paths[0]] == nil && strings.Contains(args, "O_CREAT") {
			d.rename(paths[0], &inode{})
			return true, false
		}
		if strings.Contains(args, "O_TRUNC") {
			d.change(paths[0], write{})
			return true, false
		}
	case "close":
		delete(d.fds, fd)
	case "mkdir", "mkdirat":
		if strings.HasPrefix(paths[0], d.root) {
			d.rename(paths[0], &inode{folder: true})
			return true, false
		}
	case "write":
		if fd == 1 {
			d.acks = append(d.acks, strings.Fields(paths[0])...)
			return true, false
		}
		if path := d.fds[fd]; d.names[path] != nil {
			d.change(path, write{at: int64(len(d.names[path].now)), data: []byte(paths[0])})
			return true, false
		}
	case "pwrite64":
		if path := d.fds[fd]; d.names[path] != nil {
			d.change(path, write{at: last, data: []byte(paths[0])})
			return true, false
		}
	case "ftruncate":
		d.change(d.fds[fd], write{at: last})
		return true, false
	case "fsync", "fdatasync":
		if path, ok := d.fds[fd]; ok {
			d.sync(path)
			return true, true
		}
	case "rename", "renameat", "renameat2":
		if n := d.names[paths[0]]; n != nil {
			d.rename(paths[1], n)
			d.rename(paths[0], nil)
			return true, false
		}
	case "unlink", "unlinkat":
		if d.names[paths[0]] != nil {
			d.rename(paths[0], nil)
			return true, false
		}
	}
	return false, false
}

// TestPowerCut cuts the power at the recorded calls of one dossier's life and
// checks that everything acknowledged is there and that work goes on. An
// ordinary run takes a sample; CARDDESK_TORTURE takes every call.
func TestPowerCut(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is missing")
		}
		t.Skip("strace is not installed")
	}
	dir := t.TempDir()
	lines := record(t, dir, stepsPerDossier)
	d := &disk{root: dir, fds: map[int]string{}, names: map[string]*inode{}, durable: map[string]*inode{}}
	seed := uint64(1)
	if v := os.Getenv("CARDDESK_SEED"); v != "" {
		var err error
		if seed, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	every := 23
	if os.Getenv("CARDDESK_TORTURE") != "" {
		every = 1
	}
	random := mathrand.New(mathrand.NewPCG(seed, 2))
	calls, syncs, cuts := 0, 0, 0
	for _, line := range lines {
		changed, synced := d.replay(line)
		if !changed {
			continue
		}
		calls++
		if synced {
			syncs++
			if every == 1 || syncs%5 == 0 {
				d.check(t, fmt.Sprintf("call %d, nothing unsynced survives", calls), nil)
				cuts++
			}
		}
		if calls%every == 0 {
			d.check(t, fmt.Sprintf("call %d, seed %d", calls, seed), random)
			cuts++
		}
		if t.Failed() {
			return
		}
	}
	if len(d.acks) != stepsPerDossier+1 || syncs < 20 {
		t.Fatalf("recorded %d acknowledgements and %d syncs in %d lines", len(d.acks), syncs, len(lines))
	}
	d.check(t, "the end, nothing unsynced survives", nil)
	t.Logf("%d calls, %d of them syncs, %d cuts", calls, syncs, cuts)
}

// check cuts the power and starts the desk again.
func (d *disk) check(t *testing.T, name string, random *mathrand.Rand) {
	t.Helper()
	dir := t.TempDir()
	d.cut(t, dir, random)
	r := &desk{t: t, dir: dir, clock: &clock{t: time.Now().Add(time.Hour)}}
	r.open()
	defer r.Close()
	steps := len(d.acks) - 1 // the first line is "ready"
	if r.Empty() {
		if steps >= 0 {
			t.Fatalf("%s: the station is gone", name)
		}
		if err := r.FirstStart(t.Context(), setup()); err != nil {
			t.Fatalf("%s: first start again: %v", name, err)
		}
	}
	r.login(clerkID)
	done := checkSteps(t, r, max(steps, 0))
	if err := dayStep(t.Context(), r.Store, done); err != nil {
		t.Fatalf("%s: going on with step %d: %v", name, done, err)
	}
	r.verify()
}
