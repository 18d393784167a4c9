package judge

import (
	"context"
	"errors"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card"
	"carddesk/device/card/lds"
	"carddesk/device/card/proof"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/issuer"
	"carddesk/internal/shareddata"
)

// bench is a reader on which a virtual chip lies.
type bench struct{ chip *chip.Card }

func (b bench) Readers(context.Context) ([]port.Reader, error) {
	return []port.Reader{{Name: "bench", CardPresent: true}}, nil
}

func (b bench) Watch(context.Context) <-chan []port.Reader { return nil }

func (b bench) Connect(context.Context, string) (card.Link, error) {
	b.chip.Reset()
	return b, nil
}

func (b bench) Transmit(_ context.Context, command []byte) ([]byte, error) {
	return b.chip.Transmit(command), nil
}

func (b bench) MaxAnswer() int { return 256 }

func (b bench) Close() {}

// training is an issuer with a chip that it made.
func training(t testing.TB, now time.Time) (*issuer.Issuer, chip.Image) {
	t.Helper()
	made, err := issuer.New(nil, now)
	if err != nil {
		t.Fatal(err)
	}
	name, err := person.ParseName("Đỗ Đức Mẫu")
	if err != nil {
		t.Fatal(err)
	}
	image, err := made.Chip(port.CardOrder{
		PersonalNumber: "001090000002", Name: name, Sex: person.Male,
		Birth:    person.CivilDate{Year: 1990, Month: 7, Day: 1},
		Expires:  person.CivilDate{Year: 2030, Month: 7, Day: 1},
		Portrait: shareddata.Read(t, "face/portrait00.jpg"),
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	return made, image
}

var keys = port.CardKeys{DocumentNumber: "090000002", Birth: "900701", Expiries: []string{"300701"}, CAN: "000002"}

func read(t testing.TB, image chip.Image, faults chip.Faults, store *proof.Store, now time.Time) port.CardReading {
	t.Helper()
	service := card.NewService(bench{chip.New(image, nil, faults)}, card.Config{
		Judge: Judge{Store: store}, Now: func() time.Time { return now },
	})
	reading, err := service.ReadCard(context.Background(), "bench", keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	return reading
}

func believing(t testing.TB, i *issuer.Issuer) *proof.Store {
	t.Helper()
	store := proof.NewStore(false)
	if err := store.AddIssuer(i.Certificate()); err != nil {
		t.Fatal(err)
	}
	return store
}

// TestWholeReading personalises a chip, reads it over the protocol and judges
// it; then copies of it that lack a key.
func TestWholeReading(t *testing.T) {
	now := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	made, image := training(t, now)
	stranger, _ := training(t, now)
	with := func(change func(*chip.Image)) chip.Image {
		copied := chip.Image{Files: map[string][]byte{}, Profile: image.Profile}
		for name, content := range image.Files {
			copied.Files[name] = content
		}
		change(&copied)
		return copied
	}
	_, other := training(t, now)

	for _, c := range []struct {
		name   string
		image  chip.Image
		faults chip.Faults
		store  *proof.Store
		want   map[string]string // reasons of the proofs that do not pass
	}{
		{"good, PACE", image, chip.Faults{}, believing(t, made), nil},
		{"answers in DER", image, chip.Faults{DERSignature: true}, believing(t, made), nil},
		{"unknown issuer", image, chip.Faults{}, proof.NewStore(false), map[string]string{"issuer": "unknown-issuer", "active": "key-unproven:DG15", "chip": "key-unproven:DG14"}},
		{"namesake of the issuer", image, chip.Faults{}, believing(t, stranger), map[string]string{"issuer": "issuer-forged", "active": "key-unproven:DG15", "chip": "key-unproven:DG14"}},
		{"clone without the active key", with(func(c *chip.Image) { c.Profile.AAKey = nil }), chip.Faults{}, believing(t, made), map[string]string{"active": "chip-refused"}},
		{"clone with an active key of its own", with(func(c *chip.Image) { c.Profile.AAKey = other.Profile.AAKey }), chip.Faults{}, believing(t, made), map[string]string{"active": "answer-wrong"}},
		{"clone without the chip key", with(func(c *chip.Image) { c.Profile.CAKey = nil }), chip.Faults{}, believing(t, made), map[string]string{"chip": "answer-wrong"}},
		{"clone with a chip key of its own", with(func(c *chip.Image) { c.Profile.CAKey = other.Profile.CAKey }), chip.Faults{}, believing(t, made), map[string]string{"chip": "answer-wrong"}},
		{"clone with keys and DG15 of its own", with(func(c *chip.Image) {
			c.Profile.AAKey = other.Profile.AAKey
			c.Files["DG15"] = other.Files["DG15"]
		}), chip.Faults{}, believing(t, made), map[string]string{"hashes": "group-changed:DG15", "active": "key-unproven:DG15"}},
		{"portrait changed", with(func(c *chip.Image) {
			changed := append([]byte(nil), c.Files["DG2"]...)
			changed[len(changed)/2] ^= 1
			c.Files["DG2"] = changed
		}), chip.Faults{}, believing(t, made), map[string]string{"hashes": "group-changed:DG2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			reading := read(t, c.image, c.faults, c.store, now)
			if reading.Passed() != (c.want == nil) {
				t.Errorf("passed: %v", reading.Passed())
			}
			for _, p := range reading.Proofs {
				if want := c.want[p.Name]; p.Reason != want || (p.Verdict == port.ProofPassed) != (want == "") {
					t.Errorf("%s: %s %q, want %q", p.Name, p.Verdict, p.Reason, want)
				}
			}
			if reading.Chip.Name != "Đỗ Đức Mẫu" {
				t.Errorf("name %q", reading.Chip.Name)
			}
		})
	}
}

func TestJudgeErrors(t *testing.T) {
	j := Judge{Store: proof.NewStore(false)}
	if _, _, err := j.Judge(context.Background(), card.Evidence{}); !errors.Is(err, lds.ErrFile) {
		t.Errorf("no files: %v", err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := j.Judge(ended, card.Evidence{}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
}
