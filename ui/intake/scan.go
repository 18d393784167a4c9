package intake

import (
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
)

// Scanned takes a scanner burst, a card's QR code or its machine-readable zone,
// and reports whether it meant something here.
func (p *Presenter) Scanned(text string) bool {
	filled, differs := p.opened.Identity, []string(nil)
	if qr, err := person.ParseCardQR(text); err == nil {
		filled, differs = desk.FillFromCardQR(filled, qr)
	} else if mrz, err := person.ParseTD1(text); err == nil {
		filled, differs = desk.FillFromMRZ(filled, mrz)
	} else {
		return false
	}
	if !p.open {
		p.Start(text)
		return true
	}
	if slices.Contains(differs, "personalNumber") {
		p.view.ShowError(otherCard)
	}
	typed := p.typed
	p.Set(func(id *dossier.Identity) { *id = filled })
	p.typed = typed // a scan is no typing
	p.view.ShowIdentity(p.opened.Identity)
	open := len(dossier.Undecided(p.opened.Identity))
	p.events.Emit("scanned", "differs", len(differs), "open", open)
	switch {
	case open > 0: // who scans a card wants to know what differs
		p.view.ShowDifferences()
	case len(differs) > 0:
		p.view.FocusField(differs[0])
	}
	if p.opened.Identity.Lookup.Record == nil {
		p.LookUp()
	}
	return true
}
