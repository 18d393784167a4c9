// Package chart draws the first figure of a report as bars: upright ones beside
// each other where they follow in time, lying ones under each other for words.
// Its colours are those of the kit, which all have a contrast of AA on the ground
// that it draws, and each bar carries its number: nothing is told by colour alone.
package chart

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"carddesk/app/report/figures"
	"carddesk/ui/kit"
)

// The colours that are drawn on [ground].
const (
	ground = kit.ColorSurface
	bar    = theme.ColorNamePrimary
	ink    = theme.ColorNameForeground
	muted  = kit.ColorMuted
)

// Chart shows a series.
type Chart struct {
	widget.BaseWidget
	series figures.Series
	least  fyne.Size
}

var _ fyne.Widget = (*Chart)(nil)

// New makes an empty chart of at least the given size, which grows with the text.
func New(least fyne.Size) *Chart {
	c := &Chart{least: least}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows another series.
func (c *Chart) Set(s figures.Series) {
	c.series = s
	c.Refresh()
}

// CreateRenderer draws the chart.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer { return &renderer{chart: c} }

type renderer struct {
	chart   *Chart
	objects []fyne.CanvasObject
	drawn   fyne.Size
}

func (r *renderer) Destroy()                     {}
func (r *renderer) MinSize() fyne.Size           { return grown(r.chart.least) }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *renderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *renderer) Refresh() {
	r.draw(r.chart.Size())
	canvas.Refresh(r.chart)
}

// draw makes the objects anew: a chart has a few dozen and changes with its
// report only.
func (r *renderer) draw(size fyne.Size) {
	r.drawn = size
	back := canvas.NewRectangle(kit.Color(ground))
	back.CornerRadius = 6
	back.Resize(size)
	r.objects = []fyne.CanvasObject{back}
	for _, b := range place(r.chart.series, size, measure) {
		r.objects = append(r.objects, b.objects()...)
	}
}

// usualText is the size of text that least sizes are given for.
const usualText = 14

func grown(size fyne.Size) fyne.Size {
	times := theme.TextSize() / usualText
	return fyne.NewSize(size.Width*times, size.Height*times)
}

// measure is the size of a text of the chart.
func measure(text string) fyne.Size { return fyne.MeasureText(text, textSize(), fyne.TextStyle{}) }

func textSize() float32 { return theme.TextSize() - 2 }

// objects draws one bar, or the title, which has no bar.
func (p placed) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	if p.bar.Width > 0 && p.bar.Height > 0 {
		shape := canvas.NewRectangle(kit.Color(bar))
		shape.Move(p.at)
		shape.Resize(p.bar)
		all = append(all, shape)
	}
	for _, t := range p.texts {
		text := canvas.NewText(t.text, kit.Color(ink))
		if t.muted {
			text.Color = kit.Color(muted)
		}
		text.TextSize = textSize()
		text.TextStyle.Bold = t.bold
		text.Move(t.at)
		all = append(all, text)
	}
	return all
}
