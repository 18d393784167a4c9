package kit

import (
	"image/color"

	"fyne.io/fyne/v2/theme"
)

// focusRing is the colour of the ring around a focused button: it must be seen
// against the button's own ground.
func focusRing(w Weight) color.Color {
	if w == Main || w == Danger {
		return Color(theme.ColorNameForeground)
	}
	return Color(theme.ColorNamePrimary)
}
