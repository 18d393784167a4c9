package journal

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// PolicyTitle is what the view of the policy is called.
const PolicyTitle = "Quy định đang áp dụng"

// policyColumns are those of the view of the policy.
var policyColumns = []kit.TableColumn{
	{Key: "name", Title: "Mục", Chars: 38, NoSort: true},
	{Key: "value", Title: "Giá trị", Chars: 20, Stretch: true, NoSort: true},
	{Key: "unit", Title: "Đơn vị", Chars: 13, NoSort: true},
	{Key: "from", Title: "Từ ngày", Chars: 11, NoSort: true},
	{Key: "status", Title: "Tin cậy", Chars: 19, NoSort: true},
	{Key: "next", Title: "Sắp tới", Chars: 18, NoSort: true},
}

// policyPanel shows every value of policy; nothing can be changed there.
type policyPanel struct {
	env     screen.Env
	scope   *kit.Scope
	content fyne.CanvasObject
	title   *kit.Text
	head    *kit.Paragraph
	source  *kit.Paragraph
	table   *kit.Table
	rows    *kit.ListRows
	lines   []PolicyLine
	open    bool
}

func newPolicyPanel(env screen.Env, closed func()) *policyPanel {
	p := &policyPanel{env: env, scope: kit.NewScope("policy"), title: kit.NewTitle(PolicyTitle),
		head: kit.NewParagraph(""), source: kit.NewParagraph(""), rows: kit.NewListRows(nil)}
	p.table = kit.NewTable(policyColumns, p.rows, "Không có mục nào chứa những chữ đã gõ.")
	env.Keep("policy", p.table)
	p.table.OnMove = func(int) { p.say() }
	p.table.OnFilter = func(text string) {
		p.rows.Filter(text)
		p.table.Reload()
		p.say()
	}
	back := p.scope.Button("Esc", "Quay lại nhật ký", kit.Normal, func() {
		p.close()
		closed()
	})
	p.scope.Fields(p.table)
	p.content = container.NewBorder(kit.Column(p.title, p.head), kit.Column(p.source, kit.Row(back, kit.NewCaption("Gõ chữ để lọc · chỉ xem, trung ương đổi"))), nil, nil, p.table)
	return p
}

func (p *policyPanel) show(standing desk.PolicyStanding, lines []PolicyLine) {
	p.lines = lines
	p.title.SetText(fmt.Sprintf("%s ngày %s", PolicyTitle, standing.Day))
	p.head.SetText(policyHead(standing))
	rows := make([][]kit.Cell, len(lines))
	for i, l := range lines {
		level, status := statusWords(l.Status)
		rows[i] = []kit.Cell{{Text: l.Name, Bold: true}, {Text: l.Value}, {Text: l.Unit, Muted: true}, {Text: l.From},
			{Text: status, Level: level}, {Text: l.Next}}
	}
	p.rows = kit.NewListRows(rows)
	p.table.SetRows(p.rows)
	p.table.SetFilter("")
	if !p.open {
		p.open = true
		p.env.Router.Push(p.scope)
	}
	p.env.Router.Canvas().Focus(p.table)
	p.say()
}

// say shows what the table cuts of the line that is stood on, and its source.
func (p *policyPanel) say() {
	row, ok := p.table.Selected()
	if !ok {
		p.source.SetText("")
		return
	}
	l := p.lines[p.rows.Index(row)]
	text := strings.TrimSpace(l.Name + ": " + l.Value + " " + l.Unit)
	if l.Next != "" {
		text += ". Sắp tới: " + l.Next
	}
	p.source.SetText(text + ". Nguồn: " + l.Source)
}

func (p *policyPanel) close() {
	if p.open {
		p.open = false
		p.env.Router.Pop(p.scope)
	}
}
