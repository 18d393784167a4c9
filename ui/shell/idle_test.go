package shell

import (
	"testing"
	"time"
)

func TestIdleWatch(t *testing.T) {
	start := time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)
	type moment struct {
		at    int // seconds since start
		touch bool
		busy  bool
		want  idleStep
		left  int // seconds
	}
	for name, moments := range map[string][]moment{
		"announced, then locked": {
			{at: 0, touch: true, want: idleStay, left: 100},
			{at: 79, want: idleStay, left: 21},
			{at: 80, want: idleWarn, left: 20},
			{at: 81, want: idleStay, left: 19},
			{at: 84, want: idleWarn, left: 16},
			{at: 99, want: idleWarn, left: 1},
			{at: 100, want: idleLock},
		},
		"a key takes the announcement back": {
			{at: 0, touch: true, want: idleStay, left: 100},
			{at: 90, want: idleWarn, left: 10},
			{at: 91, touch: true, want: idleStay, left: 100},
			{at: 170, want: idleStay, left: 21},
			{at: 171, want: idleWarn, left: 20},
			{at: 191, want: idleLock},
		},
		"a capture is not interrupted": {
			{at: 0, touch: true, want: idleStay, left: 100},
			{at: 90, want: idleWarn, left: 10},
			{at: 100, busy: true, want: idleStay, left: 100},
			{at: 300, busy: true, want: idleStay, left: 100},
			{at: 380, want: idleWarn, left: 20},
			{at: 400, want: idleLock},
		},
		"first look starts the time": {{at: 5000, want: idleStay, left: 100}},
		"asleep":                     {{at: 0, touch: true, want: idleStay, left: 100}, {at: 86400, want: idleLock}},
		"clock set back":             {{at: 5000, touch: true, want: idleStay, left: 100}, {at: 0, want: idleStay, left: 100}, {at: 100, want: idleLock}},
	} {
		w := idleWatch{after: 100 * time.Second, warn: 20 * time.Second}
		for _, m := range moments {
			now := start.Add(time.Duration(m.at) * time.Second)
			if m.touch {
				w.touch(now)
			}
			step, left := w.look(now, m.busy)
			if step != m.want || left != time.Duration(m.left)*time.Second {
				t.Errorf("%s, second %d: step %d with %s left, want %d with %d s", name, m.at, step, left, m.want, m.left)
			}
		}
	}
	never := idleWatch{}
	if step, _ := never.look(start.Add(time.Hour), false); step != idleStay {
		t.Error("a desk without a time locks")
	}
}

func TestIdleText(t *testing.T) {
	if text := idleText(19*time.Second + time.Millisecond); text != "Bàn sẽ khóa sau 20 giây, nhấn phím bất kỳ để làm tiếp." {
		t.Error(text)
	}
}
