package dossier

import (
	"strings"

	"carddesk/app/port"
)

// FoundException is one thing out of the ordinary that a dossier shows.
type FoundException struct {
	Kind  ExceptionKind
	Count int // of the parts that it speaks of
	Note  ExceptionNote
}

// Codes of [ExceptionUnverified] besides the reasons of [PresenceReasons].
const (
	presenceNobody    = "nobody"    // nobody compared anything
	presenceDifferent = "different" // a comparison found another person
)

// ExceptionsOf finds what is out of the ordinary in a dossier whose intake ends.
// findings are those of its validation: who had to be compared with what is a rule
// of the law and is not judged twice. Codes are, by kind: part and override reason
// ("Right Thumb=body"), part and reason ("Left Thumb=bent"), what became of the
// population lookup ("unknown", "none"), why nobody was compared, the exemption.
func ExceptionsOf(c Content, findings []Finding) []FoundException {
	var found []FoundException
	add := func(kind ExceptionKind, codes []string) {
		if len(codes) > 0 {
			found = append(found, FoundException{Kind: kind, Count: len(codes), Note: ExceptionNote{Codes: codes}})
		}
	}
	add(ExceptionKept, keptCodes(c))
	add(ExceptionNotTaken, notTakenCodes(c))
	if status := c.Identity.Lookup.Status; status != "matched" {
		if status == "" {
			status = "none"
		}
		add(ExceptionUnmatched, []string{status})
	}
	for _, f := range findings {
		if strings.HasPrefix(f.Code, "presence-") {
			add(ExceptionUnverified, []string{presenceCode(c.Review.Presence)})
			break
		}
	}
	if c.Payment.Exemption != "" {
		add(ExceptionExempt, []string{c.Payment.Exemption})
	}
	return found
}

// keptCodes are the pictures that were kept although the desk found something
// wrong with them, each with the clerk's reason.
func keptCodes(c Content) []string {
	var codes []string
	add := func(part string, capture *CaptureRef) {
		if capture == nil || capture.Remark == "" {
			return
		}
		reason := ""
		if capture.Override != nil {
			reason = capture.Override.Reason
		}
		codes = append(codes, part+"="+reason)
	}
	add(string(port.Face), c.Portrait.Capture)
	for _, position := range rolledOrder {
		add(string(position), c.Fingerprints.Fingers[position].Capture)
		add("rolled "+string(position), c.Fingerprints.Rolled[position].Capture)
	}
	for _, position := range eyes {
		add(string(position), c.Iris.Eyes[position].Capture)
	}
	return codes
}

// notTakenCodes are the fingers and eyes that were not taken, each with its reason.
func notTakenCodes(c Content) []string {
	var codes []string
	for _, position := range Excepted(c) {
		part := c.Fingerprints.Fingers[position]
		if part.Exception == nil {
			part = c.Iris.Eyes[position]
		}
		codes = append(codes, string(position)+"="+part.Exception.Reason)
	}
	return codes
}

func presenceCode(p *Presence) string {
	switch {
	case p == nil:
		return presenceNobody
	case p.Differed:
		return presenceDifferent
	case p.Reason == "":
		return presenceNobody
	}
	return p.Reason
}
