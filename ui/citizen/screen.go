// Package citizen is the second screen, turned towards the citizen: the values of
// the dossier in large type while they are read back, and nothing of anybody at
// any other time.
package citizen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/ui/kit"
)

// State is what the second screen is.
type State int

// States in the order in which one key walks through them.
const (
	Closed State = iota
	Windowed
	FullScreen
)

// Screen is the second screen. Its methods are called on the UI goroutine.
type Screen struct {
	app    fyne.App
	window fyne.Window // nil while closed
	body   *fyne.Container
	state  State
	facts  []kit.Fact
	pad    *kit.PenPad // to sign in; nil while nobody is asked to
}

// New makes a second screen that is closed.
func New(app fyne.App) *Screen { return &Screen{app: app} }

// State is what the screen is now.
func (s *Screen) State() State { return s.state }

// Step opens the screen as a window, to be drawn to where the citizen sees it,
// then fills that screen, then closes it. The keyboard stays with the clerk.
func (s *Screen) Step() State {
	switch s.state {
	case Closed:
		s.open()
	case Windowed:
		s.state = FullScreen
		s.window.SetFullScreen(true)
	default:
		s.Close()
	}
	return s.state
}

func (s *Screen) open() {
	clerk := s.app.Driver().AllWindows()
	s.window, s.state = s.app.NewWindow("Thông tin của công dân"), Windowed
	s.body = container.NewStack()
	s.window.SetContent(kit.Inset(32, 24, s.body))
	s.window.Resize(fyne.NewSize(900, 640))
	s.window.SetCloseIntercept(s.Close)
	s.draw()
	s.window.Show()
	if len(clerk) > 0 {
		clerk[0].RequestFocus()
	}
}

// Show lets the citizen read values along.
func (s *Screen) Show(facts ...kit.Fact) {
	s.facts, s.pad = facts, nil
	s.draw()
}

// Sign lets the citizen sign in the pad; written is told the strokes after each
// change. The citizen may take them off the pad and sign again.
func (s *Screen) Sign(pad *kit.PenPad, written func([][]kit.PenPoint)) {
	pad.OnChanged(func() { written(pad.Strokes()) })
	s.facts, s.pad = nil, pad
	s.draw()
}

// ClearPad takes what was written off the pad.
func (s *Screen) ClearPad() {
	if s.pad != nil {
		s.pad.Clear()
	}
}

// Clear takes every value, and what was signed, off the screen.
func (s *Screen) Clear() {
	if s.facts == nil && s.pad == nil {
		return
	}
	s.facts, s.pad = nil, nil
	s.draw()
}

// Close closes the window; what was on it is forgotten.
func (s *Screen) Close() {
	s.facts, s.pad, s.state = nil, nil, Closed
	if s.window == nil {
		return
	}
	s.draw()
	window := s.window
	s.window, s.body = nil, nil
	window.SetCloseIntercept(nil)
	window.Close()
}

func (s *Screen) draw() {
	if s.window == nil {
		return
	}
	s.body.RemoveAll()
	if s.pad != nil {
		again := kit.NewButton("Xóa, ký lại", kit.Normal, s.pad.Clear)
		s.body.Add(container.NewCenter(kit.Column(kit.NewBigText("Đề nghị ông (bà) ký vào khung."), s.pad, kit.Row(again))))
		return
	}
	if len(s.facts) == 0 {
		s.body.Add(container.NewCenter(kit.NewBigText("Bàn Căn cước")))
		return
	}
	s.body.Add(container.NewBorder(kit.NewBigText("Đề nghị ông (bà) đọc kỹ. Có gì sai, xin nói ngay với cán bộ."), nil, nil, nil,
		container.NewVScroll(kit.Inset(0, 16, kit.NewBigKeyValues(s.facts...)))))
}
