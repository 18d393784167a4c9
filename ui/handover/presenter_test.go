package handover

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeDesk is a desk with one dossier, whose card waits, and one chip.
type fakeDesk struct {
	state      dossier.CardState
	check      desk.ChipCheck
	err        error            // of the reading
	errs       map[string]error // of the reading by one reader
	read       []string         // the readers in their order
	during     func(progress func(port.CardProgress))
	supervisor bool
	finger     desk.FingerCheck
	rows       int
	prints     bool // the dossier has fingers
	oldCard    string

	readings int
	given    []dossier.Handover
	faults   []string
	printed  []string // by the key that asks nothing
	printErr error
}

func (d *fakeDesk) Search(context.Context, string) ([]desk.Row, error) {
	return make([]desk.Row, d.rows), nil
}

func (d *fakeDesk) Open(_ context.Context, id dossier.ID) (desk.Opened, error) {
	opened := desk.Opened{Dossier: store.Dossier{ID: id}}
	opened.Cards = []store.Card{{Serial: "T1", State: d.state}}
	opened.Identity.PersonalNumber, opened.Identity.Name = "001090000002", "Đỗ Đức Mậu"
	opened.Identity.OldCard.QR, opened.Identity.OldCard.Outcome = oldQR, d.oldCard
	if d.prints {
		opened.Fingerprints.Fingers = map[port.Position]dossier.Part{
			port.LeftIndex:  {Capture: &dossier.CaptureRef{Template: "blob"}},
			port.RightIndex: {Exception: &dossier.CaptureException{Reason: "bent"}},
		}
	}
	return opened, nil
}
func (d *fakeDesk) Picture(context.Context, string) ([]byte, error) { return nil, nil }
func (d *fakeDesk) Readers(context.Context) ([]port.Reader, error)  { return onReader(9), nil }
func (d *fakeDesk) MayOverride() bool                               { return d.supervisor }
func (d *fakeDesk) HandoverRecord(_ context.Context, id dossier.ID) (desk.ReportPaper, error) {
	return desk.ReportPaper{Paper: desk.Paper{Code: "tra-the " + string(id)}}, nil
}
func (d *fakeDesk) PrintAtOnce(_ context.Context, paper desk.ReportPaper) error {
	d.printed = append(d.printed, paper.Code)
	return d.printErr
}

func (d *fakeDesk) CheckChip(_ context.Context, _ desk.Opened, reader string, progress func(port.CardProgress)) (desk.ChipCheck, error) {
	d.readings++
	d.read = append(d.read, reader)
	if err := d.errs[reader]; err != nil {
		return desk.ChipCheck{}, err
	}
	if d.during != nil {
		d.during(progress)
	}
	return d.check, d.err
}

func (d *fakeDesk) VerifyFinger(_ context.Context, _ desk.Opened, position port.Position) (desk.FingerCheck, error) {
	d.finger.Position = position
	return d.finger, nil
}

func (d *fakeDesk) HandOver(_ context.Context, _ desk.Opened, _ desk.ChipCheck, recipient dossier.Handover) error {
	d.given = append(d.given, recipient)
	d.state = dossier.CardHandedOver
	return nil
}

func (d *fakeDesk) ReportFault(_ context.Context, _ desk.Opened, serial, reason string) error {
	d.faults = append(d.faults, serial+" "+reason)
	d.state = dossier.CardFaulty
	return nil
}

// fakeView writes down what it is told.
type fakeView struct {
	said    []string
	oldCard func(string) // the answer that is awaited
}

func (v *fakeView) say(format string, args ...any) {
	v.said = append(v.said, fmt.Sprintf(format, args...))
}

func (v *fakeView) ShowFound(rows []desk.Row)        { v.say("found %d", len(rows)) }
func (v *fakeView) ShowDossier(desk.Opened, []byte)  { v.say("dossier") }
func (v *fakeView) ShowReader([]port.Reader)         {}
func (v *fakeView) ShowProgress(p port.CardProgress) { v.say("progress %s", p.File) }
func (v *fakeView) ShowPortrait(jpeg []byte)         { v.say("portrait %s", jpeg) }
func (v *fakeView) ShowCheck(c desk.ChipCheck, may bool) {
	v.say("check %v, override %v", c.Matched, may)
}
func (v *fakeView) AskFault(reason string) { v.say("ask %s", reason) }
func (v *fakeView) AskOldCard(answer func(string)) {
	v.say("old card")
	v.oldCard = answer
}
func (v *fakeView) ShowNote(text string)       { v.say("note %s", text) }
func (v *fakeView) ShowBusy(string)            {}
func (v *fakeView) ShowFailed(m words.Message) { v.say("failed %s", m.English) }
func (v *fakeView) ShowHandedOver(desk.Opened) { v.say("handed over") }
func (v *fakeView) Changed()                   {}

func (v *fakeView) has(t *testing.T, want ...string) {
	t.Helper()
	for _, w := range want {
		if !slices.ContainsFunc(v.said, func(s string) bool { return strings.HasPrefix(s, w) }) {
			t.Errorf("%q was not said; said were %q", w, v.said)
		}
	}
}

const (
	oldQR = "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Một, Xã Hai, Hà Nội|31122021"
	newQR = "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Một, Xã Hai, Hà Nội|25112026"
)

func onReader(insertion uint32) []port.Reader {
	return []port.Reader{{Name: "R", CardPresent: true, Insertion: insertion}}
}

// good and bad are checks of a chip that proves itself and says the right or
// another name.
func chipOf(name string) desk.ChipCheck {
	check := desk.ChipCheck{Fields: []desk.ComparedField{}}
	for _, field := range []string{"personalNumber", "name", "birth", "sex"} {
		row := desk.ComparedField{Field: field, Agreement: desk.Agrees}
		if field == "name" && name != "Đỗ Đức Mậu" {
			row.Agreement = desk.Differs
		}
		check.Fields = append(check.Fields, row)
	}
	for _, name := range []string{"hashes", "signature", "issuer"} {
		check.Reading.Proofs = append(check.Reading.Proofs, port.Proof{Name: name, Verdict: port.ProofPassed})
	}
	check.Reading.Chip = port.ChipData{PersonalNumber: "001090000002", Name: name, Birth: "1990-07-01", Sex: "M", Issued: "2026-11-25"}
	check.Matched = desk.Matched(check.Fields)
	return check
}

func start(t *testing.T, d *fakeDesk) (*Presenter, *fakeView) {
	t.Helper()
	view := &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, view)
	return p, view
}

func TestGoodChipIsGiven(t *testing.T) {
	d := &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mậu"), rows: 1}
	d.during = func(progress func(port.CardProgress)) {
		progress(port.CardProgress{File: "DG2", Done: 1, Total: 2})
		progress(port.CardProgress{File: "DG2", Portrait: []byte("face")})
	}
	p, view := start(t, d)
	p.Find("TH01")
	p.HandOver(dossier.Handover{})
	view.has(t, "failed No card on the reader")
	p.LookAround()
	view.has(t, "dossier", "progress DG2", "portrait face", "check true, override false")
	p.Readers(onReader(9))
	p.Readers(onReader(10))
	if d.readings != 1 {
		t.Errorf("a card that fits was read %d times", d.readings)
	}
	p.HandOver(dossier.Handover{To: "holder", Override: "smuggled in"})
	if len(d.given) != 1 || d.given[0].Override != "" {
		t.Errorf("given %+v", d.given)
	}
	view.has(t, "handed over")
	if _, open := p.Opened(); open {
		t.Error("the dossier is still open after handing over")
	}
	p.HandOver(dossier.Handover{})
	if len(d.given) != 1 {
		t.Error("given twice")
	}
}

func TestMismatchIsRefusedAndReported(t *testing.T) {
	d := &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mẫu")}
	p, view := start(t, d)
	p.Readers(onReader(1))
	p.Open("d1")
	view.has(t, "check false, override false", "ask "+desk.FaultChipMismatch)
	p.HandOver(dossier.Handover{})
	p.Override(dossier.Handover{}, "vì tôi muốn")
	view.has(t, "failed The chip does not fit", "failed This role may not")
	if len(d.given) > 0 {
		t.Fatal("a card that does not fit was given")
	}
	p.ReportFault(desk.FaultChipMismatch)
	if !slices.Equal(d.faults, []string{"T1 " + desk.FaultChipMismatch}) {
		t.Errorf("reported %q", d.faults)
	}
	view.has(t, "note Thẻ đã báo lỗi")
	p.ReportFault(desk.FaultChipMismatch)
	if len(d.faults) != 1 {
		t.Error("reported twice")
	}
}

func TestSupervisorOverridesWithReason(t *testing.T) {
	d := &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mẫu"), supervisor: true}
	p, view := start(t, d)
	p.Readers(onReader(1))
	p.Open("d1")
	view.has(t, "check false, override true")
	for _, none := range []string{"", "   "} {
		p.Override(dossier.Handover{}, none)
		if len(d.given) > 0 {
			t.Fatalf("given for the reason %q", none)
		}
	}
	p.Override(dossier.Handover{To: "holder"}, "Đã đối chiếu giấy khai sinh")
	if len(d.given) != 1 || d.given[0].Override != "Đã đối chiếu giấy khai sinh" {
		t.Errorf("given %+v", d.given)
	}
}

func TestPulledCardIsReadAgain(t *testing.T) {
	d := &fakeDesk{state: dossier.CardArrived, err: &port.CardError{Fault: port.CardRemoved, Step: "DG2"}}
	p, view := start(t, d)
	p.Open("d1")
	p.Readers(onReader(1))
	view.has(t, "failed The card was removed")
	p.Readers([]port.Reader{{Name: "R", Insertion: 2}})
	d.err, d.check = nil, chipOf("Đỗ Đức Mậu")
	p.Readers(onReader(3))
	view.has(t, "check true")
	if d.readings != 2 {
		t.Errorf("%d readings", d.readings)
	}
}

// The officer's own card lies on one reader all day: the citizen's on the other is
// found, and read again there.
func TestSeveralReaders(t *testing.T) {
	d := &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mậu"), errs: map[string]error{
		"A": &port.CardError{Fault: port.CardNotVisa, Step: "select"},
	}}
	p, view := start(t, d)
	p.Open("d1")
	p.Readers([]port.Reader{{Name: "A", CardPresent: true, Insertion: 1}, {Name: "B"}, {Name: "C"}})
	p.Readers([]port.Reader{{Name: "A", CardPresent: true, Insertion: 1}, {Name: "B"}, {Name: "C", CardPresent: true, Insertion: 4}})
	view.has(t, "check true")
	p.ReadAgain()
	if want := []string{"A", "C", "C"}; !slices.Equal(d.read, want) {
		t.Errorf("read by %v, want %v", d.read, want)
	}
	p.Readers([]port.Reader{{Name: "A", CardPresent: true, Insertion: 1}, {Name: "C"}})
	p.ReadAgain()
	if d.read[len(d.read)-1] != "A" {
		t.Error("the only card that is there is not read")
	}
}

func TestBrokenChipOpensTheReport(t *testing.T) {
	for fault, asks := range map[port.CardFault]bool{
		port.CardUnreadable: true, port.CardTooLarge: true, port.CardRemoved: false, port.CardTimeout: false, port.CardAccess: false,
	} {
		p, view := start(t, &fakeDesk{state: dossier.CardArrived, err: &port.CardError{Fault: fault}})
		p.Readers(onReader(1))
		p.Open("d1")
		if asked := slices.Contains(view.said, "ask "+desk.FaultChipDead); asked != asks {
			t.Errorf("%s: asked %v", fault, asked)
		}
	}
}

func TestPrintedQR(t *testing.T) {
	wrong := strings.Replace(newQR, "Mậu", "Mẫu", 1)
	for _, tt := range []struct {
		name        string
		qr          string
		beforeChip  bool
		note, check string
		ask         string
	}{
		{"the new card's", newQR, false, "", "check true", ""},
		{"scanned before the chip", newQR, true, "note Đã quét", "check true", ""},
		{"printed wrongly", wrong, false, "", "check false", desk.FaultPrint},
		{"printed wrongly, scanned before", wrong, true, "note Đã quét", "check false", desk.FaultPrint},
		{"the old card's", oldQR, false, "note Đây là mã QR của thẻ cũ", "check true", ""},
		{"the old card's before", oldQR, true, "note Đây là mã QR của thẻ cũ", "check true", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, view := start(t, &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mậu")})
			p.Open("d1")
			if tt.beforeChip {
				p.Scan(tt.qr)
				p.Readers(onReader(1))
			} else {
				p.Readers(onReader(1))
				p.Scan(tt.qr)
			}
			if tt.note != "" {
				view.has(t, tt.note)
			}
			last := ""
			for _, s := range view.said {
				if strings.HasPrefix(s, "check") {
					last = s
				}
			}
			if !strings.HasPrefix(last, tt.check) {
				t.Errorf("ends with %q, want %q", last, tt.check)
			}
			if asked := slices.Contains(view.said, "ask "+tt.ask); asked != (tt.ask != "") {
				t.Errorf("asked %v: %q", asked, view.said)
			}
		})
	}
}

// TestScanOfAnotherPerson: a slip or another person's code looks for a dossier.
func TestScanOfAnotherPerson(t *testing.T) {
	d := &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mậu"), rows: 2}
	p, view := start(t, d)
	p.Open("d1")
	p.Scan("TH01-01-000001-18")
	p.Scan("079199000001" + newQR[12:])
	if got := strings.Count(strings.Join(view.said, "\n"), "found 2"); got != 2 {
		t.Errorf("looked %d times", got)
	}
}

// TestLateReadingIsDropped: a reading that ends after the clerk went on says
// nothing of the one before.
func TestLateReadingIsDropped(t *testing.T) {
	d := &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mậu")}
	p, view := start(t, d)
	d.during = func(progress func(port.CardProgress)) {
		p.Leave()
		progress(port.CardProgress{File: "DG2", Portrait: []byte("face")})
	}
	p.Readers(onReader(1))
	p.Open("d1")
	for _, said := range view.said {
		if strings.HasPrefix(said, "check") || strings.HasPrefix(said, "portrait") {
			t.Errorf("said %q of a dossier that was left", said)
		}
	}
}

// TestOldCardIsAskedFor: whose old card was left with its holder at the intake is
// asked for it when the new one is given, and not given twice.
func TestOldCardIsAskedFor(t *testing.T) {
	d := &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mậu"), oldCard: dossier.OldNotCollected}
	p, view := start(t, d)
	p.Open("d1")
	p.Readers(onReader(1))
	p.HandOver(dossier.Handover{To: dossier.ToHolder})
	view.has(t, "old card")
	if len(d.given) > 0 {
		t.Fatal("given before it was asked for")
	}
	view.oldCard(dossier.OldCollected)
	view.oldCard(dossier.OldCut) // a dialog that answers twice
	if len(d.given) != 1 || d.given[0].OldCard != dossier.OldCollected || d.given[0].To != dossier.ToHolder {
		t.Errorf("%+v", d.given)
	}
}

func TestNothingToGive(t *testing.T) {
	for state, want := range map[dossier.CardState]string{
		dossier.CardShipped: "failed No card of this dossier", dossier.CardFaulty: "note Thẻ đã báo lỗi",
		dossier.CardHandedOver: "note Thẻ đã trả", dossier.CardLost: "note Thẻ đã báo thất lạc", dossier.CardUndelivered: "note Thẻ không phát được",
		dossier.CardSentBack: "note Thẻ đã gửi lại", dossier.CardVoid: "note Trung ương đã hủy", dossier.CardRecalled: "note Trung ương thu hồi",
	} {
		d := &fakeDesk{state: state}
		p, view := start(t, d)
		p.Readers(onReader(1))
		p.Open("d1")
		view.has(t, want)
		if d.readings > 0 {
			t.Errorf("%s: a chip was read", state)
		}
	}
}

// TestReasonsHaveWords keeps the words of proofs and of faults whole.
func TestReasonsHaveWords(t *testing.T) {
	if got := why("group-changed:DG1,DG13"); got != "dữ liệu bị sửa (DG1, DG13)" {
		t.Errorf("%q", got)
	}
	if why("new-code") != "new-code" || Fault("new-code") != "new-code" {
		t.Error("an unknown code is not shown as it came")
	}
	for _, code := range []string{desk.FaultChipMismatch, desk.FaultChipProof, desk.FaultChipDead, desk.FaultPrint, desk.FaultData, desk.FaultDamaged} {
		if Fault(code) == code {
			t.Errorf("%s has no words", code)
		}
	}
	facts := factsOf([]desk.ComparedField{
		{Field: "name", Label: "Họ và tên", Dossier: "Đỗ Đức Mậu", Chip: "Đỗ Đức Mậu", Agreement: desk.Agrees},
		{Field: desk.FieldMRZ, Label: "Dòng MRZ", Dossier: "A B DO<<MAU<<", Chip: "A B DO<<MAV<<", Agreement: desk.Differs},
		{Field: "religion", Label: "Tôn giáo", Agreement: desk.NotOnIt},
	})
	if len(facts) != 2 || facts[0].Value != "DO<<MAU   ≠ trên chip: DO<<MAV" || facts[0].Level != kit.LevelError || facts[1].Level != kit.LevelOK {
		t.Errorf("%+v", facts)
	}
}

func TestFingerOfWhoFetches(t *testing.T) {
	for _, tt := range []struct {
		name       string
		prints     bool
		finger     desk.FingerCheck
		beforeChip bool
		note       string
		matched    bool
	}{
		{"no fingers in the dossier", false, desk.FingerCheck{}, false, "note Hồ sơ không có vân tay", true},
		{"same", true, desk.FingerCheck{Clear: true, Same: true}, false, "", true},
		{"same, before the chip", true, desk.FingerCheck{Clear: true, Same: true}, true, "note ✓", true},
		{"another", true, desk.FingerCheck{Clear: true}, false, "", false},
		{"another, before the chip", true, desk.FingerCheck{Clear: true}, true, "note ✕", false},
		{"smeared", true, desk.FingerCheck{}, false, "note Không thấy rõ", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &fakeDesk{state: dossier.CardArrived, check: chipOf("Đỗ Đức Mậu"), prints: tt.prints, finger: tt.finger}
			p, view := start(t, d)
			p.Open("d1")
			if tt.beforeChip {
				p.VerifyFinger()
				p.Readers(onReader(1))
			} else {
				p.Readers(onReader(1))
				p.VerifyFinger()
			}
			if tt.note != "" {
				view.has(t, tt.note)
			}
			if tt.prints && d.finger.Position != port.LeftIndex {
				t.Errorf("asked for %s", d.finger.Position)
			}
			for _, said := range view.said {
				if strings.HasPrefix(said, "ask") {
					t.Errorf("a finger is no fault of the card: %q", said)
				}
			}
			p.HandOver(dossier.Handover{})
			if given := len(d.given) == 1; given != tt.matched {
				t.Errorf("given %v; said %q", given, view.said)
			}
		})
	}
}
