package shell

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"carddesk/app/dossier"
	"carddesk/ui/kit"
)

// railRoom is what is left for the doors in a window of 1366 by 768: below the
// program's name, above the line that locks the desk and the status bar.
const railRoom = 640

// TestRailFits: at usual sizes of text the doors of every role are seen at once; at
// the largest the rail scrolls to the one that is open.
func TestRailFits(t *testing.T) {
	for _, role := range []dossier.Role{dossier.RoleClerk, dossier.RoleSupervisor, dossier.RoleAdministrator} {
		for scale, most := range map[int]float32{100: 205, 125: 255, 150: 305, 200: 410} {
			t.Run(fmt.Sprintf("%s at %d %%", role, scale), func(t *testing.T) {
				test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(false, scale))
				f := &Frame{user: dossier.User{Role: role}}
				var lines []fyne.CanvasObject
				for _, info := range doors {
					if f.may(info) {
						lines = append(lines, newDoorLine(info.key, info.title, func() {}))
					}
				}
				scroll := container.NewVScroll(container.New(&railLayout{}, lines...))
				window := test.NewTempWindow(t, scroll)
				window.SetPadded(false)
				window.Resize(fyne.NewSize(scroll.MinSize().Width, railRoom))
				if width := scroll.Content.MinSize().Width; width > most {
					t.Errorf("the rail is %.0f wide, want at most %.0f", width, most)
				}
				fits := scroll.Content.Size().Height <= railRoom
				if scale <= 125 && !fits {
					t.Errorf("%d doors are %.0f high, there is room for %d", len(lines), scroll.Content.Size().Height, railRoom)
				}
				for i, line := range lines {
					if i > 0 && line.Position().Y < lines[i-1].Position().Y+lines[i-1].Size().Height-0.5 {
						t.Errorf("line %d stands on the one before", i)
					}
				}
				last := lines[len(lines)-1]
				kit.ScrollTo(scroll, last)
				if end := last.Position().Y + last.Size().Height - scroll.Offset.Y; end > railRoom+0.5 {
					t.Errorf("the last door ends at %.0f of %d", end, railRoom)
				}
			})
		}
	}
}

// TestDoorKeys: no two doors have one key, and none has one of the frame's own.
func TestDoorKeys(t *testing.T) {
	seen := map[string]string{}
	for _, key := range []string{findKey, lookKey, "F1", "Alt+L", "Alt+P", "Alt+Q", "Alt+Left", "Alt+Right", "Alt+Up", "Alt+Down"} {
		seen[key] = "the frame"
	}
	for _, info := range doors {
		if other := seen[info.key]; other != "" {
			t.Errorf("%s opens %s and %s", info.key, other, info.title)
		}
		seen[info.key] = info.title
	}
}
