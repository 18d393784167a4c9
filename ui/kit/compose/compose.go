// Package compose turns the keys of a Latin keyboard into Vietnamese letters
// the way Telex and VNI typists expect.
//
// It works on one [Word] at a time and knows nothing of screens: a text field
// loads the letters before its cursor, types one key, and shows what comes
// back. A key changes letters only when the word can still become a Vietnamese
// syllable (or one of the names of the minority peoples, whose sounds are
// wider); all other words are left as typed. When a word ends that turned out
// to be none, [Word.Finish] gives back the keys as they were pressed, so that
// "Windows" and "data" stay what they are.
package compose

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Method is how marks and tones are typed.
type Method int

// The methods. Off leaves every key alone.
const (
	Off Method = iota
	Telex
	VNI
)

// Style is where the tone stands in open oa, oe and uy.
type Style int

// Old writes hòa, khỏe, thúy; New writes hoà, khoẻ, thuý.
const (
	Old Style = iota
	New
)

// Word is the word before the cursor. The zero value is an empty word.
type Word struct {
	letters []letter
	tone    tone
	// at is the index of the letter that carries the tone, -1 without one.
	at int
	// keys are the keys pressed for this word; they are known only for a word
	// typed from its first letter on.
	keys []rune
	// known tells that keys are complete, changed that they differ from what is
	// shown, free that a mark was typed after the end of the syllable.
	known, changed, free bool
	// fixed words hold letters that are not ours to change.
	fixed bool
}

// Load takes up a word that stands on the screen, for going on inside it. Its
// keys are not known, so Finish leaves it alone.
func Load(text string) Word {
	w := Word{at: -1, known: text == ""}
	for i, r := range []rune(norm.NFC.String(text)) {
		l, t := split(r)
		if t != level {
			if w.tone != level {
				w.fixed = true // two tones: no syllable
				l.own = r
			}
			w.tone, w.at = t, i
		}
		w.letters = append(w.letters, l)
	}
	if w.fixed {
		w.keepAsIs(text)
	}
	return w
}

// keepAsIs makes every letter opaque.
func (w *Word) keepAsIs(text string) {
	w.tone, w.at = level, -1
	for i, r := range []rune(norm.NFC.String(text)) {
		w.letters[i] = letter{own: r}
	}
}

// String is the word as shown, in NFC.
func (w *Word) String() string {
	out := make([]rune, len(w.letters))
	for i, l := range w.letters {
		t := level
		if i == w.at {
			t = w.tone
		}
		out[i] = l.rune(t)
	}
	return string(out)
}

// Reset forgets the word.
func (w *Word) Reset() { *w = Word{} }

// Type adds a key and gives the word as it is to be shown.
func (w *Word) Type(key rune, method Method, style Style) string {
	if len(w.letters) == 0 {
		*w = Word{at: -1, known: true}
	}
	if key >= utf8Self || w.fixed {
		// A letter that is already composed: another input method is at work.
		*w = Load(w.String() + string(key))
		return w.String()
	}
	w.keys = append(w.keys, key)
	if !w.apply(key, method) {
		w.append(key)
	}
	w.placeTone(style)
	return w.String()
}

// utf8Self is the first rune no Latin keyboard types by itself.
const utf8Self = 0x80

// apply lets the key change the letters of a word that is, or can become, a
// syllable; đ is also typed into words of consonants alone (UBND, HĐND).
func (w *Word) apply(key rune, method Method) bool {
	ok := w.parse().ok
	switch {
	case method == Telex && ok:
		return w.telex(key)
	case method == VNI && ok:
		return w.vni(key)
	case method == Telex && (key == 'd' || key == 'D'), method == VNI && key == '9':
		return w.strokeInAbbreviation()
	}
	return false
}

// append adds a plain letter. A letter after "uơ" or "ưo" makes it "ươ": thuơ,
// thương.
func (w *Word) append(key rune) {
	l, _ := split(key)
	p := w.parse()
	if pair := w.uoPair(p); p.ok && l.base != 0 && pair >= 0 && pair+2 == len(w.letters) &&
		(w.letters[pair].mark == horn) != (w.letters[pair+1].mark == horn) && w.letters[pair+1].mark != circumflex {
		u, o := w.letters[pair].mark, w.letters[pair+1].mark
		w.letters[pair].mark, w.letters[pair+1].mark = horn, horn
		if !w.with(l).parse().ok {
			w.letters[pair].mark, w.letters[pair+1].mark = u, o
		}
	}
	w.letters = append(w.letters, l)
}

// with is the word with one letter more.
func (w *Word) with(l letter) *Word {
	c := *w
	c.letters = append(append([]letter(nil), w.letters...), l)
	return &c
}

// undo ends the effect of a repeated key: the key stands as a letter, and what
// is shown now counts as what was pressed.
func (w *Word) undo(key rune) {
	l, _ := split(key)
	w.letters = append(w.letters, l)
	w.settle()
}

// settle takes what is shown now for what was pressed.
func (w *Word) settle() {
	w.keys = []rune(w.String())
	w.changed, w.free = false, false
}

// Backspace takes the last letter away and leaves the others as they stand.
func (w *Word) Backspace() {
	shown := []rune(w.String())
	if len(shown) == 0 {
		return
	}
	*w = Load(string(shown[:len(shown)-1]))
}

// Finish ends the word and gives it as it is to stand: the keys as pressed when
// it became no syllable, otherwise the word as shown.
func (w *Word) Finish() string {
	if w.known && w.changed && w.hasVowel() && !w.complete() {
		return string(w.keys)
	}
	return w.String()
}

func (w *Word) hasVowel() bool {
	for _, l := range w.letters {
		if l.vowel() {
			return true
		}
	}
	return false
}

// IsWordRune tells the runes a word is made of.
func IsWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) }
