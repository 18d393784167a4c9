package papers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// Place is where a screen stands, and in its stead, while one is shown, a paper.
type Place struct {
	panel   *Panel
	main    fyne.CanvasObject
	content *fyne.Container
	back    func()
}

// NewPlace gives a screen its place. Back is called whenever it stands there again,
// so that the keyboard is where it was; nil for nothing.
func NewPlace(env screen.Env, main fyne.CanvasObject, back func()) *Place {
	p := &Place{main: kit.Inset(4, 4, main), back: back}
	p.content = container.NewStack(p.main)
	p.panel = New(env, p.Back)
	return p
}

// Content is what the frame shows.
func (p *Place) Content() fyne.CanvasObject { return p.content }

// Away reports whether something else stands in the place of the screen.
func (p *Place) Away() bool { return p.content.Objects[0] != p.main }

// Put shows something else in the place of the screen, until Close or Back.
func (p *Place) Put(content fyne.CanvasObject) { p.put(kit.Inset(4, 4, content)) }

func (p *Place) put(content fyne.CanvasObject) {
	p.content.Objects = []fyne.CanvasObject{content}
	p.content.Refresh()
}

// Show makes a paper and shows it in the place of the screen, until it is left.
func (p *Place) Show(title string, make Maker) {
	p.Put(p.panel.Content())
	p.panel.Show(title, make)
}

// Close puts the screen back into its place; it reports whether a paper was shown.
func (p *Place) Close() bool {
	shown := p.panel.Close()
	if p.Away() {
		p.put(p.main)
	}
	return shown
}

// Back is Close, and the keyboard is where it was.
func (p *Place) Back() {
	p.Close()
	if p.back != nil {
		p.back()
	}
}
