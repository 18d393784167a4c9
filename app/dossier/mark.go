package dossier

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ErrMark is returned for text that is not an identification mark in the form
// of the circular. Such text is kept as written: the form is a habit of the
// clerks, and no rule that forbids other words was found.
var ErrMark = errors.New("not an identification mark of the usual form")

// maxMark bounds a mark as it is printed, in letters.
const maxMark = 300

// Mark is an identification mark as cards describe it: what it is, how far from
// a landmark of the face and in which direction. "Nốt ruồi C:3cm trên sau mép
// trái" is a mole 3 cm above and behind the left corner of the mouth; C is for
// cách, "away". Words are lower case.
type Mark struct {
	Feature     string // "nốt ruồi", "sẹo chấm"
	Millimetres int    // distance, 1 to 999
	Vertical    string // "trên", "dưới", or ""
	Depth       string // "trước", "sau", or ""
	Landmark    string // "mép", "đuôi mắt", "cánh mũi"
	Side        string // "trái", "phải", or "" for a landmark that the face has once
}

// markForm takes the distance out of a mark. Clerks write 3cm, 3 cm, 1,5cm, and
// on older cards 0CM8 for eight millimetres.
var markForm = regexp.MustCompile(`^(.+?) c ?[:.]? ?([0-9]{1,2})(?:[,.]([0-9]))? ?cm([0-9])?[ ,]+(.+)$`)

// ParseMark reads a mark. It wraps ErrMark for anything that is not of the form,
// and never quotes the text.
func ParseMark(text string) (Mark, error) {
	if len(text) > maxMark*utf8.UTFMax || !utf8.ValidString(text) {
		return Mark{}, fmt.Errorf("%w: too long, or no text", ErrMark)
	}
	text = strings.TrimRight(strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(text))), " "), ".;, ")
	parts := markForm.FindStringSubmatch(text)
	if parts == nil {
		return Mark{}, fmt.Errorf("%w: no distance", ErrMark)
	}
	if parts[3] != "" && parts[4] != "" {
		return Mark{}, fmt.Errorf("%w: two fractions", ErrMark)
	}
	m := Mark{Feature: strings.TrimRight(parts[1], " :,")}
	centimetres, _ := strconv.Atoi(parts[2])
	fraction, _ := strconv.Atoi(parts[3] + parts[4])
	m.Millimetres = 10*centimetres + fraction
	words := strings.Fields(parts[5])
	words, m.Vertical = first(words, "trên", "dưới")
	words, m.Depth = first(words, "trước", "sau")
	if n := len(words); n > 1 && (words[n-1] == "trái" || words[n-1] == "phải") {
		words, m.Side = words[:n-1], words[n-1]
	}
	m.Landmark = strings.Join(words, " ")
	switch {
	case m.Feature == "" || !startsWithLetter(m.Feature):
		return Mark{}, fmt.Errorf("%w: not said what it is", ErrMark)
	case m.Millimetres == 0:
		return Mark{}, fmt.Errorf("%w: no distance", ErrMark)
	case m.Vertical == "" && m.Depth == "":
		return Mark{}, fmt.Errorf("%w: no direction", ErrMark)
	case m.Landmark == "" || !startsWithLetter(m.Landmark):
		return Mark{}, fmt.Errorf("%w: no landmark", ErrMark)
	case utf8.RuneCountInString(m.String()) > maxMark:
		return Mark{}, fmt.Errorf("%w: too long", ErrMark)
	}
	return m, nil
}

// String writes the mark as cards print it, without a space in the distance.
func (m Mark) String() string {
	distance := strconv.Itoa(m.Millimetres / 10)
	if m.Millimetres%10 != 0 {
		distance += "," + strconv.Itoa(m.Millimetres%10)
	}
	words := []string{capital(m.Feature), "C:" + distance + "cm"}
	for _, word := range []string{m.Vertical, m.Depth, m.Landmark, m.Side} {
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// first takes the first word when it is one of two.
func first(words []string, either, or string) (rest []string, taken string) {
	if len(words) > 0 && (words[0] == either || words[0] == or) {
		return words[1:], words[0]
	}
	return words, ""
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
