package transfer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Parcels(ctx context.Context) ([]desk.Parcel, error)
	Gates(ctx context.Context) ([]desk.GateFinding, error)
	LastContact(ctx context.Context) (time.Time, error)
	Messages(ctx context.Context) ([]desk.Message, error)
	ConfigurationStanding(ctx context.Context) ([]desk.DocumentStanding, error)
	RetryPacket(ctx context.Context, id port.PacketID) error
	CentreWords(ctx context.Context, id dossier.ID) ([]desk.CentreWord, error)
	ReceiptPaper(ctx context.Context, id dossier.ID) (desk.ReportPaper, error)
	PrintAtOnce(ctx context.Context, paper desk.ReportPaper) error
	SticksSeen(ctx context.Context) ([]desk.StickView, error)
	WriteStick(ctx context.Context, dir string) (port.StickReport, error)
	ReadStick(ctx context.Context, dir string) (port.StickReport, error)
	RegisterStick(ctx context.Context, dir string) error
	ExportDrafts(ctx context.Context, dir string) (desk.EmergencyReport, error)
}

// View is what the presenter shows.
type View interface {
	ShowLine(facts []kit.Fact, paused bool)
	ShowWarnings(facts []kit.Fact)
	ShowParcels(title string, rows [][]kit.Cell)
	ShowCentre(title string, facts []kit.Fact)
	Choose(title string, choices []kit.Choice, picked func(code string))
	AskFolder(title string, done func(dir string))
	// ShowPaper shows a paper in the place of the screen.
	ShowPaper(title string, make papers.Maker)
	Busy(text string)
	Done(event, text string)
	Failed(m words.Message)
}

// Presenter is the screen without a window.
type Presenter struct {
	desk    Desk
	line    port.SyncControl
	clock   port.Clock
	owner   *kit.Owner
	view    View
	parcels []desk.Parcel
	contact time.Time // with the registry, when the list was read
	status  port.SyncStatus
	once    kit.Once
}

// NewPresenter makes a presenter.
func NewPresenter(d Desk, line port.SyncControl, clock port.Clock, owner *kit.Owner, view View) *Presenter {
	return &Presenter{desk: d, line: line, clock: clock, owner: owner, view: view}
}

// Load reads everything anew.
func (p *Presenter) Load() {
	p.Status(p.line.Status())
	p.load()
}

// Status shows the line as it is now. The list is read anew only when something
// in it can have changed: a rate changes every second.
func (p *Presenter) Status(status port.SyncStatus) {
	changed := status.Waiting != p.status.Waiting || status.Current != p.status.Current || status.Failure != p.status.Failure ||
		status.State != p.status.State
	p.status = status
	p.view.ShowLine(p.facts(status), status.State == port.SyncPaused)
	if changed {
		p.load()
		return
	}
	p.show()
}

func (p *Presenter) facts(s port.SyncStatus) []kit.Fact {
	level := kit.LevelWarning
	if s.State == port.SyncOnline {
		level = kit.LevelOK
	}
	contact, last := "chưa lần nào", p.contact
	if s.LastContact.After(last) {
		last = s.LastContact
	}
	if !last.IsZero() {
		contact = last.In(person.Zone()).Format("15:04:05 02/01/2006")
	}
	facts := []kit.Fact{
		{Key: "Đường truyền", Value: words.Line(s.State), Level: level},
		{Key: "Liên lạc gần nhất", Value: contact},
		{Key: "Chờ gửi", Value: fmt.Sprintf("%d hồ sơ (%s), %d tin khác", s.Dossiers, Size(s.Bytes), s.Waiting-s.Dossiers)},
	}
	switch {
	case s.Rate > 0:
		going := Size(s.Rate) + "/giây"
		if s.Left > 0 {
			going += ", còn khoảng " + words.Span(s.Left)
		}
		facts = append(facts, kit.Fact{Key: "Đang gửi", Value: going})
	case s.Held:
		facts = append(facts, kit.Fact{Key: "Đang gửi", Value: "Gói đợi đến giờ được gửi theo quy định; F10 để gửi ngay", Level: kit.LevelWarning})
	default:
		facts = append(facts, kit.Fact{Key: "Đang gửi", Value: "không"})
	}
	if s.Failure != "" {
		facts = append(facts, kit.Fact{Key: "Trở ngại gần nhất", Value: words.SyncFailure(s.Failure), Level: kit.LevelWarning})
	}
	if wait := s.Next.Sub(p.clock.Now()); wait > time.Second {
		facts = append(facts, kit.Fact{Key: "Tự thử lại sau", Value: words.Span(wait.Round(time.Second))})
	}
	if off := s.ClockOffset.Abs(); off >= time.Minute {
		facts = append(facts, kit.Fact{Key: "Đồng hồ máy", Value: "lệch " + words.Span(off.Round(time.Second)) + " so với trung ương", Level: kit.LevelWarning})
	}
	return facts
}

// messageWidth is how many letters of a message fit into a line.
const messageWidth = 56

// wrap parts a text into lines of at most width letters, between words.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

type loaded struct {
	parcels  []desk.Parcel
	contact  time.Time
	warnings []kit.Fact
}

func (p *Presenter) load() {
	kit.Background(p.owner, func(ctx context.Context) (loaded, error) {
		var l loaded
		var err error
		if l.parcels, err = p.desk.Parcels(ctx); err != nil {
			return l, err
		}
		if l.contact, err = p.desk.LastContact(ctx); err != nil {
			return l, err
		}
		gates, err := p.desk.Gates(ctx)
		if err != nil {
			return l, err
		}
		for _, g := range gates {
			what, remedy := words.Gate(g)
			key, level := "Cảnh báo", kit.LevelWarning
			if g.State == policy.GateStops {
				key, level = "Không mở hồ sơ mới", kit.LevelError
			}
			l.warnings = append(l.warnings, kit.Fact{Key: key, Value: what, Level: level}, kit.Fact{Key: "Cần làm", Value: remedy})
		}
		messages, err := p.desk.Messages(ctx)
		if err != nil {
			return l, err
		}
		for _, m := range messages {
			key := "Trung ương, " + m.At.In(person.Zone()).Format("02/01")
			if m.Kind == port.DocumentUpdate {
				key = "Bản mới " + m.Version
			}
			l.warnings = append(l.warnings, kit.Fact{Key: key, Value: m.Title})
			for _, line := range wrap(m.Text, messageWidth) {
				l.warnings = append(l.warnings, kit.Fact{Key: " ", Value: line})
			}
		}
		standing, err := p.desk.ConfigurationStanding(ctx)
		if err != nil {
			return l, err
		}
		for _, d := range standing {
			if fact, shown := words.Document(d); shown {
				l.warnings = append(l.warnings, kit.Fact{Key: fact[0], Value: fact[1]})
			}
		}
		return l, nil
	}, func(l loaded, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.parcels, p.contact = l.parcels, l.contact
		p.view.ShowLine(p.facts(p.status), p.status.State == port.SyncPaused)
		p.view.ShowWarnings(l.warnings)
		p.show()
	})
}

// show draws the list with the progress of the packet that is under way.
func (p *Presenter) show() {
	counts := map[string]int{}
	rows := make([][]kit.Cell, 0, len(p.parcels))
	for _, d := range p.parcels {
		state := kit.Cell{Text: words.DeliveryState(d.State)}
		switch d.State {
		case port.DeliverySetAside:
			state.Level, counts["aside"] = kit.LevelError, counts["aside"]+1
		case port.DeliveryAcknowledged, port.DeliveryDecided:
			state.Level, counts["there"] = kit.LevelOK, counts["there"]+1
		case port.DeliverySuperseded:
			state.Muted = true
		default:
			counts["waiting"]++
			if until := d.NotBefore; until.After(p.clock.Now()) {
				state.Text = "Hoàn tác được đến " + until.In(person.Zone()).Format("15:04:05")
			}
		}
		if p.status.Current == d.Packet && p.status.Size > 0 {
			state.Text = fmt.Sprintf("%s %d%%", state.Text, 100*p.status.Sent/p.status.Size)
		}
		cause := ""
		if d.Failure != "" {
			cause = words.SyncFailure(d.Failure)
		}
		tries := ""
		if d.Attempts > 0 {
			tries = fmt.Sprint(d.Attempts)
		}
		rows = append(rows, []kit.Cell{
			{Text: d.Name, Bold: d.State == port.DeliverySetAside}, {Text: fmt.Sprint(d.Packet.Version)}, {Text: Size(d.Size)}, state, {Text: tries}, {Text: cause},
		})
	}
	title := fmt.Sprintf("Gói dữ liệu: %d chờ gửi, %d trung ương đã nhận", counts["waiting"], counts["there"])
	if counts["aside"] > 0 {
		title += fmt.Sprintf(", %d bị gác lại", counts["aside"])
	}
	p.view.ShowParcels(title, rows)
}

// SendNow sends all that waits.
func (p *Presenter) SendNow() {
	p.line.SendNow()
	p.view.Done("sending", "Đang nối trung ương…")
}

// TogglePause pauses or goes on.
func (p *Presenter) TogglePause() {
	if p.line.Status().State == port.SyncPaused {
		p.line.Resume()
	} else {
		p.line.Pause()
	}
}

// Retry sends the chosen packet again, which must be set aside.
func (p *Presenter) Retry(row int) {
	if row >= len(p.parcels) || p.parcels[row].State != port.DeliverySetAside {
		p.view.Failed(words.Message{What: "Gói này không bị gác lại.", Kept: "Không có gì thay đổi.", Do: "Chọn một gói bị gác lại (chữ đỏ) rồi thử lại."})
		return
	}
	id := p.parcels[row].Packet
	p.act("Đang gửi lại…", func(ctx context.Context) (string, error) {
		return "Gói được gửi lại.", p.desk.RetryPacket(ctx, id)
	}, "retried")
}

// Proof prints the proof of receipt of the chosen dossier at once.
func (p *Presenter) Proof(row int) {
	if row >= len(p.parcels) {
		return
	}
	id := dossier.ID(p.parcels[row].Packet.Dossier)
	p.act("Đang in xác nhận…", func(ctx context.Context) (string, error) {
		paper, err := p.desk.ReceiptPaper(ctx, id)
		if err != nil {
			return "", err
		}
		return "Đã gửi xác nhận tới máy in.", p.desk.PrintAtOnce(ctx, paper)
	}, "proof-printed")
}

// ShowProof shows the proof of receipt of the chosen dossier before it is printed.
func (p *Presenter) ShowProof(row int) {
	if row >= len(p.parcels) {
		return
	}
	id := dossier.ID(p.parcels[row].Packet.Dossier)
	p.view.ShowPaper("Xác nhận đã nhận", func(ctx context.Context) (desk.ReportPaper, error) { return p.desk.ReceiptPaper(ctx, id) })
}

// Stick does something with a stick: the only one that is plugged in, the one
// chosen of several, or a folder that is typed.
func (p *Presenter) Stick(what StickAct) {
	kit.Background(p.owner, p.desk.SticksSeen, func(seen []desk.StickView, err error) {
		if err != nil && !errors.Is(err, desk.ErrNoStick) {
			p.view.Failed(words.Of(err))
			return
		}
		choices := make([]kit.Choice, 0, len(seen)+1)
		for _, s := range seen {
			detail := "còn trống " + Size(s.Free)
			if s.Registered {
				detail += ", đã đăng ký"
			}
			choices = append(choices, kit.Choice{Code: s.Path, Text: s.Name, Detail: detail})
		}
		choices = append(choices, kit.Choice{Code: "", Text: "Thư mục khác…", Detail: "gõ đường dẫn"})
		p.view.Choose(what.title(), choices, func(code string) {
			if code != "" {
				p.withStick(what, code)
				return
			}
			p.view.AskFolder(what.title(), func(dir string) { p.withStick(what, dir) })
		})
	})
}

// StickAct is what is done with a stick.
type StickAct int

// Acts with a stick.
const (
	StickWrite StickAct = iota
	StickRead
	StickRegister
	StickEmergency
)

func (a StickAct) title() string {
	return [...]string{"Chép lô gửi ra USB nào?", "Đọc trả lời từ USB nào?", "Đăng ký USB nào cho điểm thu nhận?", "Xuất khẩn cấp hồ sơ dở ra USB nào?"}[a]
}

func (p *Presenter) withStick(what StickAct, dir string) {
	switch what {
	case StickWrite:
		p.act("Đang chép ra USB…", func(ctx context.Context) (string, error) {
			r, err := p.desk.WriteStick(ctx, dir)
			return fmt.Sprintf("Đã chép và đọc lại: %d hồ sơ, %d tin, %s. Hồ sơ vẫn chờ đến khi trung ương xác nhận.", r.Packets, r.Events, Size(r.Bytes)), err
		}, "stick-written")
	case StickRead:
		p.act("Đang đọc USB…", func(ctx context.Context) (string, error) {
			r, err := p.desk.ReadStick(ctx, dir)
			text := fmt.Sprintf("Đã đọc %d trả lời: %d hồ sơ được xác nhận, %d tin mới.", r.Batches, r.Packets, r.Changes)
			if r.Batches == 0 {
				text = "USB này không có trả lời nào cho máy trạm."
			}
			return text, err
		}, "stick-read")
	case StickRegister:
		p.act("Đang đăng ký USB…", func(ctx context.Context) (string, error) {
			return "USB đã được đăng ký ở điểm thu nhận.", p.desk.RegisterStick(ctx, dir)
		}, "stick-registered")
	case StickEmergency:
		p.act("Đang xuất hồ sơ dở…", func(ctx context.Context) (string, error) {
			r, err := p.desk.ExportDrafts(ctx, dir)
			return fmt.Sprintf("Đã xuất %d hồ sơ dở, %s, niêm phong cho trung ương. Hồ sơ trên máy không đổi.", r.Dossiers, Size(r.Bytes)), err
		}, "drafts-exported")
	}
}

// act does one thing at a time off the UI goroutine.
func (p *Presenter) act(busy string, act func(context.Context) (string, error), event string) {
	kit.Act(p.owner, &p.once, func() { p.view.Busy(busy) }, act, func(done string, err error) {
		p.view.Busy("")
		if err != nil {
			p.view.Failed(words.Of(err))
		} else {
			p.view.Done(event, done)
		}
		p.load()
	})
}

// Size says bytes as people read them.
func Size(bytes int64) string {
	switch {
	case bytes <= 0:
		return "0 KB"
	case bytes < 1<<20:
		return fmt.Sprintf("%d KB", (bytes+1023)>>10)
	case bytes < 1<<30:
		return strings.Replace(fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)), ".", ",", 1)
	}
	return strings.Replace(fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30)), ".", ",", 1)
}
