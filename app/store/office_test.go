package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/internal/racing"
)

// TestOffice is an office at work: two stations, at each of them two people in a
// window of their own who give commands at once, while the station follows the
// one feed of the registry and now and then locks itself. Between rounds a clock
// is set or a station started anew. Everything is drawn by rapid. Whatever came
// first: only what the state tables refuse is refused, each acknowledged command
// is in the log once, receipt numbers have no gap and no double, sections of two
// people do not hinder each other, the search finds what the dossiers say, and
// nothing of one station is at the other.
func TestOffice(t *testing.T) {
	o := &office{t: t}
	for i := range o.stations {
		d := &desk{t: t, dir: t.TempDir(), clock: &clock{t: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)}}
		d.open()
		first := setup()
		first.Number = i + 1
		if err := d.FirstStart(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		d.login(clerkID)
		o.stations[i].desk, o.stations[i].acknowledged = d, map[string]int64{}
	}
	rapid.Check(t, func(rt *rapid.T) {
		if o.run++; racing.Enabled && o.run%4 != 0 {
			return // make test runs this whole without the race detector
		}
		for i := range o.stations {
			s := &o.stations[i]
			s.ids = []dossier.ID{s.draft("Nguyễn Văn An", "001090012345"), s.draft("Lê Thị Bình", "001190012345")}
		}
		for round := range rapid.IntRange(1, 4).Draw(rt, "rounds") {
			o.round(rt, round)
			if t.Failed() {
				return
			}
		}
	})
	for i := range o.stations {
		s := &o.stations[i]
		s.verify()
		// All numbers from 1 on, each once.
		slices.Sort(s.numbers)
		for n, got := range s.numbers {
			if got != int64(n)+1 {
				t.Fatalf("number %d of %d is %d", n+1, len(s.numbers), got)
			}
		}
	}
}

// office is what the test knows of the two stations.
type office struct {
	t        *testing.T
	run      int
	feed     []port.FeedItem // what the registry has said, for ever
	stations [2]struct {
		*desk
		ids          []dossier.ID
		numbers      []int64          // taken, as acknowledged
		acknowledged map[string]int64 // in this round: command → entry
	}

	mu       sync.Mutex
	troubles []error
}

func (o *office) trouble(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.troubles = append(o.troubles, err)
}

// round lets everybody work at once, then checks both stations.
func (o *office) round(rt *rapid.T, round int) {
	for range rapid.IntRange(0, 4).Draw(rt, "words of the registry") {
		at := rapid.IntRange(0, 1).Draw(rt, "about station")
		line := feedLine{Dossier: rapid.SampledFrom(o.stations[at].ids).Draw(rt, "about"), Version: rapid.IntRange(1, 2).Draw(rt, "version"),
			Command: rapid.SampledFrom([]dossier.Command{dossier.AcceptDossier, dossier.RejectDossier, dossier.WantRecapture}).Draw(rt, "word")}
		body, err := json.Marshal(line)
		if err != nil {
			rt.Fatal(err)
		}
		o.feed = append(o.feed, port.FeedItem{Seq: int64(len(o.feed)) + 1, Kind: string(line.Command), Sealed: body})
	}
	o.troubles = nil
	var everybody sync.WaitGroup
	for i := range o.stations {
		clear(o.stations[i].acknowledged)
		locks := rapid.IntRange(0, 2).Draw(rt, "locks")
		again := rapid.IntRange(0, 3).Draw(rt, "heard again")
		for w, actor := range []dossier.Actor{clerk, chief} {
			script := o.script(rt, i, fmt.Sprintf("office/%d/%d/%d/%d", i, o.run, round, w), actor)
			everybody.Go(func() { o.work(i, script) })
		}
		everybody.Go(func() {
			// A desk that locks meanwhile applies the rest later.
			if err := followFeed(o.t.Context(), o.stations[i].Store, o.feed, again); err != nil && !errors.Is(err, store.ErrLocked) {
				o.trouble(err)
			}
		})
		everybody.Go(func() {
			for range locks {
				o.stations[i].Lock()
				if _, err := o.stations[i].Login(o.t.Context(), clerkID, password); err != nil {
					o.trouble(err)
				}
			}
		})
	}
	everybody.Wait()
	for _, err := range o.troubles {
		rt.Fatal(err)
	}
	for i := range o.stations {
		o.between(rt, i)
		o.check(rt, i)
	}
}

// between sets a clock or starts a station anew, or neither.
func (o *office) between(rt *rapid.T, i int) {
	s := &o.stations[i]
	switch rapid.IntRange(0, 4).Draw(rt, "between") {
	case 0:
		s.clock.pass(time.Duration(rapid.IntRange(-90, 90).Draw(rt, "minutes")) * time.Minute)
	case 1:
		s.reopen()
	}
	if err := followFeed(o.t.Context(), s.Store, o.feed, 2); err != nil {
		rt.Fatal(err)
	}
}

// script draws what one person does in a round.
func (o *office) script(rt *rapid.T, at int, prefix string, actor dossier.Actor) []store.Change {
	s := &o.stations[at]
	var script []store.Change
	for n := range rapid.IntRange(1, 8).Draw(rt, "commands") {
		id := rapid.SampledFrom(s.ids).Draw(rt, "dossier")
		c := store.Change{ID: fmt.Sprintf("%s/%d", prefix, n), Actor: actor, Dossier: id, Reason: "reason",
			Deadline: s.clock.Now().Add(time.Hour), Return: dossier.SectionPortrait}
		switch rapid.IntRange(0, 6).Draw(rt, "what") {
		case 0: // both people type into the same section
			c.Command = dossier.SaveSection
			c.Section = &store.SectionChange{Name: dossier.SectionIdentity, BaseRevision: rapid.IntRange(1, 4).Draw(rt, "base"),
				Content: sample(fmt.Sprintf("Người %d", rapid.IntRange(1, 9).Draw(rt, "name")), "001090012345")}
		case 1: // each has a section that nobody else touches
			c.Command = dossier.SaveSection
			own := map[dossier.Role]dossier.Section{dossier.RoleClerk: dossier.SectionFingerprints, dossier.RoleSupervisor: dossier.SectionIris}
			c.Section = &store.SectionChange{Name: own[actor.Role], BaseRevision: -1, Content: map[string]int{"n": n}}
		case 2:
			c.Dossier, c.Command, c.Numbers = "", dossier.TakeNumber, "receipt"
		case 3:
			c.Command, c.Claim = dossier.ClaimSection, &store.Claim{Section: dossier.SectionIdentity}
		default:
			c.Command = rapid.SampledFrom([]dossier.Command{dossier.FinishCapture, dossier.ApproveDossier, dossier.UndoApproval,
				dossier.ReturnDossier, dossier.WaitDossier, dossier.ResumeDossier, dossier.HoldDossier, dossier.ReleaseDossier,
				dossier.CancelDossier}).Draw(rt, "command")
		}
		script = append(script, c)
		if rapid.IntRange(0, 4).Draw(rt, "again") == 0 {
			script = append(script, c) // a window that did not hear the answer
		}
	}
	return script
}

// work gives the commands of a script at a station.
func (o *office) work(at int, script []store.Change) {
	ctx := o.t.Context()
	s := &o.stations[at]
	for _, c := range script {
		if err := complete(ctx, s.Store, s.clock.Now(), &c); err != nil {
			if !errors.Is(err, store.ErrLocked) {
				o.trouble(fmt.Errorf("%s: %w", c.ID, err))
			}
			continue
		}
		own := c.Section != nil && c.Section.Name != dossier.SectionIdentity
		r, err := s.Apply(ctx, c)
		if err != nil {
			if !allowedRefusal(err, own) {
				o.trouble(fmt.Errorf("%s: %w", c.ID, err))
			}
			continue
		}
		o.mu.Lock()
		if seq, known := s.acknowledged[c.ID]; known && seq != r.Seq {
			o.troubles = append(o.troubles, fmt.Errorf("command %s done twice: entries %d and %d", c.ID, seq, r.Seq))
		} else if !known && c.Command == dossier.TakeNumber {
			s.numbers = append(s.numbers, r.Number)
		}
		s.acknowledged[c.ID] = r.Seq
		o.mu.Unlock()
	}
}

// complete adds what a window reads right before it gives a command: the
// revision of its own section, the packet of an approval.
func complete(ctx context.Context, s *store.Store, now time.Time, c *store.Change) error {
	if c.Command != dossier.ApproveDossier && (c.Section == nil || c.Section.BaseRevision >= 0) {
		return nil
	}
	plain, err := s.Dossier(ctx, c.Dossier)
	if err != nil {
		return err
	}
	if c.Section != nil {
		section := *c.Section
		section.BaseRevision = 0
		for _, info := range plain.Sections {
			if info.Name == section.Name {
				section.BaseRevision = info.Revision
			}
		}
		c.Section = &section
		return nil
	}
	blob, err := s.PutPacket(ctx, c.Dossier, func(w io.Writer) (string, error) {
		_, err := io.WriteString(w, "packet")
		return "inner", err
	})
	c.Delivery = &store.NewDelivery{Version: plain.Version + 1, NotBefore: now.Add(time.Hour), Blob: blob}
	return err
}

// allowedRefusal reports whether an error is a plain refusal. A section that
// only one person works on is never stale.
func allowedRefusal(err error, own bool) bool {
	var stale *store.StaleError
	var claimed *store.ClaimedError
	if errors.As(err, &stale) {
		return !own
	}
	return errors.Is(err, dossier.ErrTransition) || errors.Is(err, dossier.ErrRole) || errors.Is(err, store.ErrNotEditable) ||
		errors.Is(err, store.ErrLocked) || errors.Is(err, store.ErrMissing) || errors.As(err, &claimed)
}

// check compares a station with what must hold whatever happened.
func (o *office) check(rt *rapid.T, i int) {
	ctx := o.t.Context()
	s := &o.stations[i]
	<-s.Indexed()
	for _, id := range s.ids {
		checkStory(o.t, s.desk, id)
		if _, err := o.stations[1-i].Dossier(ctx, id); !errors.Is(err, store.ErrNotFound) {
			rt.Fatalf("a dossier of one station at the other: %v", err)
		}
		content, err := s.Section(ctx, id, dossier.SectionIdentity)
		if err != nil {
			rt.Fatal(err)
		}
		var identity dossier.Identity
		if err := json.Unmarshal(content.JSON, &identity); err != nil {
			rt.Fatal(err)
		}
		if entry, ok := s.Person(id); !ok || entry.Name != identity.Name {
			rt.Fatalf("the search knows %q of %q, %v", entry.Name, identity.Name, ok)
		}
	}
	db := raw(o.t, s.dir)
	defer db.Close()
	for id, seq := range s.acknowledged {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM command WHERE id = ? AND seq = ?", id, seq).Scan(&n); err != nil || n != 1 {
			rt.Fatalf("command %s, entry %d: kept %d times, %v", id, seq, n, err)
		}
	}
	if n, err := s.InboxWaiting(ctx); err != nil || n != 0 {
		rt.Fatalf("%d items wait, %v", n, err)
	}
	if n := count(o.t, s.desk, "SELECT count(*) FROM inbox WHERE applied IS NOT NULL"); n != len(o.feed) {
		rt.Fatalf("%d of %d items have an entry", n, len(o.feed))
	}
}
