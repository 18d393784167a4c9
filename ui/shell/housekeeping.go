package shell

import (
	"context"
	"fmt"
	"strings"
	"time"

	"carddesk/app/store"
	"carddesk/ui/kit"
)

// watchDisk looks after the free space, now and then and after each dossier that
// was begun, and after what housekeeping has to say.
func (f *Frame) watchDisk() {
	f.owner.Go(f.every(time.Minute, func(context.Context) { f.lookAtDisk(false) }))
	f.owner.Go(func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			case <-f.options.Created:
				f.lookAtDisk(true)
			}
		}
	})
}

// lookAtDisk shows the state of the disk; begun says that a dossier was begun.
func (f *Frame) lookAtDisk(begun bool) {
	space, err := f.env.Desk.Store.Space()
	if err != nil {
		f.env.Log.Error("free disk space", "error", err)
		return
	}
	trouble := ""
	if f.options.Trouble != nil {
		trouble = f.options.Trouble()
	}
	f.owner.Do(func() {
		level, text := spaceWords(space)
		f.status.disk.Set(level, text)
		show(f.status.disk, level != kit.LevelNone)
		f.status.care.Set(kit.LevelError, trouble)
		show(f.status.care, trouble != "")
		f.status.content.Refresh()
		if space.Warn != f.lowSpace {
			f.lowSpace = space.Warn
			f.env.Events.Emit("space", "warn", space.Warn, "stop", space.Stop)
		}
		if begun && space.Warn {
			f.toasts.Show(level, text+". Báo người quản trị máy giải phóng đĩa.")
		}
	})
}

// show shows or hides a part.
func show(part *kit.StatusPart, visible bool) {
	if visible {
		part.Show()
	} else {
		part.Hide()
	}
}

// spaceWords says how much room the disk has; with enough of it, nothing.
func spaceWords(space store.Space) (kit.Level, string) {
	switch {
	case space.Stop:
		return kit.LevelError, "Đĩa còn " + bytesText(space.Free) + ": không mở hồ sơ mới"
	case space.Warn:
		return kit.LevelWarning, "Đĩa còn " + bytesText(space.Free)
	}
	return kit.LevelNone, ""
}

// bytesText writes a size as people say it: whole megabytes, or gigabytes with
// one digit, never rounded up.
func bytesText(n uint64) string {
	if n < 1<<30 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return strings.Replace(fmt.Sprintf("%.1f GB", float64(n*10>>30)/10), ".", ",", 1)
}
