package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of s by which things are searched, and only searched:
// lower case, accents off, đ as d, apostrophes and tildes dropped, everything
// that is neither letter nor digit a single space. Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	put := func(r rune) {
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.M, r), isApostrophe(r), r == '~', dropInvisible(r) < 0:
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			put(unicode.ToLower(r))
		case r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if plain := transliterate(r); plain != "" {
				for _, p := range plain {
					put(unicode.ToLower(p))
				}
			} else {
				put(unicode.ToLower(r))
			}
		default:
			space = true
		}
	}
	return b.String()
}

// Initials returns the first characters of the words of folded text, so that
// "nva" finds "Nguyễn Văn An".
func Initials(folded string) string {
	var b strings.Builder
	start := true
	for _, r := range folded {
		if start && r != ' ' {
			b.WriteRune(r)
		}
		start = r == ' '
	}
	return b.String()
}

// isFolded is the fast path for text that already is what Fold would return.
func isFolded(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			space = false
		case c == ' ' && !space:
			space = true
		default:
			return false
		}
	}
	return !space || s == ""
}
