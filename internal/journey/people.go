package main

// people lets an administrator add an officer, who chooses a password of her own
// before anything else, and lock another one, who then stays out.
func people(s *scenario) {
	s.begin("quantri")
	s.wait("users-shown", "count=4")
	s.secondStart()
	s.still("quan-tri-nguoi-dung")
	s.press("F10")
	s.fillIn("moi", "Do Thi Moi", "Dai uy", "") // a clerk, as it stands
	s.write("tamthoi99")
	s.press("Return")
	s.wait("user-kept")
	s.wait("users-shown", "count=5")
	s.press("F12")
	s.wait("upkeep-shown", "months=0")
	s.still("quan-tri-bao-quan")
	s.lock()

	s.press("shift+Return", "ctrl+a")
	s.fillIn("moi", "tamthoi99")
	s.wait("password-asked", "user=moi")
	s.still("quan-tri-dat-mat-khau")
	s.fillIn("riengtoi1", "riengtoi1")
	s.wait("logged-in", "user=moi", "role=clerk")
	s.press("F4")
	s.wait("screen-ready", "screen=search")
	s.still("quan-tri-tra-cuu-loc")

	s.change("quantri")
	s.wait("users-shown", "count=5")
	s.press("k", "Right", "Return") // the first of the list is canbo
	s.wait("user-kept")
	s.lock()
	s.press("shift+Return", "ctrl+a")
	s.fillIn("canbo", passwords["canbo"])
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
