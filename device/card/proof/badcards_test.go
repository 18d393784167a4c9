package proof

import (
	"bytes"
	"strings"
	"testing"

	"carddesk/app/port"
	"carddesk/device/card/ber"
	"carddesk/device/card/lds"
)

// rewrite codes an element again, with change deciding on each part: the bytes
// that it returns replace the part, nil leaves it to its children.
func rewrite(t testing.TB, e ber.Element, change func(ber.Element) []byte) []byte {
	t.Helper()
	if replaced := change(e); replaced != nil {
		return replaced
	}
	if !e.Tag.Constructed() {
		return e.Raw
	}
	children, err := e.Children()
	if err != nil {
		t.Fatal(err)
	}
	var parts [][]byte
	for _, child := range children {
		parts = append(parts, rewrite(t, child, change))
	}
	return ber.TLV(e.Tag, parts...)
}

// sampleObject returns an EF.SOD of the sample card, as bytes and parsed.
func sampleObject(t testing.TB, name string) (ber.Element, lds.SecurityObject) {
	t.Helper()
	raw := sampleFiles(t, name)[lds.SOD]
	object, err := lds.ParseSecurityObject(raw)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ber.Only(raw)
	if err != nil {
		t.Fatal(err)
	}
	return e, object
}

// indefinite codes a whole EF.SOD with indefinite lengths and its content in
// pieces, as some chips carry it. Certificates stay: they are signed as DER.
func indefinite(t testing.TB, e ber.Element, object lds.SecurityObject) []byte {
	t.Helper()
	loose := func(tag ber.Tag, parts ...[]byte) []byte {
		definite := ber.TLV(tag, parts...)
		whole, err := ber.Only(definite)
		if err != nil {
			t.Fatal(err)
		}
		header := []byte{byte(tag), 0x80}
		return append(append(header, whole.Content...), 0, 0)
	}
	var walk func(ber.Element) []byte
	walk = func(e ber.Element) []byte {
		switch {
		case e.Tag == ber.TagOctetString && bytes.Equal(e.Content, object.Signed.Content):
			half := len(e.Content) / 2
			return loose(ber.TagOctetString|0x20,
				ber.TLV(ber.TagOctetString, e.Content[:half]), ber.TLV(ber.TagOctetString, e.Content[half:]))
		case !e.Tag.Constructed():
			return e.Raw
		}
		for _, raw := range object.Signed.Certificates {
			if bytes.Equal(e.Raw, raw) {
				return raw
			}
		}
		children, err := e.Children()
		if err != nil {
			t.Fatal(err)
		}
		var parts [][]byte
		for _, child := range children {
			parts = append(parts, walk(child))
		}
		return loose(e.Tag, parts...)
	}
	return walk(e)
}

// TestBadCards holds the rows of known odd cards that concern files and proofs;
// numbers are those of the project's list of bad cards.
func TestBadCards(t *testing.T) {
	const ok = "SOD_ok_ec256_sha256.bin"
	with := func(sod string, change func(files map[port.CardFile][]byte)) map[port.CardFile][]byte {
		files := sampleFiles(t, sod)
		change(files)
		return files
	}
	sod, object := sampleObject(t, ok)
	nameInIdentifier := func(e ber.Element) []byte {
		if bytes.Equal(e.Raw, object.Signed.Certificates[0]) {
			return e.Raw
		}
		if e.Tag == ber.TagUTF8String && string(e.Content) == "TEST ONLY" {
			return ber.TLV(ber.TagPrintableString, []byte(" test   only "))
		}
		return nil
	}
	serial := ber.BigInteger(object.Signed.Signers[0].Serial)
	wrongSerial := func(e ber.Element) []byte {
		switch {
		case bytes.Equal(e.Raw, object.Signed.Certificates[0]):
			return e.Raw
		case bytes.Equal(e.Raw, serial):
			return ber.Integer(4711)
		}
		return nil
	}
	for _, c := range []struct {
		row, name string
		files     map[port.CardFile][]byte
		want      verdicts
	}{
		{"10", "indefinite lengths", with(ok, func(f map[port.CardFile][]byte) { f[lds.SOD] = indefinite(t, sod, object) }), verdicts{}},
		{"10", "bytes after EF.SOD", with(ok, func(f map[port.CardFile][]byte) { f[lds.SOD] = append(f[lds.SOD], 0, 0, 0xFF) }), verdicts{}},
		{"11", "PSS in the signer, RSA key in the certificate", sampleFiles(t, "SOD_ok_rsapss_sha256.bin"), verdicts{}},
		{"12", "SHA-224 over groups", sampleFiles(t, "SOD_ok_lds_sha224.bin"), verdicts{}},
		{"12", "SHA-512 over groups, SHA-256 of the signer", sampleFiles(t, "SOD_ok_lds_sha512_signer_sha256.bin"), verdicts{}},
		{"13", "explicit Brainpool parameters", sampleFiles(t, "SOD_ok_bp256_explicit_sha256.bin"), verdicts{}},
		{"14", "other spelling of the issuer", with(ok, func(f map[port.CardFile][]byte) { f[lds.SOD] = rewrite(t, sod, nameInIdentifier) }), verdicts{}},
		{"14", "wrong serial number in the identifier", with(ok, func(f map[port.CardFile][]byte) { f[lds.SOD] = rewrite(t, sod, wrongSerial) }), verdicts{}},
		{"26", "group listed in EF.COM only", with(ok, func(f map[port.CardFile][]byte) { f[lds.COM] = lds.BuildCommon([]int{1, 2, 3, 7, 13, 14, 15}) }), verdicts{}},
		{"26", "EF.COM missing", with(ok, func(f map[port.CardFile][]byte) { delete(f, lds.COM) }), verdicts{}},
	} {
		t.Run(c.row+" "+c.name, func(t *testing.T) {
			checkVerdicts(t, Authenticate(c.files, allIssuers(t), Policy{}, built), c.want)
		})
	}
}

// TestIndefiniteIsAnotherCoding guards the row above against testing nothing.
func TestIndefiniteIsAnotherCoding(t *testing.T) {
	sod, object := sampleObject(t, "SOD_ok_ec256_sha256.bin")
	raw := indefinite(t, sod, object)
	if !bytes.HasPrefix(raw, []byte{0x77, 0x80, 0x30, 0x80}) || bytes.Equal(raw, sod.Raw) {
		t.Errorf("starts %X", raw[:4])
	}
	again, err := lds.ParseSecurityObject(raw)
	if err != nil || !bytes.Equal(again.Signed.Content, object.Signed.Content) {
		t.Errorf("content differs, %v", err)
	}
}

// TestUnreadablePortraitIsProven: a chip whose picture no decoder knows is still
// authentic (row 16).
func TestUnreadablePortraitIsProven(t *testing.T) {
	files := sampleFiles(t, "SOD_ok_ec256_sha256.bin")
	p := Authenticate(files, allIssuers(t), Policy{}, built)
	if !p.Proven(2) {
		t.Error("DG2 not proven")
	}
	if _, err := lds.ParsePortrait(ber.TLV(0x75, ber.TLV(0x7F61, ber.Integer(1), ber.TLV(0x7F60, ber.TLV(0x5F2E, []byte("??")))))); err == nil {
		t.Error("nonsense taken as a portrait")
	}
}

// TestManyCertificates: a chip cannot keep the desk busy with certificates, and
// cannot hide the signer behind strangers within reason.
func TestManyCertificates(t *testing.T) {
	sod, object := sampleObject(t, "SOD_ok_ec256_sha256.bin")
	mine := object.Signed.Certificates[0]
	stranger := sampleCertificate(t, "ds_rogue")
	flood := func(n int) map[port.CardFile][]byte {
		inserted := append(bytes.Repeat(stranger, n), mine...)
		files := sampleFiles(t, "SOD_ok_ec256_sha256.bin")
		files[lds.SOD] = rewrite(t, sod, func(e ber.Element) []byte {
			if bytes.Equal(e.Raw, mine) {
				return inserted
			}
			return nil
		})
		return files
	}
	checkVerdicts(t, Authenticate(flood(9), allIssuers(t), Policy{}, built), verdicts{})
	if p := Authenticate(flood(500), allIssuers(t), Policy{}, built); p.Passed() {
		t.Error("five hundred certificates were searched")
	}
}

func TestStoreRefuses(t *testing.T) {
	store := NewStore(false)
	rogue := sampleCertificate(t, "csca_rogue")
	forged := bytes.Clone(rogue)
	forged[len(forged)-1] ^= 1
	for name, raw := range map[string][]byte{
		"empty": nil, "signer": sampleCertificate(t, "ds_ec256"), "forged": forged, "cut": rogue[:200],
		"more behind": append(bytes.Clone(rogue), 0),
	} {
		if err := store.AddIssuer(raw); err == nil {
			t.Errorf("%s believed", name)
		}
	}
	for range 2 {
		if err := store.AddIssuer(rogue); err != nil {
			t.Fatal(err)
		}
	}
	if issuers := store.Issuers(); len(issuers) != 1 || !strings.Contains(issuers[0].Subject.Text, "csca_rogue") {
		t.Errorf("%d issuers", len(issuers))
	}
	if err := store.AddRevocations([]byte{0x30, 0}); err == nil {
		t.Error("nonsense taken as a revocation list")
	}
	if _, err := store.AddMasterList(sampleFiles(t, "SOD_ok_ec256_sha256.bin")[lds.SOD][4:], built); err == nil {
		t.Error("security object taken as a master list")
	}
}

func BenchmarkAuthenticate(b *testing.B) {
	for _, sod := range []string{"SOD_ok_ec256_sha256.bin", "SOD_ok_rsapss_sha256.bin", "SOD_ok_bp256_explicit_sha256.bin"} {
		files, store := sampleFiles(b, sod), allIssuers(b)
		b.Run(sod, func(b *testing.B) {
			for b.Loop() {
				if !Authenticate(files, store, Policy{}, built).Passed() {
					b.Fatal("failed")
				}
			}
		})
	}
}

func FuzzAuthenticate(f *testing.F) {
	for _, name := range []string{"SOD_ok_ec256_sha256.bin", "SOD_ok_ski_signer.bin", "SOD_bad_rogue_csca.bin"} {
		f.Add(sampleFiles(f, name)[lds.SOD])
	}
	files := sampleFiles(f, "SOD_ok_ec256_sha256.bin")
	object, err := lds.ParseSecurityObject(files[lds.SOD])
	if err != nil {
		f.Fatal(err)
	}
	store := sampleStore(f, "csca_ec384")
	f.Fuzz(func(t *testing.T, sod []byte) {
		files := map[port.CardFile][]byte{lds.SOD: sod, "DG1": files["DG1"]}
		p := Authenticate(files, store, Policy{AllowSHA1: true}, built)
		if !p.Signature.Passed() || !p.Issuer.Passed() {
			return
		}
		// The fuzzer has no key: only what the sample's signer signed can pass.
		now, err := lds.ParseSecurityObject(sod)
		if err != nil || !bytes.Equal(now.Hashes[1], object.Hashes[1]) {
			t.Fatal("a signature over other hashes passed")
		}
	})
}
