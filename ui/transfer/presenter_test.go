package transfer

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/policy"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

var now = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)

type clock struct{}

func (clock) Now() time.Time { return now }

// fake is a desk and a line of which a test says everything.
type fake struct {
	parcels []desk.Parcel
	gates   []desk.GateFinding
	sticks  []desk.StickView
	contact time.Time
	err     error
	did     []string
	status  port.SyncStatus
}

func (f *fake) Parcels(context.Context) ([]desk.Parcel, error)    { return f.parcels, nil }
func (f *fake) Gates(context.Context) ([]desk.GateFinding, error) { return f.gates, nil }
func (f *fake) LastContact(context.Context) (time.Time, error)    { return f.contact, nil }
func (f *fake) Messages(context.Context) ([]desk.Message, error) {
	return []desk.Message{{Kind: port.DocumentMessage, Title: "Nghỉ lễ", Text: strings.Repeat("một hai ", 20), At: now}}, nil
}
func (f *fake) ConfigurationStanding(context.Context) ([]desk.DocumentStanding, error) {
	return nil, nil
}
func (f *fake) RetryPacket(_ context.Context, id port.PacketID) error {
	return f.do("retry " + id.Dossier)
}
func (f *fake) CentreWords(_ context.Context, id dossier.ID) ([]desk.CentreWord, error) {
	if id != "d1" {
		return nil, f.err
	}
	return []desk.CentreWord{{At: now, Kind: port.ChangeAcknowledged, Version: 1}, {At: now, Kind: port.ChangeAccount, Reason: "activated"}}, f.err
}
func (f *fake) ReceiptPaper(_ context.Context, id dossier.ID) (desk.ReportPaper, error) {
	return desk.ReportPaper{}, f.do("proof " + string(id))
}
func (f *fake) PrintAtOnce(context.Context, desk.ReportPaper) error  { return f.do("print") }
func (f *fake) SticksSeen(context.Context) ([]desk.StickView, error) { return f.sticks, nil }
func (f *fake) WriteStick(_ context.Context, dir string) (port.StickReport, error) {
	return port.StickReport{Packets: 2, Events: 3, Bytes: 5 << 20}, f.do("write " + dir)
}
func (f *fake) ReadStick(_ context.Context, dir string) (port.StickReport, error) {
	return port.StickReport{}, f.do("read " + dir)
}
func (f *fake) RegisterStick(_ context.Context, dir string) error { return f.do("register " + dir) }
func (f *fake) ExportDrafts(_ context.Context, dir string) (desk.EmergencyReport, error) {
	return desk.EmergencyReport{Dossiers: 4}, f.do("export " + dir)
}
func (f *fake) do(what string) error {
	f.did = append(f.did, what)
	return f.err
}

func (f *fake) Status() port.SyncStatus                      { return f.status }
func (f *fake) Watch(context.Context) <-chan port.SyncStatus { return nil }
func (f *fake) Wake()                                        {}
func (f *fake) SendNow()                                     { _ = f.do("send now") }
func (f *fake) Pause()                                       { f.status.State = port.SyncPaused }
func (f *fake) Resume()                                      { f.status.State = port.SyncOnline }

// shown is what stands on the screen.
type shown struct {
	line, warnings string
	title          string
	rows           [][]kit.Cell
	paused         bool
	done, failed   string
	choices        []kit.Choice
	pick           int
	folder         string
}

func facts(all []kit.Fact) string {
	var b strings.Builder
	for _, f := range all {
		b.WriteString(f.Key + ": " + f.Value + "\n")
	}
	return b.String()
}

func (s *shown) ShowLine(f []kit.Fact, paused bool)          { s.line, s.paused = facts(f), paused }
func (s *shown) ShowWarnings(f []kit.Fact)                   { s.warnings = facts(f) }
func (s *shown) ShowParcels(title string, rows [][]kit.Cell) { s.title, s.rows = title, rows }
func (s *shown) ShowCentre(title string, f []kit.Fact)       { s.title, s.line = title, facts(f) }
func (s *shown) Choose(_ string, choices []kit.Choice, picked func(string)) {
	s.choices = choices
	picked(choices[s.pick].Code)
}

// ShowPaper makes the paper, as the panel does.
func (s *shown) ShowPaper(title string, make papers.Maker) {
	s.title = title
	_, _ = make(context.Background())
}
func (s *shown) AskFolder(_ string, done func(string)) { done(s.folder) }
func (s *shown) Busy(string)                           {}
func (s *shown) Done(_, text string)                   { s.done = text }
func (s *shown) Failed(m words.Message)                { s.failed = m.What }

func newPresenter(t *testing.T) (*Presenter, *fake, *shown) {
	t.Helper()
	f, v := &fake{status: port.SyncStatus{State: port.SyncOnline}}, &shown{}
	p := NewPresenter(f, f, clock{}, kit.NewInlineOwner(t.Context()), v)
	return p, f, v
}

func delivery(id string, state port.DeliveryState, failure string) desk.Parcel {
	return desk.Parcel{Name: "LÊ THỊ MẪU", Delivery: port.Delivery{Packet: port.PacketID{Dossier: id, Version: 1}, State: state, Size: 2 << 20, Failure: failure}}
}

// Everything that a clerk wants to know of the line stands there in words.
func TestLineInWords(t *testing.T) {
	p, f, v := newPresenter(t)
	f.status = port.SyncStatus{
		State: port.SyncUnreachable, LastContact: now.Add(-time.Hour), Waiting: 5, Dossiers: 3, Bytes: 6 << 20, Failure: "line-cut",
		Rate: 100 << 10, Left: 62 * time.Second, Next: now.Add(90 * time.Second), ClockOffset: -2 * time.Hour,
	}
	p.Load()
	for _, want := range []string{
		"Không nối được trung ương", "09:00:00 25/11/2026", "3 hồ sơ (6,0 MB), 2 tin khác", "100 KB/giây, còn khoảng 1 phút 2 giây",
		"đường truyền bị ngắt giữa chừng", "1 phút 30 giây", "lệch 2 giờ 0 phút",
	} {
		if !strings.Contains(v.line, want) {
			t.Errorf("%q is not in\n%s", want, v.line)
		}
	}
	f.status = port.SyncStatus{State: port.SyncOnline, Held: true, Dossiers: 1, Waiting: 1}
	p.Status(f.status)
	if !strings.Contains(v.line, "đợi đến giờ được gửi") {
		t.Errorf("held packets:\n%s", v.line)
	}
}

// A desk that was started without a line says when there was one.
func TestContactBeforeTheStart(t *testing.T) {
	p, f, v := newPresenter(t)
	f.status.State = port.SyncUnreachable
	p.Load()
	if !strings.Contains(v.line, "Liên lạc gần nhất: chưa lần nào\n") {
		t.Errorf("never reached:\n%s", v.line)
	}
	f.contact = now.Add(-50 * time.Hour)
	p.Load()
	if !strings.Contains(v.line, "Liên lạc gần nhất: 08:00:00 23/11/2026\n") {
		t.Errorf("reached two days ago:\n%s", v.line)
	}
	f.status.LastContact = now.Add(-time.Minute)
	p.Status(f.status)
	if !strings.Contains(v.line, "Liên lạc gần nhất: 09:59:00 25/11/2026\n") {
		t.Errorf("reached since:\n%s", v.line)
	}
}

func TestParcels(t *testing.T) {
	p, f, v := newPresenter(t)
	f.parcels = []desk.Parcel{delivery("a", port.DeliverySetAside, "packet-conflict"), delivery("b", port.DeliveryUploading, ""), delivery("c", port.DeliveryDecided, "")}
	f.status = port.SyncStatus{State: port.SyncOnline, Current: port.PacketID{Dossier: "b", Version: 1}, Sent: 1 << 20, Size: 2 << 20}
	p.Load()
	if v.title != "Gói dữ liệu: 1 chờ gửi, 1 trung ương đã nhận, 1 bị gác lại" || len(v.rows) != 3 {
		t.Fatalf("%q, %d rows", v.title, len(v.rows))
	}
	if v.rows[0][3].Level != kit.LevelError || !strings.Contains(v.rows[0][5].Text, "báo trung ương") {
		t.Errorf("set aside: %+v", v.rows[0])
	}
	if !strings.HasSuffix(v.rows[1][3].Text, " 50%") {
		t.Errorf("under way: %+v", v.rows[1])
	}
	p.Retry(1)
	if len(f.did) != 0 || v.failed == "" {
		t.Errorf("a packet on its way was sent again: %v", f.did)
	}
	p.Retry(0)
	p.Proof(2)
	if got := strings.Join(f.did, ", "); got != "retry a, proof c, print" {
		t.Errorf("did %s", got)
	}
	p.ShowProof(1) // to look at it prints nothing
	p.ShowProof(3)
	if got := strings.Join(f.did, ", "); got != "retry a, proof c, print, proof b" || v.title != "Xác nhận đã nhận" {
		t.Errorf("did %s, shows %q", got, v.title)
	}
	f.err = desk.ErrNoProof
	p.Proof(1)
	if !strings.Contains(v.failed, "chưa xác nhận") {
		t.Errorf("failed %q", v.failed)
	}
}

// What came down the feed of a dossier can be read, its account's state too.
func TestCentreInWords(t *testing.T) {
	p, f, v := newPresenter(t)
	f.parcels = []desk.Parcel{delivery("d1", port.DeliveryDecided, ""), delivery("d2", port.DeliverySealed, "")}
	p.Load()
	p.Centre(0)
	if v.line != "25/11/2026 10:00: Đã nhận bản 1 của hồ sơ\n25/11/2026 10:00: Tài khoản định danh mức 2: đã kích hoạt\n" || !strings.Contains(v.title, "LÊ THỊ MẪU") {
		t.Errorf("%q:\n%s", v.title, v.line)
	}
	p.Centre(1)
	if !strings.Contains(v.line, "chưa trả lời") {
		t.Errorf("nothing said:\n%s", v.line)
	}
	p.Centre(2) // no such row
	f.err = store.ErrLocked
	p.Centre(0)
	if v.failed == "" {
		t.Error("the failure is not shown")
	}
}

// A packet that may not leave yet says until when its approval can be taken back.
func TestUndoTimeIsShown(t *testing.T) {
	p, f, v := newPresenter(t)
	held := delivery("a", port.DeliverySealed, "")
	held.NotBefore = now.Add(10 * time.Second)
	f.parcels = []desk.Parcel{held, delivery("b", port.DeliverySealed, "")}
	p.Load()
	if got := []string{v.rows[0][3].Text, v.rows[1][3].Text}; got[0] != "Hoàn tác được đến 10:00:10" || got[1] != "Chờ gửi" {
		t.Errorf("states %q", got)
	}
}

func TestWarnings(t *testing.T) {
	p, f, v := newPresenter(t)
	f.gates = []desk.GateFinding{{Gate: desk.GateContact, State: policy.GateStops, Quantity: 31, Stop: 30}, {Gate: desk.GateLog, State: policy.GateWarns, Quantity: 7, Stop: 9}}
	p.Load()
	for _, want := range []string{"Không mở hồ sơ mới: 31 ngày chưa liên lạc", "Cảnh báo: 7 dòng nhật ký trung ương chưa có (đến 9 thì không mở hồ sơ mới)", "USB (F6, U)", "Nghỉ lễ"} {
		if !strings.Contains(v.warnings, want) {
			t.Errorf("%q is not in\n%s", want, v.warnings)
		}
	}
	for _, line := range strings.Split(v.warnings, "\n") {
		if len([]rune(line)) > 100 {
			t.Errorf("line of %d letters: %s", len([]rune(line)), line)
		}
	}
}

func TestSticks(t *testing.T) {
	p, f, v := newPresenter(t)
	f.sticks = []desk.StickView{{Volume: port.Volume{Path: "/media/usb", Name: "USB", Free: 1 << 30}, Registered: true}}
	p.Stick(StickWrite)
	if !strings.Contains(v.done, "2 hồ sơ, 3 tin, 5,0 MB") || !strings.Contains(v.choices[0].Detail, "1,0 GB, đã đăng ký") {
		t.Errorf("%q, %+v", v.done, v.choices)
	}
	p.Stick(StickRead)
	if !strings.Contains(v.done, "không có trả lời") {
		t.Errorf("%q", v.done)
	}
	v.pick, v.folder = 1, "/mnt/khác" // the folder that is typed
	p.Stick(StickRegister)
	p.Stick(StickEmergency)
	if got := strings.Join(f.did, ", "); got != "write /media/usb, read /media/usb, register /mnt/khác, export /mnt/khác" {
		t.Errorf("did %s", got)
	}
	f.err = errors.Join(port.ErrStickFull)
	p.Stick(StickWrite)
	if v.failed != "USB không đủ chỗ." {
		t.Errorf("failed %q", v.failed)
	}
}

func TestPause(t *testing.T) {
	p, f, v := newPresenter(t)
	p.TogglePause()
	p.Status(f.status)
	if !v.paused {
		t.Error("not paused")
	}
	p.TogglePause()
	p.Status(f.status)
	if v.paused {
		t.Error("still paused")
	}
	p.SendNow()
	if len(f.did) != 1 || f.did[0] != "send now" {
		t.Errorf("did %v", f.did)
	}
}
