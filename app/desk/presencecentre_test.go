package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/packet"
)

// printKeeper answers with prints sealed to the office of a bench.
type printKeeper struct {
	b      *bench
	answer port.HeldPrintsAnswer
	err    error
}

func (c *printKeeper) HeldPrints(context.Context, person.PersonalNumber) ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	body, err := json.Marshal(c.answer)
	if err != nil {
		return nil, err
	}
	return packet.SealItem(packet.Item{Registry: registry, Office: officeID, Seq: 1, Kind: port.ItemHeldPrints, Body: body},
		c.b.feedKey, []age.Recipient{c.b.inbox})
}

func TestCompareWithTheRegistrysPrint(t *testing.T) {
	hands, asked := &glass{biometrics: newBiometrics(), person: 7}, &printKeeper{}
	b := newBench(t, func(p *desk.Params) { p.Biometrics, p.Renderer, p.Prints = hands, printRenderer{}, asked })
	asked.b = b
	ctx := t.Context()
	// What another office took of the person, as its packet carries it.
	before := b.draft(holder())
	b.take(before, stepOf(t, port.Finger, port.RightSlap))
	record := func(position port.Position) []byte {
		content, err := b.store.ReadBlob(ctx, b.open(before).Fingerprints.Fingers[position].Capture.Template, port.MaxHeldPrint)
		b.must(err)
		return content
	}
	number := person.PersonalNumber(holder().PersonalNumber)
	asked.answer = port.HeldPrintsAnswer{PersonalNumber: number, Prints: []port.HeldPrint{
		{Position: port.RightThumb, Record: []byte("no record")}, {Position: port.RightMiddle, Record: record(port.RightMiddle)},
		{Position: port.RightIndex, Record: record(port.RightIndex)},
	}}
	id := b.draft(holder())
	if means, err := b.PresenceMeans(ctx, id); err != nil || !means.Registry || means.Earlier != "" {
		t.Fatalf("means %+v, error %v", means, err)
	}
	held, err := b.HeldPrint(ctx, id)
	b.must(err)
	if held.Finger != port.RightIndex {
		t.Errorf("asks for %s", held.Finger)
	}
	for _, test := range []struct {
		name        string
		person      uint64
		clear, same bool
		result      string
	}{
		{"an empty glass", 0, false, false, ""},
		{"another person", 8, true, false, dossier.PresenceDifferent},
		{"the same person", 7, true, true, dossier.PresenceSame},
	} {
		hands.person = test.person
		check, err := b.CompareHeld(ctx, id, held)
		b.must(err)
		result := ""
		if p := b.open(id).Review.Presence; p != nil {
			result = p.Result
			if p.How != dossier.PresenceRegistry {
				t.Errorf("%s: recorded as %q", test.name, p.How)
			}
		}
		if check.Clear != test.clear || check.Same != test.same || result != test.result {
			t.Errorf("%s: %+v, recorded %q", test.name, check, result)
		}
	}
	if n := b.entries(id, dossier.LookUpPopulation); n != 1 {
		t.Errorf("%d entries of asking, want 1", n)
	}
	content, err := json.Marshal(b.open(id).Content)
	b.must(err)
	if strings.Contains(string(content), "template\":\"") {
		t.Error("something of the registry's prints is kept in the dossier")
	}
}

func TestRegistryWithoutAPrint(t *testing.T) {
	asked := &printKeeper{}
	b := newBench(t, func(p *desk.Params) { p.Prints = asked })
	asked.b = b
	id := b.draft(holder())
	number := person.PersonalNumber(holder().PersonalNumber)
	for _, test := range []struct {
		name   string
		answer port.HeldPrintsAnswer
		err    error
		want   error
	}{
		{"nobody is known", port.HeldPrintsAnswer{}, port.ErrPersonUnknown, desk.ErrNoHeldPrint},
		{"no line", port.HeldPrintsAnswer{}, port.ErrRegistryUnreachable, port.ErrRegistryUnreachable},
		{"nothing that can be read", port.HeldPrintsAnswer{PersonalNumber: number, Prints: []port.HeldPrint{{Position: port.RightIndex, Record: []byte("x")}}}, nil, desk.ErrNoHeldPrint},
	} {
		asked.answer, asked.err = test.answer, test.err
		if _, err := b.HeldPrint(t.Context(), id); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	asked.answer, asked.err = port.HeldPrintsAnswer{PersonalNumber: "079199000009"}, nil
	if held, err := b.HeldPrint(t.Context(), id); err == nil {
		t.Errorf("prints of another person were taken: %+v", held)
	}
	if n := b.entries(id, dossier.LookUpPopulation); n != 0 {
		t.Errorf("%d entries of asking without an answer", n)
	}
	none := newBench(t)
	if means, err := none.PresenceMeans(t.Context(), none.draft(holder())); err != nil || means.Registry {
		t.Errorf("a desk without a registry offers %+v, error %v", means, err)
	}
}
