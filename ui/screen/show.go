package screen

import (
	"bytes"
	"image/color"
	"image/jpeg"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Problem says in a dialog what went wrong, what was kept and what to do.
func Problem(router *kit.Router, m words.Message) {
	kit.Message(router, kit.Notice{
		Title: "Không thực hiện được", Level: kit.LevelError, Happened: m.What, Kept: m.Kept, Do: m.Do,
	}, nil)
}

// Wide makes content at least so wide.
func Wide(width float32, content fyne.CanvasObject) fyne.CanvasObject {
	space := canvas.NewRectangle(color.Transparent)
	space.SetMinSize(fyne.NewSize(width, 0))
	return container.NewStack(space, content)
}

// High makes content at least so high, so that what stands above it does not move
// with it.
func High(height float32, content fyne.CanvasObject) fyne.CanvasObject {
	space := canvas.NewRectangle(color.Transparent)
	space.SetMinSize(fyne.NewSize(0, height))
	return container.NewStack(space, content)
}

// Picture shows a JPEG at a size; ok is false when it is none.
func Picture(data []byte, size fyne.Size) (picture fyne.CanvasObject, ok bool) {
	decoded, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	image := canvas.NewImageFromImage(decoded)
	image.FillMode = canvas.ImageFillContain
	image.SetMinSize(size)
	return image, true
}
