package person

import "strings"

// MRZName writes a name in width characters of a machine-readable zone: the
// family name, two fillers, the other names parted by one; accents off, Đ as D,
// apostrophes left out, hyphens as fillers (ICAO Doc 9303-3 sections 4.6 and 6).
//
// A name that is too long is cut by the rule of Doc 9303-3 section 4.6: the
// family name gives way until two fillers and an initial of the other names
// fit, and the last character is a letter, the sign that something may be cut.
func MRZName(n Name, width int) string {
	words := n.Words()
	if len(words) == 0 || width < 4 {
		return strings.Repeat("<", max(width, 0))
	}
	primary := mrzComponents(words[0])
	var secondary []string
	for _, w := range words[1:] {
		secondary = append(secondary, mrzComponents(w)...)
	}
	whole := strings.Join(primary, "<")
	if len(secondary) > 0 {
		whole += "<<" + strings.Join(secondary, "<")
	}
	if len(whole) <= width {
		return fit(whole, width)
	}
	if len(secondary) > 0 {
		primary = shorten(primary, width-3)
	}
	head := strings.Join(primary, "<")
	if len(secondary) == 0 {
		return letterLast(head, width)
	}
	return letterLast(head+"<<"+strings.Join(secondary, "<"), width)
}

// mrzComponents transliterates one word; hyphens make components of it.
func mrzComponents(word string) []string {
	var b strings.Builder
	for _, r := range word {
		if isHyphen(r) {
			b.WriteByte('<')
			continue
		}
		b.WriteString(transliterate(r))
	}
	return strings.FieldsFunc(b.String(), func(r rune) bool { return r == '<' })
}

// shorten takes letters off the longest component until all fit into width.
func shorten(components []string, width int) []string {
	out := append([]string(nil), components...)
	for len(strings.Join(out, "<")) > width {
		longest := 0
		for i := range out {
			if len(out[i]) > len(out[longest]) {
				longest = i
			}
		}
		if len(out[longest]) <= 1 {
			out = out[:len(out)-1] // more components than room: the last ones go
			continue
		}
		out[longest] = out[longest][:len(out[longest])-1]
	}
	return out
}

// letterLast cuts text, which is longer than width, so that its last character
// is a letter. Where the cut would fall on a filler, the longest component
// before it gives a letter up and the next one begins on the last place.
func letterLast(text string, width int) string {
	for text[width-1] == '<' {
		start, length := 0, 0
		for i := 0; i < width-1; {
			j := i
			for j < width-1 && text[j] != '<' {
				j++
			}
			if j-i > length {
				start, length = i, j-i
			}
			i = j + 1
		}
		if length < 2 { // nothing left to give: fill up
			return fit(strings.TrimRight(text[:width], "<"), width)
		}
		cut := start + length - 1
		text = text[:cut] + text[cut+1:]
		if len(text) < width {
			return fit(text, width)
		}
	}
	return text[:width]
}
