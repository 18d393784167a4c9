package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// badgeText is the small dark plate that shows the filter over a table.
type badgeText struct {
	widget.BaseWidget
	text *Text
	box  fyne.CanvasObject
}

func newBadgeText() *badgeText {
	b := &badgeText{text: NewText("").In(ColorToastText)}
	b.box = container.NewStack(newGround(ColorToast, "", 4), Inset(2*gap, gap, b.text))
	b.Hidden = true
	b.ExtendBaseWidget(b)
	return b
}

func (b *badgeText) set(filter string) { b.text.SetText("Lọc: " + filter + "   (Esc bỏ lọc)") }

// CreateRenderer draws the plate.
func (b *badgeText) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.box) }
