package main

import (
	"os"
	"path/filepath"
)

// darkAndLarge is the whole path as users see it who chose the dark theme and the
// largest text: everything is still reached by the same keys. Its pictures are for
// looking at and lie in build/look.
func darkAndLarge(s *scenario) {
	if s.err != nil {
		return
	}
	s.pictures = filepath.Join("build", "look")
	const habits = `{"format":1,"users":{"canbo":{"dark":true,"scale":200},"chihuy":{"dark":true,"scale":200}}}`
	s.fail("preparing the habits", os.MkdirAll(s.data, 0o700))
	s.fail("preparing the habits", os.WriteFile(filepath.Join(s.data, "look.json"), []byte(habits), 0o600))
	s.open()
	s.press("shift+Return", "ctrl+a")
	s.fillIn("canbo", passwords["canbo"])
	s.wait("look", "dark=true", "scale=200")
	s.wait("logged-in", "user=canbo")
	s.citizen(s.exchange)
	s.learnReceipt()
	s.change("chihuy")
	s.wait("approval-open")
	s.press("alt+Right")
	s.picture("duyet-ben-phai")
	s.press("alt+Left", "F10")
	s.wait("approved")
	s.change("canbo")
	s.cardArrives()
	s.fromShelfOn()
}
