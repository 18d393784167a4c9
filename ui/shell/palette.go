package shell

import (
	"strings"

	"carddesk/app/desk"
	"carddesk/app/report/figures"
	"carddesk/ui/journal"
	"carddesk/ui/kit"
	"carddesk/ui/palette"
	"carddesk/ui/reports"
	"carddesk/ui/screen"
)

// findKey opens the palette from every screen.
const findKey = "Ctrl+K"

// askPalette opens the palette over whatever screen stands there: with its verbs
// as they can be done now, the doors and reports of the role, and the people of the
// office for who may search them.
func (f *Frame) askPalette() {
	if !f.in || f.leaving || f.env.Router.Modal() {
		return
	}
	o := palette.Options{Items: f.findable(), Log: f.env.Log}
	if f.mayOpen(screen.DoorSearch) {
		o.Dossier = func(row desk.Row) { f.env.OpenDossier(row.ID, row.State) }
	}
	shown := palette.Open(f.env, f.sessionOwner, o)
	if !f.mayOpen(screen.DoorReports) {
		return
	}
	kit.Background(f.sessionOwner, f.env.Desk.ReportBook, func(book desk.ReportBook, err error) {
		if err != nil || len(book.Own) == 0 {
			return // the screen of reports says what is wrong with them
		}
		var own []palette.Item
		for _, choice := range book.Own {
			own = append(own, f.reportItem(choice))
		}
		shown.Add(own...)
	})
}

// findable is what the palette offers besides people, the nearest first.
func (f *Frame) findable() []palette.Item {
	var items []palette.Item
	for _, verb := range f.env.Router.Verbs() {
		if (verb.Enabled == nil || verb.Enabled()) && verb.Keys() != findKey {
			items = append(items, palette.Item{Kind: palette.Command, Text: verb.Label, Keys: verb.Keys(), Open: func() { verb.Run() }})
		}
	}
	for _, info := range doors {
		if f.may(info) {
			items = append(items, palette.Item{Kind: palette.Door, Text: strings.TrimSpace(info.title), Keys: info.key,
				Open: func() { f.goTo(info.door, "") }})
		}
	}
	if log, ok := f.screens[screen.DoorJournal].(*journal.Screen); ok {
		items = append(items, palette.Item{Kind: palette.Door, Text: journal.PolicyTitle, Open: func() {
			f.goTo(screen.DoorJournal, "")
			log.ShowPolicyNow()
		}})
	}
	if f.mayOpen(screen.DoorReports) {
		for _, choice := range figures.Catalogue() {
			items = append(items, f.reportItem(choice))
		}
	}
	return items
}

func (f *Frame) reportItem(choice figures.Choice) palette.Item {
	return palette.Item{Kind: palette.Report, Text: choice.Title, Open: func() {
		if all, ok := f.screens[screen.DoorReports].(*reports.Screen); ok {
			all.Want(choice)
			f.goTo(screen.DoorReports, "")
		}
	}}
}

// mayOpen reports whether a door is open to who is logged in.
func (f *Frame) mayOpen(door screen.Door) bool {
	for _, info := range doors {
		if info.door == door {
			return f.screens[door] != nil && f.may(info)
		}
	}
	return false
}
