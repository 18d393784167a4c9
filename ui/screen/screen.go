// Package screen holds what all screens share: what they are given and what the
// frame expects of them.
package screen

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
)

// Env is what every screen is given.
type Env struct {
	Context  context.Context // ends with the window
	Desk     *desk.Desk
	Events   kit.Events
	Log      *slog.Logger
	Router   *kit.Router
	Runner   kit.Runner
	Training bool
	// Bench lays training cards on the virtual reader; nil outside training.
	Bench port.TrainingBench
	// Toast shows a short sentence that goes away by itself.
	Toast func(kit.Level, string)
	// Undo shows a sentence with one key that takes the last act back.
	Undo func(text string, undo func())
	// Changed is called when a screen has changed what others show.
	Changed func()
	// Widths keeps the column widths of tables; nil keeps none.
	Widths ColumnWidths
	// GoTo opens another door of the frame, with a dossier where it matters.
	GoTo func(door Door, id dossier.ID)
}

// ColumnWidths keeps the column widths of tables for the user at the desk.
type ColumnWidths interface {
	// Widths are those of a table, by column; empty where none were changed.
	Widths(table string) map[string]float32
	// KeepWidths remembers them over a restart. It does no I/O before it returns.
	KeepWidths(table string, widths map[string]float32)
}

// Keep lets the user's column widths of a table hold over a restart. The name is
// that of the table on the disk.
func (e Env) Keep(name string, table *kit.Table) {
	if e.Widths == nil {
		return
	}
	table.SetWidths(e.Widths.Widths(name))
	table.OnWidths = func(widths map[string]float32) { e.Widths.KeepWidths(name, widths) }
}

// OpenDossier goes where a dossier is worked on in its state.
func (e Env) OpenDossier(id dossier.ID, state dossier.State) {
	if state.Editable() {
		e.GoTo(DoorIntake, id)
		return
	}
	e.GoTo(DoorHandover, id)
}

// Door is one of the places of the frame.
type Door string

// Doors of the frame, by F-key.
const (
	DoorIntake   Door = "intake"   // F2
	DoorHandover Door = "handover" // F3
	DoorSearch   Door = "search"   // F4
	DoorApproval Door = "approval" // F5
	DoorSync     Door = "sync"     // F6
	DoorReport   Door = "report"   // F7, one day
	DoorReports  Door = "reports"  // Alt+B, all reports
	DoorCards    Door = "cards"    // F8
	DoorDelivery Door = "delivery" // Alt+V, cards that leave the office
	DoorCash     Door = "cash"     // Alt+T, fees and receipts
	DoorClosing  Door = "closing"  // Alt+G, shift change and close of day
	DoorDevices  Door = "devices"  // F9
	DoorUsers    Door = "users"    // F11, of administrators
	DoorUpkeep   Door = "upkeep"   // F12, of administrators
	DoorJournal  Door = "journal"  // Alt+J, of supervisors and administrators

	DoorExceptions Door = "exceptions" // Alt+X, of supervisors
	DoorComplaints Door = "complaints" // Alt+A: in a text Alt+K opens the letters
)

// Screen is what stands in the work area of the frame.
type Screen interface {
	// Title is what the frame writes above the work.
	Title() string
	// Content is the same object at every call.
	Content() fyne.CanvasObject
	// Scope holds the screen's keys.
	Scope() *kit.Scope
	// Show is called each time the screen is opened, with the dossier that it
	// is opened for or "". It puts the focus where work begins.
	Show(id dossier.ID)
	// Hide is called when another screen is opened. What was typed is saved.
	Hide()
}
