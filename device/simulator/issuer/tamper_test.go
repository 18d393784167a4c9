package issuer

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card/ber"
	"carddesk/device/card/lds"
	"carddesk/device/card/proof"
)

// TestTampering is the table of what can be done to a chip's files. Each row
// must be noticed, with its own reason.
func TestTampering(t *testing.T) {
	mine := newIssuer(t)
	good := chipFiles(t, mine, order(t, "face.jpg"))
	secondOrder := order(t, "face.jp2")
	secondOrder.PersonalNumber, secondOrder.DocumentNumber = "079199000001", "199000001"
	secondOrder.Birth, secondOrder.Sex = person.CivilDate{Year: 1999, Month: 1, Day: 15}, person.Female
	second := chipFiles(t, mine, secondOrder)
	stranger := chipFiles(t, newIssuer(t), order(t, "face.jpg"))
	short, err := NewValid(nil, today.Add(-time.Hour), today.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}

	with := func(change func(map[port.CardFile][]byte)) map[port.CardFile][]byte {
		changed := maps.Clone(good)
		change(changed)
		return changed
	}
	replace := func(file port.CardFile, content []byte) map[port.CardFile][]byte {
		return with(func(f map[port.CardFile][]byte) { f[file] = content })
	}
	without := func(file port.CardFile) map[port.CardFile][]byte {
		return with(func(f map[port.CardFile][]byte) { delete(f, file) })
	}
	cut := func(file port.CardFile, keep int) map[port.CardFile][]byte {
		return replace(file, good[file][:keep])
	}
	const hashes, signature, issuing = proof.NameHashes, proof.NameSignature, proof.NameIssuer
	cases := []struct {
		name   string
		files  map[port.CardFile][]byte
		at     time.Time
		proof  string // which one fails
		reason string
	}{
		{"DG13 of another person", replace("DG13", second["DG13"]), today, hashes, "group-changed:DG13"},
		{"portrait of another person", replace("DG2", second["DG2"]), today, hashes, "group-changed:DG2"},
		{"DG1 and DG13 of another person", with(func(f map[port.CardFile][]byte) { f["DG1"], f["DG13"] = second["DG1"], second["DG13"] }), today, hashes, "group-changed:DG1,DG13"},
		{"EF.SOD of another card", replace(lds.SOD, second[lds.SOD]), today, hashes, "group-changed:DG1,DG2,DG13,DG14,DG15"},
		{"no EF.SOD", without(lds.SOD), today, hashes, "no-sod"},
		{"EF.SOD cut off", cut(lds.SOD, 500), today, hashes, "sod-unreadable"},
		{"EF.SOD empty", replace(lds.SOD, nil), today, hashes, "sod-unreadable"},
		{"DG2 cut off", cut("DG2", 900), today, hashes, "group-changed:DG2"},
		{"DG1 followed by more", replace("DG1", append(bytes.Clone(good["DG1"]), 0)), today, hashes, "group-changed:DG1"},
		{"key of active authentication hidden", without("DG15"), today, hashes, "group-missing:DG15"},
		{"keys hidden, list of EF.COM adjusted", with(func(f map[port.CardFile][]byte) {
			delete(f, "DG14")
			delete(f, "DG15")
			f[lds.COM] = lds.BuildCommon([]int{1, 2, 13})
		}), today, hashes, "group-missing:DG14,DG15"},
		{"DG15 of another chip", replace("DG15", second["DG15"]), today, hashes, "group-changed:DG15"},
		{"DG14 written again in another order", replace("DG14", reordered(t, good["DG14"])), today, hashes, "group-changed:DG14"},
		{"group added", replace("DG11", []byte{0x6B, 0}), today, hashes, "group-uncovered:DG11"},
		{"hash of DG13 replaced in EF.SOD", rehash(good, second["DG13"]), today, signature, "digest-wrong"},
		{"unknown issuer of the same name", stranger, today, issuing, "issuer-forged"},
		{"expired signer", good, today.Add(signerValidity + time.Hour), issuing, "signer-expired"},
		{"signer of the future", good, today.Add(-2 * time.Hour), issuing, "signer-not-yet"},
		{"short-lived signer, in time", chipFiles(t, short, order(t, "face.jpg")), today, issuing, "issuer-forged"},
	}
	believing := store(t, mine)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := proof.Authenticate(c.files, believing, proof.Policy{}, c.at)
			if p.Passed() {
				t.Fatal("not noticed")
			}
			for _, got := range p.Proofs() {
				if got.Name == c.proof && (got.Verdict != port.ProofFailed || got.Reason != c.reason) {
					t.Errorf("%s: %s %q, want %q", got.Name, got.Verdict, got.Reason, c.reason)
				}
			}
		})
	}
	if p := proof.Authenticate(good, believing, proof.Policy{}, today); !p.Passed() {
		t.Errorf("the untouched chip fails too: %+v", p.Proofs())
	}
}

func chipFiles(t testing.TB, i *Issuer, o port.CardOrder) map[port.CardFile][]byte {
	t.Helper()
	image, err := i.Chip(o, today)
	if err != nil {
		t.Fatal(err)
	}
	return files(image)
}

// reordered writes the set of DG14 backwards: the same for a parser, other bytes.
func reordered(t testing.TB, raw []byte) []byte {
	t.Helper()
	file, err := ber.Only(raw)
	if err != nil {
		t.Fatal(err)
	}
	set, err := ber.Only(file.Content)
	if err != nil {
		t.Fatal(err)
	}
	children, err := set.Children()
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(children)
	var parts [][]byte
	for _, child := range children {
		parts = append(parts, child.Raw)
	}
	return ber.TLV(lds.GroupTag(14), ber.TLV(ber.TagSet, parts...))
}

// rehash replaces DG13 and its hash within EF.SOD, as far as one can without
// the signer's key.
func rehash(good map[port.CardFile][]byte, dg13 []byte) map[port.CardFile][]byte {
	changed := maps.Clone(good)
	changed["DG13"] = dg13
	changed[lds.SOD] = bytes.Replace(good[lds.SOD], sum(good["DG13"]), sum(dg13), 1)
	return changed
}

// TestOneBit: no bit of a group can change unnoticed, and no bit of EF.SOD so
// that it vouches for other hashes.
func TestOneBit(t *testing.T) {
	mine := newIssuer(t)
	good := chipFiles(t, mine, order(t, "face.jpg"))
	believing := store(t, mine)
	object, err := lds.ParseSecurityObject(good[lds.SOD])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []port.CardFile{lds.SOD, "DG1", "DG2", "DG13", "DG14", "DG15"} {
		t.Run(string(name), rapid.MakeCheck(func(t *rapid.T) {
			bit := rapid.IntRange(0, len(good[name])*8-1).Draw(t, "bit")
			changed := maps.Clone(good)
			changed[name] = bytes.Clone(good[name])
			changed[name][bit/8] ^= 1 << (bit % 8)
			p := proof.Authenticate(changed, believing, proof.Policy{}, today)
			if name != lds.SOD {
				if p.Passed() || p.Hashes.Reason != proof.GroupChanged {
					t.Fatalf("%+v", p.Hashes)
				}
				return
			}
			if !p.Passed() {
				return
			}
			now, err := lds.ParseSecurityObject(changed[lds.SOD])
			if err != nil || !reflect.DeepEqual(now.Hashes, object.Hashes) {
				t.Fatal("EF.SOD vouches for other hashes")
			}
		}))
	}
}
