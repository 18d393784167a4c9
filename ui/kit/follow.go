package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// NewFollowScroll puts content that may be wider or higher than the window, as
// at large text sizes, into a scroll that brings the focused field into view. At
// sizes where the content fits nothing is seen of it.
func (r *Router) NewFollowScroll(content fyne.CanvasObject) *container.Scroll {
	scroll := container.NewScroll(content)
	r.reveal = func(f Focusable) { reveal(scroll, f) }
	return scroll
}

// reveal moves a scroll in both directions by no more than is needed.
func reveal(scroll *container.Scroll, f Focusable) {
	driver := fyne.CurrentApp().Driver()
	if driver.CanvasForObject(f) == nil || driver.CanvasForObject(scroll.Content) == nil {
		return
	}
	at := driver.AbsolutePositionForObject(f).Subtract(driver.AbsolutePositionForObject(scroll.Content))
	content, view, size := scroll.Content.Size(), scroll.Size(), f.Size()
	offset := fyne.NewPos(
		seen(scroll.Offset.X, at.X, size.Width, view.Width, content.Width),
		seen(scroll.Offset.Y, at.Y, size.Height, view.Height, content.Height))
	if offset != scroll.Offset {
		scroll.ScrollToOffset(offset)
	}
}

// seen is the offset nearest to the one of now at which a stretch of the content
// is seen, its beginning at least.
func seen(offset, at, length, view, content float32) float32 {
	const room = 2 * gap
	if end := at + length + room; end > offset+view {
		offset = end - view
	}
	if begin := at - room; begin < offset {
		offset = begin
	}
	return max(0, min(offset, content-view))
}
