package person

import "golang.org/x/text/unicode/norm"

// special holds the letters of ICAO Doc 9303-3 section 6 (table A) that are not
// a basic letter with a mark on it, or whose recommended form is longer.
var special = map[rune]string{
	'Đ': "D", 'Ð': "D", 'Ł': "L", 'Ħ': "H", 'Ŧ': "T", 'Ŋ': "N", 'ĸ': "Q", 'ı': "I",
	'Æ': "AE", 'Œ': "OE", 'Ø': "OE", 'Þ': "TH", 'ß': "SS", 'ẞ': "SS",
	'Ä': "AE", 'Ö': "OE", 'Ü': "UE", 'Å': "AA",
	'Ɓ': "B", 'Ƀ': "B", 'Ɖ': "D", 'Ɗ': "D", // written in highland names; no row in the table, base letter
	'đ': "D", 'ð': "D", 'ł': "L", 'ħ': "H", 'ŧ': "T", 'ŋ': "N",
	'æ': "AE", 'œ': "OE", 'ø': "OE", 'þ': "TH",
	'ä': "AE", 'ö': "OE", 'ü': "UE", 'å': "AA",
	'ɓ': "B", 'ƀ': "B", 'ɖ': "D", 'ɗ': "D",
}

// transliterate returns the MRZ letters of one letter, "" when it has none.
// Accents are taken off, Đ becomes D (ICAO Doc 9303-3 section 6).
func transliterate(r rune) string {
	if r < 0x80 {
		switch {
		case r >= 'A' && r <= 'Z':
			return string(r)
		case r >= 'a' && r <= 'z':
			return string(r - 'a' + 'A')
		}
		return ""
	}
	if s, ok := special[r]; ok {
		return s
	}
	// Canonical decomposition only: compatibility letters (ﬁ, Ａ, ª) are not
	// letters of a name.
	decomposition := norm.NFD.String(string(r))
	if len(decomposition) > 1 && decomposition[0] < 0x80 {
		return transliterate(rune(decomposition[0]))
	}
	return ""
}
