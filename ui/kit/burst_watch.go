package kit

import (
	"fyne.io/fyne/v2"

	"carddesk/ui/kit/burst"
)

// burstWatch follows the runes of one window and finds scanner bursts.
type burstWatch struct {
	detector burst.Detector
	deliver  func(text string) bool

	// at is the widget in which the run began, before puts it back to what it
	// held then.
	at     burstTarget
	before func()
}

// burstTarget is a focused widget that can be put back to an earlier content.
// A nil target means that nothing, or nothing that keeps text, has the focus.
type burstTarget interface {
	// snapshot gives a function that restores the content of now.
	snapshot() func()
}

// OnBurst names the receiver of scanner bursts. It is called with the raw text
// of the burst after the focused field was put back to what it held before.
// When it returns false the text is none of its business: it is put into the
// field again as if typed (composed or not, as it was) and Enter works as
// usual, so nothing a fast typist wrote can be lost.
func (r *Router) OnBurst(deliver func(text string) bool) {
	r.burst = &burstWatch{deliver: deliver}
}

// burstRune tells the watch of a rune before it reaches the widget.
func (r *Router) burstRune(at burstTarget, char rune) {
	r.active()
	w := r.burst
	if w == nil {
		return
	}
	if w.detector.Rune(char, r.now()) {
		w.at, w.before = at, snapshotOf(at)
	}
}

func snapshotOf(at burstTarget) func() {
	if at == nil {
		return func() {}
	}
	return at.snapshot()
}

// burstKey ends a run. It reports true when the key was the Enter of a burst
// that found its receiver.
func (r *Router) burstKey(at burstTarget, key fyne.KeyName) bool {
	r.active()
	w := r.burst
	if w == nil {
		return false
	}
	if key != fyne.KeyReturn && key != fyne.KeyEnter {
		if !isPrintable(key) && !isModifierKey(key) {
			w.detector.Reset()
		}
		return false
	}
	text, ok := w.detector.Enter(r.now())
	if !ok || at != w.at {
		return false
	}
	after := snapshotOf(at)
	w.before()
	if w.deliver(text) {
		return true
	}
	after()
	return false
}

// inBurst tells whether the last rune came too recently for a hand: a key that
// acts (Space, a letter verb) then belongs to a scanner.
func (r *Router) inBurst() bool {
	return r.burst != nil && r.burst.detector.Running(r.now())
}

// snapshot keeps text, cursor and the word in work.
func (e *edit) snapshot() func() {
	text, cursor, word := e.Text, e.CursorTextOffset(), e.word
	return func() {
		e.word = word
		if e.Text == text {
			return
		}
		e.put(text, cursor)
		if e.onText != nil {
			e.onText(text)
		}
	}
}

// snapshot keeps what letters can change in a widget without text.
func (k *keyed) snapshot() func() {
	if k.keep == nil {
		return func() {}
	}
	return k.keep()
}
