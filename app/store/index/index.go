// Package index is the in-memory search index of a desk: built from opened
// summaries after unlock, kept current by every command, wiped at lock. Nothing
// of it is ever on the disk.
//
// Names are found through postings of their folded words and initials; numbers
// by any part, by scanning one block of digits. Ranking looks at the name as it
// was written, so "Hà" stands before "Ha" for who types the accent.
package index

import (
	"bytes"
	"encoding/hex"
	"strings"
	"sync"
	"unicode/utf8"

	"carddesk/app/person"
)

// Entry is what is searched of one dossier.
type Entry struct {
	Dossier    string   `json:"-"` // 32 hex digits
	Name       string   `json:"name,omitempty"`
	OtherName  string   `json:"other,omitempty"`
	Number     string   `json:"number,omitempty"` // personal number
	OldNumbers []string `json:"old,omitempty"`
	Birth      string   `json:"birth,omitempty"` // ISO, possibly partial, or as typed
	Phone      string   `json:"phone,omitempty"`
	Receipt    string   `json:"receipt,omitempty"`
}

// Hit is one result, best first.
type Hit struct {
	Entry
	Score int // higher is better; only its order means something
}

type id [16]byte

// doc is one version of an entry: where its parts begin in the two blocks. They
// end where those of the next doc begin.
type doc struct {
	id     id
	text   uint32 // of Index.text
	digits uint32 // of Index.digits
}

// Index is a search index. The zero value is empty and ready; it is safe for
// concurrent use.
type Index struct {
	mu     sync.RWMutex
	docs   []doc
	byID   map[id]uint32
	words  map[string][]uint32 // folded word, or "^" and initials → docs, rising
	folds  map[string]string   // word as written → folded, for the common ones
	text   []byte              // packed entries as they were written
	digits []byte              // digit fields, each after a separator
	gone   set                 // docs that were replaced or removed
	dead   int                 // how many those are
}

// textOf and digitsOf are the parts of a doc.
func (x *Index) textOf(n uint32) []byte {
	if int(n)+1 < len(x.docs) {
		return x.text[x.docs[n].text:x.docs[n+1].text]
	}
	return x.text[x.docs[n].text:]
}

func (x *Index) digitsOf(n uint32) []byte { return x.digits[x.docs[n].digits:x.digitsEnd(n)] }

func (x *Index) digitsEnd(n uint32) int {
	if int(n)+1 < len(x.docs) {
		return int(x.docs[n+1].digits)
	}
	return len(x.digits)
}

// bury marks a doc as gone.
func (x *Index) bury(n uint32) {
	for len(x.gone) <= int(n/64) {
		x.gone = append(x.gone, 0)
	}
	x.gone.add(n)
	x.dead++
}

func (x *Index) isGone(n uint32) bool { return int(n/64) < len(x.gone) && x.gone.has(n) }

// Put adds an entry or replaces the one of the same dossier.
func (x *Index) Put(e Entry) { x.put(e, true) }

// Add adds an entry unless the dossier has one already: what a builder read is
// older than what a command has put meanwhile.
func (x *Index) Add(e Entry) { x.put(e, false) }

func (x *Index) put(e Entry, replace bool) {
	key, ok := parseID(e.Dossier)
	if !ok {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.byID == nil {
		x.byID, x.words, x.folds = make(map[id]uint32), make(map[string][]uint32), make(map[string]string)
	}
	if old, ok := x.byID[key]; ok {
		if !replace {
			return
		}
		x.bury(old)
	}
	x.append(key, e)
	if x.dead > 1000 && x.dead > len(x.docs)/2 {
		x.compact()
	}
}

func (x *Index) append(key id, e Entry) {
	n := uint32(len(x.docs))
	x.docs = append(x.docs, doc{id: key, text: uint32(len(x.text)), digits: uint32(len(x.digits))})
	x.text = e.pack(x.text)
	x.digits = e.packDigits(x.digits)
	x.byID[key] = n
	x.postName(e.Name, n)
	x.postName(e.OtherName, n)
}

// postName posts the words of a name and its initials.
func (x *Index) postName(name string, n uint32) {
	if name == "" {
		return
	}
	initials := make([]byte, 1, 16)
	initials[0] = '^'
	for written := range strings.FieldsSeq(name) {
		for word := range strings.FieldsSeq(x.fold(written)) {
			x.post(word, n)
			_, size := utf8.DecodeRuneInString(word)
			initials = append(initials, word[:size]...)
		}
	}
	if len(initials) > 1 {
		x.post(string(initials), n)
	}
}

// maxFolds bounds the memory of folded words: names share few words.
const maxFolds = 1 << 15

func (x *Index) fold(word string) string {
	folded, ok := x.folds[word]
	if ok {
		return folded
	}
	folded = person.Fold(word)
	if len(x.folds) < maxFolds {
		x.folds[strings.Clone(word)] = folded
	}
	return folded
}

func (x *Index) post(word string, n uint32) {
	list := x.words[word]
	if len(list) > 0 && list[len(list)-1] == n {
		return
	}
	if list == nil {
		word = strings.Clone(word)
	}
	x.words[word] = append(list, n)
}

// compact drops dead versions by building everything anew.
func (x *Index) compact() {
	old := Index{docs: x.docs, byID: x.byID, words: x.words, text: x.text, digits: x.digits, gone: x.gone}
	x.docs, x.text, x.digits, x.gone, x.dead = nil, nil, nil, nil, 0
	x.byID, x.words = make(map[id]uint32, len(old.byID)), make(map[string][]uint32, len(old.words))
	x.folds = make(map[string]string)
	for n, d := range old.docs {
		if !old.isGone(uint32(n)) {
			x.append(d.id, old.entry(uint32(n)))
		}
	}
	clear(old.text)
	clear(old.digits)
}

// Remove forgets a dossier.
func (x *Index) Remove(dossier string) {
	key, ok := parseID(dossier)
	if !ok {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	n, ok := x.byID[key]
	if !ok {
		return
	}
	x.bury(n)
	clear(x.textOf(n))
	clear(x.digitsOf(n))
	delete(x.byID, key)
}

// Clear forgets everything and wipes the blocks.
func (x *Index) Clear() {
	x.mu.Lock()
	defer x.mu.Unlock()
	clear(x.text[:cap(x.text)])
	clear(x.digits[:cap(x.digits)])
	x.docs, x.byID, x.words, x.folds, x.text, x.digits, x.gone, x.dead = nil, nil, nil, nil, nil, nil, nil, 0
}

// Get returns the entry of a dossier.
func (x *Index) Get(dossier string) (Entry, bool) {
	key, ok := parseID(dossier)
	if !ok {
		return Entry{}, false
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	n, ok := x.byID[key]
	if !ok {
		return Entry{}, false
	}
	return x.entry(n), true
}

// Len is how many dossiers are indexed.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.byID)
}

func parseID(s string) (key id, ok bool) {
	if len(s) != 2*len(key) {
		return key, false
	}
	_, err := hex.Decode(key[:], []byte(s))
	return key, err == nil
}

// Separators of packed text; no field contains them.
const (
	fieldEnd = 0x1f
	partEnd  = 0x1e
)

func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == fieldEnd || r == partEnd {
			return -1
		}
		return r
	}, s)
}

// pack writes what the block of digits does not already hold as it was written.
func (e Entry) pack(to []byte) []byte {
	for _, field := range []string{e.Name, e.OtherName, notDigits(e.Number), e.Birth, notDigits(e.Phone), e.Receipt} {
		to = append(append(to, clean(field)...), fieldEnd)
	}
	for i, old := range e.OldNumbers {
		if i > 0 {
			to = append(to, partEnd)
		}
		to = append(to, clean(old)...)
	}
	return to
}

// notDigits returns s unless it is all digits.
func notDigits(s string) string {
	if onlyDigits(s) == s {
		return ""
	}
	return s
}

func (x *Index) entry(n uint32) Entry {
	fields := strings.SplitN(string(x.textOf(n)), string(rune(fieldEnd)), 7)
	e := Entry{Dossier: hex.EncodeToString(x.docs[n].id[:])}
	for i, to := range []*string{&e.Name, &e.OtherName, &e.Number, &e.Birth, &e.Phone, &e.Receipt} {
		*to = fields[i]
	}
	if fields[6] != "" {
		e.OldNumbers = strings.Split(fields[6], string(rune(partEnd)))
	}
	if e.Number == "" {
		e.Number = x.digitField(n, digitNumber)
	}
	if e.Phone == "" {
		e.Phone = x.digitField(n, digitPhone)
	}
	return e
}

// digitField returns the digits of the first field of a kind.
func (x *Index) digitField(n uint32, kind byte) string {
	digits := x.digitsOf(n)
	i := bytes.IndexByte(digits, kind)
	if i < 0 {
		return ""
	}
	end := i + 1
	for digits[end] >= '0' && digits[end] <= '9' {
		end++
	}
	return string(digits[i+1 : end])
}

// Kinds of digit fields, written before the digits.
const (
	digitNumber  = 'n'
	digitOld     = 'o'
	digitPhone   = 'p'
	digitReceipt = 'r'
	digitBirth   = 'b'
)

func (e Entry) packDigits(to []byte) []byte {
	put := func(kind byte, s string) {
		if d := onlyDigits(s); d != "" {
			to = append(append(to, kind), d...)
		}
	}
	put(digitNumber, e.Number)
	for _, old := range e.OldNumbers {
		put(digitOld, old)
	}
	put(digitPhone, e.Phone)
	put(digitReceipt, e.Receipt)
	put(digitBirth, birthDigits(e.Birth))
	return append(to, '\n')
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// birthDigits turns an ISO date, whole or partial, into the order in which it
// is spoken and typed: day, month, year.
func birthDigits(iso string) string {
	parts := strings.Split(iso, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return iso
	}
	var out string
	for i := len(parts) - 1; i >= 0; i-- {
		out += parts[i]
	}
	return out
}
