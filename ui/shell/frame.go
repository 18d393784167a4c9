// Package shell is the frame around all screens: the rail with its doors, the
// title, the status bar, login and leaving.
package shell

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/approval"
	"carddesk/ui/cards"
	"carddesk/ui/cash"
	"carddesk/ui/closing"
	"carddesk/ui/complaints"
	"carddesk/ui/delivery"
	"carddesk/ui/devices"
	"carddesk/ui/exceptions"
	"carddesk/ui/handover"
	"carddesk/ui/intake"
	"carddesk/ui/journal"
	"carddesk/ui/kit"
	"carddesk/ui/login"
	"carddesk/ui/reports"
	"carddesk/ui/screen"
	"carddesk/ui/search"
	"carddesk/ui/today"
	"carddesk/ui/transfer"
	"carddesk/ui/upkeep"
	"carddesk/ui/users"
	"carddesk/ui/words"
)

// doorInfo is one door of the rail and who may open it.
type doorInfo struct {
	door  screen.Door
	key   string
	title string
	roles []dossier.Role
}

var (
	everybody  = []dossier.Role{dossier.RoleClerk, dossier.RoleSupervisor}
	supervisor = []dossier.Role{dossier.RoleSupervisor}

	administrator = []dossier.Role{dossier.RoleAdministrator}
	reporters     = []dossier.Role{dossier.RoleSupervisor, dossier.RoleAdministrator}
	anybody       = []dossier.Role{dossier.RoleClerk, dossier.RoleSupervisor, dossier.RoleAdministrator}
)

var doors = []doorInfo{
	{screen.DoorIntake, "F2", "Tiếp nhận", everybody},
	{screen.DoorHandover, "F3", "Trả thẻ", everybody},
	{screen.DoorSearch, "F4", "Tra cứu", everybody},
	{screen.DoorComplaints, "Alt+A", "     Phản ánh", everybody},
	{screen.DoorApproval, "F5", "Duyệt", supervisor},
	{screen.DoorExceptions, "Alt+X", "     Cần xem lại", supervisor},
	{screen.DoorSync, "F6", "Truyền dữ liệu", anybody},
	{screen.DoorReport, "F7", "Hôm nay", supervisor},
	{screen.DoorReports, "Alt+B", "     Báo cáo", reporters},
	{screen.DoorJournal, "Alt+J", "     Nhật ký", reporters},
	{screen.DoorCards, "F8", "Quản lý thẻ", everybody},
	{screen.DoorDelivery, "Alt+V", "     Giao thẻ", everybody},
	{screen.DoorCash, "Alt+T", "     Thu phí, biên lai", everybody},
	{screen.DoorClosing, "Alt+G", "     Giao ca, chốt ngày", everybody},
	{screen.DoorDevices, "F9", "Thiết bị", anybody},
	{screen.DoorUsers, "F11", "Người dùng", administrator},
	{screen.DoorUpkeep, "F12", "Bảo quản dữ liệu", administrator},
}

// Options are what a frame is made of.
type Options struct {
	Env      screen.Env // Toast, Undo, Changed and GoTo are filled in here
	Window   fyne.Window
	Accounts []login.Account // shown at login, training only
	// Interrupted: the desk did not end by itself the last time; the login says so.
	Interrupted bool
	Received    <-chan struct{} // signalled when the inbox has new items
	// Configured tells of each kind of document of the centre that came in force.
	Configured <-chan string
	Created    <-chan struct{} // signalled when a dossier was begun
	Typing     *kit.Typing
	Habits     *HabitKeeper // what users like to see and type; nil keeps nothing
	Quit       func()
	// Idle is how long after the last key or click the desk locks itself, 0 is
	// never, and how long before it says so. Policy may change both while the desk
	// runs, so it is asked each second; nil is never.
	Idle func() (after, warn time.Duration)
	// SessionLocked is signalled when the system's session is locked; nil where
	// nothing tells.
	SessionLocked <-chan struct{}
	// Trouble is what housekeeping could not do, in words for the status bar, or
	// "". It is called off the UI goroutine and may be nil.
	Trouble func() string
}

// Frame is the window's content from login to closing.
type Frame struct {
	env     screen.Env
	options Options
	owner   *kit.Owner
	base    *kit.Scope
	toasts  *kit.Toasts
	login   *login.Window
	root    *fyne.Container

	user    dossier.User
	in      bool
	screens map[screen.Door]screen.Screen
	open    screen.Door
	lines   map[screen.Door]*doorLine
	rail    *container.Scroll // of the lines
	title   *kit.Text
	work    *fyne.Container
	status  *statusBar
	idle    idleWatch
	leaving bool // the desk is being locked
	// lowSpace is what was last said of the disk.
	lowSpace bool
	gate     string // the gate of policy that the status bar names, "" for none
	// session ends with the login: nothing of a screen outlives it.
	endSession   context.CancelFunc
	sessionOwner *kit.Owner // of what the frame itself does for who is logged in
}

// New puts the frame into the window and shows the login.
func New(o Options) *Frame {
	f := &Frame{options: o, env: o.Env, owner: kit.NewOwner(o.Env.Context, o.Env.Runner), base: kit.NewScope("frame")}
	f.env.Router.Push(f.base)
	f.env.Router.SetTyping(o.Typing)
	f.toasts = kit.NewToasts(f.env.Router, f.base, o.Env.Runner)
	f.env.Toast, f.env.Undo = f.toasts.Show, f.toasts.OfferUndo
	f.env.Changed, f.env.GoTo = f.changed, f.goTo
	f.env.Widths = tableWidths{f}
	f.root = container.NewStack()
	f.status = newStatusBar(f.owner, f.goTo, o.Typing, f.askLook)
	f.beginLook()
	f.login = login.New(f.env.Desk, f.owner, f.env.Events, login.Options{
		Office: f.env.Desk.Office.Name, Accounts: o.Accounts, Interrupted: o.Interrupted, Done: f.enter,
	})
	f.keys()
	o.Window.SetContent(f.env.Router.Wrap(f.env.Router.Feel(f.root)))
	f.env.Router.OnBurst(f.scanned)
	f.showLogin()
	f.watch()
	f.watchIdle()
	f.watchSession()
	f.watchDisk()
	return f
}

func (f *Frame) keys() {
	for _, info := range doors {
		f.base.On(info.key, "", func() {
			if f.in && f.may(info) {
				f.goTo(info.door, "")
			}
		})
	}
	f.base.On("Alt+L", "Khóa bàn", func() {
		if f.in {
			f.leave()
		}
	})
	f.base.On("Alt+P", "Đổi mật khẩu", f.askPassword)
	f.base.On("Alt+Q", "Thoát", f.options.Quit)
	f.base.On("F1", "Trợ giúp", f.help)
	f.base.On(findKey, "Tìm mọi thứ: người, giấy hẹn, báo cáo, việc", f.askPalette)
	f.base.On("Alt+Right", "Xem phần khuất (Alt và các mũi tên)", func() { f.env.Router.Scroll(1, 0) })
	f.base.On("Alt+Left", "", func() { f.env.Router.Scroll(-1, 0) })
	f.base.On("Alt+Down", "", func() { f.env.Router.Scroll(0, 1) })
	f.base.On("Alt+Up", "", func() { f.env.Router.Scroll(0, -1) })
}

func (f *Frame) may(info doorInfo) bool {
	for _, role := range info.roles {
		if role == f.user.Role {
			return true
		}
	}
	return false
}

func (f *Frame) put(content fyne.CanvasObject) {
	f.root.Objects = []fyne.CanvasObject{content}
	f.root.Refresh()
}

func (f *Frame) showLogin() {
	f.in = false
	head := fyne.CanvasObject(container.NewVBox())
	if f.env.Training {
		head = kit.NewBanner(trainingBand)
	}
	f.put(container.NewBorder(head, nil, nil, nil, f.login.Content()))
	f.env.Router.Push(f.login.Scope())
	f.login.Show()
}

const trainingBand = "TẬP HUẤN – dữ liệu không có thật, bản in không có giá trị sử dụng"

// enter opens the frame for a user.
func (f *Frame) enter(user dossier.User) {
	f.user, f.in = user, true
	f.idle.touch(f.env.Desk.Clock.Now())
	f.env.Router.Pop(f.login.Scope())
	var session context.Context
	session, f.endSession = context.WithCancel(f.options.Env.Context)
	env := f.env
	env.Context = session
	f.sessionOwner = kit.NewOwner(session, env.Runner)
	f.screens = map[screen.Door]screen.Screen{
		screen.DoorIntake: intake.New(env), screen.DoorHandover: handover.New(env), screen.DoorSearch: search.New(env),
		screen.DoorApproval: approval.New(env), screen.DoorSync: transfer.New(env), screen.DoorReport: today.New(env),
		screen.DoorCards: cards.New(env), screen.DoorDevices: devices.New(env),
	}
	if slices.Contains(everybody, user.Role) {
		f.screens[screen.DoorDelivery] = delivery.New(env)
		f.screens[screen.DoorCash], f.screens[screen.DoorClosing] = cash.New(env), closing.New(env)
		f.screens[screen.DoorComplaints] = complaints.New(env)
	}
	if slices.Contains(supervisor, user.Role) {
		f.screens[screen.DoorExceptions] = exceptions.New(env)
	}
	if slices.Contains(reporters, user.Role) {
		f.screens[screen.DoorReports], f.screens[screen.DoorJournal] = reports.New(env), journal.New(env)
	}
	if user.Role == dossier.RoleAdministrator {
		f.screens[screen.DoorUsers], f.screens[screen.DoorUpkeep] = users.New(env), upkeep.New(env)
	}
	f.open = ""
	f.build()
	f.status.setUser(user)
	f.useHabits(f.habits())
	f.env.Events.Emit("logged-in", "user", user.ID, "role", string(user.Role))
	f.applyInbox()
	first := screen.DoorIntake
	switch user.Role {
	case dossier.RoleSupervisor:
		first = screen.DoorApproval
	case dossier.RoleAdministrator:
		first = screen.DoorUsers
	}
	f.goTo(first, "")
	f.changed()
}

func (f *Frame) build() {
	f.lines = map[screen.Door]*doorLine{}
	rail := container.New(&railLayout{})
	name := kit.NewTitle("Bàn Căn cước").In(kit.ColorRailText)
	mark := container.NewStack(kit.Ground(kit.ColorEmblem), kit.Inset(14, 12, name))
	for _, info := range doors {
		if f.may(info) {
			line := newDoorLine(info.key, info.title, func() { f.goTo(info.door, "") })
			f.lines[info.door] = line
			rail.Add(line)
		}
	}
	ground := kit.Ground(kit.ColorRail)
	lock := newDoorLine("Alt+L", "Khóa bàn", f.leave)
	f.rail = container.NewVScroll(rail)
	left := container.NewStack(ground, container.NewBorder(mark, lock, nil, nil, f.rail))
	f.title = kit.NewHeading("")
	hint := kit.NewCaption("F1 trợ giúp · " + findKey + " tìm mọi thứ · Alt+H hiển thị, cách gõ · Alt+Q thoát").Align(fyne.TextAlignTrailing).Cut()
	head := container.NewVBox(kit.Inset(12, 6, container.NewBorder(nil, nil, f.title, nil, hint)))
	if f.env.Training {
		head.Add(kit.NewBanner(trainingBand))
	}
	f.work = container.NewStack()
	right := container.NewBorder(head, nil, nil, nil, f.env.Router.NewFollowScroll(kit.Inset(12, 6, f.work)))
	f.put(container.NewBorder(nil, f.status.content, left, nil, right))
}

// goTo opens a door, with a dossier where it matters.
func (f *Frame) goTo(door screen.Door, id dossier.ID) {
	next := f.screens[door]
	if !f.in || f.leaving || next == nil {
		return
	}
	for _, info := range doors {
		if info.door == door && !f.may(info) {
			return
		}
	}
	if current := f.screens[f.open]; current != nil && f.open != door {
		current.Hide()
		f.env.Router.Pop(current.Scope())
	}
	if f.open != door {
		f.open = door
		f.env.Router.Canvas().Unfocus()
		f.title.SetText(next.Title())
		f.work.Objects = []fyne.CanvasObject{next.Content()}
		f.work.Refresh()
		f.env.Router.ScrollHome()
		f.env.Router.Push(next.Scope())
		f.mark()
	}
	next.Show(id)
}

func (f *Frame) mark() {
	for door, line := range f.lines {
		line.set(door == f.open, line.waiting)
	}
	if line := f.lines[f.open]; line != nil {
		kit.ScrollTo(f.rail, line)
	}
}

// scanned gives a scanner burst to the screen that is open. Only what a code can
// hold is one: on a machine that stands still for a moment the keys of a hand
// arrive as fast as a scanner's. What is scanned into a dialog belongs there.
func (f *Frame) scanned(text string) bool {
	if person.Recognise(text) == person.ScanOther || f.env.Router.Modal() {
		return false
	}
	taker, ok := f.screens[f.open].(interface{ Scanned(string) bool })
	return f.in && ok && taker.Scanned(text)
}

// leave locks the desk and shows the login; drafts are safe, uploads go on.
func (f *Frame) leave() {
	// What the last one did is nobody's to read or take back after the desk was
	// locked.
	if f.leaving {
		return
	}
	f.leaving = true
	f.toasts.Hide()
	if current := f.screens[f.open]; current != nil {
		current.Hide()
		f.env.Router.Pop(current.Scope())
	}
	f.settled(f.lock)
}

// lock takes the keys out of memory and shows the login.
func (f *Frame) lock() {
	kit.Background(f.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.env.Desk.LogOut(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			f.env.Log.Error("locking the desk", "error", err)
		}
		f.endSession()
		f.screens, f.leaving = nil, false
		f.env.Events.Emit("logged-out")
		f.showLogin()
	})
}

// Close saves what is typed before the window goes.
func (f *Frame) Close() {
	if current := f.screens[f.open]; current != nil {
		current.Hide()
	}
	if f.endSession != nil {
		f.endSession()
	}
	f.owner.Stop()
}

// changed counts anew what waits behind the doors.
func (f *Frame) changed() {
	if !f.in {
		return
	}
	type counts struct {
		states     map[dossier.State]int
		boxes      int
		lists      int
		complaints int
		exceptions int
	}
	watches := slices.Contains(supervisor, f.user.Role)
	kit.Background(f.owner, func(ctx context.Context) (counts, error) {
		states, err := f.env.Desk.Store.Counts(ctx)
		if err != nil {
			return counts{}, err
		}
		boxes, err := f.env.Desk.Boxes(ctx)
		if err != nil {
			return counts{}, err
		}
		c := counts{states: states, boxes: len(boxes)}
		if c.lists, err = f.env.Desk.OpenCardLists(ctx); err != nil {
			return counts{}, err
		}
		if c.complaints, err = f.env.Desk.OpenComplaints(ctx); err == nil && watches {
			c.exceptions, err = f.env.Desk.NewExceptions(ctx)
		}
		return c, err
	}, func(c counts, err error) {
		if err != nil || !f.in {
			return
		}
		waiting := map[screen.Door]int{
			screen.DoorIntake:   c.states[dossier.Draft] + c.states[dossier.Returned] + c.states[dossier.RecaptureWanted] + c.states[dossier.Rejected],
			screen.DoorApproval: c.states[dossier.Captured] + c.states[dossier.Checked],
			screen.DoorCards:    c.boxes,
			screen.DoorDelivery: c.lists,
			screen.DoorSync:     f.env.Desk.Sync.Status().Dossiers,

			screen.DoorComplaints: c.complaints, screen.DoorExceptions: c.exceptions,
		}
		for door, line := range f.lines {
			line.set(door == f.open, waiting[door])
		}
	})
}

// applyInbox applies what the registry sent; it waits sealed while locked.
func (f *Frame) applyInbox() {
	kit.Background(f.owner, f.env.Desk.ApplyInbox, func(applied int, err error) {
		if err != nil {
			f.env.Log.Error("inbox", "error", err)
			return
		}
		f.env.Events.Emit("inbox-applied", "count", applied)
		f.lookWhether()
		if applied > 0 {
			f.changed()
			if reader, ok := f.screens[f.open].(interface{ Load() }); ok && f.in {
				reader.Load()
			}
		}
	})
}

// configured says that a document of the centre has come in force.
func (f *Frame) configured(kind string) {
	f.env.Events.Emit("configured", "kind", kind)
	if text, ok := words.Configured(kind); ok && f.in {
		f.env.Toast(kit.LevelInfo, text)
	}
	f.owner.Go(f.lookAtGates)
	f.changed()
}

// watch follows line, readers and clock for the status bar and the open screen.
func (f *Frame) watch() {
	f.owner.Go(func(ctx context.Context) {
		for status := range f.env.Desk.Sync.Watch(ctx) {
			f.owner.Do(func() {
				f.status.setLine(status)
				f.env.Events.Emit("line", "state", string(status.State), "waiting", status.Waiting, "dossiers", status.Dossiers, "uploading", status.Uploading)
				if shown, ok := f.screens[f.open].(*transfer.Screen); ok && f.in {
					shown.ShowStatus(status)
				}
				if line := f.lines[screen.DoorSync]; line != nil {
					line.set(f.open == screen.DoorSync, status.Dossiers)
				}
			})
		}
	})
	f.owner.Go(func(ctx context.Context) {
		for readers := range f.env.Desk.Cards.Watch(ctx) {
			f.owner.Do(func() {
				f.status.setReaders(readers)
				if s, ok := f.screens[screen.DoorHandover].(*handover.Screen); ok && f.in {
					s.Readers(readers)
				}
			})
		}
	})
	f.owner.Go(func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			case <-f.options.Received:
				f.owner.Do(func() {
					if f.in {
						f.applyInbox()
					}
				})
			}
		}
	})
	f.owner.Go(func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			case kind := <-f.options.Configured:
				f.owner.Do(func() { f.configured(kind) })
			}
		}
	})
	f.owner.Go(f.every(gateEvery, f.lookAtGates))
	f.owner.Go(f.every(30*time.Second, f.status.lookAround(f.env)))
	f.owner.Go(f.every(5*time.Second, func(context.Context) { f.owner.Do(f.status.setTime) }))
}

// every runs work at once and then again and again until the frame ends.
func (f *Frame) every(period time.Duration, work func(context.Context)) func(context.Context) {
	return func(ctx context.Context) {
		tick := time.NewTicker(period)
		defer tick.Stop()
		for {
			work(ctx)
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}
}

// help lists the keys that work now.
func (f *Frame) help() {
	var facts []kit.Fact
	for _, verb := range f.env.Router.Verbs() {
		facts = append(facts, kit.Fact{Key: verb.Keys(), Value: verb.Label})
	}
	dialog := kit.NewDialog(f.env.Router, "help")
	closeButton := kit.NewButton("Đóng", kit.Main, dialog.Close)
	dialog.Scope().Fields(closeButton)
	dialog.Open("Các phím dùng được lúc này", kit.LevelInfo, kit.NewKeyValues(facts...),
		[]fyne.CanvasObject{closeButton}, closeButton)
}
