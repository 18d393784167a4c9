package kit

import (
	"time"
	"unicode"

	"carddesk/ui/kit/compose"
)

// Typing is how Vietnamese is typed by the user at this desk. One value is
// shared by all windows; it belongs to the user's settings.
type Typing struct {
	Method compose.Method
	Style  compose.Style
	// OnChange is called after the method was switched by key, for the status
	// bar and the user's settings.
	OnChange func(*Typing)

	erased time.Time
	aside  bool
}

// imeGap is the longest time between the backspace and the letter with which a
// system input method replaces a letter; hands need longer.
const imeGap = 40 * time.Millisecond

// TypingKey switches the method: Telex, VNI, off.
const TypingKey = "F12"

var typingChord = mustChord(TypingKey)

func (t *Typing) active() bool { return t != nil && t.Method != compose.Off && !t.aside }

// noteErase and noteRune watch for a system input method (UniKey, ibus): it
// composes by a backspace and a finished letter in quick succession. The
// composer of the program then steps aside until the user switches it by key.
func (t *Typing) noteErase(at time.Time) {
	if t != nil {
		t.erased = at
	}
}

func (t *Typing) noteRune(r rune, at time.Time) {
	if t == nil || r < 0x80 || !unicode.IsLetter(r) || !t.active() {
		return
	}
	if gap := at.Sub(t.erased); gap >= 0 && gap <= imeGap {
		t.aside = true
		t.changed()
	}
}

// Aside tells that a system input method was seen at work.
func (t *Typing) Aside() bool { return t != nil && t.aside }

// composes tells the runes that go through the composer; all others end the
// word.
func (t *Typing) composes(r rune) bool {
	return compose.IsWordRune(r) || t.Method == compose.VNI && isDigit(r)
}

// Word is the method as the status bar shows it.
func (t *Typing) Word() string {
	if t == nil {
		return "EN"
	}
	if t.aside {
		return "BỘ GÕ MÁY"
	}
	switch t.Method {
	case compose.Telex:
		return "TELEX"
	case compose.VNI:
		return "VNI"
	}
	return "KHÔNG DẤU"
}

// Next switches to the next method; after stepping aside it takes the method
// up again.
func (t *Typing) Next() {
	if t.aside {
		t.Set(t.Method)
		return
	}
	t.Set((t.Method + 1) % 3)
}

// Set chooses a method.
func (t *Typing) Set(m compose.Method) {
	t.Method, t.aside = m, false
	t.changed()
}

func (t *Typing) changed() {
	if t.OnChange != nil {
		t.OnChange(t)
	}
}

// SetTyping gives the fields of the window their way of typing and binds
// [TypingKey] below all scopes.
func (r *Router) SetTyping(t *Typing) { r.typing = t }

// Typing is the way of typing of the window; nil when none was set.
func (r *Router) Typing() *Typing { return r.typing }
