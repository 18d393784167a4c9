package issuer

import (
	"bytes"
	"slices"
	"testing"

	"carddesk/device/card/ber"
	"carddesk/device/card/lds"
	"carddesk/device/card/proof"
)

// TestHashOverBytesAsRead makes a chip whose DG14 lists its parts in another order
// than DER wants. Its issuer hashed the bytes as they are: whoever writes them anew
// before hashing finds a difference that is none (row 15).
func TestHashOverBytesAsRead(t *testing.T) {
	i := newIssuer(t)
	image, err := i.Chip(order(t, "face.jpg"), today)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := ber.Only(image.Files["DG14"])
	if err != nil {
		t.Fatal(err)
	}
	set := ber.Walk(whole, lds.GroupTag(14)).Take(ber.TagSet)
	parts, err := set.Children()
	if err != nil {
		t.Fatal(err)
	}
	raws := make([][]byte, len(parts))
	for n, part := range parts {
		raws[n] = part.Raw
	}
	if !slices.IsSortedFunc(raws, bytes.Compare) {
		t.Fatal("the issuer's own order is not that of DER: nothing to turn round")
	}
	slices.Reverse(raws)
	image.Files["DG14"] = ber.TLV(lds.GroupTag(14), ber.TLV(ber.TagSet, raws...))
	groups := map[int][]byte{}
	for _, n := range []int{1, 2, 13, 14, 15} {
		groups[n] = image.Files[string(lds.Group(n))]
	}
	if image.Files["EF.SOD"], err = i.securityObject(groups, today); err != nil {
		t.Fatal(err)
	}
	p := proof.Authenticate(files(image), store(t, i), proof.Policy{}, today)
	if !p.Passed() || !p.Proven(14) {
		t.Errorf("%+v", p.Proofs())
	}
	security, err := lds.ParseSecurity(image.Files["DG14"])
	if err != nil || len(security.ChipKeys) != 1 {
		t.Errorf("DG14 in another order: %+v, %v", security, err)
	}
}
