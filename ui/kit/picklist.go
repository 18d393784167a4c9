package kit

import (
	"fyne.io/fyne/v2"
)

// PickList is a field with its list always open, for dialogs: typing filters,
// arrow keys walk, Enter or a click picks.
type PickList struct {
	field
	edit    *edit
	list    *menuList
	choices []Choice
	matcher *matcher
	picked  func(Choice)
	// onBack is called by Backspace while nothing is typed; nil does nothing.
	onBack func()
}

var _ Focusable = (*PickList)(nil)

// NewPickList makes a list that calls picked with what was picked.
func NewPickList(choices []Choice, picked func(Choice)) *PickList {
	p := &PickList{edit: newEdit(), choices: choices, matcher: newMatcher(choices), picked: picked}
	p.list = newMenuList(p.take)
	p.list.Hidden = false
	p.edit.SetPlaceHolder("Gõ để tìm")
	p.edit.onText = func(text string) { p.filter(text) }
	p.edit.onChord = p.chord
	p.init(p, "", newOpenList(p.edit, p.list), p.edit, []Option{Stretch()})
	p.filter("")
	return p
}

// SetChoices changes the list; what was typed is gone.
func (p *PickList) SetChoices(choices []Choice) {
	p.choices, p.matcher = choices, newMatcher(choices)
	p.edit.load("", 0)
	p.filter("")
}

// Empty tells whether no entry matches.
func (p *PickList) Empty() bool { return len(p.list.items) == 0 }

func (p *PickList) filter(text string) {
	matches := p.matcher.find(text)
	items := make([]menuItem, len(matches))
	for i, m := range matches {
		items[i] = menuItem{index: m, text: p.choices[m].Text, detail: p.choices[m].Detail}
	}
	p.list.setItems(items, 0)
	p.list.Refresh()
}

func (p *PickList) take(i int) { p.picked(p.choices[i]) }

func (p *PickList) chord(c Chord) bool {
	if c.Mods != 0 {
		return false
	}
	switch c.Key {
	case fyne.KeyDown:
		p.list.move(1)
	case fyne.KeyUp:
		p.list.move(-1)
	case fyne.KeyPageDown:
		p.list.move(menuRows - 1)
	case fyne.KeyPageUp:
		p.list.move(1 - menuRows)
	case fyne.KeyReturn:
		if i, ok := p.list.current(); ok {
			p.take(i)
		}
	case fyne.KeyBackspace:
		if p.edit.Text != "" || p.onBack == nil {
			return false
		}
		p.onBack()
	default:
		return false
	}
	return true
}
