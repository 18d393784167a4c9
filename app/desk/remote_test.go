package desk_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/sync/packet"
)

// aloneBench is a desk whose only officer is the supervisor, who has taken a
// dossier in.
func aloneBench(t *testing.T) (*bench, dossier.ID) {
	t.Helper()
	b := newBench(t, withPolicy(1, 24*time.Hour))
	b.login(chiefID)
	id := b.captured()
	b.must(b.ApplyRevocations(t.Context(), []byte(`{"number":1,"users":["`+clerkID+`"]}`)))
	return b, id
}

// told opens the events of a type that wait for the registry.
func (b *bench) told(kind string) []port.Event {
	b.t.Helper()
	sealed, err := b.store.Events(b.t.Context(), 100)
	b.must(err)
	var all []port.Event
	for _, one := range sealed {
		event, err := packet.OpenEvent(one.Sealed, []age.Identity{b.registryID}, func(string, string) ([]ed25519.PublicKey, error) { return []ed25519.PublicKey{b.stationKey}, nil })
		b.must(err)
		if event.Type == kind {
			all = append(all, event)
		}
	}
	return all
}

// asked is the newest question of a desk, as the registry passes it on.
func (b *bench) asked() port.ApprovalAsk {
	b.t.Helper()
	events := b.told("ask-approval")
	if len(events) == 0 {
		b.t.Fatal("nothing was asked")
	}
	var ask port.ApprovalAsk
	b.must(json.Unmarshal(events[len(events)-1].Payload, &ask))
	return ask
}

// answered is the newest answer of a desk, as the registry passes it on.
func (b *bench) answered() port.Change {
	b.t.Helper()
	events := b.told("answer-approval")
	if len(events) == 0 {
		b.t.Fatal("nothing was answered")
	}
	var answer port.ApprovalAnswer
	b.must(json.Unmarshal(events[len(events)-1].Payload, &answer))
	return port.Change{Kind: port.ChangeApprovalAnswered, Answer: &answer}
}

// TestAloneIsToldUntilWhen: who is alone learns when the dossier may be approved,
// and that another office can be asked.
func TestAloneIsToldUntilWhen(t *testing.T) {
	b, id := aloneBench(t)
	var alone *desk.AloneError
	err := b.Approve(t.Context(), id)
	if !errors.As(err, &alone) || !errors.Is(err, desk.ErrOwnWork) || !alone.Remote {
		t.Fatalf("error is %v", err)
	}
	b.clock.pass(alone.From.Sub(b.clock.Now()) - time.Second)
	if err := b.Approve(t.Context(), id); !errors.As(err, &alone) {
		t.Errorf("a second before: %v", err)
	}
	b.clock.pass(time.Second)
	b.must(b.Approve(t.Context(), id))
}

// TestAnotherOfficeApproves goes the whole way: asked, judged by a supervisor of
// another office, answered, approved at once; the packet says who it was.
func TestAnotherOfficeApproves(t *testing.T) {
	b, id := aloneBench(t)
	other := newBench(t)
	ctx := t.Context()
	b.must(b.AskApproval(ctx, id))
	if err := b.AskApproval(ctx, id); !errors.Is(err, desk.ErrAskedAlready) {
		t.Errorf("asked again: %v", err)
	}
	ask := b.asked()
	ask.Office = "HN02"
	if n := other.tell(port.Change{Kind: port.ChangeApprovalAsked, Ask: &ask}); n != 1 {
		t.Fatalf("%d changes", n)
	}
	if _, err := other.RemoteAsks(ctx); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk sees dossiers of other offices: %v", err)
	}
	other.login(chiefID)
	waiting, err := other.RemoteAsks(ctx)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%d wait, %v", len(waiting), err)
	}
	shown, err := other.OpenAsk(ctx, waiting[0].Ask)
	b.must(err)
	if shown.Content.Identity.Name != holder().Name || shown.Office != "HN02" || len(shown.Portrait) == 0 || len(shown.Content.Fingerprints.Fingers) != 10 {
		t.Errorf("shown: %q of %q, portrait of %d bytes", shown.Content.Identity.Name, shown.Office, len(shown.Portrait))
	}
	if n := other.entries("", dossier.ReadDossier); n != 1 {
		t.Errorf("%d entries say that it was read", n)
	}
	b.must(other.AnswerAsk(ctx, shown.Ask, true, ""))
	if waiting, err := other.RemoteAsks(ctx); err != nil || len(waiting) != 0 {
		t.Errorf("%d wait after the answer, %v", len(waiting), err)
	}
	if err := other.AnswerAsk(ctx, shown.Ask, false, ""); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("answered again: %v", err)
	}

	answer := other.answered()
	answer.Dossier = string(id)
	if n := b.tell(answer); n != 1 {
		t.Fatalf("%d changes", n)
	}
	if n := b.tell(answer); n != 0 {
		t.Error("the same answer counts twice")
	}
	b.must(b.Approve(ctx, id))
	b.wantState(id, dossier.Approved)
	var inPacket dossier.Approval
	b.must(json.Unmarshal([]byte(b.packet(id, 1).parts["approval.json"]), &inPacket))
	if r := inPacket.Remote; r == nil || r.Decision != port.AnswerApproved || r.By != chiefID || r.Officer != "Thiếu tá Trần Văn Thử" || inPacket.Solo {
		t.Errorf("the packet says %+v", inPacket)
	}
}

// TestAnotherOfficeIsNotTheLastWord: a refusal, an answer to something else, and an
// approval of what was changed afterwards let nobody approve own work; the time
// that policy sets goes on running.
func TestAnotherOfficeIsNotTheLastWord(t *testing.T) {
	answer := func(b *bench, id dossier.ID, change func(*port.ApprovalAnswer)) int {
		ask := b.asked()
		a := port.ApprovalAnswer{Ask: ask.Ask, Decision: port.AnswerApproved, Digest: ask.Digest, By: "x", Office: "HN02", Note: "Ảnh mờ"}
		change(&a)
		return b.tell(port.Change{Kind: port.ChangeApprovalAnswered, Dossier: string(id), Answer: &a})
	}
	for name, c := range map[string]struct {
		change  func(*port.ApprovalAnswer)
		applied int
	}{
		"refused":           {func(a *port.ApprovalAnswer) { a.Decision = port.AnswerRefused }, 1},
		"nobody is named":   {func(a *port.ApprovalAnswer) { *a = port.ApprovalAnswer{Ask: a.Ask, Decision: port.AnswerNobody} }, 1},
		"another question":  {func(a *port.ApprovalAnswer) { a.Ask = strings.Repeat("f", 32) }, 0},
		"another content":   {func(a *port.ApprovalAnswer) { a.Digest = strings.Repeat("0", 64) }, 0},
		"an empty question": {func(a *port.ApprovalAnswer) { a.Ask = "" }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b, id := aloneBench(t)
			b.must(b.AskApproval(t.Context(), id))
			if n := answer(b, id, c.change); n != c.applied {
				t.Errorf("%d changes, want %d", n, c.applied)
			}
			if err := b.Approve(t.Context(), id); !errors.Is(err, desk.ErrOwnWork) {
				t.Errorf("approved: %v", err)
			}
			if r := b.open(id).Approval.Remote; c.applied == 1 && (r == nil || r.Decision == "" || r.Decision == port.AnswerApproved) {
				t.Errorf("noted %+v", r)
			}
			b.clock.pass(25 * time.Hour)
			b.must(b.Approve(t.Context(), id))
			if a := b.open(id).Approval; !a.Solo || a.Remote != nil {
				t.Errorf("approval %+v", a)
			}
		})
	}
	t.Run("changed afterwards", func(t *testing.T) {
		b, id := aloneBench(t)
		ctx := t.Context()
		b.must(b.AskApproval(ctx, id))
		answer(b, id, func(*port.ApprovalAnswer) {})
		b.must(b.Return(ctx, id, dossier.SectionIdentity, "wrong-data", ""))
		opened := b.open(id)
		opened.Identity.Phone = "0987654321"
		_, err := b.SaveIdentity(ctx, id, opened.Revisions[dossier.SectionIdentity], opened.Identity)
		b.must(err)
		b.must(b.ReadBack(ctx, id))
		slip, err := b.DataSlip(ctx, id)
		b.must(err)
		b.must(b.Print(ctx, id, slip, ""))
		b.must(b.Confirm(ctx, id, "signature", ""))
		b.complete(id)
		if err := b.Approve(ctx, id); !errors.Is(err, desk.ErrOwnWork) {
			t.Errorf("approved: %v", err)
		}
	})
}

// TestWhoMayAskAnotherOffice: nobody with a colleague, nobody where policy does not
// let them, no clerk, and nothing that is not ready to be judged.
func TestWhoMayAskAnotherOffice(t *testing.T) {
	t.Run("with a colleague", func(t *testing.T) {
		b := newBench(t, withPolicy(1, 24*time.Hour))
		b.login(chiefID)
		id := b.captured()
		if err := b.AskApproval(t.Context(), id); !errors.Is(err, desk.ErrNoRemote) {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("a clerk", func(t *testing.T) {
		b := newBench(t)
		if err := b.AskApproval(t.Context(), b.captured()); !errors.Is(err, dossier.ErrRole) {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("policy says no", func(t *testing.T) {
		b, id := aloneBench(t)
		b.Policy = noRemote{b.Policy}
		if err := b.AskApproval(t.Context(), id); !errors.Is(err, desk.ErrNoRemote) {
			t.Errorf("error is %v", err)
		}
		var alone *desk.AloneError
		if err := b.Approve(t.Context(), id); !errors.As(err, &alone) || alone.Remote {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("a draft", func(t *testing.T) {
		b, _ := aloneBench(t)
		if err := b.AskApproval(t.Context(), b.draft(holder())); !errors.Is(err, desk.ErrNoRemote) {
			t.Errorf("error is %v", err)
		}
	})
}

// noRemote is a policy by which no other office approves.
type noRemote struct{ desk.Policy }

func (noRemote) RemoteApproval(time.Time) bool { return false }

// TestSpoiltQuestion: what is no question, or another one than announced, is left
// out and holds up nothing.
func TestSpoiltQuestion(t *testing.T) {
	b, id := aloneBench(t)
	b.must(b.AskApproval(t.Context(), id))
	good := b.asked()
	other := newBench(t)
	other.login(chiefID)
	for name, spoil := range map[string]func(*port.ApprovalAsk){
		"no id":           func(a *port.ApprovalAsk) { a.Ask = "" },
		"another content": func(a *port.ApprovalAsk) { a.Ask, a.Content = strings.Repeat("1", 32), []byte(`{}`) },
		"no JSON":         func(a *port.ApprovalAsk) { a.Ask, a.Content = strings.Repeat("2", 32), []byte(`x`) },
	} {
		bad := good
		spoil(&bad)
		other.tell(port.Change{Kind: port.ChangeApprovalAsked, Ask: &bad})
		if all, err := other.RemoteAsks(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%s: %d asked, %v", name, len(all), err)
		}
	}
	other.tell(port.Change{Kind: port.ChangeApprovalAsked}, port.Change{Kind: port.ChangeApprovalAnswered, Dossier: string(id)},
		port.Change{Kind: port.ChangeApprovalAsked, Ask: &good})
	if all, err := other.RemoteAsks(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d asked, %v", len(all), err)
	}
}

// TestNothingOfAQuestionStays: what another office was asked is not in this
// office's log, where destroying a dossier would not reach it, nor at the other
// office once it has answered.
func TestNothingOfAQuestionStays(t *testing.T) {
	b, id := aloneBench(t)
	ctx := t.Context()
	b.must(b.AskApproval(ctx, id))
	ask := b.asked()
	other := newBench(t)
	other.login(chiefID)
	other.tell(port.Change{Kind: port.ChangeApprovalAsked, Ask: &ask})
	b.must(other.AnswerAsk(ctx, ask.Ask, false, "Ảnh LÊ THỊ MẪU mờ"))
	for _, at := range []*bench{b, other} {
		var text strings.Builder
		_, err := at.store.ExportLog(ctx, &text, time.Time{}, b.clock.Now().Add(time.Hour))
		b.must(err)
		for _, marker := range []string{holder().Name, holder().PersonalNumber} {
			if strings.Contains(text.String(), marker) {
				t.Errorf("the log holds %q", marker)
			}
		}
	}
	rows, err := other.store.RemoteAsks(ctx)
	if err != nil || len(rows) != 0 {
		t.Errorf("%d questions stay, %v", len(rows), err)
	}
}
