package kit

import (
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold writes text without accents and in small letters ("Đỗ Đức" → "do duc"),
// the form in which people search.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch f, known := folded[r]; {
		case r < unicode.MaxASCII:
			b.WriteByte(lowerASCII(byte(r)))
		case known:
			b.WriteRune(f)
		case unicode.Is(unicode.Mn, r):
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// folded maps the accented Latin letters to their small base letters.
var folded = func() map[rune]rune {
	out := map[rune]rune{'đ': 'd', 'Đ': 'd'}
	for _, block := range [][2]rune{{0xc0, 0x24f}, {0x1e00, 0x1eff}} {
		for r := block[0]; r <= block[1]; r++ {
			base := []rune(norm.NFD.String(string(r)))
			if len(base) > 1 {
				out[r] = unicode.ToLower(base[0])
			}
		}
	}
	return out
}()

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// initials are the first letters of the words of a folded text.
func initials(folded string) string {
	var b strings.Builder
	fresh := true
	for _, r := range folded {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if fresh {
				b.WriteRune(r)
			}
			fresh = false
		} else {
			fresh = true
		}
	}
	return b.String()
}

// matcher finds choices by what a person types: the code, the beginning of the
// name or of its words, the initials, or any part, in this order of merit.
type matcher struct {
	keys []matchKey
}

type matchKey struct{ code, folded, initials string }

func newMatcher(choices []Choice) *matcher {
	m := &matcher{keys: make([]matchKey, len(choices))}
	for i, c := range choices {
		f := Fold(c.Text)
		m.keys[i] = matchKey{code: Fold(c.Code), folded: f, initials: initials(f)}
	}
	return m
}

// find gives the indexes of the choices that match, best first; all of them in
// their own order for an empty text.
func (m *matcher) find(text string) []int {
	q := strings.Join(strings.Fields(Fold(text)), " ")
	type hit struct{ index, merit int }
	hits := make([]hit, 0, 64)
	for i, k := range m.keys {
		if merit := k.merit(q); merit >= 0 {
			hits = append(hits, hit{i, merit})
		}
	}
	sort.SliceStable(hits, func(a, b int) bool { return hits[a].merit < hits[b].merit })
	out := make([]int, len(hits))
	for i, h := range hits {
		out[i] = h.index
	}
	return out
}

// Merit says how well a text matches what a person types, without regard to
// accents: 0 is the whole, 1 its beginning, 2 its initials, more is less alike, and
// -1 is no match. Nothing typed matches everything.
func Merit(text, typed string) int {
	f := Fold(text)
	return matchKey{folded: f, initials: initials(f)}.merit(strings.Join(strings.Fields(Fold(typed)), " "))
}

// merit is 0 for the best kind of match and -1 for none.
func (k matchKey) merit(q string) int {
	switch {
	case q == "":
		return 0
	case k.folded == q || k.code == q:
		return 0
	case strings.HasPrefix(k.folded, q):
		return 1
	case strings.HasPrefix(k.initials, q):
		return 2
	case strings.Contains(" "+k.folded, " "+q):
		return 3
	case strings.HasPrefix(k.code, q):
		return 4
	case strings.Contains(k.initials, q):
		return 5
	case strings.Contains(k.folded, q):
		return 6
	case wordsBegin(k.folded, q):
		return 7
	}
	return -1
}

// wordsBegin tells whether each word of q begins a word of text, in order:
// "ng v a" finds "nguyen van an".
func wordsBegin(text, q string) bool {
	words := strings.Fields(text)
	for part := range strings.FieldsSeq(q) {
		found := false
		for len(words) > 0 && !found {
			found = strings.HasPrefix(words[0], part)
			words = words[1:]
		}
		if !found {
			return false
		}
	}
	return true
}
