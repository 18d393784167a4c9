package desk_test

import (
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/tables"
)

func TestHamletOfAnAddress(t *testing.T) {
	h := desk.NewHamlets([]tables.Place{
		{Code: "T1", Kind: tables.Hamlet, Name: "Thôn 1", Ward: "00001"},
		{Code: "T12", Kind: tables.Hamlet, Name: "Thôn 12", Ward: "00001"},
		{Code: "DD", Kind: tables.Hamlet, Name: "Thôn Đoài", Ward: "00001"},
		{Code: "DDN", Kind: tables.Hamlet, Name: "Thôn Đoài Ngoài", Ward: "00001"},
		{Code: "X", Kind: tables.Hamlet, Name: "Thôn 1", Ward: "00002"},
		{Code: "TH", Kind: tables.School, Name: "Trường THPT Thử", Ward: "00001"},
	})
	for want, a := range map[string]dossier.Address{
		"T1":  {Ward: "00001", Detail: "Số 7, thôn 1"},
		"T12": {Ward: "00001", Detail: "thon 12"},
		"DD":  {Ward: "00001", Text: "Số 3, THÔN ĐOÀI, xã Thử"},
		"DDN": {Ward: "00001", Detail: "Ngõ 2, thôn Đoài Ngoài"},
		"X":   {Ward: "00002", Detail: "Thôn 1"},
		"TH":  {Ward: "00001", Detail: "Ký túc xá Trường THPT Thử"},
		"":    {Ward: "00003", Detail: "Thôn 1"},
	} {
		if got := h.Of(a); got != want {
			t.Errorf("%+v lies in %q, want %q", a, got, want)
		}
	}
	if h.Name("DD") != "Thôn Đoài" || h.Name("?") != "" || (*desk.Hamlets)(nil).Of(dossier.Address{Ward: "00001"}) != "" {
		t.Error("names of places")
	}
}

func TestHamletsOfAFolder(t *testing.T) {
	dir := t.TempDir()
	if h, problems, err := desk.ReadHamlets(dir); h != nil || problems != nil || err != nil {
		t.Errorf("a folder without a list: %v, %v, %v", h, problems, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "places.csv"), []byte("mã;loại;tên;xã\nT1;thôn;Thôn 1;00001\nT2;làng;Làng 2;00001\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, problems, err := desk.ReadHamlets(dir)
	if err != nil || len(problems) != 1 || h.Name("T1") != "Thôn 1" {
		t.Errorf("%v, %v", problems, err)
	}
}

// TestFactsNameTheHamlet: a dossier counts in its hamlet from when its address is
// known, and the report says the hamlet's name.
func TestFactsNameTheHamlet(t *testing.T) {
	b := newBench(t, func(p *desk.Params) {
		p.Hamlets = desk.NewHamlets([]tables.Place{{Code: "T1", Kind: tables.Hamlet, Name: "Thôn 1", Ward: "00004"}})
	})
	identity := holder()
	identity.Permanent = dossier.Address{Ward: "00004", Detail: "Số 7, thôn 1", Text: "Số 7, thôn 1, phường Thử"}
	b.draft(identity)
	for _, row := range b.factRows() {
		if row.Hamlet != "T1" {
			t.Errorf("hamlet %q", row.Hamlet)
		}
	}
}
