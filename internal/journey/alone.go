package main

// alone lets a supervisor who has no colleague take a citizen in: approving it is
// refused until a time that is named, another office is asked over the line, and
// the centre, which has named none here, says so.
func alone(s *scenario) {
	s.begin("quantri")
	s.wait("users-shown", "count=4")
	for range 2 { // canbo and canbo2, the first of the list
		s.press("k", "Right", "Return")
		s.wait("user-kept")
		s.wait("users-shown", "count=4")
		s.press("Down")
	}
	s.change("chihuy")
	s.press("F2")
	s.citizen(s.exchange)
	s.press("F5")
	s.wait("approval-open")
	s.press("F10")
	s.wait("approval-failed")
	s.still("duyet-mot-minh")
	s.press("Return", "x")
	s.wait("approval-asked")
	s.wait("inbox-applied") // the answer came back
	s.press("F11")
	s.wait("remote-shown", "decision=nobody")
	s.still("duyet-khong-diem-nao")
}
