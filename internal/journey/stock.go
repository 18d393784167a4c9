package main

import (
	"strings"
	"time"
)

// strangeCard is the code of a card of no dossier of this office.
const strangeCard = "079199000009||Ai Đó|01011999|Nữ|Thôn Mẫu|"

// newCard is the code of the card that a person of the walk gets: that of the old
// one, issued today.
func newCard(old string) string {
	return old[:strings.LastIndex(old, "|")+1] + today()
}

func today() string {
	return time.Now().In(time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)).Format("02012006")
}

// stock goes through a box with one card missing, one bad chip, one card of another
// office and another seal; counts the shelves with a difference of each kind, killed
// in between; and hands the old cards in.
func stock(s *scenario) {
	s.fiveOnTheirWay()
	s.boxWithDifferences()
	s.lostCard()
	s.countShelves()
	s.oldCardsIn()
	s.registryHas("lost cards", `SELECT count(*) FROM card WHERE state = 'lost'`, 2)
	s.registryHas("events of cards that the registry could not follow", `SELECT count(*) FROM event WHERE effect IN ('card-state', 'card-unknown')`, 0)
}

func (s *scenario) boxWithDifferences() {
	s.still("kho-hop-dang-ve")
	s.press("ctrl+h")
	s.wait("seal-asked")
	s.still("kho-niem-phong")
	s.press("Down", "Return") // another number
	s.write("S00000001")
	s.press("Return")
	s.wait("box-check", "cards=5")
	s.scan(newCard(fivePeople[0]))
	s.wait("box-scanned", "left=4")
	s.scan(newCard(fivePeople[0])) // once more
	s.wait("box-scanned", "again=true", "left=4")
	s.press("ctrl+t")
	s.wait("box-card", "good=true", "left=4")
	s.scan(newCard(fivePeople[1]))
	s.wait("box-scanned", "left=3")
	s.placeBad("changed")
	s.wait("box-card", "good=false", "left=3")
	s.scan(strangeCard + today())
	s.wait("box-surplus", "why=unknown")
	s.scan(newCard(fivePeople[2]))
	s.wait("box-scanned", "left=2")
	s.still("kho-doi-chieu-hop")
	s.press("Escape") // the clerk is called away
	s.wait("cards-shown", "coming=5")
	s.press("ctrl+h")
	s.wait("box-check", "seen=3")
	s.scan(newCard(fivePeople[3]))
	s.wait("box-scanned", "left=1")
	s.press("F10")
	s.still("kho-nhan-hop")
	s.press("Return")
	s.wait("box-received", "cards=4", "faulty=1", "missing=1", "surplus=1")
	s.wait("paper-page", "paper=mo-hop-the")
	s.still("kho-bien-ban-mo-hop")
	s.press("F10")
	s.wait("printed", "paper=mo-hop-the")
	s.press("Escape")
	// The centre makes the bad one again.
	s.wait("cards-shown", "coming=2", "cards=4", "faulty=1")
	s.registryHas("cards on the shelf", `SELECT count(*) FROM card WHERE state = 'arrived'`, 3)
}

// lostCard reports the card lost that was not in the box, and puts one of those
// that were on another shelf.
func (s *scenario) lostCard() {
	for _, view := range []string{"view=1", "view=2", "view=3"} {
		s.press("ctrl+l")
		s.wait("stock-view", view)
	}
	s.scan(newCard(fivePeople[4]))
	s.wait("card-at")
	s.still("kho-the-thieu")
	s.press("Return")
	s.wait("card-acts", "count=1")
	s.press("Return") // lost
	s.press("Return") // not in the box
	s.wait("card-lost", "reason=not-in-box")
	s.registryHas("lost cards", `SELECT count(*) FROM card WHERE state = 'lost'`, 1)
	for _, view := range []string{"view=4", "view=0", "view=1"} {
		s.press("ctrl+l")
		s.wait("stock-view", view)
	}
	s.scan(newCard(fivePeople[2]))
	s.wait("card-at")
	s.press("ctrl+m")
	s.write("b2")
	s.press("Return")
	s.wait("cards-moved", "cards=1")
	s.still("kho-the-cho-tra")
}

func (s *scenario) countShelves() {
	s.press("ctrl+s")
	s.wait("stocktake", "state=none")
	s.press("F10", "Return")
	s.wait("stocktake", "state=counting", "expected=3", "seen=0")
	s.scan(newCard(fivePeople[0]))
	s.wait("card-counted", "right=true")
	s.scan(newCard(fivePeople[2])) // by the books on another shelf
	s.wait("card-counted", "right=false")
	s.scan(strangeCard + today())
	s.wait("card-counted", "surplus=unknown")
	s.wait("cards-seen", "kept=3")
	s.still("kho-kiem-ke")
	s.killDesk()
	s.reopen()
	s.login("canbo", passwords["canbo"])
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.press("F8")
	s.wait("cards-shown", "cards=4")
	s.press("ctrl+s")
	s.wait("stocktake", "state=counting", "seen=3")
	s.press("F10", "Return")
	s.wait("differences-shown", "count=3", "open=3")
	s.still("kho-chenh-lech")
	s.press("Return")
	s.press("Return") // missing: lost
	s.wait("difference-settled", "how=lost", "open=2")
	s.press("ctrl+m")
	s.wait("difference-settled", "how=moved", "open=1")
	s.press("End", "Return", "Return") // surplus: laid aside
	s.write("gui tra cong an xa mau ba")
	s.press("Return")
	s.wait("difference-settled", "how=noted", "open=0")
	s.still("kho-chenh-lech-da-giai-quyet")
	s.press("ctrl+p")
	s.wait("paper-page", "paper=kiem-ke-the")
	s.still("kho-bien-ban-kiem-ke")
	s.press("F10")
	s.wait("printed", "paper=kiem-ke-the")
	s.press("Escape")
	s.change("chihuy") // who closes it
	s.press("F8")
	s.wait("cards-shown", "cards=3")
	s.press("ctrl+s")
	s.wait("differences-shown", "open=0")
	s.press("F10")
	s.wait("stocktake", "state=closed")
	s.wait("stocktake", "state=none")
	s.press("Escape")
}

func (s *scenario) oldCardsIn() {
	s.press("ctrl+o")
	s.wait("old-cards-shown", "held=5")
	s.press("ctrl+b")
	s.wait("old-cards-checked", "agrees=true", "held=5")
	s.still("kho-the-cu")
	s.press("F10")
	s.write("doi qlhc cong an thanh pho")
	s.press("Return")
	s.wait("old-cards-left", "how=handed-in", "cards=5")
	s.wait("old-cards-shown", "held=0")
	s.wait("paper-page", "paper=nop-the-cu")
	s.still("kho-danh-sach-nop-the-cu")
	s.press("F10")
	s.wait("printed", "paper=nop-the-cu")
	s.press("Escape")
}
