package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"carddesk/app/person"
)

// upkeepFile holds the Upkeep of a desk, in its data folder.
const upkeepFile = "upkeep.json"

// maxUpkeep bounds the settings file.
const maxUpkeep = 64 << 10

// Upkeep is what the desk does by itself besides its work. It is a setting of
// this computer and holds nothing personal.
type Upkeep struct {
	Backup string `json:"backup"` // folder of scheduled backups, absolute; "" is none
	Hour   int    `json:"hour"`   // of the day from which on they are made, 0 to 23
}

// ReadUpkeep reads the settings of a data folder; a folder without them has no
// scheduled backup.
func ReadUpkeep(data string) (Upkeep, error) {
	var u Upkeep
	err := ReadJSONFile(filepath.Join(data, upkeepFile), maxUpkeep, &u)
	if errors.Is(err, fs.ErrNotExist) {
		return Upkeep{}, nil
	}
	if err == nil {
		err = u.check()
	}
	if err != nil {
		return Upkeep{}, fmt.Errorf("reading the upkeep settings: %w", err)
	}
	return u, nil
}

func (u Upkeep) check() error {
	if u.Backup != "" && !filepath.IsAbs(u.Backup) {
		return errors.New("backup folder is not an absolute path")
	}
	if u.Hour < 0 || u.Hour > 23 {
		return fmt.Errorf("hour %d is not of a day", u.Hour)
	}
	return nil
}

// WriteUpkeep keeps the settings. An interrupted write leaves those of before.
func WriteUpkeep(data string, u Upkeep) error {
	err := u.check()
	if err == nil {
		err = WriteJSONFile(filepath.Join(data, upkeepFile), u)
	}
	if err != nil {
		return fmt.Errorf("writing the upkeep settings: %w", err)
	}
	return nil
}

// BackupDue reports whether a scheduled backup is to be made: none was made
// since the hour last struck, in the time of Việt Nam. A desk that was off or
// locked then makes it as soon as it can.
func (u Upkeep) BackupDue(last, now time.Time) bool {
	if u.Backup == "" {
		return false
	}
	local := now.In(person.Zone())
	struck := time.Date(local.Year(), local.Month(), local.Day(), u.Hour, 0, 0, 0, person.Zone())
	if struck.After(now) {
		struck = struck.AddDate(0, 0, -1)
	}
	return last.Before(struck)
}

// LastBackup is the time of the newest finished backup in a folder, zero when
// there is none. It goes by file names; whether the backup is whole only
// store.CheckBackup says.
func LastBackup(folder string) (time.Time, error) {
	// A folder that is not there is a stick that is not plugged in: it must not
	// be made anew on the disk that the backup is to survive.
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return time.Time{}, fmt.Errorf("backup folder is not there: %w", errors.Join(fs.ErrNotExist, err))
	}
	names, err := filepath.Glob(filepath.Join(folder, "desk-*.db"))
	if err != nil {
		return time.Time{}, fmt.Errorf("listing backups: %w", err)
	}
	var last time.Time
	for _, name := range names {
		stem := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), "desk-"), ".db")
		if at, err := time.Parse("20060102T150405Z", stem); err == nil && at.After(last) {
			last = at
		}
	}
	return last, nil
}
