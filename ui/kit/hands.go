package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Finger numbers the ten fingers as ISO/IEC 19794 and ANSI/NIST do: 1 to 5 are
// thumb to little finger of the right hand, 6 to 10 of the left.
type Finger int

// FingerState is what is known of one finger.
type FingerState int

// The states. Each is drawn with its own sign besides its colour.
const (
	FingerIdle    FingerState = iota // not asked for now
	FingerWaiting                    // asked for, not yet there
	FingerGood                       // captured, quality reached
	FingerWeak                       // captured, quality not reached
	FingerMissing                    // cannot be taken, with a reason
)

// HandsPicture draws both hands from the citizen's side with the state of each
// finger.
type HandsPicture struct {
	widget.BaseWidget
	states [11]FingerState
	scores [11]string
}

// NewHandsPicture makes two idle hands.
func NewHandsPicture() *HandsPicture {
	h := &HandsPicture{}
	h.ExtendBaseWidget(h)
	return h
}

// Set shows the state of a finger; score is written in it when not empty.
// Fingers outside 1 to 10 are ignored.
func (h *HandsPicture) Set(finger Finger, state FingerState, score string) {
	if finger < 1 || finger > 10 {
		return
	}
	h.states[finger], h.scores[finger] = state, score
	h.Refresh()
}

// State is the state shown of a finger.
func (h *HandsPicture) State(finger Finger) FingerState {
	if finger < 1 || finger > 10 {
		return FingerIdle
	}
	return h.states[finger]
}

// Reset makes all fingers idle.
func (h *HandsPicture) Reset() {
	h.states, h.scores = [11]FingerState{}, [11]string{}
	h.Refresh()
}

// fingerSpot places a finger on a hand 100 units wide and 110 high, thumb on
// the left (a right hand seen from its back); the left hand is mirrored.
type fingerSpot struct{ x, y, w, h float32 }

var fingerSpots = [5]fingerSpot{
	{6, 54, 18, 40},  // thumb
	{24, 14, 16, 52}, // index
	{43, 4, 16, 62},  // middle
	{62, 12, 16, 54}, // ring
	{81, 28, 15, 40}, // little
}

var palmSpot = fingerSpot{24, 62, 72, 46}

// CreateRenderer draws the hands.
func (h *HandsPicture) CreateRenderer() fyne.WidgetRenderer {
	r := &handsRenderer{h: h}
	for i := range r.palms {
		r.palms[i] = canvas.NewRectangle(nil)
		r.names[i] = canvas.NewText([]string{"Tay trái", "Tay phải"}[i], nil)
	}
	for f := 1; f <= 10; f++ {
		r.fingers[f], r.signs[f] = canvas.NewRectangle(nil), canvas.NewText("", nil)
		r.signs[f].Alignment = fyne.TextAlignCenter
		r.signs[f].TextStyle.Bold = true
	}
	r.Refresh()
	return r
}

type handsRenderer struct {
	h       *HandsPicture
	palms   [2]*canvas.Rectangle
	names   [2]*canvas.Text
	fingers [11]*canvas.Rectangle
	signs   [11]*canvas.Text
}

func (r *handsRenderer) Destroy() {}

func (r *handsRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.palms[0], r.palms[1]}
	for f := 1; f <= 10; f++ {
		out = append(out, r.fingers[f])
	}
	for f := 1; f <= 10; f++ {
		out = append(out, r.signs[f])
	}
	return append(out, r.names[0], r.names[1])
}

func (r *handsRenderer) MinSize() fyne.Size { return fyne.NewSize(scaled(240), scaled(150)) }

func (r *handsRenderer) Layout(size fyne.Size) {
	name := r.names[0].MinSize().Height
	unit := min(size.Width/216, (size.Height-name)/110)
	left := (size.Width - 216*unit) / 2
	place := func(right bool, s fingerSpot) (fyne.Position, fyne.Size) {
		x := left + (100-s.x-s.w)*unit
		if right {
			x = left + (116+s.x)*unit
		}
		return fyne.NewPos(x, s.y*unit), fyne.NewSize(s.w*unit, s.h*unit)
	}
	for i := range r.palms {
		pos, box := place(i == 1, palmSpot)
		r.palms[i].Move(pos)
		r.palms[i].Resize(box)
		r.names[i].Move(fyne.NewPos(pos.X+(box.Width-r.names[i].MinSize().Width)/2, 110*unit))
	}
	for f := 1; f <= 10; f++ {
		pos, box := place(f <= 5, fingerSpots[(f-1)%5])
		r.fingers[f].Move(pos)
		r.fingers[f].Resize(box)
		h := r.signs[f].MinSize().Height
		r.signs[f].Resize(fyne.NewSize(box.Width, h))
		r.signs[f].Move(fyne.NewPos(pos.X, pos.Y+2*unit))
	}
}

// look is the drawing of a state: ground, edge, sign and its colour.
func (s FingerState) look() (fill, edge color.Color, sign string, ink color.Color) {
	switch s {
	case FingerWaiting:
		return Color(ColorTint), Color(theme.ColorNamePrimary), "…", Color(theme.ColorNamePrimary)
	case FingerGood:
		return Color(ColorOK), Color(ColorOK), "✓", Color(theme.ColorNameForegroundOnSuccess)
	case FingerWeak:
		return Color(ColorAttention), Color(ColorAttention), "!", Color(theme.ColorNameForegroundOnWarning)
	case FingerMissing:
		return Color(ColorSurface), Color(ColorFault), "✕", Color(ColorFault)
	}
	return Color(theme.ColorNameHeaderBackground), Color(ColorBorder), "", Color(ColorMuted)
}

func (r *handsRenderer) Refresh() {
	for i := range r.palms {
		r.palms[i].FillColor, r.palms[i].StrokeColor = Color(theme.ColorNameHeaderBackground), Color(ColorBorder)
		r.palms[i].StrokeWidth, r.palms[i].CornerRadius = 1, scaled(14)
		r.names[i].TextSize, r.names[i].Color = theme.CaptionTextSize(), Color(ColorMuted)
	}
	for f := 1; f <= 10; f++ {
		fill, edge, sign, ink := r.h.states[f].look()
		r.fingers[f].FillColor, r.fingers[f].StrokeColor = fill, edge
		r.fingers[f].StrokeWidth, r.fingers[f].CornerRadius = 1.5, scaled(8)
		if r.h.scores[f] != "" && r.h.states[f] != FingerMissing {
			sign = r.h.scores[f]
		}
		r.signs[f].Text, r.signs[f].Color, r.signs[f].TextSize = sign, ink, scaled(11)
	}
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
