package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// listSteps is how far the keys move the mark of an open list.
var listSteps = map[fyne.KeyName]int{
	fyne.KeyDown: 1, fyne.KeyUp: -1, fyne.KeyPageDown: menuRows - 1, fyne.KeyPageUp: 1 - menuRows,
}

// addressInputLayout puts the place and the line before it side by side, the
// line as wide as what is left.
type addressInputLayout struct{}

func newAddressInput(place, street *edit) fyne.CanvasObject {
	return container.New(addressInputLayout{}, place, street)
}

// partChars is the least width of each part in digits.
const partChars = 20

func (addressInputLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	digit := fyne.MeasureText("0", theme.TextSize(), fyne.TextStyle{}).Width
	height := max(objects[0].MinSize().Height, objects[1].MinSize().Height)
	return fyne.NewSize(2*(partChars*digit+4*theme.InnerPadding())+gap, height)
}

func (addressInputLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place := (size.Width - gap) / 2
	objects[0].Resize(fyne.NewSize(place, size.Height))
	objects[1].Move(fyne.NewPos(place+gap, 0))
	objects[1].Resize(fyne.NewSize(size.Width-place-gap, size.Height))
}

// trimmed is text without blanks at its ends.
func trimmed(text string) string { return strings.TrimSpace(text) }
