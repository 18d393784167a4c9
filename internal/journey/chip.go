package main

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"time"
)

// badCards are the training desk's bad cards in the order of its list.
var badCards = []string{"changed", "signature", "clone", "unreadable", "pulled"}

// placeBad lays a bad card on the reader, picked from the list by arrow keys.
func (s *scenario) placeBad(name string) {
	s.press("ctrl+j")
	for range slices.Index(badCards, name) {
		s.press("Down")
	}
	s.press("Return")
}

// finished walks one citizen's path until the card lies on the shelf and its
// dossier is open for handing over.
func (s *scenario) finished() {
	s.begin("canbo")
	s.citizen(s.exchange)
	s.untilShelf()
	s.press("F3")
	s.wait("screen-ready", "screen=handover")
	s.scan(s.slip)
	s.wait("handover-open", "ready=true")
}

// chipTampered finds a chip whose data was changed after signing: it is not
// given away, the fault goes to the registry and the card is on the list of
// those to be made again.
func chipTampered(s *scenario) {
	s.finished()
	s.placeBad("changed")
	s.wait("card-read", "matched=false")
	s.wait("fault-asked", "reason=chip-proof")
	s.still("chip-bi-sua")
	// The report can be put off, but the card cannot be given away.
	s.press("Escape", "F10", "ctrl+b")
	s.press("Escape")
	s.placeBad("clone") // nor can one that lacks the chip's own keys
	s.wait("card-read", "matched=false")
	s.wait("fault-asked", "reason=chip-proof")
	s.press("Return")
	s.wait("fault-reported", "reason=chip-proof")
	s.press("F8")
	s.wait("cards-shown", "faulty=1")
	s.still("chip-the-loi-cho-lam-lai")
	s.registryHas("handed-over cards", `SELECT count(*) FROM card WHERE state = 'handed-over'`, 0)
	// The centre has made another one, which comes and is given.
	s.wait("cards-shown", "coming=1", "faulty=1")
	s.press("F10", "Return")
	s.wait("box-received", "cards=1")
	s.press("F3")
	s.scan(s.slip)
	s.wait("handover-open", "ready=true")
	s.press("ctrl+t")
	s.wait("card-read", "matched=true")
	s.press("F10")
	s.wait("handed-over")
	s.registryHas("replaced cards", `SELECT count(*) FROM card WHERE state = 'replaced'`, 1)
	s.registryHas("handed-over cards", `SELECT count(*) FROM card WHERE state = 'handed-over'`, 1)
	s.registryHas("reports of a faulty card", `SELECT count(*) FROM event WHERE type = 'report-card-fault' AND effect = 'done'`, 1)
}

// chipOverride lets the supervisor give a card whose chip does not fit to a
// representative, for a reason that the registry learns. The clerk cannot.
func chipOverride(s *scenario) {
	s.finished()
	s.placeBad("changed")
	s.wait("fault-asked", "reason=chip-proof")
	s.press("Escape", "ctrl+o") // means nothing to a clerk
	s.change("chihuy")
	s.press("F3")
	s.wait("screen-ready", "screen=handover")
	s.scan(s.slip)
	s.wait("card-read", "matched=false") // the card still lies there
	s.wait("fault-asked", "reason=chip-proof")
	s.press("Escape", "ctrl+o")
	s.write("doi chieu ban goc")
	s.still("chip-van-tra-the")
	s.press("Return")
	s.write("dai dien") // not the holder, but who acts for him
	s.press("Return")
	s.press("Return") // the next form knows that already
	for _, answer := range []string{"tran thi lan", "001168000123", "vo"} {
		s.write(answer)
		s.press("Return")
	}
	s.write("giay dang ky ket hon")
	s.still("chip-nguoi-nhan-thay")
	s.press("Return")
	s.wait("handed-over", "overridden=true", "to=representative")
	s.still("chip-da-tra-sau-khi-vuot")
	s.registryHas("overrides", `SELECT count(*) FROM event WHERE type = 'override-check'`, 1)
	s.registryHas("handed-over cards", `SELECT count(*) FROM card WHERE state = 'handed-over'`, 1)
}

// cardPulled takes the card off the reader while it is read and puts it back; the
// finger of who fetches it is compared too.
func cardPulled(s *scenario) {
	s.finished()
	s.placeBad("pulled")
	s.wait("card-failed", "fault=removed")
	s.still("chip-the-bi-nhac-ra")
	s.press("ctrl+t")
	s.wait("portrait-shown")
	s.wait("card-read", "matched=true")
	s.press("ctrl+f") // the finger of who fetches it
	s.wait("finger-checked", "clear=true", "same=true")
	s.wait("card-read", "matched=true")
	s.still("chip-van-tay-khop")
	s.press("F10")
	s.wait("handed-over")
	s.onceEach()
}

// fivePeople are synthetic people of the training population, by the QR codes of
// their old cards.
var fivePeople = []string{
	oldCardQR,
	"031087102467|228520276|Võ Minh Định|12031987|Nam|Tổ 4, Phường Mẫu 10, Hải Phòng|31122021",
	"001083102193|283951215|Phạm Quang Ví|16081983|Nam|Tổ 2, Phường Mẫu 12, Hà Nội|31122021",
	"092091102741|101024518|Lê Đức Mẫu|16041991|Nam|Tổ 8, Phường Mẫu 9, Cần Thơ|31122021",
	"040094103015|178476735|Hồ Văn Quyết|06031994|Nam|Tổ 8, Phường Mẫu 7, Nghệ An|31122021",
}

// fiveOnTheirWay takes five people in, has them approved and waits until the box
// with their cards is announced.
func (s *scenario) fiveOnTheirWay() {
	s.begin("canbo")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.citizen(func() {
		for _, qr := range fivePeople {
			s.intakeOf(qr)
			s.captures()
			s.review()
		}
	})
	s.change("chihuy")
	for range fivePeople {
		s.approve()
	}
	s.change("canbo")
	s.press("F8")
	s.wait("cards-shown", "coming=5")
}

// boxOfFive checks the chips of a box on its arrival: card on, beep, next. The
// third card is a bad one.
func boxOfFive(s *scenario) {
	s.fiveOnTheirWay()
	s.press("ctrl+h")
	s.wait("seal-asked")
	s.press("Return") // unbroken, with the right number
	s.wait("box-check", "cards=5")
	const bad = 2
	for i := range fivePeople {
		if i == bad {
			s.placeBad("changed")
		} else {
			s.press("ctrl+t")
		}
		s.wait("box-card", fmt.Sprintf("good=%v", i != bad), fmt.Sprintf("left=%d", len(fivePeople)-1-i))
		if i == bad {
			s.still("chip-kiem-hop-the")
		}
	}
	s.press("F10", "Return")
	s.wait("box-received", "cards=5", "faulty=1", "missing=0")
	s.wait("cards-shown", "boxes=0", "cards=5", "faulty=1")
	s.still("chip-hop-da-kiem")
	s.registryHas("cards on the shelf", `SELECT count(*) FROM card WHERE state = 'arrived'`, 4)
	s.registryHas("faulty cards", `SELECT count(*) FROM card WHERE state IN ('faulty', 'replaced')`, 1)
}

// intakeOf is an unchanged exchange of another person's old card, begun while the
// door of the intake is open.
func (s *scenario) intakeOf(qr string) {
	s.scan(qr)
	s.wait("dossier-open")
	s.wait("lookup")
	s.phoneAndCard()
}

// registryHas waits until the registry's own database counts so many rows.
func (s *scenario) registryHas(what, query string, want int) {
	if s.err != nil {
		return
	}
	file := filepath.Join(s.data, "training", "registry", "registry.db")
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: file, RawQuery: "mode=ro"}).String())
	if err != nil {
		s.fail("opening the registry's database", err)
		return
	}
	defer db.Close()
	s.fail("asking the registry", until(s.ctx, 30*time.Second, func() error {
		var n int
		if err := db.QueryRowContext(s.ctx, query).Scan(&n); err != nil {
			return err
		}
		if n != want {
			return fmt.Errorf("%d %s, want %d", n, what, want)
		}
		return nil
	}))
}
