//go:build !release

package main

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card"
	"carddesk/device/card/proof"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/issuer"
	"carddesk/device/simulator/vpcd"
)

// commandBench is a loopback reader with a card of a training issuer.
type commandBench struct {
	reader  *card.Loopback
	slot    *vpcd.Slot
	issuer  *issuer.Issuer
	image   chip.Image
	trusted string // file of the issuer
	now     time.Time
}

func newCommandBench(t *testing.T) commandBench {
	t.Helper()
	b := commandBench{now: time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)}
	var err error
	if b.issuer, err = issuer.New(nil, b.now); err != nil {
		t.Fatal(err)
	}
	name, err := person.ParseName("Đỗ Đức Mậu")
	if err != nil {
		t.Fatal(err)
	}
	b.image, err = b.issuer.Chip(port.CardOrder{
		DocumentNumber: "090000002", PersonalNumber: "001090000002", Name: name,
		Birth: person.CivilDate{Year: 1990, Month: 7, Day: 1}, Sex: person.Male, Nationality: "Việt Nam",
		Issued: person.CivilDate{Year: 2026, Month: 11, Day: 25}, Expires: person.CivilDate{Year: 2030, Month: 7, Day: 1},
		Serial: "0123456789ABCDEF",
	}, b.now)
	if err != nil {
		t.Fatal(err)
	}
	b.trusted = filepath.Join(t.TempDir(), "issuer.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: b.issuer.Certificate()})
	if err := os.WriteFile(b.trusted, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if b.reader, err = card.NewLoopback("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	b.slot = vpcd.NewSlot(b.reader.Addr())
	b.slot.Gap = 0
	t.Cleanup(func() {
		b.slot.Remove()
		_ = b.reader.Close()
	})
	if err := b.slot.Place(t.Context(), chip.New(b.image, nil, chip.Faults{})); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b commandBench) run(t *testing.T, in string, args ...string) (out string, err error) {
	t.Helper()
	var result, notes bytes.Buffer
	err = cardReader{
		backend: func() card.Backend { return b.reader }, in: strings.NewReader(in), out: &result, notes: &notes,
		now: func() time.Time { return b.now },
	}.run(t.Context(), args)
	return result.String(), err
}

func TestCardReadSaysWhatTheChipProves(t *testing.T) {
	b := newCommandBench(t)
	out, err := b.run(t, "", "-json", "-can", "000002", "-trust", b.trusted)
	if err != nil {
		t.Fatal(err)
	}
	var reading readingJSON
	if err := json.Unmarshal([]byte(out), &reading); err != nil {
		t.Fatal(err)
	}
	if !reading.Passed || reading.Access != "PACE-CAN" || reading.Chip.PersonalNumber != "001090000002" ||
		reading.Chip.Name != "Đỗ Đức Mậu" || len(reading.Chip.MRZ) != 3 || len(reading.Proofs) != 6 || len(reading.Files) < 6 {
		t.Errorf("%s", out)
	}
	// Keys typed in, in every form that stands on the card.
	for _, in := range []string{
		"000002\n", "001090000002\n", "001090000002||Đỗ Đức Mậu|01071990|Nam|Hà Nội|25112026", strings.Join(reading.Chip.MRZ, " "),
	} {
		out, err = b.run(t, in, "-trust", b.trusted)
		if err != nil || !strings.Contains(out, "Đỗ Đức Mậu") || !strings.Contains(out, "Kết luận: chip chứng minh được") {
			t.Errorf("%.12q: %v\n%s", in, err, out)
		}
	}
	if _, err = b.run(t, "", "-document", "090000002", "-birth", "900701", "-expiry", "300701", "-trust", b.trusted); err != nil {
		t.Errorf("by the fields of the zone: %v", err)
	}
}

func TestCardReadRefuses(t *testing.T) {
	b := newCommandBench(t)
	out, err := b.run(t, "", "-can", "000002")
	if !errors.Is(err, errNotProved) || !strings.Contains(out, "Không nhận ra cơ quan phát hành") {
		t.Errorf("without an issuer: %v\n%s", err, out)
	}
	var fault *port.CardError
	if _, err := b.run(t, "", "-can", "111111", "-trust", b.trusted); !errors.As(err, &fault) || fault.Fault != port.CardAccess {
		t.Errorf("wrong CAN: %v", err)
	}
	if _, err := b.run(t, "what is this\n"); err == nil {
		t.Error("unusable keys were taken")
	}
	if _, err := b.run(t, "", "-can", "000002", "-reader", "another", "-wait", "20ms"); !errors.As(err, &fault) || fault.Fault != port.CardNoReader {
		t.Errorf("a reader that is not there: %v", err)
	}
	noCertificate := filepath.Join(t.TempDir(), "x.pem")
	if err := os.WriteFile(noCertificate, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.run(t, "", "-can", "000002", "-trust", noCertificate); err == nil {
		t.Error("a file without certificates was believed")
	}
	if err := believe(proof.NewStore(true), b.issuer.Certificate(), b.now); !errors.Is(err, proof.ErrTraining) {
		t.Errorf("a release believes training: %v", err)
	}
}

func TestCardTrustShowsWhomFilesBring(t *testing.T) {
	b := newCommandBench(t)
	revoked := filepath.Join(t.TempDir(), "revoked.crl")
	list, err := b.issuer.Revoke(b.now)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(revoked, list, 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := showTrust(&out, []string{b.trusted, revoked}, b.now); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CardDesk Training CSCA", "EC P-384", "đã thu hồi 1 chứng thư"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said:\n%s", want, out.String())
		}
	}
	if err := showTrust(&out, []string{revoked}, b.now); err == nil {
		t.Error("revocations of an issuer whom nobody believes")
	}
}

func TestCardReadSavesOnlyWhenTold(t *testing.T) {
	b := newCommandBench(t)
	dir := filepath.Join(t.TempDir(), "chip")
	t.Chdir(t.TempDir())
	if _, err := b.run(t, "", "-can", "000002", "-trust", b.trusted); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	if _, err := b.run(t, "", "-can", "000002", "-trust", b.trusted, "-save", dir); err != nil {
		t.Fatal(err)
	}
	saved, err := os.ReadFile(filepath.Join(dir, "DG1"))
	if err != nil || !bytes.Equal(saved, b.image.Files["DG1"]) {
		t.Errorf("DG1 was not saved as read: %v", err)
	}
	if _, err := b.run(t, "", "-can", "000002", "-trust", b.trusted, "-save", dir); err == nil {
		t.Error("written over what was there")
	}
}
