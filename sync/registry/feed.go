package registry

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"

	"filippo.io/age"
)

// maxChanges bounds the items of one answer.
const maxChanges = 200

// tell appends a change to an office's feed inside the transaction of its
// effect: the number is taken with the office's row locked, so the feed has no
// gaps and no item can appear behind one already read.
func (e *effect) tell(office string, change port.Change) error {
	return e.tellAll(map[string][]port.Change{office: {change}})
}

// watchFeeds rings for the offices whose feeds another registry on the same
// database has added to, until ctx ends: one small query at a time, however many
// stations wait.
func (r *Registry) watchFeeds(ctx context.Context) {
	tick := time.NewTicker(r.opts.Poll)
	defer tick.Stop()
	type length struct {
		office string
		seq    int64
	}
	seen := map[string]int64{}
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		rows, err := r.store.read.QueryContext(ctx, `SELECT id, feed_seq FROM office`)
		lengths, err := collect(rows, err, func(rows *sql.Rows) (l length, err error) { return l, rows.Scan(&l.office, &l.seq) })
		if err != nil && ctx.Err() == nil {
			r.log.Error("looking for news of the feeds", "error", err) // at the next tick again
		}
		for _, l := range lengths {
			if l.seq != seen[l.office] {
				seen[l.office] = l.seq
				r.feed.ring(l.office)
			}
		}
	}
}

// getChanges answers with the items after a number, waiting for the first one
// as long as the desk asks.
func (r *Registry) getChanges(w http.ResponseWriter, req *http.Request, station stationRow) error {
	after, err := strconv.ParseInt(req.URL.Query().Get("after"), 10, 64)
	if err != nil || after < 0 {
		return fail(http.StatusBadRequest, protocol.CodeBadRequest, "after is not a number")
	}
	seconds := 0
	if text := req.URL.Query().Get("wait"); text != "" {
		if seconds, err = strconv.Atoi(text); err != nil || seconds < 0 {
			return fail(http.StatusBadRequest, protocol.CodeBadRequest, "wait is not a number of seconds")
		}
	}
	wait := min(time.Duration(min(seconds, 3600))*time.Second, protocol.MaxWait)
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	for {
		grown := r.feed.wait(station.office)
		result, err := r.changes(req.Context(), station, after)
		if err != nil {
			return err
		}
		if len(result.Items) > 0 || wait == 0 {
			answer(w, http.StatusOK, result)
			return nil
		}
		select {
		case <-grown:
		case <-deadline.C:
			answer(w, http.StatusOK, result)
			return nil
		case <-req.Context().Done():
			return req.Context().Err()
		}
	}
}

// changes reads a piece of a feed and seals it to all inboxes that the office
// has now, so that a station enrolled later can read older items too.
func (r *Registry) changes(ctx context.Context, station stationRow, after int64) (protocol.ChangesAnswer, error) {
	office := station.office
	result := protocol.ChangesAnswer{Items: []protocol.ChangeItem{}}
	if err := r.store.read.QueryRowContext(ctx, `SELECT feed_seq FROM office WHERE id = $1`, office).Scan(&result.Last); err != nil {
		return result, fmt.Errorf("reading a feed: %w", err)
	}
	if result.Last <= after {
		return result, nil
	}
	items, err := r.items(ctx, office, after)
	if err != nil {
		return result, fmt.Errorf("reading a feed: %w", err)
	}
	inboxes, err := r.inboxes(ctx, station)
	if err != nil {
		return result, err
	}
	for _, item := range items {
		sealed, err := packet.SealItem(item, r.keys.signing, inboxes)
		if err != nil {
			return result, fmt.Errorf("sealing a change: %w", err)
		}
		result.Items = append(result.Items, protocol.ChangeItem{Seq: item.Seq, Kind: item.Kind, Sealed: sealed})
	}
	return result, nil
}

func (r *Registry) items(ctx context.Context, office string, after int64) ([]packet.Item, error) {
	rows, err := r.store.read.QueryContext(ctx,
		`SELECT seq, kind, body FROM feed WHERE office = $1 AND seq > $2 ORDER BY seq LIMIT $3`, office, after, maxChanges)
	return collect(rows, err, func(rows *sql.Rows) (packet.Item, error) {
		item := packet.Item{Registry: r.opts.ID, Office: office}
		return item, rows.Scan(&item.Seq, &item.Kind, &item.Body)
	})
}

// inboxes returns the recipients of the stations of an office. A station whose
// inbox is of another kind than the asking one's is left out: classic and hybrid
// recipients cannot share a seal, and it asks for itself.
func (r *Registry) inboxes(ctx context.Context, station stationRow) ([]age.Recipient, error) {
	rows, err := r.store.read.QueryContext(ctx,
		`SELECT inbox FROM station WHERE office = $1 AND state = $2 ORDER BY id`, station.office, stationActive)
	texts, err := collect(rows, err, func(rows *sql.Rows) (text string, err error) {
		return text, rows.Scan(&text)
	})
	if err != nil {
		return nil, fmt.Errorf("reading inboxes: %w", err)
	}
	texts = slices.DeleteFunc(texts, func(text string) bool { return packet.IsHybrid(text) != packet.IsHybrid(station.inbox) })
	recipients, err := packet.ParseRecipients(texts, false)
	if err != nil {
		return nil, fmt.Errorf("inboxes of an office: %w", err)
	}
	return recipients, nil
}

// collect scans all rows and closes them.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}
