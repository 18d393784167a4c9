//go:build linux && !race

package card_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"carddesk/app/port"
	"carddesk/device/card"
	"carddesk/device/card/judge"
	"carddesk/device/simulator/chip"
)

// portraitSize is the portrait that the speed of a reading is promised for.
const portraitSize = 20 << 10

// measured is a reader with a chip in this process. It counts what crosses the
// wire and how much processor time the chip takes, which is not the desk's.
type measured struct {
	chip  *chip.Card
	spent time.Duration
	sizes [][2]int // bytes of each command and its answer
}

func (m *measured) Readers(context.Context) ([]port.Reader, error) { return nil, nil }
func (m *measured) Watch(context.Context) <-chan []port.Reader     { return nil }
func (m *measured) Connect(context.Context, string) (card.Link, error) {
	m.chip.Reset()
	return m, nil
}
func (m *measured) MaxAnswer() int { return 256 }
func (m *measured) Close()         {}

func (m *measured) Transmit(_ context.Context, command []byte) ([]byte, error) {
	begun := threadTime()
	answer := m.chip.Transmit(command)
	m.spent += threadTime() - begun
	m.sizes = append(m.sizes, [2]int{len(command), len(answer)})
	return answer, nil
}

// threadTime is the processor time of this thread: other programs on the machine
// do not count.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}

// speedBench makes a chip with a portrait of the promised size and a service that
// believes its issuer.
func speedBench(t testing.TB) (*measured, *card.Service, chip.Image) {
	t.Helper()
	i, store := trusted(t)
	o := order(t)
	if len(o.Portrait) > portraitSize {
		t.Fatalf("the portrait has %d bytes", len(o.Portrait))
	}
	// What follows the end marker of a JPEG is no part of the picture.
	o.Portrait = append(o.Portrait[:len(o.Portrait):len(o.Portrait)], make([]byte, portraitSize-len(o.Portrait))...)
	image, err := i.Chip(o, today)
	if err != nil {
		t.Fatal(err)
	}
	m := &measured{chip: chip.New(image, nil, chip.Faults{})}
	return m, card.NewService(m, card.Config{Judge: judge.Judge{Store: store}, Now: func() time.Time { return today }}), image
}

// readOnce reads the chip with all proofs and returns the desk's own time.
func readOnce(t testing.TB, m *measured, service *card.Service) (port.CardReading, time.Duration) {
	t.Helper()
	m.spent, m.sizes = 0, nil
	begun := threadTime()
	reading, err := service.ReadCard(t.Context(), "R", port.CardKeys{CAN: "000002"}, nil)
	own := threadTime() - begun - m.spent
	if err != nil {
		t.Fatal(err)
	}
	if !reading.Passed() {
		t.Fatalf("the chip was not proved: %+v", reading.Proofs)
	}
	return reading, own
}

// BenchmarkOwnTime measures the desk's own processor time for a full reading with
// all proofs, without the chip's.
func BenchmarkOwnTime(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	m, service, _ := speedBench(b)
	var own time.Duration
	for b.Loop() {
		_, d := readOnce(b, m, service)
		own += d
	}
	b.ReportMetric(float64(own.Microseconds())/1000/float64(b.N), "own-ms/op")
	b.ReportMetric(0, "ns/op")
}

// Of ISO/IEC 14443-3 type A and 14443-4: a byte is nine bits with its parity, a
// frame begins and ends with some two bits, a block has one byte before and two
// after its content, and at most 256 bytes in all.
const (
	bitsPerByte  = 9
	bitsPerFrame = 2
	blockExtra   = 3
	blockContent = 256 - blockExtra
	carrier      = 13_560_000 // Hz; the slowest rate is a 128th of it
)

// wireBits is how many bits an exchange puts on the air.
func wireBits(content int) int {
	blocks := max(1, (content+blockContent-1)/blockContent)
	return (content+blocks*blockExtra)*bitsPerByte + blocks*bitsPerFrame
}

// TestWireTable prints the table of docs/benchmarks.md: the formula of the number
// of commands, and how long the bits of a full reading take on the air at each
// rate. The chip's own thinking, and what the reader adds, come on top.
func TestWireTable(t *testing.T) {
	m, service, image := speedBench(t)
	reading, _ := readOnce(t, m, service)
	formula, commands := countFormula(image)
	if reading.APDUs != commands {
		t.Errorf("%d commands, the formula says %d", reading.APDUs, commands)
	}
	sent, got, bits := 0, 0, 0
	for _, size := range m.sizes {
		sent, got = sent+size[0], got+size[1]
		bits += wireBits(size[0]) + wireBits(size[1])
	}
	if len(m.sizes) != commands {
		t.Errorf("%d commands on the wire, %d counted", len(m.sizes), commands)
	}
	t.Log(formula)
	t.Logf("%d bytes sent, %d bytes received, %d bits on the air", sent, got, bits)
	last := 0.0
	for _, rate := range []struct {
		divisor int
		name    string
	}{{128, "106"}, {64, "212"}, {32, "424"}, {16, "848"}} {
		seconds := float64(bits) * float64(rate.divisor) / carrier
		t.Logf("| %s kbit/s | %.2f s |", rate.name, seconds)
		if last > 0 && (seconds < last*0.499 || seconds > last*0.501) {
			t.Errorf("%.3f s after %.3f s: the double rate is not half the time", seconds, last)
		}
		last = seconds
	}
}

// countFormula writes out how many commands a reading takes: for each file one
// SELECT, one read of its four first bytes, and the rest by blocks.
func countFormula(image chip.Image) (text string, commands int) {
	const (
		block  = 223 // what AES leaves of a short answer of 256 bytes
		plain  = 192 // EF.CardAccess is read before there are keys
		header = 4
		others = 5 + 1 + 1 + 2 + 1 // PACE, application, active, chip authentication, its probe
	)
	terms := []string{fmt.Sprint(others)}
	commands = others
	for _, name := range []string{"EF.CardAccess", "EF.COM", "EF.SOD", "DG1", "DG2", "DG13", "DG14", "DG15"} {
		size := block
		if name == "EF.CardAccess" {
			size = plain
		}
		length := len(image.Files[name])
		commands += 2 + (length-header+size-1)/size
		terms = append(terms, fmt.Sprintf("(2 + ⌈%d/%d⌉) %s", length-header, size, name))
	}
	return strings.Join(terms, " + ") + fmt.Sprintf(" = %d commands", commands), commands
}
