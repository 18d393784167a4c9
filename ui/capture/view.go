package capture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// frameLimit bounds one frame of a preview, in bytes and in pixels a side: the
// stream comes from outside.
const (
	frameLimit = 4 << 20
	frameSide  = 4096
)

// fingerNumbers are the numbers that ISO/IEC 19794 gives the fingers.
var fingerNumbers = map[port.Position]kit.Finger{
	port.RightThumb: 1, port.RightIndex: 2, port.RightMiddle: 3, port.RightRing: 4, port.RightLittle: 5,
	port.LeftThumb: 6, port.LeftIndex: 7, port.LeftMiddle: 8, port.LeftRing: 9, port.LeftLittle: 10,
}

// Panel is the capture part of the counter.
type Panel struct {
	presenter *Presenter
	router    *kit.Router
	scope     *kit.Scope
	content   fyne.CanvasObject
	live      *fyne.Container
	done      func()
	progress  func()

	preview *kit.Preview
	hands   *kit.HandsPicture
	bars    *fyne.Container
	message *fyne.Container // one line a sentence: nothing is cut, nothing widens the window
	steps   *fyne.Container
	taken   *fyne.Container // what was taken last, small
	take    *kit.Button
	step    dossier.CaptureStep
	wanted  int
}

// NewPanel makes the panel; progress is called after each picture, done when all
// are taken or excused, back when the clerk steps out.
func NewPanel(router *kit.Router, runner kit.Runner, params Params, progress, done, back func()) *Panel {
	p := &Panel{router: router, scope: kit.NewScope("capture"), done: done, progress: progress}
	params.View = p
	p.presenter = NewPresenter(params)
	p.preview = kit.NewPreview(runner, fyne.NewSize(640, 470))
	p.hands = kit.NewHandsPicture()
	p.bars = kit.TightColumn()
	p.message = kit.TightColumn()
	p.steps = kit.TightColumn()

	p.take = p.scope.Button("Space", "Thu", kit.Main, p.presenter.Take)
	again := p.scope.LetterButton('r', "Thu lại", kit.Normal, p.presenter.Take)
	except := p.scope.LetterButton('m', "Không thu được", kit.Normal, p.askException)
	p.scope.OnLetter('k', "Giữ lại, ghi lý do", p.askKeep)
	next := p.scope.Button("Enter", "Tiếp", kit.Normal, p.presenter.Next)
	p.scope.On("PgUp", "Ảnh trước", func() { p.presenter.GoTo(p.presenter.at - 1) })
	p.scope.On("PgDn", "Ảnh sau", func() { p.presenter.GoTo(p.presenter.at + 1) })
	p.scope.On("Esc", "Dừng hoặc trở về thông tin", func() {
		if !p.presenter.Stop() {
			p.presenter.Leave()
			back()
		}
	})
	p.taken = kit.TightColumn()
	side := kit.Column(kit.NewTitle("Thứ tự thu"), p.steps, p.hands, p.bars, p.taken)
	// The message comes last: the buttons stay where the hand knows them.
	p.live = kit.Column(p.preview, kit.Row(p.take, again, except, next), p.message)
	p.content = container.NewBorder(nil, nil, nil, kit.Inset(12, 0, container.NewVScroll(side)), p.live)
	return p
}

// Content is the panel.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

// Scope holds the panel's keys.
func (p *Panel) Scope() *kit.Scope { return p.scope }

// Presenter is the panel's presenter.
func (p *Panel) Presenter() *Presenter { return p.presenter }

// ShowSteps shows the order of the pictures.
func (p *Panel) ShowSteps(steps []dossier.CaptureStep, at int, done []bool) {
	p.steps.RemoveAll()
	for i, step := range steps {
		header := kit.NewSectionHeader(StepName(step), "", func() { p.presenter.GoTo(i) })
		header.SetState(kit.SectionState{Done: done[i]})
		header.SetCurrent(i == at)
		p.steps.Add(header)
	}
}

// ShowStep shows what is to be taken now.
func (p *Panel) ShowStep(step dossier.CaptureStep, guidance string, threshold float64) {
	p.step, p.wanted = step, int(threshold)
	p.preview.SetPicture(nil)
	p.preview.Guide(guidance)
	p.preview.Frame(step.Modality == port.Face && step.Kind == dossier.PlainStep)
	p.hands.Hidden = step.Modality != port.Finger && step.Kind != dossier.ExceptionStep
	p.hands.Refresh()
}

// ShowFingers shows state and quality of each finger, eye or face.
func (p *Panel) ShowFingers(fingers []Finger) {
	wantedNow := map[port.Position]bool{}
	for _, position := range p.step.Positions {
		wantedNow[position] = true
	}
	p.hands.Reset()
	p.bars.RemoveAll()
	for _, f := range fingers {
		if number, ok := fingerNumbers[f.Position]; ok && !p.hands.Hidden {
			p.hands.Set(number, stateOf(f, wantedNow[f.Position]), scoreText(f))
		}
		if !wantedNow[f.Position] {
			continue
		}
		modality := p.step.Modality
		if p.step.Kind == dossier.ExceptionStep {
			modality = modalityOf(f.Position)
		}
		name, _ := dossier.PartName(modality, f.Position)
		if f.Exception != "" {
			p.bars.Add(kit.NewText(name + ": không thu được, " + f.Exception).In(kit.ColorAttention))
			continue
		}
		bar := kit.NewQualityBar(name)
		score := -1
		if f.Taken {
			score = int(f.Score)
		}
		bar.Set(score, p.wanted)
		p.bars.Add(bar)
	}
}

func stateOf(f Finger, wanted bool) kit.FingerState {
	switch {
	case f.Exception != "":
		return kit.FingerMissing
	case f.Taken && f.Good:
		return kit.FingerGood
	case f.Taken:
		return kit.FingerWeak
	case wanted:
		return kit.FingerWaiting
	}
	return kit.FingerIdle
}

func scoreText(f Finger) string {
	if !f.Taken {
		return ""
	}
	return fmt.Sprintf("%d", int(f.Score))
}

// ShowFrame shows one frame of the preview; it is called from another goroutine.
func (p *Panel) ShowFrame(frame port.Frame) {
	if picture, ok := decode(frame.JPEG); ok {
		p.preview.Push(picture)
	}
}

// decode reads a bounded JPEG.
func decode(data []byte) (image.Image, bool) {
	if len(data) > frameLimit {
		return nil, false
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width > frameSide || config.Height > frameSide {
		return nil, false
	}
	picture, err := jpeg.Decode(bytes.NewReader(data))
	return picture, err == nil
}

// ShowPicture shows what was taken.
func (p *Panel) ShowPicture(data []byte) {
	if picture, ok := decode(data); ok {
		p.preview.SetPicture(picture)
	}
}

// thumbHeight is the height of the small pictures of the last capture.
const thumbHeight = 84

// ShowTaken shows what was taken last while the next picture is already live: a
// portrait as it will be on the card, the fingers of a hand side by side.
func (p *Panel) ShowTaken(jpegs [][]byte) {
	p.taken.RemoveAll()
	if len(jpegs) == 0 {
		return
	}
	widest := float32(62)
	if len(jpegs) > 3 {
		widest = 46 // a whole hand stands in one row
	}
	row := kit.Row()
	for _, data := range jpegs {
		picture, ok := decode(data)
		if !ok {
			continue
		}
		small := canvas.NewImageFromImage(picture)
		small.FillMode = canvas.ImageFillContain
		size := picture.Bounds().Size()
		small.SetMinSize(fyne.NewSize(min(thumbHeight*float32(size.X)/float32(size.Y), widest), thumbHeight))
		row.Add(small)
	}
	p.taken.Add(kit.NewCaption("Vừa thu"))
	p.taken.Add(row)
	p.taken.Refresh()
}

// ShowBusy shows that the device works.
func (p *Panel) ShowBusy(busy bool) {
	if busy {
		p.take.SetText("Đang thu…")
	} else {
		p.take.SetText("Thu")
	}
}

// ShowWeak says which pictures are weak and what can be done.
func (p *Panel) ShowWeak(text string) {
	p.say("! "+text, kit.ColorAttention)
}

// ShowHint says what the clerk should look at once more.
func (p *Panel) ShowHint(text string) {
	p.say("? "+text, kit.ColorAttention)
}

// ShowError says why nothing was taken. No dialog ever opens here: a hand may be
// on the glass.
func (p *Panel) ShowError(m words.Message) {
	p.say("✕ "+m.Line(), kit.ColorFault)
}

// ClearMessage takes the message away.
func (p *Panel) ClearMessage() {
	p.message.RemoveAll()
	p.live.Refresh()
}

// say shows each sentence of a text on a line of its own.
func (p *Panel) say(text string, color fyne.ThemeColorName) {
	p.message.RemoveAll()
	for _, sentence := range sentences(text) {
		p.message.Add(kit.NewText(sentence).In(color).Cut())
	}
	p.live.Refresh()
}

// sentences parts a text. One that stands there for several fingers is said once,
// after them all.
func sentences(text string) []string {
	parts := strings.Split(text, ". ")
	for i := range parts {
		parts[i] = strings.TrimSuffix(parts[i], ".") + "."
	}
	var out []string
	for i, part := range parts {
		if !slices.Contains(parts[i+1:], part) {
			out = append(out, part)
		}
	}
	return out
}

// Progressed lets the counter mark its sections.
func (p *Panel) Progressed() { p.progress() }

// Done hands over to the counter.
func (p *Panel) Done() { p.done() }

// exceptionWords are the reasons in the order of their codes.
var exceptionWords = map[string]string{
	"amputated": "Cụt", "bent": "Khèo", "deformed": "Dị tật", "bandaged": "Băng bó", "worn": "Mòn", "other": "Lý do khác",
}

// askException asks which finger or eye cannot be taken, and why.
func (p *Panel) askException() {
	switch {
	case p.step.Kind == dossier.RolledStep:
		p.askNoRoll()
		return
	case p.step.Kind == dossier.ExceptionStep:
		p.ShowWeak("Ảnh này ghi nhận phần không thu được. Nếu máy ảnh hỏng, chụp thử rồi nhấn Enter để đi tiếp.")
		return
	case p.step.Modality == port.Face:
		p.ShowWeak("Ảnh chân dung luôn phải có.")
		return
	}
	var positions []kit.Choice
	for _, position := range p.step.Positions {
		name, _ := dossier.PartName(p.step.Modality, position)
		if p.presenter.Excepted(position) {
			name += ": thu được, bỏ ghi chú"
		}
		positions = append(positions, kit.Choice{Code: string(position), Text: name})
	}
	kit.Choose(p.router, "Không thu được phần nào?", positions, func(which kit.Choice) {
		if p.presenter.Excepted(port.Position(which.Code)) {
			p.presenter.TakeBack(port.Position(which.Code))
			return
		}
		var reasons []kit.Choice
		for _, code := range dossier.ExceptionReasons() {
			reasons = append(reasons, kit.Choice{Code: code, Text: exceptionWords[code]})
		}
		kit.Choose(p.router, "Vì sao không thu được "+which.Text+"?", reasons, func(why kit.Choice) {
			if why.Code != "other" {
				p.presenter.Except(port.Position(which.Code), dossier.CaptureException{Reason: why.Code})
				return
			}
			note := kit.NewTextField("Lý do", kit.Required(), kit.Width(40))
			kit.Prompt(p.router, kit.Form{
				Title: "Ghi rõ lý do", Fields: []kit.Field{note},
				Done: func() {
					p.presenter.Except(port.Position(which.Code), dossier.CaptureException{Reason: why.Code, Note: note.Value()})
				},
			})
		})
	})
}
