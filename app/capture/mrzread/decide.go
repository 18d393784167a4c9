package mrzread

import (
	"errors"
	"slices"
	"strings"

	"carddesk/app/person"
)

// What each place of a zone may hold, by ICAO Doc 9303-5, 4.2.2 and what Viet Nam
// writes there: a = letter, A = letter or filler, 9 = digit, 0 = digit or filler,
// S = sex, * = a filler, where anything else would be another country's: letters
// worth ten, twenty or thirty are seen by no check digit (ICAO Doc 9303-3, 4.9).
const pattern = "aAaaa" + "999999999" + "9" + "999999999999" + "**" + "9" +
	"000000" + "9" + "S" + "000000" + "9" + "aaa" + "***********" + "9" +
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// may are the characters of each kind of place.
var may = map[byte]string{
	'a': "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 'A': "ABCDEFGHIJKLMNOPQRSTUVWXYZ<",
	'9': "0123456789", '0': "0123456789<", 'S': "MFX<", '*': alphabet,
}

// How sure a reading must be, in likeness.
const (
	leastMean  = 0.60 // of all characters
	leastOne   = 0.30 // of each
	nameMargin = 0.05 // of a name's characters before the next best
	nameLeast  = 0.50
	// mostLoss is how much less like a character may be that a check digit wants.
	mostLoss = 0.20
	// clearLoss is how much worse a second way to please the check digits must be.
	clearLoss = 0.04
)

// mostDoubts is how many characters a check digit may be wrong about, the least
// sure ones; mostSwaps is how many of them are read otherwise.
const (
	mostDoubts = 10
	mostSwaps  = 2
)

// swap is another reading of one character.
type swap struct {
	at   int
	char byte
	loss float32
}

// decide reads ninety cells. Where a check digit does not hold, the characters
// that were least sure are read as the next best, as far as their shapes allow
// it; two ways of doing so that are about as good are none.
func decide(cells *[columns * lines]likeness) (Reading, error) {
	var text [columns * lines]byte
	var doubts []swap
	r := Reading{NameSure: true}
	var sum float32
	for at := range cells {
		first, second := twoBest(&cells[at], may[pattern[at]])
		text[at] = alphabet[first]
		score := cells[at][first]
		if score < leastOne {
			return Reading{}, ErrNoZone
		}
		sum += score
		loss := score - cells[at][second]
		switch {
		case pattern[at] == '*' && text[at] != '<':
			return Reading{}, ErrCheckDigits
		case at >= 2*columns:
			r.NameSure = r.NameSure && score >= nameLeast && loss >= nameMargin
		case pattern[at] != '*' && loss <= mostLoss:
			doubts = append(doubts, swap{at, alphabet[second], loss})
		}
	}
	if sum < leastMean*float32(len(cells)) {
		return Reading{}, ErrNoZone
	}
	mrz, err := person.ParseTD1(string(text[:]))
	if err != nil {
		if mrz, r.Repaired, err = repaired(&text, doubts); err != nil {
			return Reading{}, err
		}
	}
	if !nameLine(string(text[2*columns:])) {
		r.NameSure = false
	}
	for i := range r.Lines {
		r.Lines[i] = string(text[i*columns : (i+1)*columns])
	}
	r.MRZ = mrz
	return r, nil
}

// twoBest are the two characters among some that a cell is most like.
func twoBest(l *likeness, among string) (first, second int) {
	first, second = -1, -1
	for _, c := range []byte(among) {
		i := strings.IndexByte(alphabet, c)
		switch {
		case first < 0 || l[i] > l[first]:
			first, second = i, first
		case second < 0 || l[i] > l[second]:
			second = i
		}
	}
	return first, second
}

// repaired finds the one way of reading doubtful characters otherwise with which
// every check digit holds, and how many that are.
func repaired(text *[columns * lines]byte, doubts []swap) (person.MRZ, int, error) {
	slices.SortStableFunc(doubts, func(a, b swap) int {
		switch {
		case a.loss < b.loss:
			return -1
		case a.loss > b.loss:
			return 1
		}
		return 0
	})
	doubts = doubts[:min(len(doubts), mostDoubts)]
	type way struct {
		swaps []swap
		loss  float32
		mrz   person.MRZ
	}
	var ways []way
	try := func(swaps ...swap) {
		with, loss := *text, float32(0)
		for _, s := range swaps {
			with[s.at] = s.char
			loss += s.loss
		}
		if mrz, err := person.ParseTD1(string(with[:])); err == nil {
			ways = append(ways, way{swaps, loss, mrz})
		}
	}
	for i, one := range doubts {
		try(one)
		for _, other := range doubts[i+1:] {
			try(one, other)
		}
	}
	if len(ways) == 0 {
		return person.MRZ{}, 0, ErrCheckDigits
	}
	slices.SortStableFunc(ways, func(a, b way) int {
		switch {
		case a.loss < b.loss:
			return -1
		case a.loss > b.loss:
			return 1
		}
		return 0
	})
	if len(ways) > 1 && ways[1].loss-ways[0].loss < clearLoss {
		return person.MRZ{}, 0, ErrCheckDigits
	}
	for _, s := range ways[0].swaps {
		text[s.at] = s.char
	}
	return ways[0].mrz, len(ways[0].swaps), nil
}

// nameLine reports whether a third line is built as names are: letters first,
// nothing after three fillers.
func nameLine(line string) bool {
	if line[0] == '<' {
		return false
	}
	end := strings.Index(line, "<<<")
	return end < 0 || strings.Trim(line[end:], "<") == ""
}

// worth says which of two failures tells more: a zone that was found and cannot
// be read, before none.
func worth(a, b error) error {
	if errors.Is(a, ErrCheckDigits) {
		return a
	}
	return b
}
