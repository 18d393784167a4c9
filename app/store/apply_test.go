package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

func save(id dossier.ID, base int, name string) store.Change {
	return store.Change{Actor: clerk, Command: dossier.SaveSection, Dossier: id,
		Section: &store.SectionChange{Name: dossier.SectionIdentity, BaseRevision: base, Content: sample(name, "001190012345")}}
}

func TestApplyTwiceDoesItOnce(t *testing.T) {
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	c := save(id, 1, "Nguyễn Văn Ân")
	c.ID = "once"
	first := d.do(c)
	again := d.do(c)
	if again.Seq != first.Seq || again.Hash != first.Hash || again.Revision != 2 || !again.Repeated || first.Repeated {
		t.Errorf("first %+v, again %+v", first, again)
	}
	entries, err := d.Log(t.Context(), store.LogFilter{Types: []dossier.Command{dossier.SaveSection}})
	if err != nil || len(entries) != 1 {
		t.Errorf("entries: %d, %v", len(entries), err)
	}
	c.Command, c.Section = dossier.FinishCapture, nil
	if _, err := d.try(c); !errors.Is(err, store.ErrOtherCommand) {
		t.Errorf("same id, other command: %v", err)
	}
	d.reopen()
	c.Command, c.Section = dossier.SaveSection, save(id, 1, "x").Section
	if again := d.do(c); again.Seq != first.Seq || !again.Repeated {
		t.Errorf("after a restart: %+v", again)
	}
}

func TestStaleRevision(t *testing.T) {
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.do(save(id, 1, "Nguyễn Văn Bình"))
	var stale *store.StaleError
	for _, base := range []int{0, 1, 3} {
		_, err := d.try(save(id, base, "Nguyễn Văn Cường"))
		if !errors.As(err, &stale) || stale.Section != dossier.SectionIdentity || stale.Current != 2 || stale.Author != clerkID {
			t.Errorf("base %d: %v", base, err)
		}
	}
	// Both versions are there to compare.
	for revision, want := range map[int]string{1: "Nguyễn Văn An", 2: "Nguyễn Văn Bình"} {
		c, err := d.SectionAt(t.Context(), id, dossier.SectionIdentity, revision)
		var identity dossier.Identity
		if err := errors.Join(err, json.Unmarshal(c.JSON, &identity)); err != nil || identity.Name != want {
			t.Errorf("revision %d: %q, %v", revision, identity.Name, err)
		}
	}
	d.verify()
}

func TestRefusals(t *testing.T) {
	d := newDesk(t)
	draft := d.draft("A", "001090012345")
	captured := d.draft("B", "001090012346")
	d.capture(captured)
	closed := d.draft("C", "001090012347")
	d.do(store.Change{Actor: clerk, Command: dossier.CancelDossier, Dossier: closed, Reason: "double"})
	before, err := d.Log(t.Context(), store.LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	fresh, _ := d.NewDossierID()
	for name, c := range map[string]struct {
		change store.Change
		want   error
	}{
		"no command id":          {store.Change{ID: strings.Repeat("x", 65), Actor: clerk, Command: dossier.SaveSection}, store.ErrMissing},
		"unknown command":        {store.Change{Actor: clerk, Command: "steal-card", Dossier: draft}, dossier.ErrTransition},
		"approve a draft":        {store.Change{Actor: chief, Command: dossier.ApproveDossier, Dossier: draft}, dossier.ErrTransition},
		"clerk approves":         {store.Change{Actor: clerk, Command: dossier.ApproveDossier, Dossier: captured}, dossier.ErrRole},
		"approve without packet": {store.Change{Actor: chief, Command: dossier.ApproveDossier, Dossier: captured}, store.ErrMissing},
		"return without reason": {store.Change{Actor: chief, Command: dossier.ReturnDossier, Dossier: captured,
			Return: dossier.SectionPortrait}, store.ErrMissing},
		"return without section": {store.Change{Actor: chief, Command: dossier.ReturnDossier, Dossier: captured,
			Reason: "blurred"}, store.ErrMissing},
		"wait without deadline": {store.Change{Actor: clerk, Command: dossier.WaitDossier, Dossier: draft,
			Reason: string(dossier.WaitingPapers)}, store.ErrMissing},
		"role of another": {store.Change{Actor: dossier.Actor{User: clerkID, Role: dossier.RoleSupervisor},
			Command: dossier.ApproveDossier, Dossier: captured}, dossier.ErrRole},
		"unknown user": {store.Change{Actor: dossier.Actor{User: "ai", Role: dossier.RoleClerk},
			Command: dossier.FinishCapture, Dossier: draft}, dossier.ErrRole},
		"edit what is captured": {save(captured, 1, "X"), store.ErrNotEditable},
		"edit what is over":     {save(closed, 1, "X"), store.ErrNotEditable},
		"unknown dossier":       {store.Change{Actor: clerk, Command: dossier.FinishCapture, Dossier: fresh}, store.ErrNotFound},
		"create twice":          {store.Change{Actor: clerk, Command: dossier.CreateDossier, Dossier: draft}, store.ErrExists},
		"bad id":                {store.Change{Actor: clerk, Command: dossier.CreateDossier, Dossier: "../../etc"}, store.ErrMissing},
		"unknown section": {store.Change{Actor: clerk, Command: dossier.SaveSection, Dossier: draft,
			Section: &store.SectionChange{Name: "secrets", Content: 1}}, store.ErrNotFound},
		"unknown card": {store.Change{Actor: clerk, Command: dossier.ReceiveCard, Dossier: draft,
			Card: &store.CardChange{Serial: "C9"}}, store.ErrNotFound},
		"mark by hand": {store.Change{Actor: clerk, Command: dossier.StorePacket, Dossier: draft}, dossier.ErrTransition},
		"log in by hand": {store.Change{Actor: clerk, Command: dossier.AddUser,
			User: &store.NewUser{User: dossier.User{ID: "x", Role: dossier.RoleAdministrator}, Password: password}}, dossier.ErrRole},
		"feed item that does not wait": {store.Change{Actor: registry, Command: dossier.IgnoreChange, Feed: 99}, store.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := d.try(c.change); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	after, err := d.Log(t.Context(), store.LogFilter{})
	if err != nil || len(after) != len(before) {
		t.Errorf("refused commands left %d entries, %v", len(after)-len(before), err)
	}
	d.verify()
}

func TestUndoApproval(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	d.capture(id)
	d.approve(id, 1)
	d.clock.pass(9 * time.Second)
	if r := d.do(store.Change{Actor: chief, Command: dossier.UndoApproval, Dossier: id}); r.State != dossier.Captured {
		t.Fatalf("state %s", r.State)
	}
	d.clock.pass(time.Hour)
	if due, err := d.Due(t.Context(), d.clock.Now(), 10); err != nil || len(due) != 0 {
		t.Errorf("an undone version is due: %v, %v", due, err)
	}
	d.approve(id, 2)
	d.clock.pass(11 * time.Second)
	if _, err := d.try(store.Change{Actor: chief, Command: dossier.UndoApproval, Dossier: id}); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("undo after its time: %v", err)
	}
	due, err := d.Due(t.Context(), d.clock.Now(), 10)
	if err != nil || len(due) != 1 || due[0].Packet.Version != 2 {
		t.Errorf("due: %+v, %v", due, err)
	}
	// A late answer to the undone version changes nothing.
	if err := d.Mark(t.Context(), port.PacketID{Dossier: string(id), Version: 1}, port.DeliveryMark{State: port.DeliveryStored}); err != nil {
		t.Errorf("late mark: %v", err)
	}
	d.verify()
}

func TestLateAnswerOfAnOldVersion(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	d.capture(id)
	d.approve(id, 1)
	d.feed(store.Change{Command: dossier.RejectDossier, Dossier: id, Version: 1, Reason: "photo"})
	d.do(save(id, 1, "A sửa"))
	d.do(store.Change{Actor: clerk, Command: dossier.FinishCapture, Dossier: id})
	d.approve(id, 2)
	for version, want := range map[int]bool{1: false, 2: true, 3: false} {
		if waits, err := d.PacketWaits(t.Context(), port.PacketID{Dossier: string(id), Version: version}); err != nil || waits != want {
			t.Errorf("version %d waits: %v, %v", version, waits, err)
		}
	}
	_, err := d.try(store.Change{Actor: registry, Command: dossier.RejectDossier, Dossier: id, Version: 1, Reason: "photo"})
	if !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("answer to version 1 while version 2 is on its way: %v", err)
	}
	d.feed(store.Change{Command: dossier.AcceptDossier, Dossier: id, Version: 2})
	got, err := d.Dossier(t.Context(), id)
	if err != nil || got.State != dossier.Accepted || got.Version != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	d.verify()
}

func TestSetAsideCanBeCorrected(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	id := d.draft("A", "001090012345")
	d.capture(id)
	d.approve(id, 1)
	give := store.Change{Actor: chief, Command: dossier.ReturnDossier, Dossier: id, Return: dossier.SectionIdentity, Reason: "refused"}
	if _, err := d.try(give); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("returned while on its way: %v", err)
	}
	packet := port.PacketID{Dossier: string(id), Version: 1}
	if err := d.Mark(ctx, packet, port.DeliveryMark{State: port.DeliverySetAside, Failure: "too-large"}); err != nil {
		t.Fatal(err)
	}
	d.do(store.Change{Actor: clerk, Command: dossier.RetryPacket, Dossier: id, Retry: &packet})
	if err := d.Mark(ctx, packet, port.DeliveryMark{State: port.DeliverySetAside, Failure: "too-large"}); err != nil {
		t.Fatal(err)
	}
	if r := d.do(give); r.State != dossier.Returned {
		t.Errorf("state %s", r.State)
	}
	got, err := d.Dossier(ctx, id)
	if err != nil || got.Delivery.State != port.DeliverySuperseded || got.Return != dossier.SectionIdentity || got.Reason != "refused" {
		t.Errorf("%+v %+v, %v", got, got.Delivery, err)
	}
	d.verify()
}

func TestWaiting(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	deadline := d.clock.Now().Add(72 * time.Hour)
	d.do(store.Change{Actor: clerk, Command: dossier.WaitDossier, Dossier: id, Reason: string(dossier.WaitingPapers), Deadline: deadline})
	due, err := d.List(t.Context(), store.Filter{States: []dossier.State{dossier.Waiting}, Due: deadline.Add(time.Second)})
	if err != nil || len(due) != 1 || !due[0].Deadline.Equal(deadline) || due[0].Reason != "papers" {
		t.Errorf("due: %+v, %v", due, err)
	}
	if r := d.do(store.Change{Actor: clerk, Command: dossier.ResumeDossier, Dossier: id}); r.State != dossier.Draft {
		t.Errorf("state %s", r.State)
	}
	if got, err := d.Dossier(t.Context(), id); err != nil || got.Reason != "" || !got.Deadline.IsZero() {
		t.Errorf("after: %+v, %v", got, err)
	}
}

func TestNumbers(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	take := func(command string) int64 {
		return d.do(store.Change{ID: command, Actor: clerk, Command: dossier.TakeNumber, Dossier: id, Numbers: "receipt"}).Number
	}
	if a, b, again := take("n1"), take("n2"), take("n1"); a != 1 || b != 2 || again != 1 {
		t.Errorf("numbers %d, %d, %d", a, b, again)
	}
	d.reopen()
	if c := take("n3"); c != 3 {
		t.Errorf("after a restart: %d", c)
	}
}

func TestNumbersSpent(t *testing.T) {
	d := &desk{t: t, dir: t.TempDir(), clock: &clock{t: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)}}
	d.open()
	s := setup()
	s.FirstReceipt, s.LastReceipt = 7, 7
	if err := d.FirstStart(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	d.login(clerkID)
	if r := d.do(store.Change{Actor: clerk, Command: dossier.TakeNumber, Numbers: "receipt"}); r.Number != 7 {
		t.Errorf("number %d", r.Number)
	}
	if _, err := d.try(store.Change{Actor: clerk, Command: dossier.TakeNumber, Numbers: "receipt"}); !errors.Is(err, store.ErrNumbersSpent) {
		t.Errorf("beyond the block: %v", err)
	}
	if err := d.FirstStart(t.Context(), s); !errors.Is(err, store.ErrAlreadySetUp) {
		t.Errorf("second first start: %v", err)
	}
}

// TestTwoWriters: two windows save the same section; one of each pair wins, the
// other is told, nothing is lost.
func TestTwoWriters(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	var wg sync.WaitGroup
	saved := make([]int, 2)
	for w := range saved {
		wg.Go(func() {
			for base := 1; saved[w] < 20; {
				c := save(id, base, strings.Repeat("x", w+1))
				c.ID, _ = d.NewCommandID()
				r, err := d.Apply(context.Background(), c)
				var stale *store.StaleError
				switch {
				case err == nil:
					base = r.Revision
					saved[w]++
				case errors.As(err, &stale):
					base = stale.Current
				default:
					t.Errorf("writer %d: %v", w, err)
					return
				}
			}
		})
	}
	wg.Wait()
	c, err := d.Section(t.Context(), id, dossier.SectionIdentity)
	if err != nil || c.Revision != 41 {
		t.Errorf("revision %d, %v", c.Revision, err)
	}
	d.verify()
}
