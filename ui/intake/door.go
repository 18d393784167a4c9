package intake

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// door is where a citizen's work begins: one field that takes a scan or a
// number, and the dossiers that were begun before.
type door struct {
	scope   *kit.Scope
	content fyne.CanvasObject
	what    *kit.TextField
	list    *fyne.Container
	title   *kit.Text
	state   *kit.Text
	rows    []desk.Row
	resume  func(dossier.ID)
}

func newDoor(start func(string), resume func(dossier.ID)) *door {
	d := &door{scope: kit.NewScope("intake-door"), resume: resume}
	d.what = kit.NewTextField("Quét thẻ cũ, hoặc gõ số định danh", kit.Width(40),
		kit.Help("Enter để mở hồ sơ; để trống cũng được"))
	d.scope.Fields(d.what)
	d.scope.Chain().OnEnd = func() { start(d.what.Value()) }
	d.list, d.title, d.state = kit.TightColumn(), kit.NewTitle(""), kit.NewCaption("")
	for i := range 9 {
		d.scope.On(fmt.Sprintf("Ctrl+%d", i+1), "", func() {
			if i < len(d.rows) {
				d.resume(d.rows[i].ID)
			}
		})
	}
	d.content = kit.Inset(4, 4, kit.Column(
		kit.Card(kit.Inset(16, 12, kit.Column(kit.NewTitle("Công dân mới"), d.what, d.state))),
		d.title, container.NewVScroll(d.list)))
	return d
}

func (d *door) reset() {
	d.what.SetValue("")
	d.what.Focus()
}

func (d *door) busy(text string) { d.state.SetText(text) }

// show lists the dossiers that wait, each with the key that opens it.
func (d *door) show(rows []desk.Row) {
	d.rows = rows
	d.list.RemoveAll()
	if len(rows) == 0 {
		d.title.SetText("Không có hồ sơ dở dang")
		return
	}
	d.title.SetText(fmt.Sprintf("Hồ sơ dở dang: %d", len(rows)))
	for i, row := range rows {
		d.list.Add(d.line(i, row))
	}
}

func (d *door) line(i int, row desk.Row) fyne.CanvasObject {
	name := row.Name
	if name == "" {
		name = "(chưa có tên)"
	}
	number := words.Number(row.Number)
	key := ""
	if i < 9 {
		key = fmt.Sprintf("Ctrl+%d", i+1)
	}
	state := words.State(row.State)
	if row.Return != "" {
		state += ": " + words.Section(row.Return)
	}
	open := kit.NewSectionHeader(fmt.Sprintf("%s   %s   %s   %s", name, number, state,
		row.Updated.In(person.Zone()).Format("02/01 15:04")), key, func() { d.resume(row.ID) })
	open.SetState(kit.SectionState{Attention: row.State != dossier.Draft})
	return open
}
