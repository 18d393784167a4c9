package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// plain is the path as it goes on a good day.
func plain(s *scenario) {
	s.open()
	s.picture("dang-nhap")
	s.login("canbo", passwords["canbo"])
	s.citizen(s.exchange)
	s.fewKeys()
	s.untilShelf()
	s.fromShelfOn()
}

// citizen counts keys and time while a citizen stands at the desk.
func (s *scenario) citizen(walk func()) {
	keys, pictures, begun := s.keys.keys, s.pictureTime, time.Now()
	walk()
	s.citizenKeys = s.keys.keys - keys
	s.citizenTime = time.Since(begun) - (s.pictureTime - pictures)
}

// mostKeys is what an unchanged exchange may cost; see docs/benchmarks.md.
const mostKeys = 25

// fewKeys checks that an unchanged exchange has not become more work. The finger
// that could not be taken is no part of an unchanged exchange.
func (s *scenario) fewKeys() {
	if unchanged := s.citizenKeys - s.extraKeys; s.err == nil && unchanged > mostKeys {
		s.fail("counting keys", fmt.Errorf("an unchanged exchange costs %d keys, want at most %d", unchanged, mostKeys))
	}
}

// toTheEnd is the path from a completed dossier on.
func (s *scenario) toTheEnd() {
	s.learnReceipt()
	s.change("chihuy")
	s.approve()
	s.fromApprovalOn()
}

func (s *scenario) fromApprovalOn() {
	s.cardArrives()
	s.handover()
	s.report()
	s.onceEach()
}

// killTyping kills the desk while a name is being typed, after the program said
// that what was typed so far is on the disk.
func killTyping(s *scenario) {
	s.begin("canbo")
	s.citizen(func() {
		s.wait("screen-ready", "screen=intake", "stage=door")
		s.press("Return") // nothing at hand: all is typed
		opened := s.wait("dossier-open")
		s.dossier = opened.text("dossier")
		s.press("2")      // exchange
		s.press("Return") // to the reason
		s.write("yeu cau")
		s.press("Return")
		s.write("001090000002")
		s.wait("lookup")
		s.press("Return")
		s.wait("saved", "pending=false")
		s.write(" ")
		s.killDesk()

		s.reopenDraft("canbo")
		s.sameDossier()
		s.phoneAndCard() // the cursor stands on what is missing
		s.captures()
		s.review()
	})
	s.toTheEnd()
}

// killCapture kills the desk while a device takes a picture.
func killCapture(s *scenario) {
	s.begin("canbo")
	s.citizen(func() {
		s.intakeByScan()
		s.press("ctrl+Return")
		s.wait("capture-step", "step=0")
		s.press("space")
		s.wait("captured", "step=0")
		s.wait("capture-step", "step=1")
		s.press("space")
		s.wait("capture-started", "step=1")
		s.killDesk()

		s.reopenDraft("canbo")
		s.wait("dossier-open")
		s.press("ctrl+Return")
		// The portrait is there; the hand is wanted again, and nothing else.
		s.captureSteps(1)
		s.review()
	})
	s.toTheEnd()
}

// killUpload kills the desk while the packet is on its way.
func killUpload(s *scenario) {
	s.begin("canbo")
	s.citizen(s.exchange)
	s.learnReceipt()
	s.change("chihuy")
	s.approve()
	s.wait("line", "uploading=1")
	s.killDesk()
	s.reopen()
	s.login("chihuy", passwords["chihuy"])
	s.fromApprovalOn()
}

// registryDown has no registry from before intake until after approval.
func registryDown(s *scenario) {
	s.open()
	s.wait("line", "state=online")
	s.login("canbo", passwords["canbo"])
	s.killService("registry")
	s.citizen(func() {
		s.wait("screen-ready", "screen=intake", "stage=door")
		s.scan(oldCardQR)
		s.wait("dossier-open")
		s.wait("lookup", "status=unreachable")
		s.phoneAndCard()
		s.captures()
		s.review()
	})
	s.learnReceipt()
	s.change("chihuy")
	s.approve()
	s.wait("line", "state=unreachable", "dossiers=1")
	s.still("20-khong-co-duong-truyen")
	s.startRegistry()
	s.fromApprovalOn()
}

// startRegistry starts the training registry again, as the machine in the centre
// comes back.
func (s *scenario) startRegistry() {
	if s.err != nil {
		return
	}
	log, err := os.OpenFile(filepath.Join(s.data, "training", "registry.log"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.fail("starting the registry", err)
		return
	}
	defer log.Close()
	cmd := exec.Command(s.bin, "training-registry", "-dir", filepath.Join(s.data, "training"))
	cmd.Env = append(os.Environ(), s.env...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		s.fail("starting the registry", err)
		return
	}
	go func() { _ = cmd.Wait() }()
}
