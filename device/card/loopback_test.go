package card

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/vpcd"
	"carddesk/internal/shareddata"
)

// syntheticImage is the shared synthetic card as a chip.
func syntheticImage(t testing.TB) chip.Image {
	t.Helper()
	image := chip.Image{Files: map[string][]byte{}, Profile: chip.Profile{
		MRZInfo: "090000002990070133007011",
		CAN:     "000002",
	}}
	for name, source := range map[string]string{
		"EF.CardAccess": "EF_CardAccess.bin", "EF.COM": "EF_COM.bin", "EF.SOD": "SOD_ok_ec256_sha256.bin",
		"DG1": "DG1.bin", "DG2": "DG2_jpeg.bin", "DG13": "DG13.bin", "DG14": "DG14.bin", "DG15": "DG15.bin",
	} {
		image.Files[name] = shareddata.Read(t, "emrtd/synthetic_cccd/"+source)
	}
	return image
}

// syntheticKeys are what a dossier knows of that card, the right expiry second.
var syntheticKeys = port.CardKeys{
	DocumentNumber: "090000002",
	Birth:          "900701",
	Expiries:       []string{"310701", "300701"},
	CAN:            "000002",
}

// gather is a judge that keeps the evidence.
func gather(into *Evidence) Judge {
	return JudgeFunc(func(_ context.Context, e Evidence) (port.ChipData, []port.Proof, error) {
		*into = e
		return port.ChipData{}, nil, nil
	})
}

// bench is a loopback reader with a slot on it.
func bench(t testing.TB) (*Loopback, *vpcd.Slot) {
	t.Helper()
	reader, err := NewLoopback("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	slot := vpcd.NewSlot(reader.Addr())
	slot.Gap = 0
	t.Cleanup(func() {
		slot.Remove()
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	})
	return reader, slot
}

// place lays the card on the loopback reader and waits until it is seen.
func place(t testing.TB, reader Backend, slot *vpcd.Slot, card vpcd.Card) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := slot.Place(ctx, card); err != nil {
		t.Fatal(err)
	}
	await(t, reader, true)
}

// await waits until the first reader does or does not hold a card.
func await(t testing.TB, reader Backend, present bool) port.Reader {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for readers := range reader.Watch(ctx) {
		if len(readers) > 0 && readers[0].CardPresent == present {
			return readers[0]
		}
	}
	t.Fatalf("no reader with card present = %v", present)
	return port.Reader{}
}

// wantFault checks that the error is a fault of that kind.
func wantFault(t testing.TB, err error, want port.CardFault) {
	t.Helper()
	var fault *port.CardError
	if !errors.As(err, &fault) || fault.Fault != want {
		t.Fatalf("error %v, want fault %q", err, want)
	}
}

func TestReadOverLoopback(t *testing.T) {
	image := syntheticImage(t)
	reader, slot := bench(t)
	place(t, reader, slot, chip.New(image, nil, chip.Faults{NoBAC: false}))
	var evidence Evidence
	service := NewService(reader, Config{Judge: gather(&evidence)})
	var last port.CardProgress
	reading, err := service.ReadCard(t.Context(), LoopbackReader, syntheticKeys, func(p port.CardProgress) {
		if p.Done > p.Total || p.File == last.File && p.Done < last.Done {
			t.Errorf("progress %+v after %+v", p, last)
		}
		last = p
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range image.Files {
		if got := reading.Files[port.CardFile(name)]; name != "EF.CardAccess" && string(got) != string(want) {
			t.Errorf("%s: %d bytes, want %d", name, len(got), len(want))
		}
	}
	if last.Done != last.Total || last.File == "" {
		t.Errorf("last progress %+v", last)
	}
	summary, _ := json.Marshal(map[string]any{"access": reading.Access, "apdus": reading.APDUs, "closed": evidence.Closed})
	t.Logf("%s in %v", summary, reading.Took)
}

func TestLoopbackRefusesForeignAddresses(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", "192.0.2.1:0", "localhost", ":0"} {
		if l, err := NewLoopback(addr); err == nil {
			_ = l.Close()
			t.Errorf("%s accepted", addr)
		}
	}
}

func TestLoopbackComingAndGoing(t *testing.T) {
	image := personalised(t)
	reader, slot := bench(t)
	var evidence Evidence
	service := NewService(reader, Config{Judge: gather(&evidence)})
	read := func() error {
		_, err := service.ReadCard(t.Context(), LoopbackReader, syntheticKeys, nil)
		return err
	}
	wantFault(t, read(), port.CardAbsent)
	_, err := service.ReadCard(t.Context(), "another", syntheticKeys, nil)
	wantFault(t, err, port.CardNoReader)

	place(t, reader, slot, chip.New(image, nil, chip.Faults{PullAfter: 25}))
	first := await(t, reader, true)
	wantFault(t, read(), port.CardRemoved)
	await(t, reader, false)
	place(t, reader, slot, chip.New(image, nil, chip.Faults{}))
	if again := await(t, reader, true); again.Insertion == first.Insertion {
		t.Error("a card put back looks like the one before")
	}
	if err := read(); err != nil {
		t.Errorf("card put back: %v", err)
	}
	slot.Remove()
	await(t, reader, false)
	wantFault(t, read(), port.CardAbsent)
}

// TestLoopbackLateAnswer cancels readings while the chip thinks; the answers come
// during the next reading and must not be taken for others.
func TestLoopbackLateAnswer(t *testing.T) {
	thinking, think := make(chan struct{}), make(chan struct{})
	reader, slot := bench(t)
	place(t, reader, slot, chip.New(personalised(t), nil, chip.Faults{Spoil: func(n int, raw []byte) []byte {
		if n == 9 {
			close(thinking)
			<-think
		}
		return raw
	}}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-thinking
		cancel()
	}()
	var evidence Evidence
	service := NewService(reader, Config{Judge: gather(&evidence)})
	_, err := service.ReadCard(ctx, LoopbackReader, syntheticKeys, nil)
	wantFault(t, err, port.CardFaultCancel)
	impatient := NewService(reader, Config{APDUTimeout: time.Millisecond})
	for range 2 {
		_, err = impatient.ReadCard(t.Context(), LoopbackReader, syntheticKeys, nil)
		wantFault(t, err, port.CardTimeout)
	}
	close(think)
	if _, err := service.ReadCard(t.Context(), LoopbackReader, syntheticKeys, nil); err != nil {
		t.Errorf("next reading: %v", err)
	}
}

// TestLoopbackTakesOneCard lays a second card on: it is turned away while the
// first is there.
func TestLoopbackTakesOneCard(t *testing.T) {
	reader, slot := bench(t)
	place(t, reader, slot, chip.New(personalised(t), nil, chip.Faults{}))
	first := await(t, reader, true)
	conn, err := net.Dial("tcp", reader.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("second card is spoken to: %v", err)
	}
	if now := await(t, reader, true); now.Insertion != first.Insertion {
		t.Error("second card counts as an insertion")
	}
}
