package cards

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

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
}

func (d *fakeDesk) BoxCards(_ context.Context, box desk.Box) ([]desk.BoxCard, error) {
	var cards []desk.BoxCard
	for i, card := range box.Cards {
		c := desk.BoxCard{Card: card}
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

func (d *fakeDesk) ReceiveChecked(_ context.Context, arrived []store.Card, faults map[string]string, _ string) error {
	for _, card := range arrived {
		d.arrived = append(d.arrived, card.Serial)
	}
	d.faults = faults
	return d.broken
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

func (v *fakeView) ShowLines(_ desk.Box, lines []Line, at int, count Count) {
	v.lines, v.at, v.count = slices.Clone(lines), at, count
}
func (v *fakeView) Say(level kit.Level, text string) { v.level, v.text = level, text }
func (v *fakeView) Beep(good bool)                   { v.beeps = append(v.beeps, good) }
func (v *fakeView) Received(count Count, err error) {
	v.received, v.err = append(v.received, count), err
}

func start(t *testing.T, d *fakeDesk) (*Check, *fakeView) {
	t.Helper()
	view := &fakeView{}
	box := desk.Box{ID: "B", Cards: []store.Card{{Serial: "T1"}, {Serial: "T2"}, {Serial: "T3"}}}
	c := NewCheck(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, view, box)
	c.Start()
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
	if !slices.Equal(view.beeps, []bool{true, false, true}) || !slices.Equal(d.tried, []int{3, 2, 1}) {
		t.Errorf("beeps %v, candidates %v", view.beeps, d.tried)
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
	lay(c, d, "strange")
	if view.count != (Count{Missing: 3, Surplus: 1}) || view.level != kit.LevelError {
		t.Errorf("a strange card: %+v", view.count)
	}
	c.Scan("079199000001||X|01011999|Nữ|Y|25112026")
	if view.count.Surplus != 2 {
		t.Errorf("a strange code: %+v", view.count)
	}
	c.Scan("no card's code")
	if view.count.Surplus != 2 {
		t.Error("a slip counts as a card")
	}
	c.Scan("001090000003||Người Ba|01011990|Nam|Y|25112026")
	if line, ok := c.Current(); !ok || line.Card.Serial != "T3" {
		t.Errorf("the code does not lead to its line: %+v", line)
	}
	lay(c, d, "T3")
	d.broken = errors.New("disk")
	c.Receive("1")
	if !slices.Equal(d.arrived, []string{"T3"}) || view.err == nil {
		t.Errorf("arrived %v, %v", d.arrived, view.err)
	}
	d.broken, d.arrived = nil, nil
	c.Receive("1")
	if !slices.Equal(d.arrived, []string{"T3"}) || view.received[1] != (Count{Good: 1, Missing: 2, Surplus: 2}) {
		t.Errorf("arrived %v, %+v", d.arrived, view.received)
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
