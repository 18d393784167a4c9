package desk

import (
	"context"
	"fmt"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/app/tables"
)

// Areas are the code tables as they hold today.
func (d *Desk) Areas() tables.View { return d.tables().At(d.today()) }

// ComposeAddress makes an address of what was typed before the ward and the
// ward itself: with its codes, and with the text that the card will show.
func ComposeAddress(view tables.View, detail string, ward tables.Area) dossier.Address {
	if ward.Code == "" {
		return dossier.Address{Detail: detail, Text: detail}
	}
	name := view.ShortName(ward)
	return dossier.Address{
		Detail: detail, Ward: ward.Code, WardName: name, Text: person.JoinAddress(detail, name),
	}
}

// SplitAddress parts an address into what stands before the ward and the ward.
// Addresses that came as one text (an old card, the population database) are
// parted only where the text itself ends in a ward of today; any other stays
// whole, for an old name says nothing sure of where the place lies now.
func SplitAddress(view tables.View, a dossier.Address) (detail string, ward tables.Area) {
	if a.WardName != "" {
		if ward, ok := view.Area(a.Ward); ok && person.JoinAddress(a.Detail, a.WardName) == a.Text {
			return a.Detail, ward
		}
	}
	if ward, ok := view.Area(a.Ward); ok && ward.Level == tables.Ward {
		if before, ok := endsInWard(view, a.Text, ward); ok {
			return before, ward
		}
	}
	parts := strings.Split(a.Text, ",")
	if len(parts) < 2 {
		return a.Text, tables.Area{}
	}
	last := strings.Join(parts[len(parts)-2:], " ")
	for _, ward := range view.Search(tables.Query{Text: last, Level: tables.Ward, Limit: 3}) {
		if before, ok := endsInWard(view, a.Text, ward); ok && !wasDistrict(view, before, ward) {
			return before, ward
		}
	}
	return a.Text, tables.Area{}
}

// wasDistrict reports whether the name of a ward may stand for the district that
// had it before: what stands before it ends in a former ward of that district.
func wasDistrict(view tables.View, before string, ward tables.Area) bool {
	parts := strings.Split(before, ",")
	last := strings.TrimSpace(parts[len(parts)-1])
	for _, former := range view.Search(tables.Query{Text: last + " " + ward.Name, Level: tables.Ward, Anytime: true}) {
		path := view.Path(former)
		said := person.Fold(last)
		if len(path) == 3 && person.Fold(path[1].Name) == person.Fold(ward.Name) &&
			(said == person.Fold(former.Name) || said == person.Fold(former.FullName())) {
			return true
		}
	}
	return false
}

// endsInWard reports whether a text ends in a ward and its province, each with
// or without its kind, and returns what stands before them.
func endsInWard(view tables.View, text string, ward tables.Area) (before string, ok bool) {
	parts := strings.Split(text, ",")
	path := view.Path(ward)
	if len(parts) < len(path) {
		return "", false
	}
	for i, area := range path {
		said := person.Fold(parts[len(parts)-len(path)+i])
		if said != person.Fold(area.Name) && said != person.Fold(area.FullName()) {
			return "", false
		}
	}
	return strings.TrimSpace(strings.Join(parts[:len(parts)-len(path)], ",")), true
}

// recentDossiers is how many dossiers [Desk.RecentWards] looks at.
const recentDossiers = 40

// RecentWards lists the wards of the dossiers of late, the last one first: those
// who stand in one queue come from one place.
func (d *Desk) RecentWards(ctx context.Context, limit int) ([]tables.Area, error) {
	plain, err := d.Store.List(ctx, store.Filter{Limit: recentDossiers})
	if err != nil {
		return nil, fmt.Errorf("listing recent wards: %w", err)
	}
	view := d.Areas()
	var wards []tables.Area
	seen := map[string]bool{}
	for _, p := range plain {
		if len(wards) == limit {
			break
		}
		var id dossier.Identity
		if _, err := d.section(ctx, p.ID, dossier.SectionIdentity, &id); err != nil {
			continue // of a dossier whose content is destroyed nothing is recent
		}
		ward, ok := view.Area(id.Permanent.Ward)
		if ok && ward.Level == tables.Ward && !seen[ward.Code] {
			seen[ward.Code] = true
			wards = append(wards, ward)
		}
	}
	return wards, nil
}
