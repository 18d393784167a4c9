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
	// GoTo opens another door of the frame, with a dossier where it matters.
	GoTo func(door Door, id dossier.ID)
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
	DoorReport   Door = "report"   // F7
	DoorCards    Door = "cards"    // F8
	DoorDevices  Door = "devices"  // F9
	DoorUsers    Door = "users"    // F11, of administrators
	DoorUpkeep   Door = "upkeep"   // F12, of administrators
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
