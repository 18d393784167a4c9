package card

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/card/lds"
	"carddesk/device/simulator/chip"
)

// TestShortCommandsOnly checks that no command is longer than a short one: many
// readers take no more (row 24).
func TestShortCommandsOnly(t *testing.T) {
	d := &direct{card: chip.New(personalised(t), nil, chip.Faults{})}
	var evidence Evidence
	if _, err := NewService(d, Config{Judge: gather(&evidence)}).ReadCard(t.Context(), directReader, syntheticKeys, nil); err != nil {
		t.Fatal(err)
	}
	if d.longest > 261 {
		t.Errorf("a command of %d bytes", d.longest)
	}
}

// TestResetByAnotherProgram checks that a reset under us costs one more try, and
// a second one ends the reading (row 20).
func TestResetByAnotherProgram(t *testing.T) {
	for _, resets := range []int{1, 2} {
		left := resets
		d := &direct{card: chip.New(personalised(t), nil, chip.Faults{}), before: func(_ context.Context, n int) error {
			if n%20 == 0 && left > 0 {
				left--
				return errReset
			}
			return nil
		}}
		var evidence Evidence
		_, err := NewService(d, Config{Judge: gather(&evidence)}).ReadCard(t.Context(), directReader, syntheticKeys, nil)
		if resets == 1 && (err != nil || d.connects != 2) {
			t.Errorf("after one reset: %v, %d connections", err, d.connects)
		}
		if resets == 2 {
			wantFault(t, err, port.CardInUse)
		}
	}
}

// TestSilentChip checks the time limit of one command and the clerk's cancel.
func TestSilentChip(t *testing.T) {
	silent := func(ctx context.Context, n int) error {
		if n == 12 {
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	card := chip.New(personalised(t), nil, chip.Faults{})
	_, err := NewService(&direct{card: card, before: silent}, Config{APDUTimeout: time.Millisecond}).
		ReadCard(t.Context(), directReader, syntheticKeys, nil)
	wantFault(t, err, port.CardTimeout)

	ctx, cancel := context.WithCancel(t.Context())
	d := &direct{card: card, before: func(ctx context.Context, n int) error {
		if n == 12 {
			cancel()
		}
		return silent(ctx, n)
	}}
	_, err = NewService(d, Config{}).ReadCard(ctx, directReader, syntheticKeys, nil)
	wantFault(t, err, port.CardFaultCancel)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not say that it was cancelled", err)
	}
}

// TestOneReadingAtATime checks that a reader in use is not read a second time.
func TestOneReadingAtATime(t *testing.T) {
	var service *Service
	var second error
	d := &direct{card: chip.New(personalised(t), nil, chip.Faults{}), before: func(ctx context.Context, n int) error {
		if n == 5 {
			_, second = service.ReadCard(ctx, directReader, syntheticKeys, nil)
		}
		return nil
	}}
	var evidence Evidence
	service = NewService(d, Config{Judge: gather(&evidence)})
	if _, err := service.ReadCard(t.Context(), directReader, syntheticKeys, nil); err != nil {
		t.Fatal(err)
	}
	wantFault(t, second, port.CardInUse)
}

// TestAPDUCount checks the printed formula: for each file one SELECT, one read of
// four bytes, and the rest by blocks.
func TestAPDUCount(t *testing.T) {
	image := personalised(t)
	reading, _, err := run(t, image, chip.Faults{}, syntheticKeys)
	if err != nil {
		t.Fatal(err)
	}
	// EF.CardAccess is read with blocks of 192, the rest with the 223 bytes that
	// AES leaves in a short answer.
	want := 0
	for name, content := range image.Files {
		block := 223
		if name == "EF.CardAccess" {
			block = 192
		}
		want += 2 + (len(content)-headerRead+block-1)/block
	}
	const pace, application, active, chipAuth, probe = 5, 1, 1, 2, 1
	want += pace + application + active + chipAuth + probe
	if reading.APDUs != want {
		t.Errorf("%d APDUs, the formula says %d", reading.APDUs, want)
	}
}

// TestPortraitBeforeProofs checks that the picture is told once, whole, before
// the chip is asked for any proof of its keys.
func TestPortraitBeforeProofs(t *testing.T) {
	image := personalised(t)
	want, err := lds.ParsePortrait(image.Files["DG2"])
	if err != nil {
		t.Fatal(err)
	}
	told, proofs := 0, 0
	d := &direct{card: chip.New(image, nil, chip.Faults{})}
	_, err = NewService(d, Config{Judge: gather(&Evidence{})}).ReadCard(t.Context(), directReader, syntheticKeys, func(p port.CardProgress) {
		if p.Portrait == nil {
			return
		}
		told++
		proofs = d.card.Commands()
		if !bytes.Equal(p.Portrait, want.Image) {
			t.Error("another picture than that of DG2")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	// DG13, DG14, DG15 and four commands of the proofs come after it.
	if told != 1 || d.card.Commands()-proofs < 4+3*3 {
		t.Errorf("told %d times, after %d of %d commands", told, proofs, d.card.Commands())
	}
}
