package tables

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/person"
)

// Query says what areas to search.
type Query struct {
	Text    string // any part, accents optional: "ba dinh hn", "p5 go vap", "bdhn"
	Level   Level  // 0: all
	Within  string // code of a province or district to stay in, "" for all
	Anytime bool   // also areas that are not valid on the day of the view
	Limit   int    // 0: 20
}

const (
	defaultLimit  = 20
	maxQueryBytes = 200
	maxQueryWords = 12
	sameName      = 100 // score of an area whose name is the query
)

// indexEntry is what the search compares of one area. Each word of text and
// initials has a space before it, so that " x" finds the beginning of a word.
type indexEntry struct {
	name     string // folded, without the kind
	text     string // folded kind, name, and the names of all it lies in
	initials string // initials of each of them, with and without the kind
	path     string // initials of the names of all, joined: "bdhn"
	within   string // " " + codes of all it lies in + " "
}

// Search finds areas by the beginnings of words, in any order, or by initials.
// The best match comes first: the same name, then a name that begins so, then
// areas all of whose words match, then initials.
func (v View) Search(q Query) []Area {
	words := queryWords(q.Text)
	if len(words) == 0 {
		return nil
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	whole := strings.Join(words, " ")
	typed := norm.NFC.String(strings.TrimSpace(q.Text))
	needles := make([]string, len(words))
	for i, w := range words {
		needles[i] = " " + w
		if isNumber(w) {
			needles[i] += " " // 1 is not 10
		}
	}
	type hit struct{ row, score int }
	past := func(a *Area) int {
		if a.ValidOn(v.day) {
			return 0
		}
		return 1
	}
	var hits []hit
	for row, e := range v.set.index() {
		a := &v.set.areas[row]
		if q.Level != 0 && a.Level != q.Level || q.Within != "" && !strings.Contains(e.within, " "+q.Within+" ") {
			continue
		}
		if score := e.score(whole, words, needles); score > 0 && (q.Anytime || a.ValidOn(v.day)) {
			if score == sameName && strings.EqualFold(a.Name, typed) {
				score++ // with its accents
			}
			hits = append(hits, hit{row, score})
		}
	}
	slices.SortFunc(hits, func(x, y hit) int {
		a, b := &v.set.areas[x.row], &v.set.areas[y.row]
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(past(a), past(b)), cmp.Compare(a.Level, b.Level), cmp.Compare(utf8.RuneCountInString(a.Name), utf8.RuneCountInString(b.Name)),
			cmp.Compare(a.Code, b.Code), b.From.Compare(a.From))
	})
	areas := make([]Area, 0, min(limit, len(hits)))
	for _, h := range hits[:min(limit, len(hits))] {
		areas = append(areas, v.set.areas[h.row])
	}
	return areas
}

func (e *indexEntry) score(whole string, words, needles []string) int {
	switch {
	case e.name == whole:
		return sameName
	case strings.HasPrefix(e.name, whole) && !isNumber(whole):
		return 80
	}
	score := 60
	for i, needle := range needles {
		if strings.Contains(e.text, needle) {
			continue
		}
		if len(words[i]) < 2 || !strings.Contains(e.initials, needle) {
			if len(words) == 1 && len(whole) > 2 && strings.HasPrefix(e.path, whole) {
				return 20
			}
			return 0
		}
		score = 40
	}
	if strings.HasPrefix(whole, e.name+" ") {
		score += 15
	} else if strings.HasPrefix(e.name, words[0]) {
		score += 5
	}
	return score
}

// queryWords folds the text and parts letters from digits: "P5" is "p 5".
func queryWords(text string) []string {
	if len(text) > maxQueryBytes {
		text = strings.ToValidUTF8(text[:maxQueryBytes], "")
	}
	folded := person.Fold(text)
	var b strings.Builder
	for i := range len(folded) {
		if i > 0 && isDigit(folded[i]) && folded[i-1] >= 'a' && folded[i-1] <= 'z' {
			b.WriteByte(' ')
		}
		b.WriteByte(folded[i])
	}
	words := strings.Fields(b.String())
	return words[:min(len(words), maxQueryWords)]
}

func (s *Set) buildIndex() []indexEntry {
	index := make([]indexEntry, len(s.areas))
	folded := map[string]string{} // kinds and names repeat
	fold := func(text string) string {
		f, ok := folded[text]
		if !ok {
			f = person.Fold(text)
			folded[text] = f
		}
		return f
	}
	for row, a := range s.areas {
		e := &index[row]
		e.name = fold(a.Name)
		var text, initials, path strings.Builder
		codes := " "
		for _, part := range s.At(cmp.Or(a.Until.Latest(), a.From)).Path(a) {
			name := fold(part.Name)
			full := strings.TrimSpace(fold(part.Kind) + " " + name)
			text.WriteString(" " + full)
			initials.WriteString(" " + person.Initials(full) + " " + person.Initials(name))
			path.WriteString(person.Initials(name))
			codes += part.Code + " "
		}
		e.text, e.initials, e.path, e.within = text.String()+" ", initials.String(), path.String(), codes
	}
	return index
}

// Warm builds the search index, so that the first search is as fast as the
// others. It may run beside everything else.
func (s *Set) Warm() { s.index() }

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
