package intake

import (
	"context"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/capture"
	"carddesk/ui/documents"
	"carddesk/ui/kit"
	"carddesk/ui/review"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// stage is what the work area of the counter shows.
type stage int

const (
	atDoor stage = iota
	atForm
	atDifferences
	atDocuments
	atCapture
	atReview
)

var stageNames = []string{"door", "form", "differences", "documents", "capture", "review"}

// knownWidth is how wide the values of the population database stand beside the
// form on the smallest screen.
const knownWidth = 252

// listWidth is how wide the list of sections stands.
const listWidth = 212

// Screen is the counter.
type Screen struct {
	env       screen.Env
	owner     *kit.Owner
	presenter *Presenter
	base      *kit.Scope // keys of the counter, whatever it shows
	top       *kit.Scope // keys of what it shows
	content   *fyne.Container
	stage     stage
	visible   bool

	door    *door
	form    *form
	side    *side
	capture *capture.Panel
	review  *review.Panel
	differ  *differences
	papers  *documents.Panel

	formScope *kit.Scope
	formView  fyne.CanvasObject
	scroll    *container.Scroll
	work      *fyne.Container
	bench     fyne.CanvasObject
	foot      fyne.CanvasObject // what is missing; the form's only
	known     fyne.CanvasObject // what is known of the person; the form's only
	missing   *kit.Text
	saved     *kit.Text
	findings  []dossier.Finding
	last      dossier.ID // completed before, for the next of its household
}

// New makes the counter.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, base: kit.NewScope("intake"), owner: kit.NewOwner(env.Context, env.Runner)}
	s.presenter = NewPresenter(Params{
		Clock: env.Desk.Clock, Desk: env.Desk, Events: env.Events, Owner: s.owner, View: s,
		After: func(d time.Duration, f func()) func() {
			timer := time.AfterFunc(d, func() { s.owner.Do(f) })
			return func() { timer.Stop() }
		},
	})
	s.door = newDoor(s.presenter.Start, s.presenter.Resume)
	s.formScope = kit.NewScope("intake-form")
	s.form = newForm(s.formScope, env.Desk.Areas, s.presenter.Set, s.presenter.LookUp)
	s.capture = capture.NewPanel(env.Router, env.Runner, capture.Params{
		Clock: env.Desk.Clock, Desk: env.Desk, Events: env.Events, Owner: s.owner,
		Pause: pause,
		Threshold: func(step dossier.CaptureStep, position port.Position) float64 {
			return desk.StepThreshold(env.Desk.Policy.Quality(env.Desk.Clock.Now()), step, position)
		},
	}, func() { s.presenter.Reload(nil) }, func() { s.presenter.Reload(func() { s.show(atReview) }) }, func() { s.presenter.Reload(func() { s.show(atForm) }) })
	s.review = review.NewPanel(env.Router, env.Desk, s.owner, env.Events, exemptions(env.Desk), s.finished, s.correct,
		func() { s.presenter.Reload(func() { s.show(atForm) }) })
	s.differ = newDifferences(env.Router, s.proofs, s.settle, s.forward, func() { s.show(atForm) })
	s.papers = documents.NewPanel(env.Router, env.Desk, s.owner, env.Events,
		func() { s.presenter.Reload(nil) }, s.forward, func() { s.presenter.Reload(func() { s.show(atForm) }) })
	s.build()
	s.keys()
	return s
}

func (s *Screen) build() {
	body := kit.Column()
	for _, group := range s.form.groups {
		group.box = kit.Column(kit.NewTitle(group.title), group.body)
		body.Add(group.box)
	}
	s.form.ShowWanted(dossier.Identity{})
	s.scroll = container.NewVScroll(kit.Inset(4, 4, body))
	s.formScope.Chain().OnMoved = s.reveal
	s.formView = s.scroll
	s.missing, s.saved = kit.NewText("").Cut(), kit.NewCaption("")
	s.side = newSide(s.jump)
	s.work = container.NewStack(s.formView)
	next := s.formScope.Button("Ctrl+Enter", "Tiếp tục", kit.Main, s.forward)
	s.foot = container.NewBorder(nil, nil, nil, container.NewHBox(s.saved, next), s.missing)
	width := canvas.NewRectangle(color.Transparent)
	width.SetMinSize(fyne.NewSize(knownWidth, 0))
	s.known = kit.Inset(8, 0, container.NewStack(width, s.side.known))
	// As wide as its widest state, so that counting moves nothing.
	list := canvas.NewRectangle(color.Transparent)
	list.SetMinSize(fyne.NewSize(listWidth, 0))
	s.bench = container.NewBorder(nil, kit.Inset(0, 4, s.foot), container.NewStack(list, s.side.sections), s.known, s.work)
	s.content = container.NewStack(s.door.content)
}

func (s *Screen) keys() {
	s.base.On("Ctrl+N", "Hồ sơ mới", func() { s.leave(func() { s.presenter.Start("") }) })
	s.formScope.On("Esc", "Để lại, về danh sách", func() { s.leave(func() { s.show(atDoor) }) })
	s.formScope.On("F10", "Hoàn tất", s.forward)
	s.base.On("Ctrl+G", "Người tiếp theo cùng hộ", s.nextOfHousehold)
	s.base.On("Ctrl+M", "Nhập dòng MRZ của thẻ cũ", s.askMRZ)
	s.formScope.On("Ctrl+L", "Đối chiếu dân cư", s.presenter.LookUp)
	s.formScope.On("Ctrl+W", "Cho chờ, hoặc hết chờ", s.askWait)
	s.formScope.On("Ctrl+D", "Hủy hồ sơ", s.askCancel)
	for i := range s.side.headers {
		s.base.On(lineKey(i), "", func() { s.jump(i) })
	}
}

// pause waits; false says that ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Tiếp nhận hồ sơ" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the keys of the counter.
func (s *Screen) Scope() *kit.Scope { return s.base }

// Show opens the counter; with a dossier it resumes that one.
func (s *Screen) Show(id dossier.ID) {
	s.visible = true
	switch {
	case id != "" && id != s.presenter.ID():
		s.leave(func() { s.presenter.Resume(id) })
	case s.presenter.ID() != "":
		s.show(s.stage)
	default:
		s.show(atDoor)
	}
}

// Hide saves what was typed and stops the devices.
func (s *Screen) Hide() {
	s.visible = false
	s.presenter.Flush(func(error) {})
	s.capture.Presenter().Leave()
	s.papers.Presenter().Leave()
	if s.top != nil {
		s.env.Router.Pop(s.top)
		s.top = nil
	}
}

// Scanned takes a scanner burst.
func (s *Screen) Scanned(text string) bool { return s.visible && s.presenter.Scanned(text) }

// show changes what the work area shows, and the keys with it.
func (s *Screen) show(to stage) {
	if s.stage == atCapture && to != atCapture {
		s.capture.Presenter().Leave()
	}
	if s.stage == atDocuments && to != atDocuments {
		s.papers.Presenter().Leave()
	}
	s.stage = to
	if !s.visible {
		return
	}
	if s.top != nil {
		s.env.Router.Pop(s.top)
	}
	s.env.Router.Canvas().Unfocus()
	s.env.Router.ScrollHome()
	// Pictures and pages need the width, and their own list says what is missing.
	visible(s.known, to == atForm)
	visible(s.foot, to == atForm)
	switch to {
	case atDoor:
		s.put(s.door.content, s.door.scope)
		s.door.reset()
		s.presenter.Drafts()
		s.recent()
	case atForm:
		s.work.Objects = []fyne.CanvasObject{s.formView}
		s.put(s.bench, s.formScope)
		s.side.showReturned(s.presenter.Opened())
		s.focusMissing()
	case atDifferences:
		s.work.Objects = []fyne.CanvasObject{s.differ.content}
		s.put(s.bench, s.differ.scope)
		s.differ.Show(dossier.Differences(s.presenter.Identity()))
	case atDocuments:
		s.work.Objects = []fyne.CanvasObject{s.papers.Content()}
		s.put(s.bench, s.papers.Scope())
		s.papers.Presenter().Begin(s.presenter.Opened())
	case atCapture:
		s.work.Objects = []fyne.CanvasObject{s.capture.Content()}
		s.put(s.bench, s.capture.Scope())
		s.capture.Presenter().Begin(s.presenter.Opened())
	case atReview:
		s.work.Objects = []fyne.CanvasObject{s.review.Content()}
		s.put(s.bench, s.review.Scope())
		s.review.Presenter().Begin(s.presenter.Opened())
	}
	s.markSections()
	s.env.Events.Emit("screen-ready", "screen", "intake", "stage", stageNames[to])
}

func visible(o fyne.CanvasObject, shown bool) {
	if shown {
		o.Show()
	} else {
		o.Hide()
	}
}

func (s *Screen) put(content fyne.CanvasObject, scope *kit.Scope) {
	s.content.Objects = []fyne.CanvasObject{content}
	s.content.Refresh()
	s.top = scope
	s.env.Router.Push(scope)
}

// forward goes to the next thing that is missing: in the form, then the
// pictures, then the review. Inside the form the cursor moves at once, for the
// next key must find it there; what was typed is saved meanwhile.
func (s *Screen) forward() {
	if name, ok := s.firstMissing(); ok {
		s.presenter.Flush(func(error) {})
		s.FocusField(name)
		s.heldUp(name)
		return
	}
	if s.stage != atDifferences && len(dossier.Undecided(s.presenter.Identity())) > 0 {
		s.presenter.Flush(func(error) {})
		s.show(atDifferences)
		return
	}
	next := atReview
	for _, finding := range dossier.Blocking(s.findings) {
		switch finding.Section {
		case dossier.SectionDocuments:
			if s.stage != atDocuments {
				s.presenter.Reload(func() { s.show(atDocuments) })
				return
			}
		case dossier.SectionPortrait, dossier.SectionFingerprints, dossier.SectionIris:
			next = atCapture
		}
	}
	s.goOn(next)
}

// goOn leaves the form once all is on the disk. A second dossier of one number is
// asked about before anybody is photographed.
func (s *Screen) goOn(next stage) {
	s.env.Router.Canvas().Unfocus()
	s.presenter.Flush(func(err error) {
		if err != nil {
			return
		}
		if s.presenter.Opened().State == dossier.Waiting {
			s.presenter.EndWait(func() { s.goOn(next) }) // who works on it waits no more
			return
		}
		if alike := s.presenter.Alike(); next == atCapture && len(alike) > 0 && alike[0].Why == desk.SameNumber {
			kit.Confirm(s.env.Router, kit.Question{
				Title: "Số này đang có hồ sơ khác",
				Text:  "Hồ sơ kia: " + alike[0].Name + ", " + words.State(alike[0].State) + ". Mở hồ sơ đó thay vì thu nhận lần nữa.",
				Yes:   "Vẫn thu nhận", No: "Dừng lại", Danger: true,
			}, func(yes bool) {
				if yes {
					s.show(next)
				}
			})
			return
		}
		s.show(next)
	})
}

// focusMissing puts the cursor on the first thing that is missing or wrong.
func (s *Screen) focusMissing() {
	name, ok := s.firstMissing()
	if !ok {
		name = "phone"
	}
	s.FocusField(name)
}

// firstMissing is the first field, in the order of the form, that stops the
// dossier.
func (s *Screen) firstMissing() (string, bool) {
	blocking := map[string]bool{}
	for _, finding := range dossier.Blocking(s.findings) {
		if lineOfFinding(s.form, finding) < lineDifferences {
			blocking[finding.Field] = true
		}
	}
	for _, group := range s.form.groups {
		for _, name := range group.fields {
			if blocking[name] {
				return name, true
			}
		}
	}
	return "", false
}

// FocusField puts the cursor into one field of the form.
func (s *Screen) FocusField(name string) {
	if field, ok := s.form.byName[name]; ok {
		s.formScope.Chain().Focus(field)
	}
}

// reveal scrolls the form so that the focused field is in sight; the first group
// with its heading.
func (s *Screen) reveal(field kit.Focusable) {
	for _, name := range s.form.groups[0].fields {
		if s.form.byName[name] == field {
			s.scroll.ScrollToTop()
			return
		}
	}
	kit.ScrollTo(s.scroll, field)
}

// jump opens one line of the list of sections.
func (s *Screen) jump(section int) {
	if s.presenter.ID() == "" {
		return
	}
	switch section {
	case lineDifferences:
		s.show(atDifferences)
	case lineDocuments:
		s.presenter.Reload(func() { s.show(atDocuments) })
	case linePortrait, lineFingers, lineIris:
		s.presenter.Flush(func(error) { s.presenter.Reload(func() { s.show(atCapture) }) })
	case lineReview:
		s.presenter.Flush(func(error) { s.presenter.Reload(func() { s.show(atReview) }) })
	default:
		s.presenter.Reload(func() {
			s.show(atForm)
			s.FocusField(s.form.first(section))
		})
	}
}

// correct opens the form at a value that the citizen found wrong.
func (s *Screen) correct(field string) {
	s.presenter.Reload(func() {
		s.show(atForm)
		if field != "" {
			s.FocusField(field)
		}
	})
}

// leave saves and leaves the dossier in work.
func (s *Screen) leave(then func()) {
	if s.presenter.ID() == "" {
		then()
		return
	}
	s.presenter.Close(then)
}

var _ View = (*Screen)(nil)
var _ Desk = (*desk.Desk)(nil)
