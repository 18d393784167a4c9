package tables

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/person"
)

// PlaceKind tells hamlets from schools.
type PlaceKind string

// Kinds of places that an office keeps itself.
const (
	Hamlet PlaceKind = "hamlet" // thôn, bản, tổ dân phố
	School PlaceKind = "school"
)

// Place is a hamlet or school of an office's own list: no public list is
// complete. Reports count by it, and addresses begin with it.
type Place struct {
	Code string // the office's own: 1 to 16 letters, digits, hyphens
	Kind PlaceKind
	Name string
	Ward string // code of the ward, five digits
}

// RowProblem says why a line of an imported list was left out.
type RowProblem struct {
	Line int
	Err  error
}

const (
	maxPlaces     = 50_000
	maxPlaceBytes = 16 << 20
)

// ErrPlaces says that a list of places cannot be read as a whole.
var ErrPlaces = errors.New("not a list of places")

// ImportPlaces reads a list as spreadsheets write it: code, kind (hamlet or
// school, thôn or trường), name, ward code; parted by commas or semicolons, with
// or without a heading. Lines that cannot be used are reported and left out.
func ImportPlaces(r io.Reader) ([]Place, []RowProblem, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPlaceBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("reading list of places: %w", err)
	}
	if len(data) > maxPlaceBytes || !utf8.Valid(data) {
		return nil, nil, fmt.Errorf("%w: too long or not UTF-8", ErrPlaces)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	reader := csv.NewReader(strings.NewReader(text))
	first, _, _ := strings.Cut(text, "\n")
	if strings.Count(first, ";") > strings.Count(first, ",") {
		reader.Comma = ';'
	}
	reader.FieldsPerRecord = -1
	var places []Place
	var problems []RowProblem
	seen := map[string]bool{}
	for n := 0; ; n++ {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return places, problems, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrPlaces, err)
		}
		if n == maxPlaces {
			return nil, nil, fmt.Errorf("%w: more than %d lines", ErrPlaces, maxPlaces)
		}
		line, _ := reader.FieldPos(0)
		place, err := readPlace(record)
		switch {
		case err != nil && n == 0: // a heading
		case err != nil:
			problems = append(problems, RowProblem{line, err})
		case seen[place.Code]:
			problems = append(problems, RowProblem{line, errors.New("code occurs twice")})
		default:
			seen[place.Code] = true
			places = append(places, place)
		}
	}
}

func readPlace(record []string) (Place, error) {
	if len(record) < 4 {
		return Place{}, fmt.Errorf("%d columns instead of 4", len(record))
	}
	p := Place{Code: strings.TrimSpace(record[0]), Name: norm.NFC.String(strings.Join(strings.Fields(record[2]), " ")),
		Ward: strings.TrimSpace(record[3])}
	switch person.Fold(record[1]) {
	case "hamlet", "thon", "ban", "ap", "to", "to dan pho", "khu pho":
		p.Kind = Hamlet
	case "school", "truong":
		p.Kind = School
	default:
		return Place{}, errors.New("kind is neither thôn nor trường")
	}
	if p.Code == "" || len(p.Code) > 16 || strings.Trim(p.Code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return Place{}, errors.New("code is not 1 to 16 letters, digits and hyphens")
	}
	if p.Name == "" || len(p.Name) > maxAreaText {
		return Place{}, errors.New("name is missing or too long")
	}
	if len(p.Ward) != 5 || !isNumber(p.Ward) {
		return Place{}, errors.New("ward code is not five digits")
	}
	return p, nil
}

// SearchPlaces finds places of a list by the beginnings of words or initials;
// ward "" means all wards.
func SearchPlaces(places []Place, text, ward string, limit int) []Place {
	words := queryWords(text)
	type hit struct {
		place Place
		score int
	}
	var hits []hit
	for _, p := range places {
		if ward != "" && p.Ward != ward {
			continue
		}
		folded := person.Fold(p.Name)
		score := 2
		for _, w := range words {
			if !strings.Contains(" "+folded, " "+w) {
				score = 1
				break
			}
		}
		if score == 1 && (len(words) != 1 || !strings.HasPrefix(person.Initials(folded), words[0])) {
			continue
		}
		hits = append(hits, hit{p, score})
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(len(a.place.Name), len(b.place.Name)), cmp.Compare(a.place.Code, b.place.Code))
	})
	found := make([]Place, 0, min(max(limit, 0), len(hits)))
	for _, h := range hits[:min(max(limit, 0), len(hits))] {
		found = append(found, h.place)
	}
	return found
}
