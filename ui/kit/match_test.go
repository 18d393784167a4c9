package kit

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Đỗ Đức Mậu": "do duc mau", "ĐẮK LẮK": "dak lak", "Ayŭn": "ayun", "Niê Kdăm": "nie kdam", "": "", "A1-b": "a1-b",
		"ằẵẳặấẩẫậếềểễệốồổỗộớờởỡợứừửữựỳỷỹỵ":  "aaaaaaaaeeeeeoooooooooouuuuuyyyy",
		norm.NFD.String("Nguyễn Thị Hường"): "nguyen thi huong",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q is folded to %q, want %q", text, got, want)
		}
	}
}

func TestBestMatchComesFirst(t *testing.T) {
	m := newMatcher([]Choice{{Code: "a", Text: "Xã Hà Trung"}, {Code: "b", Text: "Hà Nội"}, {Code: "ha", Text: "Nam Định"}, {Code: "c", Text: "Hà"}, {Code: "d", Text: "Hồ An"}, {Code: "e", Text: "Phà Đen"}})
	got := m.find("ha")
	want := []int{2, 3, 1, 4, 0, 5}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("order %v, want %v", got, want)
	}
	if len(m.find("zzz")) != 0 || len(m.find("")) != 6 {
		t.Error("an empty query must find all, a strange one nothing")
	}
}

func TestFourThousandChoicesAreQuick(t *testing.T) {
	choices := make([]Choice, 4000)
	for i := range choices {
		choices[i] = Choice{Code: fmt.Sprint(i), Text: fmt.Sprintf("Xã Thượng Đông số %d", i)}
	}
	m := newMatcher(choices)
	if took := fastest(5, func(int) { m.find("dong so 39") }); took > 10*time.Millisecond {
		t.Errorf("a key in a list of 4,000 takes %v", took)
	}
	if n := len(m.find("dong so 3999")); n != 1 {
		t.Errorf("%d matches", n)
	}
}
