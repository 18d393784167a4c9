package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// NewFormScroll puts content into a vertical scroll that follows the focus: a
// field reached by Enter or Tab is brought into view. It sets the OnMoved of
// the scope's chain.
func NewFormScroll(scope *Scope, content fyne.CanvasObject) *container.Scroll {
	scroll := container.NewVScroll(content)
	scope.chain.OnMoved = func(f Focusable) { ScrollTo(scroll, f) }
	return scroll
}

// ScrollTo brings an object inside the scroll into view with some room around
// it. An object that is not inside is left alone.
func ScrollTo(scroll *container.Scroll, object fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	if driver.CanvasForObject(object) == nil {
		return
	}
	top := driver.AbsolutePositionForObject(object).Y - driver.AbsolutePositionForObject(scroll.Content).Y
	bottom := top + object.Size().Height
	room := float32(6 * gap)
	offset := scroll.Offset.Y
	switch {
	case top-room < offset:
		offset = top - room
	case bottom+room > offset+scroll.Size().Height:
		offset = bottom + room - scroll.Size().Height
	default:
		return
	}
	most := max(0, scroll.Content.Size().Height-scroll.Size().Height)
	scroll.ScrollToOffset(fyne.NewPos(scroll.Offset.X, max(0, min(offset, most))))
}
