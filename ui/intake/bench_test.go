package intake

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
)

// BenchmarkDoor is what the window itself does when the counter opens with as many
// drafts as the store lists, at 1366 by 768: making the lines and laying them out.
func BenchmarkDoor(b *testing.B) {
	test.NewTempApp(b)
	d := newDoor(func(string) {}, func(dossier.ID) {}, &Counter{})
	win := test.NewTempWindow(b, d.content)
	win.Resize(fyne.NewSize(1366, 768))
	rows := make([]desk.Row, 200)
	for i := range rows {
		rows[i] = desk.Row{
			Dossier: store.Dossier{ID: dossier.ID(fmt.Sprintf("%032x", i)), State: dossier.Draft, Updated: time.Date(2026, 11, 25, 1, 0, i, 0, time.UTC)},
			Name:    fmt.Sprintf("NGUYỄN VĂN MẪU %d", i), Number: fmt.Sprintf("001190%06d", i),
		}
	}
	for b.Loop() {
		d.show(rows)
		d.content.Refresh()
	}
}
