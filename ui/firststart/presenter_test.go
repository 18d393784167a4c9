package firststart

import (
	"context"
	"errors"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

type fakeView struct {
	wrong  string
	failed []words.Message
	busy   []bool
	done   int
}

func (v *fakeView) Busy(b bool)            { v.busy = append(v.busy, b) }
func (v *fakeView) Wrong(field, _ string)  { v.wrong = field }
func (v *fakeView) Failed(m words.Message) { v.failed = append(v.failed, m) }
func (v *fakeView) Done()                  { v.done++ }

func good() Answers {
	return Answers{Folder: "/usb/ghi-danh", Code: "abcd efgh\n", Password: "mật khẩu dài",
		Office:        desk.Office{Code: " hn01 ", Station: 3, Name: "Công an phường Thử"},
		Administrator: dossier.User{ID: "quantri", Name: "Phạm Quản"}}
}

func TestStart(t *testing.T) {
	var got []Answers
	var fail error
	v := &fakeView{}
	p := NewPresenter(func(_ context.Context, a Answers) error { got = append(got, a); return fail }, kit.NewInlineOwner(t.Context()), v)
	fail = errors.Join(errors.New("enrolling"), port.ErrRegistryUnreachable)
	p.Start(good(), "mật khẩu dài")
	if len(v.failed) != 1 || !strings.Contains(v.failed[0].What, "trung ương") || v.done != 0 {
		t.Fatalf("failed %v, done %d", v.failed, v.done)
	}
	fail = nil
	p.Start(good(), "mật khẩu dài")
	a := got[1]
	if v.done != 1 || a.Code != "ABCDEFGH" || a.Office.Code != "HN01" || a.Office.ID != "HN01" || a.Administrator.Role != dossier.RoleAdministrator {
		t.Errorf("done %d with %+v", v.done, a)
	}
}

func TestMoveIsChecked(t *testing.T) {
	move := Answers{Folder: "/usb", Code: "ABCD", Backup: "/usb/sao-luu", Key: "/usb/khoa", Password: "mật khẩu dài",
		Administrator: dossier.User{ID: "quantri"}}
	asked := 0
	for field, change := range map[string]func(*Answers){
		"":            func(*Answers) {},
		FieldBackup:   func(a *Answers) { a.Backup = "" },
		FieldKey:      func(a *Answers) { a.Key = "" },
		FieldUser:     func(a *Answers) { a.Administrator.ID = "" },
		FieldPassword: func(a *Answers) { a.Password = "ngắn" },
	} {
		v := &fakeView{}
		p := NewPresenter(func(context.Context, Answers) error { asked++; return nil }, kit.NewInlineOwner(t.Context()), v)
		a := move
		change(&a)
		p.Start(a, "mật khẩu dài")
		if v.wrong != field {
			t.Errorf("%s: %q is wrong", field, v.wrong)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

func TestAnswersAreChecked(t *testing.T) {
	for field, change := range map[string]func(*Answers){
		FieldFolder:   func(a *Answers) { a.Folder = "" },
		FieldCode:     func(a *Answers) { a.Code = " " },
		FieldOffice:   func(a *Answers) { a.Office.Code = "1" },
		FieldName:     func(a *Answers) { a.Office.Name = "" },
		FieldStation:  func(a *Answers) { a.Office.Station = 100 },
		FieldUser:     func(a *Answers) { a.Administrator.ID = "Quản trị" },
		FieldPerson:   func(a *Answers) { a.Administrator.Name = "" },
		FieldPassword: func(a *Answers) { a.Password = "mật khẩu khác" },
	} {
		v := &fakeView{}
		p := NewPresenter(func(context.Context, Answers) error { t.Errorf("%s: asked the centre", field); return nil }, kit.NewInlineOwner(t.Context()), v)
		a := good()
		change(&a)
		p.Start(a, "mật khẩu dài")
		if v.wrong != field {
			t.Errorf("%s: %q is wrong", field, v.wrong)
		}
	}
}
