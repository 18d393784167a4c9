// Package search answers "where is it": any dossier by anything a citizen knows.
package search

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the search.
type Screen struct {
	env     screen.Env
	owner   *kit.Owner
	scope   *kit.Scope
	content fyne.CanvasObject
	what    *kit.TextField
	state   *kit.Text
	list    *fyne.Container
	filter  *filterBar
	rows    []desk.Row
	asked   int // of the newest question: answers to older ones are dropped
	seen    seen
	noting  int         // entries of searches on their way into the log
	settled func(error) // waits for them
}

// seen is what was searched last and how many were shown for it.
type seen struct {
	text  string
	shown int
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, owner: kit.NewOwner(env.Context, env.Runner), scope: kit.NewScope("search")}
	s.what = kit.NewTextField("Số định danh, CMND cũ, giấy hẹn, điện thoại, họ tên (không cần dấu)", kit.Width(50))
	s.what.OnChanged = func(text string) { s.Find(text) }
	s.filter = newFilterBar(func() { s.Find(s.what.Value()) })
	// Enter in the words opens the first hit, so they are the last of the fields.
	s.scope.Fields(s.filter.fields()...)
	s.scope.Fields(s.what)
	s.scope.Chain().OnEnd = func() { s.open(0) }
	s.state, s.list = kit.NewCaption("Gõ để tìm."), kit.TightColumn()
	for i := range 9 {
		s.scope.On(fmt.Sprintf("Ctrl+%d", i+1), "", func() { s.open(i) })
	}
	s.scope.On("Esc", "Xóa", s.clear)
	s.scope.On("Ctrl+F", "Lọc theo trạng thái, ngày, cán bộ…", func() { s.filter.state.Focus() })
	s.content = kit.Inset(4, 4, container.NewBorder(kit.Column(s.what, s.filter.content, s.state), nil, nil, nil, container.NewVScroll(s.list)))
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Tra cứu" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show puts the cursor into the field.
func (s *Screen) Show(dossier.ID) {
	s.what.Focus()
	s.filter.load(s.owner, s.env.Desk.SearchChoices, func(err error) { s.env.Log.Error("search filters", "error", err) })
	s.env.Events.Emit("screen-ready", "screen", "search")
}

// Hide ends the search.
func (s *Screen) Hide() { s.noteSeen() }

// noteSeen leaves the log entry of a search that showed people, once it ended:
// one entry for what was typed to its end, not one a letter.
func (s *Screen) noteSeen() {
	last := s.seen
	s.seen = seen{}
	if last.shown == 0 {
		return
	}
	s.noting++
	kit.Background(s.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.env.Desk.NoteSearch(ctx, last.text, last.shown)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.env.Log.Error("noting a search", "error", err)
		}
		if s.noting--; s.noting == 0 && s.settled != nil {
			s.settled(err)
			s.settled = nil
		}
	})
}

// Settle calls done once the entries of searches are in the log: who locks the desk
// at once has searched all the same.
func (s *Screen) Settle(done func(error)) {
	if s.noting == 0 {
		done(nil)
		return
	}
	s.settled = done
}

// Scanned takes a scanner burst.
func (s *Screen) Scanned(text string) bool {
	s.Find(text)
	return true
}

// Find searches as it is typed.
func (s *Screen) Find(text string) {
	s.asked++
	asked := s.asked
	filter := s.filter.value()
	if text == "" && !filter.Narrows() {
		s.show(nil, "Gõ để tìm.")
		return
	}
	kit.Background(s.owner, func(ctx context.Context) ([]desk.Row, error) {
		return s.env.Desk.SearchBy(ctx, text, filter)
	}, func(rows []desk.Row, err error) {
		if asked != s.asked {
			return
		}
		if err != nil {
			s.show(nil, words.Of(err).Line())
			return
		}
		if len(rows) > 0 {
			s.seen = seen{text, len(rows)}
		}
		s.show(rows, fmt.Sprintf("Tìm thấy %d hồ sơ.", len(rows)))
		s.env.Events.Emit("search-shown", "count", len(rows))
	})
}

// clear begins a new search: nothing typed, nothing left out.
func (s *Screen) clear() {
	s.noteSeen()
	s.what.SetValue("")
	s.filter.clear()
	s.what.Focus()
	s.Find("")
}

func (s *Screen) show(rows []desk.Row, state string) {
	s.rows = rows
	s.state.SetText(state)
	s.list.RemoveAll()
	for i, row := range rows {
		key := ""
		if i < 9 {
			key = fmt.Sprintf("Ctrl+%d", i+1)
		}
		text := fmt.Sprintf("%s   %s   %s   %s   %s", row.Name, words.Number(row.Number), words.Date(row.Birth), words.State(row.State), row.Receipt)
		if row.Shelf != "" {
			text += "   thẻ ở ngăn " + row.Shelf
		}
		line := kit.NewSectionHeader(text, key, func() { s.open(i) })
		line.SetState(kit.SectionState{Attention: row.State == dossier.Returned || row.State == dossier.Rejected})
		s.list.Add(line)
	}
}

// open goes where the dossier is worked on in its state.
func (s *Screen) open(i int) {
	if i >= len(s.rows) {
		return
	}
	s.noteSeen()
	s.env.OpenDossier(s.rows[i].ID, s.rows[i].State)
}
