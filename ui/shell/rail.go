package shell

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Heights of a line of the rail, in sizes of the text: as high as there is room
// for, and never lower than can be read and hit.
const (
	leastLine = 1.8
	mostLine  = 2.6
)

// Widths of a line: what stands left of its key, and in sizes of the text what is
// left free behind the longest title. Titles of doors with a count are short: it has
// room there.
const (
	margin = 14
	behind = 0.7
)

// railLayout puts the doors under one another, so high that all of them fit. Where
// even the lowest do not, as at 200 %, the scroll around them takes over.
type railLayout struct{}

// MinSize is that of the lowest lines.
func (*railLayout) MinSize(lines []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, line := range lines {
		least := line.MinSize()
		size.Width = max(size.Width, least.Width)
		size.Height += least.Height
	}
	return size
}

// Layout divides the height.
func (*railLayout) Layout(lines []fyne.CanvasObject, size fyne.Size) {
	if len(lines) == 0 {
		return
	}
	height := max(leastLine*theme.TextSize(), min(mostLine*theme.TextSize(), size.Height/float32(len(lines))))
	for i, line := range lines {
		line.Resize(fyne.NewSize(size.Width, height))
		line.Move(fyne.NewPos(0, float32(i)*height))
	}
}

// indent is where the title of a line begins behind its key, in sizes of the text:
// doors below another one have a key of two and stand further in.
func indent(key string) float32 {
	if strings.Contains(key, "+") {
		return 3.2
	}
	return 2
}
