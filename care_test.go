package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/store"
)

func newCaretaker(f deskFolder, s *store.Store) *caretaker {
	return &caretaker{clock: f.clock, data: f.data, log: quiet, book: book.NewLive(book.Book{Policy: policy.Default()}), store: s,
		sure: func(time.Time) bool { return true }}
}

func TestScheduledBackup(t *testing.T) {
	f := newDeskFolder(t)
	s := f.open(t)
	c := newCaretaker(f, s)
	usb := filepath.Join(t.TempDir(), "usb")
	must(t, desk.WriteUpkeep(f.data, desk.Upkeep{Backup: usb, Hour: 17}))
	c.round(t.Context())
	if c.words() != "" {
		t.Errorf("a locked desk tried: %q", c.words())
	}
	_, err := s.Login(t.Context(), "canbo1", folderPassword)
	must(t, err)
	c.round(t.Context())
	if c.words() == "" {
		t.Error("nobody is told that the stick is missing")
	}
	if _, err := os.Stat(usb); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the folder of a missing stick was made")
	}
	must(t, os.Mkdir(usb, 0o700))
	c.round(t.Context())
	if last, err := desk.LastBackup(usb); err != nil || !last.IsZero() {
		t.Errorf("tried again at once: %v, %v", last, err)
	}
	f.clock.t = f.clock.t.Add(backupRetry)
	c.round(t.Context())
	first, err := desk.LastBackup(usb)
	if err != nil || !first.Equal(f.clock.t) || c.words() != "" {
		t.Fatalf("backup at %v, %v, %q", first, err, c.words())
	}
	if _, err := store.CheckBackup(t.Context(), usb, publicKey(s)); err != nil {
		t.Error(err)
	}
	f.clock.t = f.clock.t.Add(time.Hour) // 9:15 in Việt Nam
	c.round(t.Context())
	if last, _ := desk.LastBackup(usb); !last.Equal(first) {
		t.Error("made again before its hour")
	}
	f.clock.t = f.clock.t.Add(8 * time.Hour)
	c.round(t.Context())
	if last, _ := desk.LastBackup(usb); !last.Equal(f.clock.t) {
		t.Errorf("not made at its hour: %v", last)
	}
}

func TestRenewedCertificate(t *testing.T) {
	f := newDeskFolder(t)
	s := f.open(t)
	c := newCaretaker(f, s)
	der := testCertificate(t, s.Transport().TLS, 400*24*time.Hour)
	must(t, c.renewed(t.Context(), der)) // locked
	if bytes.Equal(s.Transport().Certificates[0], der) {
		t.Fatal("stored while locked")
	}
	_, err := s.Login(t.Context(), "canbo1", folderPassword)
	must(t, err)
	c.round(t.Context())
	must(t, s.Close())
	s = f.open(t)
	if !bytes.Equal(s.Transport().Certificates[0], der) {
		t.Error("not on the disk after the desk was unlocked")
	}
	_, err = s.Login(t.Context(), "canbo1", folderPassword)
	must(t, err)
	next := testCertificate(t, s.Transport().TLS, 800*24*time.Hour)
	must(t, newCaretaker(f, s).renewed(t.Context(), next))
	if !bytes.Equal(s.Transport().Certificates[0], next) {
		t.Error("not stored while unlocked")
	}
	if report, err := s.VerifyLog(t.Context()); err != nil || len(report.Problems) != 0 {
		t.Errorf("log: %+v, %v", report.Problems, err)
	}
}

func TestExpiredContentIsDestroyed(t *testing.T) {
	f := newDeskFolder(t)
	s := f.open(t)
	session, err := s.Login(t.Context(), "canbo1", folderPassword)
	must(t, err)
	_, err = s.Apply(t.Context(), store.Change{ID: "cancel", Actor: session.Actor(), Command: dossier.CancelDossier, Dossier: f.dossiers[0], Reason: "wish"})
	must(t, err)
	must(t, acknowledgeEvents(t, s))
	c := newCaretaker(f, s)
	f.clock.t = folderTime.AddDate(20, 0, 0)
	c.round(t.Context())
	if d, err := s.Dossier(t.Context(), f.dossiers[0]); err != nil || d.Destroyed {
		t.Errorf("destroyed although no time is set: %v, %v", d.Destroyed, err)
	}
	const days = 90
	c.book.SetPolicy(policyKeeping(t, map[string]int{"withdrawn": days}))
	c.nextDestroy = time.Time{}
	c.sure = func(time.Time) bool { return false }
	c.round(t.Context()) // twenty years ahead, as far as the clock says
	if d, err := s.Dossier(t.Context(), f.dossiers[0]); err != nil || d.Destroyed {
		t.Errorf("destroyed by a clock that nobody believes: %v, %v", d.Destroyed, err)
	}
	c.sure = func(time.Time) bool { return true }
	c.nextDestroy = time.Time{}
	for _, step := range []struct {
		days int
		gone bool
	}{{days - 1, false}, {days + 1, true}} {
		f.clock.t = folderTime.AddDate(0, 0, step.days)
		c.round(t.Context())
		d, err := s.Dossier(t.Context(), f.dossiers[0])
		if err != nil || d.Destroyed != step.gone {
			t.Errorf("after %d days: destroyed %v, %v", step.days, d.Destroyed, err)
		}
	}
	if d, err := s.Dossier(t.Context(), f.dossiers[1]); err != nil || d.Destroyed {
		t.Errorf("a draft was destroyed: %+v, %v", d, err)
	}
}

// TestUntouchedDraftEnds: policy's time for drafts cancels one that nobody touched,
// once, and its content then goes when that of other cancelled ones goes.
func TestUntouchedDraftEnds(t *testing.T) {
	f := newDeskFolder(t)
	s := f.open(t)
	_, err := s.Login(t.Context(), "canbo1", folderPassword)
	must(t, err)
	c := newCaretaker(f, s)
	c.book.SetPolicy(policyKeeping(t, map[string]int{"draft": 30, "withdrawn": 10}))
	for _, step := range []struct {
		days      int
		state     dossier.State
		destroyed bool
	}{{29, dossier.Draft, false}, {31, dossier.Cancelled, false}, {40, dossier.Cancelled, false}, {42, dossier.Cancelled, true}} {
		f.clock.t = folderTime.AddDate(0, 0, step.days)
		c.round(t.Context())
		must(t, acknowledgeEvents(t, s))
		d, err := s.Dossier(t.Context(), f.dossiers[1])
		if err != nil || d.State != step.state || d.Destroyed != step.destroyed {
			t.Errorf("after %d days: %s, destroyed %v, %v", step.days, d.State, d.Destroyed, err)
		}
	}
}

// TestClockSure: only a clock that the registry has confirmed a moment ago lets
// anything be destroyed.
func TestClockSure(t *testing.T) {
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		contact time.Time
		offset  time.Duration
		want    bool
	}{
		"never reached":       {time.Time{}, 0, false},
		"reached now":         {now.Add(-time.Minute), 3 * time.Second, true},
		"clock is a day off":  {now.Add(-time.Minute), -24 * time.Hour, false},
		"set ahead since":     {now.AddDate(-10, 0, 0), time.Second, false},
		"set back since":      {now.AddDate(0, 0, 3), time.Second, false},
		"no line since lunch": {now.Add(-4 * time.Hour), 0, false},
	} {
		if got := clockSure(port.SyncStatus{LastContact: c.contact, ClockOffset: c.offset}, now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// policyKeeping is the compiled policy with times of retention in days.
func policyKeeping(t *testing.T, days map[string]int) *policy.Set {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("app", "policy", "default.json"))
	must(t, err)
	var document map[string]any
	must(t, json.Unmarshal(text, &document))
	entry := document["settings"].(map[string]any)["retention"].([]any)[0].(map[string]any)
	for what, n := range days {
		entry["value"].(map[string]any)[what] = n
	}
	text, err = json.Marshal(document)
	must(t, err)
	set, err := policy.Parse(text)
	must(t, err)
	return set
}

// acknowledgeEvents plays the registry that has all events.
func acknowledgeEvents(t *testing.T, s *store.Store) error {
	t.Helper()
	entries, err := s.Log(t.Context(), store.LogFilter{})
	if err != nil || len(entries) == 0 {
		return errors.Join(err, errors.New("no entries"))
	}
	return s.EventsAcknowledged(t.Context(), entries[len(entries)-1].Seq)
}

func TestBackupAndRestoreCommands(t *testing.T) {
	f := newDeskFolder(t)
	to, restored := filepath.Join(t.TempDir(), "to"), filepath.Join(t.TempDir(), "new")
	k := keeper{in: strings.NewReader(folderPassword), out: io.Discard, notes: io.Discard, clock: f.clock}
	must(t, k.backup(t.Context(), []string{"-data", f.data, "-to", to, "-user", "canbo1"}))
	must(t, k.restore(t.Context(), []string{"-from", to, "-data", restored, "-old", f.data}))
	r, err := examineFolder(t, doctor{clock: f.clock, in: strings.NewReader(folderPassword)}, "-data", restored, "-user", "canbo1")
	if err != nil || !r.Healthy {
		t.Fatalf("restored: %+v, %v", r, err)
	}
	if err := k.restore(t.Context(), []string{"-from", to, "-data", restored, "-old", f.data}); err == nil {
		t.Error("a folder with data was written over")
	}
	blobs, err := filepath.Glob(filepath.Join(to, "blobs", "*", "*"))
	must(t, err)
	must(t, os.WriteFile(blobs[0], []byte("x"), 0o600))
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := k.restore(t.Context(), []string{"-from", to, "-data", elsewhere, "-old", f.data}); !errors.Is(err, store.ErrBackup) {
		t.Errorf("a damaged backup: %v", err)
	}
	if _, err := os.Stat(filepath.Join(memoryFolder(elsewhere), "desk.db")); err == nil {
		t.Error("a damaged backup was restored")
	}
}

func TestLogCommand(t *testing.T) {
	f := newDeskFolder(t)
	out := filepath.Join(t.TempDir(), "log.jsonl")
	args := []string{"-data", f.data, "-out", out, "-user", "canbo1"}
	k := keeper{in: strings.NewReader(folderPassword), out: io.Discard, notes: io.Discard, clock: f.clock}
	must(t, k.exportLog(t.Context(), args))
	content, err := os.ReadFile(out)
	must(t, err)
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	var last struct {
		Type, Previous, Actor string
	}
	must(t, json.Unmarshal([]byte(lines[len(lines)-1]), &last))
	if len(lines) < 8 || last.Type != string(dossier.ExportFile) || last.Actor != "canbo1" {
		t.Errorf("%d lines, the last %+v", len(lines), last)
	}
	k.in = strings.NewReader(folderPassword)
	if err := k.exportLog(t.Context(), args); err == nil {
		t.Error("a file was written over")
	}
	before, err := os.ReadFile(out)
	if err != nil || !bytes.Equal(before, content) {
		t.Errorf("the first export is gone: %v", err)
	}
}

// TestScheduledReportsAreCaredFor: an unlocked desk writes what is due; what it
// cannot write is said until it can.
func TestScheduledReportsAreCaredFor(t *testing.T) {
	f := newDeskFolder(t)
	c := newCaretaker(f, f.open(t))
	rounds, failure := 0, error(nil)
	c.reports = func(context.Context) (int, error) { rounds++; return 1, failure }
	c.round(t.Context())
	if rounds != 0 {
		t.Error("a locked desk wrote reports: their names are sealed")
	}
	c.writeReports(t.Context())
	if c.words() != "" {
		t.Errorf("all is well: %q", c.words())
	}
	failure = desk.ErrReportFolder
	c.writeReports(t.Context())
	if c.words() == "" {
		t.Error("a folder that is gone is not said")
	}
	failure = nil
	c.writeReports(t.Context())
	if c.words() != "" || rounds != 3 {
		t.Errorf("after the folder came back: %q, %d rounds", c.words(), rounds)
	}
}
