package store_test

import (
	"bytes"
	"encoding/hex"
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

	"carddesk/internal/racing"
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

	lastSynced string // path of the newest sync
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

// apply changes content in its own memory where it fits.
func apply(content []byte, w write) []byte {
	if w.data == nil {
		if w.at <= int64(len(content)) {
			return content[:w.at]
		}
		return append(content, make([]byte, w.at-int64(len(content)))...)
	}
	if grow := w.at + int64(len(w.data)) - int64(len(content)); grow > 0 {
		content = append(content, make([]byte, grow)...)
	}
	copy(content[w.at:], w.data)
	return content
}

func (d *disk) change(path string, w write) {
	n := d.names[path]
	if n == nil {
		return
	}
	n.now = apply(n.now, w)
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
		for _, w := range n.pending {
			n.synced = apply(n.synced, w)
		}
		n.pending = nil
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
		content := bytes.Clone(n.synced)
		if random != nil {
			for _, i := range random.Perm(len(n.pending)) {
				content = apply(content, torn(n.pending[i], random))
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
	callHead    = regexp.MustCompile(`^(\d+) +(\w+)\(`)
	callResult  = regexp.MustCompile(`\) += (-?\d+)[^)"]*$`)
	startedLine = regexp.MustCompile(`^(\d+) +(\w+\(.*) <unfinished \.\.\.>$`)
	resumedLine = regexp.MustCompile(`^(\d+) +<\.\.\. \w+ resumed>(.*)$`)
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

// call is one recorded system call that succeeded.
type call struct {
	name   string
	args   string // as strace writes them, without the quoted texts
	texts  []string
	result int
}

// parse reads a line of strace; ok is false for what is no call or failed.
func parse(line string) (c call, ok bool) {
	head := callHead.FindStringSubmatch(line)
	if head == nil {
		return c, false
	}
	rest := line[len(head[0]):]
	var args strings.Builder
	for {
		before, after, quoted := strings.Cut(rest, `"`)
		args.WriteString(before)
		if !quoted {
			break
		}
		var text string
		if text, rest, quoted = strings.Cut(after, `"`); !quoted {
			return c, false
		}
		c.texts = append(c.texts, unhex(text))
	}
	c.name, c.args = head[2], args.String()
	m := callResult.FindStringSubmatch(c.args)
	if m == nil {
		return c, false
	}
	c.args = c.args[:len(c.args)-len(m[0])]
	result, err := strconv.Atoi(m[1])
	c.result = result
	return c, err == nil && result >= 0
}

// unhex reads what strace writes with -xx: each byte as \x and two digits.
func unhex(text string) string {
	out, err := hex.DecodeString(strings.ReplaceAll(text, `\x`, ""))
	if err != nil {
		return ""
	}
	return string(out)
}

// parseAll reads the lines of a recording once; replaying them is done often.
func parseAll(lines []string) []call {
	var calls []call
	for _, line := range lines {
		if c, ok := parse(line); ok {
			calls = append(calls, c)
		}
	}
	return calls
}

// replay applies one recorded call; it reports whether anything on the disk or
// in the acknowledgements changed, and whether that was a sync.
func (d *disk) replay(c call) (changed, synced bool) {
	args, paths, result := c.args, c.texts, c.result
	fd, _ := strconv.Atoi(strings.TrimSpace(strings.SplitN(args, ",", 2)[0]))
	numbers := strings.Split(args, ", ")
	last, _ := strconv.ParseInt(numbers[len(numbers)-1], 10, 64)
	switch c.name {
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
			d.lastSynced = path
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
	needStrace(t)
	dir := t.TempDir()
	recorded := parseAll(record(t, dir, stepsPerDossier))
	d := newDisk(dir)
	seed := powerSeed(t)
	every := 23
	if os.Getenv("CARDDESK_TORTURE") != "" {
		every = 1
	}
	random := mathrand.New(mathrand.NewPCG(seed, 2))
	calls, syncs, cuts := 0, 0, 0
	for _, c := range recorded {
		changed, synced := d.replay(c)
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
		t.Fatalf("recorded %d acknowledgements and %d syncs in %d calls", len(d.acks), syncs, len(recorded))
	}
	d.check(t, "the end, nothing unsynced survives", nil)
	t.Logf("%d calls, %d of them syncs, %d cuts", calls, syncs, cuts)
}

// dossiersOfADay are how many dossiers the day of TestPowerCutOverADay has:
// enough for the write-ahead log to be written back and begun anew several times
// while the desk works.
const dossiersOfADay = 40

// TestPowerCutOverADay cuts the power at instants drawn over a whole day of many
// dossiers. An ordinary run takes a few; CARDDESK_TORTURE takes 200.
func TestPowerCutOverADay(t *testing.T) {
	if racing.Enabled {
		t.Skip("a child process does the work; make test runs this without the race detector")
	}
	needStrace(t)
	dir := t.TempDir()
	recorded := parseAll(record(t, dir, dossiersOfADay*stepsPerDossier))
	seed, samples := powerSeed(t), 5
	if os.Getenv("CARDDESK_TORTURE") != "" {
		samples = 200
	}
	random := mathrand.New(mathrand.NewPCG(seed, 3))
	all, day := newDisk(dir), 0
	for _, c := range recorded {
		if changed, _ := all.replay(c); changed {
			day++
		}
	}
	instants := map[int]bool{}
	for len(instants) < samples {
		instants[1+random.IntN(day)] = true
	}
	d, calls, checkpoints := newDisk(dir), 0, 0
	for _, c := range recorded {
		changed, synced := d.replay(c)
		if changed {
			calls++
		}
		if synced && d.lastSynced == filepath.Join(dir, "desk.db") {
			checkpoints++
		}
		if !changed || !instants[calls] {
			continue
		}
		// What a cut keeps is drawn each time; now and then nothing unsynced is.
		chance := random
		if random.IntN(5) == 0 {
			chance = nil
		}
		d.check(t, fmt.Sprintf("call %d of %d, seed %d", calls, day, seed), chance)
		if t.Failed() {
			return
		}
	}
	if len(d.acks) != dossiersOfADay*stepsPerDossier+1 || checkpoints < 3 {
		t.Fatalf("recorded %d acknowledgements and %d checkpoints in %d calls", len(d.acks), checkpoints, len(recorded))
	}
	t.Logf("a day of %d dossiers: %d calls, %d checkpoints, %d cuts", dossiersOfADay, day, checkpoints, len(instants))
}

func needStrace(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is missing")
		}
		t.Skip("strace is not installed")
	}
}

// powerSeed is the seed of the cuts, for repeating a run.
func powerSeed(t *testing.T) uint64 {
	t.Helper()
	v := os.Getenv("CARDDESK_SEED")
	if v == "" {
		return 1
	}
	seed, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

func newDisk(root string) *disk {
	return &disk{root: root, fds: map[int]string{}, names: map[string]*inode{}, durable: map[string]*inode{}}
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
