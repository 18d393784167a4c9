package compose

import (
	"strings"
	"unicode"
)

// telex applies a Telex key and reports false when the key is a plain letter.
func (w *Word) telex(key rune) bool {
	switch unicode.ToLower(key) {
	case 's':
		return w.setTone(acute, key)
	case 'f':
		return w.setTone(grave, key)
	case 'r':
		return w.setTone(hook, key)
	case 'x':
		return w.setTone(tilde, key)
	case 'j':
		return w.setTone(dot, key)
	case 'z':
		return w.clearTone()
	case 'a', 'e', 'o':
		return w.setCircumflex(string(unicode.ToLower(key)), key)
	case 'd':
		return w.setStroke(key)
	case 'w':
		return w.setHook(key, horn, breve) || w.loneW(key)
	}
	return false
}

// vni applies a VNI key and reports false when the key is a plain letter.
func (w *Word) vni(key rune) bool {
	switch key {
	case '1', '2', '3', '4', '5':
		return w.setTone([]tone{acute, grave, hook, tilde, dot}[key-'1'], key)
	case '0':
		return w.clearTone()
	case '6':
		return w.setCircumflex("aeo", key)
	case '7':
		return w.setHook(key, horn)
	case '8':
		return w.setHook(key, breve)
	case '9':
		return w.setStroke(key)
	}
	return false
}

// setTone gives the word a tone; the same key again takes it back.
func (w *Word) setTone(t tone, key rune) bool {
	p := w.parse()
	if p.rime == p.coda || !w.toneFits(p, t) {
		return false
	}
	if w.tone == t {
		w.tone, w.at = level, -1
		w.undo(key)
		return true
	}
	w.tone, w.changed = t, true
	return true
}

// clearTone takes any tone away.
func (w *Word) clearTone() bool {
	if w.tone == level {
		return false
	}
	w.tone, w.at = level, -1
	w.settle()
	return true
}

// setCircumflex turns the last of the named vowels into â, ê or ô.
func (w *Word) setCircumflex(bases string, key rune) bool {
	p := w.parse()
	for i := p.coda - 1; i >= p.rime; i-- {
		l := w.letters[i]
		if !strings.ContainsRune(bases, l.base) {
			continue
		}
		if l.mark == circumflex {
			return w.takeBack(key, i)
		}
		before := append([]letter(nil), w.letters...)
		w.letters[i].mark = circumflex
		if i > p.rime && w.letters[i-1].is('u', horn) {
			w.letters[i-1].mark = plain // ươ becomes uô
		}
		if w.keepIfSyllable(before) {
			w.free = w.free || p.coda < len(w.letters)
			return true
		}
	}
	return false
}

// setStroke turns the d at the head into đ.
func (w *Word) setStroke(key rune) bool {
	at := w.parse().start
	if at >= len(w.letters) {
		return false
	}
	switch {
	case w.letters[at].is('d', plain):
		before := append([]letter(nil), w.letters...)
		w.letters[at].mark = stroke
		return w.keepIfSyllable(before)
	case w.letters[at].is('d', stroke):
		return w.takeBack(key, at)
	}
	return false
}

// strokeInAbbreviation turns the d just typed into đ, and back, in a word that
// has no vowel.
func (w *Word) strokeInAbbreviation() bool {
	last := len(w.letters) - 1
	if last < 0 || w.hasVowel() || w.letters[last].base != 'd' {
		return false
	}
	if last > 0 && w.letters[last-1].is('d', plain) {
		return false // "dd" was asked for by typing a third d
	}
	if w.letters[last].mark == stroke {
		return w.takeBack(map[bool]rune{true: 'D', false: 'd'}[w.letters[last].upper], last)
	}
	w.letters[last].mark = stroke
	w.changed = true
	return true
}

// setHook puts horns on u and o and a breve on a, as far as marks allows. The
// key takes its marks back when there is nothing left to put them on.
func (w *Word) setHook(key rune, marks ...mark) bool {
	p := w.parse()
	allowed := map[mark]bool{}
	for _, m := range marks {
		allowed[m] = true
	}
	if hooked := w.hooked(p, allowed); len(hooked) > 0 {
		return w.takeBack(key, hooked...)
	}
	for _, change := range w.hookChanges(p, allowed) {
		before := append([]letter(nil), w.letters...)
		for i, m := range change {
			w.letters[i].mark = m
		}
		if w.keepIfSyllable(before) {
			w.free = w.free || p.coda < len(w.letters)
			return true
		}
	}
	return false
}

// hooked are the letters that already wear what the key gives; none while an
// "uo" has only one of its two horns.
func (w *Word) hooked(p parsed, allowed map[mark]bool) []int {
	if pair := w.uoPair(p); allowed[horn] && pair >= 0 && !w.pairDone(p, pair) {
		return nil
	}
	var out []int
	for i := p.rime; i < p.coda; i++ {
		m := w.letters[i].mark
		if (m == horn || m == breve) && allowed[m] {
			out = append(out, i)
		}
	}
	return out
}

// uoPair is the index of a u followed by o, with or without marks; -1 if none.
func (w *Word) uoPair(p parsed) int {
	for i := p.rime; i+1 < p.coda; i++ {
		if w.letters[i].base == 'u' && w.letters[i+1].base == 'o' {
			return i
		}
	}
	return -1
}

// pairDone tells an uo that has all the horns it can have: both, or in open
// thuơ, huơ and khuơ that of the o.
func (w *Word) pairDone(p parsed, pair int) bool {
	if w.letters[pair+1].mark != horn {
		return false
	}
	return w.letters[pair].mark == horn || w.opensUo(p, pair)
}

// hookChanges are the ways to put the marks, best first.
func (w *Word) hookChanges(p parsed, allowed map[mark]bool) []map[int]mark {
	var out []map[int]mark
	each := func(base rune, m mark) {
		for i := p.rime; i < p.coda; i++ {
			if allowed[m] && w.letters[i].base == base {
				out = append(out, map[int]mark{i: m})
			}
		}
	}
	if pair := w.uoPair(p); allowed[horn] && pair >= 0 {
		both := map[int]mark{pair: horn, pair + 1: horn}
		if w.opensUo(p, pair) {
			delete(both, pair)
		}
		out = append(out, both)
	}
	each('u', horn)
	each('o', horn)
	each('a', breve)
	return out
}

// opensUo tells the syllables that end in uơ: thuở, huơ, khuơ.
func (w *Word) opensUo(p parsed, pair int) bool {
	if pair+2 != len(w.letters) || w.letters[pair].mark == horn {
		return false
	}
	switch spell(w.letters[p.start:p.rime]) {
	case "h", "th", "kh":
		return true
	}
	return false
}

// loneW types ư where no vowel is yet; w again makes it a plain w.
func (w *Word) loneW(key rune) bool {
	p := w.parse()
	if p.rime != len(w.letters) {
		return false
	}
	before := append([]letter(nil), w.letters...)
	w.letters = append(w.letters, letter{base: 'u', mark: horn, upper: unicode.IsUpper(key), byW: true})
	return w.keepIfSyllable(before)
}

// keepIfSyllable keeps a change when the word can still become a syllable, and
// undoes it otherwise.
func (w *Word) keepIfSyllable(before []letter) bool {
	if w.parse().ok {
		w.changed = true
		return true
	}
	w.letters = before
	return false
}

// takeBack ends the effect of a key that was pressed again: the letters lose
// their mark and the key stands at the end. A lone w becomes itself.
func (w *Word) takeBack(key rune, at ...int) bool {
	for _, i := range at {
		if w.letters[i].byW && i == len(w.letters)-1 {
			w.letters = w.letters[:i]
			if w.at == i {
				w.tone, w.at = level, -1
			}
			continue
		}
		w.letters[i].mark = plain
	}
	w.undo(key)
	return true
}
