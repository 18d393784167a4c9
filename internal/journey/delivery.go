package main

import (
	"fmt"
	"time"
)

// officerList is the way of five cards to their holders outside the counter: one is
// told by phone, three go out with an officer's list that comes back with one
// undelivered, two go by post of which one is returned. The clerk signs back what
// came back; what was handed over without reading a chip only the supervisor records.
func officerList(s *scenario) {
	s.fiveCards()
	s.press("alt+v")
	s.wait("screen-ready", "screen=delivery")
	s.wait("cards-shown", "page=waiting", "count=5")
	s.still("giao-the-cho-tra")
	s.callSomebody()
	s.press("ctrl+t")
	s.wait("ages-shown", "places=5", "cards=5")
	s.still("giao-the-ton-theo-thon")
	s.signOut()
	s.cutOff()
	s.signBackAsClerk()
	s.change("chihuy")
	s.signBackAsSupervisor()
	s.post()
	s.registryHas("handed-over cards", `SELECT count(*) FROM card WHERE state = 'handed-over'`, 3)
	s.registryHas("undelivered cards", `SELECT count(*) FROM card WHERE state = 'undelivered'`, 1)
	s.registryHas("cards on the shelf", `SELECT count(*) FROM card WHERE state = 'arrived'`, 1)
	s.registryHas("cards given without a chip read", `SELECT count(*) FROM event WHERE type = 'override-check'`, 3)
	s.registryHas("refused events of cards", `SELECT count(*) FROM event WHERE effect = 'state'`, 0)
}

// fiveCards takes five people in and waits until their cards lie on the shelf.
func (s *scenario) fiveCards() {
	s.fiveOnTheirWay()
	s.press("F10", "Return")
	s.wait("box-received", "cards=5")
}

// callSomebody notes a call and a promised day, copies and prints who else is called.
func (s *scenario) callSomebody() {
	s.press("ctrl+g")
	s.wait("calls-shown", "count=5")
	s.press("Return")
	s.wait("contact-asked", "before=0")
	s.press("Return") // by phone
	s.write("hen ngay")
	s.press("Return")
	s.write(time.Now().AddDate(0, 0, 2).Format("02012006"))
	s.press("Return")
	s.write("sang thu nam")
	s.still("giao-the-ghi-lien-he")
	s.press("Return")
	s.wait("contact-noted", "result=promised")
	s.wait("calls-shown", "count=4")
	s.still("giao-the-goi-hom-nay")
	s.press("ctrl+e")
	s.wait("calls-copied", "count=4")
	s.press("ctrl+p")
	s.wait("printed", "paper=goi-nhan-the")
	s.press("ctrl+shift+p") // once more, looked at before
	s.wait("paper-page", "paper=goi-nhan-the", "printed=1")
	s.still("giao-the-xem-truoc")
	s.press("F10")
	s.wait("paper-page", "paper=goi-nhan-the", "printed=2")
	s.press("Escape")
}

// signOut lets three cards leave with an officer.
func (s *scenario) signOut() {
	s.press("ctrl+d")
	s.wait("cards-shown", "page=waiting", "count=5")
	s.mark(3)
	s.press("F10")
	s.wait("card-list-asked", "cards=3")
	s.press("Return") // an officer
	s.write("Ong Ba truong thon")
	s.press("Return")
	s.press("ctrl+a")
	s.write("Nha van hoa thon Mot")
	s.still("giao-the-lap-danh-sach")
	s.press("Return", "Return")
	s.wait("card-list-made", "kind=officer", "out=3", "left=0")
	s.wait("card-list-shown", "cards=3", "away=3")
	s.still("giao-the-in-danh-sach")
	s.press("Return")
	s.wait("printed", "paper=danh-sach-tra-the")
}

// cutOff ends the desk as a power cut would; the list is there again, and each of its
// cards is out by it.
func (s *scenario) cutOff() {
	s.killDesk()
	s.reopen()
	s.login("canbo", passwords["canbo"])
	s.press("alt+v")
	s.wait("screen-ready", "screen=delivery")
	s.press("ctrl+s")
	s.wait("card-lists-shown", "open=1")
	s.press("Return")
	s.wait("card-list-shown", "cards=3", "away=3")
}

// mark chooses the first cards of the table.
func (s *scenario) mark(cards int) {
	s.press("Home")
	for i := range cards {
		s.press("ctrl+u")
		s.wait("cards-marked", fmt.Sprintf("count=%d", i+1))
		s.press("Down")
	}
}

// signBackAsClerk records that nobody was at home at the first door. The list does
// not close with two cards out, and what was handed over is not a clerk's to record.
func (s *scenario) signBackAsClerk() {
	s.press("Home", "ctrl+n")
	s.write("vang nha")
	s.press("Return", "Return")
	s.wait("signed-back", "outcome=undelivered", "count=1")
	s.wait("card-list-shown", "away=2")
	s.press("ctrl+w")
	s.write("cap 3")
	s.press("Return")
	s.wait("card-list-differs", "cards=2")
	s.still("giao-the-chua-dong-duoc")
	s.press("Return")
	s.press("End", "F10") // only the supervisor may
	s.still("giao-the-can-chi-huy")
	s.press("Return")
}

// signBackAsSupervisor records what was handed over, and closes the list.
func (s *scenario) signBackAsSupervisor() {
	s.press("alt+v")
	s.wait("screen-ready", "screen=delivery")
	s.wait("cards-shown", "page=waiting")
	s.press("ctrl+s")
	s.wait("card-lists-shown", "open=1")
	s.still("giao-the-cac-danh-sach")
	s.press("Return")
	s.wait("card-list-shown", "cards=3", "away=2")
	s.press("ctrl+a")
	s.wait("cards-marked", "count=2")
	s.press("F10")
	s.still("giao-the-da-tra")
	s.press("Return")
	s.wait("signed-back", "outcome=handed-over", "count=2")
	s.wait("card-list-shown", "away=0")
	s.press("Home", "ctrl+r", "Return")
	s.wait("restocked")
	s.press("ctrl+e")
	s.wait("printed", "paper=doi-chieu-the")
	s.press("ctrl+w")
	s.write("cap 3")
	s.press("Return")
	s.wait("card-list-closed")
	s.wait("card-list-shown", "open=false")
	s.still("giao-the-da-dong")
}

// post gives two cards to the post; one is delivered, one comes back.
func (s *scenario) post() {
	s.press("ctrl+d")
	s.wait("cards-shown", "page=waiting", "count=3")
	s.mark(2)
	s.press("ctrl+b", "Return")
	s.wait("card-list-made", "kind=post")
	s.wait("number-asked", "left=1")
	s.write("RR473124820FI") // its check digit is wrong
	s.press("Return")
	s.still("giao-the-so-hieu-buu-gui")
	s.press("ctrl+a")
	s.write("RR473124829FI")
	s.press("Return")
	s.wait("posted")
	s.wait("number-asked", "left=0")
	s.write("EH12345678")
	s.press("Return")
	s.wait("posted")
	s.wait("card-list-shown", "kind=post", "cards=2", "away=2")
	s.press("ctrl+p")
	s.wait("printed", "paper=bang-ke-buu-gui")
	s.press("Home", "ctrl+n")
	s.write("chuyen di")
	s.press("Return", "Return")
	s.wait("signed-back", "outcome=undelivered")
	s.wait("card-list-shown", "away=1")
	s.press("End", "F10", "Return", "Return")
	s.wait("signed-back", "outcome=handed-over")
	s.wait("card-list-shown", "away=0")
	s.press("ctrl+w", "Return")
	s.wait("card-list-closed")
	s.still("giao-the-buu-dien")
}
