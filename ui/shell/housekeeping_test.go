package shell

import (
	"testing"

	"carddesk/app/store"
	"carddesk/ui/kit"
)

func TestSpaceWords(t *testing.T) {
	for _, c := range []struct {
		space store.Space
		level kit.Level
		text  string
	}{
		{store.Space{Free: 5 << 30}, kit.LevelNone, ""},
		{store.Space{Free: 2<<30 - 1, Warn: true}, kit.LevelWarning, "Đĩa còn 1,9 GB"},
		{store.Space{Free: 700 << 20, Warn: true}, kit.LevelWarning, "Đĩa còn 700 MB"},
		{store.Space{Free: 500<<20 - 1, Warn: true, Stop: true}, kit.LevelError, "Đĩa còn 499 MB: không mở hồ sơ mới"},
	} {
		if level, text := spaceWords(c.space); level != c.level || text != c.text {
			t.Errorf("%+v: %v %q", c.space, level, text)
		}
	}
}
