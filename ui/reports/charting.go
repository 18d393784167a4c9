package reports

import "fyne.io/fyne/v2"

// chartModes are how much of the room the chart has: none, a part, all.
const (
	chartSmall = iota
	chartLarge
	chartHidden
	chartModes
)

func (s *Screen) nextChart() {
	s.charted = (s.charted + 1) % chartModes
	s.chart.Hidden = s.charted == chartHidden
	s.holder.Hidden = s.charted == chartLarge
	s.content.Refresh()
	s.env.Events.Emit("chart", "mode", s.charted)
}

// halves puts the chart above the table.
type halves struct{ s *Screen }

const halvesGap = 8

func (h *halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	chart, table := objects[0], objects[1]
	high := chart.MinSize().Height
	if h.s.charted == chartLarge {
		high = size.Height
	}
	if chart.Visible() {
		chart.Move(fyne.NewPos(0, 0))
		chart.Resize(fyne.NewSize(size.Width, high))
	} else {
		high = -halvesGap
	}
	table.Move(fyne.NewPos(0, high+halvesGap))
	table.Resize(fyne.NewSize(size.Width, max(0, size.Height-high-halvesGap)))
}

func (h *halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	chart, table := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(chart.Width, table.Width), chart.Height+halvesGap+table.Height)
}
