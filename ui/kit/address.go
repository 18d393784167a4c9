package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Place is a province, district or ward as a [PlaceSource] offers it.
type Place struct {
	Code, Text, Detail string
	// Open says that a smaller place in this one is still to be chosen.
	Open bool
}

// PlaceSource knows the places of the country. Its methods run between two key
// presses: they look into memory and do no I/O.
type PlaceSource interface {
	// FindPlaces lists what matches a text, accents optional, initials allowed,
	// the best match first. within is the code of the place to stay in, "" for the
	// whole country. The empty text lists what lies directly in within.
	FindPlaces(text, within string, limit int) []Place
	// Place is the place of a code.
	Place(code string) (Place, bool)
}

// AddressValue is what stands in an [AddressField].
type AddressValue struct {
	Code   string // of the ward, "" while none is chosen
	Place  string // the ward and what it lies in, as shown
	Street string // what stands before the ward: number, street, hamlet
}

// mostPlaces is how many places the list of an address field offers.
const mostPlaces = 60

// AddressField takes a whole address as one field of the form: first the place
// by a few letters or initials of ward and province, then the line before it.
// Enter in the place goes to the line, Enter in the line to the next field. A
// place that is typed over counts no more; text that names no place is said so
// when the field is left.
type AddressField struct {
	field
	place  *edit
	street *edit
	list   *menuList
	source PlaceSource
	recent []Place

	found  []Place
	picked Place
	before Place // what was chosen when typing began
	within Place // the open place in which the list stays
	typing bool
	inside bool // the focus goes from one part to the other

	// OnChanged is called with each new value, also while typing. It must not do
	// I/O: it runs between two key presses.
	OnChanged func(AddressValue)
	// OnLeave is called when the focus leaves the field, not when it goes from
	// the place to the line.
	OnLeave func()
}

var _ Field = (*AddressField)(nil)

// NewAddressField makes a field over a source of places.
func NewAddressField(label string, source PlaceSource, options ...Option) *AddressField {
	a := &AddressField{place: newEdit(), street: newEdit(), source: source}
	a.list = newMenuList(func(i int) { a.take(i) })
	a.place.SetPlaceHolder("xã, phường: vài chữ hoặc chữ đầu")
	a.street.SetPlaceHolder("số nhà, đường, thôn, tổ")
	a.place.ActionItem = newChevron(a.toggle)
	a.place.onChord, a.street.onChord = a.placeChord, a.streetChord
	a.place.onText = a.typed
	a.street.onText = func(string) { a.changed() }
	a.place.onFocus = func(gained bool) { a.focusChanged(gained, true) }
	a.street.onFocus = func(gained bool) { a.focusChanged(gained, false) }
	a.init(a, label, newAddressInput(a.place, a.street), a.place, append([]Option{Width(64)}, options...))
	a.street.onRing = a.place.onRing
	a.ringed = func() *edit {
		if a.street.focused {
			return a.street
		}
		return a.place
	}
	return a
}

// SetSource changes where places are looked up; what is chosen stays.
func (a *AddressField) SetSource(source PlaceSource) { a.source = source }

// SetRecent lists places first while nothing is typed: those who stand in one
// queue come from one place.
func (a *AddressField) SetRecent(places []Place) { a.recent = places }

// Value is what stands in the field.
func (a *AddressField) Value() AddressValue {
	return AddressValue{Code: a.picked.Code, Place: a.picked.Text, Street: trimmed(a.street.Text)}
}

// SetValue shows an address; OnChanged is not called. An address that came as
// one text has no code and stands in the line as a whole. The name of a place
// that the source knows no more is kept as it came.
func (a *AddressField) SetValue(v AddressValue) {
	place := Place{Code: v.Code, Text: v.Place}
	if known, ok := a.source.Place(v.Code); v.Code != "" && ok && v.Place == "" {
		place = known
	}
	if v.Code == "" {
		place = Place{}
	}
	a.picked, a.within = place, Place{}
	a.showPicked()
	if street, cursor := nfcWithCursor(v.Street, len([]rune(v.Street))); trimmed(a.street.Text) != street {
		a.street.load(street, cursor)
	}
}

// Empty tells whether neither a place nor a line was entered.
func (a *AddressField) Empty() bool { return a.Value() == AddressValue{} }

// SetDisabled greys both parts out or takes them back into work.
func (a *AddressField) SetDisabled(disabled bool) {
	for _, e := range []*edit{a.place, a.street} {
		if disabled {
			e.Disable()
		} else {
			e.Enable()
		}
	}
	a.field.SetDisabled(disabled)
}

// Target is the part that has the keyboard, the place when none has.
func (a *AddressField) Target() fyne.Focusable {
	if a.street.focused {
		return a.street
	}
	return a.place
}

func (a *AddressField) setKeys(s *Scope) {
	a.field.setKeys(s)
	a.street.setScope(s)
}

func (a *AddressField) changed() {
	if a.OnChanged != nil {
		a.OnChanged(a.Value())
	}
}

func (a *AddressField) showPicked() {
	if a.place.Text != a.picked.Text {
		a.place.load(a.picked.Text, len([]rune(a.picked.Text)))
	}
	a.typing = false
}

// typed filters the list. What was chosen before counts no more as soon as
// other text stands in the field; Esc brings it back.
func (a *AddressField) typed(text string) {
	if !a.typing {
		a.before = a.picked
	}
	if a.before.Code != "" && text == a.before.Text { // as it was: undo, or a scanner's keys taken out
		a.choose(a.before)
		a.close()
		return
	}
	a.typing = true
	had := a.picked.Code != ""
	a.picked = Place{}
	a.open(text)
	a.SetMessage(LevelNone, "")
	if had {
		a.changed()
	}
}

// take chooses entry i of the list: a ward is the place, a larger one narrows
// the list to what lies in it.
func (a *AddressField) take(i int) {
	if i < 0 || i >= len(a.found) {
		return
	}
	if place := a.found[i]; place.Open {
		a.within = place
		a.put("")
		a.open("")
		return
	}
	a.choose(a.found[i])
	a.close()
	if a.place.focused {
		a.focusPart(a.street)
	}
}

func (a *AddressField) choose(p Place) {
	changed := p.Code != a.picked.Code
	a.picked, a.within = p, Place{}
	a.showPicked()
	a.SetMessage(LevelNone, "")
	if changed {
		a.changed()
	}
}

// put shows text of the place that was not typed.
func (a *AddressField) put(text string) { a.place.put(text, len([]rune(text))) }

// focusPart goes from one part to the other, which does not leave the field.
func (a *AddressField) focusPart(e *edit) {
	if canvas := canvasFor(a); canvas != nil {
		a.inside = true
		canvas.Focus(e)
		a.inside = false
	}
}

func (a *AddressField) placeChord(k Chord) bool {
	if k.Mods != 0 && k != (Chord{Key: fyne.KeyDown, Mods: fyne.KeyModifierAlt}) {
		a.settleFor(k)
		return false
	}
	isOpen := a.list.isOpen()
	switch k.Key {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp:
		if !isOpen {
			a.open("")
			return true
		}
		a.list.move(listSteps[k.Key])
		return true
	case fyne.KeyReturn:
		emptied := a.typing && a.place.Text == "" && a.within.Code == "" && !a.list.moved
		if isOpen && !emptied {
			if i, ok := a.list.current(); ok {
				a.take(i)
				return true
			}
		}
		a.close()
		a.focusPart(a.street)
		return true
	case fyne.KeyBackspace:
		if a.place.Text == "" && a.within.Code != "" {
			a.within = Place{}
			a.open("")
			return true
		}
	case fyne.KeyEscape:
		if isOpen || a.within.Code != "" {
			a.close()
			a.within = Place{}
			if a.typing && a.before.Code != "" {
				a.choose(a.before)
			}
			a.showPicked()
			return true
		}
	default:
		a.settleFor(k)
	}
	return false
}

// streetChord goes back to the place by Shift+Enter and Shift+Tab.
func (a *AddressField) streetChord(k Chord) bool {
	if k.Mods == fyne.KeyModifierShift && (k.Key == fyne.KeyReturn || k.Key == fyne.KeyTab) {
		a.street.finishWord()
		a.focusPart(a.place)
		return true
	}
	return false
}

// settleFor decides what typed text means before a key of the screen acts, so
// that F10 right after typing finds the value. Tab goes to the line as Enter does.
func (a *AddressField) settleFor(k Chord) {
	if a.typing && !isPrintable(k.Key) && !isEditingChord(k) && !a.place.edits(k) && !isModifierKey(k.Key) {
		a.close()
		a.settle()
	}
}

func (a *AddressField) toggle() {
	if a.disabled {
		return
	}
	if a.list.isOpen() {
		a.close()
		return
	}
	a.focusPart(a.place)
	a.open("")
}

// open lists what matches under the place: the recent ones first while nothing
// is typed.
func (a *AddressField) open(text string) {
	a.found = a.source.FindPlaces(text, a.within.Code, mostPlaces)
	if text == "" && a.within.Code == "" {
		a.found = append(append([]Place(nil), a.recent...), a.found...)
	}
	items := make([]menuItem, len(a.found))
	for i, p := range a.found {
		items[i] = menuItem{index: i, text: p.Text, detail: p.Detail}
		if p.Open {
			items[i].text += " ›"
		}
	}
	a.list.setItems(items, 0)
	layer := layerOf(a.scope)
	if layer == nil || canvasOf(a.place) == nil {
		a.list.setOpen(true)
		return
	}
	a.list.showUnder(layer, a.place, theme.TextSize())
}

func (a *AddressField) close() {
	a.list.setOpen(false)
	if layer := layerOf(a.scope); layer != nil {
		layer.hide(a.list)
	}
}

func (a *AddressField) focusChanged(gained, inPlace bool) {
	switch {
	case gained && inPlace:
		a.typing = false
		a.place.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	case inPlace:
		wasTyping := a.typing
		a.close()
		if wasTyping {
			a.settle()
		}
	}
	if !gained && !a.inside && a.OnLeave != nil {
		a.OnLeave()
	}
}

// settle decides what typed text means when the place is left: the place of
// that name, the only match, or nothing, never the place from before.
func (a *AddressField) settle() {
	a.typing = false
	text := trimmed(a.place.Text)
	a.within = Place{}
	if text == "" || text == a.picked.Text {
		return
	}
	var wards []Place
	for _, p := range a.source.FindPlaces(text, "", mostPlaces) {
		if !p.Open {
			wards = append(wards, p)
		}
	}
	switch {
	case len(wards) == 1, len(wards) > 1 && Fold(wards[0].Text) == Fold(text):
		a.choose(wards[0])
	case len(wards) == 0:
		a.SetMessage(LevelError, "Không có xã, phường nào như vậy.")
	default:
		a.SetMessage(LevelError, "Chưa chọn xã, phường: gõ thêm hoặc nhấn ↓ để chọn.")
	}
}
