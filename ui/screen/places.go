package screen

import (
	"carddesk/app/tables"
	"carddesk/ui/kit"
)

// Places offers the areas of the code tables to address fields.
type Places struct {
	// View is the tables as they hold when a place is looked up.
	View func() tables.View
}

var _ kit.PlaceSource = Places{}

// provincesOffered is how many provinces and districts stand before the wards
// that match the same text.
const provincesOffered = 3

// FindPlaces lists the wards that match; before them a province or district
// whose name begins so, to go into.
func (p Places) FindPlaces(text, within string, limit int) []kit.Place {
	view := p.View()
	if text == "" {
		return places(view, view.Children(within), limit)
	}
	found := view.Search(tables.Query{Text: text, Level: tables.Ward, Within: within, Limit: limit})
	if within != "" {
		return places(view, found, limit)
	}
	larger := view.Search(tables.Query{Text: text, Level: tables.Province, Limit: provincesOffered})
	return places(view, append(larger, found...), limit)
}

// Place is the area of a code as of today.
func (p Places) Place(code string) (kit.Place, bool) {
	view := p.View()
	area, ok := view.Area(code)
	if !ok {
		return kit.Place{}, false
	}
	return place(view, area), true
}

func places(view tables.View, areas []tables.Area, limit int) []kit.Place {
	list := make([]kit.Place, 0, min(limit, len(areas)))
	for _, area := range areas[:min(limit, len(areas))] {
		list = append(list, place(view, area))
	}
	return list
}

func place(view tables.View, area tables.Area) kit.Place {
	return kit.Place{Code: area.Code, Text: view.ShortName(area), Detail: area.Kind, Open: area.Level != tables.Ward}
}
