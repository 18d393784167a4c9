package dossier

import "time"

// How it can be checked who sits at the desk.
const (
	PresenceChip   = "chip-portrait" // the portrait in the old card's chip beside the face
	PresenceFinger = "finger"        // a finger beside the print of an earlier dossier
	// PresenceRegistry is a finger beside a print that the registry holds.
	PresenceRegistry = "registry-finger"
)

// Outcomes of the check who sits at the desk.
const (
	PresenceSame       = "same"
	PresenceDifferent  = "different"
	PresenceUnverified = "unverified" // nothing to compare with, or it could not be compared
)

// Presence says how it was checked that who sits at the desk is the holder.
type Presence struct {
	How    string    `json:"how,omitempty"` // [PresenceChip], [PresenceFinger] or [PresenceRegistry]; "" when nothing was compared
	Result string    `json:"result"`
	Reason string    `json:"reason,omitempty"` // code, of [PresenceUnverified]
	By     string    `json:"by"`               // user id
	At     time.Time `json:"at"`
	// Differed: an earlier comparison found another person. Only one that finds
	// the same person takes that back, so that nobody unsays it in silence.
	Differed bool `json:"differed,omitempty"`
}

// After is the record after a further check: what was found different before
// stays said until a comparison finds the same person.
func (p Presence) After(before *Presence) Presence {
	if p.Result == PresenceDifferent {
		p.Differed = true
	}
	if p.Result == PresenceUnverified && before != nil && before.Differed {
		p.Differed = true
	}
	return p
}

// PresenceReasons lists why who came could not be verified, in the order in which
// they are offered.
func PresenceReasons() []Coded {
	return []Coded{
		{"no-chip", "Thẻ cũ không có chip, hoặc không mang theo", "the old card has no chip, or was not brought"},
		{"chip-dead", "Chip của thẻ cũ không đọc được", "the chip of the old card cannot be read"},
		{"no-print", "Không có vân tay cũ để so", "no earlier print to compare with"},
		{"worn", "Vân tay mòn, ảnh quá cũ, không so được", "prints worn or picture too old to compare"},
		{"no-device", "Không có đầu đọc hoặc máy thu", "no reader or device"},
	}
}

// LostSlip is an appointment slip that was declared lost and printed again.
type LostSlip struct {
	Checked string    `json:"checked"` // how it was checked who asks for it: code of [SlipChecks]
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Again   int       `json:"again"` // "in lại lần n"
}

// SlipChecks lists how it is checked who asks for a lost slip.
func SlipChecks() []Coded {
	return []Coded{
		{"card", "Thẻ cũ, hộ chiếu hoặc giấy tờ có ảnh", "an identity paper with a picture"},
		{"portrait", "So với ảnh chân dung trong hồ sơ", "the portrait of the dossier"},
		{"representative", "Người đại diện có giấy tờ", "a representative with papers"},
	}
}

// presence shows the supervisor a dossier in which nobody compared who came with
// what is known of the holder. A first issue has nothing to be compared with, and
// of the youngest nobody comes.
func (v *validation) presence() {
	is := v.Review.Presence
	switch {
	case is != nil && is.Differed:
		v.add(SectionReview, "presence", Warning, "presence-different",
			"Người đến không giống ảnh hoặc vân tay cũ.", "Who came does not look like the earlier portrait or print.")
	case is != nil && is.Result == PresenceSame:
	case v.Identity.Request.Kind != Exchange && v.Identity.Request.Kind != Reissue, v.banded && !v.band.Holder:
	case is == nil:
		v.add(SectionReview, "presence", Warning, "presence-unverified",
			"Chưa xác thực người đến.", "Nobody compared who came with what is known of the holder.")
	default:
		why := ""
		if reason, ok := FindCoded(PresenceReasons(), is.Reason); ok {
			why = ": " + reason.Vietnamese
		}
		v.add(SectionReview, "presence", Warning, "presence-unverified",
			"Chưa xác thực người đến"+why+".", "Nobody compared who came with what is known of the holder.")
	}
}
