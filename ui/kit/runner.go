package kit

import (
	"context"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"
)

// Runner runs a function on the UI goroutine. Screens get it injected, so that
// tests run everything inline.
type Runner interface {
	Do(func())
}

// FyneRunner is the runner of the program. Work queued after the window loop
// ended is lost: nothing may be persisted inside Do.
type FyneRunner struct{}

// Do queues f for the UI goroutine and returns at once.
func (FyneRunner) Do(f func()) { fyne.Do(f) }

// InlineRunner runs everything at once on the calling goroutine (tests).
type InlineRunner struct{}

// Do calls f.
func (InlineRunner) Do(f func()) { f() }

// Owner starts the background work of one screen and ends it with the screen.
type Owner struct {
	runner Runner
	inline bool
	ctx    context.Context
	cancel context.CancelFunc
	wait   sync.WaitGroup
}

// NewOwner makes an owner whose work ends when ctx ends or Stop is called.
func NewOwner(ctx context.Context, runner Runner) *Owner {
	ctx, cancel := context.WithCancel(ctx)
	return &Owner{runner: runner, ctx: ctx, cancel: cancel}
}

// NewInlineOwner makes an owner that does all work at once on the calling
// goroutine, so that tests of screens are deterministic.
func NewInlineOwner(ctx context.Context) *Owner {
	o := NewOwner(ctx, InlineRunner{})
	o.inline = true
	return o
}

// Context ends with the owner.
func (o *Owner) Context() context.Context { return o.ctx }

// Go runs work in its own goroutine. The UI is reached only through
// [Background] and the owner's runner.
func (o *Owner) Go(work func(ctx context.Context)) {
	if o.inline {
		work(o.ctx)
		return
	}
	o.wait.Go(func() { work(o.ctx) })
}

// Stop cancels all work of the owner and does not wait for it.
func (o *Owner) Stop() { o.cancel() }

// Wait blocks until all work ended. It must not be called on the UI goroutine
// while work still wants to reach the UI synchronously.
func (o *Owner) Wait() { o.wait.Wait() }

// Do runs f on the UI goroutine unless the owner has been stopped.
func (o *Owner) Do(f func()) {
	o.runner.Do(func() {
		if o.ctx.Err() == nil {
			f()
		}
	})
}

// Background runs work off the UI goroutine and hands its result to done on
// it. Done is not called once the owner was stopped: the screen is gone.
func Background[T any](o *Owner, work func(context.Context) (T, error), done func(T, error)) {
	o.Go(func(ctx context.Context) {
		value, err := work(ctx)
		o.Do(func() { done(value, err) })
	})
}

// Once lets an action run again only after the one before has ended, so that a
// double press does a thing once. The zero value is ready.
type Once struct{ busy atomic.Bool }

// Start begins the action: it calls begin with a release function, or does
// nothing and reports false while an action still runs. Release may be called
// from any goroutine and more than once.
func (o *Once) Start(begin func(release func())) bool {
	if !o.busy.CompareAndSwap(false, true) {
		return false
	}
	var once sync.Once
	begin(func() { once.Do(func() { o.busy.Store(false) }) })
	return true
}

// Busy tells whether an action runs.
func (o *Once) Busy() bool { return o.busy.Load() }

// Act is Background for an action that runs once at a time: while one of once runs,
// another one does nothing. Begin, where there is one, is called before it starts, to
// say what is being done. The next may start as soon as the work has ended, before
// done has heard of it.
func Act[T any](o *Owner, once *Once, begin func(), work func(context.Context) (T, error), done func(T, error)) {
	once.Start(func(release func()) {
		if begin != nil {
			begin()
		}
		Background(o, func(ctx context.Context) (T, error) {
			defer release()
			return work(ctx)
		}, done)
	})
}
