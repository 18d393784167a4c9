package dossier

import "slices"

// Coded is one of a fixed list: the code that is kept, and how it is said.
type Coded struct{ Code, Vietnamese, English string }

// FindCoded finds a code in such a list.
func FindCoded(list []Coded, code string) (found Coded, ok bool) {
	i := slices.IndexFunc(list, func(c Coded) bool { return c.Code == code })
	if i < 0 {
		return Coded{}, false
	}
	return list[i], true
}
