package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Devices of a station that are no biometric ones.
const (
	deviceReader  = "reader"
	devicePrinter = "printer"
)

// DeviceFault is what went wrong with a device on a day.
type DeviceFault struct {
	Device string // a modality, "reader" or "printer"
	Fault  string // code of the port
	Count  int
	Last   time.Time
}

// faultNote is what an entry of [dossier.BookFault] says.
type faultNote struct {
	Last time.Time `json:"last"`
}

// handFaults lie with who holds the hand or the card, not with a device.
var handFaults = []port.DeviceFault{
	port.FaultBusy, port.FaultNoBiometric, port.FaultWrongCount, port.FaultCancelled, port.FaultNotRolled, port.FaultScore,
}

// deviceFault names what an error says of a device; ok is false when it is no
// device's fault.
func deviceFault(device string, err error) (code string, ok bool) {
	var biometric *port.DeviceError
	var card *port.CardError
	switch {
	case errors.As(err, &biometric):
		return string(biometric.Fault), !slices.Contains(handFaults, biometric.Fault)
	case errors.As(err, &card):
		return string(card.Fault), card.Fault == port.CardNoService || card.Fault == port.CardNoReader
	case device != devicePrinter:
		return "", false
	}
	for code, fault := range map[string]error{
		"print-none": port.ErrNoPrinter, "print-service": port.ErrPrintService, "print-paused": port.ErrPrinterPaused, "print-refused": port.ErrPrinterRefused,
	} {
		if errors.Is(err, fault) {
			return code, true
		}
	}
	return "", false
}

// noteFault keeps what went wrong with a device for the close of the day. Nothing
// waits for it and nothing fails with it: the fault itself is said to the clerk.
func (d *Desk) noteFault(ctx context.Context, device string, fault error) {
	code, ok := deviceFault(device, fault)
	if !ok {
		return
	}
	ctx = context.WithoutCancel(ctx)
	if err := d.countFault(ctx, device, code); err != nil {
		d.Log.Error("the fault of a device was not noted", "device", device, "error", err)
	}
}

func (d *Desk) countFault(ctx context.Context, device, code string) error {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return nil // nobody is at work
	}
	day := d.today().ISO()
	entry := store.BookChange{Book: dossier.BookFault, ID: strings.Join([]string{day, device, code}, "/"), Day: day, Owner: actor.User,
		Amount: 1, Content: faultNote{Last: d.now()}}
	old, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookFault, ID: entry.ID})
	if err != nil {
		return err
	}
	if len(old) > 0 {
		entry.BaseRevision, entry.Amount, entry.Owner = old[0].Revision, old[0].Amount+1, old[0].Owner
	}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{ID: "fault-" + id, Actor: actor, Command: dossier.NoteDeviceFault, Books: []store.BookChange{entry}})
	return err
}

// DeviceFaults lists what went wrong with the devices of this station on a day.
func (d *Desk) DeviceFaults(ctx context.Context, day person.CivilDate) ([]DeviceFault, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookFault, From: day.ISO(), To: day.ISO()})
	if err != nil {
		return nil, fmt.Errorf("reading the faults of devices: %w", err)
	}
	var list []DeviceFault
	for _, e := range entries {
		parts := strings.Split(e.ID, "/")
		note, err := says[faultNote](e)
		if err == nil && len(parts) != 3 {
			err = store.ErrDamaged
		}
		if err != nil {
			return nil, fmt.Errorf("reading the faults of devices: %w", err)
		}
		list = append(list, DeviceFault{Device: parts[1], Fault: parts[2], Count: int(e.Amount), Last: note.Last})
	}
	return list, nil
}

var deviceNames = map[string]string{
	string(port.Face): "Máy ảnh", string(port.Finger): "Máy thu vân tay", string(port.Iris): "Máy thu mống mắt",
	deviceReader: "Đầu đọc thẻ", devicePrinter: "Máy in",
}

var faultNames = map[string]string{
	string(port.FaultUnreachable): "không kết nối được", string(port.FaultTimeout): "không trả lời kịp",
	string(port.FaultNotReady): "chưa sẵn sàng", string(port.FaultUnregistered): "chưa đăng ký",
	string(port.FaultMalformed): "gửi dữ liệu hỏng", string(port.FaultUntrusted): "chữ ký không hợp lệ",
	string(port.FaultTampered): "gửi dữ liệu của lần khác", string(port.FaultClock): "sai giờ",
	string(port.FaultRefused): "từ chối thu nhận", string(port.FaultNoDevice): "không thấy thiết bị",
	string(port.FaultSubsystem): "phần thu nhận gặp lỗi",
	string(port.CardNoService):  "dịch vụ không chạy", string(port.CardNoReader): "không thấy đầu đọc",
	"print-none": "không có", "print-service": "không in được vì dịch vụ in không trả lời", "print-paused": "đang tạm dừng", "print-refused": "không nhận bản in",
}

// Words says the fault in words.
func (f DeviceFault) Words() string {
	device, fault := deviceNames[f.Device], faultNames[f.Fault]
	if device == "" {
		device = f.Device
	}
	if fault == "" {
		fault = f.Fault
	}
	return fmt.Sprintf("%s %s (%d lần, lần cuối %s)", device, fault, f.Count, f.Last.In(person.Zone()).Format("15:04"))
}
