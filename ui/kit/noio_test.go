package kit

import (
	"testing"

	"carddesk/internal/threadio"
	"carddesk/ui/kit/compose"
)

// TestKeysDoNoIO types through every kind of field, list and dialog of the kit and
// counts what the thread of the keys reads and writes.
func TestKeysDoNoIO(t *testing.T) {
	d := newDesk(t)
	d.router.SetTyping(&Typing{Method: compose.Telex})
	d.router.OnBurst(func(string) bool { return true })
	paper := newGalleryPaper(&gallery{router: d.router, scope: d.scope, events: NoEvents{}, last: NewStatusPart(LevelInfo, "", nil)})
	d.win.SetContent(d.router.Wrap(paper.content))
	d.router.Push(paper.scope)
	fields := 0
	calls := threadio.Calls(t, func() {
		paper.scope.Chain().First()
		for fields = 0; ; fields++ {
			at := paper.scope.Chain().Current()
			d.typed("ha noi 1 dduowngf")
			d.press("Backspace", "Left", "Ctrl+Z", "Alt+K", "Esc", "Enter")
			if _, two := at.(*AddressField); two {
				d.press("Enter")
			}
			if paper.scope.Chain().Current() == at {
				break
			}
		}
		d.scan("001090000002|012345678|DO DUC MAU")
		Confirm(d.router, Question{Title: "Huỷ hồ sơ này?"}, func(bool) {})
		d.press("Left", "Right", "Esc")
	})
	if fields < 29 {
		t.Fatalf("Enter walked %d fields, want 30", fields+1)
	}
	if calls != 0 {
		t.Errorf("keys read or write %d times", calls)
	}
}

func TestKeysOfATableDoNoIO(t *testing.T) {
	d, _ := tableDesk(t, largeRows(200_000))
	if calls := threadio.Calls(t, func() {
		d.press("End", "PageUp", "Home", "Ctrl+1", "Down")
		d.typed("huong")
		d.press("Esc")
	}); calls != 0 {
		t.Errorf("keys read or write %d times", calls)
	}
}
