package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"slices"
	"syscall"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// lookEvery is how often the screen is looked at. Looking without a pause would
// keep the X server from showing the picture that is waited for; the pause is in
// the measured time.
const lookEvery = time.Millisecond

// keyPresses is how many keys a measurement presses.
const keyPresses = 300

// measureKeys measures how long it takes from a key to the changed picture of
// the field that it was typed into: through the X server, the window loop, the
// kit's field and the drawing, and back. It prints the figures and judges none.
func measureKeys(ctx context.Context, s *stage, bin string) error {
	run := &scenario{ctx: ctx, stage: s, bin: bin, name: "latency", keys: &keyboard{display: s.display}}
	var err error
	if run.desk, err = startProgram(s, bin, []string{"gallery"}); err != nil {
		return err
	}
	defer func() {
		_ = run.desk.cmd.Process.Signal(syscall.SIGTERM)
		<-run.desk.ended
	}()
	run.wait("screen-ready", "screen=gallery")
	if run.err != nil {
		return run.err
	}
	run.takeKeyboard()
	if run.err != nil {
		return run.err
	}
	times, err := pressAndLook(ctx, s.display)
	if err != nil {
		return err
	}
	slices.Sort(times)
	at := func(share float64) time.Duration { return times[int(share*float64(len(times)-1))] }
	fmt.Printf("key to pixel, %d keys: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, longest %.1f ms\n", len(times),
		millis(at(0.5)), millis(at(0.9)), millis(at(0.99)), millis(at(1)))
	return nil
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// field is the part of the first field of the gallery in which letters appear.
var field = struct{ x, y, width, height int16 }{440, 142, 280, 22}

// mostLetters is how many letters stand in the field at most: it never overflows.
const mostLetters = 10

// patience is how long one key may take before the measurement is given up. It is
// far above what is measured: a busy machine gives large figures, not none.
const patience = 30 * time.Second

// typist presses keys in a window and looks at the field they are typed into.
type typist struct {
	ctx  context.Context
	conn *xgb.Conn
	root xproto.Window
}

// pressAndLook presses a letter up to mostLetters times, takes them away again,
// and so on, and measures each time until the field shows as many letters. What
// it shows for each number of letters is learnt before: comparing with the picture
// before the key would take a blinking cursor, or a key whose letter comes late,
// for the answer to the key after it.
func pressAndLook(ctx context.Context, display string) ([]time.Duration, error) {
	xgb.Logger = log.New(io.Discard, "", 0) // it tells of a missing authority file, which this screen has none of
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("connecting to the screen: %w", err)
	}
	defer conn.Close()
	if err := xtest.Init(conn); err != nil {
		return nil, fmt.Errorf("extension for keys: %w", err)
	}
	t := &typist{ctx: ctx, conn: conn, root: xproto.Setup(conn).DefaultScreen(conn).Root}
	shown, err := t.learn()
	if err != nil {
		return nil, err
	}
	times := make([]time.Duration, 0, keyPresses)
	letters, step := mostLetters, -1
	for range keyPresses {
		letters += step
		took, err := t.measure(step, shown[letters])
		if err != nil {
			return nil, fmt.Errorf("waiting for %d letters: %w", letters, err)
		}
		times = append(times, took)
		if letters == 0 || letters == mostLetters {
			step = -step
		}
		if _, err := t.steady(betweenKeys); err != nil {
			return nil, err
		}
	}
	return times, nil
}

// betweenKeys is how long the picture stands still before the next key: a hand
// leaves more time, and a frame that is still being drawn would be measured too.
const betweenKeys = 40 * time.Millisecond

// press types a letter, or takes one away when step is negative.
func (t *typist) press(step int) {
	// Key codes of a plain keyboard: the letter n, and Backspace.
	key := byte(57)
	if step < 0 {
		key = 22
	}
	xtest.FakeInput(t.conn, xproto.KeyPress, key, 0, t.root, 0, 0, 0)
	xtest.FakeInput(t.conn, xproto.KeyRelease, key, 0, t.root, 0, 0, 0)
	t.conn.Sync()
}

// learn types all letters and remembers what the field shows for each number of
// them, the empty field first.
func (t *typist) learn() ([][]byte, error) {
	// Long enough for the slowest frame of a busy machine to come into the picture.
	const still = 300 * time.Millisecond
	picture, err := t.steady(still)
	shown := [][]byte{picture}
	for err == nil && len(shown) <= mostLetters {
		begun := time.Now()
		t.press(1)
		for err == nil && sameText(shown[len(shown)-1], picture, int(field.width)) {
			if time.Since(begun) > patience {
				return nil, fmt.Errorf("letter %d did not appear within %v", len(shown), patience)
			}
			picture, err = t.steady(still)
		}
		shown = append(shown, picture)
	}
	return shown, err
}

// measure presses a key and looks until the field shows what it should.
func (t *typist) measure(step int, wanted []byte) (time.Duration, error) {
	begun := time.Now()
	t.press(step)
	for {
		time.Sleep(lookEvery)
		now, err := t.look()
		if err != nil {
			return 0, err
		}
		if sameText(wanted, now, int(field.width)) {
			return time.Since(begun), nil
		}
		if time.Since(begun) > patience {
			return 0, fmt.Errorf("not shown within %v", patience)
		}
	}
}

// steady returns the field's picture once its text has stood still.
func (t *typist) steady(still time.Duration) ([]byte, error) {
	last, err := t.look()
	since := time.Now()
	for err == nil && time.Since(since) < still {
		time.Sleep(lookEvery)
		if t.ctx.Err() != nil {
			return nil, t.ctx.Err()
		}
		var now []byte
		if now, err = t.look(); err == nil && !sameText(last, now, int(field.width)) {
			last, since = now, time.Now()
		}
	}
	return last, err
}

func (t *typist) look() ([]byte, error) {
	picture, err := xproto.GetImage(t.conn, xproto.ImageFormatZPixmap, xproto.Drawable(t.root),
		field.x, field.y, uint16(field.width), uint16(field.height), 0xffffffff).Reply()
	if err != nil {
		return nil, fmt.Errorf("looking at the screen: %w", err)
	}
	return picture.Data, nil
}

// sameText reports whether two pictures of four bytes a pixel show the same but
// for the blinking cursor, which is two pixels wide and may lie across three
// columns.
func sameText(a, b []byte, width int) bool {
	if len(a) != len(b) {
		return false
	}
	first, last := -1, -1
	for i := 0; i+4 <= len(a); i += 4 {
		if bytes.Equal(a[i:i+4], b[i:i+4]) {
			continue
		}
		column := i / 4 % width
		if first < 0 {
			first, last = column, column
		}
		first, last = min(first, column), max(last, column)
	}
	return first < 0 || last-first < 3
}
