package chart

import (
	"fyne.io/fyne/v2"

	"carddesk/app/report/figures"
)

// placed is one bar with its texts, in the coordinates of the chart.
type placed struct {
	at    fyne.Position
	bar   fyne.Size
	texts []placedText
}

type placedText struct {
	text  string
	at    fyne.Position
	muted bool
	bold  bool
}

const (
	margin = float32(10)
	space  = float32(4) // between a bar and its text
)

// place lays a series out in a size; measure tells how large a text is.
func place(s figures.Series, size fyne.Size, measure func(string) fyne.Size) []placed {
	inner := fyne.NewSize(size.Width-2*margin, size.Height-2*margin)
	line := measure("0").Height
	if len(s.Points) == 0 || inner.Width < 60 || inner.Height < 3*line {
		return nil
	}
	all := []placed{{texts: []placedText{{text: cut(s.Title, inner.Width, measure), at: fyne.NewPos(margin, margin), bold: true}}}}
	top := margin + line + space
	area := fyne.NewSize(inner.Width, size.Height-margin-top)
	if s.Time {
		return append(all, upright(s, fyne.NewPos(margin, top), area, measure)...)
	}
	return append(all, lying(s, fyne.NewPos(margin, top), area, measure)...)
}

// most is the largest value, at least one.
func most(s figures.Series) float32 {
	top := int64(1)
	for _, p := range s.Points {
		top = max(top, p.Value)
	}
	return float32(top)
}

// mostBar is how wide a bar gets, in lines of text: one bar alone is no wall.
const mostBar = 4

// upright puts bars side by side with the day below and the number above. Where
// they are narrower than their words, a word is left out that would touch the one
// before.
func upright(s figures.Series, at fyne.Position, area fyne.Size, measure func(string) fyne.Size) []placed {
	line := measure("0").Height
	step := area.Width / float32(len(s.Points))
	high := area.Height - 2*line - 2*space
	if high < line {
		return nil
	}
	number := float32(0)
	for _, p := range s.Points {
		number = max(number, measure(p.Shown).Width)
	}
	shown := number+space <= step
	wide := min(step*0.7, line*mostBar)
	var all []placed
	free := at.X // right of the last word
	for i, p := range s.Points {
		tall := high * float32(p.Value) / most(s)
		x := at.X + step*float32(i)
		one := placed{at: fyne.NewPos(x+(step-wide)/2, at.Y+line+space+high-tall), bar: fyne.NewSize(wide, tall)}
		centre := func(text string) float32 {
			left := x + (step-measure(text).Width)/2
			return max(at.X, min(left, at.X+area.Width-measure(text).Width))
		}
		if shown {
			one.texts = append(one.texts, placedText{text: p.Shown, at: fyne.NewPos(centre(p.Shown), one.at.Y-line)})
		}
		if left := centre(p.Label); left >= free && measure(p.Label).Width <= area.Width {
			one.texts = append(one.texts, placedText{text: p.Label, at: fyne.NewPos(left, at.Y+area.Height-line), muted: true})
			free = left + measure(p.Label).Width + 2*space
		}
		all = append(all, one)
	}
	return all
}

// lying puts bars under each other with the word before and the number behind.
// What has no room is left out: the table has it.
func lying(s figures.Series, at fyne.Position, area fyne.Size, measure func(string) fyne.Size) []placed {
	line := measure("0").Height
	rows := min(len(s.Points), int(area.Height/(line+2)))
	if rows == 0 {
		return nil
	}
	step := min(area.Height/float32(rows), line*1.7)
	label, number := float32(0), float32(0)
	for _, p := range s.Points[:rows] {
		label, number = max(label, measure(p.Label).Width), max(number, measure(p.Shown).Width)
	}
	label = min(label, area.Width*0.4)
	long := area.Width - label - number - 2*space
	if long <= 0 {
		return nil
	}
	var all []placed
	for i, p := range s.Points[:rows] {
		y := at.Y + step*float32(i)
		wide := long * float32(max(p.Value, 0)) / most(s)
		one := placed{at: fyne.NewPos(at.X+label+space, y+step*0.15), bar: fyne.NewSize(wide, step*0.7)}
		one.texts = []placedText{
			{text: cut(p.Label, label, measure), at: fyne.NewPos(at.X, y+(step-line)/2)},
			{text: p.Shown, at: fyne.NewPos(one.at.X+wide+space, y+(step-line)/2)},
		}
		all = append(all, one)
	}
	return all
}

// cut shortens a text that is too wide.
func cut(text string, width float32, measure func(string) fyne.Size) string {
	if measure(text).Width <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && measure(string(runes)+"…").Width > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
