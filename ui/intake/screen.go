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
	"carddesk/ui/papers"
	"carddesk/ui/review"
	"carddesk/ui/screen"
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
	counter *Counter
	sheet   *papers.Panel // shows a paper of the counter in the place of the door

	formScope *kit.Scope
	formView  fyne.CanvasObject
	scroll    *container.Scroll
	work      *fyne.Container
	bench     fyne.CanvasObject
	foot      fyne.CanvasObject // what is missing; the form's only
	known     fyne.CanvasObject // what is known of the person; the form's only
	missing   *kit.Text
	saved     *kit.Text
	savedAt   string // what saved says while nothing is being fetched
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
	s.counter = NewCounter(env.Desk, s.owner, env.Events, env.Desk.Clock, counterView{s}, s.presenter.begin, s.presenter.Start)
	s.door = newDoor(s.enter, s.presenter.Resume, s.counter)
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
	s.sheet = papers.New(env, func() { s.show(atDoor) })
	s.build()
	s.keys()
	context.AfterFunc(env.Context, func() { env.Runner.Do(s.review.Close) })
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
	s.base.On("Ctrl+Shift+M", "Đọc dòng MRZ từ ảnh", s.askZone)
	s.formScope.On("Ctrl+L", "Đối chiếu dân cư", s.presenter.LookUp)
	s.formScope.On("Ctrl+W", "Cho chờ, hoặc hết chờ", s.askWait)
	s.formScope.On("Ctrl+D", "Hủy hồ sơ", s.askCancel)
	s.base.On("Ctrl+I", "Xác thực người đến", s.verify)
	s.base.On("Ctrl+H", "Thu nhận tận nơi", s.askVisit)
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
	s.review.Leave()
	s.sheet.Close()
	if s.top != nil {
		s.env.Router.Pop(s.top)
		s.top = nil
	}
}

// Scanned takes a scanner burst: at the door an appointment slip too.
func (s *Screen) Scanned(text string) bool {
	if s.visible && s.stage == atDoor && IsSlip(text) {
		s.counter.FindBy(text)
		return true
	}
	if s.visible && IsTicket(text) {
		s.leave(func() { s.counter.OpenTicket(text) })
		return true
	}
	return s.visible && s.presenter.Scanned(text)
}

// enter begins work with what was typed at the door: the number of an
// appointment slip finds the dossier that was taken in before.
func (s *Screen) enter(text string) {
	switch {
	case IsSlip(text):
		s.counter.FindBy(text)
	case IsTicket(text):
		s.counter.OpenTicket(text)
	default:
		s.presenter.Start(text)
	}
}

// show changes what the work area shows, and the keys with it.
func (s *Screen) show(to stage) {
	if s.stage == atCapture && to != atCapture {
		s.capture.Presenter().Leave()
	}
	if s.stage == atReview && to != atReview {
		s.review.Leave()
	}
	if s.stage == atDocuments && to != atDocuments {
		s.papers.Presenter().Leave()
	}
	s.sheet.Close()
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
		s.counter.Count()
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
