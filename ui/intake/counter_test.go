package intake

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeCounter is a desk beside the intake; it notes what was done.
type fakeCounter struct {
	home     []desk.Preregistration
	decoded  int // how often home was read whole
	lists    []desk.PeopleList
	people   []port.PopulationRecord
	slips    []desk.SlipRow
	scans    []desk.ScanFile
	found    []desk.Row
	opened   desk.Opened
	role     dossier.Role
	means    desk.PresenceMeans
	check    desk.FingerCheck
	chip     desk.OldChip
	printErr error
	queue    []store.Ticket
	visits   []desk.VisitRow
	zone     fakeZone
	heldErr  error // of asking the registry for a print
	did      []string
}

func (d *fakeCounter) note(what ...string) error {
	d.did = append(d.did, strings.Join(what, " "))
	return nil
}

func (d *fakeCounter) Preregistrations(context.Context) ([]desk.Preregistration, error) {
	d.decoded++
	return d.home, nil
}
func (d *fakeCounter) CountPreregistrations(context.Context) (int, error) { return len(d.home), nil }
func (d *fakeCounter) TakePreregistration(_ context.Context, code string) (dossier.ID, error) {
	return "d9", d.note("take", code)
}
func (d *fakeCounter) Lists(context.Context) ([]desk.PeopleList, error) { return d.lists, nil }
func (d *fakeCounter) ListPeople(_ context.Context, list string) ([]port.PopulationRecord, error) {
	return d.people, d.note("people", list)
}
func (d *fakeCounter) WantList(_ context.Context, kind, code string) error {
	return d.note("want", kind, code)
}
func (d *fakeCounter) SlipsOut(context.Context) ([]desk.SlipRow, error) { return d.slips, nil }
func (d *fakeCounter) CountSlipsOut(context.Context) (int, error)       { return len(d.slips), nil }
func (d *fakeCounter) AttachSlip(_ context.Context, id dossier.ID, sheets []desk.Sheet) error {
	d.slips = nil
	return d.note("attach", string(id))
}
func (d *fakeCounter) Scans(context.Context) ([]desk.ScanFile, error) { return d.scans, nil }
func (d *fakeCounter) ReadDocument(_ context.Context, path string, _ func(int, int)) ([]desk.Sheet, error) {
	if path == "gone" {
		return nil, desk.ErrSourceGone
	}
	return []desk.Sheet{{}}, nil
}
func (d *fakeCounter) ScanTaken(path string) error                        { return d.note("taken", path) }
func (d *fakeCounter) Search(context.Context, string) ([]desk.Row, error) { return d.found, nil }
func (d *fakeCounter) Open(context.Context, dossier.ID) (desk.Opened, error) {
	return d.opened, nil
}
func (d *fakeCounter) Acts(opened desk.Opened) []dossier.Command {
	return dossier.Allowed(dossier.Dossiers(), opened.State, d.role)
}
func (d *fakeCounter) LossDeclaration(context.Context, dossier.ID) (desk.ReportPaper, error) {
	return counted("declaration"), nil
}
func (d *fakeCounter) LostSlip(_ context.Context, _ dossier.ID, checked string) (desk.Paper, error) {
	return desk.Paper{Code: "slip"}, d.note("lost", checked)
}
func (d *fakeCounter) WaitingNote(context.Context, dossier.ID) (desk.ReportPaper, error) {
	return counted("note"), nil
}
func (d *fakeCounter) Correct(_ context.Context, _ dossier.ID, section dossier.Section, note string) error {
	return d.note("correct", string(section), note)
}
func (d *fakeCounter) Withdraw(_ context.Context, _ dossier.ID, reason string) error {
	return d.note("withdraw", reason)
}
func (d *fakeCounter) Print(_ context.Context, _ dossier.ID, paper desk.Paper, _ string) error {
	if d.printErr != nil {
		return d.printErr
	}
	return d.note("print", paper.Code)
}
func (d *fakeCounter) Export(_ context.Context, _ dossier.ID, paper desk.Paper) (string, error) {
	return "x.pdf", d.note("export", paper.Code)
}
func (d *fakeCounter) Tickets(context.Context) ([]store.Ticket, error) { return d.queue, nil }
func (d *fakeCounter) TakeTicket(_ context.Context, priority string) (store.Ticket, error) {
	d.queue = append(d.queue, store.Ticket{Number: len(d.queue) + 1, Priority: priority})
	return d.queue[len(d.queue)-1], d.note("ticket", priority)
}
func (d *fakeCounter) CallNext(context.Context) (store.Ticket, error) {
	if len(d.queue) == 0 {
		return store.Ticket{}, desk.ErrNobodyWaits
	}
	next := d.queue[0]
	d.queue = d.queue[1:]
	return next, d.note("call")
}
func (d *fakeCounter) TicketPaper(context.Context, store.Ticket) (desk.ReportPaper, error) {
	return counted("ticket"), nil
}
func (d *fakeCounter) TicketDossier(_ context.Context, code string) (dossier.ID, error) {
	return "d7", d.note("find", code)
}
func (d *fakeCounter) Visits(context.Context) ([]desk.VisitRow, error) { return d.visits, nil }
func (d *fakeCounter) VisitsPaper(context.Context) (desk.ReportPaper, error) {
	return counted("visits"), nil
}
func (d *fakeCounter) PresenceMeans(context.Context, dossier.ID) (desk.PresenceMeans, error) {
	return d.means, nil
}
func (d *fakeCounter) ComparePresence(context.Context, dossier.ID, desk.PresenceMeans) (desk.FingerCheck, error) {
	return d.check, nil
}
func (d *fakeCounter) ReadOldChip(context.Context, desk.Opened, func(port.CardProgress)) (desk.OldChip, error) {
	return d.chip, nil
}
func (d *fakeCounter) ComparedPortrait(_ context.Context, _ dossier.ID, same bool) error {
	if same {
		return d.note("portrait same")
	}
	return d.note("portrait different")
}
func (d *fakeCounter) NotVerified(_ context.Context, _ dossier.ID, reason string) error {
	return d.note("unverified", reason)
}

// clerkHands answers each question by what the test has prepared.
type clerkHands struct {
	t       *testing.T
	answers []string // codes picked, in their order
	offered [][]string
	details []string
	titles  []string
	counts  Counts
	no      bool // what is asked to be confirmed is refused
	asked   []kit.Question
	said    []kit.Notice
	done    []string
	errors  []words.Message
	same    bool
	shown   []string // papers in the panel
	frames  int      // of the camera
	ended   int      // how often its dialog was closed
}

func (v *clerkHands) ShowCounts(c Counts) { v.counts = c }
func (v *clerkHands) Choose(title string, list []kit.Choice, picked func(kit.Choice)) {
	var codes []string
	for _, c := range list {
		codes, v.details = append(codes, c.Code), append(v.details, c.Detail)
	}
	v.titles, v.offered = append(v.titles, title), append(v.offered, codes)
	if len(v.answers) == 0 {
		return // Esc
	}
	answer := v.answers[0]
	v.answers = v.answers[1:]
	i := slices.Index(codes, answer)
	if i < 0 {
		v.t.Fatalf("%q offers %v, not %q", title, codes, answer)
	}
	picked(list[i])
}
func (v *clerkHands) AskList(done func(kind, code string))        { done("class", "lop-9a") }
func (v *clerkHands) AskFind(done func(string))                   { done("LÊ") }
func (v *clerkHands) AskNote(_ string, done func(string))         { done("sai số nhà") }
func (v *clerkHands) AskFile(_ string, picked func(string))       { picked("gone") }
func (v *clerkHands) AskPortrait(_ desk.OldChip, done func(bool)) { done(v.same) }
func (v *clerkHands) Confirm(q kit.Question, yes func()) {
	v.asked = append(v.asked, q)
	if !v.no {
		yes()
	}
}
func (v *clerkHands) Say(n kit.Notice)          { v.said = append(v.said, n) }
func (v *clerkHands) ShowDone(text string)      { v.done = append(v.done, text) }
func (v *clerkHands) ShowBusy(string)           {}
func (v *clerkHands) ShowError(m words.Message) { v.errors = append(v.errors, m) }
func (v *clerkHands) Changed()                  {}

type counterHands struct {
	*Counter
	desk    *fakeCounter
	view    *clerkHands
	begun   []dossier.ID
	started []string
}

var counterNow = time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)

func newCounterHands(t *testing.T, answers ...string) *counterHands {
	h := &counterHands{desk: &fakeCounter{role: dossier.RoleClerk}, view: &clerkHands{t: t, answers: answers}}
	h.Counter = NewCounter(h.desk, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, port.ClockFunc(func() time.Time { return counterNow }), h.view,
		func(which func(context.Context) (dossier.ID, error)) {
			id, err := which(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			h.begun = append(h.begun, id)
		}, func(number string) { h.started = append(h.started, number) })
	return h
}

func (h *counterHands) want(did ...string) {
	h.view.t.Helper()
	if !slices.Equal(h.desk.did, did) {
		h.view.t.Errorf("did %q, want %q", h.desk.did, did)
	}
}

func TestPreregistrationIsTaken(t *testing.T) {
	h := newCounterHands(t, "G2")
	h.desk.home = []desk.Preregistration{{Code: "G1", Name: "A"}, {Code: "G2", Name: "B"}}
	h.Count()
	if h.view.counts.Preregistered != 2 || h.desk.decoded != 0 {
		t.Errorf("counts %+v, read whole %d times", h.view.counts, h.desk.decoded)
	}
	h.Preregistrations()
	h.want("take G2")
	if !slices.Equal(h.begun, []dossier.ID{"d9"}) {
		t.Errorf("opened %v", h.begun)
	}
	h = newCounterHands(t)
	h.Preregistrations()
	if len(h.view.said) != 1 || len(h.view.offered) != 0 {
		t.Error("an empty list was not said")
	}
}

func TestListsFetchedAhead(t *testing.T) {
	h := newCounterHands(t, "L1", "001190012345")
	h.desk.lists = []desk.PeopleList{{ID: "L1", Kind: "hamlet", Code: "thon-1", People: 1, Whole: true, AsOf: counterNow.AddDate(0, 0, -5)}}
	h.desk.people = []port.PopulationRecord{{PersonalNumber: "001190012345", Name: "LÊ THỊ MẪU"}}
	h.Lists()
	h.want("people L1")
	if !slices.Equal(h.started, []string{"001190012345"}) {
		t.Errorf("began %v", h.started)
	}
	if !strings.Contains(h.view.details[0], "20/11/2026") || !strings.Contains(h.view.titles[1], "5 ngày trước") {
		t.Errorf("the age of the data is not said: %q, %q", h.view.details, h.view.titles)
	}
	h = newCounterHands(t, wantList)
	h.Lists()
	h.want("want class lop-9a")
}

func TestSlipComesBack(t *testing.T) {
	h := newCounterHands(t, "d1", "/scan/1.jpg")
	h.desk.slips = []desk.SlipRow{{Row: desk.Row{Dossier: store.Dossier{ID: "d1"}, Name: "A"}}}
	h.desk.scans = []desk.ScanFile{{Path: "/scan/1.jpg", Name: "1.jpg"}}
	h.Count()
	h.Slips()
	h.want("attach d1", "taken /scan/1.jpg")
	if h.view.counts.Slips != 0 {
		t.Error("it is still counted as not back")
	}
	// A file that cannot be read leaves everything as it was.
	h = newCounterHands(t, otherFile)
	h.ScanSlip("d1")
	h.want()
	if len(h.view.errors) != 1 {
		t.Error("nothing was said")
	}
}

func taken(state dossier.State) desk.Opened {
	opened := desk.Opened{Dossier: store.Dossier{ID: "d1", State: state}}
	opened.Review = dossier.Review{ReceiptNumber: "HN01-01-000001-00", Confirmed: "signature"}
	return opened
}

func TestWhatCanBeDoneWithATakenDossier(t *testing.T) {
	for _, c := range []struct {
		state dossier.State
		role  dossier.Role
		want  []string
	}{
		{dossier.Captured, dossier.RoleClerk, []string{actLostSlip, actScan}},
		{dossier.Captured, dossier.RoleSupervisor, []string{actLostSlip, actScan, actCorrect, actWithdraw}},
		{dossier.Approved, dossier.RoleSupervisor, []string{actLostSlip, actScan, actWithdraw}},
		{dossier.Waiting, dossier.RoleClerk, []string{actGoOn, actLostSlip, actScan, actNote}},
		{dossier.Returned, dossier.RoleClerk, []string{actGoOn, actLostSlip, actScan}},
		{dossier.Closed, dossier.RoleClerk, []string{actScan}},
		{dossier.Withdrawn, dossier.RoleSupervisor, nil},
	} {
		h := newCounterHands(t)
		h.desk.opened, h.desk.role = taken(c.state), c.role
		h.desk.found = []desk.Row{{}}
		h.Find()
		if c.want == nil {
			if len(h.view.said) != 1 {
				t.Errorf("%s: nothing was said", c.state)
			}
			continue
		}
		if len(h.view.offered) != 1 || !slices.Equal(h.view.offered[0], c.want) {
			t.Errorf("%s as %s: %v", c.state, c.role, h.view.offered)
		}
	}
	aside := taken(dossier.Approved)
	aside.Delivery = &port.Delivery{State: port.DeliverySetAside}
	h := newCounterHands(t)
	h.desk.opened, h.desk.role = aside, dossier.RoleSupervisor
	h.Taken("d1")
	if !slices.Contains(h.view.offered[0], actCorrect) {
		t.Error("a version that was set aside keeps the dossier from being corrected")
	}
}

func TestLostSlipNeedsItsDeclaration(t *testing.T) {
	h := newCounterHands(t, actLostSlip, "card")
	h.desk.opened = taken(dossier.Accepted)
	h.Taken("d1")
	h.want("print declaration", "lost card", "print slip")

	h = newCounterHands(t, actLostSlip, "card")
	h.desk.opened, h.view.no = taken(dossier.Accepted), true
	h.Taken("d1")
	h.want("print declaration") // not signed: no slip

	// Without a printer the paper that was noted is written to a file.
	h = newCounterHands(t, actLostSlip, "portrait")
	h.desk.opened, h.desk.printErr = taken(dossier.Accepted), errors.New("out of paper")
	h.Taken("d1")
	h.want("export counted declaration", "lost portrait", "export slip")
}

func TestCorrectionAndWithdrawal(t *testing.T) {
	h := newCounterHands(t, actCorrect, string(dossier.SectionIdentity))
	h.desk.opened, h.desk.role = taken(dossier.Captured), dossier.RoleSupervisor
	h.Taken("d1")
	h.want("correct identity sai số nhà")

	h = newCounterHands(t, actWithdraw, desk.WithdrawMoved)
	h.desk.opened, h.desk.role = taken(dossier.Accepted), dossier.RoleSupervisor
	h.Taken("d1")
	h.want("withdraw " + desk.WithdrawMoved)
	if !h.view.asked[0].Danger {
		t.Error("what cannot be taken back is done by habit")
	}
}

func TestWhoSitsThere(t *testing.T) {
	opened := taken(dossier.Draft)
	all := desk.PresenceMeans{Chip: true, Earlier: "d0", Finger: port.RightIndex}
	for _, c := range []struct {
		name    string
		prepare func(*counterHands)
		answer  string
		did     []string
		told    int // notices
		changed bool
	}{
		{"a finger that fits", func(h *counterHands) { h.desk.check = desk.FingerCheck{Clear: true, Same: true} }, byFinger, nil, 0, true},
		{"another finger", func(h *counterHands) { h.desk.check = desk.FingerCheck{Clear: true} }, byFinger, nil, 1, true},
		{"a smear", func(*counterHands) {}, byFinger, nil, 1, false},
		{"the portrait fits", func(h *counterHands) { h.view.same = true }, byChip, []string{"portrait same"}, 0, true},
		{"another portrait", func(*counterHands) {}, byChip, []string{"portrait different"}, 1, true},
		{"nothing to compare", func(*counterHands) {}, "no-chip", []string{"unverified no-chip"}, 0, true},
	} {
		h := newCounterHands(t, c.answer)
		h.desk.means = all
		c.prepare(h)
		changed := false
		h.Verify(opened, func() { changed = true })
		h.want(c.did...)
		if changed != c.changed || len(h.view.said) != c.told {
			t.Errorf("%s: recorded %v, %d notices", c.name, changed, len(h.view.said))
		}
	}
	h := newCounterHands(t)
	h.Verify(opened, func() { t.Error("nothing was chosen") })
	if got := h.view.offered[0]; slices.Contains(got, byFinger) || slices.Contains(got, byChip) {
		t.Errorf("without means: %v", got)
	}
}

func TestResumeAsksBeforeTakingOver(t *testing.T) {
	h := newHands(t)
	h.Start(cardQR)
	h.desk.others = &desk.OthersWorkError{User: "canbo", Name: "Lê Thị Mẫu"}
	h.drop()
	h.Resume("d1")
	if len(h.view.asked) != 1 || h.view.asked[0].User != "canbo" || h.ID() != "" {
		t.Fatalf("asked %v, open %q", h.view.asked, h.ID())
	}
	if len(h.view.errors) != 0 {
		t.Error("it was called an error")
	}
	h.view.takeOver()
	if !slices.Equal(h.desk.tookFrom, []string{"canbo"}) || h.ID() != "d1" {
		t.Errorf("taken from %v, open %q", h.desk.tookFrom, h.ID())
	}
}

func TestQueueAtTheDoor(t *testing.T) {
	h := newCounterHands(t, "", "elderly")
	h.Ticket()
	h.Ticket()
	h.want("ticket ", "print ticket", "ticket elderly", "print ticket")
	if h.view.counts.Waiting != 2 || h.view.counts.First != 1 {
		t.Errorf("counts %+v", h.view.counts)
	}
	h.CallNext()
	h.CallNext()
	h.CallNext()
	if len(h.view.errors) != 1 || h.view.counts.Waiting != 0 {
		t.Errorf("an empty queue: %v, %+v", h.view.errors, h.view.counts)
	}
	if said := strings.Join(h.view.done, " "); !strings.Contains(said, "Mời số 2. Ưu tiên: Người cao tuổi") {
		t.Errorf("called as %q", said)
	}
}

func TestTicketOpensItsDossier(t *testing.T) {
	const code = "STT:01-20261125-0002"
	h := newCounterHands(t)
	h.desk.opened = taken(dossier.Draft)
	h.OpenTicket(code)
	if !slices.Equal(h.begun, []dossier.ID{"d1"}) {
		t.Errorf("opened %v", h.begun)
	}
	h = newCounterHands(t)
	h.desk.opened = taken(dossier.Captured)
	h.OpenTicket(code)
	if len(h.begun) != 0 || len(h.view.offered) != 1 {
		t.Errorf("a taken dossier: opened %v, offered %v", h.begun, h.view.offered)
	}
	if !IsTicket(code) || IsTicket("GH:HN01") {
		t.Error("tickets are not told apart")
	}
}

func TestVisitsAreListedAndPrinted(t *testing.T) {
	visit := desk.VisitRow{Row: desk.Row{Dossier: store.Dossier{ID: "d4"}, Name: "A"}}
	h := newCounterHands(t, printVisits, "d4")
	h.desk.visits = []desk.VisitRow{visit}
	h.Visits()
	h.want("print visits")
	h.Visits()
	if !slices.Equal(h.begun, []dossier.ID{"d4"}) || !slices.Contains(h.view.details, "chưa hẹn ngày") {
		t.Errorf("opened %v, said %q", h.begun, h.view.details)
	}
}
