package kit

import (
	"fyne.io/fyne/v2"
)

// keyed is the keyboard side of every focusable widget that is not a text
// field. The widget says which chords and letters it uses; all others go to
// the scope.
type keyed struct {
	scope   *Scope
	focused bool
	// onChord and onRune use a key and report true, or leave it.
	onChord func(Chord) bool
	onRune  func(rune) bool
	// onFocus draws the focus.
	onFocus func(bool)
	// keep gives a function that restores what letters change, for scanner
	// bursts; nil when letters change nothing.
	keep func() func()
}

func (k *keyed) setScope(s *Scope) { k.scope = s }

func (k *keyed) setKeys(s *Scope) { k.scope = s }

func (k *keyed) keyScope() *Scope { return k.scope }

func (k *keyed) mods() fyne.KeyModifier {
	if k.scope != nil && k.scope.router != nil {
		return k.scope.router.mods()
	}
	return heldModifiers()
}

// FocusGained draws the focus.
func (k *keyed) FocusGained() { k.setFocus(true) }

// FocusLost takes the drawing away.
func (k *keyed) FocusLost() { k.setFocus(false) }

func (k *keyed) setFocus(focused bool) {
	k.focused = focused
	if k.onFocus != nil {
		k.onFocus(focused)
	}
}

// AcceptsTab takes Tab away from Fyne, whose order is that of the layout.
func (k *keyed) AcceptsTab() bool { return true }

// TypedKey uses the key or gives it away. Keys of a scanner never act.
func (k *keyed) TypedKey(event *fyne.KeyEvent) {
	c := chordOf(event, k.mods())
	if r := k.router(); r != nil {
		if r.burstKey(k, c.Key) || (c.Key == fyne.KeySpace && r.inBurst()) {
			return
		}
	}
	if k.onChord != nil && k.onChord(c) {
		return
	}
	if k.scope != nil {
		k.scope.HandleChord(c)
	}
}

// TypedRune uses the letter or gives it away.
func (k *keyed) TypedRune(char rune) {
	r := k.router()
	if r != nil {
		r.burstRune(k, char)
	}
	if char == ' ' || (k.onRune != nil && k.onRune(char)) {
		return // Space acts as a key
	}
	if k.scope != nil && (r == nil || !r.inBurst()) {
		k.scope.HandleRune(char)
	}
}

// TypedShortcut uses the chord or gives it away.
func (k *keyed) TypedShortcut(shortcut fyne.Shortcut) {
	c, ok := chordOfShortcut(shortcut)
	if !ok || (k.onChord != nil && k.onChord(c)) {
		return
	}
	if k.scope != nil {
		k.scope.HandleChord(c)
	}
}

func (k *keyed) router() *Router {
	if k.scope == nil {
		return nil
	}
	return k.scope.router
}
