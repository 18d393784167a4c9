package card

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ebfe/scard"

	"carddesk/app/port"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/vpcd"
)

func TestReadOverPCSC(t *testing.T) {
	image := personalised(t)
	slot := startPCSCD(t).slot()
	backend := NewPCSC()
	withoutCAN := syntheticKeys
	withoutCAN.CAN = ""
	for _, tt := range []struct {
		access string
		faults chip.Faults
		change func(*chip.Image)
		keys   port.CardKeys
	}{
		{access: "BAC", keys: syntheticKeys, change: func(m *chip.Image) { delete(m.Files, "EF.CardAccess") }},
		{access: "PACE-CAN", keys: syntheticKeys},
		{access: "PACE-MRZ", keys: withoutCAN},
	} {
		t.Run(tt.access, func(t *testing.T) {
			image := personalised(t)
			if tt.change != nil {
				tt.change(&image)
			}
			place(t, backend, slot, chip.New(image, nil, tt.faults))
			var evidence Evidence
			reading, err := NewService(backend, Config{Judge: gather(&evidence)}).
				ReadCard(t.Context(), pcscReader, tt.keys, nil)
			if err != nil {
				t.Fatal(err)
			}
			if reading.Access != tt.access {
				t.Errorf("opened by %s", reading.Access)
			}
			sameFiles(t, reading.Files, image)
			if !evidence.Chip.Held || len(evidence.Active.Response) != 64 {
				t.Errorf("chip %+v, active %d bytes", evidence.Chip, len(evidence.Active.Response))
			}
			t.Logf("%d APDUs in %v", reading.APDUs, reading.Took)
			slot.Remove()
			await(t, backend, false)
		})
	}
	_, err := NewService(backend, Config{}).ReadCard(t.Context(), pcscReader, syntheticKeys, nil)
	wantFault(t, err, port.CardAbsent)
	_, err = NewService(backend, Config{}).ReadCard(t.Context(), "no such reader", syntheticKeys, nil)
	wantFault(t, err, port.CardNoReader)

	// Pulled in the middle, put back, read again.
	place(t, backend, slot, chip.New(image, nil, chip.Faults{PullAfter: 30}))
	first := await(t, backend, true).Insertion
	var evidence Evidence
	service := NewService(backend, Config{Judge: gather(&evidence)})
	_, err = service.ReadCard(t.Context(), pcscReader, syntheticKeys, nil)
	wantFault(t, err, port.CardRemoved)
	slot.Remove()
	await(t, backend, false)
	place(t, backend, slot, chip.New(image, nil, chip.Faults{}))
	if again := await(t, backend, true).Insertion; again == first {
		t.Errorf("insertion counter stays %d: a swap would not show", again)
	}
	if _, err := service.ReadCard(t.Context(), pcscReader, syntheticKeys, nil); err != nil {
		t.Errorf("card put back: %v", err)
	}
}

// TestQuickAcknowledgement checks that an exchange does not wait for the kernel's
// delayed acknowledgement, which would make it some 50 ms. The machine may be
// busy, so the best of several readings counts.
func TestQuickAcknowledgement(t *testing.T) {
	slot := startPCSCD(t).slot()
	backend := NewPCSC()
	place(t, backend, slot, chip.New(personalised(t), nil, chip.Faults{}))
	var evidence Evidence
	service := NewService(backend, Config{Judge: gather(&evidence)})
	best := time.Hour
	for range 6 {
		reading, err := service.ReadCard(t.Context(), pcscReader, syntheticKeys, nil)
		if err != nil {
			t.Fatal(err)
		}
		best = min(best, reading.Took/time.Duration(reading.APDUs))
		if best < 10*time.Millisecond {
			return
		}
	}
	t.Errorf("%v a command at best", best)
}

// TestHangingDriver checks that a chip that never answers, and with it the driver,
// holds nobody up longer than asked.
func TestHangingDriver(t *testing.T) {
	slot := startPCSCD(t).slot()
	backend := NewPCSC()
	hang := make(chan struct{})
	hanging := make(chan struct{})
	place(t, backend, slot, chip.New(personalised(t), nil, chip.Faults{Spoil: func(n int, raw []byte) []byte {
		if n == 20 {
			close(hanging)
			<-hang
		}
		return raw
	}}))
	ctx, cancel := context.WithCancel(t.Context())
	var cancelled time.Time
	go func() {
		<-hanging
		cancelled = time.Now()
		cancel()
	}()
	_, err := NewService(backend, Config{}).ReadCard(ctx, pcscReader, syntheticKeys, nil)
	if took := time.Since(cancelled); took > 200*time.Millisecond {
		t.Errorf("cancelling took %v", took)
	}
	wantFault(t, err, port.CardFaultCancel)
	close(hang)
}

// TestServiceRestarts kills pcscd and starts it again: watching goes on, reading
// says what is wrong (row 21).
func TestServiceRestarts(t *testing.T) {
	daemon := startPCSCD(t)
	slot := daemon.slot()
	backend := NewPCSC()
	place(t, backend, slot, chip.New(personalised(t), nil, chip.Faults{}))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	updates := backend.Watch(ctx)
	wait := func(what string, good func([]port.Reader) bool) {
		t.Helper()
		for readers := range updates {
			if good(readers) {
				return
			}
		}
		t.Fatalf("never saw %s", what)
	}
	wait("a card", func(r []port.Reader) bool { return len(r) == 2 && r[0].CardPresent })
	daemon.kill()
	wait("the service gone", func(r []port.Reader) bool { return len(r) == 0 })
	_, err := NewService(backend, Config{}).ReadCard(ctx, pcscReader, syntheticKeys, nil)
	wantFault(t, err, port.CardNoService)
	if _, err := backend.Readers(ctx); err == nil {
		t.Error("readers without a service")
	}
	daemon.start()
	wait("the card again", func(r []port.Reader) bool { return len(r) == 2 && r[0].CardPresent })
	var evidence Evidence
	if _, err := NewService(backend, Config{Judge: gather(&evidence)}).ReadCard(ctx, pcscReader, syntheticKeys, nil); err != nil {
		t.Errorf("after the restart: %v", err)
	}
	cancel()
	select {
	case _, open := <-updates:
		if open {
			// One list may have been on its way.
			_, open = <-updates
		}
		if open {
			t.Error("watching goes on after its end")
		}
	case <-time.After(200 * time.Millisecond):
		t.Error("watching does not end within 200 ms")
	}
}

// TestAnotherProgramHoldsTheCard checks both ways of holding it: for itself, and
// in a transaction that does not end.
func TestAnotherProgramHoldsTheCard(t *testing.T) {
	slot := startPCSCD(t).slot()
	backend := NewPCSC()
	backend.connectWait = 300 * time.Millisecond
	place(t, backend, slot, chip.New(personalised(t), nil, chip.Faults{}))
	sc, err := scard.EstablishContext()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sc.Release() }()
	other, err := sc.Connect(pcscReader, scard.ShareExclusive, scard.ProtocolAny)
	if err != nil {
		t.Fatal(err)
	}
	_, err = NewService(backend, Config{}).ReadCard(t.Context(), pcscReader, syntheticKeys, nil)
	wantFault(t, err, port.CardInUse)
	if err := other.Disconnect(scard.LeaveCard); err != nil {
		t.Fatal(err)
	}

	other, err = sc.Connect(pcscReader, scard.ShareShared, scard.ProtocolAny)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	_, err = NewService(backend, Config{}).ReadCard(t.Context(), pcscReader, syntheticKeys, nil)
	wantFault(t, err, port.CardInUse)
	if err := other.EndTransaction(scard.LeaveCard); err != nil {
		t.Fatal(err)
	}
	if err := other.Disconnect(scard.LeaveCard); err != nil {
		t.Fatal(err)
	}
	var evidence Evidence
	if _, err := NewService(backend, Config{Judge: gather(&evidence)}).ReadCard(t.Context(), pcscReader, syntheticKeys, nil); err != nil {
		t.Errorf("card given back: %v", err)
	}
}

// TestTwoReaders reads two citizens' cards, each on its own reader, at once.
func TestTwoReaders(t *testing.T) {
	daemon := startPCSCD(t)
	other := personalised(t)
	other.Profile.CAN = "000009"
	backend := NewPCSC()
	second := vpcd.NewSlot(fmt.Sprintf("127.0.0.1:%d", daemon.port+1))
	t.Cleanup(second.Remove)
	place(t, backend, daemon.slot(), chip.New(personalised(t), nil, chip.Faults{}))
	if err := second.Place(t.Context(), chip.New(other, nil, chip.Faults{NoBAC: true, NoMRZPassword: true})); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for readers := range backend.Watch(ctx) {
		if len(readers) == 2 && readers[0].CardPresent && readers[1].CardPresent {
			break
		}
	}
	var both sync.WaitGroup
	for reader, can := range map[string]string{pcscReader: "000002", "Virtual PCD 00 01": "000009"} {
		both.Go(func() {
			var evidence Evidence
			reading, err := NewService(backend, Config{Judge: gather(&evidence)}).ReadCard(ctx, reader, port.CardKeys{CAN: can}, nil)
			if err != nil || reading.ReaderName != reader || reading.Access != "PACE-CAN" {
				t.Errorf("%s: by %q, %q, %v", reader, reading.ReaderName, reading.Access, err)
			}
		})
	}
	both.Wait()
}

// TestSwapShows lays another card on in place of the first, without a look
// between: the insertion counter tells (row 23).
func TestSwapShows(t *testing.T) {
	slot := startPCSCD(t).slot()
	backend := NewPCSC()
	place(t, backend, slot, chip.New(personalised(t), nil, chip.Faults{}))
	first := await(t, backend, true).Insertion
	other := personalised(t)
	other.Profile.CAN = "000009"
	if err := slot.Place(t.Context(), chip.New(other, nil, chip.Faults{NoBAC: true, NoMRZPassword: true})); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for readers := range backend.Watch(ctx) {
		if readers[0].CardPresent && readers[0].Insertion != first {
			break
		}
	}
	if ctx.Err() != nil {
		t.Fatal("the swap never shows")
	}
	var evidence Evidence
	service := NewService(backend, Config{Judge: gather(&evidence)})
	_, err := service.ReadCard(ctx, pcscReader, syntheticKeys, nil)
	wantFault(t, err, port.CardAccess)
	keys := syntheticKeys
	keys.CAN = "000009"
	if _, err := service.ReadCard(ctx, pcscReader, keys, nil); err != nil {
		t.Error(err)
	}
}
