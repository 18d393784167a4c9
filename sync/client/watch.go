package client

import (
	"context"
	"errors"
	"io"
	"time"
)

// errStalled ends a request on which nothing moves any more: a line that died
// without a word looks like a slow one otherwise.
var errStalled = errors.New("nothing moves")

// watch ends a request when neither side has moved a byte for a while.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	stall  time.Duration
	wait   time.Duration
}

// newWatch starts a watch: each byte moved gives stall more, the end of the
// body gives wait for the answer on top.
func newWatch(ctx context.Context, stall, wait time.Duration) (context.Context, *watch) {
	w := &watch{stall: stall, wait: stall + wait}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	w.timer = time.AfterFunc(w.wait, func() { w.cancel(errStalled) })
	return w.ctx, w
}

func (w *watch) moved(end bool) {
	if end {
		w.timer.Reset(w.wait)
	} else {
		w.timer.Reset(w.stall)
	}
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// failure names the cause of a request that ended with err.
func (w *watch) failure(err error) error {
	if errors.Is(context.Cause(w.ctx), errStalled) {
		return lineFailure(context.DeadlineExceeded)
	}
	if w.ctx.Err() != nil {
		return w.ctx.Err() // the caller's own wish
	}
	return lineFailure(err)
}

// watchedReader tells the watch of each piece that moves.
type watchedReader struct {
	in    io.Reader
	watch *watch
}

func (r *watchedReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	r.watch.moved(err != nil)
	return n, err
}
