package devices

import (
	"context"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Officers is what enrolling an officer's fingers needs of the desk.
type Officers interface {
	EnrolOfficer(ctx context.Context, part port.Part) (int, error)
	OfficerFingers(ctx context.Context) (int, error)
}

// OfficerView is what the enrolling of an officer says to the window, on the UI
// goroutine.
type OfficerView interface {
	// AskPart asks for a part of the hands; pressed is called when it lies there.
	AskPart(title, text string, pressed func())
	ShowTaking()
	ShowOfficer(fingers int)
	ShowProblem(words.Message)
	ShowEnrolled(fingers int)
}

// Officer lets who is logged in lay the fingers down once, part by part, so that a
// finger of theirs is known among a citizen's.
type Officer struct {
	desk   Officers
	owner  *kit.Owner
	view   OfficerView
	events kit.Events
	once   kit.Once
}

// NewOfficer makes the presenter.
func NewOfficer(desk Officers, owner *kit.Owner, view OfficerView, events kit.Events) *Officer {
	return &Officer{desk: desk, owner: owner, view: view, events: events}
}

// Load shows how many fingers are kept.
func (o *Officer) Load() {
	kit.Background(o.owner, o.desk.OfficerFingers, func(n int, err error) {
		if err == nil {
			o.view.ShowOfficer(n)
		}
	})
}

var partTexts = map[port.Part]string{
	port.RightSlap: "Đặt bốn ngón tay phải (trỏ, giữa, áp út, út) lên mặt kính.",
	port.LeftSlap:  "Đặt bốn ngón tay trái (trỏ, giữa, áp út, út) lên mặt kính.",
	port.Thumbs:    "Đặt hai ngón cái lên mặt kính.",
}

// Begin asks for the first part.
func (o *Officer) Begin() { o.ask(0) }

func (o *Officer) ask(at int) {
	parts := desk.OfficerParts()
	if at == len(parts) {
		o.finish()
		return
	}
	o.view.AskPart("Ghi vân tay của chính bạn", partTexts[parts[at]]+" Chỉ giữ đặc điểm đường vân, không giữ ảnh.", func() { o.take(parts[at], at) })
}

func (o *Officer) take(part port.Part, at int) {
	o.once.Start(func(release func()) {
		o.view.ShowTaking()
		kit.Background(o.owner, func(ctx context.Context) (int, error) {
			return o.desk.EnrolOfficer(ctx, part)
		}, func(n int, err error) {
			release()
			if err != nil {
				// What was taken before stays; the clerk begins again when it suits.
				o.events.Emit("officer-failed", "part", int(part))
				o.view.ShowProblem(words.Of(err))
				o.Load()
				return
			}
			o.events.Emit("officer-part", "part", int(part), "fingers", n)
			o.ask(at + 1)
		})
	})
}

func (o *Officer) finish() {
	kit.Background(o.owner, o.desk.OfficerFingers, func(n int, err error) {
		if err != nil {
			o.view.ShowProblem(words.Of(err))
			return
		}
		o.events.Emit("officer-enrolled", "fingers", n)
		o.view.ShowOfficer(n)
		o.view.ShowEnrolled(n)
	})
}
