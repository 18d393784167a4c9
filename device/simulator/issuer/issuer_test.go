package issuer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card/lds"
	"carddesk/device/card/proof"
	"carddesk/device/simulator/chip"
	"carddesk/internal/shareddata"
)

var today = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)

func order(t testing.TB, portrait string) port.CardOrder {
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
		Identification: "Nốt ruồi C:1cm dưới mép trái", OldNumber: "012345678",
		Father: "Đỗ Văn Thử", Mother: "Trần Thị Mẹ",
		Issued:   person.CivilDate{Year: 2026, Month: 11, Day: 25},
		Expires:  person.CivilDate{Year: 2030, Month: 7, Day: 1},
		Portrait: shareddata.Read(t, "emrtd/synthetic_cccd/"+portrait),
		Serial:   "0123456789ABCDEF",
	}
}

func newIssuer(t testing.TB) *Issuer {
	t.Helper()
	i, err := New(nil, today)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func store(t testing.TB, i *Issuer) *proof.Store {
	t.Helper()
	s := proof.NewStore(false)
	if err := s.AddIssuer(i.Certificate()); err != nil {
		t.Fatal(err)
	}
	return s
}

func files(image chip.Image) map[port.CardFile][]byte {
	out := map[port.CardFile][]byte{}
	for name, content := range image.Files {
		out[port.CardFile(name)] = content
	}
	return out
}

func TestChipProvesItself(t *testing.T) {
	for _, portrait := range []string{"face.jpg", "face.jp2"} {
		t.Run(portrait, func(t *testing.T) {
			i := newIssuer(t)
			o := order(t, portrait)
			image, err := i.Chip(o, today)
			if err != nil {
				t.Fatal(err)
			}
			p := proof.Authenticate(files(image), store(t, i), proof.Policy{}, today.Add(time.Hour))
			if !p.Passed() {
				t.Errorf("passive authentication: %+v", p.Proofs())
			}
			for _, n := range []int{1, 2, 13, 14, 15} {
				if !p.Proven(n) {
					t.Errorf("DG%d is not proven", n)
				}
			}
			data, err := lds.Summarise(files(image))
			if err != nil {
				t.Fatal(err)
			}
			checkData(t, data, o)
		})
	}
}

func checkData(t *testing.T, got port.ChipData, o port.CardOrder) {
	t.Helper()
	for _, c := range []struct{ name, got, want string }{
		{"document number", got.DocumentNumber, o.DocumentNumber},
		{"personal number", got.PersonalNumber, string(o.PersonalNumber)},
		{"name", got.Name, o.Name.String()},
		{"name of the zone", got.MRZName, "DO DUC MAU"},
		{"birth", got.Birth, "1990-07-01"},
		{"sex", got.Sex, "M"},
		{"nationality", got.Nationality, o.Nationality},
		{"ethnic", got.Ethnic, o.Ethnic},
		{"religion", got.Religion, o.Religion},
		{"origin", got.Origin, o.Origin},
		{"residence", got.Residence, o.Residence},
		{"identification", got.Identification, o.Identification},
		{"issued", got.Issued, "2026-11-25"},
		{"expires", got.Expires, "2030-07-01"},
		{"father", got.Father, o.Father},
		{"mother", got.Mother, o.Mother},
		{"old number", got.OldNumber, o.OldNumber},
		{"serial", got.Serial, o.Serial},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
	if !bytes.Equal(got.Portrait, o.Portrait) {
		t.Error("portrait differs")
	}
	if got.Unreadable || len(got.Unknown) > 0 {
		t.Error("own DG13 not understood")
	}
}

func TestChipWithoutPortraitAndExpiry(t *testing.T) {
	i := newIssuer(t)
	o := order(t, "face.jpg")
	o.Portrait, o.Expires, o.DocumentNumber = nil, person.CivilDate{}, "123456789"
	image, err := i.Chip(o, today)
	if err != nil {
		t.Fatal(err)
	}
	p := proof.Authenticate(files(image), store(t, i), proof.Policy{}, today)
	if !p.Passed() {
		t.Errorf("passive authentication: %+v", p.Proofs())
	}
	data, err := lds.Summarise(files(image))
	if err != nil {
		t.Fatal(err)
	}
	if data.Expires != "" || data.Portrait != nil || data.DocumentNumber != "123456789" {
		t.Errorf("expires %q, portrait of %d bytes, document %q", data.Expires, len(data.Portrait), data.DocumentNumber)
	}
	zone, err := lds.ParseMRZ(image.Files["DG1"])
	if err != nil || len(zone.WrongDigits) > 0 {
		t.Errorf("check digits %v wrong, %v", zone.WrongDigits, err)
	}
	if want := zone.DocumentNumber + string(lds.CheckDigit(zone.DocumentNumber)); image.Profile.MRZInfo[:10] != want {
		t.Errorf("MRZ information starts with %q, want %q", image.Profile.MRZInfo[:10], want)
	}
}

// TestSameLayoutAsSample compares with the sample card, whose EF.CardAccess is
// that of public Vietnamese samples.
func TestSameLayoutAsSample(t *testing.T) {
	if want := shareddata.Read(t, "emrtd/synthetic_cccd/EF_CardAccess.bin"); !bytes.Equal(cardAccess(), want) {
		t.Errorf("EF.CardAccess is %X, want %X", cardAccess(), want)
	}
	i := newIssuer(t)
	image, err := i.Chip(order(t, "face.jp2"), today)
	if err != nil {
		t.Fatal(err)
	}
	for name, sample := range map[string]string{"EF.COM": "EF_COM.bin", "DG1": "DG1.bin", "DG2": "DG2.bin"} {
		if want := shareddata.Read(t, "emrtd/synthetic_cccd/"+sample); len(image.Files[name]) != len(want) {
			t.Errorf("%s has %d bytes, the sample %d", name, len(image.Files[name]), len(want))
		}
	}
	security, err := lds.ParseSecurity(image.Files["DG14"])
	if err != nil {
		t.Fatal(err)
	}
	choice, ok := proof.ChooseChip(security)
	if !ok || choice.Cipher != (proof.Cipher{AES: true, Bits: 128}) || !choice.Key.Key.EC.Explicit {
		t.Errorf("chip authentication offered: %v %+v", ok, choice)
	}
}

func TestOtherIssuersAndTimes(t *testing.T) {
	i, other := newIssuer(t), newIssuer(t)
	image, err := i.Chip(order(t, "face.jpg"), today)
	if err != nil {
		t.Fatal(err)
	}
	chipFiles := files(image)

	// The other issuer has the same name, so only the key tells them apart.
	p := proof.Authenticate(chipFiles, store(t, other), proof.Policy{}, today)
	if p.Issuer.Reason != proof.IssuerForged {
		t.Errorf("card of a namesake: %+v", p.Issuer)
	}
	p = proof.Authenticate(chipFiles, store(t, i), proof.Policy{}, today.Add(signerValidity+time.Hour))
	if p.Issuer.Reason != proof.SignerExpired {
		t.Errorf("late: %+v", p.Issuer)
	}
	revoking := store(t, i)
	list, err := i.Revoke(today)
	if err != nil {
		t.Fatal(err)
	}
	if err := revoking.AddRevocations(list); err != nil {
		t.Fatal(err)
	}
	p = proof.Authenticate(chipFiles, revoking, proof.Policy{}, today)
	if p.Issuer.Reason != proof.SignerRevoked {
		t.Errorf("revoked: %+v", p.Issuer)
	}
	if err := store(t, other).AddRevocations(list); err == nil {
		t.Error("revocation list of a stranger taken")
	}
	if err := proof.NewStore(true).AddIssuer(i.Certificate()); err == nil {
		t.Error("release store takes a training issuer")
	}
}

func TestFactory(t *testing.T) {
	dir := t.TempDir()
	f := &Factory{Issuer: newIssuer(t), Dir: filepath.Join(dir, "cards"), Clock: port.ClockFunc(func() time.Time { return today })}
	o := order(t, "face.jpg")
	name, err := f.Personalise(context.Background(), o)
	if err != nil || name != o.Serial {
		t.Fatalf("%q, %v", name, err)
	}
	first, err := chip.Load(filepath.Join(f.Dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Files) != 8 || first.Profile.CAN != "000002" || first.Profile.MRZInfo != "090000002990070133007011" {
		t.Errorf("%d files, profile %+v", len(first.Files), first.Profile.MRZInfo)
	}
	// Twice is once: the keys of the card in the tray must not change.
	if _, err := f.Personalise(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	second, err := chip.Load(filepath.Join(f.Dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if sha256.Sum256(first.Files["EF.SOD"]) != sha256.Sum256(second.Files["EF.SOD"]) {
		t.Error("card made again")
	}
	entries, err := os.ReadDir(f.Dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d entries in the folder, %v", len(entries), err)
	}
	for _, serial := range []string{"", "../x", "a/b", "a.b", "Ỗ"} {
		o.Serial = serial
		if _, err := f.Personalise(context.Background(), o); err == nil {
			t.Errorf("serial %q accepted", serial)
		}
	}
}

func TestOpenKeepsTheIssuer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first, err := Open(dir, nil, today)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Open(dir, nil, today.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Certificate(), second.Certificate()) {
		t.Error("another authority after the second start")
	}
	public, err := os.ReadFile(filepath.Join(dir, CertificateFile))
	if err != nil || bytes.Contains(public, []byte("PRIVATE")) {
		t.Errorf("certificate to hand out: %v", err)
	}
	handed := proof.NewStore(false)
	if added, err := handed.Add(public, today); err != nil || added.Issuers != 1 {
		t.Errorf("certificate to hand out: %+v, %v", added, err)
	}
	image, err := second.Chip(order(t, "face.jpg"), today)
	if err != nil {
		t.Fatal(err)
	}
	if p := proof.Authenticate(files(image), handed, proof.Policy{}, today); !p.Passed() {
		t.Errorf("%+v", p.Proofs())
	}
}

// TestCertificatesForOthers checks the chain with the standard library too.
func TestCertificatesForOthers(t *testing.T) {
	i := newIssuer(t)
	roots := x509.NewCertPool()
	authority, err := x509.ParseCertificate(i.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(authority)
	signer, err := x509.ParseCertificate(i.SignerCertificate())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signer.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: today, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		t.Error(err)
	}
}

func sum(b []byte) []byte {
	digest := sha256.Sum256(b)
	return digest[:]
}
