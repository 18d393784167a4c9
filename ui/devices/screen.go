// Package devices shows what is plugged in and whether it answers.
package devices

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the list of devices.
type Screen struct {
	env      screen.Env
	owner    *kit.Owner
	watching *kit.Owner // while the screen is open
	scope    *kit.Scope
	content  fyne.CanvasObject
	captures *kit.KeyValues
	readers  *kit.KeyValues
	printers *kit.KeyValues
	issuers  *kit.KeyValues
	officer  *Officer
	own      *kit.KeyValues
	state    *kit.Text
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, owner: kit.NewOwner(env.Context, env.Runner), scope: kit.NewScope("devices")}
	s.captures, s.readers, s.printers, s.state = kit.NewKeyValues(), kit.NewKeyValues(), kit.NewKeyValues(), kit.NewCaption("")
	s.issuers = kit.NewKeyValues()
	s.own = kit.NewKeyValues()
	s.officer = NewOfficer(env.Desk, s.owner, s, env.Events)
	enrol := s.scope.LetterButton('v', "Ghi vân tay cán bộ", kit.Normal, s.officer.Begin)
	again := s.scope.Button("F11", "Tìm lại thiết bị", kit.Main, s.load)
	part := func(title string, facts *kit.KeyValues) fyne.CanvasObject {
		return kit.Card(kit.Inset(16, 12, kit.Column(kit.NewTitle(title), facts)))
	}
	s.content = kit.Inset(4, 4, container.NewVScroll(kit.Column(
		kit.Row(again, enrol, s.state), part("Thu nhận sinh trắc", s.captures), part("Vân tay cán bộ", s.own), part("Đầu đọc thẻ", s.readers), part("Máy in", s.printers), part("Đơn vị phát hành chip mà bàn tin", s.issuers))))
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Thiết bị" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// lookEvery is how often the screen looks for devices that were plugged in.
const lookEvery = 2 * time.Second

// Show looks for devices, and again as long as the screen is open.
func (s *Screen) Show(dossier.ID) {
	s.load()
	s.watch()
	s.officer.Load()
	s.env.Events.Emit("screen-ready", "screen", "devices")
}

// Hide stops looking.
func (s *Screen) Hide() {
	if s.watching != nil {
		s.watching.Stop()
		s.watching = nil
	}
}

// watch shows what is plugged in or pulled out while the screen is open.
func (s *Screen) watch() {
	s.Hide()
	watching := kit.NewOwner(s.owner.Context(), s.env.Runner)
	s.watching = watching
	watching.Go(func(ctx context.Context) {
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		for range s.env.Desk.WatchDevices(ctx, ticker.C) {
			watching.Do(s.load)
		}
	})
}

// found is everything that was looked for at once.
type found struct {
	devices    []port.BiometricDevice
	faults     map[string]error
	readers    []port.Reader
	readerErr  error
	printers   []port.PrinterInfo
	printerErr error
}

func (s *Screen) load() {
	s.state.SetText("Đang tìm…")
	kit.Background(s.owner, func(ctx context.Context) (found, error) {
		var f found
		f.devices, f.faults = s.env.Desk.Devices(ctx)
		f.readers, f.readerErr = s.env.Desk.Cards.Readers(ctx)
		f.printers, f.printerErr = s.env.Desk.Printer.Printers(ctx)
		return f, nil
	}, func(f found, _ error) {
		s.state.SetText("")
		s.show(f)
		s.env.Events.Emit("devices-shown", "captures", len(f.devices), "readers", len(f.readers), "printers", len(f.printers))
	})
}

func (s *Screen) show(f found) {
	var facts []kit.Fact
	names := map[port.Modality]string{port.Face: "Máy ảnh", port.Finger: "Vân tay", port.Iris: "Mống mắt"}
	for _, d := range f.devices {
		level := kit.LevelOK
		if d.Status != port.DeviceReady || !d.Trusted {
			level = kit.LevelWarning
		}
		trust := "chứng thư hợp lệ"
		if !d.Trusted {
			trust = "chưa tin cậy"
		}
		facts = append(facts, kit.Fact{Key: names[d.Modality], Level: level,
			Value: fmt.Sprintf("%s %s, số %s, %s, %s", d.Make, d.Model, d.Serial, words.DeviceStatus(d.Status), trust)})
	}
	for endpoint, err := range f.faults {
		facts = append(facts, kit.Fact{Key: endpoint, Value: words.Of(err).What, Level: kit.LevelError})
	}
	s.captures.Set(orNone(facts, "Không thấy thiết bị nào. Cắm thiết bị và bật dịch vụ của nó.")...)

	facts = nil
	for _, r := range f.readers {
		state := "không có thẻ"
		if r.CardPresent {
			state = "có thẻ"
		}
		facts = append(facts, kit.Fact{Key: "Đầu đọc", Value: r.Name + ", " + state, Level: kit.LevelOK})
	}
	if f.readerErr != nil {
		facts = append(facts, kit.Fact{Key: "Lỗi", Value: words.Of(f.readerErr).Line(), Level: kit.LevelError})
	}
	s.readers.Set(orNone(facts, "Không thấy đầu đọc thẻ.")...)

	facts = nil
	for _, p := range f.printers {
		level, state := kit.LevelOK, "sẵn sàng"
		if p.Paused {
			level, state = kit.LevelWarning, "tạm dừng"
		}
		if p.Default {
			state += ", mặc định"
		}
		facts = append(facts, kit.Fact{Key: "Máy in", Value: p.Name + ", " + state, Level: level})
	}
	if f.printerErr != nil {
		facts = append(facts, kit.Fact{Key: "Lỗi", Value: words.Of(f.printerErr).Line(), Level: kit.LevelWarning})
	}
	s.showIssuers()
	s.printers.Set(orNone(facts, "Không có máy in: bản in được xuất ra tệp bằng Ctrl+E.")...)
}

// showIssuers lists whose chips the desk believes, and marks who is past their
// time.
func (s *Screen) showIssuers() {
	var facts []kit.Fact
	if s.env.Desk.Issuers != nil {
		now := s.env.Desk.Clock.Now()
		for _, issuer := range s.env.Desk.Issuers.Show() {
			facts = append(facts, issuerFact(issuer, now))
		}
	}
	s.issuers.Set(orNone(facts, "Chưa có đơn vị nào: chip nào cũng bị coi là chưa tin được. Chờ trung ương gửi danh sách.")...)
}

func issuerFact(issuer port.ChipIssuer, now time.Time) kit.Fact {
	fact := kit.Fact{Key: "Đơn vị", Level: kit.LevelOK, Value: fmt.Sprintf("%s, khóa %s, dùng đến %s", issuer.Name, issuer.Key, words.Day(issuer.NotAfter))}
	switch {
	case now.After(issuer.NotAfter):
		fact.Level, fact.Value = kit.LevelError, fact.Value+", đã hết hạn"
	case now.Before(issuer.NotBefore):
		fact.Level, fact.Value = kit.LevelWarning, fact.Value+", chưa đến ngày dùng"
	}
	if issuer.Training {
		fact.Value += ", chỉ để tập huấn"
	}
	if !issuer.RevokedAsOf.IsZero() {
		fact.Value += fmt.Sprintf(", đã thu hồi %d chứng thư (danh sách ngày %s)", issuer.Revoked, words.Day(issuer.RevokedAsOf))
	}
	return fact
}

func orNone(facts []kit.Fact, text string) []kit.Fact {
	if len(facts) == 0 {
		return []kit.Fact{{Key: "○", Value: text}}
	}
	return facts
}
