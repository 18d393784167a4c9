package compose

// placeTone finds the letter that carries the tone.
func (w *Word) placeTone(style Style) {
	if w.tone == level {
		w.at = -1
		return
	}
	p := w.parse()
	if !p.ok || p.rime == p.coda {
		return // a word that is none keeps its tone where it stands
	}
	w.at = p.rime + toneLetter(w.letters[p.rime:p.coda], p.coda < len(w.letters), style)
}

// toneLetter is the index of the vowel that carries the tone: the last with a
// mark; before a consonant the last one; of three the middle; of two the
// first, except oa, oe and uy in the new style.
func toneLetter(vowels []letter, coda bool, style Style) int {
	for i := len(vowels) - 1; i >= 0; i-- {
		if vowels[i].mark != plain {
			return i
		}
	}
	last := len(vowels) - 1
	switch {
	case last == 0 || coda:
		return last
	case last >= 2:
		return 1
	}
	switch spell(vowels) {
	case "oa", "oe", "uy":
		if style == New {
			return 1
		}
	case "ue", "uo", "ye", "ie", "oo":
		return 1 // on the way to uê, uô, yê, iê, oo
	}
	return 0
}
