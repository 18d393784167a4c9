package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// openListLayout puts an entry over a list of a fixed number of rows.
type openListLayout struct{ list *menuList }

func newOpenList(e *edit, list *menuList) fyne.CanvasObject {
	return container.New(&openListLayout{list}, e, list)
}

func (l *openListLayout) height() float32 { return (menuRows+1)*l.list.rowHeight() + 4 }

func (l *openListLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	entry := objects[0].MinSize()
	return fyne.NewSize(scaled(380), entry.Height+gap+l.height())
}

func (l *openListLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h := objects[0].MinSize().Height
	objects[0].Resize(fyne.NewSize(size.Width, h))
	objects[1].Move(fyne.NewPos(0, h+gap))
	objects[1].Resize(fyne.NewSize(size.Width, l.height()))
}
