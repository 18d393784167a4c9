package main

import (
	"bytes"
	"context"
	"errors"
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
	if err := run.keys.xdotool("search", "--sync", "--onlyvisible", "--name", "Bàn Căn cước", "windowfocus", "--sync"); err != nil {
		return err
	}
	run.settle()
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

// field is the part of the first field of the gallery in which letters appear;
// the cursor blinks there too, so each picture is waited for after a change.
var field = struct{ x, y, width, height int16 }{440, 142, 280, 22}

// pressAndLook presses letters and looks at the field until each has appeared.
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
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	// Key codes of a plain keyboard: the letter n, and Backspace.
	const letter, backspace = 57, 22
	var times []time.Duration
	for i := range keyPresses {
		key := byte(letter)
		if i%20 >= 10 {
			key = backspace // the field never overflows
		}
		before, err := steady(ctx, conn, root)
		if err != nil {
			return nil, err
		}
		begun := time.Now()
		xtest.FakeInput(conn, xproto.KeyPress, key, 0, root, 0, 0, 0)
		xtest.FakeInput(conn, xproto.KeyRelease, key, 0, root, 0, 0, 0)
		conn.Sync()
		for {
			time.Sleep(lookEvery)
			now, err := look(conn, root)
			if err != nil {
				return nil, err
			}
			if differs(before, now) {
				times = append(times, time.Since(begun))
				break
			}
			if time.Since(begun) > 5*time.Second {
				return nil, errors.New("a key changed nothing")
			}
		}
	}
	return times, nil
}

// steady returns the field's picture once it has stood still for a moment.
func steady(ctx context.Context, conn *xgb.Conn, root xproto.Window) ([]byte, error) {
	last, err := look(conn, root)
	since := time.Now()
	for err == nil && time.Since(since) < 40*time.Millisecond {
		time.Sleep(lookEvery)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var now []byte
		if now, err = look(conn, root); err == nil && differs(last, now) {
			last, since = now, time.Now()
		}
	}
	return last, err
}

// differs reports whether two pictures differ by more than the blinking cursor,
// which is one column two pixels wide.
func differs(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return false
	}
	columns := map[int]bool{}
	for i := 0; i+4 <= len(a) && i+4 <= len(b); i += 4 {
		if !bytes.Equal(a[i:i+4], b[i:i+4]) {
			columns[(i/4)%int(field.width)] = true
		}
	}
	return len(columns) > 3
}

func look(conn *xgb.Conn, root xproto.Window) ([]byte, error) {
	picture, err := xproto.GetImage(conn, xproto.ImageFormatZPixmap, xproto.Drawable(root),
		field.x, field.y, uint16(field.width), uint16(field.height), 0xffffffff).Reply()
	if err != nil {
		return nil, fmt.Errorf("looking at the screen: %w", err)
	}
	return picture.Data, nil
}
