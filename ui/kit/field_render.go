package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// fieldRenderer lays a field out:
//
//	Label *  ≠ other value
//	[ input ]  sign message, when there is room
//	sign message, otherwise
type fieldRenderer struct {
	f       *field
	ring    *canvas.Rectangle
	label   *canvas.Text
	mark    *canvas.Text
	changed *canvas.Text
	sign    *badge
	lines   [2]*canvas.Text
	below   bool
	size    fyne.Size
}

const gap = 4 // the grid of the layout, in device-independent pixels

func (r *fieldRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.label, r.mark, r.changed, r.f.input, r.sign, r.lines[0], r.lines[1]}
}

func (r *fieldRenderer) Destroy() {}

func (r *fieldRenderer) message() (Level, string) {
	if r.f.level == LevelNone {
		return LevelNone, r.f.help
	}
	return r.f.level, r.f.message
}

// inputWidth is the width of the input for the width the field was given; zero
// asks for the smallest.
func (r *fieldRenderer) inputWidth(given float32) float32 {
	least := r.f.input.MinSize().Width
	if r.f.chars > 0 {
		digit := fyne.MeasureText("0", theme.TextSize(), fyne.TextStyle{})
		least = max(least, digit.Width*float32(r.f.chars)+4*theme.InnerPadding())
	}
	if r.f.stretch {
		return max(least, given)
	}
	return least
}

func (r *fieldRenderer) MinSize() fyne.Size {
	input := r.inputWidth(0)
	labelWidth := r.labelWidth()
	height := r.labelHeight() + gap/2 + r.f.input.MinSize().Height
	if r.below {
		height += r.messageHeight() + gap/2
	}
	return fyne.NewSize(max(input, labelWidth), height)
}

// labelHeight is zero without a label; a label of one blank keeps the line free
// so that the field lines up with its neighbours.
func (r *fieldRenderer) labelHeight() float32 {
	if r.f.label == "" {
		return 0
	}
	return r.label.MinSize().Height
}

func (r *fieldRenderer) labelWidth() float32 {
	w := r.label.MinSize().Width
	if r.f.required {
		w += gap + r.mark.MinSize().Width
	}
	if r.f.changedFrom != "" {
		w += 2*gap + r.changed.MinSize().Width
	}
	return w
}

func (r *fieldRenderer) messageHeight() float32 {
	h := r.lines[0].MinSize().Height
	if r.lines[1].Text != "" {
		h *= 2
	}
	return h
}

func (r *fieldRenderer) Layout(size fyne.Size) {
	r.size = size
	y := r.labelHeight() + gap/2
	inputHeight := r.f.input.MinSize().Height
	width := min(r.inputWidth(size.Width), size.Width)
	if grow := size.Height - y - inputHeight; r.f.stretch && grow > 0 && !r.below && isTall(r.f.input) {
		inputHeight += grow
	}
	r.label.Move(fyne.NewPos(0, 0))
	x := r.label.MinSize().Width + gap
	r.mark.Move(fyne.NewPos(x, 0))
	if r.f.required {
		x += r.mark.MinSize().Width + gap
	}
	r.changed.Move(fyne.NewPos(x+gap, 0))
	r.f.input.Move(fyne.NewPos(0, y))
	r.f.input.Resize(fyne.NewSize(width, inputHeight))
	r.ring.Move(fyne.NewPos(-1.5, y-1.5))
	r.ring.Resize(fyne.NewSize(width+3, inputHeight+3))
	r.layoutMessage(size, width, y, inputHeight)
}

func (r *fieldRenderer) layoutMessage(size fyne.Size, width, y, inputHeight float32) {
	_, text := r.message()
	signWidth := float32(0)
	if r.sign.Visible() {
		signWidth = r.sign.MinSize().Width + gap
	}
	textSize := theme.CaptionTextSize()
	full := fyne.MeasureText(text, textSize, fyne.TextStyle{}).Width + signWidth
	beside := size.Width - width - 2*gap
	wasBelow, hadTwo := r.below, r.lines[1].Text != ""
	r.below = text != "" && full > beside
	r.lines[0].Text, r.lines[1].Text = text, ""
	x, top := width+2*gap, y+(inputHeight-r.lines[0].MinSize().Height)/2
	if r.below {
		x, top = 0, y+inputHeight+gap/2
		r.lines[0].Text, r.lines[1].Text = breakLine(text, textSize, size.Width-signWidth)
	}
	lineHeight := r.lines[0].MinSize().Height
	r.sign.Resize(r.sign.MinSize())
	r.sign.Move(fyne.NewPos(x, top+(lineHeight-r.sign.MinSize().Height)/2))
	r.lines[0].Move(fyne.NewPos(x+signWidth, top))
	r.lines[1].Move(fyne.NewPos(x+signWidth, top+lineHeight))
	r.lines[0].Refresh()
	r.lines[1].Refresh()
	if r.below != wasBelow || hadTwo != (r.lines[1].Text != "") {
		// The height changed: the canvas asks for MinSize again on refresh.
		canvas.Refresh(r.f.input)
		r.f.BaseWidget.Resize(size)
	}
}

// drawRing shows which field has the keyboard.
func (r *fieldRenderer) drawRing() {
	e, ok := r.f.target.(*edit)
	r.ring.Hidden = !ok || !e.focused || fyne.CanvasObject(e) != r.f.input
	if r.f.ringed != nil {
		part := r.f.ringed()
		r.ring.Hidden = !part.focused
		r.ring.Move(r.f.input.Position().Add(part.Position()).SubtractXY(1.5, 1.5))
		r.ring.Resize(part.Size().AddWidthHeight(3, 3))
	}
	r.ring.FillColor, r.ring.StrokeColor = color.Transparent, Color(theme.ColorNamePrimary)
	r.ring.StrokeWidth, r.ring.CornerRadius = 2, theme.InputRadiusSize()+1
	r.ring.Refresh()
}

func (r *fieldRenderer) Refresh() {
	r.drawRing()
	caption := theme.CaptionTextSize()
	level, _ := r.message()
	set := func(t *canvas.Text, color fyne.ThemeColorName) {
		t.TextSize, t.Color = caption, Color(color)
	}
	set(r.label, ColorMuted)
	set(r.mark, ColorFault)
	set(r.changed, ColorAttention)
	set(r.lines[0], level.color())
	set(r.lines[1], level.color())
	r.label.Text = r.f.label
	if r.f.disabled {
		r.label.Color = Color(theme.ColorNameDisabled)
	}
	r.mark.Hidden = !r.f.required
	r.changed.Hidden = r.f.changedFrom == ""
	if r.f.changedFrom != "" {
		r.changed.Text = "≠ " + r.f.changedFrom
	}
	r.sign.set(level)
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		if o != r.f.input {
			o.Refresh()
		}
	}
	r.f.input.Refresh()
}

// isTall tells inputs that may grow downwards (multi-line text).
func isTall(o fyne.CanvasObject) bool {
	e, ok := o.(*edit)
	return ok && e.MultiLine
}
