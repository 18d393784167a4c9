package registry_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// question is a question of office-1 about a dossier.
func question(t *testing.T, ask, dossier string, spoil func(*port.ApprovalAsk)) port.Event {
	t.Helper()
	content := []byte(`{"Identity":{"name":"NGUYỄN VĂN VÍ DỤ"}}`)
	sum := sha256.Sum256(content)
	q := port.ApprovalAsk{Ask: strings.Repeat(ask, 32), Dossier: dossier, Office: "office-9", OfficeName: "Điểm thử",
		Content: content, Digest: hex.EncodeToString(sum[:])}
	if spoil != nil {
		spoil(&q)
	}
	payload, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	return port.Event{Type: "ask-approval", Actor: "chihuy", Dossier: dossier, Payload: payload}
}

func answer(t *testing.T, ask, decision string) port.Event {
	t.Helper()
	payload, err := json.Marshal(port.ApprovalAnswer{Ask: strings.Repeat(ask, 32), Decision: decision, By: "somebody-else", Office: "office-9", Note: "Ảnh mờ"})
	if err != nil {
		t.Fatal(err)
	}
	return port.Event{Type: "answer-approval", Actor: "chihuy2", Payload: payload}
}

// TestApprovalByAnotherOffice: a question goes to the office that the centre has
// named, its answer back to the one that asked, each once; nobody else answers,
// and who asks where no office is named is told so.
func TestApprovalByAnotherOffice(t *testing.T) {
	c := startCentre(t, registry.Options{})
	asks := newDesk(t, c, "office-1", "station-1")
	judges := newDesk(t, c, "office-2", "station-2")
	foreign := newDesk(t, c, "office-3", "station-3")
	if c.SetJudge(t.Context(), "office-1", "office-1") == nil || c.SetJudge(t.Context(), "office-1", "nowhere") == nil {
		t.Error("an office judges for itself, or one that is not there")
	}
	asks.log(question(t, "0", "d0", nil)) // nobody is named yet
	_, stop := asks.start()
	eventually(t, "told that nobody judges", func() bool { return len(asks.changesOf(port.ChangeApprovalAnswered)) == 1 })
	stop()
	if got := asks.changesOf(port.ChangeApprovalAnswered)[0]; got.Answer == nil || got.Answer.Decision != port.AnswerNobody || got.Dossier != "d0" {
		t.Errorf("answer %+v", got)
	}
	if err := c.SetJudge(t.Context(), "office-1", "office-2"); err != nil {
		t.Fatal(err)
	}
	asks.log(question(t, "1", "d1", nil))
	asks.log(question(t, "1", "d1", nil)) // asked again under the same id
	asks.log(question(t, "2", "d2", func(q *port.ApprovalAsk) { q.Content = []byte(`{"Identity":{}}`) }))
	asks.log(question(t, "3", "d3", func(q *port.ApprovalAsk) { q.Dossier = "other" }))
	asks.log(question(t, "4", "d4", nil))
	asks.start()
	judges.start()
	foreign.start()
	eventually(t, "asked", func() bool { return len(judges.changesOf(port.ChangeApprovalAsked)) == 2 })
	for i, want := range []string{"d1", "d4"} {
		got := judges.changesOf(port.ChangeApprovalAsked)[i].Ask
		if got == nil || got.Dossier != want || got.Office != "office-1" || !strings.Contains(string(got.Content), "VÍ DỤ") {
			t.Errorf("question %d: %+v", i, got)
		}
	}
	foreign.log(answer(t, "1", port.AnswerApproved))
	judges.log(answer(t, "1", port.AnswerRefused))
	judges.log(answer(t, "1", port.AnswerApproved)) // too late
	judges.log(answer(t, "4", "perhaps"))
	judges.log(answer(t, "4", port.AnswerApproved))
	eventually(t, "answered", func() bool {
		return len(asks.changesOf(port.ChangeApprovalAnswered)) == 3 && judges.box.quiet() && foreign.box.quiet()
	})
	for i, want := range []struct{ dossier, decision string }{{"d1", port.AnswerRefused}, {"d4", port.AnswerApproved}} {
		got := asks.changesOf(port.ChangeApprovalAnswered)[i+1]
		if got.Dossier != want.dossier || got.Answer.Decision != want.decision || got.Answer.Office != "office-2" || got.Answer.By != "chihuy2" {
			t.Errorf("answer %d: %+v of %+v", i, got.Answer, got)
		}
	}
	if n := len(foreign.changesOf(port.ChangeApprovalAsked)); n != 0 {
		t.Errorf("an office that is not named was asked %d times", n)
	}
	if n := c.count(`SELECT count(*) FROM event WHERE type = 'ask-approval' AND length(payload) > 0`); n != 0 {
		t.Errorf("%d questions are kept twice", n)
	}
}
