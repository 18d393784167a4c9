package client

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/protocol"

	"github.com/cenkalti/backoff/v5"
)

// Client exchanges with one registry. It does nothing until [Client.Run].
type Client struct {
	*board
	opts  Options
	line  *transport
	wake  chan struct{}
	sound map[string]bool // sealed files whose hash was checked in this run
	chunk int64           // bytes of the next request, adapted to the line
	// lastBatch is when the last batch was begun.
	lastBatch time.Time
	// halved is how often a batch is halved, adapted to the line; steady is how many
	// of that size have arrived in a row.
	halved, steady int
	tries          tries // failures of packets in this run
	meter          meter
	forced         atomic.Bool // somebody wants all that waits to go now
	documents      sync.Mutex  // held by who works in the folder of documents
}

var (
	_ port.SyncControl = (*Client)(nil)
	_ port.Population  = (*Client)(nil)
	_ port.Lists       = (*Client)(nil)
)

// New returns a client; Run starts it.
func New(opts Options) (*Client, error) {
	opts, base, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	c := &Client{board: newBoard(), opts: opts, wake: make(chan struct{}, 1), sound: map[string]bool{}, chunk: min(firstChunk, opts.MaxChunk)}
	if c.line, err = newTransport(base, opts.Registry.CA, opts.Clock, opts.Stall, opts.Proxy); err != nil {
		return nil, err
	}
	c.line.cert.Store(&opts.Certificate)
	c.line.heard = c.heard
	return c, nil
}

// Run exchanges until ctx ends and returns when everything it started has
// ended. It may be called once at a time.
func (c *Client) Run(ctx context.Context) error {
	defer c.line.close()
	var both sync.WaitGroup
	both.Go(func() { c.loop(ctx, sending, c.send, c.opts.Tick, c.wake) })
	both.Go(func() { c.loop(ctx, receiving, c.receive, 0, nil) })
	both.Wait()
	return ctx.Err()
}

// Wake makes the client look into the outbox at once, also after failures.
func (c *Client) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// SendNow makes the client send all that waits at once, also packets outside the
// hours of policy.
func (c *Client) SendNow() {
	c.forced.Store(true)
	c.Wake()
}

// loop repeats one side of the exchange: after success it waits for the tick or
// to be woken, after a failure longer and longer.
func (c *Client) loop(ctx context.Context, side side, work func(context.Context) error, tick time.Duration, wake <-chan struct{}) {
	retry := backoff.NewExponentialBackOff()
	retry.InitialInterval, retry.MaxInterval = c.opts.MinRetry, c.opts.MaxRetry
	for ctx.Err() == nil {
		paused, err := c.whileResumed(ctx, work)
		wait := tick
		switch {
		case ctx.Err() != nil:
			return
		case paused:
			continue
		case err != nil:
			c.failed(side, err)
			wait = max(retry.NextBackOff(), retryAfter(err))
			c.next(side, c.opts.Clock.Now().Add(wait))
		default:
			c.board.failed(side, "")
			c.next(side, time.Time{})
			retry.Reset()
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-wake:
			retry.Reset()
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

func retryAfter(err error) time.Duration {
	var f *Failure
	if errors.As(err, &f) {
		return f.RetryAfter
	}
	return 0
}

// failed notes a failure in the status.
func (c *Client) failed(side side, err error) {
	code := codeOf(err)
	c.opts.Log.Warn("exchange with the registry failed", "code", code, "error", err)
	c.board.failed(side, code)
	c.change(func(s *port.SyncStatus) {
		switch {
		case errors.Is(err, port.ErrRegistryUnreachable):
			s.State = port.SyncUnreachable
		case errors.Is(err, port.ErrRegistryRefused):
			s.State = port.SyncRefused
		}
	})
}

// lookupWait is how long a clerk waits for the population database.
const lookupWait = 10 * time.Second

// LookUp implements [port.Population].
func (c *Client) LookUp(ctx context.Context, number person.PersonalNumber) (port.PopulationRecord, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupWait)
	defer cancel()
	var record port.PopulationRecord
	err := c.line.post(ctx, protocol.PathLookups, protocol.LookupRequest{PersonalNumber: number.String()}, &record, 0)
	if errors.Is(err, context.DeadlineExceeded) {
		err = lineFailure(err)
	}
	if err != nil && codeOf(err) == protocol.CodePersonUnknown {
		return port.PopulationRecord{}, port.ErrPersonUnknown
	}
	if err == nil && record.PersonalNumber != number {
		err = against("record of another person")
	}
	if err != nil {
		return port.PopulationRecord{}, err
	}
	return record, nil
}

// WantList implements [port.Lists]: the parts come down the feed.
func (c *Client) WantList(ctx context.Context, kind, code string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupWait)
	defer cancel()
	var answer protocol.ListAnswer
	err := c.line.post(ctx, protocol.PathLists, protocol.ListRequest{Kind: kind, Code: code}, &answer, 0)
	if errors.Is(err, context.DeadlineExceeded) {
		err = lineFailure(err)
	}
	return answer.List, err
}
