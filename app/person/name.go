package person

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxNameLetters bounds a name, counted in code points after NFC.
const MaxNameLetters = 120

// maxNameBytes bounds what ParseName looks at before it normalises.
const maxNameBytes = 4096

// Name is a person's name as the birth certificate writes it: NFC, words parted
// by single spaces, Latin letters with any accent, apostrophes, hyphens and
// tildes of the highland languages (K'Brêu, Y-Blô, H’Mai). Every letter has an
// MRZ form. The zero value is no name. Names compare with ==.
type Name struct{ text string }

// ParseName reads a name. It composes accents (NFC), drops invisible characters,
// puts Đ where converters of old fonts left the Icelandic letter that looks like
// it, and joins runs of white space; spelling and letter case stay as written
// (hòa and hoà are different names until they are folded for search).
func ParseName(s string) (Name, error) {
	if len(s) > maxNameBytes {
		return Name{}, fmt.Errorf("%w: longer than %d bytes", ErrName, maxNameBytes)
	}
	if !utf8.ValidString(s) {
		return Name{}, fmt.Errorf("%w: broken characters", ErrName)
	}
	text := norm.NFC.String(strings.Join(strings.Fields(strings.Map(tidyLetter, s)), " "))
	if text == "" {
		return Name{}, fmt.Errorf("%w: empty", ErrName)
	}
	if n := utf8.RuneCountInString(text); n > MaxNameLetters {
		return Name{}, fmt.Errorf("%w: %d characters, at most %d", ErrName, n, MaxNameLetters)
	}
	before := ' '
	for i, r := range text {
		switch {
		case i == 0 && !isNameLetter(r):
			return Name{}, fmt.Errorf("%w: does not begin with a letter", ErrName)
		case isNameLetter(r), r == ' ', isApostrophe(r), isHyphen(r), r == '~':
		case unicode.Is(unicode.Mn, r) && (isNameLetter(before) || unicode.Is(unicode.Mn, before)):
		default:
			return Name{}, fmt.Errorf("%w: character %U does not occur in names", ErrName, r)
		}
		before = r
	}
	return Name{text}, nil
}

// String returns the name as written.
func (n Name) String() string { return n.text }

// IsZero reports whether there is no name.
func (n Name) IsZero() bool { return n.text == "" }

// Upper returns the name in capitals with its accents, as forms and cards print it.
func (n Name) Upper() string { return norm.NFC.String(strings.ToUpper(n.text)) }

// Title returns the name with capital initials, as the QR code of a card writes
// it. A name already in mixed case is returned as written: only its bearer knows
// whether it is H'Mai or H'mai.
func (n Name) Title() string {
	lower := strings.ToLower(n.text)
	if n.text != lower && n.text != strings.ToUpper(n.text) {
		return n.text
	}
	var b strings.Builder
	start := true
	for _, r := range lower {
		if start && unicode.IsLetter(r) {
			r = unicode.ToUpper(r)
		}
		b.WriteRune(r)
		start = r == ' ' || isHyphen(r) || isApostrophe(r)
	}
	return norm.NFC.String(b.String())
}

// Words returns the words of the name; the first is the family name.
func (n Name) Words() []string { return strings.Fields(n.text) }

// MarshalText writes the name as written.
func (n Name) MarshalText() ([]byte, error) { return []byte(n.text), nil }

// UnmarshalText reads a name; empty text is no name.
func (n *Name) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = Name{}
		return nil
	}
	parsed, err := ParseName(string(text))
	if err != nil {
		return err
	}
	*n = parsed
	return nil
}

// isNameLetter reports whether r is a letter that has an MRZ form.
func isNameLetter(r rune) bool { return transliterate(r) != "" }

// isApostrophe knows every apostrophe seen in names of the Central Highlands.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', '`', '´', 'ʼ', 'ʻ', 'ʹ', '′', '‛':
		return true
	}
	return false
}

func isHyphen(r rune) bool {
	switch r {
	case '-', '‐', '‑', '‒', '–', '—', '−':
		return true
	}
	return false
}

// tidyLetter mends what conversion from other encodings leaves behind: no
// Vietnamese name has an eth.
func tidyLetter(r rune) rune {
	switch r {
	case 'Ð': // U+00D0
		return 'Đ'
	case 'ð': // U+00F0
		return 'đ'
	}
	return dropInvisible(r)
}

// dropInvisible removes what copying from documents leaves behind.
func dropInvisible(r rune) rune {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return -1
	}
	return r
}
