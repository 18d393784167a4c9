package intake

import (
	"context"
	"fmt"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// cardQR is what the QR code of a synthetic card of 2021 says.
const cardQR = "001190012345|012345678|Lê Thị Mẫu|04051990|Nữ|Số 7 phố Thử Nghiệm|01022022"

// fakeDesk keeps one dossier in memory.
type fakeDesk struct {
	kept     dossier.Identity
	revision int
	state    dossier.State

	saves    []dossier.Identity
	saveErr  error
	onSave   func() // while a save runs
	onOpen   func() // while the dossier is read
	opens    int
	lookups  []string // numbers asked for
	lookup   dossier.Lookup
	onLookUp func()
	cancels  []string
	alike    []desk.Alike
	made     int
	others   *desk.OthersWorkError // whose work the draft is
	tookFrom []string
}

func (d *fakeDesk) NewDossier(_ context.Context, identity dossier.Identity) (dossier.ID, error) {
	d.made++
	d.kept, d.revision, d.state = identity, 1, dossier.Draft
	return "d1", nil
}

func (d *fakeDesk) Open(_ context.Context, id dossier.ID) (desk.Opened, error) {
	d.opens++
	opened := desk.Opened{Dossier: store.Dossier{ID: id, State: d.state}, Content: dossier.Content{Identity: d.kept}}
	opened.Revisions = map[dossier.Section]int{dossier.SectionIdentity: d.revision}
	opened.Findings = d.Validate(opened.Content)
	if f := d.onOpen; f != nil {
		d.onOpen = nil
		f()
	}
	return opened, nil
}

func (d *fakeDesk) Resume(ctx context.Context, id dossier.ID) (desk.Opened, error) {
	if d.others != nil {
		return desk.Opened{}, fmt.Errorf("resuming: %w", d.others)
	}
	return d.Open(ctx, id)
}

func (d *fakeDesk) TakeOver(ctx context.Context, id dossier.ID, from string) (desk.Opened, error) {
	d.tookFrom = append(d.tookFrom, from)
	return d.Open(ctx, id)
}

func (d *fakeDesk) List(context.Context, ...dossier.State) ([]desk.Row, error) {
	return []desk.Row{{Name: "LÊ THỊ MẪU"}}, nil
}

func (d *fakeDesk) SaveIdentity(_ context.Context, _ dossier.ID, base int, identity dossier.Identity) (int, error) {
	if f := d.onSave; f != nil {
		d.onSave = nil
		f()
	}
	if d.saveErr != nil {
		return 0, d.saveErr
	}
	if base != d.revision {
		return 0, &store.StaleError{Section: dossier.SectionIdentity, Current: d.revision}
	}
	d.kept, d.saves = identity, append(d.saves, identity)
	d.revision++
	return d.revision, nil
}

func (d *fakeDesk) LookUp(_ context.Context, _ dossier.ID, identity dossier.Identity) (dossier.Lookup, error) {
	d.lookups = append(d.lookups, identity.PersonalNumber)
	answer := d.lookup
	if f := d.onLookUp; f != nil {
		d.onLookUp = nil
		f()
	}
	return answer, nil
}

func (d *fakeDesk) Cancel(_ context.Context, _ dossier.ID, reason string) error {
	d.cancels = append(d.cancels, reason)
	return nil
}

func (d *fakeDesk) Validate(c dossier.Content) []dossier.Finding {
	return dossier.Validate(c, time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC))
}

func (d *fakeDesk) Alike(context.Context, dossier.ID, dossier.Identity) ([]desk.Alike, error) {
	return d.alike, nil
}

func (d *fakeDesk) NextOfHousehold(ctx context.Context, of dossier.ID) (dossier.ID, error) {
	return d.NewDossier(ctx, dossier.NextOfHousehold(d.kept, string(of)))
}

func (d *fakeDesk) Wait(context.Context, dossier.ID, dossier.WaitingReason) (person.CivilDate, error) {
	d.state = dossier.Waiting
	return person.CivilDate{Year: 2026, Month: 12, Day: 9}, nil
}

func (d *fakeDesk) EndWait(context.Context, dossier.ID) error {
	d.state = dossier.Draft
	return nil
}

func (d *fakeDesk) Settle(id dossier.Identity, field string, choice dossier.ValueFrom, paper string) (dossier.Identity, error) {
	dossier.Settle(&id, field, choice, paper, "canbo", time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC))
	return id, nil
}

// fakeView keeps what it was last told.
type fakeView struct {
	drafts      int
	opened      desk.Opened
	identity    dossier.Identity
	saved       int
	findings    []dossier.Finding
	lookup      dossier.Lookup
	differences []desk.Difference
	errors      []words.Message
	focus       string
	alike       []desk.Alike
	decide      int // times that the differences were opened
	asked       []desk.OthersWorkError
	takeOver    func()
}

func (v *fakeView) AskTakeOver(who desk.OthersWorkError, yes func()) {
	v.asked, v.takeOver = append(v.asked, who), yes
}

func (v *fakeView) ShowDrafts(rows []desk.Row)          { v.drafts = len(rows) }
func (v *fakeView) ShowDossier(opened desk.Opened)      { v.opened, v.identity = opened, opened.Identity }
func (v *fakeView) ShowIdentity(id dossier.Identity)    { v.identity = id }
func (v *fakeView) ShowSaved(time.Time)                 { v.saved++ }
func (v *fakeView) ShowFindings(list []dossier.Finding) { v.findings = list }
func (v *fakeView) ShowBusy(string)                     {}
func (v *fakeView) ShowError(m words.Message)           { v.errors = append(v.errors, m) }
func (v *fakeView) FocusField(name string)              { v.focus = name }
func (v *fakeView) ShowAlike(alike []desk.Alike)        { v.alike = alike }
func (v *fakeView) ShowDifferences()                    { v.decide++ }
func (v *fakeView) ShowLookup(l dossier.Lookup, d []desk.Difference) {
	v.lookup, v.differences = l, d
}

// hands is a presenter with a clock and one timer that the test turns.
type hands struct {
	*Presenter
	t     *testing.T
	desk  *fakeDesk
	view  *fakeView
	now   time.Time
	due   time.Time
	alarm func()
}

func newHands(t *testing.T) *hands {
	h := &hands{t: t, desk: &fakeDesk{lookup: dossier.Lookup{Status: "unreachable"}}, view: &fakeView{},
		now: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)}
	h.Presenter = NewPresenter(Params{
		Clock: port.ClockFunc(func() time.Time { return h.now }), Desk: h.desk, Events: kit.NoEvents{},
		Owner: kit.NewInlineOwner(t.Context()), View: h.view,
		After: func(d time.Duration, f func()) func() {
			h.due, h.alarm = h.now.Add(d), f
			return func() { h.alarm = nil }
		},
	})
	return h
}

// pass lets time go by; a timer that is due rings at its own time.
func (h *hands) pass(d time.Duration) {
	end := h.now.Add(d)
	for h.alarm != nil && !h.due.After(end) {
		h.now = h.due
		ring := h.alarm
		h.alarm = nil
		ring()
	}
	h.now = end
}

func (h *hands) typeName(name string) {
	h.Set(func(id *dossier.Identity) { id.Name = name })
}

func (h *hands) wantSaves(n int) {
	h.t.Helper()
	if len(h.desk.saves) != n {
		h.t.Fatalf("%d saves, want %d", len(h.desk.saves), n)
	}
}
