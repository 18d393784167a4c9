package main

import "syscall"

// gallery looks at every widget of the kit, light and dark, at 100 and 200 %.
func gallery(s *scenario) {
	s.openGallery()
	if s.err != nil {
		return
	}
	s.still("kit-sang")
	s.press("F1")
	s.still("kit-danh-sach")
	s.press("F1", "F1")
	s.wait("page", "number=0")
	s.press("F6")
	s.wait("theme", "dark=true")
	s.still("kit-toi")
	s.press("F6")
	s.press("F7", "F7", "F7", "F7") // 125, 150, 175, 200 %
	s.wait("theme", "dark=false", "scale=200")
	s.still("kit-chu-200")
	s.press("F6")
	s.wait("theme", "dark=true", "scale=200")
	s.still("kit-toi-200")
	s.closeGallery()
}

// openGallery opens the gallery of the kit and gives it the keyboard.
func (s *scenario) openGallery(env ...string) {
	var err error
	s.desk, err = startProgram(s.stage, s.bin, []string{"gallery"}, env...)
	s.fail("opening the gallery", err)
	s.wait("screen-ready", "screen=gallery")
	s.takeKeyboard()
}

// closeGallery ends the gallery after a walk that went well. After a failure it
// stays for its picture, and [scenario.end] ends it.
func (s *scenario) closeGallery() {
	if s.err != nil {
		return
	}
	s.fail("closing the gallery", s.desk.cmd.Process.Signal(syscall.SIGTERM))
	<-s.desk.ended
	s.desk = nil
}
