package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

func backupDesk(t *testing.T) (d *desk, folder string, ids []dossier.ID) {
	t.Helper()
	d = newDesk(t)
	folder = t.TempDir()
	for range 3 {
		id := d.draft("Nguyễn Văn An", "001090012345")
		d.capture(id)
		d.approve(id, 1)
		ids = append(ids, id)
	}
	return d, folder, ids
}

func TestBackupAndRestore(t *testing.T) {
	d, folder, ids := backupDesk(t)
	ctx := t.Context()
	first, err := d.Backup(ctx, admin, folder)
	if err != nil || first.Blobs != 6 || first.Copied != 6 {
		t.Fatalf("first: %+v, %v", first, err)
	}
	later := d.draft("Lê Thị Bình", "001190012345")
	d.capture(later)
	d.clock.pass(1e9)
	second, err := d.Backup(ctx, admin, folder)
	if err != nil || second.Blobs != 7 || second.Copied != 1 {
		t.Fatalf("second copies only what is new: %+v, %v", second, err)
	}
	// What happens after the backup: a destruction, a number given.
	d.do(store.Change{Actor: chief, Command: dossier.WithdrawDossier, Dossier: ids[0], Reason: "withdrawn"})
	if _, err := d.Destroy(ctx, admin, ids[0], "retention"); err != nil {
		t.Fatal(err)
	}
	given := d.do(store.Change{Actor: clerk, Command: dossier.TakeNumber, Numbers: "receipt"}).Number
	lost, err := d.Log(ctx, store.LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	destroyed, err := d.Destroyed(ctx)
	if err != nil || len(destroyed) != 1 {
		t.Fatalf("destroyed: %v, %v", destroyed, err)
	}
	key := d.Transport().SigningPublic()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}

	r := &desk{t: t, dir: filepath.Join(t.TempDir(), "new"), clock: d.clock}
	restore := store.Restore{Backup: folder, Dir: r.dir, MachineDir: d.dir, Key: key, Destroyed: destroyed}
	m, err := store.RestoreBackup(ctx, restore, options("", d.clock))
	if err != nil || m.LastSeq != second.LastSeq {
		t.Fatalf("restore: %+v, %v", m, err)
	}
	if _, err := store.RestoreBackup(ctx, restore, options("", d.clock)); !errors.Is(err, store.ErrAlreadySetUp) {
		t.Errorf("restored over a desk: %v", err)
	}
	r.open()
	r.login(clerkID)
	r.verify()
	if _, err := r.Section(ctx, ids[0], dossier.SectionIdentity); !errors.Is(err, store.ErrDestroyed) {
		t.Errorf("destroyed content came back: %v", err)
	}
	if c, err := r.Section(ctx, later, dossier.SectionPortrait); err != nil || c.Revision != 1 {
		t.Errorf("section: %v", err)
	}
	checkFiles(t, r)
	if n := r.do(store.Change{Actor: clerk, Command: dossier.TakeNumber, Numbers: "receipt"}).Number; n <= given {
		t.Errorf("number %d given again after %d", n, given)
	}
	// No (station, seq) that the registry may have is used for anything else.
	entries, err := r.Log(ctx, store.LogFilter{After: second.LastSeq})
	if err != nil || len(entries) == 0 || entries[0].Type != dossier.RestoreBackup || entries[0].Seq <= lost[len(lost)-1].Seq {
		t.Errorf("entries after the restore: %+v, %v", entries, err)
	}
	r.clock.pass(20e9)
	if due, err := r.Due(ctx, r.clock.Now(), 10); err != nil || len(due) != 3 {
		t.Errorf("due: %d, %v", len(due), err)
	}
}

func TestDamagedBackup(t *testing.T) {
	for name, damage := range map[string]func(folder, db string) error{
		"data file cut": func(_, db string) error { return os.Truncate(db, 8192) },
		"data file changed": func(_, db string) error {
			content, err := os.ReadFile(db)
			content[len(content)/2] ^= 1
			return errors.Join(err, os.WriteFile(db, content, 0o600))
		},
		"blob gone": func(folder, _ string) error {
			files, err := filepath.Glob(filepath.Join(folder, "blobs", "*", "*"))
			return errors.Join(err, os.Remove(files[0]))
		},
		"blob changed": func(folder, _ string) error {
			files, err := filepath.Glob(filepath.Join(folder, "blobs", "*", "*"))
			return errors.Join(err, os.WriteFile(files[0], []byte("x"), 0o600))
		},
		"manifest of another station": func(folder, _ string) error {
			files, err := filepath.Glob(filepath.Join(folder, "*.json"))
			content, err2 := os.ReadFile(files[0])
			content[20] ^= 1
			return errors.Join(err, err2, os.WriteFile(files[0], content, 0o600))
		},
		"nothing there": func(folder, _ string) error {
			return errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o700))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, folder, _ := backupDesk(t)
			m, err := d.Backup(t.Context(), admin, folder)
			if err != nil {
				t.Fatal(err)
			}
			key := d.Transport().SigningPublic()
			if _, err := store.CheckBackup(t.Context(), folder, key); err != nil {
				t.Fatalf("whole: %v", err)
			}
			if err := damage(folder, filepath.Join(folder, m.Database)); err != nil {
				t.Fatal(err)
			}
			if _, err := store.CheckBackup(t.Context(), folder, key); !errors.Is(err, store.ErrBackup) {
				t.Errorf("damaged: %v", err)
			}
			dir := filepath.Join(t.TempDir(), "new")
			_, err = store.RestoreBackup(t.Context(), store.Restore{Backup: folder, Dir: dir, MachineDir: d.dir, Key: key}, options("", d.clock))
			if !errors.Is(err, store.ErrBackup) {
				t.Errorf("restored: %v", err)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("a refused restore left a folder")
			}
		})
	}
}

// TestBackupsAreSealed: a stick with a backup says as little as the disk.
func TestBackupsAreSealed(t *testing.T) {
	d := newDesk(t)
	folder := t.TempDir()
	for range 10 {
		id := d.draft("Hoàng Thị Đánh Dấu", "034190777123")
		d.capture(id)
		d.approve(id, 1)
	}
	for range 9 {
		d.clock.pass(1e9)
		if _, err := d.Backup(context.Background(), admin, folder); err != nil {
			t.Fatal(err)
		}
	}
	findMarkers(t, folder)
	if inFolder(t, folder, []byte("carddesk-machine")) {
		t.Error("the machine secret is in the backup")
	}
	copies, err := filepath.Glob(filepath.Join(folder, "*.db"))
	if err != nil || len(copies) != 7 {
		t.Errorf("%d copies kept, %v", len(copies), err)
	}
}
