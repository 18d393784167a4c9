package review

import (
	"fmt"
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/citizen"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// actNames are the acts as the list on the side names them.
var actNames = []string{"Đọc lại với công dân", "In phiếu thu nhận", "Công dân ký xác nhận", "Lệ phí và hoàn tất", "In giấy hẹn"}

// Panel is the last part of intake.
type Panel struct {
	presenter *Presenter
	router    *kit.Router
	scope     *kit.Scope
	content   fyne.CanvasObject
	finished  func(desk.Opened)
	correct   func(field string)

	acts    []*kit.SectionHeader
	body    *fyne.Container
	title   *kit.Text
	message *kit.Text
	main    *kit.Button
	export  *kit.Button
	thumb   *kit.Button
	pen     *kit.Button
	method  *kit.Button
	fee     []*kit.Button // of the act of paying
	exempt  []kit.Choice  // why a fee is not due
	told    *kit.Text     // the sum of the household
	second  *citizen.Screen
	turn    *kit.Button // walks the second screen through its states
	last    dossier.Payment
}

// NewPanel makes the panel. exemptions say why a fee is not due; finished is called when the citizen can go; correct
// when a value is wrong and the form must be opened at it; back on Esc.
func NewPanel(router *kit.Router, d Desk, owner *kit.Owner, events kit.Events, exemptions []kit.Choice, finished func(desk.Opened), correct func(field string), back func()) *Panel {
	p := &Panel{router: router, scope: kit.NewScope("review"), finished: finished, correct: correct}
	p.presenter = NewPresenter(d, owner, events, p)
	p.title, p.message = kit.NewTitle(""), kit.NewText("")
	p.body = container.NewStack()
	p.main = p.scope.Button("Enter", "", kit.Main, p.presenter.Proceed)
	p.export = p.scope.Button("Ctrl+E", "Xuất ra tệp", kit.Normal, p.presenter.Export)
	p.thumb = p.scope.LetterButton('t', "Điểm chỉ", kit.Normal, p.askWitness)
	p.pen = p.scope.LetterButton('v', "Ký trên màn hình", kit.Normal, p.askPen)
	p.method = p.scope.LetterButton('k', "Chuyển khoản", kit.Normal, p.toggleMethod)
	p.fee = []*kit.Button{
		p.scope.LetterButton('m', "Miễn lệ phí", kit.Normal, p.askExemption),
		p.scope.LetterButton('b', "Biên lai", kit.Normal, p.askReceipt),
		p.scope.LetterButton('h', "Hủy biên lai", kit.Normal, p.askVoid),
	}
	p.exempt, p.told = exemptions, kit.NewBigText("")
	p.second = citizen.New(fyne.CurrentApp())
	p.turn = p.scope.LetterButton('n', "Màn hình công dân", kit.Normal, p.turnSecond)
	fix := p.scope.LetterButton('s', "Sửa thông tin", kit.Normal, func() { correct("") })
	p.scope.On("F10", "", p.presenter.Proceed)
	p.scope.On("Ctrl+P", "In lại", p.presenter.Again)
	p.scope.On("Ctrl+Shift+P", "In với tùy chọn: máy in, số bản, trang", p.presenter.AskPrint)
	p.scope.On("Esc", "Trở về", back)
	list := kit.TightColumn(kit.NewTitle("Các bước cuối"))
	for _, name := range actNames {
		header := kit.NewSectionHeader(name, "", nil)
		p.acts = append(p.acts, header)
		list.Add(header)
	}
	buttons := kit.Row(p.main, p.pen, p.thumb, p.method)
	for _, button := range append(p.fee, p.export, p.turn, fix) {
		buttons.Add(button)
	}
	p.content = container.NewBorder(p.title, kit.Column(p.message, buttons), nil, kit.Inset(12, 0, list), kit.Inset(0, 8, p.body))
	return p
}

// Content is the panel.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

// Scope holds the panel's keys.
func (p *Panel) Scope() *kit.Scope { return p.scope }

// Presenter is the panel's presenter.
func (p *Panel) Presenter() *Presenter { return p.presenter }

// ShowAct shows one act.
func (p *Panel) ShowAct(act Act, opened desk.Opened, fee dossier.Payment) {
	for i, header := range p.acts {
		header.SetState(kit.SectionState{Done: i < int(act)})
		header.SetCurrent(i == int(act))
	}
	if int(act) < len(actNames) {
		p.title.SetText(actNames[act])
	}
	p.message.SetText("")
	show(p.export, act == PrintSlip || act == PrintReceipt)
	show(p.thumb, act == Confirm)
	show(p.pen, act == Confirm)
	p.pen.SetDisabled(!signable(act, opened.Review)) // its key also where there is no room for it
	show(p.turn, act == ReadBack || act == Confirm)
	show(p.method, act == Pay && fee.Amount > 0)
	for _, button := range p.fee {
		show(button, act == Pay)
	}
	if act != ReadBack {
		p.second.Clear()
	}
	switch act {
	case ReadBack:
		p.told.SetText("")
		p.second.Show(readBack(opened.Identity)...)
		p.main.SetText("Đúng, đọc lại xong")
		p.set(container.NewVScroll(kit.NewBigKeyValues(readBack(opened.Identity)...)))
	case PrintSlip:
		p.main.SetText("In phiếu thu nhận")
	case Confirm:
		p.main.SetText("Đã ký")
		p.set(kit.NewBigKeyValues(
			kit.Fact{Key: "Phiếu thu nhận", Value: "đã in"},
			kit.Fact{Key: "Công dân", Value: "đọc, ký và ghi rõ họ tên"},
			kit.Fact{Key: "Ký bằng bút", Value: "nhấn V: ký trên màn hình"},
			kit.Fact{Key: "Không ký được", Value: "nhấn T: điểm chỉ, có người làm chứng"}))
	case Pay:
		p.main.SetText("Đã thu, hoàn tất hồ sơ")
		p.set(container.NewVScroll(kit.Column(kit.NewBigKeyValues(feeFacts(opened, fee)...), p.told)))
	case PrintReceipt:
		p.last = fee
		p.main.SetText("In giấy hẹn")
	}
}

// turnSecond opens the screen that is turned to the citizen, lets it fill the
// screen that it was drawn to, and closes it.
func (p *Panel) turnSecond() {
	switch p.second.Step() {
	case citizen.Windowed:
		p.second.Show(readBack(p.presenter.opened.Identity)...)
		p.ShowDone("Kéo cửa sổ sang màn hình của công dân, rồi nhấn N để mở hết màn hình đó.")
	case citizen.FullScreen:
		p.ShowDone("Công dân đang đọc trên màn hình kia. Nhấn N để đóng.")
	default:
		p.ShowDone("Đã đóng màn hình của công dân.")
	}
	p.presenter.events.Emit("second-screen", "state", int(p.second.State()))
}

// Leave takes the citizen's values off the second screen.
func (p *Panel) Leave() { p.second.Clear() }

// Close closes the second screen: the clerk's session has ended.
func (p *Panel) Close() { p.second.Close() }

func show(b *kit.Button, visible bool) {
	b.SetDisabled(!visible)
	if visible {
		b.Show()
	} else {
		b.Hide()
	}
}

func (p *Panel) set(content fyne.CanvasObject) {
	p.body.Objects = []fyne.CanvasObject{content}
	p.body.Refresh()
}

func readBack(id dossier.Identity) []kit.Fact {
	facts := []kit.Fact{
		{Key: "Họ và tên", Value: strings.ToUpper(id.Name)},
		{Key: "Số định danh", Value: words.Number(id.PersonalNumber)},
		{Key: "Ngày sinh", Value: words.Date(id.Birth)},
		{Key: "Giới tính", Value: person.Sex(id.Sex).Word()},
		{Key: "Dân tộc", Value: id.Ethnic},
		{Key: "Tôn giáo", Value: id.Religion},
		{Key: "Quê quán", Value: id.Origin.Text},
		{Key: "Nơi thường trú", Value: id.Permanent.Text},
		{Key: "Nơi ở hiện tại", Value: id.Present.Text},
		{Key: "Số CMND cũ", Value: words.OldNumber(id.OldNumbers...)},
		{Key: "Điện thoại", Value: words.Phone(id.Phone)},
	}
	if record := id.Lookup.Record; record != nil {
		for _, difference := range desk.CompareRecord(id, *record) {
			for i := range facts {
				if facts[i].Key == difference.Label {
					facts[i].Was = difference.Record
				}
			}
		}
	}
	kept := facts[:0]
	for _, fact := range facts {
		if fact.Value != "" {
			kept = append(kept, fact)
		}
	}
	return kept
}

// AskPrint asks how the paper is printed.
func (p *Panel) AskPrint(pages int, printers []port.PrinterInfo, printer string) {
	papers.Ask(p.router, pages, printers, printer, p.presenter.PrintWith)
}

// ShowPaper shows the first page as it will be printed.
func (p *Panel) ShowPaper(paper desk.Paper, first image.Image) {
	page := canvas.NewImageFromImage(first)
	page.FillMode = canvas.ImageFillContain
	page.ScaleMode = canvas.ImageScaleSmooth
	ratio := float32(first.Bounds().Dy()) / float32(first.Bounds().Dx())
	page.SetMinSize(fyne.NewSize(560, 560*ratio))
	caption := kit.NewCaption(fmt.Sprintf("Xem trước khi in: %d trang", paper.Pages))
	p.set(container.NewBorder(caption, nil, nil, nil, container.NewVScroll(container.NewCenter(page))))
}

// ShowBusy says what is being done.
func (p *Panel) ShowBusy(text string) {
	p.message.SetText(text)
	p.message.SetColor(kit.ColorMuted)
}

// ShowDone says what was done.
func (p *Panel) ShowDone(text string) {
	p.message.SetText("✓ " + text)
	p.message.SetColor(kit.ColorOK)
}

// ShowError says what went wrong and what to do.
func (p *Panel) ShowError(m words.Message) {
	p.message.SetText("✕ " + m.Line())
	p.message.SetColor(kit.ColorFault)
}

// ShowMissing lists what is missing and offers to go there.
func (p *Panel) ShowMissing(missing []dossier.Finding) {
	var lines []string
	for _, finding := range missing {
		lines = append(lines, finding.Vietnamese)
	}
	kit.Message(p.router, kit.Notice{
		Title: "Hồ sơ còn thiếu", Level: kit.LevelWarning,
		Happened: strings.Join(lines, "\n"), Kept: "Phần đã nhập đã lưu.", Do: "Bổ sung rồi hoàn tất lại.",
	}, func() { p.correct(missing[0].Field) })
}

// Finished hands over to the counter.
func (p *Panel) Finished(opened desk.Opened) { p.finished(opened) }

func (p *Panel) askWitness() {
	witness := kit.NewNameField("Họ tên người làm chứng", kit.Required(), kit.Width(30))
	var reasons []kit.Choice
	for _, text := range []string{"Không biết chữ", "Khuyết tật tay", "Tay đang bị thương, băng bó", "Mắt không nhìn được"} {
		reasons = append(reasons, kit.Choice{Code: text, Text: text})
	}
	reason := kit.NewChoiceField("Lý do không ký", reasons, kit.Required(), kit.Width(30)).AllowOther()
	kit.Prompt(p.router, kit.Form{
		Title: "Điểm chỉ thay chữ ký", Text: "Công dân điểm chỉ vào phiếu thu nhận trước mặt người làm chứng.",
		Fields: []kit.Field{witness, reason},
		Done:   func() { p.presenter.ConfirmByThumb(witness.Value(), reason.Value().Text) },
	})
}

func (p *Panel) toggleMethod() {
	p.presenter.SetFee(func(fee *dossier.Payment) {
		if fee.Method == "transfer" {
			fee.Method = "cash"
		} else {
			fee.Method = "transfer"
		}
	})
}
