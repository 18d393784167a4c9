package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Progress is a bar with a count and a way to stop, for work that takes longer
// than a second.
type Progress struct {
	widget.BaseWidget
	text  *Text
	count *Text
	bar   *meter
	stop  *Button
	box   fyne.CanvasObject
}

// NewProgress makes a bar; stop is called by its button, and by Esc while the
// scope that [Progress.Bind] was given is on top. A nil stop leaves the button
// out.
func NewProgress(text string, stop func()) *Progress {
	p := &Progress{text: NewText(text), count: NewCaption(""), bar: newMeter()}
	p.stop = NewButton("Dừng", Normal, stop)
	p.stop.keys = "Esc"
	p.stop.Hidden = stop == nil
	head := container.NewBorder(nil, nil, p.text, p.count)
	left := container.New(&columnLayout{gap: gap}, head, p.bar)
	p.box = container.NewBorder(nil, nil, nil, container.NewCenter(p.stop), container.New(insets{0, gap}, left))
	p.ExtendBaseWidget(p)
	return p
}

// Bind makes Esc stop the work while the scope is on top.
func (p *Progress) Bind(s *Scope) {
	p.stop.setKeys(s)
	s.On("Esc", "Dừng", p.stop.Press).Enabled = func() bool { return p.Visible() && !p.stop.disabled && p.stop.Visible() }
}

// Set shows how far the work is; of 0 means that the end is not known.
func (p *Progress) Set(done, of int, text string) {
	if text != "" {
		p.text.SetText(text)
	}
	if of > 0 {
		p.count.SetText(countWord(done, of))
		p.bar.set(float32(done)/float32(of), -1, theme.ColorNamePrimary)
		return
	}
	p.count.SetText(Thousands(done))
	p.bar.set(0, -1, theme.ColorNamePrimary)
}

// CreateRenderer draws the bar.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.box) }
