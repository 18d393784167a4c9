package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fact is one line of a key-value panel.
type Fact struct {
	Key, Value string
	// Was is the value on the other side (old card, registry, chip); a line
	// with another Was is marked as a difference.
	Was string
	// Level marks the line; LevelNone leaves it plain.
	Level Level
}

// KeyValues shows facts as keys in grey before their values.
type KeyValues struct {
	widget.BaseWidget
	facts []Fact
	big   bool
	box   *fyne.Container
}

// NewKeyValues makes a panel of facts.
func NewKeyValues(facts ...Fact) *KeyValues { return newKeyValues(false, facts) }

// NewBigKeyValues makes a panel in 24 px for the citizen to read along.
func NewBigKeyValues(facts ...Fact) *KeyValues { return newKeyValues(true, facts) }

func newKeyValues(big bool, facts []Fact) *KeyValues {
	k := &KeyValues{big: big, box: container.New(&factsLayout{})}
	k.ExtendBaseWidget(k)
	k.Set(facts...)
	return k
}

// Set shows other facts.
func (k *KeyValues) Set(facts ...Fact) {
	k.facts = append([]Fact(nil), facts...)
	k.box.Objects = nil
	for _, f := range facts {
		k.box.Add(NewCaption(f.Key))
		k.box.Add(k.value(f))
	}
	k.box.Refresh()
	k.Refresh()
}

// Facts are the facts shown.
func (k *KeyValues) Facts() []Fact { return k.facts }

func (k *KeyValues) value(f Fact) fyne.CanvasObject {
	text := or(f.Value, "–")
	level := f.Level
	differs := f.Was != "" && f.Was != f.Value
	if differs && level == LevelNone {
		level = LevelWarning
	}
	line := newText(text, theme.SizeNameText, 1, differs).Cut()
	if k.big {
		line = newText(text, theme.SizeNameText, 24.0/14, true)
	}
	if level == LevelNone {
		return line
	}
	sign := newBadge()
	sign.set(level)
	head := container.NewBorder(nil, nil, container.NewCenter(sign), nil, line)
	if !differs {
		return head
	}
	return container.New(&columnLayout{}, head, NewCaption("≠ "+f.Was))
}

// CreateRenderer draws the panel.
func (k *KeyValues) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(k.box) }

// factsLayout puts keys into a column as wide as the widest and values beside.
type factsLayout struct{}

func (*factsLayout) keyWidth(objects []fyne.CanvasObject) float32 {
	w := float32(0)
	for i := 0; i < len(objects); i += 2 {
		w = max(w, objects[i].MinSize().Width)
	}
	return w + 3*gap
}

func (l *factsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(l.keyWidth(objects)+scaled(60), 0)
	for i := 0; i+1 < len(objects); i += 2 {
		m := objects[i+1].MinSize()
		size.Width = max(size.Width, l.keyWidth(objects)+m.Width)
		size.Height += max(objects[i].MinSize().Height, m.Height) + gap
	}
	return size
}

func (l *factsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w, y := l.keyWidth(objects), float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		key, value := objects[i], objects[i+1]
		h := value.MinSize().Height
		line := min(h, theme.TextSize()*1.5)
		if k := key.MinSize().Height; k > line {
			line = k
		}
		if big := h > theme.TextSize()*2; big && isBigText(value) {
			line = h
		}
		key.Resize(fyne.NewSize(w, line))
		key.Move(fyne.NewPos(0, y))
		value.Resize(fyne.NewSize(max(0, size.Width-w), h))
		value.Move(fyne.NewPos(w, y))
		y += max(h, line) + gap
	}
}

func isBigText(o fyne.CanvasObject) bool {
	t, ok := o.(*Text)
	return ok && t.times > 1
}
