package kit

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

// queueRunner keeps functions until the test runs them, like a window loop.
type queueRunner struct {
	mu    sync.Mutex
	queue []func()
	came  chan struct{}
}

func newQueueRunner() *queueRunner { return &queueRunner{came: make(chan struct{}, 16)} }

func (q *queueRunner) Do(f func()) {
	q.mu.Lock()
	q.queue = append(q.queue, f)
	q.mu.Unlock()
	q.came <- struct{}{}
}

func (q *queueRunner) run() {
	q.mu.Lock()
	queue := q.queue
	q.queue = nil
	q.mu.Unlock()
	for _, f := range queue {
		f()
	}
}

func TestBackgroundHandsTheResultToTheUI(t *testing.T) {
	q := newQueueRunner()
	o := NewOwner(t.Context(), q)
	got, failed := 0, errors.New("hỏng")
	var gotErr error
	Background(o, func(context.Context) (int, error) { return 7, failed }, func(n int, err error) { got, gotErr = n, err })
	<-q.came
	if got != 0 {
		t.Error("done ran off the UI goroutine")
	}
	q.run()
	if got != 7 || gotErr != failed {
		t.Errorf("got %d, %v", got, gotErr)
	}
	o.Wait()
}

func TestStoppedOwnerDropsResults(t *testing.T) {
	q := newQueueRunner()
	o := NewOwner(t.Context(), q)
	called := false
	Background(o, func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	}, func(int, error) { called = true })
	o.Stop()
	o.Wait()
	q.run()
	if called {
		t.Error("done ran after the screen was gone")
	}
}

func TestToastsOfferUndo(t *testing.T) {
	d := newDesk(t)
	toasts := NewToasts(d.router, d.scope, InlineRunner{})
	var long time.Duration
	var expire func()
	toasts.after = func(after time.Duration, f func()) func() bool {
		long, expire = after, f
		return func() bool { return true }
	}
	f := NewTextField("a")
	d.fields(f)
	undone := 0
	toasts.OfferUndo("Đã xoá.", func() { undone++ })
	if text, ok := toasts.Visible(); !ok || text != "Đã xoá." || long != UndoTime || !d.focused(f) {
		t.Errorf("shown %v %q for %v, focus kept %v", ok, text, long, d.focused(f))
	}
	d.press(UndoKey, UndoKey)
	if _, ok := toasts.Visible(); undone != 1 || ok {
		t.Errorf("undone %d times, still shown %v", undone, ok)
	}
	toasts.OfferUndo("Đã xoá.", func() { undone++ })
	expire()
	d.press(UndoKey)
	if undone != 1 {
		t.Error("an offer that ran out was still taken")
	}
}
