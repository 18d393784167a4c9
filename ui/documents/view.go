package documents

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// listWidth is how wide the list of papers stands beside the page.
const listWidth = 420

// Panel is the part of intake in which papers are attached.
type Panel struct {
	presenter *Presenter
	router    *kit.Router
	scope     *kit.Scope
	content   fyne.CanvasObject
	changed   func()

	papers  *fyne.Container
	scans   *fyne.Container
	size    *kit.Text
	message *kit.Text
	page    *fyne.Container
	title   *kit.Text

	inList  []*kit.Button // shown while the list is in work
	inPages []*kit.Button // shown while pages are in work
}

// NewPanel makes the panel. changed is called when papers were kept; on goes to
// the next part of intake, back to the form.
func NewPanel(router *kit.Router, d Desk, owner *kit.Owner, events kit.Events, changed, on, back func()) *Panel {
	p := &Panel{router: router, scope: kit.NewScope("documents"), changed: changed}
	p.presenter = NewPresenter(d, owner, events, p, func(d time.Duration, f func()) func() {
		timer := time.AfterFunc(d, func() { owner.Do(f) })
		return func() { timer.Stop() }
	})
	p.papers, p.scans, p.page = kit.TightColumn(), kit.TightColumn(), container.NewStack()
	p.size, p.message, p.title = kit.NewCaption(""), kit.NewText(""), kit.NewTitle("Giấy tờ của hồ sơ")
	p.inList = []*kit.Button{
		p.scope.Button("Enter", "Xem", kit.Normal, p.presenter.OpenPaper),
		p.scope.LetterButton('f', "Lấy từ tệp", kit.Normal, p.askFile),
		p.scope.LetterButton('x', "Gỡ giấy tờ", kit.Normal, p.presenter.Remove),
		p.scope.Button("Ctrl+Enter", "Tiếp tục", kit.Main, on),
	}
	p.inPages = []*kit.Button{
		p.scope.LetterButton('r', "Xoay", kit.Normal, p.presenter.Rotate),
		p.scope.LetterButton('b', "Bỏ trang", kit.Normal, p.presenter.Remove),
		p.scope.Button("Ctrl+Left", "Lên trước", kit.Normal, func() { p.presenter.Shift(-1) }),
		p.scope.Button("Ctrl+Right", "Xuống sau", kit.Normal, func() { p.presenter.Shift(1) }),
		p.scope.LetterButton('t', "Thêm tệp", kit.Normal, p.askFile),
		p.scope.Button("F10", "Lưu giấy tờ", kit.Main, p.presenter.Keep),
	}
	for chord, by := range map[string]int{"Up": -1, "Left": -1, "Down": 1, "Right": 1, "PageUp": -1, "PageDown": 1} {
		p.scope.On(chord, "", func() { p.presenter.Move(by) })
	}
	for n := range 9 {
		p.scope.OnLetter(rune('1'+n), "", func() { p.presenter.AttachScan(n) })
	}
	p.scope.On("Esc", "Trở về", func() { p.leave(back) })
	width := canvas.NewRectangle(color.Transparent)
	width.SetMinSize(fyne.NewSize(listWidth, 0))
	list := kit.Column(p.papers, p.size, p.scans)
	buttons := kit.Row()
	for _, button := range append(append([]*kit.Button{}, p.inList...), p.inPages...) {
		buttons.Add(button)
	}
	p.content = container.NewBorder(p.title, kit.Column(p.message, buttons),
		container.NewStack(width, container.NewVScroll(kit.Inset(0, 8, list))), nil, kit.Inset(12, 8, p.page))
	return p
}

// Content is the panel.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

// Scope holds the panel's keys.
func (p *Panel) Scope() *kit.Scope { return p.scope }

// Presenter is the panel's presenter.
func (p *Panel) Presenter() *Presenter { return p.presenter }

// ShowPapers lists the papers of the dossier.
func (p *Panel) ShowPapers(rows []Row, at int, size, most int64) {
	p.mode(false)
	p.title.SetText("Giấy tờ của hồ sơ")
	p.papers.RemoveAll()
	for i, row := range rows {
		p.papers.Add(paperLine(row, i == at))
	}
	p.size.SetText(fmt.Sprintf("Tổng dung lượng %s, trung ương nhận tối đa %s", kit.ByteSize(size), kit.ByteSize(most)))
	p.inList[0].SetDisabled(at >= len(rows) || rows[at].Has == nil)
	p.inList[2].SetDisabled(at >= len(rows) || rows[at].Has == nil)
	p.setPage(container.NewCenter(kit.NewCaption("Chọn giấy tờ bên trái, rồi nhấn F để lấy từ tệp hoặc số để lấy tệp quét.")))
}

func paperLine(row Row, current bool) fyne.CanvasObject {
	state, color := "chưa có", kit.ColorMuted
	switch {
	case row.Stray:
		state, color = fmt.Sprintf("! của trường hợp trước, sẽ bỏ khi hoàn tất (%d trang)", row.Has.Pages), kit.ColorAttention
	case row.Has != nil:
		state, color = fmt.Sprintf("✓ %d trang, %s", row.Has.Pages, kit.ByteSize(row.Has.Size)), kit.ColorOK
	case row.Must:
		state, color = "! bắt buộc, chưa có", kit.ColorAttention
	case row.Needed:
		state, color = "! cần có, chưa có", kit.ColorAttention
	}
	name := kit.NewParagraph(row.Name)
	body := kit.TightColumn(name, kit.NewCaption(state).In(color))
	if current {
		return kit.Card(body)
	}
	return kit.Inset(12, 8, body)
}

// ShowScans lists what waits in the folder of the scanner.
func (p *Panel) ShowScans(files []desk.ScanFile) {
	p.scans.RemoveAll()
	if len(files) == 0 {
		p.scans.Refresh()
		return
	}
	p.scans.Add(kit.NewBoldText("Tệp quét đang chờ"))
	for i, file := range files {
		p.scans.Add(kit.NewText(fmt.Sprintf("%d  %s · %s · %s", i+1, file.Name, kit.ByteSize(file.Size),
			file.At.In(person.Zone()).Format("15:04"))).Cut())
	}
	p.scans.Refresh()
}

// ShowPages shows the page in work.
func (p *Panel) ShowPages(pages Pages) {
	p.mode(true)
	p.title.SetText(pages.Name)
	over := ""
	if pages.All > pages.Most {
		over = ", vượt mức"
	}
	caption := kit.NewText(fmt.Sprintf("Trang %d/%d · giấy tờ này %s · cả hồ sơ %s trên %s%s", pages.At+1, len(pages.Sheets),
		kit.ByteSize(pages.Size), kit.ByteSize(pages.All), kit.ByteSize(pages.Most), over))
	if over != "" {
		caption = caption.In(kit.ColorFault)
	}
	body := container.NewStack()
	if pages.Picture != nil {
		picture := canvas.NewImageFromImage(pages.Picture)
		picture.FillMode, picture.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
		body.Add(picture)
	}
	p.setPage(container.NewBorder(caption, nil, nil, nil, body))
}

func (p *Panel) setPage(content fyne.CanvasObject) {
	p.page.Objects = []fyne.CanvasObject{content}
	p.page.Refresh()
}

// mode shows the buttons of the list or of the pages.
func (p *Panel) mode(pages bool) {
	for _, button := range p.inList {
		show(button, !pages)
	}
	for _, button := range p.inPages {
		show(button, pages)
	}
}

func show(b *kit.Button, visible bool) {
	b.SetDisabled(!visible)
	if visible {
		b.Show()
	} else {
		b.Hide()
	}
}

// ShowBusy says what is being done.
func (p *Panel) ShowBusy(text string) {
	p.message.SetText(text)
	p.message.SetColor(kit.ColorMuted)
}

// ShowError says what went wrong and what to do; the next document can be taken
// at once.
func (p *Panel) ShowError(m words.Message) {
	p.message.SetText("✕ " + m.Line())
	p.message.SetColor(kit.ColorFault)
}

// Changed tells the counter that the section on the disk has changed.
func (p *Panel) Changed() { p.changed() }

// leave goes back one step: from reading, from the pages, from the panel.
func (p *Panel) leave(back func()) {
	switch {
	case p.presenter.Busy():
		p.presenter.Stop()
	case p.presenter.Changed():
		kit.Confirm(p.router, kit.Question{
			Title: "Bỏ các trang chưa lưu?", Text: "Các trang vừa lấy chưa được lưu vào hồ sơ.", Yes: "Bỏ", No: "Ở lại", Danger: true,
		}, func(yes bool) {
			if yes {
				p.presenter.Discard()
			}
		})
	case p.presenter.Editing():
		p.presenter.Discard()
	default:
		back()
	}
}

// askFile asks for a file by its path, typed or pasted, or chosen in its folder.
func (p *Panel) askFile() {
	path := kit.NewTextField("Đường dẫn tệp (PDF, JPEG, PNG, TIFF)", kit.Required(), kit.Width(56),
		kit.Help("Ctrl+O để chọn trong thư mục"))
	asked := kit.Prompt(p.router, kit.Form{
		Title: "Lấy giấy tờ từ tệp", Action: "Lấy tệp", Fields: []kit.Field{path},
		Done: func() { p.presenter.AttachFile(strings.Trim(path.Value(), `"'`)) },
	})
	// The way of typing Vietnamese would turn the letters of a path into others.
	typing := p.router.Typing()
	p.router.SetTyping(nil)
	asked.OnClosed = func() { p.router.SetTyping(typing) }
	asked.Scope().On("Ctrl+O", "Chọn tệp", func() {
		asked.Close()
		p.pickFile()
	})
}

func (p *Panel) pickFile() {
	kit.ChooseFile(p.router, p.presenter.owner, kit.FileQuestion{
		Title: "Chọn tệp giấy tờ (PDF, JPEG, PNG, TIFF)", Extensions: []string{".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"},
	}, p.presenter.AttachFile)
}

var (
	_ View = (*Panel)(nil)
	_ Desk = (*desk.Desk)(nil)
)
