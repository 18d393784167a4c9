package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// QualityBar shows a quality score against the value it has to reach, in words
// as well as in colour.
type QualityBar struct {
	widget.BaseWidget
	bar   *meter
	value *Text
	word  *Text
	sign  *badge
	box   fyne.CanvasObject
}

// NewQualityBar makes an empty bar with its name before it.
func NewQualityBar(name string) *QualityBar {
	q := &QualityBar{bar: newMeter(), value: NewBoldText("–"), word: NewText("chưa đo").In(ColorMuted), sign: newBadge()}
	q.sign.set(LevelNone)
	tail := container.NewHBox(q.value, container.NewCenter(q.sign), q.word)
	q.box = container.NewBorder(nil, nil, NewText(name), tail, Inset(2*gap, gap, q.bar))
	q.ExtendBaseWidget(q)
	return q
}

// Set shows a score and the score that is wanted, both 0 to 100; a negative
// score empties the bar.
func (q *QualityBar) Set(score, wanted int) {
	at := float32(wanted) / 100
	switch {
	case score < 0:
		q.value.SetText("–")
		q.word.SetText("chưa đo")
		q.sign.set(LevelNone)
		q.bar.set(0, at, ColorMuted)
	case score >= wanted:
		q.show(score, at, LevelOK, "đạt")
	default:
		q.show(score, at, LevelWarning, "chưa đạt")
	}
}

func (q *QualityBar) show(score int, at float32, level Level, word string) {
	q.value.SetText(Thousands(min(score, 100)))
	q.word.SetText(word)
	q.sign.set(level)
	q.bar.set(float32(score)/100, at, level.color())
	q.Refresh()
}

// CreateRenderer draws the bar.
func (q *QualityBar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(q.box) }
