package kit

import (
	"time"

	"fyne.io/fyne/v2"
)

// Router is the stack of scopes of one window. The topmost scope that knows a
// key gets it; a modal scope (a dialog) hides all below it. The lowest scopes
// are those of the frame, whose F-keys work on every screen.
type Router struct {
	canvas fyne.Canvas
	scopes []*Scope
	bound  map[Chord]bool
	mods   func() fyne.KeyModifier
	now    func() time.Time
	typing *Typing
	burst  *burstWatch
	layer  *Layer

	// held is the letter whose verb gave the focus away: until a key goes down or
	// up, more of it are repeats of a key that is held, and no text.
	held rune

	activity func()          // told of every key and click
	reveal   func(Focusable) // brings what has the focus into view
	scroll   func(fyne.Position)
	dialogs  []*Dialog // open ones, topmost last
}

// NewRouter makes a router for the window's canvas and takes the keys that
// arrive while nothing is focused.
func NewRouter(canvas fyne.Canvas) *Router {
	r := &Router{canvas: canvas, bound: map[Chord]bool{}, mods: heldModifiers, now: time.Now, layer: newLayer()}
	canvas.SetOnTypedKey(func(event *fyne.KeyEvent) {
		if r.burstKey(nil, event.Name) || event.Name == fyne.KeySpace && r.inBurst() {
			return
		}
		r.HandleChord(chordOf(event, r.mods()))
	})
	canvas.SetOnTypedRune(func(char rune) {
		r.burstRune(nil, char)
		if !r.inBurst() {
			r.HandleRune(char)
		}
	})
	return r
}

// Canvas is the canvas the router works on.
func (r *Router) Canvas() fyne.Canvas { return r.canvas }

// Push puts a scope on top of the stack. A scope that is already in the stack
// is moved to the top.
func (r *Router) Push(s *Scope) {
	r.remove(s)
	r.scopes = append(r.scopes, s)
	s.router = r
	for chord := range s.verbs {
		r.bindCanvas(chord)
	}
}

// PushModal puts a scope on top that hides all scopes below it.
func (r *Router) PushModal(s *Scope) {
	s.modal = true
	r.Push(s)
}

// Pop takes the scope out of the stack, wherever it stands.
func (r *Router) Pop(s *Scope) {
	if r.remove(s) {
		s.router = nil
	}
}

// Replace puts next in the place of old (the screen was changed), keeping
// dialogs above it; without old in the stack next is put on top.
func (r *Router) Replace(old, next *Scope) {
	for i, s := range r.scopes {
		if s == old && old != next {
			r.scopes[i] = next
			old.router, next.router = nil, r
			for chord := range next.verbs {
				r.bindCanvas(chord)
			}
			return
		}
	}
	r.Push(next)
}

func (r *Router) remove(s *Scope) bool {
	for i, have := range r.scopes {
		if have == s {
			r.scopes = append(r.scopes[:i:i], r.scopes[i+1:]...)
			return true
		}
	}
	return false
}

// Top is the topmost scope, nil when there is none.
func (r *Router) Top() *Scope {
	if len(r.scopes) == 0 {
		return nil
	}
	return r.scopes[len(r.scopes)-1]
}

// Modal reports whether a dialog stands over the screen.
func (r *Router) Modal() bool {
	top := r.Top()
	return top != nil && top.modal
}

// Verbs lists the labelled verbs that can be reached now, topmost first. Verbs
// hidden by a higher scope's verb on the same key are left out.
func (r *Router) Verbs() []*Verb {
	seen := map[string]bool{}
	var out []*Verb
	r.visible(func(s *Scope) bool {
		for _, v := range s.Verbs() {
			if !seen[v.Keys()] {
				seen[v.Keys()] = true
				out = append(out, v)
			}
		}
		return false
	})
	return out
}

// HandleChord gives the chord to the scopes from the top down.
func (r *Router) HandleChord(c Chord) bool {
	r.active()
	if isModifierKey(c.Key) {
		return false
	}
	if r.visible(func(s *Scope) bool { return s.ownChord(c) }) {
		return true
	}
	switch {
	case r.typing == nil:
	case c == typingChord:
		r.typing.Next()
		return true
	case c == paletteChord:
		return r.openPalette()
	}
	return false
}

// HandleRune gives a plain letter to the scopes from the top down.
func (r *Router) HandleRune(char rune) bool {
	before := r.canvas.Focused()
	used := r.visible(func(s *Scope) bool { return s.ownRune(char) })
	if after := r.canvas.Focused(); used && after != nil && after != before {
		r.held = char
	}
	return used
}

// repeats reports whether a rune comes of a key that is still held since its verb
// moved the focus: typed into the list that it opened, it would leave nothing to
// pick from.
func (r *Router) repeats(char rune) bool { return r.held != 0 && char == r.held }

// visible walks down from the topmost scope until f says stop or a modal scope
// was asked. It works on a copy, for verbs push and pop scopes.
func (r *Router) visible(f func(*Scope) bool) bool {
	scopes := append([]*Scope(nil), r.scopes...)
	for i := len(scopes) - 1; i >= 0; i-- {
		if f(scopes[i]) {
			return true
		}
		if scopes[i].modal {
			return false
		}
	}
	return false
}

// bindCanvas makes Fyne deliver a Ctrl or Alt chord while nothing is focused.
// Handlers stay bound after their scope is gone; they then find no verb.
func (r *Router) bindCanvas(c Chord) {
	shortcut := canvasShortcut(c)
	if shortcut == nil || r.bound[c] {
		return
	}
	r.bound[c] = true
	r.canvas.AddShortcut(shortcut, func(fyne.Shortcut) { r.HandleChord(c) })
}
