package main

import "path/filepath"

// people lets an administrator add an officer, who chooses a password of her own
// before anything else, and lock another one, who then stays out.
func people(s *scenario) {
	s.open()
	s.login("quantri", "taphuan3")
	s.wait("users-shown", "count=4")
	s.still("nguoi-dung")
	s.press("F10")
	s.fillIn("moi", "Do Thi Moi", "Dai uy", "") // a clerk, as it stands
	s.write("tamthoi99")
	s.press("Return")
	s.wait("user-kept")
	s.wait("users-shown", "count=5")
	s.press("F12")
	s.wait("upkeep-shown", "months=0")
	s.still("bao-quan")
	s.lock()

	s.press("shift+Return", "ctrl+a")
	s.fillIn("moi", "tamthoi99")
	s.wait("password-asked", "user=moi")
	s.still("dat-mat-khau")
	s.fillIn("riengtoi1", "riengtoi1")
	s.wait("logged-in", "user=moi", "role=clerk")
	s.press("F4")
	s.wait("screen-ready", "screen=search")
	s.still("tra-cuu-loc")
	s.lock()

	s.login("quantri", "taphuan3")
	s.wait("users-shown", "count=5")
	s.press("k", "Right", "Return") // the first of the list is canbo
	s.wait("user-kept")
	s.lock()
	s.press("shift+Return", "ctrl+a")
	s.fillIn("canbo", "taphuan1")
	s.wait("login-failed")
	s.login("moi", "riengtoi1")
}

// fillIn types into one field after the other and leaves each by Enter.
func (s *scenario) fillIn(texts ...string) {
	for _, text := range texts {
		if text != "" {
			s.write(text)
		}
		s.press("Return")
	}
}

// still takes a picture of a screen that belongs to no path.
func (s *scenario) still(name string) {
	if s.err == nil {
		s.settle()
		s.fail("taking a picture", s.keys.picture(filepath.Join(s.screens, "quan-tri-"+name+".png")))
	}
}
