package login

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Options are what the login window shows besides its two fields.
type Options struct {
	Office   string
	Accounts []Account // training accounts, shown because it is training
	// Interrupted: the desk did not end by itself the last time.
	Interrupted bool
	Done        func(dossier.User)
}

// Window is the login window's content.
type Window struct {
	events    kit.Events
	options   Options
	presenter *Presenter
	scope     *kit.Scope
	content   *fyne.Container
	asking    fyne.CanvasObject // name and password
	choosing  fyne.CanvasObject // a new password, twice

	user     *kit.TextField
	password *kit.TextField
	enter    *kit.Button
	newOne   *kit.TextField
	again    *kit.TextField
	keep     *kit.Button
	who      *kit.Text
}

// New makes the window's content.
func New(desk Desk, owner *kit.Owner, events kit.Events, options Options) *Window {
	w := &Window{events: events, options: options, scope: kit.NewScope("login")}
	w.presenter = NewPresenter(desk, owner, w)
	w.user = kit.NewTextField("Tên đăng nhập", kit.Width(24))
	w.password = kit.NewPasswordField("Mật khẩu", kit.Width(24))
	w.newOne = kit.NewPasswordField("Mật khẩu mới (từ 8 ký tự)", kit.Width(24))
	w.again = kit.NewPasswordField("Gõ lại mật khẩu mới", kit.Width(24))
	w.scope.Fields(w.user, w.password, w.newOne, w.again)
	w.scope.Chain().OnEnd = w.submit
	w.enter = w.scope.Button("F10", "Đăng nhập", kit.Main, w.submit)
	w.keep = kit.NewButton("Đặt mật khẩu", kit.Main, w.submit)
	w.scope.On("Esc", "", w.presenter.Leave)
	w.who = kit.NewText("")
	w.asking, w.choosing = w.build(), w.buildChoosing()
	w.content = container.NewStack()
	w.put(w.asking)
	return w
}

// put shows the fields of one of the two questions; the others are stepped over.
func (w *Window) put(what fyne.CanvasObject) {
	choosing := what == w.choosing
	for _, f := range []*kit.TextField{w.user, w.password} {
		f.SetDisabled(choosing)
	}
	for _, f := range []*kit.TextField{w.newOne, w.again} {
		f.SetDisabled(!choosing)
		f.SetValue("")
	}
	w.content.Objects = []fyne.CanvasObject{what}
	w.content.Refresh()
}

// buildChoosing asks for a password of the user's own.
func (w *Window) buildChoosing() fyne.CanvasObject {
	leave := kit.NewButton("Thôi, khóa bàn (Esc)", kit.Normal, w.presenter.Leave)
	form := kit.Column(
		kit.TightColumn(kit.NewHeading("Đặt mật khẩu mới"), w.who,
			kit.NewCaption("Mật khẩu vừa dùng do quản trị viên cấp. Đặt mật khẩu của riêng bạn rồi làm việc.")),
		w.newOne, w.again, container.NewHBox(w.keep, leave),
	)
	return container.NewCenter(kit.Card(kit.Inset(28, 20, form)))
}

func (w *Window) build() fyne.CanvasObject {
	title := kit.NewHeading("Bàn Căn cước").In(kit.ColorEmblem)
	head := kit.TightColumn(title, kit.NewCaption(w.options.Office))
	if w.options.Interrupted {
		head.Add(kit.NewText(words.Interrupted.What).In(kit.ColorAttention))
		head.Add(kit.NewText(words.Interrupted.Kept))
	}
	form := kit.Column(head, w.user, w.password, container.NewHBox(w.enter))
	if len(w.options.Accounts) > 0 {
		form.Add(w.training())
	}
	return container.NewCenter(kit.Card(kit.Inset(28, 20, form)))
}

// training lists the accounts of a training desk.
func (w *Window) training() fyne.CanvasObject {
	role := kit.TightColumn(kit.NewCaption("Vai trò"))
	user := kit.TightColumn(kit.NewCaption("Tên đăng nhập"))
	password := kit.TightColumn(kit.NewCaption("Mật khẩu"))
	for _, a := range w.options.Accounts {
		role.Add(kit.NewText(a.Role))
		user.Add(kit.NewText(a.User))
		password.Add(kit.NewText(a.Password))
	}
	table := container.NewHBox(role, kit.Inset(6, 0, user), password)
	return kit.TightColumn(
		kit.NewBoldText("Bàn tập huấn: dữ liệu không có thật"),
		kit.NewCaption("Tài khoản dùng thử:"), table,
	)
}

// Content is the window's content.
func (w *Window) Content() fyne.CanvasObject { return w.content }

// Scope holds the window's keys.
func (w *Window) Scope() *kit.Scope { return w.scope }

// Show empties the password and puts the focus where typing begins.
func (w *Window) Show() {
	w.password.SetValue("")
	if w.user.Value() == "" {
		w.user.Focus()
	} else {
		w.password.Focus()
	}
	w.events.Emit("screen-ready", "screen", "login")
}

func (w *Window) submit() {
	if w.presenter.Choosing() {
		w.newOne.SetMessage(kit.LevelNone, "")
		w.presenter.Choose(w.newOne.Value(), w.again.Value())
		return
	}
	if w.user.Value() == "" {
		w.user.SetMessage(kit.LevelError, "Gõ tên đăng nhập.")
		w.user.Focus()
		return
	}
	w.user.SetMessage(kit.LevelNone, "")
	w.password.SetMessage(kit.LevelNone, "")
	w.presenter.LogIn(w.user.Value(), w.password.Value())
}

// Busy shows that the password is being checked.
func (w *Window) Busy(busy bool) {
	if busy {
		w.enter.SetText("Đang mở khóa…")
		w.keep.SetText("Đang đặt…")
	} else {
		w.enter.SetText("Đăng nhập")
		w.keep.SetText("Đặt mật khẩu")
	}
}

// AskNew asks for a password of the user's own.
func (w *Window) AskNew(u dossier.User) {
	w.who.SetText(words.Officer(u.Rank, u.Name))
	w.put(w.choosing)
	w.newOne.Focus()
	w.events.Emit("password-asked", "user", u.ID)
}

// Wrong says what is wrong with the new password.
func (w *Window) Wrong(text string) {
	w.newOne.SetMessage(kit.LevelError, text)
	w.newOne.SetValue("")
	w.again.SetValue("")
	w.newOne.Focus()
}

// AskUser asks for name and password again.
func (w *Window) AskUser() {
	w.put(w.asking)
	w.Show()
}

// Choosing reports whether somebody is in who has a password to choose yet.
func (w *Window) Choosing() bool { return w.presenter.Choosing() }

// Leave locks the desk again without a password chosen.
func (w *Window) Leave() { w.presenter.Leave() }

// Failed shows why the user did not get in.
func (w *Window) Failed(m words.Message) {
	if w.presenter.Choosing() {
		w.Wrong(m.Line())
		return
	}
	w.password.SetMessage(kit.LevelError, m.Line())
	w.password.SetValue("")
	w.password.Focus()
	w.events.Emit("login-failed")
}

// Done hands the user to the frame.
func (w *Window) Done(u dossier.User) {
	w.password.SetValue("")
	w.put(w.asking)
	w.options.Done(u)
}
