// Package firststart is the window of a desk that has no station yet: it enrols
// this computer with the centre by a one-time code and names the first
// administrator.
package firststart

import (
	"context"
	"fmt"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/login"
	"carddesk/ui/words"
)

// Answers are what setting a station up needs.
type Answers struct {
	Folder        string // the centre's enrolment folder, on a stick
	Code          string // one-time
	Office        desk.Office
	Administrator dossier.User
	Password      string

	// Backup and Key move a desk here from a computer that is gone: the folder of
	// its backup and the file of the centre's recovery identity. The office is then
	// that of the backup, and Administrator one of its users.
	Backup string
	Key    string
}

// Moves reports whether a desk is moved here, and none begun anew.
func (a Answers) Moves() bool { return a.Backup != "" || a.Key != "" }

// Setup enrols the station and makes its data folder. It may be called again with
// the same answers when it failed.
type Setup func(ctx context.Context, a Answers) error

// View is what the presenter says to the window.
type View interface {
	Busy(bool)
	// Wrong marks an answer by its name with what is wrong with it.
	Wrong(field, text string)
	Failed(words.Message)
	Done()
}

// Names of the answers, for Wrong.
const (
	FieldFolder   = "folder"
	FieldCode     = "code"
	FieldOffice   = "office"
	FieldName     = "name"
	FieldStation  = "station"
	FieldUser     = "user"
	FieldPerson   = "person"
	FieldPassword = "password"
	FieldBackup   = "backup"
	FieldKey      = "key"
)

// Presenter sets a station up. It knows no window.
type Presenter struct {
	setup Setup
	owner *kit.Owner
	view  View
	once  kit.Once
}

// NewPresenter makes the presenter.
func NewPresenter(setup Setup, owner *kit.Owner, view View) *Presenter {
	return &Presenter{setup: setup, owner: owner, view: view}
}

// Start enrols with the answers; again is the password typed a second time.
func (p *Presenter) Start(a Answers, again string) {
	a.Code = strings.ToUpper(strings.Join(strings.Fields(a.Code), ""))
	a.Office.Code = strings.ToUpper(strings.TrimSpace(a.Office.Code))
	a.Office.ID = a.Office.Code
	a.Administrator.Role = dossier.RoleAdministrator
	if field, text := check(a, again); text != "" {
		p.view.Wrong(field, text)
		return
	}
	p.once.Start(func(release func()) {
		p.view.Busy(true)
		kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.setup(ctx, a)
		}, func(_ struct{}, err error) {
			release()
			p.view.Busy(false)
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.view.Done()
		})
	})
}

// check says the first thing that is wrong with the answers.
func check(a Answers, again string) (field, text string) {
	if a.Folder == "" {
		return FieldFolder, "Cắm USB ghi danh của trung ương và ghi thư mục trên đó."
	}
	if a.Code == "" {
		return FieldCode, "Gõ mã ghi danh một lần do trung ương cấp."
	}
	if a.Moves() {
		return checkMove(a, again)
	}
	// The numbers of receipts say whether office and station can be.
	if _, err := person.NewReceiptNumber(a.Office.Code, 1, 1); err != nil {
		return FieldOffice, "Mã điểm thu nhận: một chữ cái rồi 1 đến 7 chữ cái, chữ số."
	}
	if a.Office.Name == "" {
		return FieldName, "Ghi tên điểm thu nhận như in trên giấy tờ."
	}
	if _, err := person.NewReceiptNumber(a.Office.Code, a.Office.Station, 1); err != nil {
		return FieldStation, fmt.Sprintf("Số máy trạm từ 1 đến %d, mỗi máy một số.", person.MaxReceiptStation)
	}
	if text := login.CheckUser(a.Administrator.ID); text != "" {
		return FieldUser, text
	}
	if a.Administrator.Name == "" {
		return FieldPerson, "Ghi họ tên người quản trị."
	}
	return FieldPassword, login.CheckNew("", a.Password, again)
}

// checkMove says the first thing that is wrong with the answers of a move.
func checkMove(a Answers, again string) (field, text string) {
	switch {
	case a.Backup == "":
		return FieldBackup, "Ghi thư mục chứa bản sao lưu của máy cũ."
	case a.Key == "":
		return FieldKey, "Ghi tệp khóa khôi phục do trung ương cấp."
	case a.Administrator.ID == "":
		return FieldUser, "Gõ tên đăng nhập của một quản trị viên trên máy cũ."
	}
	return FieldPassword, login.CheckNew("", a.Password, again)
}
