package person

import "testing"

func TestAddress(t *testing.T) {
	if got := JoinAddress(" Thôn  Một ", "", "Xã Hai", "Hà Nội"); got != "Thôn Một, Xã Hai, Hà Nội" {
		t.Errorf("joined %q", got)
	}
	a := Address{Detail: "Thôn Một", Ward: "00001", Era: CivilDate{2025, 7, 1}}
	if a.String() != "Thôn Một" || !a.Coded() || a.IsZero() {
		t.Errorf("%+v", a)
	}
	a.Text, a.Era = "Thôn Một, Xã Hai", CivilDate{}
	if a.String() != "Thôn Một, Xã Hai" || a.Coded() {
		t.Errorf("%+v", a)
	}
	if !(Address{}).IsZero() {
		t.Error("nothing is something")
	}
}
