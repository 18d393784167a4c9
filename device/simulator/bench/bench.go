// Package bench is the table of a training desk: cards that the training issuer
// made can be laid on the virtual reader and taken off again, whole or tampered
// with.
package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"carddesk/app/port"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/vpcd"
)

// ErrNoCard says that the issuer made no card with this serial.
var ErrNoCard = errors.New("no such training card")

// Bench lays the cards below Dir, a folder of the issuer's factory, on a slot.
type Bench struct {
	dir  string
	slot *vpcd.Slot
}

var _ port.TrainingBench = (*Bench)(nil)

// New makes a bench over the factory's folder and the vpcd address of a reader,
// for example "127.0.0.1:35963".
func New(dir, addr string) *Bench { return &Bench{dir: dir, slot: vpcd.NewSlot(addr)} }

// Place lays a card on the reader, in place of the one that lies there.
func (b *Bench) Place(ctx context.Context, cardSerial string) error {
	image, err := b.Load(cardSerial)
	if err != nil {
		return err
	}
	return b.PlaceImage(ctx, image, chip.Faults{})
}

// PlaceImage lays any chip on the reader, one that misbehaves too.
func (b *Bench) PlaceImage(ctx context.Context, image chip.Image, faults chip.Faults) error {
	if err := b.slot.Place(ctx, chip.New(image, nil, faults)); err != nil {
		return fmt.Errorf("placing training card: %w", err)
	}
	return nil
}

// Remove takes the card off the reader. Removing nothing is no error.
func (b *Bench) Remove(context.Context) error {
	b.slot.Remove()
	return nil
}

// Load reads a card of the factory, to be changed before it is placed.
func (b *Bench) Load(cardSerial string) (chip.Image, error) {
	if cardSerial != filepath.Base(cardSerial) || strings.HasPrefix(cardSerial, ".") {
		return chip.Image{}, fmt.Errorf("%w: unusable serial", ErrNoCard)
	}
	folder := filepath.Join(b.dir, cardSerial)
	if _, err := os.Stat(folder); err != nil {
		return chip.Image{}, fmt.Errorf("%w: %w", ErrNoCard, err)
	}
	image, err := chip.Load(folder)
	if err != nil {
		return chip.Image{}, fmt.Errorf("loading training card: %w", err)
	}
	return image, nil
}

// Cards lists the serials of the cards that the factory has made, sorted.
func (b *Bench) Cards() ([]string, error) {
	entries, err := os.ReadDir(b.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing training cards: %w", err)
	}
	var serials []string
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			serials = append(serials, entry.Name())
		}
	}
	slices.Sort(serials)
	return serials, nil
}
