package mrzread

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"carddesk/app/person"
	"pgregory.net/rapid"
)

// seen is how a zone looks when every character is clear.
func seen(zone [3]string) *[columns * lines]likeness {
	var cells [columns * lines]likeness
	for at, c := range []byte(strings.Join(zone[:], "")) {
		for i := range cells[at] {
			cells[at][i] = 0.3
		}
		cells[at][strings.IndexByte(alphabet, c)] = 0.9
	}
	return &cells
}

// look makes a cell look more like another character, by so much.
func look(cells *[columns * lines]likeness, at int, like byte, by float32) {
	l := &cells[at]
	top := l[l.best()]
	l[strings.IndexByte(alphabet, like)] = top + by
}

func TestDecide(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	zone := somebody(random)
	other := func(at int) byte { return '0' + (zone[at/columns][at%columns]-'0'+3)%10 }
	tests := []struct {
		name     string
		change   func(*[columns * lines]likeness)
		err      error
		repaired int
		nameSure bool
	}{
		{"all clear", func(*[columns * lines]likeness) {}, nil, 0, true},
		{"one digit a little like another", func(c *[columns * lines]likeness) { look(c, 8, other(8), 0.05) }, nil, 1, true},
		{"two digits a little like others", func(c *[columns * lines]likeness) {
			look(c, 8, other(8), 0.05)
			look(c, 33, other(33), 0.06)
		}, nil, 2, true},
		{"three digits", func(c *[columns * lines]likeness) {
			look(c, 8, other(8), 0.05)
			look(c, 17, other(17), 0.05)
			look(c, 33, other(33), 0.05)
		}, ErrCheckDigits, 0, false},
		{"a digit clearly another", func(c *[columns * lines]likeness) { look(c, 8, other(8), 0.5) }, ErrCheckDigits, 0, false},
		{"a letter of the name unclear", func(c *[columns * lines]likeness) { look(c, 61, 'Q', -0.01) }, nil, 0, false},
		{"a cell like nothing", func(c *[columns * lines]likeness) { c[70] = likeness{} }, ErrNoZone, 0, false},
	}
	for _, test := range tests {
		cells := seen(zone)
		test.change(cells)
		got, err := decide(cells)
		if !errors.Is(err, test.err) || got.Repaired != test.repaired || got.NameSure != test.nameSure {
			t.Errorf("%s: %+v, error %v", test.name, got, err)
		}
		if err == nil && (got.Lines[0] != zone[0] || got.Lines[1] != zone[1]) {
			t.Errorf("%s: read %q", test.name, got.Lines)
		}
	}
}

// TestTwoWaysAreNone: two digits of one field that could each be wrong, both ways
// pleasing the check digits about as well.
func TestTwoWaysAreNone(t *testing.T) {
	zone := person.FormatTD1(person.TD1{Number: "001190012345", Name: mustName(t, "Lê Thị Mẫu"),
		Birth: person.CivilDate{Year: 1990, Month: 5, Day: 4}, Sex: person.Female, Expires: person.CivilDate{Year: 2030, Month: 5, Day: 4}})
	// Weights 7, 3, 1 repeat, so a digit and the one three further weigh the same:
	// one too many here, or one too few there, is the same sum.
	cells := seen(zone)
	digit := func(at int) byte { return zone[at/columns][at%columns] }
	look(cells, 41, digit(41)+1, 0.05)
	look(cells, 38, digit(38)-1, -0.05)
	if got, err := decide(cells); err == nil && got.Lines[1] != zone[1] {
		t.Errorf("decided for %q", got.Lines)
	}
}

func mustName(t *testing.T, s string) person.Name {
	t.Helper()
	name, err := person.ParseName(s)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// TestDecideNeverLies: whatever cells look like, what is decided has check digits
// that hold, or is refused.
func TestDecideNeverLies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "who"), 1))
		cells := seen(somebody(random))
		for range rapid.IntRange(0, 8).Draw(t, "changes") {
			look(cells, rapid.IntRange(0, columns*lines-1).Draw(t, "at"),
				rapid.SampledFrom([]byte(alphabet)).Draw(t, "like"), float32(rapid.Float64Range(-0.3, 0.3).Draw(t, "by")))
		}
		got, err := decide(cells)
		if err != nil {
			return
		}
		if _, err := person.ParseTD1(strings.Join(got.Lines[:], "")); err != nil {
			t.Fatalf("decided for %q: %v", got.Lines, err)
		}
	})
}
