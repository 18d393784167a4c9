package main

import (
	"encoding/json"
	"path/filepath"
)

// counter is the work beside the drafts: an elderly citizen takes a number,
// somebody has registered from home, a
// hamlet is fetched ahead and used without a line, who sits there could not be
// verified, the appointment slip is lost, the signed slip comes back, and at last
// the citizen takes the request back before the supervisor.
func counter(s *scenario) {
	s.begin("canbo")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.press("ctrl+q")
	s.still("intake-lay-so")
	s.write("cao tuoi")
	s.press("Return")
	s.wait("ticket-taken", "number=1", "priority=elderly")
	s.wait("printed", "paper=so-thu-tu")
	ticket := s.printedCode("STT:")
	s.press("ctrl+j")
	s.wait("ticket-called", "number=1")
	s.fromHome("G01.99-25-0001", map[string]any{
		"name": "Võ Văn Uớc", "personalNumber": olderKid, "birth": "2014-04-03", "sex": "M", "phone": phone,
		"request": map[string]string{"kind": "first-issue", "reason": "first"},
	})
	s.wait("counter-shown", "preregistered=1")
	s.press("ctrl+r")
	s.wait("preregistrations-shown", "count=1")
	s.still("intake-dang-ky-truoc")
	s.press("Return")
	s.wait("dossier-open", "state=draft")
	s.wait("screen-ready", "stage=differences") // the population database has another name
	s.press("Escape")
	s.wait("screen-ready", "stage=form")
	s.press("Escape")
	s.wait("screen-ready", "stage=door")

	s.press("ctrl+u")
	s.wait("lists-shown", "count=0")
	s.press("Return", "Return") // ask for one, of a hamlet
	s.write("thon-1")
	s.press("Return")
	s.wait("list-wanted", "kind=hamlet")
	s.wait("counter-shown", "lists=1")
	s.still("intake-cua-tiep-nhan")
	s.killService("registry")
	s.press("ctrl+u")
	s.wait("lists-shown", "count=1")
	s.still("intake-danh-sach-tai-truoc")
	s.press("Return")
	s.wait("people-shown")
	s.still("intake-nguoi-trong-danh-sach")
	s.write("do duc mau")
	s.press("Return")
	s.dossier = s.wait("dossier-open").text("dossier")
	s.wait("lookup", "status=matched")
	s.scan(oldCardQR)
	s.wait("scanned")
	s.press("ctrl+i")
	s.wait("presence-asked", "chip=true")
	s.still("intake-xac-thuc-nguoi-den")
	s.write("khong co dau doc")
	s.press("Return")
	s.wait("presence", "result=unverified")
	s.press("ctrl+Return")
	s.wait("held-up", "field=phone")
	s.still("intake-theo-danh-sach")
	s.phoneAndCard()
	s.press("ctrl+Return")
	s.allPictures()
	s.review()
	s.learnReceipt()
	s.startRegistry()

	s.scannerPage()
	s.scan(ticket) // it opens what was begun for it
	s.wait("ticket-found", "state=captured")
	s.wait("taken-shown")
	s.press("Escape")
	s.scan(s.slip)
	s.wait("taken-shown", "state=captured")
	s.still("intake-ho-so-da-nhan")
	s.press("Return") // the slip is lost
	s.press("Return") // who asks has a paper with a picture
	s.wait("printed", "paper=trinh-bao-mat-giay-hen")
	s.still("intake-mat-giay-hen")
	s.press("Return") // the declaration is signed
	s.wait("printed", "paper=giay-hen")
	s.wait("slip-again", "again=1")
	s.press("ctrl+b")
	s.wait("slips-shown", "count=1")
	s.still("intake-phieu-chua-ve")
	s.press("Return")
	s.wait("slip-scans-shown", "count=1")
	s.press("Return")
	s.wait("slip-back")
	s.wait("counter-shown", "slips=0")

	s.change("chihuy")
	s.wait("approval-open")
	s.still("intake-duyet-chua-xac-thuc")
	s.press("F2")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.scan(s.slip)
	s.wait("taken-shown", "state=captured")
	s.write("rut")
	s.press("Return") // the citizen takes it back
	s.press("Return") // for no particular reason
	s.press("Right")
	s.still("intake-rut-ho-so")
	s.press("Return")
	s.wait("withdrawn")
	s.secondScreen()
}

// secondScreen reads a dossier back on the screen that is turned to the citizen,
// and closes it again. The keyboard stays where it was.
func (s *scenario) secondScreen() {
	s.scan(fatherCard.qr())
	s.wait("dossier-open")
	s.wait("lookup", "status=matched")
	s.press("alt+0")
	s.wait("review-act", "act=0")
	s.press("n")
	s.wait("second-screen", "state=1")
	s.still("intake-man-hinh-cong-dan")
	s.press("n")
	s.wait("second-screen", "state=2")
	s.press("n")
	s.wait("second-screen", "state=0")
}

// fromHome lets the public service portal send what somebody typed at home.
func (s *scenario) fromHome(file string, identity map[string]any) {
	if s.err != nil {
		return
	}
	content, err := json.Marshal(map[string]any{"office": "TH01", "file": file, "identity": identity})
	s.fail("writing a pre-registration", err)
	s.fail("sending a pre-registration", give(filepath.Join(s.data, "training", "registry"), "from-home.portal", content))
}
