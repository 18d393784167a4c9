package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/tables"
)

// placesFile is the office's own list of hamlets and schools, in the data folder,
// as a spreadsheet writes it ([tables.ImportPlaces]). Reports count by it.
const placesFile = "places.csv"

// Hamlets finds the hamlet or school of an address in the office's list. The nil
// list finds none.
type Hamlets struct {
	wards map[string][]namedPlace
	names map[string]string             // by code
	kinds map[tables.PlaceKind][]string // codes
}

// namedPlace is a place with its name as it is looked for in an address.
type namedPlace struct{ code, folded string }

// NewHamlets takes a list.
func NewHamlets(places []tables.Place) *Hamlets {
	h := &Hamlets{wards: map[string][]namedPlace{}, names: map[string]string{}, kinds: map[tables.PlaceKind][]string{}}
	for _, p := range places {
		h.wards[p.Ward] = append(h.wards[p.Ward], namedPlace{p.Code, asWords(p.Name)})
		h.names[p.Code] = p.Name
		h.kinds[p.Kind] = append(h.kinds[p.Kind], p.Code)
	}
	return h
}

// ReadHamlets reads the list of a data folder; a folder without one has none.
// Lines that cannot be used are left out and returned.
func ReadHamlets(data string) (*Hamlets, []tables.RowProblem, error) {
	file, err := os.Open(filepath.Join(data, placesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the list of hamlets: %w", err)
	}
	defer file.Close()
	places, problems, err := tables.ImportPlaces(file)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the list of hamlets: %w", err)
	}
	return NewHamlets(places), problems, nil
}

// Of is the code of the place whose name stands in an address of its ward, the
// longest where several do; "" for none.
func (h *Hamlets) Of(address dossier.Address) string {
	if h == nil {
		return ""
	}
	text := address.Detail
	if text == "" {
		text = address.Text
	}
	within := asWords(text)
	found := namedPlace{}
	for _, p := range h.wards[address.Ward] {
		if len(p.folded) > len(found.folded) && strings.Contains(within, p.folded) {
			found = p
		}
	}
	return found.code
}

// Name is the name of a place, "" for an unknown code.
func (h *Hamlets) Name(code string) string {
	if h == nil {
		return ""
	}
	return h.names[code]
}

// Codes are those of all places of a kind.
func (h *Hamlets) Codes(kind tables.PlaceKind) []string {
	if h == nil {
		return nil
	}
	return h.kinds[kind]
}

// asWords folds a text and parts it into words with one blank around each, so that
// whole words are looked for: "thôn 1" is not in "thôn 12".
func asWords(text string) string {
	fields := strings.FieldsFunc(person.Fold(text), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	})
	return " " + strings.Join(fields, " ") + " "
}
