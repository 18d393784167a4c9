package desk_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

// laid is a reader on which a card lies.
type laid struct{ *readers }

func (laid) Readers(context.Context) ([]port.Reader, error) {
	return []port.Reader{{Name: "in use", CardPresent: true, InUse: true}, {Name: "R", CardPresent: true}}, nil
}

func TestOldChipBesideTheDossier(t *testing.T) {
	reader := &readers{chip: goodChip(), proofs: goodProofs()}
	b := newBench(t, func(p *desk.Params) { p.Cards = laid{reader} })
	id := b.draft(holder())
	for _, test := range []struct {
		name    string
		change  func(*port.ChipData)
		differs []string
	}{
		{"the holder's own", func(*port.ChipData) {}, nil},
		{"one that does not expire", func(c *port.ChipData) { c.Expires = "" }, []string{desk.FieldMRZ}}, // its zone says that it does
		{"another sex", func(c *port.ChipData) { c.Sex = "M" }, []string{"sex"}},
		{"a zone of another person", func(c *port.ChipData) {
			c.MRZ = "IDVNM0900000021001090000002<<1" + c.MRZ[30:]
		}, []string{desk.FieldMRZ}},
	} {
		reader.chip = goodChip()
		test.change(&reader.chip)
		chip, err := b.ReadOldChip(t.Context(), b.open(id), func(port.CardProgress) {})
		b.must(err)
		if !chip.Genuine || !slices.Equal(chip.Differs, append([]string{}, test.differs...)) || len(chip.Words) != len(chip.Differs) {
			t.Errorf("%s: genuine %v, differs in %v", test.name, chip.Genuine, chip.Differs)
		}
	}
	b.must(b.ComparedPortrait(t.Context(), id, true))
	if p := b.open(id).Review.Presence; p == nil || p.How != dossier.PresenceChip || p.Result != dossier.PresenceSame {
		t.Errorf("recorded %+v", p)
	}
	empty := newBench(t, func(p *desk.Params) { p.Cards = reader })
	var fault *port.CardError
	if _, err := empty.ReadOldChip(t.Context(), empty.open(empty.draft(holder())), nil); !errors.As(err, &fault) || fault.Fault != port.CardAbsent {
		t.Errorf("without a card: %v", err)
	}
}
