// Package transfer shows how the line to the registry is and what waits for it.
package transfer

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the panel of the line.
type Screen struct {
	env     screen.Env
	owner   *kit.Owner
	scope   *kit.Scope
	content fyne.CanvasObject
	line    *kit.KeyValues
	list    *fyne.Container
	title   *kit.Text
	pause   *kit.Button
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, owner: kit.NewOwner(env.Context, env.Runner), scope: kit.NewScope("transfer")}
	s.line, s.list, s.title = kit.NewKeyValues(), kit.TightColumn(), kit.NewTitle("")
	now := s.scope.Button("F10", "Gửi ngay", kit.Main, func() {
		env.Desk.Sync.Wake()
		env.Toast(kit.LevelInfo, "Đang nối trung ương…")
	})
	s.pause = s.scope.LetterButton('p', "Tạm dừng", kit.Normal, s.togglePause)
	s.content = kit.Inset(4, 4, container.NewBorder(
		kit.Column(kit.Card(kit.Inset(16, 12, s.line)), kit.Row(now, s.pause), s.title),
		nil, nil, nil, container.NewVScroll(s.list)))
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Truyền dữ liệu" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads what waits.
func (s *Screen) Show(dossier.ID) {
	s.ShowStatus(s.env.Desk.Sync.Status())
	s.env.Events.Emit("screen-ready", "screen", "transfer")
}

// Hide does nothing.
func (s *Screen) Hide() {}

func (s *Screen) togglePause() {
	if s.env.Desk.Sync.Status().State == port.SyncPaused {
		s.env.Desk.Sync.Resume()
	} else {
		s.env.Desk.Sync.Pause()
	}
}

// ShowStatus shows the line as it is now, and the packets on their way.
func (s *Screen) ShowStatus(status port.SyncStatus) {
	contact := "chưa lần nào"
	if !status.LastContact.IsZero() {
		contact = status.LastContact.In(person.Zone()).Format("15:04:05 02/01/2006")
	}
	level := kit.LevelWarning
	if status.State == port.SyncOnline {
		level = kit.LevelOK
	}
	facts := []kit.Fact{
		{Key: "Đường truyền", Value: words.Line(status.State), Level: level},
		{Key: "Liên lạc gần nhất", Value: contact},
		{Key: "Chờ gửi", Value: fmt.Sprintf("%d hồ sơ, %d tin khác", status.Dossiers, status.Waiting-status.Dossiers)},
	}
	if status.Failure != "" {
		facts = append(facts, kit.Fact{Key: "Nguyên nhân", Value: words.SyncFailure(status.Failure), Level: kit.LevelWarning})
	}
	s.line.Set(facts...)
	if status.State == port.SyncPaused {
		s.pause.SetText("Tiếp tục gửi")
	} else {
		s.pause.SetText("Tạm dừng")
	}
	s.load()
}

func (s *Screen) load() {
	type row struct {
		delivery port.Delivery
		name     string
	}
	kit.Background(s.owner, func(ctx context.Context) ([]row, error) {
		deliveries, err := s.env.Desk.Store.Deliveries(ctx, "")
		if err != nil {
			return nil, err
		}
		rows := make([]row, 0, len(deliveries))
		for _, d := range deliveries {
			r := row{delivery: d}
			if entry, ok := s.env.Desk.Store.Person(dossier.ID(d.Packet.Dossier)); ok {
				r.name = entry.Name
			}
			rows = append(rows, r)
		}
		return rows, nil
	}, func(rows []row, err error) {
		s.list.RemoveAll()
		if err != nil {
			s.title.SetText(words.Of(err).What)
			return
		}
		s.title.SetText(fmt.Sprintf("Gói dữ liệu: %d", len(rows)))
		for _, r := range rows {
			line := kit.NewSectionHeader(fmt.Sprintf("%s (bản %d, %s)", r.name, r.delivery.Packet.Version, size(r.delivery.Size)),
				words.DeliveryState(r.delivery.State), nil)
			line.SetState(kit.SectionState{
				Done: r.delivery.State == port.DeliveryDecided || r.delivery.State == port.DeliveryAcknowledged, Attention: r.delivery.State == port.DeliverySetAside,
			})
			s.list.Add(line)
		}
	})
}

func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KB", (bytes+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}
