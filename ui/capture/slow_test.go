package capture

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
)

// slowRunner holds back what is queued for the window until the test lets one
// piece of it run, as a busy computer does.
type slowRunner struct {
	mu    sync.Mutex
	queue []func()
	more  chan struct{}
}

func (r *slowRunner) Do(f func()) {
	r.mu.Lock()
	r.queue = append(r.queue, f)
	r.mu.Unlock()
	r.more <- struct{}{}
}

// next runs the piece that was queued first, waiting for one; false says that
// none came.
func (r *slowRunner) next() bool {
	select {
	case <-r.more:
	case <-time.After(10 * time.Second):
		return false
	}
	r.mu.Lock()
	f := r.queue[0]
	r.queue = r.queue[1:]
	r.mu.Unlock()
	f()
	return true
}

// told keeps the names of events.
type told struct {
	mu    sync.Mutex
	names []string
}

func (e *told) Emit(name string, _ ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.names = append(e.names, name)
}

func (e *told) has(name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Contains(e.names, name)
}

// slowDesk shows one frame of each preview and counts none: previews run beside
// one another here.
type slowDesk struct{ *fakeDesk }

func (slowDesk) Preview(_ context.Context, _ dossier.CaptureStep, show func(port.Frame)) error {
	show(port.Frame{})
	return nil
}

// Keys that follow a failed capture act whenever they come: while the device still
// works and the window does not yet know, at once after it was told, and when live
// pictures and the answer of the disk wait in the queue behind them.
func TestNoKeyIsLostAroundAFailedCapture(t *testing.T) {
	for _, repeats := range []int{0, 5} { // a key that is held a little long
		name, early := fmt.Sprintf("M repeated %d times", repeats), 3
		t.Run(name, func(t *testing.T) { aroundAFailure(t, early, repeats) })
	}
	for name, early := range map[string]int{"before the failure is told": 0, "between dialogs": 1, "after the first answer": 2, "after it is told": 3} {
		t.Run(name, func(t *testing.T) { aroundAFailure(t, early, 0) })
	}
}

func aroundAFailure(t *testing.T, early, repeats int) {
	test.NewTempApp(t)
	window := test.NewTempWindow(t, nil)
	router := kit.NewRouter(window.Canvas())
	runner := &slowRunner{more: make(chan struct{}, 1000)}
	d := &fakeDesk{score: 90, err: &port.DeviceError{Fault: port.FaultNoBiometric}}
	events := &told{}
	panel := NewPanel(router, runner, Params{
		Clock: port.ClockFunc(func() time.Time { return time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC) }),
		Desk:  slowDesk{d}, Events: events, Owner: kit.NewOwner(t.Context(), runner),
		Threshold: func(dossier.CaptureStep, port.Position) float64 { return 60 },
	}, func() {}, func() {}, func() {})
	window.SetContent(router.Wrap(panel.Content()))
	window.Resize(fyne.NewSize(1100, 700))
	router.Push(panel.Scope())
	panel.Presenter().Begin(grownUp())
	panel.Presenter().GoTo(1) // the right hand
	key := func(name fyne.KeyName) {
		event := &fyne.KeyEvent{Name: name}
		if focused := window.Canvas().Focused(); focused != nil {
			focused.TypedKey(event)
			return
		}
		window.Canvas().OnTypedKey()(event)
	}
	keys := []func(){
		func() { // as the driver gives it: the key, then the letter
			key(fyne.KeyM)
			window.Canvas().OnTypedRune()('m')
			for range repeats { // to what has the focus now, without another press
				key(fyne.KeyM)
				window.Canvas().Focused().TypedRune('m')
			}
		},
		func() { key(fyne.KeyReturn) }, // the index finger
		func() { key(fyne.KeyReturn) }, // amputated
	}
	key(fyne.KeySpace)
	for _, press := range keys[:early] {
		press()
	}
	for !events.has("capture-failed") && runner.next() {
	}
	for _, press := range keys[early:] {
		press()
	}
	for !events.has("excepted") && runner.next() {
	}
	if !slices.Equal(d.excepted, []port.Position{port.RightIndex}) {
		t.Errorf("excepted %v after %q", d.excepted, events.names)
	}
	if router.Modal() {
		t.Error("a dialog is left open")
	}
}
