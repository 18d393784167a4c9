package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// receive asks once for what is new in the feed, waiting at the registry for
// it, and stores it with the cursor.
func (c *Client) receive(ctx context.Context) error {
	cursor, err := c.opts.Outbox.Cursor(ctx)
	if err != nil {
		return fmt.Errorf("sync: reading the cursor: %w", err)
	}
	query := url.Values{
		"after": {strconv.FormatInt(cursor, 10)},
		"wait":  {strconv.Itoa(int(c.opts.PollWait / time.Second))},
	}
	_, content, err := c.line.do(ctx, call{method: http.MethodGet, ref: protocol.PathChanges + "?" + query.Encode(), wait: c.opts.PollWait})
	if err != nil {
		return err
	}
	var changes protocol.ChangesAnswer
	if err := json.Unmarshal(content, &changes); err != nil {
		return against("not the JSON expected")
	}
	if len(changes.Items) == 0 {
		if c.opts.PollWait < time.Second {
			return pause(ctx, c.opts.Tick) // no long poll: ask at the tick
		}
		return nil
	}
	items, err := c.check(changes.Items, cursor)
	if err != nil {
		return err
	}
	if err := c.opts.Outbox.Receive(ctx, items, items[len(items)-1].Seq); err != nil {
		return fmt.Errorf("sync: storing changes: %w", err)
	}
	if c.opts.OnReceived != nil {
		c.opts.OnReceived()
	}
	return nil
}

// check accepts items only if they follow the cursor without a gap and are
// meant for this office. An item in a framing that is too new is kept: an update
// of the program will read it.
func (c *Client) check(in []protocol.ChangeItem, cursor int64) ([]port.FeedItem, error) {
	out := make([]port.FeedItem, 0, len(in))
	for _, item := range in {
		if item.Seq != cursor+1 {
			return nil, against("feed with a gap")
		}
		cursor = item.Seq
		opened, err := c.opts.Envelope.OpenFeedItem(item.Sealed)
		switch {
		case errors.Is(err, packet.ErrVersion):
		case err != nil:
			return nil, &Failure{Code: protocol.CodeFeed, Refused: true, Err: fmt.Errorf("item %d of the feed: %w", item.Seq, err)}
		case opened.Seq != item.Seq || opened.Kind != item.Kind:
			return nil, &Failure{Code: protocol.CodeFeed, Refused: true, Err: fmt.Errorf("item %d of the feed is another one inside", item.Seq)}
		}
		out = append(out, port.FeedItem{Seq: item.Seq, Kind: item.Kind, Sealed: item.Sealed})
	}
	return out, nil
}

// pause waits for d or the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
