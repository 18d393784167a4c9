package cards

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
)

// fakeDesk is a desk with a box of three cards and a reader on which one lies.
type fakeDesk struct {
	lying   string // serial of the card on the reader, "" is a strange one
	bad     map[string]string
	err     error
	arrived []string
	faults  map[string]string
	tried   []int // candidates of each reading
	broken  error // of taking the box in
	record  desk.BoxRecord
	keeps   int
	created time.Time // of the dossiers
}

func (d *fakeDesk) OpenBox(_ context.Context, box desk.Box) (desk.BoxRecord, error) {
	if d.record.Box == "" {
		d.record.Box = box.ID
		for _, card := range box.Cards {
			d.record.Lines = append(d.record.Lines, desk.BoxLine{Serial: card.Serial})
		}
	}
	return d.record, nil
}

func (d *fakeDesk) KeepBox(_ context.Context, record desk.BoxRecord) (desk.BoxRecord, error) {
	d.keeps++
	record.Revision++
	d.record = record
	return record, nil
}

func (d *fakeDesk) CloseBox(_ context.Context, record desk.BoxRecord, _ string) (desk.BoxRecord, error) {
	d.faults = map[string]string{}
	for _, line := range record.Lines {
		if line.Found != "" {
			d.arrived = append(d.arrived, line.Serial)
		}
		if line.Found == desk.FoundFaulty {
			d.faults[line.Serial] = line.Reason
		}
	}
	return record, d.broken
}

func (d *fakeDesk) Identify(_ context.Context, code desk.CardCode) (desk.Surplus, error) {
	return desk.Surplus{Code: code.Names(), Why: desk.SurplusUnknown}, nil
}

func (d *fakeDesk) BoxCards(_ context.Context, box desk.Box) ([]desk.BoxCard, error) {
	var cards []desk.BoxCard
	for i, card := range box.Cards {
		c := desk.BoxCard{Card: card}
		c.Opened.Created = d.created
		c.Opened.Identity.Name = fmt.Sprintf("Người %d", i+1)
		c.Opened.Identity.PersonalNumber = fmt.Sprintf("00109000000%d", i+1)
		cards = append(cards, c)
	}
	return cards, nil
}

func (d *fakeDesk) CheckBoxCard(_ context.Context, candidates []desk.BoxCard, _ string, _ func(port.CardProgress)) (int, desk.ChipCheck, error) {
	d.tried = append(d.tried, len(candidates))
	if d.err != nil {
		return 0, desk.ChipCheck{}, d.err
	}
	at := slices.IndexFunc(candidates, func(c desk.BoxCard) bool { return c.Card.Serial == d.lying })
	if at < 0 {
		return -1, desk.ChipCheck{}, &port.CardError{Fault: port.CardAccess}
	}
	reason, bad := d.bad[d.lying]
	check := desk.ChipCheck{Card: candidates[at].Card, Matched: !bad}
	if bad {
		check.Reading.Proofs = []port.Proof{{Name: "hashes", Verdict: port.ProofFailed, Reason: reason}}
	}
	return at, check, nil
}

// fakeView keeps the last of what it is told.
type fakeView struct {
	lines    []Line
	at       int
	count    Count
	level    kit.Level
	text     string
	beeps    []bool
	received []Count
	err      error
}

func (v *fakeView) ShowLines(_ desk.BoxRecord, lines []Line, at int, count Count) {
	v.lines, v.at, v.count = slices.Clone(lines), at, count
}
func (v *fakeView) Say(level kit.Level, text string) { v.level, v.text = level, text }
func (v *fakeView) Beep(good bool)                   { v.beeps = append(v.beeps, good) }
func (v *fakeView) Received(_ desk.BoxRecord, count Count, err error) {
	v.received, v.err = append(v.received, count), err
}

func start(t *testing.T, d *fakeDesk) (*Check, *fakeView) {
	t.Helper()
	view := &fakeView{}
	box := desk.Box{ID: "B", Cards: []store.Card{{Serial: "T1"}, {Serial: "T2"}, {Serial: "T3"}}}
	owner := kit.NewInlineOwner(t.Context())
	c := NewCheck(d, owner, owner, kit.NoEvents{}, view, box)
	c.StartSealed(desk.SealWhole, "")
	return c, view
}

var insertion uint32

// lay puts a card on the reader and takes it off again.
func lay(c *Check, d *fakeDesk, serial string) {
	d.lying = serial
	insertion++
	c.Readers([]port.Reader{{Name: "R", CardPresent: true, Insertion: insertion}})
	c.Readers([]port.Reader{{Name: "R", CardPresent: true, Insertion: insertion}}) // told twice
	insertion++
	c.Readers([]port.Reader{{Name: "R", Insertion: insertion}})
}

func TestBoxInAnyOrder(t *testing.T) {
	d := &fakeDesk{bad: map[string]string{"T3": "group-changed:DG1"}}
	c, view := start(t, d)
	lay(c, d, "T2")
	if view.lines[1].State != Good || view.at != 2 {
		t.Errorf("after the second card: %+v at %d", view.lines, view.at)
	}
	lay(c, d, "T3")
	if view.lines[2].State != Bad || view.lines[2].Reason != desk.FaultChipProof || view.level != kit.LevelError || view.at != 0 {
		t.Errorf("after the bad card: %+v at %d", view.lines, view.at)
	}
	lay(c, d, "T1")
	if want := (Count{Good: 2, Bad: 1}); view.count != want || c.Count() != want {
		t.Errorf("%+v", view.count)
	}
	if !slices.Equal(view.beeps, []bool{true, false, true}) || !slices.Equal(d.tried, []int{3, 3, 3}) {
		t.Errorf("beeps %v, candidates %v", view.beeps, d.tried)
	}
	c.Move(2)
	lay(c, d, "T2") // checked before
	if view.level != kit.LevelInfo || view.count != (Count{Good: 2, Bad: 1}) || len(view.beeps) != 3 {
		t.Errorf("laid down again: %v, %+v", view.level, view.count)
	}
	c.Receive("1")
	if !slices.Equal(d.arrived, []string{"T1", "T2", "T3"}) || !maps.Equal(d.faults, map[string]string{"T3": desk.FaultChipProof}) {
		t.Errorf("arrived %v, faulty %v", d.arrived, d.faults)
	}
	if len(view.received) != 1 || view.err != nil {
		t.Errorf("%+v %v", view.received, view.err)
	}
}

func TestMissingAndSurplus(t *testing.T) {
	d := &fakeDesk{}
	c, view := start(t, d)
	lay(c, d, "strange") // which card it is only its code can say
	if view.count != (Count{Missing: 3}) || view.level != kit.LevelError {
		t.Errorf("a strange card: %+v", view.count)
	}
	for range 2 { // read twice it is still one
		c.Scan("079199000001||X|01011999|Nữ|Y|25112026")
		if view.count.Surplus != 1 || view.level != kit.LevelError {
			t.Errorf("a strange code: %+v", view.count)
		}
	}
	if c.Scan("no card's code") || view.count.Surplus != 1 {
		t.Error("a slip counts as a card")
	}
	if !c.Scan("001090000003||Người Ba|01011990|Nam|Y|25112026") || view.count != (Count{Scanned: 1, Missing: 2, Surplus: 1}) {
		t.Errorf("%+v", view.count)
	}
	if line, ok := c.Current(); !ok || line.Card.Serial != "T3" {
		t.Errorf("the code does not lead to its line: %+v", line)
	}
	lay(c, d, "T3")
	if !c.Scan("t1") || view.lines[0].State != Scanned { // typed from its face
		t.Errorf("%+v", view.lines[0])
	}
	c.Clear()
	d.broken = errors.New("disk")
	c.Receive("1")
	if !slices.Equal(d.arrived, []string{"T3"}) || view.err == nil {
		t.Errorf("arrived %v, %v", d.arrived, view.err)
	}
	d.broken, d.arrived = nil, nil
	c.Receive("1")
	if !slices.Equal(d.arrived, []string{"T3"}) || view.received[1] != (Count{Good: 1, Missing: 2, Surplus: 1}) {
		t.Errorf("arrived %v, %+v", d.arrived, view.received)
	}
}

// TestInterruptedBoxGoesOn: what was found before the desk ended is found again,
// with the seal, and nothing that is known already is counted twice.
func TestInterruptedBoxGoesOn(t *testing.T) {
	d := &fakeDesk{}
	c, _ := start(t, d)
	c.Scan("T1")
	lay(c, d, "T2")
	c.Scan("079199000001")
	c.MarkBad(desk.FaultDamaged)
	if d.keeps < 5 || d.record.SealIs != desk.SealWhole {
		t.Fatalf("kept %d times, seal %q", d.keeps, d.record.SealIs)
	}
	want := c.Count()
	view := &fakeView{}
	owner := kit.NewInlineOwner(t.Context())
	again := NewCheck(d, owner, owner, kit.NoEvents{}, view, desk.Box{ID: "B", Begun: true})
	again.Start()
	if again.Count() != want || want != (Count{Scanned: 1, Good: 1, Bad: 1, Surplus: 1}) {
		t.Errorf("%+v, before %+v", again.Count(), want)
	}
	again.Scan("T1")
	if again.Count() != want || view.level != kit.LevelInfo {
		t.Errorf("read again: %+v", again.Count())
	}
}

// TestOldCardIsNotTheNewOne: the code of the card that its holder had before is no
// card of the box.
func TestOldCardIsNotTheNewOne(t *testing.T) {
	d := &fakeDesk{created: time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)}
	c, view := start(t, d)
	c.Scan("001090000001||Người Một|01011990|Nam|Y|31122021")
	if view.count != (Count{Missing: 3, Surplus: 1}) {
		t.Errorf("%+v", view.count)
	}
	c.Scan("001090000001||Người Một|01011990|Nam|Y|21112026")
	if view.count != (Count{Scanned: 1, Missing: 2, Surplus: 1}) {
		t.Errorf("%+v", view.count)
	}
}

func TestTroubleWithTheReader(t *testing.T) {
	for fault, marked := range map[port.CardFault]LineState{
		port.CardRemoved: Waiting, port.CardTimeout: Waiting, port.CardNoService: Waiting,
		port.CardUnreadable: Bad, port.CardTooLarge: Bad,
	} {
		d := &fakeDesk{err: &port.CardError{Fault: fault}}
		c, view := start(t, d)
		lay(c, d, "T1")
		if view.lines[0].State != marked || view.level != kit.LevelError || !slices.Equal(view.beeps, []bool{false}) {
			t.Errorf("%s: %+v, beeps %v", fault, view.lines[0].State, view.beeps)
		}
		d.err = nil
		lay(c, d, "T1")
		if marked == Waiting && view.lines[0].State != Good {
			t.Errorf("%s: laid down again it is %v", fault, view.lines[0].State)
		}
	}
}

// TestUntrustedDeskMarksNothing: issuers that this desk does not know make no
// card faulty.
func TestUntrustedDeskMarksNothing(t *testing.T) {
	d := &fakeDesk{bad: map[string]string{"T1": "unknown-issuer"}}
	c, view := start(t, d)
	lay(c, d, "T1")
	if view.count != (Count{Missing: 3}) || view.level != kit.LevelError {
		t.Errorf("%+v", view.count)
	}
}

func TestMarkedByHand(t *testing.T) {
	d := &fakeDesk{}
	c, view := start(t, d)
	c.Move(1)
	c.Move(7)
	c.MarkBad(desk.FaultDamaged)
	if view.lines[1].State != Bad || view.lines[1].Reason != desk.FaultDamaged || view.at != 2 {
		t.Errorf("%+v at %d", view.lines[1], view.at)
	}
}
