// Package cards is the stock of finished cards: boxes on their way and what was in
// them, the cards on the shelves and the counting of them, cards to be made again,
// and the old cards that were collected.
package cards

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/handover/training"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// panel is what stands in the work area of the screen in place of the stock.
type panel interface {
	content() fyne.CanvasObject
	scope() *kit.Scope
	// focus puts the keyboard where work goes on.
	focus()
}

// Screen is the stock of cards.
type Screen struct {
	env   screen.Env
	owner *kit.Owner
	keys  *kit.Scope
	place *fyne.Container
	main  *stockPanel
	over  []panel    // what stands over the stock, the last one seen
	top   *kit.Scope // keys of what is seen; what lies under it has none

	checking *checking // the box that is being gone through, nil otherwise
	counting *countPanel
	old      *oldPanel
	paper    *papers.Panel
	reading  bool // a paper is shown
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, owner: kit.NewOwner(env.Context, env.Runner), keys: kit.NewScope("cards")}
	s.main = newStockPanel(s)
	s.counting, s.old = newCountPanel(s), newOldPanel(s)
	s.paper = papers.New(env, s.paperClosed)
	training.Bind(s.keys, env, training.Place{
		Card:   s.wanted,
		Failed: func(err error) { env.Toast(kit.LevelError, words.Of(err).Line()) },
	})
	s.place = container.NewStack(kit.Inset(4, 4, s.main.body))
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Quản lý thẻ" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.keys }

// Show reads boxes and stock.
func (s *Screen) Show(dossier.ID) {
	if len(s.over) == 0 && !s.reading {
		s.see(s.main)
	}
	s.Load()
	s.env.Events.Emit("screen-ready", "screen", "cards")
}

// Hide closes what stands over the stock; what was counted is kept already.
func (s *Screen) Hide() {
	s.paper.Close()
	s.reading = false
	for len(s.over) > 0 {
		s.close()
	}
	s.env.Router.Pop(s.top)
	s.top = nil
}

// Load reads the stock anew, unless something else is shown: nothing may jump under
// the clerk's hands.
func (s *Screen) Load() {
	if len(s.over) == 0 && !s.reading {
		s.main.stock.Load()
	}
}

// Scanned takes a scanner burst where a card is looked for.
func (s *Screen) Scanned(text string) bool {
	switch {
	case s.reading:
		return false
	case len(s.over) == 0:
		return s.main.find(text)
	}
	taker, ok := s.over[len(s.over)-1].(interface{ scanned(string) bool })
	return ok && taker.scanned(text)
}

// open puts a panel over what is shown.
func (s *Screen) open(p panel) {
	s.over = append(s.over, p)
	s.see(p)
}

// see shows a panel with its keys alone.
func (s *Screen) see(p panel) {
	if s.top != nil {
		s.env.Router.Pop(s.top)
	}
	s.top = p.scope()
	s.env.Router.Push(s.top)
	s.put(p.content())
	p.focus()
}

func (s *Screen) put(content fyne.CanvasObject) {
	s.place.Objects = []fyne.CanvasObject{kit.Inset(4, 4, content)}
	s.place.Refresh()
}

// close takes the topmost panel away.
func (s *Screen) close() {
	last := len(s.over) - 1
	if last < 0 {
		return
	}
	p := s.over[last]
	s.over = s.over[:last]
	if c, ok := p.(*checking); ok {
		c.owner.Stop()
		s.checking = nil
	}
	if last > 0 {
		s.see(s.over[last-1])
		return
	}
	s.see(s.main)
}

// back closes the topmost panel and shows anew what was under it.
func (s *Screen) back() {
	s.close()
	if len(s.over) == 0 {
		s.Load()
	}
}

// wanted is the card that a training desk lays on the reader.
func (s *Screen) wanted() (string, bool) {
	if s.checking == nil {
		return "", false
	}
	line, ok := s.checking.check.Current()
	return line.Card.Serial, ok
}

// show makes a paper and shows it over everything else.
func (s *Screen) show(title string, make papers.Maker) {
	s.env.Router.Pop(s.top)
	s.top, s.reading = nil, true
	s.put(s.paper.Content())
	s.paper.Show(title, make)
}

// paperClosed shows again what lies under a paper.
func (s *Screen) paperClosed() {
	s.reading = false
	if n := len(s.over); n > 0 {
		s.see(s.over[n-1])
		return
	}
	s.see(s.main)
	s.Load()
}

func (s *Screen) failed(m words.Message) { s.env.Toast(kit.LevelError, m.Line()) }

func (s *Screen) today() person.CivilDate { return person.FromTime(s.env.Desk.Clock.Now()) }
