package kit

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
)

// localeChild is set in the processes that [TestOddLocalesAreHarmless] starts.
const localeChild = "KIT_TEST_LOCALE_CHILD"

// TestOddLocalesAreHarmless starts this test anew under each locale, for Fyne asks
// the system once: the words stay Vietnamese, and capitals are those of Vietnamese
// wherever the machine says that it stands.
func TestOddLocalesAreHarmless(t *testing.T) {
	if os.Getenv(localeChild) != "" {
		speakInOddLocale(t)
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, locale := range []string{"C", "", "POSIX", "C.UTF-8", "vi_VN.UTF-8", "vi_VN", "en_US.UTF-8", "fr_FR.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8", "zh_TW", "de_DE@euro", "xx_YY", "vi_US", "?!"} {
		t.Run("locale "+locale, func(t *testing.T) {
			cmd := exec.Command(program, "-test.run=^TestOddLocalesAreHarmless$", "-test.v")
			for _, v := range os.Environ() {
				if name, _, _ := strings.Cut(v, "="); name != "LANG" && name != "LANGUAGE" && !strings.HasPrefix(name, "LC_") {
					cmd.Env = append(cmd.Env, v)
				}
			}
			cmd.Env = append(cmd.Env, "LC_ALL="+locale, "LANG="+locale, localeChild+"=1")
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "--- PASS: TestOddLocalesAreHarmless") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// speakInOddLocale looks at words, dates, capitals and sums in the locale of this
// process.
func speakInOddLocale(t *testing.T) {
	test.NewTempApp(t)
	if err := UseVietnamese(); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{"OK": "Đồng ý", "Cancel": "Bỏ qua", "Copy": "Sao chép"} {
		if got := lang.L(word); got != want {
			t.Errorf("%s is %q, want %q", word, got, want)
		}
	}
	if got := lang.X("sunday.short", "Sun"); got != "CN" {
		t.Errorf("Sunday is %q", got)
	}
	name := telexDesk(t)
	f, born, fee := NewNameField("Họ tên"), NewDateField("Ngày sinh"), NewMoneyField("Lệ phí")
	name.fields(f, born, fee)
	name.typed("nguyeenx thij imj") // i becomes I without a dot, also where Turkish is spoken
	name.press("Enter")
	name.typed("010290")
	name.press("Enter")
	name.typed("1234567")
	if got := fmt.Sprint(f.Value(), " ", born.Value(), " ", fee.edit.Text); got != "NGUYỄN THỊ ỊM 01/02/1990 1.234.567" {
		t.Errorf("the fields hold %q", got)
	}
}
