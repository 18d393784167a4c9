package cards

import "golang.org/x/sys/windows"

var messageBeep = windows.NewLazySystemDLL("user32.dll").NewProc("MessageBeep")

// Sounds of the system (winuser.h).
const (
	soundInformation = 0x40
	soundError       = 0x10
)

// ring plays the system's sound for a good or a bad card.
func ring(good bool) {
	sound := uintptr(soundError)
	if good {
		sound = soundInformation
	}
	// Without a sound device nothing sounds; the sentence on the screen says it.
	_, _, _ = messageBeep.Call(sound)
}
