package main

import (
	"fmt"
)

// The person of the path is synthetic and stands in the training population.
const (
	oldCardQR = "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Một, Xã Hai, Hà Nội|31122021"
	phone     = "0912345678"
)

// intakeByScan is an unchanged exchange: the old card is scanned, a phone number
// is asked for, the old card is collected.
func (s *scenario) intakeByScan() {
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.picture("tiep-nhan")
	s.scan(oldCardQR)
	opened := s.wait("dossier-open")
	s.dossier = opened.text("dossier")
	s.wait("lookup")
	s.picture("ho-so-tu-the-cu")
	s.phoneAndCard()
	s.picture("ho-so-du-thong-tin")
}

// phoneAndCard is what an unchanged exchange is asked for.
func (s *scenario) phoneAndCard() {
	s.write(phone)
	s.press("ctrl+Return")
	s.press("1") // the old card is collected
	s.wait("saved", "pending=false")
}

// exchange is all that happens while the citizen of an unchanged exchange is there.
func (s *scenario) exchange() {
	s.intakeByScan()
	s.captures()
	s.review()
}

// captures takes all pictures from where the dossier stands.
func (s *scenario) captures() {
	s.press("ctrl+Return")
	s.captureSteps(0)
}

// captureSteps takes the pictures from step at on.
func (s *scenario) captureSteps(at int) {
	names := []string{"anh-chan-dung", "bon-ngon-phai", "bon-ngon-trai", "hai-ngon-cai", "mong-mat"}
	for step := at; step < len(names); step++ {
		s.wait("capture-step", fmt.Sprintf("step=%d", step))
		if step == 0 || step == 2 {
			s.wait("preview-shown", fmt.Sprintf("step=%d", step))
			s.livePicture(names[step])
		}
		if step == 3 {
			s.exceptThumb()
			continue
		}
		s.press("space")
		s.wait("captured", fmt.Sprintf("step=%d", step))
	}
	s.exceptionPhoto()
	s.wait("capture-done")
}

// exceptThumb notes that the left thumb cannot be taken, with its reason, and
// takes the other one.
func (s *scenario) exceptThumb() {
	before := s.keys.keys
	s.press("m")
	s.picture("khong-thu-duoc")
	s.press("Return")         // the left thumb
	s.press("Down", "Return") // bent
	s.wait("excepted")
	s.extraKeys = s.keys.keys - before
	s.press("space")
	s.wait("captured", "step=3")
}

// exceptionPhoto proves the thumb that could not be taken.
func (s *scenario) exceptionPhoto() {
	s.wait("capture-step", "step=5")
	before := s.keys.keys
	s.press("space")
	s.wait("captured", "step=5")
	s.extraKeys += s.keys.keys - before
}

// review reads back, prints the data slip, has it signed, takes the fee and
// prints the appointment slip.
func (s *scenario) review() {
	s.wait("review-act", "act=0")
	s.picture("doc-lai")
	s.dataSlip()
	s.press("Return") // signed
	s.wait("review-act", "act=3")
	s.picture("le-phi")
	s.finish()
}

// dataSlip has what is read back confirmed, and prints the data slip.
func (s *scenario) dataSlip() {
	s.press("Return")
	s.wait("paper-shown", "paper=phieu-thu-nhan")
	s.picture("phieu-thu-nhan")
	s.press("Return")
	s.wait("printed", "paper=phieu-thu-nhan")
	s.wait("review-act", "act=2")
}

// finish takes the fee and gives the appointment slip.
func (s *scenario) finish() {
	s.press("Return")
	s.wait("completed")
	s.wait("paper-shown", "paper=giay-hen")
	s.picture("giay-hen")
	s.press("Return")
	s.wait("printed", "paper=giay-hen")
	s.wait("intake-done")
	s.wait("screen-ready", "screen=intake", "stage=door")
}

// lock gives the desk to the other person.
func (s *scenario) lock() {
	s.press("alt+l")
	s.wait("screen-ready", "screen=login")
}

func (s *scenario) approve() {
	s.wait("approval-open")
	s.picture("duyet")
	s.press("F10")
	s.wait("approved")
	s.picture("da-duyet")
}

// cardArrives waits until the centre has made the card, and receives its box.
func (s *scenario) cardArrives() {
	s.press("F6")
	s.wait("screen-ready", "screen=transfer")
	s.picture("truyen-du-lieu")
	s.press("F8")
	s.wait("cards-shown", "boxes=1")
	s.picture("hop-the")
	s.press("F10")
	s.press("Return")
	s.wait("box-received", "cards=1")
	s.wait("cards-shown", "boxes=0", "cards=1")
}

// untilShelf is the path from a completed dossier to the card on the shelf, with a
// clerk at the desk.
func (s *scenario) untilShelf() {
	s.learnReceipt()
	s.change("chihuy")
	s.approve()
	s.change("canbo")
	s.cardArrives()
}

// handover finds the card by the slip, reads its chip and gives it.
func (s *scenario) handover() {
	s.press("F3")
	s.wait("screen-ready", "screen=handover")
	s.scan(s.slip)
	s.wait("handover-open", "ready=true")
	s.press("ctrl+t") // the card is laid on the reader
	read := s.wait("card-read")
	if s.err == nil && read["matched"] != true {
		s.fail("reading the chip", fmt.Errorf("chip does not fit: %v", read))
	}
	s.picture("tra-the")
	s.press("F10")
	s.wait("handed-over")
	s.picture("da-tra-the")
}

// fromShelfOn is the path from a card on the shelf to the supervisor's figures,
// with a look at the devices.
func (s *scenario) fromShelfOn() {
	s.handover()
	s.press("F9")
	s.wait("devices-shown")
	s.picture("thiet-bi")
	s.change("chihuy")
	s.report()
	s.onceEach()
}

// report shows and prints today's figures.
func (s *scenario) report() {
	s.press("F7")
	s.wait("report-shown", "taken=1", "approved=1", "returned=0", "sent=1", "accepted=1", "rejected=0", "handed=1")
	s.picture("bao-cao")
	s.press("F10")
	s.wait("printed", "paper=bao-cao-ngay")
}

// learnReceipt takes the receipt number from the QR code of the paper that the
// print service made, as the citizen carries it home.
func (s *scenario) learnReceipt() { s.slip = s.printedCode("GH:") }

// printedCode is the QR code of the newest printed paper, which begins as wanted.
func (s *scenario) printedCode(wanted string) string {
	if s.err != nil {
		return ""
	}
	code, err := s.stage.printedQR(s.ctx, wanted)
	s.fail("reading the printed paper", err)
	return code
}
