package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// feedLine is one item of an office's feed as this test seals it: in the clear.
type feedLine struct {
	Command dossier.Command
	Dossier dossier.ID
	Version int
}

// TestTwoStations gives random commands at two stations of one office and random
// words of the registry in the one feed that both follow, each at its own pace,
// sometimes hearing a part again. Each station applies what concerns its
// dossiers, once, in the feed's order, passes the rest by, and tells a story that
// the state tables allow.
func TestTwoStations(t *testing.T) {
	var desks [2]*desk
	for i := range desks {
		d := &desk{t: t, dir: t.TempDir(), clock: &clock{t: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)}}
		d.open()
		first := setup()
		first.Number = i + 1
		if err := d.FirstStart(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		d.login(clerkID)
		desks[i] = d
	}
	var feed []port.FeedItem // what the registry has said, for ever
	rapid.Check(t, func(rt *rapid.T) {
		var ids [2][]dossier.ID
		for i, d := range desks {
			ids[i] = []dossier.ID{d.draft("Nguyễn Văn An", "001090012345"), d.draft("Lê Thị Bình", "001190012345")}
		}
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			at := rapid.IntRange(0, 1).Draw(rt, "station")
			d, id := desks[at], rapid.SampledFrom(ids[at]).Draw(rt, "dossier")
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				line := feedLine{Dossier: id, Version: rapid.IntRange(1, 2).Draw(rt, "version"),
					Command: rapid.SampledFrom([]dossier.Command{dossier.AcceptDossier, dossier.RejectDossier, dossier.WantRecapture}).Draw(rt, "word")}
				body, err := json.Marshal(line)
				if err != nil {
					rt.Fatal(err)
				}
				feed = append(feed, port.FeedItem{Seq: int64(len(feed)) + 1, Kind: string(line.Command), Sealed: body})
			case 1:
				follow(rt, d, feed, rapid.IntRange(0, 3).Draw(rt, "again"))
			default:
				stationStep(rt, d, id)
			}
		}
		for i, d := range desks {
			follow(rt, d, feed, 2)
			for _, id := range ids[i] {
				checkStory(t, d, id)
				if _, err := desks[1-i].Dossier(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
					rt.Fatalf("a dossier of one station at the other: %v", err)
				}
			}
			if n, err := d.InboxWaiting(t.Context()); err != nil || n != 0 {
				rt.Fatalf("%d items wait, %v", n, err)
			}
			if at, err := d.Cursor(t.Context()); err != nil || at != int64(len(feed)) {
				rt.Fatalf("cursor %d of %d, %v", at, len(feed), err)
			}
			if n := count(t, d, "SELECT count(*) FROM inbox WHERE applied IS NOT NULL"); n != len(feed) {
				rt.Fatalf("%d of %d items have an entry", n, len(feed))
			}
		}
	})
	for _, d := range desks {
		d.verify()
	}
}

// stationStep does one command of a person, allowed or not.
func stationStep(rt *rapid.T, d *desk, id dossier.ID) {
	d.clock.pass(time.Duration(rapid.IntRange(0, 20).Draw(rt, "seconds")) * time.Second)
	plain, err := d.Dossier(d.t.Context(), id)
	if err != nil {
		rt.Fatal(err)
	}
	c := store.Change{Dossier: id, Reason: "reason", Return: dossier.SectionPortrait, Deadline: d.clock.Now().Add(time.Hour),
		Actor: rapid.SampledFrom([]dossier.Actor{clerk, chief}).Draw(rt, "actor"),
		Command: rapid.SampledFrom([]dossier.Command{dossier.FinishCapture, dossier.ApproveDossier, dossier.UndoApproval,
			dossier.ReturnDossier, dossier.WaitDossier, dossier.ResumeDossier, dossier.TakeNumber}).Draw(rt, "command")}
	switch c.Command {
	case dossier.ApproveDossier:
		c.Delivery = &store.NewDelivery{Version: plain.Version + 1, NotBefore: d.clock.Now().Add(10 * time.Second),
			Blob: d.packet(id, fmt.Sprint("p", plain.Version+1))}
	case dossier.TakeNumber:
		c.Dossier, c.Numbers = "", "receipt"
	}
	if _, err := d.try(c); err != nil && !errors.Is(err, dossier.ErrTransition) && !errors.Is(err, dossier.ErrRole) {
		rt.Fatalf("%s in %s: %v", c.Command, plain.State, err)
	}
}

// follow takes what of the feed is new, after some items that were heard before,
// and applies it as a desk does.
func follow(rt *rapid.T, d *desk, feed []port.FeedItem, again int) {
	if err := followFeed(d.t.Context(), d.Store, feed, again); err != nil {
		rt.Fatal(err)
	}
}

// followFeed is follow for any goroutine.
func followFeed(ctx context.Context, s *store.Store, feed []port.FeedItem, again int) error {
	cursor, err := s.Cursor(ctx)
	if err != nil {
		return err
	}
	from := max(0, int(cursor)-again)
	if err := s.Receive(ctx, feed[from:], int64(len(feed))); err != nil {
		return err
	}
	rows, err := s.PendingInbox(ctx, 0)
	if err != nil {
		return err
	}
	for _, row := range rows {
		var line feedLine
		if err := json.Unmarshal(row.Sealed, &line); err != nil {
			return err
		}
		c := store.Change{ID: store.FeedCommandID(row.Seq), Feed: row.Seq, Actor: registry, Command: line.Command, Dossier: line.Dossier,
			Version: line.Version, Reason: "code", Return: dossier.SectionPortrait}
		_, err := s.Apply(ctx, c)
		if errors.Is(err, dossier.ErrTransition) || errors.Is(err, store.ErrNotFound) {
			_, err = s.Apply(ctx, store.Change{ID: c.ID, Feed: row.Seq, Actor: registry, Command: dossier.IgnoreChange, Reason: "no-fit"})
		}
		if err != nil {
			return fmt.Errorf("item %d: %w", row.Seq, err)
		}
	}
	return nil
}
