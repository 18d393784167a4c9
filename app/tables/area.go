package tables

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/person"
)

// Bounds of the area table.
const (
	maxAreas    = 200_000
	maxAreaText = 120 // bytes of a kind or name
	maxInto     = 32
	maxSteps    = 8 // mergers in a row that Successors follows
)

// Level is the rank of an area.
type Level int

// Levels. There are no districts since 1 July 2025.
const (
	Province Level = iota + 1
	District
	Ward
)

// Successor says which area took one that ended, or a part of it.
type Successor struct {
	Code string
	From person.CivilDate // day on which it did
}

// Area is a province, district or ward and the days on which it was so. The
// same code with another name, kind or parent is another Area with other days.
type Area struct {
	Level       Level
	Code        string // official: 2, 3 or 5 digits; "H.." and "N.." where none is known
	Kind        string // "Tỉnh", "Quận", "Phường", "Đặc khu" …
	Name        string // without the kind: "Ba Đình", "5"
	Parent      string // code of the district, or of the province; "" for provinces
	From, Until person.CivilDate
	Into        []Successor
	Confirmed   bool // false: bounds or successors are not sure
}

// FullName returns kind and name: "Phường Ba Đình".
func (a Area) FullName() string {
	if a.Kind == "" {
		return a.Name
	}
	return a.Kind + " " + a.Name
}

// ShortName returns the name as cards print it, without the kind; a number
// keeps it, since "5" alone says nothing.
func (a Area) ShortName() string {
	if a.Name != "" && a.Name[0] >= '0' && a.Name[0] <= '9' {
		return a.FullName()
	}
	return a.Name
}

// ValidOn reports whether the area existed so on a day.
func (a Area) ValidOn(day person.CivilDate) bool {
	return !day.Before(a.From) && (a.Until.IsZero() || !day.After(a.Until.Latest()))
}

// Provinces returns the provinces of the day by name.
func (v View) Provinces() []Area { return v.Children("") }

// Children returns what lies directly below a province or district on the day:
// districts or, since July 2025, wards. The empty code stands for the country.
func (v View) Children(code string) []Area {
	var areas []Area
	for _, row := range v.set.children[code] {
		if a := v.set.areas[row]; a.ValidOn(v.day) {
			areas = append(areas, a)
		}
	}
	slices.SortStableFunc(areas, func(a, b Area) int {
		return cmp.Or(cmp.Compare(person.Fold(a.Name), person.Fold(b.Name)), cmp.Compare(a.Code, b.Code))
	})
	return areas
}

// Area returns the area that a code stood for on the day.
func (v View) Area(code string) (Area, bool) { return v.set.areaOn(code, v.day) }

// Path returns the area and what it lay in, from the smallest to the largest.
func (v View) Path(a Area) []Area {
	day := v.day
	if !a.ValidOn(day) { // look at the days of the area itself
		day = cmp.Or(a.Until.Latest(), a.From)
	}
	path := []Area{a}
	for a.Parent != "" && len(path) < int(Ward) {
		parent, ok := v.set.areaOn(a.Parent, day)
		if !ok {
			break
		}
		path = append(path, parent)
		a = parent
	}
	return path
}

// FullName writes an area with all it lies in: "Phường Ba Đình, Thành phố Hà Nội".
func (v View) FullName(a Area) string { return joinPath(v.Path(a), Area.FullName) }

// ShortName writes it as cards do, without the kinds: "Ba Đình, Hà Nội".
func (v View) ShortName(a Area) string { return joinPath(v.Path(a), Area.ShortName) }

// Address makes an address of a detail (house, street, hamlet) in an area, with
// the text that cards print and the codes of the day.
func (v View) Address(detail string, a Area) person.Address {
	address := person.Address{Detail: detail, Era: v.day, Text: person.JoinAddress(detail, v.ShortName(a))}
	for _, part := range v.Path(a) {
		switch part.Level {
		case Ward:
			address.Ward = part.Code
		case District:
			address.District = part.Code
		case Province:
			address.Province = part.Code
		}
	}
	return address
}

// Successors returns the areas that an earlier one has become on the day of the
// view: one, several where it was split, or itself while it is valid. None when
// the tables do not tell.
func (v View) Successors(a Area) []Area {
	var found []Area
	seen := map[string]bool{}
	var follow func(a Area, steps int)
	follow = func(a Area, steps int) {
		if a.ValidOn(v.day) {
			if key := a.Code + " " + a.From.ISO(); !seen[key] {
				seen[key] = true
				found = append(found, a)
			}
			return
		}
		if steps == 0 || a.From.After(v.day) {
			return
		}
		for _, next := range a.Into {
			if b, ok := v.set.areaOn(next.Code, next.From); ok {
				follow(b, steps-1)
			}
		}
	}
	follow(a, maxSteps)
	return found
}

func joinPath(path []Area, name func(Area) string) string {
	parts := make([]string, len(path))
	for i, a := range path {
		parts[i] = name(a)
	}
	return strings.Join(parts, ", ")
}

func (s *Set) areaOn(code string, day person.CivilDate) (Area, bool) {
	for _, row := range slices.Backward(s.byCode[code]) {
		if a := s.areas[row]; a.ValidOn(day) {
			return a, true
		}
	}
	return Area{}, false
}

// readAreas reads the lines: level, code, kind, name, parent, from, until,
// successors ("code" or "code@day", parted by commas), c or u.
func (s *Set) readAreas(text string) error {
	s.byCode, s.children = map[string][]int32{}, map[string][]int32{}
	for line := range strings.Lines(text) {
		if len(s.areas) == maxAreas {
			return fmt.Errorf("more than %d rows", maxAreas)
		}
		a, err := readArea(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return fmt.Errorf("row %d: %w", len(s.areas)+1, err)
		}
		row := int32(len(s.areas))
		s.areas = append(s.areas, a)
		s.byCode[a.Code] = append(s.byCode[a.Code], row)
		s.children[a.Parent] = append(s.children[a.Parent], row)
	}
	for _, rows := range s.byCode {
		slices.SortStableFunc(rows, func(x, y int32) int { return s.areas[x].From.Compare(s.areas[y].From) })
	}
	return nil
}

func readArea(line string) (Area, error) {
	f := strings.Split(line, "\t")
	if len(f) != 9 {
		return Area{}, fmt.Errorf("%d columns instead of 9", len(f))
	}
	a := Area{Code: f[1], Kind: f[2], Name: f[3], Parent: f[4], Confirmed: f[8] == "c"}
	switch f[0] {
	case "1", "2", "3":
		a.Level = Level(f[0][0] - '0')
	default:
		return Area{}, errors.New("level")
	}
	if a.Code == "" || len(a.Code) > 8 || len(a.Parent) > 8 || a.Name == "" || len(a.Name) > maxAreaText || len(a.Kind) > maxAreaText {
		return Area{}, errors.New("code, kind, name or parent is missing or too long")
	}
	if (a.Parent == "") != (a.Level == Province) {
		return Area{}, errors.New("only provinces have no parent")
	}
	if !norm.NFC.IsNormalString(a.Name) {
		return Area{}, errors.New("name is not NFC")
	}
	var err error
	if a.From, err = person.ParseISODate(f[5]); err != nil {
		return Area{}, err
	}
	if a.Until, err = person.ParseISODate(f[6]); err != nil {
		return Area{}, err
	}
	if !a.Until.IsZero() && a.Until.Latest().Before(a.From) {
		return Area{}, errors.New("ends before it begins")
	}
	if f[7] == "" {
		return a, nil
	}
	after := a.Until.Latest().AddDays(1)
	for _, into := range strings.Split(f[7], ",") {
		if len(a.Into) == maxInto {
			return Area{}, errors.New("too many successors")
		}
		code, day, dated := strings.Cut(into, "@")
		next := Successor{Code: code, From: after}
		if dated {
			if next.From, err = person.ParseISODate(day); err != nil {
				return Area{}, err
			}
		}
		a.Into = append(a.Into, next)
	}
	return a, nil
}
