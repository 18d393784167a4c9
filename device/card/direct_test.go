package card

import (
	"context"
	"errors"
	"testing"

	"carddesk/app/port"
	"carddesk/device/simulator/chip"
)

// direct is a backend whose one reader holds a virtual chip, without any wire.
type direct struct {
	card *chip.Card
	// before is asked before each command, counted over all connections; an
	// error ends the command, a wait holds it.
	before   func(ctx context.Context, n int) error
	commands int
	connects int
	longest  int // bytes of the longest command
	most     int // answer that the reader passes on; 0 means short ones
}

const directReader = "direct"

func (d *direct) Readers(context.Context) ([]port.Reader, error) {
	return []port.Reader{{Name: directReader, CardPresent: true}}, nil
}

func (d *direct) Watch(context.Context) <-chan []port.Reader {
	out := make(chan []port.Reader)
	close(out)
	return out
}

func (d *direct) Connect(context.Context, string) (Link, error) {
	d.connects++
	d.card.Reset()
	return directLink{d}, nil
}

type directLink struct{ d *direct }

func (k directLink) Close() {}

func (k directLink) MaxAnswer() int { return max(k.d.most, 256) }

func (k directLink) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	k.d.commands++
	k.d.longest = max(k.d.longest, len(command))
	if k.d.before != nil {
		if err := k.d.before(ctx, k.d.commands); err != nil {
			return nil, err
		}
	}
	answer := k.d.card.Transmit(command)
	if len(answer) == 0 {
		return nil, fault(port.CardRemoved, "", errors.New("nobody there"))
	}
	return answer, nil
}

// run reads a chip with the faults and returns what came of it.
func run(t testing.TB, image chip.Image, faults chip.Faults, keys port.CardKeys) (port.CardReading, Evidence, error) {
	t.Helper()
	var evidence Evidence
	service := NewService(&direct{card: chip.New(image, nil, faults)}, Config{Judge: gather(&evidence)})
	reading, err := service.ReadCard(t.Context(), directReader, keys, nil)
	return reading, evidence, err
}

// sameFiles checks that everything readable came home as it is on the chip.
func sameFiles(t testing.TB, got map[port.CardFile][]byte, image chip.Image, except ...string) {
	t.Helper()
	skip := map[string]bool{"DG3": true, "DG4": true}
	for _, name := range except {
		skip[name] = true
	}
	for name, want := range image.Files {
		if content, ok := got[port.CardFile(name)]; !skip[name] && string(content) != string(want) {
			t.Errorf("%s: %d bytes (read: %v), want %d", name, len(content), ok, len(want))
		}
	}
}
