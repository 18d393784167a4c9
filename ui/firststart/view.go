package firststart

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Window is the content of the first start.
type Window struct {
	presenter *Presenter
	events    kit.Events
	scope     *kit.Scope
	content   fyne.CanvasObject
	done      func()
	fields    map[string]kit.Field

	folder, code, backup, key                  *kit.TextField
	office, name, parent, address, phone, city *kit.TextField
	station                                    *kit.DigitField
	user, person, rank, password, again        *kit.TextField
	start                                      *kit.Button
	problem                                    *kit.Paragraph
}

// New makes the content; done is called once the station is there.
func New(setup Setup, owner *kit.Owner, events kit.Events, done func()) *Window {
	w := &Window{events: events, scope: kit.NewScope("first-start"), done: done, problem: kit.NewParagraph("")}
	w.presenter = NewPresenter(setup, owner, w)
	w.folder = kit.NewTextField("Thư mục ghi danh trên USB của trung ương", kit.Width(44), kit.Required()).Plain()
	w.code = kit.NewTextField("Mã ghi danh (dùng một lần)", kit.Width(30), kit.Required()).Plain()
	w.backup = kit.NewTextField("Thư mục chứa bản sao lưu", kit.Width(44)).Plain()
	w.key = kit.NewTextField("Tệp khóa khôi phục của trung ương", kit.Width(44)).Plain()
	w.office = kit.NewTextField("Mã điểm thu nhận", kit.Width(10), kit.Required()).Plain()
	w.station = kit.NewNumberField("Số máy trạm", 2, kit.Required())
	w.name = kit.NewTextField("Tên điểm thu nhận", kit.Width(36), kit.Required())
	w.parent = kit.NewTextField("Cơ quan cấp trên", kit.Width(36))
	w.address = kit.NewTextField("Địa chỉ", kit.Width(44))
	w.phone = kit.NewTextField("Điện thoại", kit.Width(16)).Plain()
	w.city = kit.NewTextField("Địa danh ghi trên giấy tờ", kit.Width(20))
	w.user = kit.NewTextField("Tên đăng nhập", kit.Width(16), kit.Required()).Plain()
	w.person = kit.NewTextField("Họ và tên", kit.Width(30), kit.Required())
	w.rank = kit.NewTextField("Cấp bậc", kit.Width(14))
	w.password = kit.NewPasswordField("Mật khẩu (từ 8 ký tự)", kit.Width(20), kit.Required())
	w.again = kit.NewPasswordField("Gõ lại mật khẩu", kit.Width(20), kit.Required())
	w.fields = map[string]kit.Field{FieldFolder: w.folder, FieldCode: w.code, FieldOffice: w.office, FieldName: w.name,
		FieldStation: w.station, FieldUser: w.user, FieldPerson: w.person, FieldPassword: w.password,
		FieldBackup: w.backup, FieldKey: w.key}
	w.scope.Fields(w.folder, w.code, w.office, w.station, w.name, w.parent, w.address, w.phone, w.city,
		w.user, w.person, w.rank, w.password, w.again, w.backup, w.key)
	w.scope.Chain().OnEnd = w.submit
	w.start = w.scope.Button("F10", "Ghi danh và bắt đầu", kit.Main, w.submit)
	w.content = w.build()
	return w
}

func (w *Window) build() fyne.CanvasObject {
	form := kit.Column(
		kit.TightColumn(kit.NewHeading("Bàn Căn cước").In(kit.ColorEmblem),
			kit.NewCaption("Máy này chưa ghi danh. Cần USB ghi danh và mã một lần của trung ương.")),
		kit.NewTitle("Ghi danh với trung ương"), kit.Row(w.folder, w.code),
		kit.NewTitle("Điểm thu nhận"), kit.Row(w.office, w.station, w.name, w.parent), kit.Row(w.address, w.phone, w.city),
		kit.NewTitle("Người quản trị đầu tiên"), kit.Row(w.user, w.person, w.rank), kit.Row(w.password, w.again),
		kit.NewTitle("Chuyển bàn từ máy cũ"),
		kit.NewCaption("Để trống nếu lập bàn mới. Khi chuyển: không cần ghi điểm thu nhận; người quản trị là người đã có trên máy cũ, được đặt mật khẩu mới."),
		kit.Row(w.backup, w.key),
		container.NewHBox(w.start), w.problem,
	)
	return container.NewVScroll(kit.Inset(28, 20, form))
}

// Content is the window's content.
func (w *Window) Content() fyne.CanvasObject { return w.content }

// Scope holds the window's keys.
func (w *Window) Scope() *kit.Scope { return w.scope }

// Show puts the cursor where typing begins.
func (w *Window) Show() {
	w.folder.Focus()
	w.events.Emit("screen-ready", "screen", "first-start")
}

func (w *Window) submit() {
	for _, f := range w.fields {
		f.SetMessage(kit.LevelNone, "")
	}
	w.problem.SetText("")
	station, _ := strconv.Atoi(w.station.Value())
	w.presenter.Start(Answers{
		Folder: w.folder.Value(), Code: w.code.Value(), Backup: w.backup.Value(), Key: w.key.Value(), Password: w.password.Value(),
		Office: desk.Office{
			Code: w.office.Value(), Station: station, Name: w.name.Value(), Parent: w.parent.Value(),
			Address: w.address.Value(), Phone: w.phone.Value(), Place: w.city.Value(),
		},
		Administrator: dossier.User{ID: w.user.Value(), Name: w.person.Value(), Rank: w.rank.Value()},
	}, w.again.Value())
}

// Busy shows that the centre is being asked.
func (w *Window) Busy(busy bool) {
	if busy {
		w.start.SetText("Đang ghi danh…")
	} else {
		w.start.SetText("Ghi danh và bắt đầu")
	}
}

// Wrong marks an answer.
func (w *Window) Wrong(field, text string) {
	if f := w.fields[field]; f != nil {
		f.SetMessage(kit.LevelError, text)
		f.Focus()
	}
}

// Failed says why the station was not enrolled.
func (w *Window) Failed(m words.Message) {
	w.problem.SetText(m.Line())
	w.events.Emit("first-start-failed")
}

// Done goes on to the login.
func (w *Window) Done() { w.done() }
