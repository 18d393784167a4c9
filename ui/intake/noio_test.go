package intake

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"carddesk/app/person"
	"carddesk/app/tables"
	"carddesk/internal/threadio"
	"carddesk/ui/kit"
)

// TestTypingReachesNeitherDeskNorDisk types into each field of the form with the
// presenter behind it: between two keys nothing is read, written, saved or looked
// up. That comes with the timer, off the goroutine of the keys.
func TestTypingReachesNeitherDeskNorDisk(t *testing.T) {
	test.NewTempApp(t)
	h := newHands(t)
	h.Start(cardQR)
	saves, lookups := len(h.desk.saves), len(h.desk.lookups)
	form := newForm(kit.NewScope("test"), func() tables.View { return tables.Default().At(person.FromTime(h.now)) }, h.Set, func() {})
	typed := 0
	calls := threadio.Calls(t, func() {
		typed = 0
		for _, field := range texts(form) {
			for _, r := range "001190 nguyen" {
				field.Target().TypedRune(r)
				typed++
			}
		}
	})
	if typed < 150 {
		t.Fatalf("only %d keys typed: the test looks at the wrong fields", typed)
	}
	if calls != 0 {
		t.Errorf("keys read or write %d times", calls)
	}
	if len(h.desk.saves) != saves || len(h.desk.lookups) != lookups {
		t.Errorf("typing saved %d times and looked up %d times", len(h.desk.saves)-saves, len(h.desk.lookups)-lookups)
	}
	if h.alarm == nil {
		t.Error("no timer will save what was typed")
	}
}
