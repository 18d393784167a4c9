package port

import "time"

// Kinds of feed items by which a supervisor of another office judges a dossier of
// an office that has one officer only.
const (
	ChangeApprovalAsked    = "approval-asked"    // to the office that judges: Ask
	ChangeApprovalAnswered = "approval-answered" // to the office that asked: Dossier, Answer
)

// MaxApprovalAsk bounds an ApprovalAsk as JSON, in bytes: it travels inside one
// event and one feed item.
const MaxApprovalAsk = 144 << 10

// ApprovalAsk is a dossier as a supervisor of another office is asked to judge it.
type ApprovalAsk struct {
	Ask        string `json:"ask"`     // id, 32 hex digits
	Dossier    string `json:"dossier"` // of the office that asks
	Office     string `json:"office"`  // that asks; the registry writes the one whose station it was
	OfficeName string `json:"officeName"`
	Officer    string `json:"officer"` // who took it in: rank and name
	// Content is JSON of the sections that approval judges, and Digest its SHA-256
	// in hex: the answer is about these bytes and no others.
	Content []byte `json:"content"`
	Digest  string `json:"digest"`
	// Portrait is a small JPEG; Warnings are what a supervisor must see, in words.
	Portrait []byte   `json:"portrait,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// Answers to an ApprovalAsk.
const (
	AnswerApproved = "approved"
	AnswerRefused  = "refused"
	AnswerNobody   = "nobody" // the centre has named no office that judges for this one
)

// ApprovalAnswer is what came of an ApprovalAsk.
type ApprovalAnswer struct {
	Ask        string    `json:"ask"`
	Decision   string    `json:"decision"`
	Digest     string    `json:"digest,omitempty"` // of the content that was judged
	Office     string    `json:"office,omitempty"` // that judged; the registry writes it
	OfficeName string    `json:"officeName,omitempty"`
	By         string    `json:"by,omitempty"`      // user id there
	Officer    string    `json:"officer,omitempty"` // rank and name
	At         time.Time `json:"at,omitzero"`
	Note       string    `json:"note,omitempty"` // to the officer who asked
}
