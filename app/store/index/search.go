package index

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/person"
)

// MaxCandidates bounds how many matching dossiers are ranked: who types only a
// family name must type on anyhow.
const MaxCandidates = 1000

// Scores. An exact number is worth more than any name.
const (
	scoreExactNumber = 1000
	scorePartNumber  = 100
	scoreWholeWord   = 20
	scorePrefix      = 10
	scoreAccent      = 15
	scoreGivenName   = 6
	scoreInitials    = 8
	scoreTypo        = 4
)

// token is one part of a query: digits, or a folded word with its spelling.
type token struct {
	digits string
	word   string
	spelt  string // NFC, lower case; "" when it has no accents of its own
}

// Search returns at most limit hits, best first. Every part of the query must
// be found. A query that finds nothing is tried again with one wrong letter.
func (x *Index) Search(query string, limit int) []Hit { return x.search(query, limit, nil) }

// SearchAmong is Search among some dossiers only. Ids that the index does not
// know are passed over.
func (x *Index) SearchAmong(query string, dossiers []string, limit int) []Hit {
	return x.search(query, limit, func() set {
		among := newSet(len(x.docs))
		for _, d := range dossiers {
			if key, ok := parseID(d); ok {
				if n, ok := x.byID[key]; ok {
					among.add(n)
				}
			}
		}
		return among
	})
}

// search searches all docs, or those of the set that among makes.
func (x *Index) search(query string, limit int, among func() set) []Hit {
	tokens := parse(query)
	if len(tokens) == 0 || limit <= 0 {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	var only set
	if among != nil {
		only = among()
	}
	found := x.find(tokens, only, false)
	if len(found) == 0 {
		found = x.find(tokens, only, true)
	}
	slices.SortFunc(found, func(a, b scored) int {
		if c := cmp.Compare(b.score, a.score); c != 0 {
			return c
		}
		return cmp.Compare(a.doc, b.doc)
	})
	hits := make([]Hit, 0, min(limit, len(found)))
	for _, f := range found[:min(limit, len(found))] {
		hits = append(hits, Hit{Entry: x.entry(f.doc), Score: f.score})
	}
	return hits
}

// parse splits a query. A whole receipt number, typed or from its QR code, is
// its digits; so is every part with digits in it. Digits that a person groups
// with spaces, dots or strokes are one number.
func parse(query string) []token {
	if n, err := person.ParseReceiptNumber(query); err == nil {
		return []token{{digits: onlyDigits(n.String())}}
	}
	var tokens []token
	for part := range strings.FieldsSeq(norm.NFC.String(query)) {
		if d := onlyDigits(part); d != "" {
			pure := strings.Trim(part, "0123456789./-") == ""
			if pure {
				d = padDate(part, d)
			}
			if n := len(tokens); pure && n > 0 && tokens[n-1].digits != "" && len(tokens[n-1].digits)+len(d) <= 12 {
				tokens[n-1].digits += d
				continue
			}
			tokens = append(tokens, token{digits: d})
			continue
		}
		lower := strings.ToLower(part)
		for word := range strings.FieldsSeq(person.Fold(part)) {
			t := token{word: word}
			if lower != word {
				t.spelt = lower
			}
			tokens = append(tokens, t)
		}
	}
	return tokens
}

// padDate writes 4/5/1990 as 04051990; other digits stay.
func padDate(part, digits string) string {
	f := strings.FieldsFunc(part, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(f) != 3 || len(f[0]) > 2 || len(f[1]) > 2 || len(f[2]) != 4 {
		return digits
	}
	for i := range 2 {
		f[i] = strings.Repeat("0", 2-len(f[i])) + f[i]
	}
	return f[0] + f[1] + f[2]
}

type scored struct {
	doc   uint32
	score int
}

// alternative is a word of the vocabulary that a token may stand for.
type alternative struct {
	word  string
	score int
}

// find intersects, for every token, the set of docs that have it. Docs that
// have every word whole come first, so that the bound on how many are ranked
// cuts the worst. With only, no other docs are looked at.
func (x *Index) find(tokens []token, only set, typos bool) []scored {
	alternatives := make([][]alternative, len(tokens))
	var whole, any set
	for i, t := range tokens {
		exact, all := newSet(len(x.docs)), newSet(len(x.docs))
		if t.digits != "" {
			x.scan(t.digits, all)
			exact = all
		} else {
			alternatives[i] = x.alternatives(t.word, typos)
			for _, a := range alternatives[i] {
				all.addAll(x.words[a.word])
				if a.score == scoreWholeWord {
					exact.addAll(x.words[a.word])
				}
			}
		}
		if i == 0 {
			whole, any = exact, all
			continue
		}
		// A set that is both is copied by and, never changed in place.
		whole, any = whole.and(exact), any.and(all)
	}
	if only != nil {
		whole, any = whole.and(only), any.and(only)
	}
	var found []scored
	take := func(n uint32) bool {
		if !x.isGone(n) {
			if score, ok := x.score(n, tokens, alternatives); ok {
				found = append(found, scored{n, score})
			}
		}
		return len(found) < MaxCandidates
	}
	if whole.each(take) {
		any.without(whole).each(take)
	}
	return found
}

// alternatives lists the words that token word may stand for, best first.
func (x *Index) alternatives(word string, typos bool) []alternative {
	var out []alternative
	initials := "^" + word
	for w := range x.words {
		switch {
		case w == word:
			out = append(out, alternative{w, scoreWholeWord})
		case strings.HasPrefix(w, word):
			out = append(out, alternative{w, scorePrefix})
		case len(word) > 1 && strings.HasPrefix(w, initials):
			out = append(out, alternative{w, scoreInitials})
		case typos && len(word) > 2 && w[0] != '^' && oneEdit(w, word):
			out = append(out, alternative{w, scoreTypo})
		}
	}
	slices.SortFunc(out, func(a, b alternative) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.word, b.word))
	})
	return out
}

// scanPart is how many docs one goroutine scans; a multiple of the bits of a
// word of a set, so that no two write the same word.
const scanPart = 1 << 17

// scan adds to found each doc whose digits contain part.
func (x *Index) scan(part string, found set) {
	pattern := []byte(part)
	var wg sync.WaitGroup
	for first := 0; first < len(x.docs); first += scanPart {
		last := min(first+scanPart, len(x.docs))
		if last == len(x.docs) {
			x.scanDocs(pattern, first, last, found) // the last part, or the only one, here
			break
		}
		wg.Go(func() { x.scanDocs(pattern, first, last, found) })
	}
	wg.Wait()
}

func (x *Index) scanDocs(pattern []byte, first, last int, found set) {
	n, end := uint32(first), x.digitsEnd(uint32(last-1))
	for at := int(x.docs[first].digits); at < end; at = x.digitsEnd(n) {
		i := bytes.Index(x.digits[at:end], pattern)
		if i < 0 {
			return
		}
		for x.digitsEnd(n) <= at+i {
			n++
		}
		found.add(n)
	}
}

// score checks every token on a doc.
func (x *Index) score(n uint32, tokens []token, alternatives [][]alternative) (int, bool) {
	digits := x.digitsOf(n)
	var name, folded string
	total := 0
	for i, t := range tokens {
		if t.digits != "" {
			s := scoreDigits(digits, t.digits)
			if s == 0 {
				return 0, false
			}
			total += s
			continue
		}
		if folded == "" {
			name = x.names(n)
			folded = person.Fold(name)
		}
		s := scoreWord(folded, name, t, alternatives[i])
		if s == 0 {
			return 0, false
		}
		total += s
	}
	return total, true
}

// names returns both names of a doc, as written.
func (x *Index) names(n uint32) string {
	text := x.textOf(n)
	first := bytes.IndexByte(text, fieldEnd)
	second := bytes.IndexByte(text[first+1:], fieldEnd)
	if second == 0 {
		return string(text[:first])
	}
	return string(text[:first]) + " | " + string(text[first+1:first+1+second])
}

func scoreDigits(digits []byte, part string) int {
	i := bytes.Index(digits, []byte(part))
	if i < 0 {
		return 0
	}
	for ; i >= 0; i = indexFrom(digits, part, i+1) {
		before, after := digits[i-1], digits[i+len(part)]
		if unicode.IsLetter(rune(before)) && (after < '0' || after > '9') {
			return scoreExactNumber
		}
	}
	return scorePartNumber + len(part)
}

func indexFrom(b []byte, part string, from int) int {
	i := bytes.Index(b[from:], []byte(part))
	if i < 0 {
		return -1
	}
	return from + i
}

// scoreWord rates the best alternative that the folded name has.
func scoreWord(folded, name string, t token, alternatives []alternative) int {
	best := 0
	for _, a := range alternatives {
		if a.score <= best {
			break // sorted: nothing better follows
		}
		if a.word[0] == '^' {
			if strings.HasPrefix("^"+person.Initials(folded), a.word) {
				best = a.score
			}
			continue
		}
		at := wordAt(folded, a.word)
		if at < 0 {
			continue
		}
		best = a.score
		if at+len(a.word) == len(folded) {
			best += scoreGivenName // Vietnamese names end in the given name
		}
	}
	if best > 0 && t.spelt != "" && strings.Contains(strings.ToLower(name), t.spelt) {
		best += scoreAccent
	}
	return best
}

// wordAt finds a whole word in folded text.
func wordAt(folded, word string) int {
	for from := 0; ; {
		i := strings.Index(folded[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(word)
		if (i == 0 || folded[i-1] == ' ') && (end == len(folded) || folded[end] == ' ') {
			return i
		}
		from = i + 1
	}
}

// oneEdit reports whether a and b differ by one letter put in, left out,
// changed, or swapped with its neighbour.
func oneEdit(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > 1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	if len(a) > len(b) {
		return a[i+1:] == b[i:]
	}
	if i == len(b) {
		return true
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
