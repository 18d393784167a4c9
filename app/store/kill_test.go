package store_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// The killed process is this test program again, told by the environment to
// work through a scripted day and to print each step that was acknowledged.
const (
	childDir  = "CARDDESK_STORE_CHILD_DIR"
	childFrom = "CARDDESK_STORE_CHILD_FROM"
	childRun  = "CARDDESK_STORE_CHILD_RUN"
	childEnd  = "CARDDESK_STORE_CHILD_END" // step before which it ends by itself
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if code, ok := readOnlyChild(); ok {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// stepsPerDossier is how many steps of the day one dossier takes.
const stepsPerDossier = 8

func child(dir string) error {
	from, err := strconv.Atoi(os.Getenv(childFrom))
	if err != nil {
		return err
	}
	run, err := strconv.Atoi(os.Getenv(childRun))
	if err != nil {
		return err
	}
	ctx := context.Background()
	// Each run is an hour later: a kill inside a login counts as a wrong
	// password, and its delay is to have passed.
	c := &clock{t: time.Now().Add(time.Duration(run) * time.Hour)}
	o := options(dir, c)
	o.OrphanAge = time.Nanosecond
	s, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	if s.Empty() {
		if err := s.FirstStart(ctx, setup()); err != nil {
			return err
		}
	}
	if _, err := s.Login(ctx, clerkID, password); err != nil {
		return err
	}
	fmt.Println("ready")
	end, err := strconv.Atoi(os.Getenv(childEnd))
	if err != nil {
		end = -1 // goes on until it is killed
	}
	step := dayStep
	if os.Getenv(childMarked) != "" {
		step = markedDossier
	}
	for n := from; n != end; n++ {
		if err := step(ctx, s, n); err != nil {
			return fmt.Errorf("step %d: %w", n, err)
		}
		fmt.Println(n)
	}
	return s.Close()
}

func dayDossier(n int) dossier.ID { return dossier.ID(fmt.Sprintf("%032x", n/stepsPerDossier+1)) }

// dayStep does step n of the day. Its command id depends on n alone, so a step
// that was committed and not acknowledged is repeated by the next run.
func dayStep(ctx context.Context, s *store.Store, n int) error {
	id := dayDossier(n)
	c := store.Change{ID: fmt.Sprintf("day/%d", n), Actor: clerk, Dossier: id, Command: dossier.SaveSection}
	identity := func(base int) *store.SectionChange {
		return &store.SectionChange{Name: dossier.SectionIdentity, BaseRevision: base,
			Content: sample(fmt.Sprintf("Bước %d", n), "001090012345")}
	}
	switch n % stepsPerDossier {
	case 0:
		c.Command, c.Section = dossier.CreateDossier, identity(0)
		c.Facts = &store.Facts{Kind: "exchange"}
	case 1, 2, 3:
		c.Section = identity(n % stepsPerDossier)
	case 4:
		b, err := s.PutBlob(ctx, id, store.BlobRecord, io.LimitReader(rand.Reader, 100_000))
		if err != nil {
			return err
		}
		c.Blobs = []store.Blob{b}
		c.Section = &store.SectionChange{Name: dossier.SectionPortrait,
			Content: dossier.Portrait{Capture: &dossier.CaptureRef{Record: b.ID}}}
	case 5:
		c.Command, c.Numbers = dossier.TakeNumber, "receipt"
	case 6:
		c.Command = dossier.FinishCapture
	case 7:
		b, err := s.PutPacket(ctx, id, func(w io.Writer) (string, error) {
			_, err := io.CopyN(w, rand.Reader, 150_000)
			return "inner", err
		})
		if err != nil {
			return err
		}
		c.Command, c.Actor = dossier.ApproveDossier, chief
		c.Delivery = &store.NewDelivery{Blob: b, Version: 1, NotBefore: time.Unix(0, 0)}
	}
	_, err := s.Apply(ctx, c)
	return err
}

// TestKill kills the desk at random instants over a scripted day. Set
// CARDDESK_KILLS for more than the few of an ordinary run.
func TestKill(t *testing.T) {
	kills := 8
	if v := os.Getenv("CARDDESK_KILLS"); v != "" {
		var err error
		if kills, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	seed := uint64(time.Now().UnixNano())
	if v := os.Getenv("CARDDESK_SEED"); v != "" {
		var err error
		if seed, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d, %d kills", seed, kills)
	random := mathrand.New(mathrand.NewPCG(seed, 1))
	dir := t.TempDir()
	next, silent := 0, 0
	for run := range kills {
		before := next
		next = killedRun(t, dir, next, run, random)
		if next == before {
			silent++
		}
	}
	if silent == kills {
		t.Fatal("no run got anything done")
	}
	t.Logf("%d steps acknowledged, %d runs killed before their first", next, silent)
	checkDay(t, dir, next, kills)
}

// killedRun runs the day from step next until it is killed and returns the step
// after the last acknowledged one.
func killedRun(t *testing.T, dir string, next, run int, random *mathrand.Rand) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childFrom+"="+strconv.Itoa(next), childRun+"="+strconv.Itoa(run))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var timer *time.Timer
	if random.IntN(5) == 0 { // at the start: opening, first start, login
		timer = time.AfterFunc(time.Duration(random.IntN(60_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if timer == nil { // from the first line on
			timer = time.AfterFunc(time.Duration(random.IntN(120_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		}
		if n, err := strconv.Atoi(lines.Text()); err == nil {
			if n != next {
				t.Fatalf("step %d acknowledged after %d", n, next-1)
			}
			next++
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != -1 {
		t.Fatalf("the day ended by itself: %v\n%s", err, stderr.String())
	}
	return next
}

// checkDay checks that every acknowledged step is there exactly once.
func checkDay(t *testing.T, dir string, steps, runs int) {
	t.Helper()
	d := &desk{t: t, dir: dir, clock: &clock{t: time.Now().Add(time.Duration(runs+24) * time.Hour)}}
	d.open(func(o *store.Options) { o.OrphanAge = time.Nanosecond })
	d.login(clerkID)
	checkSteps(t, d, steps)
	checkFiles(t, d)
}

// checkSteps checks the steps of a day on an unlocked desk and returns how many
// were done.
func checkSteps(t *testing.T, d *desk, steps int) int {
	t.Helper()
	ctx := t.Context()
	d.verify()
	var done int
	for after := int64(0); ; {
		entries, err := d.Log(ctx, store.LogFilter{After: after, Limit: 5000})
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			if e.Dossier != "" || e.Type == dossier.TakeNumber {
				done++
			}
			after = e.Seq
		}
	}
	// The step in flight at the last kill may be there without its word.
	if done != steps && done != steps+1 {
		t.Fatalf("%d steps acknowledged, %d in the log", steps, done)
	}
	numbers := 0
	for n := range done {
		id := dayDossier(n)
		switch n % stepsPerDossier {
		case 1, 2, 3:
			c, err := d.SectionAt(ctx, id, dossier.SectionIdentity, n%stepsPerDossier+1)
			if err != nil || !strings.Contains(string(c.JSON), fmt.Sprintf("Bước %d\"", n)) {
				t.Fatalf("step %d: %v", n, err)
			}
		case 4:
			checkPortrait(t, d, id)
		case 5:
			numbers++
		case 7:
			r, err := d.OpenPacket(ctx, port.PacketID{Dossier: string(id), Version: 1})
			if err != nil {
				t.Fatalf("step %d: %v", n, err)
			}
			if size, err := io.Copy(io.Discard, r); err != nil || size != 150_000 {
				t.Fatalf("step %d: packet of %d bytes, %v", n, size, err)
			}
			_ = r.Close()
		}
	}
	r := d.do(store.Change{Actor: clerk, Command: dossier.TakeNumber, Numbers: "receipt"})
	if r.Number != int64(numbers)+1 {
		t.Errorf("%d numbers taken, next is %d", numbers, r.Number)
	}
	return done
}

func checkPortrait(t *testing.T, d *desk, id dossier.ID) {
	t.Helper()
	c, err := d.Section(t.Context(), id, dossier.SectionPortrait)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(c.JSON), `"record":"`)
	blob, _, _ := strings.Cut(rest, `"`)
	content, err := d.ReadBlob(t.Context(), blob, 1<<20)
	if err != nil || len(content) != 100_000 {
		t.Fatalf("blob of %d bytes, %v", len(content), err)
	}
}

// checkFiles checks that the blob folder holds the files of the rows and no
// other.
func checkFiles(t *testing.T, d *desk) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.dir, "blobs", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := raw(t, d.dir).QueryRow("SELECT count(*) FROM blob").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if len(files) != rows {
		t.Errorf("%d files for %d rows", len(files), rows)
	}
}
