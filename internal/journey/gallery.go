package main

import (
	"path/filepath"
	"syscall"
)

// gallery looks at every widget of the kit, light and dark, at 100 and 200 %.
func gallery(s *scenario) {
	var err error
	s.desk, err = startProgram(s.stage, s.bin, []string{"gallery"})
	s.fail("opening the gallery", err)
	s.wait("screen-ready", "screen=gallery")
	if s.err != nil {
		return
	}
	s.takeKeyboard()
	s.kitPicture("sang")
	s.press("F1")
	s.kitPicture("danh-sach")
	s.press("F1", "F1")
	s.wait("page", "number=0")
	s.press("F6")
	s.wait("theme", "dark=true")
	s.kitPicture("toi")
	s.press("F6")
	s.press("F7", "F7", "F7", "F7") // 125, 150, 175, 200 %
	s.wait("theme", "dark=false", "scale=200")
	s.kitPicture("chu-200")
	if s.err == nil {
		s.fail("closing the gallery", s.desk.cmd.Process.Signal(syscall.SIGTERM))
		<-s.desk.ended
	}
	s.desk = nil
}

func (s *scenario) kitPicture(name string) {
	if s.err != nil {
		return
	}
	s.settle()
	s.fail("taking a picture", s.keys.picture(filepath.Join(s.screens, "kit-"+name+".png")))
}
