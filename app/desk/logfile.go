package desk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"carddesk/app/person"
)

// ExportLogOf writes the log of some days, both included, readable, into a new
// file of the export folder for an inspector. It returns the file's name and how
// many entries it holds. That it was done is in the log first, and when today is
// among the days in the file too.
func (d *Desk) ExportLogOf(ctx context.Context, first, last person.CivilDate) (name string, entries int, err error) {
	actor, err := d.reporting()
	if err != nil {
		return "", 0, fmt.Errorf("exporting the log: %w", err)
	}
	file, err := d.exportFile("nhat-ky", "jsonl")
	if err != nil {
		return "", 0, fmt.Errorf("exporting the log: %w", err)
	}
	entries, err = ExportLog(ctx, d.Store, actor, file, first.Time(), last.AddDays(1).Time())
	if err = errors.Join(err, file.Close()); err != nil {
		return "", 0, errors.Join(fmt.Errorf("exporting the log: %w", err), os.Remove(file.Name()))
	}
	return filepath.Base(file.Name()), entries, nil
}
