package desk

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/tables"
)

func todaysTables() tables.View {
	return tables.Default().At(person.FromTime(time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)))
}

func TestSplitAddress(t *testing.T) {
	view := todaysTables()
	for _, c := range []struct {
		name         string
		address      dossier.Address
		detail, ward string
	}{
		{"as the card writes it", dossier.Address{Text: "Số 5, Ba Đình, Hà Nội"}, "Số 5", "00004"},
		{"with the kinds", dossier.Address{Text: "Số 5, Phường Ba Đình, Thành phố Hà Nội"}, "Số 5", "00004"},
		{"the ward alone", dossier.Address{Text: "Ba Đình, Hà Nội"}, "", "00004"},
		{"of three levels: nobody knows where it lies now", dossier.Address{Text: "Số 5, Phúc Xá, Ba Đình, Hà Nội"}, "Số 5, Phúc Xá, Ba Đình, Hà Nội", ""},
		{"a ward that is none", dossier.Address{Text: "Thôn Một, Xã Hai, Hà Nội"}, "Thôn Một, Xã Hai, Hà Nội", ""},
		{"another province's ward", dossier.Address{Text: "Số 5, Ba Đình, Huế"}, "Số 5, Ba Đình, Huế", ""},
		{"a code that its text does not say", dossier.Address{Text: "Thôn Một, Xã Hai, Hà Nội", Ward: "00004"}, "Thôn Một, Xã Hai, Hà Nội", ""},
		{"a code that is none", dossier.Address{Text: "Số 5, Ba Đình, Hà Nội", Ward: "99999"}, "Số 5", "00004"},
		{"nothing", dossier.Address{}, "", ""},
	} {
		detail, ward := SplitAddress(view, c.address)
		if detail != c.detail || ward.Code != c.ward {
			t.Errorf("%s: %q and ward %q, want %q and %q", c.name, detail, ward.Code, c.detail, c.ward)
		}
	}
}

// What is composed of two parts comes apart into the same two, and nothing that
// was typed is lost.
func TestAddressRoundTrip(t *testing.T) {
	view := todaysTables()
	var wards []tables.Area
	for _, province := range view.Provinces() {
		wards = append(wards, view.Children(province.Code)...)
	}
	if len(wards) < 3000 {
		t.Fatalf("only %d wards", len(wards))
	}
	rapid.Check(t, func(t *rapid.T) {
		detail := rapid.StringMatching(`([A-Z][a-z]{1,8}( [0-9]{1,3})?(, [A-Z][a-z]{1,6})?)?`).Draw(t, "detail")
		ward := rapid.SampledFrom(wards).Draw(t, "ward")
		address := ComposeAddress(view, detail, ward)
		gotDetail, gotWard := SplitAddress(view, address)
		if gotDetail != detail || gotWard.Code != ward.Code {
			t.Fatalf("%q and %s became %q and %s", detail, ward.Code, gotDetail, gotWard.Code)
		}
		if whole := ComposeAddress(view, detail, tables.Area{}); whole.Text != detail || whole.Ward != "" {
			t.Fatalf("without a ward %q became %+v", detail, whole)
		}
	})
}
