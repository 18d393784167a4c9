package compose

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// mark is what a letter wears besides a tone.
type mark uint8

const (
	plain mark = iota
	circumflex
	breve
	horn
	stroke
)

// tone is one of the six tones.
type tone uint8

const (
	level tone = iota
	acute
	grave
	hook
	tilde
	dot
)

var markRunes = map[mark]rune{circumflex: 0x302, breve: 0x306, horn: 0x31b}
var toneRunes = map[tone]rune{acute: 0x301, grave: 0x300, hook: 0x309, tilde: 0x303, dot: 0x323}

// letter is one letter of a word: a small base letter with a mark, or a rune of
// its own that is never changed.
type letter struct {
	base  rune
	mark  mark
	upper bool
	// byW tells an ư that was typed as a lone w.
	byW bool
	own rune
}

func (l letter) is(base rune, m mark) bool { return l.base == base && l.mark == m }

func (l letter) vowel() bool {
	switch l.base {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// rune is the letter with a tone, composed.
func (l letter) rune(t tone) rune {
	if l.own != 0 {
		return l.own
	}
	return composed[key{l.base, l.mark, t, l.upper}]
}

type key struct {
	base  rune
	mark  mark
	tone  tone
	upper bool
}

// composed and parts are the two directions of one table over all letters.
var composed, parts = buildTable()

func buildTable() (map[key]rune, map[rune]key) {
	out, back := map[key]rune{}, map[rune]key{}
	add := func(k key, text string) {
		for _, upper := range []bool{false, true} {
			k.upper = upper
			s := text
			if upper {
				s = string(unicode.ToUpper([]rune(text)[0])) + string([]rune(text)[1:])
			}
			if r := []rune(norm.NFC.String(s)); len(r) == 1 {
				out[k], back[r[0]] = r[0], k
			}
		}
	}
	for base := 'a'; base <= 'z'; base++ {
		for _, m := range []mark{plain, circumflex, breve, horn} {
			for t := level; t <= dot; t++ {
				if !wears(base, m) || (t != level && !(letter{base: base}).vowel()) {
					continue
				}
				s := string(base)
				if m != plain {
					s += string(markRunes[m])
				}
				if t != level {
					s += string(toneRunes[t])
				}
				add(key{base: base, mark: m, tone: t}, s)
			}
		}
	}
	add(key{base: 'd', mark: stroke}, "đ")
	return out, back
}

// wears tells the marks a base letter can have in Vietnamese.
func wears(base rune, m mark) bool {
	switch m {
	case plain:
		return true
	case circumflex:
		return base == 'a' || base == 'e' || base == 'o'
	case breve:
		return base == 'a'
	case horn:
		return base == 'o' || base == 'u'
	}
	return base == 'd'
}

// split takes a rune apart; runes that are no Vietnamese letter keep to
// themselves.
func split(r rune) (letter, tone) {
	k, ok := parts[r]
	if !ok {
		return letter{own: r}, level
	}
	return letter{base: k.base, mark: k.mark, upper: k.upper}, k.tone
}
