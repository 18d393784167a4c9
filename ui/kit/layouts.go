package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// insets keeps content away from the edges.
type insets struct{ x, y float32 }

func (p insets) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(p.x, p.y))
		o.Resize(fyne.NewSize(max(0, size.Width-2*p.x), max(0, size.Height-2*p.y)))
	}
}

func (p insets) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size.AddWidthHeight(2*p.x, 2*p.y)
}

// Inset puts a margin of x and y around content; both should be multiples of
// four.
func Inset(x, y float32, content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(insets{x, y}, content)
}

// columnLayout stacks objects at full width with a gap between.
type columnLayout struct {
	gap   float32
	least float32
}

func (c *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		// The width comes first: fields and labels need it to know their height.
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, y))
		y += h + c.gap
	}
}

func (c *columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(c.least, 0)
	first := true
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		size.Width = max(size.Width, m.Width)
		if !first {
			size.Height += c.gap
		}
		first = false
		size.Height += m.Height
	}
	return size
}

// Column stacks objects with the distance that parts fields.
func Column(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: 2 * gap}, objects...)
}

// TightColumn stacks objects that belong together.
func TightColumn(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: gap}, objects...)
}

// rowLayout puts fields side by side from the left, each at its own width, and
// begins a new line where the width ends. Objects that stretch share what is
// left of their line.
type rowLayout struct {
	gap   float32
	width float32
}

// stretchy tells objects that want the rest of a line.
type stretchy interface{ stretches() bool }

func (r *rowLayout) lines(objects []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	var lines [][]fyne.CanvasObject
	var line []fyne.CanvasObject
	x := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		w := o.MinSize().Width
		if len(line) > 0 && width > 0 && x+w > width {
			lines, line, x = append(lines, line), nil, 0
		}
		line = append(line, o)
		x += w + r.gap
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

func (r *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	r.width = size.Width
	y := float32(0)
	for _, line := range r.lines(objects, size.Width) {
		free, takers := size.Width+r.gap, 0
		for _, o := range line {
			free -= o.MinSize().Width + r.gap
			if s, ok := o.(stretchy); ok && s.stretches() {
				takers++
			}
		}
		x, height := float32(0), float32(0)
		for i, o := range line {
			w := o.MinSize().Width
			s, ok := o.(stretchy)
			switch {
			case ok && s.stretches() && free > 0:
				w += free / float32(takers)
			case ok && i == len(line)-1 && takers == 0 && free > 0:
				w += free // room for a message beside the last field
			}
			o.Resize(fyne.NewSize(w, o.MinSize().Height))
			o.Move(fyne.NewPos(x, y))
			x += w + r.gap
			height = max(height, o.MinSize().Height)
		}
		y += height + r.gap/2
	}
}

func (r *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, line := range r.lines(objects, r.width) {
		height := float32(0)
		for _, o := range line {
			m := o.MinSize()
			size.Width = max(size.Width, m.Width)
			height = max(height, m.Height)
		}
		if i > 0 {
			size.Height += r.gap / 2
		}
		size.Height += height
	}
	return size
}

// Row puts fields side by side and wraps them where the width ends.
func Row(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&rowLayout{gap: 4 * gap}, objects...)
}

func (f *field) stretches() bool { return f.stretch }

// leastWidth makes content at least so wide.
type leastWidth struct{ width float32 }

func (l *leastWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[0].MinSize()
	return fyne.NewSize(max(l.width, m.Width), m.Height)
}

func (l *leastWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// spring takes the free room of a box.
func spring() fyne.CanvasObject { return layout.NewSpacer() }

// Ground is a surface in a colour of the theme, which follows the theme.
func Ground(fill fyne.ThemeColorName) fyne.CanvasObject { return newGround(fill, "", 0) }

// newGround is a rectangle that follows the theme.
func newGround(fill, stroke fyne.ThemeColorName, radius float32) fyne.CanvasObject {
	return newThemed(canvas.NewRectangle(nil), func(r *canvas.Rectangle) {
		r.FillColor, r.CornerRadius = Color(fill), radius
		if stroke != "" {
			r.StrokeColor, r.StrokeWidth = Color(stroke), 1
		}
	})
}
