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
	Done     func(dossier.User)
}

// Window is the login window's content.
type Window struct {
	events    kit.Events
	options   Options
	presenter *Presenter
	scope     *kit.Scope
	content   fyne.CanvasObject

	user     *kit.TextField
	password *kit.TextField
	enter    *kit.Button
}

// New makes the window's content.
func New(desk Desk, owner *kit.Owner, events kit.Events, options Options) *Window {
	w := &Window{events: events, options: options, scope: kit.NewScope("login")}
	w.presenter = NewPresenter(desk, owner, w)
	w.user = kit.NewTextField("Tên đăng nhập", kit.Width(24))
	w.password = kit.NewPasswordField("Mật khẩu", kit.Width(24))
	w.scope.Fields(w.user, w.password)
	w.scope.Chain().OnEnd = w.submit
	w.enter = w.scope.Button("F10", "Đăng nhập", kit.Main, w.submit)
	w.content = w.build()
	return w
}

func (w *Window) build() fyne.CanvasObject {
	title := kit.NewHeading("Bàn Căn cước").In(kit.ColorEmblem)
	form := kit.Column(
		kit.TightColumn(title, kit.NewCaption(w.options.Office)),
		w.user, w.password, container.NewHBox(w.enter),
	)
	if len(w.options.Accounts) > 0 {
		form.Add(w.training())
	}
	return container.NewCenter(kit.Card(kit.Inset(28, 20, form)))
}

// training lists the accounts of a training desk.
func (w *Window) training() fyne.CanvasObject {
	table := container.NewGridWithColumns(3,
		kit.NewCaption("Vai trò"), kit.NewCaption("Tên đăng nhập"), kit.NewCaption("Mật khẩu"))
	for _, a := range w.options.Accounts {
		for _, text := range []string{a.Role, a.User, a.Password} {
			table.Add(kit.NewText(text))
		}
	}
	return kit.TightColumn(
		kit.NewBoldText("Bàn tập huấn: dữ liệu không có thật"),
		kit.NewCaption("Hai tài khoản dùng thử:"), table,
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
	} else {
		w.enter.SetText("Đăng nhập")
	}
}

// Failed shows why the user did not get in.
func (w *Window) Failed(m words.Message) {
	w.password.SetMessage(kit.LevelError, m.Line())
	w.password.SetValue("")
	w.password.Focus()
	w.events.Emit("login-failed")
}

// Done hands the user to the frame.
func (w *Window) Done(u dossier.User) {
	w.password.SetValue("")
	w.options.Done(u)
}
