package main

// exceptions lets a supervisor see what was out of the ordinary: a card given away
// although its chip did not fit, and a dossier that could not be compared because
// the centre was not to be reached. Each is marked with a note, and only what is new
// is left. A complaint is taken by phone, answered, and printed in its book.
func exceptions(s *scenario) {
	s.finished()
	s.placeBad("changed")
	s.wait("fault-asked", "reason=chip-proof")
	s.press("Escape")
	s.change("chihuy")
	s.press("F3")
	s.wait("screen-ready", "screen=handover")
	s.scan(s.slip)
	s.wait("card-read", "matched=false") // the card still lies there
	s.wait("fault-asked", "reason=chip-proof")
	s.press("Escape", "ctrl+o")
	s.write("doi chieu ban goc")
	s.press("Return", "Return") // to the holder
	s.wait("handed-over", "overridden=true", "to=holder")

	s.change("canbo")
	s.press("F2")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.killService("registry")
	s.citizen(func() {
		s.scan(fivePeople[1])
		s.wait("dossier-open")
		s.wait("lookup", "status=unreachable")
		s.phoneAndCard()
		s.captures()
		s.review()
	})
	s.startRegistry()

	s.change("chihuy")
	s.queue(1)
	s.press("l")
	s.wait("filter-asked")
	s.press("Return", "Return", "Return")
	s.write("khop du lieu")
	s.still("duyet-loc-diem-dac-biet")
	s.press("Return")
	s.press("ctrl+Return")
	s.queue(1)

	s.press("alt+x")
	s.wait("screen-ready", "screen=exceptions")
	s.wait("exceptions-listed", "kind=override", "count=1")
	s.still("can-xem-lai")
	s.see("da xem bien ban")
	s.wait("exception-seen", "kind=override")
	s.wait("exceptions-listed", "kind=override", "count=0")
	s.press("Down", "Down", "Down")
	s.wait("exceptions-listed", "kind=not-matched", "count=1")
	s.see("tra lai khi co duong truyen")
	s.wait("exception-seen", "kind=not-matched")
	s.wait("exceptions-listed", "kind=not-matched", "count=0")
	s.press("m") // those that were seen too
	s.wait("exceptions-listed", "kind=not-matched", "count=1")
	s.still("can-xem-lai-da-xem")
	s.press("Return", "Return") // into the list, and to its dossier
	s.wait("approval-open")

	s.change("canbo")
	s.press("alt+a")
	s.wait("screen-ready", "screen=complaints")
	s.press("F10")
	s.wait("complaint-which")
	s.write("do duc mau")
	s.press("Return")
	s.wait("complaint-asked")
	s.press("Return") // the holder calls
	s.write(phone)
	s.press("Return")
	s.write("the loi")
	s.press("Return")
	s.write("chip khong doc o ngan hang")
	s.still("phan-anh-qua-dien-thoai")
	s.press("Return", "Return") // the promised day stands there
	s.wait("complaint-filed")
	s.wait("complaints-shown", "count=1", "open=1", "overdue=0")
	s.still("phan-anh")
	s.press("t")
	s.wait("answer-asked")
	s.press("Return") // by phone
	s.write("moi mang the ra kiem tra")
	s.press("Return")
	s.wait("complaint-answered")
	s.wait("complaints-shown", "count=0")
	s.press("d")
	s.wait("complaints-shown", "count=1", "open=0")
	s.still("phan-anh-da-tra-loi")
	s.change("chihuy")
	s.press("alt+a")
	s.wait("screen-ready", "screen=complaints")
	s.press("d")
	s.wait("complaints-shown", "count=1", "open=0")
	s.press("ctrl+p")
	s.wait("paper-page", "paper=so-phan-anh", "printed=0")
	s.still("phan-anh-so-in")
	s.press("F10")
	s.wait("printed", "paper=so-phan-anh")
	s.wait("paper-page", "paper=so-phan-anh", "printed=1")
}

// see marks what is stood on in the list of exceptions as seen, with a note.
func (s *scenario) see(note string) {
	s.press("F10")
	s.wait("exception-asked")
	s.write(note)
	s.press("Return")
}
