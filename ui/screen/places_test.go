package screen

import (
	"slices"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/tables"
	"carddesk/ui/kit"
)

func todaysPlaces() Places {
	view := tables.Default().At(person.FromTime(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)))
	return Places{View: func() tables.View { return view }}
}

func TestPlacesAreFoundAsPeopleTypeThem(t *testing.T) {
	p := todaysPlaces()
	for typed, want := range map[string]string{
		"ba dinh": "Ba Đình, Hà Nội", "Ba Đình": "Ba Đình, Hà Nội", "bdhn": "Ba Đình, Hà Nội",
		"ba dinh hn": "Ba Đình, Hà Nội", "hoan kiem": "Hoàn Kiếm, Hà Nội", "ha noi": "Hà Nội",
	} {
		found := p.FindPlaces(typed, "", 20)
		first := found[:min(3, len(found))] // several wards share a name or initials
		if !slices.ContainsFunc(first, func(p kit.Place) bool { return p.Text == want }) {
			t.Errorf("%q finds first %+v, want %q among them", typed, first, want)
		}
	}
}

func TestPlacesOfAProvince(t *testing.T) {
	p := todaysPlaces()
	all := p.FindPlaces("", "", 100)
	if len(all) != 34 {
		t.Fatalf("%d provinces", len(all))
	}
	for _, province := range all {
		if !province.Open {
			t.Errorf("%s is offered as a ward", province.Text)
		}
		wards := p.FindPlaces("", province.Code, 1000)
		if len(wards) == 0 {
			t.Errorf("nothing lies in %s", province.Text)
		}
		for _, ward := range wards {
			known, ok := p.Place(ward.Code)
			if ward.Open || !ok || known != ward {
				t.Fatalf("ward %+v of %s is %+v by its code", ward, province.Text, known)
			}
		}
	}
	for _, found := range p.FindPlaces("ba", "01", 50) {
		if area, _ := p.View().Area(found.Code); area.Parent != "01" {
			t.Errorf("%s lies outside", found.Text)
		}
	}
}

// BenchmarkFindPlaces is what one key of an address field costs.
func BenchmarkFindPlaces(b *testing.B) {
	p := todaysPlaces()
	p.FindPlaces("warm", "", 1)
	for b.Loop() {
		for _, text := range []string{"b", "ba", "ba d", "bdhn"} {
			p.FindPlaces(text, "", 60)
		}
	}
}
