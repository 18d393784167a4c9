package desk

import (
	"context"
	"fmt"
	"io"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
)

// Tabulate counts a report on the days from from to to, inclusive. It compares
// clerks and tells the office's fees, so it is the supervisor's: others get
// [dossier.ErrRole].
func (d *Desk) Tabulate(ctx context.Context, choice figures.Choice, from, to person.CivilDate) (sheet.Table, error) {
	if _, err := d.supervising(); err != nil {
		return sheet.Table{}, fmt.Errorf("making a report: %w", err)
	}
	users, err := d.Store.Users(ctx)
	if err != nil {
		return sheet.Table{}, fmt.Errorf("making a report: %w", err)
	}
	officers := map[string]string{}
	for _, user := range users {
		officers[user.ID] = user.Rank + " " + user.Name
	}
	regime := dossier.RegimeAt(to.Time())
	names := func(by store.Dimension, code string) string {
		switch by {
		case store.ByClerk:
			return officers[code]
		case store.ByKind:
			for _, kind := range dossier.Kinds() {
				if string(kind) == code {
					return dossier.KindName(regime, kind)
				}
			}
		}
		return ""
	}
	table, err := figures.Make(ctx, d.Store, choice, from, to, names)
	if err == nil && d.Training {
		table.Notes = append(table.Notes, "BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ SỬ DỤNG")
	}
	return table, err
}

// SheetFormat is the kind of file a table is exported as.
type SheetFormat string

// The formats of exported tables.
const (
	SheetXLSX SheetFormat = "xlsx"
	SheetCSV  SheetFormat = "csv"
)

// ExportTable writes a table to w, after the log has noted that it leaves.
func (d *Desk) ExportTable(ctx context.Context, w io.Writer, table sheet.Table, format SheetFormat) error {
	write := sheet.WriteXLSX
	switch format {
	case SheetXLSX:
	case SheetCSV:
		write = sheet.WriteCSV
	default:
		return fmt.Errorf("exporting a table: unknown format %q", format)
	}
	actor, err := d.supervising()
	if err != nil {
		return fmt.Errorf("exporting a table: %w", err)
	}
	id, err := d.Store.NewCommandID()
	if err != nil {
		return fmt.Errorf("exporting a table: %w", err)
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: id, Actor: actor, Command: dossier.ExportFile,
		Payload: map[string]any{"paper": "table", "title": table.Title, "period": table.Period, "format": format, "rows": len(table.Rows)},
	})
	if err != nil {
		return fmt.Errorf("noting the export of a table: %w", err)
	}
	return write(w, table)
}

// supervising is who is logged in, if that is a supervisor.
func (d *Desk) supervising() (dossier.Actor, error) {
	actor, err := d.actor()
	if err == nil && actor.Role != dossier.RoleSupervisor {
		err = dossier.ErrRole
	}
	return actor, err
}
