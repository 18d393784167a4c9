package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Choice is one entry of a list: a code the program keeps and a text for the
// clerk. Detail is shown in grey behind the text.
type Choice struct {
	Code, Text, Detail string
}

// ChoiceField picks one of a list by typing: without accents, by initials
// ("hn" finds Hà Nội), by code or any part. Arrow keys walk, Enter picks and
// goes on, Esc closes the list and leaves the value as it was.
type ChoiceField struct {
	field
	edit    *edit
	choices []Choice
	matcher *matcher
	list    *menuList
	picked  int
	before  int // what was chosen when typing began
	typing  bool
	other   bool
	// OnChanged is called with the choice after it changed; the zero Choice
	// when nothing is chosen any more.
	OnChanged func(Choice)
	// OnLeave is called when the focus leaves the field.
	OnLeave func()
}

var _ Field = (*ChoiceField)(nil)

// NewChoiceField makes a field over a list, which may have thousands of
// entries.
func NewChoiceField(label string, choices []Choice, options ...Option) *ChoiceField {
	c := &ChoiceField{edit: newEdit(), picked: -1}
	c.list = newMenuList(func(i int) {
		c.take(i)
		c.close()
	})
	c.edit.onChord = c.chord
	c.edit.onText = c.typed
	c.edit.onFocus = c.focusChanged
	c.edit.ActionItem = newChevron(func() { c.toggle() })
	c.SetChoices(choices)
	c.init(c, label, c.edit, c.edit, append([]Option{Width(24)}, options...))
	return c
}

// AllowOther lets text stand that is not in the list; [ChoiceField.Value] then
// has an empty code.
func (c *ChoiceField) AllowOther() *ChoiceField {
	c.other = true
	return c
}

// SetChoices changes the list. The value stays when its code is still there.
func (c *ChoiceField) SetChoices(choices []Choice) {
	old := c.Value()
	c.choices, c.matcher, c.picked = choices, newMatcher(choices), -1
	if old.Code != "" {
		c.SetCode(old.Code)
	}
}

// SetPlaceHolder shows grey text while nothing is chosen.
func (c *ChoiceField) SetPlaceHolder(text string) { c.edit.SetPlaceHolder(text) }

// Value is the choice; the zero Choice when nothing is chosen.
func (c *ChoiceField) Value() Choice {
	if c.picked >= 0 && c.picked < len(c.choices) {
		return c.choices[c.picked]
	}
	if c.other {
		return Choice{Text: c.edit.Text}
	}
	return Choice{}
}

// Code is the code of the choice.
func (c *ChoiceField) Code() string { return c.Value().Code }

// SetCode chooses by code, and reports whether the list has it; an unknown
// code clears the field. OnChanged is not called.
func (c *ChoiceField) SetCode(code string) bool {
	c.picked = -1
	for i, item := range c.choices {
		if item.Code == code {
			c.picked = i
		}
	}
	c.showPicked()
	return c.picked >= 0
}

// SetText shows text of a field that allows others.
func (c *ChoiceField) SetText(text string) {
	c.picked = -1
	c.edit.load(text, len([]rune(text)))
}

// Empty tells whether nothing is chosen.
func (c *ChoiceField) Empty() bool { return c.Value() == Choice{} }

func (c *ChoiceField) showPicked() {
	text := ""
	if c.picked >= 0 {
		text = c.choices[c.picked].Text
	}
	if text != c.edit.Text {
		c.edit.load(text, len([]rune(text)))
	}
	c.typing = false
}

// take chooses entry i and tells the owner when that is a change.
func (c *ChoiceField) take(i int) {
	changed := i != c.picked
	c.picked = i
	c.showPicked()
	c.SetMessage(LevelNone, "")
	if changed && c.OnChanged != nil {
		c.OnChanged(c.Value())
	}
}

// typed filters the list. What was chosen before counts no more as soon as
// other text stands in the field; Esc brings it back.
func (c *ChoiceField) typed(text string) {
	if !c.typing {
		c.before = c.picked
	}
	if c.before >= 0 && c.before < len(c.choices) && text == c.choices[c.before].Text {
		c.take(c.before) // as it was: undo, or a scanner's keys taken out
		c.close()
		return
	}
	c.typing = true
	c.open(text)
	had := c.picked >= 0
	c.picked = -1
	if (had || c.other) && c.OnChanged != nil {
		c.OnChanged(c.Value())
	}
}

func (c *ChoiceField) chord(k Chord) bool {
	if k.Mods != 0 && k != (Chord{Key: fyne.KeyDown, Mods: fyne.KeyModifierAlt}) {
		c.settleFor(k)
		return false
	}
	isOpen := c.list.isOpen()
	switch k.Key {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp:
		if !isOpen {
			c.open("")
			return true
		}
		c.list.move(map[fyne.KeyName]int{fyne.KeyDown: 1, fyne.KeyUp: -1,
			fyne.KeyPageDown: menuRows - 1, fyne.KeyPageUp: 1 - menuRows}[k.Key])
		return true
	case fyne.KeyReturn:
		if isOpen {
			if i, ok := c.list.current(); ok && (!c.other || c.list.moved) {
				c.take(i)
			}
			c.close()
		}
		return false // Enter goes on to the next field
	case fyne.KeyEscape:
		if isOpen {
			c.close()
			if c.typing && c.before >= 0 {
				c.take(c.before)
			}
			if !c.other {
				c.showPicked()
			}
			return true
		}
	default:
		c.settleFor(k)
	}
	return false
}

// settleFor decides what typed text means before a key of the screen acts, so
// that F10 right after typing finds the value.
func (c *ChoiceField) settleFor(k Chord) {
	if c.typing && !isPrintable(k.Key) && !isEditingChord(k) && !c.edit.edits(k) && !isModifierKey(k.Key) {
		c.close()
		if !c.other {
			c.settle()
		}
	}
}

func (c *ChoiceField) toggle() {
	if c.disabled {
		return
	}
	if c.list.isOpen() {
		c.close()
		return
	}
	c.Focus()
	c.open("")
}

// open shows the matches under the field.
func (c *ChoiceField) open(text string) {
	layer := layerOf(c.scope)
	matches := c.matcher.find(text)
	items := make([]menuItem, len(matches))
	start := 0
	for i, m := range matches {
		items[i] = menuItem{index: m, text: c.choices[m].Text, detail: c.choices[m].Detail}
		if text == "" && m == c.picked {
			start = i
		}
	}
	c.list.setItems(items, start)
	if layer == nil || canvasOf(c.edit) == nil {
		c.list.setOpen(true)
		return
	}
	c.list.showUnder(layer, c.edit, theme.TextSize())
}

func (c *ChoiceField) close() {
	c.list.setOpen(false)
	if layer := layerOf(c.scope); layer != nil {
		layer.hide(c.list)
	}
}

func (c *ChoiceField) focusChanged(gained bool) {
	if gained {
		c.typing = false
		c.edit.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
		return
	}
	wasTyping := c.typing
	c.close()
	if wasTyping && !c.other {
		c.settle()
	}
	if c.OnLeave != nil {
		c.OnLeave()
	}
}

// settle decides what typed text means when the field is left: the entry of
// that name, the only match, or nothing, never the value from before.
func (c *ChoiceField) settle() {
	text := c.edit.Text
	c.typing = false
	if text == "" {
		return
	}
	if c.picked >= 0 && c.choices[c.picked].Text == text {
		return
	}
	matches := c.matcher.find(text)
	if len(matches) == 1 || len(matches) > 1 && Fold(c.choices[matches[0]].Text) == Fold(text) {
		c.take(matches[0])
		return
	}
	if len(matches) == 0 {
		c.SetMessage(LevelError, "Không có trong danh mục.")
	} else {
		c.SetMessage(LevelError, "Chưa chọn: gõ thêm hoặc nhấn ↓ để chọn.")
	}
}
