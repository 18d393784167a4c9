package main

import "fmt"

// approval is the supervisor's queue: one dossier is held and released, the list
// is tried as a whole, one is returned, one approved, taken back and approved
// again, and a notice is printed.
func approval(s *scenario) {
	s.begin("canbo")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.citizen(func() {
		for _, qr := range fivePeople[:3] {
			s.intakeOf(qr)
			s.captures()
			s.review()
		}
	})
	s.change("chihuy")
	s.queue(3)
	s.still("duyet-danh-sach-cho")
	s.press("t", "Return") // held, to be verified
	s.wait("held")
	s.queue(2)
	s.filterQueue("2")
	s.queue(1)
	s.still("duyet-dang-tam-giu")
	s.press("t")
	s.wait("released")
	s.wait("queue-shown", "count=0")
	s.filterQueue("1")
	s.queue(3)

	// Nobody compared these people with anything: each is judged by itself.
	s.press("d")
	s.write(passwords["chihuy"])
	s.still("duyet-ca-danh-sach")
	s.press("Return")
	s.wait("list-approved", "approved=0", "refused=3")
	s.still("duyet-danh-sach-xong")
	s.press("Return") // its list, as it will be printed
	s.wait("paper-page", "paper=danh-sach-duyet", "printed=0")
	s.still("duyet-danh-sach-in")
	s.press("F10")
	s.wait("printed", "paper=danh-sach-duyet")
	s.wait("paper-page", "printed=1") // a second one says so
	s.press("Escape")

	s.press("b")
	s.write("thieu giay to chung minh")
	s.press("Return")
	s.write("bo sung roi nop lai")
	s.press("Return")
	s.wait("paper-page", "paper=thong-bao-tu-choi")
	s.press("F10")
	s.wait("printed", "paper=thong-bao-tu-choi")
	s.wait("paper-page", "printed=1")
	s.press("Escape")

	s.press("r", "Return") // the section of the identity
	s.write("thong tin")
	s.press("Return")
	s.write("xem lai noi thuong tru")
	s.press("Return")
	s.wait("returned", "section=identity")
	s.wait("queue-shown", "count=2")
	s.approve()
	s.press("alt+z")
	s.wait("approval-undone")
	s.wait("queue-shown", "count=2")
	s.approve()
	s.approve() // a key before the next is shown does nothing
	s.wait("line", "dossiers=0")
	s.registryHas("accepted dossiers", `SELECT count(*) FROM dossier WHERE state = 'accepted'`, 2)
}

// queue waits until so many dossiers are listed and one of them is shown.
func (s *scenario) queue(count int) {
	s.wait("queue-shown", fmt.Sprintf("count=%d", count))
	s.wait("approval-open")
}

// filterQueue shows those that wait ("1") or those on hold ("2").
func (s *scenario) filterQueue(choice string) {
	s.press("l")
	s.wait("filter-asked")
	s.press(choice, "ctrl+Return")
}
