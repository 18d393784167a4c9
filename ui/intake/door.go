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

	queue, home, lists, slips *kit.Button // beside the drafts; each says how many there are
}

func newDoor(start func(string), resume func(dossier.ID), counter *Counter) *door {
	d := &door{scope: kit.NewScope("intake-door"), resume: resume}
	ticket := d.scope.Button("Ctrl+Q", "Lấy số", kit.Normal, counter.Ticket)
	d.queue = d.scope.Button("Ctrl+J", "", kit.Normal, counter.CallNext)
	d.home = d.scope.Button("Ctrl+R", "", kit.Normal, counter.Preregistrations)
	d.lists = d.scope.Button("Ctrl+U", "", kit.Normal, counter.Lists)
	d.slips = d.scope.Button("Ctrl+B", "", kit.Normal, counter.Slips)
	taken := d.scope.Button("Ctrl+O", "Hồ sơ đã nhận", kit.Normal, counter.Find)
	d.scope.On("Ctrl+Shift+P", "Xem, in lại giấy vừa in ở quầy: máy in, số bản, trang", counter.ShowPrinted)
	d.showCounts(Counts{})
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
		kit.Row(ticket, d.queue, d.home, d.lists, d.slips, taken),
		d.title, container.NewVScroll(d.list)))
	return d
}

func (d *door) reset() {
	d.what.SetValue("")
	d.what.Focus()
}

// showCounts says on the buttons how much waits beside the drafts.
func (d *door) showCounts(c Counts) {
	waiting := fmt.Sprintf("Gọi số: %d chờ", c.Waiting)
	if c.First > 0 {
		waiting += fmt.Sprintf(", %d ưu tiên", c.First)
	}
	d.queue.SetText(waiting)
	d.home.SetText(fmt.Sprintf("Đăng ký trước: %d", c.Preregistered))
	d.lists.SetText(fmt.Sprintf("Danh sách tải trước: %d", c.Lists))
	d.slips.SetText(fmt.Sprintf("Phiếu chưa về: %d", c.Slips))
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
	for i, row := range rows[:min(len(rows), mostLines)] {
		d.list.Add(d.line(i, row))
	}
	if more := len(rows) - mostLines; more > 0 {
		d.list.Add(kit.Inset(12, 8, kit.NewCaption(fmt.Sprintf("Còn %d hồ sơ cũ hơn: F4 Tra cứu, gõ tên hoặc số.", more))))
	}
}

// mostLines is how many dossiers the list shows, so that the counter opens at
// once. Nobody reads further down: older ones are searched for.
const mostLines = 40

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
