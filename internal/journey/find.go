package main

import (
	"fmt"
	"os"
	"strings"
)

// find opens everything from one field: a person by name without accents, a report,
// a command of the screen, the log with its check and its copy for an inspector, and
// the policy. A clerk finds people and no reports; an administrator the other way
// round.
func find(s *scenario) {
	s.takeIn(3)
	s.begin("chihuy")
	s.queue(3)
	s.press("ctrl+k")
	s.wait("palette")
	s.wait("palette-shown")
	s.still("tim-moi-thu")
	s.write("thi mau")
	s.wait("palette-shown", "people=3")
	s.still("tim-nguoi")
	s.press("Down", "Up", "Return")
	s.wait("palette-opened", "kind=person")
	s.wait("handover-open")
	s.press("ctrl+k")
	s.wait("palette")
	s.write("bao cao ngay")
	s.press("Escape")
	s.findAndOpen("tong hop", "report", "figures-shown")
	s.press("ctrl+k")
	s.wait("palette")
	s.write("nhat ky")
	s.press("Return")
	s.wait("palette-opened")
	s.wait("journal-shown")
	s.still("nhat-ky")
	s.press("Return")
	s.wait("journal-line")
	s.still("nhat-ky-mot-dong")
	s.press("Return", "F10")
	s.wait("log-checked", "problems=0")
	s.still("nhat-ky-da-kiem-tra")
	s.press("ctrl+e", "Return", "Return")
	exported := s.wait("log-exported")
	s.press("Return")
	s.logHolds(exported["entries"], `"type":"export-file"`, `"type":"verify-station"`, `"type":"search-dossiers"`, `"list":"people"`)
	s.press("ctrl+l")
	s.wait("policy-shown")
	s.still("quy-dinh")
	s.write("duyet")
	s.still("quy-dinh-loc")
	s.press("Escape", "Escape")

	s.change("canbo")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.press("ctrl+k")
	s.wait("palette")
	s.write("nhat ky")
	s.wait("palette-shown", "people=0", "count=0") // no door of a clerk
	s.press("Escape")
	s.change("quantri")
	s.wait("users-shown")
	s.press("ctrl+k")
	s.wait("palette")
	s.write("thi mau")
	s.wait("palette-shown", "people=0") // people are no business of an administrator
	s.press("Escape", "alt+j")
	s.wait("journal-shown")
}

// findAndOpen opens the first that is found for a text.
func (s *scenario) findAndOpen(text, kind, event string) {
	s.press("ctrl+k")
	s.wait("palette")
	s.write(text)
	s.press("Return")
	s.wait("palette-opened", "kind="+kind)
	s.wait(event)
}

// logHolds reads the log as the inspector gets it: as many lines as the screen said,
// and these words somewhere in it.
func (s *scenario) logHolds(entries any, wanted ...string) {
	if s.err != nil {
		return
	}
	text, err := os.ReadFile(s.exported(".jsonl"))
	if err != nil {
		s.fail("reading the exported log", err)
		return
	}
	if n := strings.Count(string(text), "\n"); fmt.Sprint(n) != fmt.Sprint(entries) {
		s.fail("reading the exported log", fmt.Errorf("%d lines, the screen said %v", n, entries))
	}
	for _, word := range wanted {
		if !strings.Contains(string(text), word) {
			s.fail("reading the exported log", fmt.Errorf("nothing like %s in it", word))
		}
	}
}
