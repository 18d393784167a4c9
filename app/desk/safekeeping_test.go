package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

func TestSafekeeping(t *testing.T) {
	b := withAdmin(t)
	ctx := t.Context()
	if _, err := b.BackUp(ctx); !errors.Is(err, desk.ErrNoBackupFolder) {
		t.Errorf("without a folder: %v", err)
	}
	folder := filepath.Join(t.TempDir(), "stick")
	b.must(b.SetUpkeep(ctx, desk.Upkeep{Backup: folder, Hour: 12}))
	k, err := b.Safekeeping(ctx)
	if err != nil || !k.Missing || k.Backup != folder || !k.Last.IsZero() {
		t.Errorf("stick not plugged in: %+v, %v", k, err)
	}
	if _, err := b.BackUp(ctx); !errors.Is(err, desk.ErrBackupFolderGone) {
		t.Errorf("onto a stick that is not there: %v", err)
	}
	b.must(os.Mkdir(folder, 0o700))
	m, err := b.BackUp(ctx)
	if err != nil || m.LastSeq == 0 {
		t.Fatalf("backup: %+v, %v", m, err)
	}
	b.must(b.ReportStation(ctx, strings.Repeat("AB", 16), "stolen"))
	k, err = b.Safekeeping(ctx)
	if err != nil || k.Missing || k.Last.IsZero() || len(k.Lost) != 1 || k.Lost[0].Station != strings.Repeat("ab", 16) {
		t.Errorf("after a backup and a theft: %+v, %v", k, err)
	}
	report, err := b.CheckLog(ctx)
	if err != nil || len(report.Problems) != 0 || report.Entries == 0 {
		t.Errorf("log: %+v, %v", report, err)
	}
	done, err := b.Reseal(ctx, password)
	if err != nil || len(done.Users) != 2 {
		t.Errorf("resealed: %+v, %v", done, err)
	}
	if _, err := b.LogIn(ctx, clerkID, password); !errors.Is(err, store.ErrNoPassword) {
		t.Errorf("old password after a theft: %v", err)
	}
}

// TestExportLogOf writes the days asked for, both included, and says in the log
// that it did; a clerk may not.
func TestExportLogOf(t *testing.T) {
	b := withAdmin(t)
	ctx := t.Context()
	today := person.FromTime(b.clock.Now())
	b.login(clerkID)
	if _, _, err := b.ExportLogOf(ctx, today, today); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk exports the log: %v", err)
	}
	b.draft(holder())
	b.login(adminID)
	b.clock.pass(48 * time.Hour)
	if _, n, err := b.ExportLogOf(ctx, today.AddDays(1), today.AddDays(1)); err != nil || n != 0 {
		t.Errorf("%d entries of a day on which nothing was done, %v", n, err)
	}
	name, n, err := b.ExportLogOf(ctx, today, today.AddDays(2))
	b.must(err)
	content, err := os.ReadFile(filepath.Join(b.exports, name))
	b.must(err)
	if lines := strings.Count(string(content), "\n"); n < 5 || lines < n || !strings.Contains(string(content), `"create-dossier"`) ||
		strings.Count(string(content), `"export-file"`) != 2 {
		t.Errorf("%d entries in %d lines:\n%s", n, lines, content)
	}
}
