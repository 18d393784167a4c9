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
	r.scroll = func(by fyne.Position) {
		view, size := scroll.Size(), scroll.Content.Size()
		scroll.ScrollToOffset(fyne.NewPos(
			max(0, min(scroll.Offset.X+by.X*view.Width/2, size.Width-view.Width)),
			max(0, min(scroll.Offset.Y+by.Y*view.Height/2, size.Height-view.Height))))
	}
	return scroll
}

// Scroll shows what lies beyond the window at large text sizes where nothing can
// take the focus, by half a window at a time to the right and down; negative is
// left and up.
func (r *Router) Scroll(right, down float32) {
	if r.scroll != nil {
		r.scroll(fyne.NewPos(right, down))
	}
}

// ScrollHome goes back to the upper left, for work that has just been put into the
// window.
func (r *Router) ScrollHome() {
	const far = 1e6
	r.Scroll(-far, -far)
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
