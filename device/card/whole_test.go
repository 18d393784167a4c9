package card_test

import (
	"context"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card"
	"carddesk/device/card/judge"
	"carddesk/device/card/proof"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/issuer"
	"carddesk/device/simulator/vpcd"
	"carddesk/internal/shareddata"
)

var today = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)

// order is a card order with a portrait of the shared set.
func order(t testing.TB) port.CardOrder {
	t.Helper()
	name, err := person.ParseName("Đỗ Đức Mẫu")
	if err != nil {
		t.Fatal(err)
	}
	return port.CardOrder{
		DocumentNumber: "090000002", PersonalNumber: "001090000002", Name: name,
		Birth: person.CivilDate{Year: 1990, Month: 7, Day: 1}, Sex: person.Male,
		Nationality: "Việt Nam", Ethnic: "Kinh", Religion: "Không",
		Origin: "Xã Thử Nghiệm, Hà Nội", Residence: "Số 1 Phố Thử, Hà Nội",
		Issued:   person.CivilDate{Year: 2026, Month: 11, Day: 25},
		Expires:  person.CivilDate{Year: 2030, Month: 7, Day: 1},
		Portrait: shareddata.Read(t, "emrtd/synthetic_cccd/face.jpg"),
		Serial:   "0123456789ABCDEF",
	}
}

// desk is a reader service over a loopback reader, with an issuer that it
// believes.
type desk struct {
	service *card.Service
	slot    *vpcd.Slot
	reader  *card.Loopback
	issuer  *issuer.Issuer
}

// trusted makes an issuer and a store that believes it.
func trusted(t testing.TB) (*issuer.Issuer, *proof.Store) {
	t.Helper()
	i, err := issuer.New(nil, today)
	if err != nil {
		t.Fatal(err)
	}
	store := proof.NewStore(false)
	if err := store.AddIssuer(i.Certificate()); err != nil {
		t.Fatal(err)
	}
	return i, store
}

func newDesk(t testing.TB) desk {
	t.Helper()
	i, store := trusted(t)
	reader, err := card.NewLoopback("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := desk{
		service: card.NewService(reader, card.Config{Judge: judge.Judge{Store: store}, Now: func() time.Time { return today }}),
		slot:    vpcd.NewSlot(reader.Addr()),
		reader:  reader,
		issuer:  i,
	}
	d.slot.Gap = 0
	t.Cleanup(func() {
		d.slot.Remove()
		_ = reader.Close()
	})
	return d
}

// read lays the chip on the reader and reads it.
func (d desk) read(t testing.TB, image chip.Image, keys port.CardKeys) port.CardReading {
	t.Helper()
	if err := d.slot.Place(t.Context(), chip.New(image, nil, chip.Faults{})); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for readers := range d.reader.Watch(ctx) {
		if readers[0].CardPresent {
			break
		}
	}
	reading, err := d.service.ReadCard(ctx, card.LoopbackReader, keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.slot.Remove()
	for readers := range d.reader.Watch(ctx) {
		if !readers[0].CardPresent {
			break
		}
	}
	return reading
}

// verdicts lists the proofs by name.
func verdicts(r port.CardReading) map[string]port.Verdict {
	out := map[string]port.Verdict{}
	for _, p := range r.Proofs {
		out[p.Name] = p.Verdict
	}
	return out
}

// TestTrainingCard reads a card of the training issuer from the wire to the
// verdict, then copies of it that lack something.
func TestTrainingCard(t *testing.T) {
	d := newDesk(t)
	good, err := d.issuer.Chip(order(t), today)
	if err != nil {
		t.Fatal(err)
	}
	other := order(t)
	other.PersonalNumber, other.DocumentNumber = "001090000003", "090000003"
	foreign, err := d.issuer.Chip(other, today)
	if err != nil {
		t.Fatal(err)
	}
	byCAN := port.CardKeys{CAN: "000002"}
	byMRZ := port.CardKeys{DocumentNumber: "090000002", Birth: "900701", Expiries: []string{"300701"}}
	const passed, failed = port.ProofPassed, port.ProofFailed
	for _, tt := range []struct {
		name                       string
		keys                       port.CardKeys
		change                     func(*chip.Image)
		access                     string
		hashes, active, chip, sign port.Verdict
	}{
		{"good by CAN", byCAN, func(*chip.Image) {}, "PACE-CAN", passed, passed, passed, passed},
		{"good by MRZ", byMRZ, func(*chip.Image) {}, "PACE-MRZ", passed, passed, passed, passed},
		{"good without PACE", byMRZ, func(m *chip.Image) { delete(m.Files, "EF.CardAccess") }, "BAC", passed, passed, passed, passed},
		{"one bit of the portrait", byCAN, func(m *chip.Image) { flip(m, "DG2") }, "PACE-CAN", failed, passed, passed, passed},
		{"DG13 of another person", byCAN, func(m *chip.Image) { m.Files["DG13"] = foreign.Files["DG13"] }, "PACE-CAN", failed, passed, passed, passed},
		{"EF.SOD of another card", byCAN, func(m *chip.Image) { m.Files["EF.SOD"] = foreign.Files["EF.SOD"] }, "PACE-CAN", failed, failed, failed, passed},
		{"clone without the AA key", byCAN, func(m *chip.Image) { m.Profile.AAKey = nil }, "PACE-CAN", passed, failed, passed, passed},
		{"clone with another AA key", byCAN, func(m *chip.Image) { m.Profile.AAKey = foreign.Profile.AAKey }, "PACE-CAN", passed, failed, passed, passed},
		{"clone without the CA key", byCAN, func(m *chip.Image) { m.Profile.CAKey = nil }, "PACE-CAN", passed, passed, failed, passed},
		{"clone with another CA key", byCAN, func(m *chip.Image) { m.Profile.CAKey = foreign.Profile.CAKey }, "PACE-CAN", passed, passed, failed, passed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			image := chip.Image{Files: map[string][]byte{}, Profile: good.Profile}
			for name, content := range good.Files {
				image.Files[name] = content
			}
			tt.change(&image)
			reading := d.read(t, image, tt.keys)
			if reading.Access != tt.access {
				t.Errorf("opened by %s", reading.Access)
			}
			got := verdicts(reading)
			for name, want := range map[string]port.Verdict{
				"access": passed, "hashes": tt.hashes, "signature": tt.sign, "issuer": passed, "active": tt.active, "chip": tt.chip,
			} {
				if got[name] != want {
					t.Errorf("%s %s, want %s", name, got[name], want)
				}
			}
			all := tt.hashes == passed && tt.active == passed && tt.chip == passed
			if reading.Passed() != all {
				t.Errorf("passed as a whole: %v", reading.Passed())
			}
			if reading.Chip.DocumentNumber != "090000002" {
				t.Error("document number differs")
			}
		})
	}
}

// flip changes one bit of a file's content.
func flip(m *chip.Image, name string) {
	content := append([]byte(nil), m.Files[name]...)
	content[len(content)-1] ^= 1
	m.Files[name] = content
}

// BenchmarkFullRead measures the whole reading with all proofs, the chip's half of
// the work included, over a loopback socket.
func BenchmarkFullRead(b *testing.B) {
	d := newDesk(b)
	image, err := d.issuer.Chip(order(b), today)
	if err != nil {
		b.Fatal(err)
	}
	if err := d.slot.Place(b.Context(), chip.New(image, nil, chip.Faults{})); err != nil {
		b.Fatal(err)
	}
	keys := port.CardKeys{CAN: "000002"}
	for b.Loop() {
		reading, err := d.service.ReadCard(b.Context(), card.LoopbackReader, keys, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(reading.APDUs), "APDUs/op")
	}
}
