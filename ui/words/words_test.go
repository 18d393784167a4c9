package words

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/vault"
)

func TestEveryDeviceFaultHasWords(t *testing.T) {
	page, err := os.ReadFile("../../docs/devices.md")
	if err != nil {
		t.Fatal(err)
	}
	faults := port.DeviceFaults()
	for _, fault := range faults {
		m := Of(fmt.Errorf("capturing: %w", &port.DeviceError{Fault: fault}))
		if m.What == "" || m.Kept == "" || m.Do == "" || m.English == "" {
			t.Errorf("%s: %+v", fault, m)
		}
		if row := fmt.Sprintf("| %s | %s %s |", fault, m.What, m.Do); !bytes.Contains(page, []byte(row)) {
			t.Errorf("docs/devices.md has no row %q", row)
		}
	}
	if len(deviceFaults) != len(faults) {
		t.Errorf("%d faults have words, %d are known", len(deviceFaults), len(faults))
	}
}

// TestEveryOutcomeOfTheMemoryHasWords: whatever the store or the keys refuse for a
// reason that somebody at the desk can act on is said, not called unexpected.
func TestEveryOutcomeOfTheMemoryHasWords(t *testing.T) {
	unexpected := Of(errors.New("unknown")).What
	for _, err := range []error{
		store.ErrLocked, store.ErrWrongPassword, store.ErrUserDisabled, store.ErrUserExists, store.ErrLastAdmin, store.ErrNoPassword,
		store.ErrMustChange, store.ErrOffShift, store.ErrOwnStation, store.ErrNotFound, store.ErrNotEditable, store.ErrNumbersSpent,
		store.ErrDestroyed, store.ErrNewer, store.ErrSpace, store.ErrDiskFull, store.ErrDisk, store.ErrReadOnly, store.ErrDamaged, store.ErrBusy,
		store.ErrBackup, store.ErrInUse, vault.ErrMachine, vault.ErrSealed, dossier.ErrRole, dossier.ErrTransition, dossier.ErrDuty,
		&store.StaleError{}, &store.ClaimedError{}, &store.ThrottledError{Wait: time.Second},
		&store.ShortPasswordError{Least: 12}, &desk.AloneError{}, desk.ErrNoRemote, desk.ErrAskedAlready,
	} {
		m := Of(fmt.Errorf("doing: %w", err))
		if m.What == "" || m.What == unexpected || m.Do == "" || m.English == "" {
			t.Errorf("%v: %+v", err, m)
		}
	}
}

func TestEveryCardFaultHasWords(t *testing.T) {
	for _, fault := range []port.CardFault{
		port.CardNoService, port.CardNoReader, port.CardAbsent, port.CardRemoved, port.CardInUse, port.CardNotVisa,
		port.CardAccess, port.CardTimeout, port.CardProtocol, port.CardTooLarge, port.CardFaultCancel, port.CardUnreadable,
	} {
		if _, ok := cardFaults[fault]; !ok {
			t.Errorf("%s has no words", fault)
		}
	}
}

func TestEveryStateHasWords(t *testing.T) {
	for _, s := range dossier.States() {
		if State(s) == "" {
			t.Errorf("dossier state %s has no words", s)
		}
	}
	for _, s := range dossier.CardStates() {
		if CardState(s) == "" {
			t.Errorf("card state %s has no words", s)
		}
	}
	for _, s := range dossier.DeliveryStates() {
		if DeliveryState(s) == "" {
			t.Errorf("delivery state %s has no words", s)
		}
	}
	for _, s := range dossier.Sections() {
		if Section(s) == "" {
			t.Errorf("section %s has no words", s)
		}
	}
}

func TestOf(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{fmt.Errorf("saving: %w", store.ErrDiskFull), "Đĩa đã đầy."},
		{fmt.Errorf("saving: %w", &store.StaleError{Section: dossier.SectionIdentity}), "Phần này vừa được sửa ở nơi khác."},
		{&store.ThrottledError{Wait: 42 * time.Second}, "Sai mật khẩu nhiều lần. Đợi 42 giây."},
		{&store.ThrottledError{Wait: 5 * time.Minute}, "Sai mật khẩu nhiều lần. Đợi 5 phút."},
		{errors.New("0x7ffe: 012345678901"), "Có lỗi ngoài dự kiến."},
	}
	for _, test := range tests {
		if got := Of(test.err).What; got != test.want {
			t.Errorf("Of(%v) = %q, want %q", test.err, got, test.want)
		}
	}
}

func TestUnknownErrorsKeepTheirTextFromTheScreen(t *testing.T) {
	if line := Of(errors.New("number 001090000002 is broken")).Line(); line != Of(errors.New("x")).Line() {
		t.Errorf("the text of an unknown error reached the screen: %q", line)
	}
}
