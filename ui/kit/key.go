package kit

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Chord is one key with the modifiers held while it was pressed. The two
// Enter keys of a keyboard are one key here: KeyReturn.
type Chord struct {
	Key  fyne.KeyName
	Mods fyne.KeyModifier
}

// String writes the chord the way it is shown to users: "Ctrl+Enter", "F10".
func (c Chord) String() string {
	var b strings.Builder
	for _, m := range modifierNames {
		if c.Mods&m.mod != 0 {
			b.WriteString(m.name)
			b.WriteByte('+')
		}
	}
	b.WriteString(keyLabel(c.Key))
	return b.String()
}

var modifierNames = []struct {
	name string
	mod  fyne.KeyModifier
}{
	{"Ctrl", fyne.KeyModifierControl},
	{"Alt", fyne.KeyModifierAlt},
	{"Super", fyne.KeyModifierSuper},
	{"Shift", fyne.KeyModifierShift},
}

// keyAliases are the names a verb may be written with that differ from Fyne's.
var keyAliases = map[string]fyne.KeyName{
	"Enter": fyne.KeyReturn, "Esc": fyne.KeyEscape, "PgUp": fyne.KeyPageUp,
	"PgDn": fyne.KeyPageDown, "Del": fyne.KeyDelete, "Backspace": fyne.KeyBackspace,
}

func keyLabel(name fyne.KeyName) string {
	for alias, key := range keyAliases {
		if key == name {
			return alias
		}
	}
	return string(name)
}

// ParseChord reads "F10", "Ctrl+Enter", "Alt+1", "Shift+Tab", "Esc". Letters
// are accepted in either case.
func ParseChord(text string) (Chord, error) {
	parts := strings.Split(text, "+")
	name := parts[len(parts)-1]
	if name == "" {
		return Chord{}, fmt.Errorf("kit: key %q has no name", text)
	}
	var c Chord
	for _, part := range parts[:len(parts)-1] {
		mod, ok := modifierByName(part)
		if !ok {
			return Chord{}, fmt.Errorf("kit: key %q has the unknown modifier %q", text, part)
		}
		c.Mods |= mod
	}
	if key, ok := keyAliases[name]; ok {
		c.Key = key
		return c, nil
	}
	if len(name) == 1 {
		name = strings.ToUpper(name)
	}
	c.Key = fyne.KeyName(name)
	return c, nil
}

func modifierByName(name string) (fyne.KeyModifier, bool) {
	for _, m := range modifierNames {
		if m.name == name {
			return m.mod, true
		}
	}
	return 0, false
}

// mustChord is ParseChord for keys written in the program text.
func mustChord(text string) Chord {
	c, err := ParseChord(text)
	if err != nil {
		panic(err)
	}
	return c
}

// chordOf is the chord of a key event under the given modifiers.
func chordOf(event *fyne.KeyEvent, mods fyne.KeyModifier) Chord {
	name := event.Name
	if name == fyne.KeyEnter {
		name = fyne.KeyReturn
	}
	return Chord{Key: name, Mods: mods}
}

// chordOfShortcut gives the chord that Fyne packed into a shortcut. Fyne
// replaces six well-known chords by named shortcuts before a widget sees them.
func chordOfShortcut(shortcut fyne.Shortcut) (Chord, bool) {
	ctrl := func(key fyne.KeyName) (Chord, bool) {
		return Chord{Key: key, Mods: fyne.KeyModifierShortcutDefault}, true
	}
	switch s := shortcut.(type) {
	case *desktop.CustomShortcut:
		name := s.KeyName
		if name == fyne.KeyEnter {
			name = fyne.KeyReturn
		}
		return Chord{Key: name, Mods: s.Modifier}, true
	case *fyne.ShortcutUndo:
		return ctrl(fyne.KeyZ)
	case *fyne.ShortcutRedo:
		return ctrl(fyne.KeyY)
	case *fyne.ShortcutPaste:
		return ctrl(fyne.KeyV)
	case *fyne.ShortcutCopy:
		return ctrl(fyne.KeyC)
	case *fyne.ShortcutCut:
		return ctrl(fyne.KeyX)
	case *fyne.ShortcutSelectAll:
		return ctrl(fyne.KeyA)
	}
	return Chord{}, false
}

// canvasShortcut is the form in which Fyne must be given a chord so that it
// fires with nothing focused; nil for keys that are not shortcuts to Fyne.
func canvasShortcut(c Chord) fyne.Shortcut {
	if c.Mods == 0 || c.Mods == fyne.KeyModifierShift {
		return nil
	}
	if c.Mods == fyne.KeyModifierShortcutDefault {
		switch c.Key {
		case fyne.KeyZ:
			return &fyne.ShortcutUndo{}
		case fyne.KeyY:
			return &fyne.ShortcutRedo{}
		case fyne.KeyV:
			return &fyne.ShortcutPaste{}
		case fyne.KeyC:
			return &fyne.ShortcutCopy{}
		case fyne.KeyX:
			return &fyne.ShortcutCut{}
		case fyne.KeyA:
			return &fyne.ShortcutSelectAll{}
		}
	}
	return &desktop.CustomShortcut{KeyName: c.Key, Modifier: c.Mods}
}

// isModifierKey tells whether the key only modifies others.
func isModifierKey(name fyne.KeyName) bool {
	switch name {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight, desktop.KeyControlLeft, desktop.KeyControlRight,
		desktop.KeyAltLeft, desktop.KeyAltRight, desktop.KeySuperLeft, desktop.KeySuperRight,
		desktop.KeyCapsLock, desktop.KeyMenu, desktop.KeyPrintScreen:
		return true
	}
	return false
}

// heldModifiers asks the driver which modifiers are down. Drivers without a
// keyboard (tests) answer none.
func heldModifiers() fyne.KeyModifier {
	if app := fyne.CurrentApp(); app != nil {
		if d, ok := app.Driver().(desktop.Driver); ok {
			return d.CurrentKeyModifiers()
		}
	}
	return 0
}
