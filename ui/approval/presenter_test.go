package approval

import (
	"context"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeDesk holds a queue; what is judged leaves it.
type fakeDesk struct {
	Desk
	queue   []dossier.ID
	did     []string
	err     error
	onQueue func()
	onAct   func()
	held    []dossier.ID
	first   bool // approvals are the first of two
}

func (d *fakeDesk) Queue(_ context.Context, f desk.QueueFilter) ([]desk.Row, error) {
	if d.onQueue != nil {
		d.onQueue()
	}
	var rows []desk.Row
	if f.Held {
		for _, id := range d.held {
			rows = append(rows, desk.Row{Dossier: store.Dossier{ID: id}})
		}
		return rows, nil
	}
	for _, id := range d.queue {
		rows = append(rows, desk.Row{Dossier: store.Dossier{ID: id}})
	}
	return rows, nil
}

func (d *fakeDesk) Open(_ context.Context, id dossier.ID) (desk.Opened, error) {
	opened := desk.Opened{Dossier: store.Dossier{ID: id}}
	opened.Portrait.Capture = &dossier.CaptureRef{Picture: "picture of " + string(id)}
	return opened, nil
}

func (d *fakeDesk) Officers(context.Context) (map[string]string, error) {
	return map[string]string{"canbo1": "Trung úy Lê Thị Mẫu"}, nil
}

func (d *fakeDesk) Picture(_ context.Context, blob string) ([]byte, error) { return []byte(blob), nil }

func (d *fakeDesk) act(name string, id dossier.ID) error {
	d.did = append(d.did, name+" "+string(id))
	if f := d.onAct; f != nil {
		d.onAct = nil
		f()
	}
	if d.err == nil {
		d.queue = slices.DeleteFunc(d.queue, func(x dossier.ID) bool { return x == id })
	}
	return d.err
}

func (d *fakeDesk) Judge(_ context.Context, id dossier.ID) (bool, error) {
	return !d.first, d.act("approve", id)
}

func (d *fakeDesk) UndoApproval(_ context.Context, id dossier.ID) error {
	err := d.act("undo", id)
	if err == nil {
		d.queue = append([]dossier.ID{id}, d.queue...)
	}
	return err
}

func (d *fakeDesk) Return(_ context.Context, id dossier.ID, section dossier.Section, reason, _ string) error {
	return d.act("return "+string(section)+" "+reason, id)
}

// fakeView keeps what it was told.
type fakeView struct {
	View
	at       int
	shown    dossier.ID
	portrait string
	nothing  int
	errors   []words.Message
	undo     func()
	changed  int
	list     desk.ApprovalList
	paper    string
}

func (v *fakeView) ShowQueue(_ []desk.Row, at int) { v.at = at }
func (v *fakeView) ShowDossier(opened desk.Opened, portrait, _ []byte) {
	v.shown, v.portrait = opened.ID, string(portrait)
}
func (v *fakeView) ShowNothing()                    { v.nothing++ }
func (v *fakeView) ShowBusy(string)                 {}
func (v *fakeView) ShowError(m words.Message)       { v.errors = append(v.errors, m) }
func (v *fakeView) OfferUndo(_ string, undo func()) { v.undo = undo }
func (v *fakeView) Changed()                        { v.changed++ }

func start(t *testing.T, queue ...dossier.ID) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	d, v := &fakeDesk{queue: queue}, &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v)
	p.Load()
	return p, d, v
}

func TestMovingInTheQueue(t *testing.T) {
	p, _, v := start(t, "a", "b", "c")
	for _, step := range []struct {
		by   int
		want dossier.ID
	}{{-1, "a"}, {1, "b"}, {1, "c"}, {1, "c"}, {-1, "b"}} {
		p.Move(step.by)
		if v.shown != step.want || v.portrait != "picture of "+string(step.want) {
			t.Errorf("after %+d: %q with %q, want %q", step.by, v.shown, v.portrait, step.want)
		}
	}
	if v.at != 1 {
		t.Errorf("line %d is marked, want 1", v.at)
	}
}

func TestApprovingGoesOnToTheNext(t *testing.T) {
	p, d, v := start(t, "a", "b")
	p.Approve()
	if !slices.Equal(d.did, []string{"approve a"}) || v.shown != "b" || v.undo == nil || v.changed != 1 {
		t.Fatalf("did %q, shows %q", d.did, v.shown)
	}
	p.Approve()
	if v.nothing != 1 {
		t.Error("an empty queue is not said to be empty")
	}
	p.Approve()
	p.Return(dossier.SectionIdentity, "wrong-data", "")
	if len(d.did) != 2 {
		t.Errorf("something was judged with an empty queue: %q", d.did)
	}
}

func TestUndo(t *testing.T) {
	p, d, v := start(t, "a", "b")
	p.Approve()
	v.undo()
	if d.did[1] != "undo a" || !slices.Equal(d.queue, []dossier.ID{"a", "b"}) {
		t.Errorf("did %q, queue %q", d.did, d.queue)
	}
	// The supervisor reads b by now: it stays in work, at its new line.
	if v.shown != "b" || v.at != 1 {
		t.Errorf("shows %q at line %d", v.shown, v.at)
	}
	d.err = desk.ErrUndoTooLate
	v.undo()
	if len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrUndoTooLate) {
		t.Errorf("errors %v", v.errors)
	}
}

func TestReturn(t *testing.T) {
	p, d, v := start(t, "a", "b")
	p.Return(dossier.SectionPortrait, "weak-portrait", "note")
	if !slices.Equal(d.did, []string{"return portrait weak-portrait a"}) || v.shown != "b" || v.undo != nil {
		t.Errorf("did %q, shows %q", d.did, v.shown)
	}
}

func TestRefusedApprovalKeepsTheDossier(t *testing.T) {
	p, d, v := start(t, "a", "b")
	d.err = desk.ErrOwnWork
	p.Approve()
	if v.shown != "a" || v.undo != nil || v.changed != 0 || len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrOwnWork) {
		t.Errorf("shows %q, errors %v", v.shown, v.errors)
	}
}

func TestDoublePressApprovesOne(t *testing.T) {
	p, d, _ := start(t, "a", "b")
	d.onAct = p.Approve
	p.Approve()
	if !slices.Equal(d.did, []string{"approve a"}) {
		t.Errorf("did %q", d.did)
	}
}

// A key before the next dossier is shown judges neither it nor the one before.
func TestKeyBetweenTwoDossiers(t *testing.T) {
	p, d, _ := start(t, "a", "b")
	d.onQueue = func() { p.Approve(); p.Return(dossier.SectionIdentity, "wrong-data", "") }
	p.Approve()
	if !slices.Equal(d.did, []string{"approve a"}) {
		t.Errorf("did %q", d.did)
	}
}

// TestNewDossierInTheQueue: what the supervisor reads does not change under the
// hands when another dossier comes in above it.
func TestNewDossierInTheQueue(t *testing.T) {
	p, d, v := start(t, "a", "b")
	p.Move(1)
	d.queue = []dossier.ID{"c", "a", "b"}
	p.Load()
	if v.shown != "b" || v.at != 2 {
		t.Errorf("shows %q at line %d, want b at 2", v.shown, v.at)
	}
	d.queue = []dossier.ID{"c"}
	p.Load()
	if v.shown != "c" || v.at != 0 {
		t.Errorf("shows %q at line %d, want c at 0", v.shown, v.at)
	}
}

// TestLooking: a dossier that another screen names is opened wherever it stands, even
// where it was filtered away.
func TestLooking(t *testing.T) {
	p, d, v := start(t, "a", "b", "c")
	p.Filter(desk.QueueFilter{Special: "not-taken"})
	p.Look("c")
	if v.shown != "c" || v.at != 2 || p.Filtered() != (desk.QueueFilter{}) {
		t.Errorf("shows %q at line %d, filter %+v", v.shown, v.at, p.Filtered())
	}
	p.Filter(desk.QueueFilter{Special: "not-taken"})
	p.Look("")
	if p.Filtered().Special == "" {
		t.Error("coming back takes the filter away")
	}
	d.queue = []dossier.ID{"a", "b"}
	p.Look("c") // approved meanwhile
	if v.shown == "c" {
		t.Errorf("shows %q, which waits no more", v.shown)
	}
}

// TestWhoDidWhat names officers by rank and name, not by their accounts.
func TestWhoDidWhat(t *testing.T) {
	p, _, _ := start(t, "a")
	at := time.Date(2026, 11, 25, 1, 30, 0, 0, time.UTC)
	opened := desk.Opened{Dossier: store.Dossier{Sections: []store.SectionInfo{
		{Name: dossier.SectionIdentity, Author: "canbo1", Time: at}, {Name: dossier.SectionPortrait, Author: "canbo1", Time: at.Add(time.Minute)},
		{Name: dossier.SectionReview, Author: "gone", Time: at},
	}}}
	want := "Trung úy Lê Thị Mẫu 2 phần, 08:30 25/11–08:31 25/11 · gone 1 phần, 08:30 25/11–08:30 25/11"
	if got := history(opened, p.Officer); got != want {
		t.Errorf("history is %q, want %q", got, want)
	}
}

func TestSpecialChoices(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range specialChoices() {
		if c.Code == "" || c.Text == "" || seen[c.Code] || seen[c.Text] {
			t.Errorf("choice %+v", c)
		}
		seen[c.Code], seen[c.Text] = true, true
	}
}
