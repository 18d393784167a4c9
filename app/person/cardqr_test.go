package person

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func mustName(t testing.TB, s string) Name {
	t.Helper()
	n, err := ParseName(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCardQR2021(t *testing.T) {
	for _, c := range []struct {
		in   string
		want CardQR
	}{
		{"001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Một, Xã Hai, Huyện Ba, Hà Nội|31122021",
			CardQR{Number: "001090000002", OldNumber: "012345678", Name: mustName(t, "Đỗ Đức Mậu"), Birth: CivilDate{1990, 7, 1},
				Sex: Male, Address: "Thôn Một, Xã Hai, Huyện Ba, Hà Nội", Issued: CivilDate{2021, 12, 31}}},
		{"079199000001||Nguyễn Thị Vi Dư|15011999|Nữ|Tổ 1, Phường 2, Quận 3, TP. Hồ Chí Minh|14082021",
			CardQR{Number: "079199000001", Name: mustName(t, "Nguyễn Thị Vi Dư"), Birth: CivilDate{1999, 1, 15},
				Sex: Female, Address: "Tổ 1, Phường 2, Quận 3, TP. Hồ Chí Minh", Issued: CivilDate{2021, 8, 14}}},
	} {
		got, err := ParseCardQR(c.in)
		if err != nil {
			t.Fatal(err)
		}
		c.want.Form, c.want.Raw = QR2021, c.in
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("got  %+v\nwant %+v", got, c.want)
		}
		if back := FormatCardQR(got); back != c.in {
			t.Errorf("written again: %q", back)
		}
		if got, err := ParseCardQR(norm.NFD.String(c.in) + "\r\n"); err != nil || got.Name != c.want.Name || got.Address != c.want.Address {
			t.Errorf("decomposed: %+v, %v", got, err)
		}
	}
}

func TestCardQRMissingTail(t *testing.T) {
	for in, want := range map[string]string{
		"001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|": "address issued",
		"001090000002|012345678|Đỗ Đức Mậu|01071990|Nam":  "address issued",
		"001090000002||": "name birth sex address issued",
		"001090000002|012345678|??? 7|99999999|x|Nhà|3112":         "name birth sex issued",
		"001090000002|12345|Do Duc Mau|01071990|Nam|Nhà|31122021":  "oldNumber",
		"001090000002||Do Duc Mau|00071990|Nam|Nhà, Xã A|31122021": "",
	} {
		q, err := ParseCardQR(in)
		if err != nil || q.Number != "001090000002" || q.Form != QR2021 {
			t.Errorf("%q: %+v, %v", in, q, err)
		}
		if got := strings.Join(q.Missing, " "); got != want {
			t.Errorf("%q: missing %q, want %q", in, got, want)
		}
	}
}

func TestCardQR2024(t *testing.T) {
	const in = "001218000003|Phạm Gia Bé|02032018|Nam|Thôn Một, Xã Hai, Hà Nội|05072024|012345678||Phạm Văn Cha|Lê Thị Mẹ"
	q, err := ParseCardQR(in)
	if err != nil {
		t.Fatal(err)
	}
	want := CardQR{Number: "001218000003", OldNumber: "012345678", Name: mustName(t, "Phạm Gia Bé"), Birth: CivilDate{2018, 3, 2},
		Sex: Male, Address: "Thôn Một, Xã Hai, Hà Nội", Issued: CivilDate{2024, 7, 5}, Form: QR2024,
		Rest: []string{"Phạm Văn Cha", "Lê Thị Mẹ"}, Raw: in}
	if !reflect.DeepEqual(q, want) {
		t.Errorf("got  %+v\nwant %+v", q, want)
	}
	// Another order of the fields tells the same.
	q, err = ParseCardQR("001218000003|Phạm Gia Bé|012345678|05072024|02032018|Nam|Thôn Một, Xã Hai, Hà Nội|")
	if err != nil || q.Birth != want.Birth || q.Issued != want.Issued || q.OldNumber != want.OldNumber || q.Name != want.Name {
		t.Errorf("other order: %+v, %v", q, err)
	}
	// One date alone could be either.
	q, err = ParseCardQR("001218000003|Phạm Gia Bé|02032018|Nam")
	if err != nil || !q.Birth.IsZero() || !q.Issued.IsZero() || !slices.Contains(q.Rest, "02032018") ||
		!slices.Contains(q.Missing, QRBirth) || !slices.Contains(q.Missing, QRIssued) {
		t.Errorf("one date: %+v, %v", q, err)
	}
}

func TestCardQRRefuses(t *testing.T) {
	for _, bad := range []string{"", "|", "001090000002", "00109000000|x", "GH:HN01-02-000123-47", "https://example.org/|a",
		"001090000002" + strings.Repeat("|", 40), strings.Repeat("1", 5000)} {
		if _, err := ParseCardQR(bad); !errors.Is(err, ErrCardQR) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
}

func TestCardQRRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := CardQR{Name: genName().Draw(t, "name"), Birth: genDate().Draw(t, "birth"), Sex: genSex().Draw(t, "sex"),
			Issued: genFullDate().Draw(t, "issued"), Form: QR2021,
			Address: rapid.StringMatching(`(Thôn|Tổ|Ấp) [0-9]{1,3}, (Xã Đông|Phường Tân), [A-Z][a-zêộ]{1,20}`).Draw(t, "address")}
		q.Number = genNumber(t, q.Birth, q.Sex)
		if rapid.Bool().Draw(t, "old") {
			q.OldNumber = OldNumber(rapid.StringMatching(`[1-9][0-9]{8}`).Draw(t, "old number"))
		}
		text := FormatCardQR(q)
		if strings.Count(text, "|") != 6 {
			t.Fatalf("%d bars", strings.Count(text, "|"))
		}
		got, err := ParseCardQR(text)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name.String() != q.Name.Title() {
			t.Fatalf("name %q, want %q", got.Name, q.Name.Title())
		}
		q.Raw, q.Name = text, got.Name
		if !reflect.DeepEqual(got, q) {
			t.Fatalf("got  %+v\nwant %+v", got, q)
		}
	})
}

func FuzzParseCardQR(f *testing.F) {
	for _, s := range []string{
		"001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Một, Xã Hai, Huyện Ba, Hà Nội|31122021",
		"001090000002|012345678|Do Duc Mau|01071990|Nam|",
		"001218000003|Phạm Gia Bé|02032018|Nam|Thôn Một|05072024||||", "001090000002|\xff|\x00|", "000000000000|||"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := ParseCardQR(s)
		if err != nil {
			if !errors.Is(err, ErrCardQR) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		if !q.Number.Valid() || q.Raw != s {
			t.Fatalf("number %q, raw kept: %v", q.Number, q.Raw == s)
		}
		// What was understood survives being written in the 2021 form.
		again, err := ParseCardQR(FormatCardQR(q))
		if err != nil {
			t.Fatal(err)
		}
		if again.Number != q.Number || again.OldNumber != q.OldNumber || again.Birth != q.Birth || again.Sex != q.Sex ||
			again.Issued != q.Issued || again.Address != q.Address || Fold(again.Name.String()) != Fold(q.Name.String()) {
			t.Fatalf("got  %+v\nwant %+v", again, q)
		}
	})
}
