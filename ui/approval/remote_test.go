package approval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeRemote holds the dossiers of other offices; what is answered goes.
type fakeRemote struct {
	asks []string
	did  []string
	err  error
}

func (d *fakeRemote) CanAsk(_ context.Context, opened desk.Opened) bool { return opened.ID == "own" }

func (d *fakeRemote) AskApproval(_ context.Context, id dossier.ID) error {
	d.did = append(d.did, "ask "+string(id))
	return d.err
}

func (d *fakeRemote) RemoteAsks(context.Context) ([]desk.RemoteDossier, error) {
	var all []desk.RemoteDossier
	for _, ask := range d.asks {
		all = append(all, desk.RemoteDossier{Ask: ask})
	}
	return all, d.err
}

func (d *fakeRemote) OpenAsk(_ context.Context, ask string) (desk.RemoteDossier, error) {
	return desk.RemoteDossier{Ask: ask}, d.err
}

func (d *fakeRemote) AnswerAsk(_ context.Context, ask string, approved bool, note string) error {
	d.did = append(d.did, fmt.Sprint("answer ", ask, " ", approved, " ", note))
	if d.err == nil {
		d.asks = slices.DeleteFunc(d.asks, func(x string) bool { return x == ask })
	}
	return d.err
}

// fakeRemoteView keeps what it was told.
type fakeRemoteView struct {
	offered  []bool
	waiting  int
	shown    string
	choice   []desk.RemoteDossier
	chosen   func(string)
	said     int
	errors   []words.Message
	reloaded int
}

func (v *fakeRemoteView) OfferAsk(can bool) { v.offered = append(v.offered, can) }
func (v *fakeRemoteView) ShowWaiting(n int) { v.waiting = n }
func (v *fakeRemoteView) ChooseAsk(asks []desk.RemoteDossier, chosen func(string)) {
	v.choice, v.chosen = asks, chosen
}
func (v *fakeRemoteView) ShowAsk(r desk.RemoteDossier) { v.shown = r.Ask }
func (v *fakeRemoteView) Said(string)                  { v.said++ }
func (v *fakeRemoteView) ShowError(m words.Message)    { v.errors = append(v.errors, m) }
func (v *fakeRemoteView) Reload()                      { v.reloaded++ }

func startRemote(t *testing.T, asks ...string) (*Remote, *fakeRemote, *fakeRemoteView) {
	t.Helper()
	d, v := &fakeRemote{asks: asks}, &fakeRemoteView{waiting: -1}
	return NewRemote(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v), d, v
}

func TestAskingAnotherOffice(t *testing.T) {
	r, d, v := startRemote(t)
	own := desk.Opened{}
	own.ID = "own"
	r.Shown(own)
	r.Shown(desk.Opened{})
	if !slices.Equal(v.offered, []bool{false, true, false, false}) {
		t.Errorf("offered %v", v.offered)
	}
	r.Ask("")
	r.Ask("own")
	if !slices.Equal(d.did, []string{"ask own"}) || v.said != 1 || v.reloaded != 1 {
		t.Errorf("did %q, said %d", d.did, v.said)
	}
	d.err = desk.ErrAskedAlready
	r.Ask("own")
	if len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrAskedAlready) || v.said != 1 {
		t.Errorf("errors %v", v.errors)
	}
}

func TestAnsweringAnotherOffice(t *testing.T) {
	r, d, v := startRemote(t, "a", "b")
	r.Count()
	if v.waiting != 2 {
		t.Fatalf("%d wait", v.waiting)
	}
	r.Look()
	if len(v.choice) != 2 || v.shown != "" {
		t.Fatalf("choice of %d", len(v.choice))
	}
	v.chosen("b")
	if v.shown != "b" {
		t.Errorf("shows %q", v.shown)
	}
	r.Answer("b", false, "ảnh mờ")
	if v.waiting != 1 || v.said != 1 {
		t.Errorf("%d wait, said %d", v.waiting, v.said)
	}
	r.Look() // the only one is opened at once
	if v.shown != "a" {
		t.Errorf("shows %q", v.shown)
	}
	r.Answer("a", true, "")
	r.Look()
	if want := []string{"answer b false ảnh mờ", "answer a true "}; !slices.Equal(d.did, want) || v.waiting != 0 {
		t.Errorf("did %q, %d wait", d.did, v.waiting)
	}
	d.err = errors.New("gone")
	r.Answer("a", true, "")
	if len(v.errors) != 1 {
		t.Errorf("errors %v", v.errors)
	}
}

func TestRemoteRemark(t *testing.T) {
	if text := remoteRemark(desk.Opened{}); text != "" {
		t.Errorf("nothing was asked: %q", text)
	}
	seen := map[string]bool{}
	for _, decision := range []string{"", port.AnswerApproved, port.AnswerRefused, port.AnswerNobody} {
		opened := desk.Opened{}
		opened.Approval.Remote = &dossier.RemoteApproval{Decision: decision, Officer: "Thiếu tá A", OfficeName: "Điểm B", Note: "ảnh mờ"}
		text := remoteRemark(opened)
		if text == "" || seen[text] {
			t.Errorf("%q is said as %q", decision, text)
		}
		seen[text] = true
	}
}
