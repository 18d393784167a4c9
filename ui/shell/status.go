package shell

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// statusBar is the line at the foot of the window. Each part opens its panel.
type statusBar struct {
	owner   *kit.Owner
	content fyne.CanvasObject
	line    *kit.StatusPart
	reader  *kit.StatusPart
	finger  *kit.StatusPart
	camera  *kit.StatusPart
	printer *kit.StatusPart
	disk    *kit.StatusPart // shown while there is little room
	care    *kit.StatusPart // shown while housekeeping has a trouble
	gate    *kit.StatusPart // shown while a gate of policy warns or is closed
	typing  *kit.StatusPart
	look    *kit.StatusPart
	user    *kit.StatusPart
	time    *kit.StatusPart
}

func newStatusBar(owner *kit.Owner, open func(screen.Door, dossier.ID), typing *kit.Typing, askLook func()) *statusBar {
	to := func(door screen.Door) func() { return func() { open(door, "") } }
	s := &statusBar{owner: owner}
	s.line = kit.NewStatusPart(kit.LevelNone, "Đang nối…", to(screen.DoorSync))
	s.reader = kit.NewStatusPart(kit.LevelNone, "Đầu đọc", to(screen.DoorDevices))
	s.finger = kit.NewStatusPart(kit.LevelNone, "Vân tay", to(screen.DoorDevices))
	s.camera = kit.NewStatusPart(kit.LevelNone, "Máy ảnh", to(screen.DoorDevices))
	s.printer = kit.NewStatusPart(kit.LevelNone, "Máy in", to(screen.DoorDevices))
	s.disk, s.care = kit.NewStatusPart(kit.LevelNone, "", nil), kit.NewStatusPart(kit.LevelNone, "", nil)
	s.gate = kit.NewStatusPart(kit.LevelNone, "", to(screen.DoorSync))
	s.gate.Hide()
	s.disk.Hide()
	s.care.Hide()
	s.typing = kit.NewStatusPart(kit.LevelNone, typing.Word(), typing.Next)
	s.look = kit.NewStatusPart(kit.LevelNone, "Aa", askLook)
	s.user = kit.NewStatusPart(kit.LevelNone, "", nil)
	s.time = kit.NewStatusPart(kit.LevelNone, "", nil)
	typing.OnChange = func(t *kit.Typing) { s.typing.Set(kit.LevelNone, t.Word()) }
	s.content = kit.NewStatusBar(
		[]fyne.CanvasObject{s.line, s.reader, s.finger, s.camera, s.printer, s.disk, s.care, s.gate},
		[]fyne.CanvasObject{s.typing, s.look, s.user, s.time})
	return s
}

func (s *statusBar) setUser(user dossier.User) {
	s.user.Set(kit.LevelNone, words.Officer(user.Rank, user.Name))
}

func (s *statusBar) setTime() {
	s.time.Set(kit.LevelNone, time.Now().In(person.Zone()).Format("15:04"))
}

func (s *statusBar) setLine(status port.SyncStatus) {
	text := words.Line(status.State)
	if !status.LastContact.IsZero() {
		text += " " + status.LastContact.In(person.Zone()).Format("15:04")
	}
	if status.Dossiers > 0 {
		text += fmt.Sprintf(", %d hồ sơ chờ gửi", status.Dossiers)
	}
	level := kit.LevelWarning
	switch status.State {
	case port.SyncOnline:
		level = kit.LevelOK
	case port.SyncUnknown:
		level = kit.LevelNone
	case port.SyncRefused:
		level = kit.LevelError
	}
	s.line.Set(level, text)
}

func (s *statusBar) setReaders(readers []port.Reader) {
	if len(readers) == 0 {
		s.reader.Set(kit.LevelWarning, "Không có đầu đọc")
		return
	}
	s.reader.Set(kit.LevelOK, "Đầu đọc")
}

// lookAround asks devices and printers whether they are there.
func (s *statusBar) lookAround(env screen.Env) func(context.Context) {
	return func(ctx context.Context) {
		found, _ := env.Desk.Devices(ctx)
		printers, err := env.Desk.Printer.Printers(ctx)
		s.owner.Do(func() {
			s.setDevice(s.finger, found, port.Finger, "Vân tay")
			s.setDevice(s.camera, found, port.Face, "Máy ảnh")
			if err != nil || len(printers) == 0 {
				s.printer.Set(kit.LevelWarning, "Không có máy in")
			} else {
				s.printer.Set(kit.LevelOK, "Máy in")
			}
			env.Events.Emit("devices-seen", "captures", len(found), "printers", len(printers))
		})
	}
}

func (s *statusBar) setDevice(part *kit.StatusPart, found []port.BiometricDevice, modality port.Modality, name string) {
	for _, device := range found {
		if device.Modality == modality {
			level := kit.LevelOK
			if device.Status != port.DeviceReady {
				level = kit.LevelWarning
			}
			part.Set(level, name)
			return
		}
	}
	part.Set(kit.LevelWarning, "Không có "+map[string]string{"Vân tay": "máy vân tay", "Máy ảnh": "máy ảnh"}[name])
}
