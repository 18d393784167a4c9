package person

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestRecognise(t *testing.T) {
	receipt, err := NewReceiptNumber("HN01", 2, 123)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]ScanKind{
		"":                         ScanOther,
		"Nguyễn Thị Vi Dư":         ScanOther,
		"0912345678":               ScanOther,
		"001090000002":             ScanNumber,
		"001 090 000 002\n":        ScanNumber,
		"012345678":                ScanOldNumber,
		string(receipt):            ScanReceipt,
		receipt.QR() + "\r\n":      ScanReceipt,
		"HN01-02-000123-00":        ScanOther,
		"001090000002|012345678||": ScanCardQR,
		"IDVNM0900000029001090000002<<09007013M3007011VNM<<<<<<<<<<<0DO<<DUC<MAU<<<<<<<<<<<<<<<<<<<": ScanMRZ,
		strings.Repeat("|", 5000): ScanOther,
	} {
		if got := Recognise(text); got != want {
			t.Errorf("%.40q: %d, want %d", text, got, want)
		}
	}
}

func TestStrictText(t *testing.T) {
	type record struct {
		Number  PersonalNumber
		Old     OldNumber
		Phone   Phone
		Receipt ReceiptNumber
		Sex     Sex
	}
	receipt, err := NewReceiptNumber("HN01", 2, 123)
	if err != nil {
		t.Fatal(err)
	}
	in := record{"001090000002", "012345678", "0912345678", receipt, Female}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out record
	if err := json.Unmarshal(data, &out); err != nil || out != in {
		t.Fatalf("%+v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"Number":"","Old":"","Phone":"","Receipt":"","Sex":""}`), &out); err != nil || out != (record{}) {
		t.Fatalf("%+v, %v", out, err)
	}
	for text, want := range map[string]error{`{"Number":"1"}`: ErrPersonalNumber, `{"Old":"x"}`: ErrOldNumber, `{"Phone":"1"}`: ErrPhone,
		`{"Receipt":"HN01-02-000123-00"}`: ErrReceiptNumber, `{"Sex":"Q"}`: ErrSex} {
		if err := json.Unmarshal([]byte(text), &out); !errors.Is(err, want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// No personal number is taken for a slip, whatever its last digits are.
func TestNumberIsNoReceipt(t *testing.T) {
	for i := range 1000 {
		n := PersonalNumber("001090000000")[:9] + PersonalNumber([]byte{byte('0' + i/100), byte('0' + i/10%10), byte('0' + i%10)})
		if got := Recognise(string(n)); got != ScanNumber {
			t.Fatalf("%s: %d", n, got)
		}
	}
}
