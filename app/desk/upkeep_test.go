package desk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
)

func TestUpkeepFile(t *testing.T) {
	data := t.TempDir()
	if u, err := desk.ReadUpkeep(data); err != nil || u != (desk.Upkeep{}) {
		t.Fatalf("a folder without settings: %+v, %v", u, err)
	}
	want := desk.Upkeep{Backup: t.TempDir(), Hour: 17}
	if err := desk.WriteUpkeep(data, want); err != nil {
		t.Fatal(err)
	}
	if u, err := desk.ReadUpkeep(data); err != nil || u != want {
		t.Fatalf("read %+v, %v", u, err)
	}
	for _, bad := range []desk.Upkeep{{Backup: "usb", Hour: 1}, {Backup: want.Backup, Hour: 24}, {Backup: want.Backup, Hour: -1}} {
		if err := desk.WriteUpkeep(data, bad); err == nil {
			t.Errorf("%+v was kept", bad)
		}
	}
	for _, text := range []string{"{", `{"hour": 30}`, `{"backup": "relative"}`, `[]`} {
		if err := os.WriteFile(filepath.Join(data, "upkeep.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if u, err := desk.ReadUpkeep(data); err == nil || u != (desk.Upkeep{}) {
			t.Errorf("%q gives %+v, %v", text, u, err)
		}
	}
}

func TestBackupDue(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 11, day, hour, minute, 0, 0, person.Zone())
	}
	u := desk.Upkeep{Backup: "/b", Hour: 17}
	for name, c := range map[string]struct {
		last, now time.Time
		due       bool
	}{
		"never made":                     {time.Time{}, at(25, 8, 0), true},
		"yesterday's made, hour to come": {at(24, 17, 1), at(25, 16, 59), false},
		"hour struck":                    {at(24, 17, 1), at(25, 17, 0), true},
		"made today":                     {at(25, 17, 0), at(25, 23, 59), false},
		"desk was off yesterday evening": {at(24, 9, 0), at(25, 8, 0), true},
		"made by hand in the morning":    {at(25, 9, 0), at(25, 17, 30), true},
		"clock set back":                 {at(26, 17, 0), at(25, 18, 0), false},
	} {
		if got := u.BackupDue(c.last.UTC(), c.now.UTC()); got != c.due {
			t.Errorf("%s: due %v", name, got)
		}
	}
	if (desk.Upkeep{Hour: 17}).BackupDue(time.Time{}, at(25, 18, 0)) {
		t.Error("due without a folder")
	}
}

func TestLastBackup(t *testing.T) {
	folder := t.TempDir()
	if last, err := desk.LastBackup(folder); err != nil || !last.IsZero() {
		t.Fatalf("empty folder: %v, %v", last, err)
	}
	for _, name := range []string{"desk-20261124T100000Z.db", "desk-20261125T031500Z.db", "desk-20261126T000000Z.db.new", "desk-old.db"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	last, err := desk.LastBackup(folder)
	if want := time.Date(2026, 11, 25, 3, 15, 0, 0, time.UTC); err != nil || !last.Equal(want) {
		t.Errorf("last %v, %v; want %v", last, err, want)
	}
	gone := filepath.Join(folder, "usb")
	if _, err := desk.LastBackup(gone); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("stick not plugged in: %v", err)
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("the folder of a missing stick was made")
	}
}
