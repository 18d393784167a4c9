package kit

import (
	"unicode"

	"fyne.io/fyne/v2"
)

// KeyHandler takes the keys a widget has no use for. Both methods tell whether
// the key meant something.
type KeyHandler interface {
	HandleChord(Chord) bool
	HandleRune(rune) bool
}

// Verb is one thing a screen can do by key.
type Verb struct {
	// Chord is the key; zero for a verb on a plain letter.
	Chord Chord
	// Letter is the lower-case letter that runs the verb while no text field
	// has the focus; zero for a verb on a chord.
	Letter rune
	// Label is the word shown beside the key; empty hides it from help.
	Label string
	// Enabled decides whether the verb may run now; nil means always.
	Enabled func() bool

	run func()
}

// Keys is the key as shown to users.
func (v *Verb) Keys() string {
	if v.Letter != 0 {
		return string(unicode.ToUpper(v.Letter))
	}
	return v.Chord.String()
}

// Run does the verb as if its key was pressed and tells whether it was allowed.
func (v *Verb) Run() bool {
	if v.Enabled != nil && !v.Enabled() {
		return false
	}
	v.run()
	return true
}

// Scope holds the verbs and the field order of one screen, panel or dialog.
// It implements [KeyHandler]: keys that are not its own go to the scopes below
// it in the router.
type Scope struct {
	name   string
	modal  bool
	chain  *FieldChain
	verbs  map[Chord]*Verb
	runes  map[rune]*Verb
	order  []*Verb
	router *Router
	layer  *Layer
}

// NewScope makes an empty scope; name is for logs and help only.
func NewScope(name string) *Scope {
	s := &Scope{name: name, verbs: map[Chord]*Verb{}, runes: map[rune]*Verb{}}
	s.chain = &FieldChain{scope: s}
	return s
}

// Name is the name given at creation.
func (s *Scope) Name() string { return s.name }

// On registers a verb on a chord written as for [ParseChord]. A second verb on
// the same chord replaces the first. It panics on a malformed chord, which is a
// mistake in the program.
func (s *Scope) On(chord, label string, run func()) *Verb {
	v := &Verb{Chord: mustChord(chord), Label: label, run: run}
	if old := s.verbs[v.Chord]; old != nil {
		s.forget(old)
	}
	s.verbs[v.Chord] = v
	s.order = append(s.order, v)
	if s.router != nil {
		s.router.bindCanvas(v.Chord)
	}
	return v
}

// OnLetter registers a verb on a plain letter or digit. It runs only while no
// text field is focused, so that typing never triggers it.
func (s *Scope) OnLetter(letter rune, label string, run func()) *Verb {
	v := &Verb{Letter: unicode.ToLower(letter), Label: label, run: run}
	if old := s.runes[v.Letter]; old != nil {
		s.forget(old)
	}
	s.runes[v.Letter] = v
	s.order = append(s.order, v)
	return v
}

func (s *Scope) forget(old *Verb) {
	for i, v := range s.order {
		if v == old {
			s.order = append(s.order[:i], s.order[i+1:]...)
			return
		}
	}
}

// Verbs lists the labelled verbs in the order they were registered.
func (s *Scope) Verbs() []*Verb {
	var out []*Verb
	for _, v := range s.order {
		if v.Label != "" {
			out = append(out, v)
		}
	}
	return out
}

// Fields appends fields to the Enter order of the scope and connects their
// unused keys to it.
func (s *Scope) Fields(fields ...Focusable) *Scope {
	s.chain.add(fields...)
	return s
}

// Chain is the Enter order of the scope.
func (s *Scope) Chain() *FieldChain { return s.chain }

// HandleChord runs the verb of the chord, here or in a lower scope. Enter and
// Shift+Enter that no verb took walk along the fields.
func (s *Scope) HandleChord(c Chord) bool {
	if s.router != nil {
		return s.router.HandleChord(c)
	}
	return s.ownChord(c)
}

// HandleRune runs the verb of a plain letter, here or in a lower scope.
func (s *Scope) HandleRune(r rune) bool {
	if s.router != nil {
		return s.router.HandleRune(r)
	}
	return s.ownRune(r)
}

func (s *Scope) ownChord(c Chord) bool {
	if v := s.verbs[c]; v != nil && v.Run() {
		return true
	}
	switch c {
	case Chord{Key: fyne.KeyReturn}:
		return s.chain.Next()
	case Chord{Key: fyne.KeyReturn, Mods: fyne.KeyModifierShift}:
		return s.chain.Previous()
	case Chord{Key: fyne.KeyTab}:
		return s.chain.Cycle(1)
	case Chord{Key: fyne.KeyTab, Mods: fyne.KeyModifierShift}:
		return s.chain.Cycle(-1)
	}
	return false
}

func (s *Scope) ownRune(r rune) bool {
	v := s.runes[unicode.ToLower(r)]
	return v != nil && v.Run()
}
