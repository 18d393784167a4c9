package desk

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

func TestMoney(t *testing.T) {
	for amount, want := range map[int]string{
		0: "0 đồng", 5: "5 đồng", 999: "999 đồng", 1000: "1.000 đồng", 25000: "25.000 đồng",
		100000: "100.000 đồng", 1234567: "1.234.567 đồng", -50000: "-50.000 đồng",
	} {
		if got := Money(amount); got != want {
			t.Errorf("Money(%d) is %q, want %q", amount, got, want)
		}
	}
}

// TestMoneyKeepsTheDigits: without its points an amount reads back as itself,
// and every group but the first has three digits.
func TestMoneyKeepsTheDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int().Draw(t, "amount")
		text, ok := strings.CutSuffix(Money(amount), " đồng")
		if !ok {
			t.Fatalf("%q does not end in đồng", Money(amount))
		}
		if back, err := strconv.Atoi(strings.ReplaceAll(text, ".", "")); err != nil || back != amount {
			t.Fatalf("%q reads back as %d (%v), want %d", text, back, err, amount)
		}
		groups := strings.Split(strings.TrimPrefix(text, "-"), ".")
		for i, group := range groups {
			if i > 0 && len(group) != 3 || i == 0 && (group == "" || len(group) > 3) {
				t.Fatalf("%q has a group %q", text, group)
			}
		}
	})
}

func TestAgeBand(t *testing.T) {
	for age, want := range map[int]string{
		0: "0-5", 5: "0-5", 6: "6-13", 13: "6-13", 14: "14-24", 24: "14-24", 25: "25-39", 39: "25-39",
		40: "40-59", 59: "40-59", 60: "60+", 110: "60+",
	} {
		if got := ageBand(age); got != want {
			t.Errorf("ageBand(%d) is %q, want %q", age, got, want)
		}
	}
}

func TestFeeWords(t *testing.T) {
	for _, test := range []struct {
		payment dossier.Payment
		want    string
	}{
		{dossier.Payment{}, ""},
		{dossier.Payment{FeeCode: "exchange", Amount: 50000}, "50.000 đồng"},
		{dossier.Payment{FeeCode: "first"}, "Không thu"},
		{dossier.Payment{FeeCode: "exchange", Amount: 50000, Exemption: "dưới 16 tuổi"}, "Miễn: dưới 16 tuổi"},
	} {
		if got := FeeWords(test.payment); got != test.want {
			t.Errorf("FeeWords(%+v) is %q, want %q", test.payment, got, test.want)
		}
	}
}

func TestOldCardWords(t *testing.T) {
	for _, test := range []struct {
		card dossier.OldCard
		want string
	}{
		{dossier.OldCard{}, ""},
		{dossier.OldCard{Outcome: "collected"}, "Đã thu"},
		{dossier.OldCard{Outcome: "cut"}, "Đã cắt góc, trả lại"},
		{dossier.OldCard{Outcome: "not-collected", Why: "để quên"}, "Không thu: để quên"},
		{dossier.OldCard{Outcome: "lost"}, "Đã mất"},
		{dossier.OldCard{Outcome: "none"}, "Không có"},
	} {
		if got := OldCardWords(dossier.Identity{OldCard: test.card}); got != test.want {
			t.Errorf("OldCardWords(%+v) is %q, want %q", test.card, got, test.want)
		}
	}
}

// TestExceptionWords walks the list of reasons: a new one needs its words.
func TestExceptionWords(t *testing.T) {
	for _, reason := range dossier.ExceptionReasons() {
		if ExceptionWords(dossier.CaptureException{Reason: reason}) == "" {
			t.Errorf("reason %q has no words", reason)
		}
	}
	if got := ExceptionWords(dossier.CaptureException{Reason: "bandaged", Note: "bỏng"}); got != "băng bó (bỏng)" {
		t.Errorf("with a note it is %q", got)
	}
}

func TestSupervisorsLineIsEmptyOnAClerksPaper(t *testing.T) {
	for role, want := range map[dossier.Role]string{dossier.RoleClerk: "", dossier.RoleSupervisor: "Trần Văn Thử"} {
		d := New(Params{})
		d.session = &store.Session{User: dossier.User{Name: "Trần Văn Thử", Role: role}}
		if got := d.supervisor().Name; got != want {
			t.Errorf("as %s the line says %q, want %q", role, got, want)
		}
	}
}

func TestIrisWords(t *testing.T) {
	taken := dossier.Part{Capture: &dossier.CaptureRef{}}
	excused := dossier.Part{Exception: &dossier.CaptureException{Reason: "deformed"}}
	bandaged := dossier.Part{Exception: &dossier.CaptureException{Reason: "bandaged"}}
	for _, test := range []struct {
		left, right dossier.Part
		want        string
	}{
		{dossier.Part{}, dossier.Part{}, ""},
		{taken, taken, "Đã thu nhận hai mắt"},
		{taken, excused, "Thu nhận một mắt: dị tật"},
		{taken, dossier.Part{}, "Thu nhận một mắt"},
		{excused, bandaged, "Không thu nhận được: băng bó, dị tật"},
	} {
		iris := dossier.Iris{Eyes: map[port.Position]dossier.Part{port.LeftEye: test.left, port.RightEye: test.right}}
		if got := irisWords(iris); got != test.want {
			t.Errorf("irisWords is %q, want %q", got, test.want)
		}
	}
}
