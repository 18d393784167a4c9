// Package listing shows those that a number of a report counts: the dossiers,
// cards or log entries behind it, as many as the number says.
package listing

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Sizes of what is read at once and kept.
const (
	pageRows  = 50
	keptPages = 8
)

// Panel is a list that stands in the place of a report until it is closed.
type Panel struct {
	env     screen.Env
	owner   *kit.Owner
	scope   *kit.Scope
	closed  func()
	content fyne.CanvasObject
	title   *kit.Text
	state   *kit.Text
	holder  *fyne.Container
	table   *kit.Table
	open    bool
	asked   int // of the newest list: answers to older ones are dropped

	listed map[int]desk.Listed // rows that were read, by number
}

// New makes a panel; closed is called when it is left by Esc.
func New(env screen.Env, closed func()) *Panel {
	p := &Panel{env: env, owner: kit.NewOwner(env.Context, env.Runner), scope: kit.NewScope("listing"), closed: closed,
		title: kit.NewTitle(""), state: kit.NewCaption(""), holder: container.NewStack()}
	back := p.scope.Button("Esc", "Quay lại báo cáo", kit.Normal, p.Leave)
	p.content = container.NewBorder(kit.Column(p.title, p.state), kit.Row(back), nil, nil, p.holder)
	return p
}

// Content is the panel.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

// Open shows what a number counts. about says in words which number it is.
func (p *Panel) Open(about string, ask store.Tally, measure store.Measure) {
	p.asked++
	asked := p.asked
	columns := columns
	if ask.Subject == store.OfLog {
		columns = logColumns
	}
	p.title.SetText(about)
	p.state.SetText("Đang tìm…")
	p.listed = map[int]desk.Listed{}
	p.table = kit.NewTable(columns, kit.NewListRows(nil), "Không có gì sau con số này.")
	p.env.Keep("listing-"+string(ask.Subject), p.table)
	p.table.OnEnter = p.goTo
	p.holder.Objects = []fyne.CanvasObject{p.table}
	p.holder.Refresh()
	if !p.open {
		p.open = true
		p.env.Router.Push(p.scope)
	}
	p.scope.Chain().Clear()
	p.scope.Fields(p.table)
	p.env.Router.Canvas().Focus(p.table)
	type opened struct {
		n     int
		names map[string]string
	}
	kit.Background(p.owner, func(ctx context.Context) (o opened, err error) {
		if o.n, err = p.env.Desk.OpenListing(ctx, ask, measure); err != nil {
			return o, err
		}
		o.names, err = p.env.Desk.Officers(ctx)
		return o, err
	}, func(o opened, err error) {
		if asked != p.asked || !p.open {
			return
		}
		if err != nil {
			p.failed(err)
			return
		}
		p.state.SetText(fmt.Sprintf("%s dòng · Enter: mở hồ sơ · Esc: quay lại", kit.Thousands(o.n)))
		p.show(asked, ask, measure, o.n, o.names)
		p.env.Events.Emit("listing-shown", "count", o.n)
	})
}

// show lets the table read its pages as they are scrolled to.
func (p *Panel) show(asked int, ask store.Tally, measure store.Measure, n int, names map[string]string) {
	rows := kit.NewPagedRows(p.owner, pageRows, keptPages, func(ctx context.Context, offset, limit int) ([][]kit.Cell, error) {
		listed, err := p.env.Desk.Listing(ctx, ask, measure, offset, limit)
		if err != nil {
			return nil, err
		}
		all := make([][]kit.Cell, 0, len(listed))
		for _, l := range listed {
			if ask.Subject == store.OfLog {
				all = append(all, logCells(l, names))
			} else {
				all = append(all, cells(l))
			}
		}
		p.owner.Do(func() {
			for i, l := range listed {
				p.listed[offset+i] = l
			}
		})
		return all, nil
	}, func(err error) {
		if asked != p.asked {
			return
		}
		if err != nil {
			p.failed(err)
			return
		}
		p.table.Reload()
	})
	rows.Reset(n)
	p.table.SetRows(rows)
}

func (p *Panel) failed(err error) {
	p.state.SetText("")
	p.env.Log.Error("listing what a number counts", "error", err)
	screen.Problem(p.env.Router, words.Of(err))
}

// goTo opens a dossier where it is worked on in its state.
func (p *Panel) goTo(row int) {
	l, ok := p.listed[row]
	if !ok || l.Row.ID == "" {
		return
	}
	p.env.OpenDossier(l.Row.ID, l.Row.State)
}

// Leave closes the panel and goes back.
func (p *Panel) Leave() {
	if p.Close() {
		p.closed()
	}
}

// Close takes the panel away without going anywhere; it reports whether it was
// open.
func (p *Panel) Close() bool {
	if !p.open {
		return false
	}
	p.open = false
	p.asked++
	p.env.Router.Pop(p.scope)
	p.scope.Chain().Clear()
	p.holder.Objects = nil
	p.listed = nil
	return true
}
