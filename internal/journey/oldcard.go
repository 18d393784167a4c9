package main

import (
	_ "embed"
	"fmt"
	"os"
	"strconv"
	"time"
)

// oldCardBack is a photograph of the back of the card of the path's person, who
// does not exist: drawn and photographed by the tests of app/capture/mrzread.
//
//go:embed testdata/old-card-back.jpg
var oldCardBack []byte

// oldCard takes in a citizen whose old card is at hand and real: its zone is read
// from a scan and before the camera, its chip on the reader, and the face beside
// its portrait. The slip is signed with a pen: once in the clerk's window, put off
// and signed again on the screen that is turned to the citizen. A ticket of another
// station says where its dossier is.
func oldCard(s *scenario) {
	s.finished()
	s.scannedBefore("mat-sau.jpg", oldCardBack)
	s.press("ctrl+t")
	s.wait("card-read", "matched=true")
	s.press("F10")
	s.wait("handed-over") // the card stays on the reader
	s.press("F2")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.scan("STT:TH01-02-20261125-0007")
	s.wait("counter-failed")
	s.still("intake-so-cua-may-khac")
	s.press("Return")

	s.press("ctrl+shift+m")
	s.wait("zone-asked", "scans=1")
	s.still("intake-anh-mat-sau-the")
	s.press("Down", "Return")
	s.wait("zone-read")
	s.dossier = s.wait("dossier-open").text("dossier")
	s.wait("lookup", "status=matched")
	s.still("intake-tu-anh-mat-sau")
	s.devices("hold", string(oldCardBack))
	s.press("ctrl+shift+m")
	s.wait("zone-asked")
	s.press("Return") // before the camera
	s.wait("zone-camera")
	s.wait("zone-read")
	s.wait("scanned", "open=0")
	s.devices("hold", "")

	s.press("ctrl+i")
	s.wait("presence-asked", "finger=true")
	s.press("Return") // the finger beside that of the dossier before
	s.wait("presence", "result=same")
	s.press("ctrl+i")
	s.wait("presence-asked", "chip=true")
	s.write("doc chip")
	s.press("Return")
	s.wait("portrait-asked", "genuine=true", "differs=0")
	s.still("intake-so-anh-chip")
	s.press("g")
	s.wait("presence", "result=same")

	s.press("ctrl+Return") // the name was missing when the dossier opened; the lookup filled it
	s.wait("held-up", "field=phone")
	s.phoneAndCard()
	s.press("ctrl+Return")
	s.allPictures()
	s.wait("review-act", "act=0")
	s.dataSlip()
	s.signing()
	s.finish()
}

// scannedBefore writes a file that the scanner has finished a while ago.
func (s *scenario) scannedBefore(name string, data []byte) {
	path := s.scanned(name, data)
	if before := time.Now().Add(-time.Minute); s.err == nil {
		s.fail("scanning "+name, os.Chtimes(path, before, before))
	}
}

// signing is the signature of a citizen who has a pen.
func (s *scenario) signing() {
	s.press("v")
	s.wait("pen-asked", "second=false")
	s.stroke(520, 400, 640, 340, 700, 420, 860, 360)
	s.still("intake-ky-tai-quay")
	s.press("x") // once more, and then on the other screen
	s.press("Escape")
	s.press("n")
	s.wait("second-screen", "state=1")
	s.press("v")
	s.wait("pen-asked", "second=true")
	s.stroke(180, 380, 330, 300, 420, 420, 520, 330, 640, 400)
	s.still("intake-ky-tren-man-hinh-kia")
	s.press("Return")
	s.wait("signed-on-screen", "strokes=1")
	s.wait("review-act", "act=3")
	s.wait("signed-slip-ready")
	s.still("intake-da-ky-tren-man-hinh")
	s.press("ctrl+p")
	s.wait("printed", "paper=phieu-thu-nhan")
	s.wait("signed-slip-ready") // only then the next key is taken
}

// stroke draws with the mouse from point to point of the screen.
func (s *scenario) stroke(points ...int) {
	if s.err != nil {
		return
	}
	at := func(i int) []string {
		return []string{"mousemove", "--sync", strconv.Itoa(points[i]), strconv.Itoa(points[i+1])}
	}
	args := append(at(0), "mousedown", "1")
	for i := 2; i < len(points); i += 2 {
		for step := 1; step <= 8; step++ { // a hand moves, it does not jump
			x := points[i-2] + (points[i]-points[i-2])*step/8
			y := points[i-1] + (points[i+1]-points[i-1])*step/8
			args = append(args, "mousemove", strconv.Itoa(x), strconv.Itoa(y), "sleep", "0.01")
		}
	}
	s.fail(fmt.Sprintf("drawing %d points", len(points)/2), s.keys.xdotool(append(args, "mouseup", "1")...))
}
