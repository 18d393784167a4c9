package kit

import (
	"fyne.io/fyne/v2"

	"carddesk/ui/kit/compose"
)

// PaletteKey opens the letters of minority names (ŏ ŭ č ĕ ĭ ñ) over any text
// field. Typing the plain letter finds them, Enter puts one in.
const PaletteKey = "Alt+K"

var paletteChord = mustChord(PaletteKey)

// openPalette shows the letters when a field that takes text has the focus.
func (r *Router) openPalette() bool {
	e, ok := r.canvas.Focused().(*edit)
	if !ok || e.noCompose || e.Password || e.Disabled() {
		return false
	}
	choices := make([]Choice, len(compose.Palette))
	for i, letter := range compose.Palette {
		choices[i] = Choice{Code: string(letter), Text: string(letter)}
	}
	cursor := e.CursorTextOffset()
	Choose(r, "Chèn chữ", choices, func(c Choice) {
		e.unselect()
		e.setCursor(cursor)
		e.insert([]rune(c.Code)[0])
	})
	return true
}

// unselect drops a selection, which a choice field makes when the focus comes
// back to it.
func (e *edit) unselect() {
	if e.SelectedText() != "" {
		e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
}

// insert writes a letter at the cursor past the composer.
func (e *edit) insert(letter rune) {
	if e.mapRune != nil {
		if letter = e.mapRune(letter); letter == 0 {
			return
		}
	}
	e.word.Reset()
	e.Entry.TypedRune(letter)
}
