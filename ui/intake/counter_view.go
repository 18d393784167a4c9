package intake

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"carddesk/app/desk"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// counterView asks and tells in dialogs over the counter.
type counterView struct{ s *Screen }

var _ CounterView = counterView{}
var _ CounterDesk = (*desk.Desk)(nil)

func (v counterView) ShowCounts(c Counts) { v.s.door.showCounts(c) }

func (v counterView) Choose(title string, list []kit.Choice, picked func(kit.Choice)) {
	kit.Choose(v.s.env.Router, title, list, picked)
}

// AskList asks for the kind and the office's own code of a list of people.
func (v counterView) AskList(done func(kind, code string)) {
	kind := kit.NewRadioRow("Danh sách", []kit.Choice{{Code: "hamlet", Text: listKinds["hamlet"]}, {Code: "class", Text: listKinds["class"]}}, kit.Required())
	kind.SetCode("hamlet")
	code := kit.NewTextField("Mã thôn hoặc lớp", kit.Required(), kit.Width(20), kit.Help("như điểm thu nhận đã khai, thí dụ thon-1"))
	v.plain(kit.Prompt(v.s.env.Router, kit.Form{
		Title: "Xin danh sách để làm khi không có đường truyền", Action: "Xin danh sách", Fields: []kit.Field{kind, code},
		Done: func() { done(kind.Code(), strings.TrimSpace(code.Value())) },
	}))
}

// plain takes codes as they are typed: they have no Vietnamese letters.
func (v counterView) plain(asked *kit.Dialog) {
	typing := v.s.env.Router.Typing()
	v.s.env.Router.SetTyping(nil)
	asked.OnClosed = func() { v.s.env.Router.SetTyping(typing) }
}

func (v counterView) AskFind(done func(string)) {
	what := kit.NewTextField("Số giấy hẹn, số định danh, điện thoại hoặc tên", kit.Required(), kit.Width(40))
	kit.Prompt(v.s.env.Router, kit.Form{
		Title: "Hồ sơ đã nhận", Action: "Tìm", Fields: []kit.Field{what}, Done: func() { done(what.Value()) },
	})
}

func (v counterView) AskNote(title string, done func(string)) {
	note := kit.NewTextField("Ghi cho cán bộ", kit.Required(), kit.Width(44))
	kit.Prompt(v.s.env.Router, kit.Form{
		Title: title, Action: "Trả lại để sửa", Fields: []kit.Field{note}, Done: func() { done(note.Value()) },
	})
}

func (v counterView) AskFile(title string, picked func(string)) {
	kit.ChooseFile(v.s.env.Router, v.s.owner, kit.FileQuestion{Title: title}, picked)
}

// AskPortrait shows the portrait of the old card's chip, large, and asks whether
// it is of who sits there. No key does by habit what must be looked at.
func (v counterView) AskPortrait(chip desk.OldChip, done func(same bool)) {
	d := kit.NewDialog(v.s.env.Router, "presence")
	body, level := kit.Column(), kit.LevelNone
	if picture, ok := screen.Picture(chip.Portrait, fyne.NewSize(270, 360)); ok {
		body.Add(picture)
	} else {
		body.Add(kit.NewParagraph("Ảnh trong chip không hiển thị được. Nhấn Esc, so bằng cách khác hoặc ghi là chưa xác thực."))
	}
	if !chip.Genuine {
		level = kit.LevelWarning
		body.Add(kit.NewText("! Chip chưa chứng minh được là thật.").In(kit.ColorAttention))
	}
	if len(chip.Differs) > 0 {
		level = kit.LevelWarning
		body.Add(kit.NewText(fmt.Sprintf("! Chip khác hồ sơ %d mục: %s.", len(chip.Differs), strings.Join(chip.Words, ", "))).In(kit.ColorAttention))
	}
	answer := func(same bool) func() {
		return func() {
			d.Close()
			done(same)
		}
	}
	same := d.Scope().LetterButton('g', "Giống người đang ngồi", kit.Main, answer(true))
	other := d.Scope().LetterButton('k', "Không giống", kit.Danger, answer(false))
	same.SetDisabled(len(chip.Portrait) == 0)
	other.SetDisabled(len(chip.Portrait) == 0)
	d.Open("Ảnh trong chip thẻ cũ", level, body, []fyne.CanvasObject{other, same}, nil)
	v.s.env.Events.Emit("portrait-asked", "genuine", chip.Genuine, "differs", len(chip.Differs))
}

// ShowPaper shows a paper in the place of the door.
func (v counterView) ShowPaper(title string, make papers.Maker) {
	v.s.content.Objects = []fyne.CanvasObject{kit.Inset(4, 4, v.s.sheet.Content())}
	v.s.content.Refresh()
	v.s.sheet.Show(title, make)
}

func (v counterView) Confirm(q kit.Question, yes func()) {
	kit.Confirm(v.s.env.Router, q, func(answer bool) {
		if answer {
			yes()
		}
	})
}

func (v counterView) Say(n kit.Notice)          { kit.Message(v.s.env.Router, n, nil) }
func (v counterView) ShowDone(text string)      { v.s.env.Toast(kit.LevelOK, text) }
func (v counterView) ShowBusy(text string)      { v.s.ShowBusy(text) }
func (v counterView) ShowError(m words.Message) { v.s.ShowError(m) }
func (v counterView) Changed()                  { v.s.env.Changed(); v.s.refreshDoor() }

// AskTakeOver asks whether to go on with what somebody else began.
func (s *Screen) AskTakeOver(who desk.OthersWorkError, yes func()) {
	text := "Người nhập gần nhất: " + words.Officer(who.Rank, who.Name) + "."
	if !who.Until.IsZero() {
		text = words.Officer(who.Rank, who.Name) + " đang làm hồ sơ này, hoặc máy vừa tắt đột ngột."
	}
	s.env.Events.Emit("take-over-asked", "from", who.User, "claimed", !who.Until.IsZero())
	counterView{s}.Confirm(kit.Question{
		Title: "Hồ sơ của cán bộ khác", Text: text + " Làm tiếp thì hồ sơ chuyển sang bạn; nhật ký ghi lại việc này.",
		Yes: "Nhận làm tiếp", No: "Để lại",
	}, yes)
}

// Load counts again what waits beside the drafts, when the centre has sent
// something and the door is what is seen. Nothing of the list moves under a hand.
func (s *Screen) Load() {
	if s.visible && s.stage == atDoor {
		s.counter.Count()
	}
}

// refreshDoor reads the list of the door again when it is what is seen.
func (s *Screen) refreshDoor() {
	if s.visible && s.stage == atDoor {
		s.presenter.Drafts()
	}
}

// verify compares who sits at the desk with what is known of the holder.
func (s *Screen) verify() {
	if s.presenter.ID() == "" {
		return
	}
	// What there is to compare with hangs on number and birth: they must be kept.
	s.presenter.Flush(func(err error) {
		if err == nil {
			s.counter.Verify(s.presenter.Opened(), func() { s.presenter.Reload(nil) })
		}
	})
}
