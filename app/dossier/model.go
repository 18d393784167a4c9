// Package dossier is what a desk knows of one request for a card: its sections,
// the three state tables, and the rules of each legal regime and request kind.
package dossier

import (
	"time"

	"carddesk/app/port"
)

// ID identifies a dossier: 32 lower-case hex digits, random, never derived from
// the person.
type ID string

// Section names a part of a dossier that has its own revision, author and
// station, so that several desks can work on one dossier at once.
type Section string

// Sections of a dossier, in the order of the paper.
const (
	SectionIdentity     Section = "identity"
	SectionDocuments    Section = "documents"
	SectionPortrait     Section = "portrait"
	SectionFingerprints Section = "fingerprints"
	SectionIris         Section = "iris"
	SectionReview       Section = "review"
	SectionPayment      Section = "payment"
	SectionApproval     Section = "approval"
	SectionHandover     Section = "handover"
)

// Sections lists all sections in the order of the paper.
func Sections() []Section {
	return []Section{SectionIdentity, SectionDocuments, SectionPortrait, SectionFingerprints,
		SectionIris, SectionReview, SectionPayment, SectionApproval, SectionHandover}
}

// Regime is the law that a dossier is judged by.
type Regime string

// Legal regimes.
const (
	Regime2014 Regime = "2014" // Law 59/2014: citizen identity card, until 30 June 2024
	Regime2023 Regime = "2023" // Law 26/2023: identity card, since 1 July 2024
)

// Kind is what is asked for.
type Kind string

// Request kinds.
const (
	FirstIssue Kind = "first-issue"
	Exchange   Kind = "exchange"
	Reissue    Kind = "reissue"
)

// Request says what is asked for and why.
type Request struct {
	Regime Regime `json:"regime"`
	Kind   Kind   `json:"kind"`
	Reason string `json:"reason"` // code of the reasons table
	Note   string `json:"note,omitempty"`
}

// Address is a place as text and, where known, as codes of the tables valid
// when it was written.
type Address struct {
	Detail   string `json:"detail,omitempty"` // house, street, hamlet
	Ward     string `json:"ward,omitempty"`   // code
	WardName string `json:"wardName,omitempty"`
	Text     string `json:"text,omitempty"` // the whole as it will be printed
}

// Relative is a person named in a dossier.
type Relative struct {
	Name        string `json:"name,omitempty"`
	Nationality string `json:"nationality,omitempty"`
	Number      string `json:"number,omitempty"`
	Relation    string `json:"relation,omitempty"`
}

// What becomes of a card that is there; see [OldCard].
const (
	OldCollected    = "collected"
	OldCut          = "cut"           // a corner is cut off, and the holder keeps it
	OldNotCollected = "not-collected" // yet: it is asked for again when the new one is handed over
)

// OldCard says what became of the card that the holder had.
type OldCard struct {
	Held    bool   `json:"held"`
	Number  string `json:"number,omitempty"`
	Issued  string `json:"issued,omitempty"`
	Outcome string `json:"outcome,omitempty"` // "collected", "cut", "not-collected", "lost", "none"
	Why     string `json:"why,omitempty"`
	QR      string `json:"qr,omitempty"`  // raw, as scanned
	MRZ     string `json:"mrz,omitempty"` // the three lines as one, typed, scanned or read from a picture
}

// Lookup says what the population database answered for this dossier.
type Lookup struct {
	Status string                 `json:"status,omitempty"` // "", "matched", "differs", "unknown", "unreachable"
	At     time.Time              `json:"at,omitzero"`
	Record *port.PopulationRecord `json:"record,omitempty"`
	Ahead  bool                   `json:"ahead,omitempty"` // the record is of a list fetched ahead: there was no line
}

// Identity is who the holder is and what is asked for. Values are NFC text as
// typed: a draft keeps what cannot be right yet, the validator says so.
// Dates are ISO (possibly partial) once they parse, else as typed.
type Identity struct {
	Request        Request  `json:"request"`
	PersonalNumber string   `json:"personalNumber,omitempty"`
	OldNumbers     []string `json:"oldNumbers,omitempty"`
	Name           string   `json:"name,omitempty"`
	OtherName      string   `json:"otherName,omitempty"`
	Birth          string   `json:"birth,omitempty"`
	Sex            string   `json:"sex,omitempty"` // "M", "F"
	Ethnic         string   `json:"ethnic,omitempty"`
	Religion       string   `json:"religion,omitempty"`
	Nationality    string   `json:"nationality,omitempty"`
	MaritalStatus  string   `json:"maritalStatus,omitempty"`
	BloodGroup     string   `json:"bloodGroup,omitempty"`
	BirthPlace     Address  `json:"birthPlace"`
	Origin         Address  `json:"origin"`
	Permanent      Address  `json:"permanent"`
	Present        Address  `json:"present"`
	Temporary      Address  `json:"temporary,omitzero"` // registered temporary residence
	Occupation     string   `json:"occupation,omitempty"`
	Education      string   `json:"education,omitempty"`
	Father         Relative `json:"father"`
	Mother         Relative `json:"mother"`
	Spouse         Relative `json:"spouse"`
	Representative Relative `json:"representative"`
	Householder    Relative `json:"householder"`
	Phone          string   `json:"phone,omitempty"`
	Delivery       string   `json:"delivery,omitempty"` // "" is at the desk
	Mark           string   `json:"mark,omitempty"`     // identification marks
	OldCard        OldCard  `json:"oldCard"`
	Lookup         Lookup   `json:"lookup"`

	// Differences are the decisions between values that the clerk, the old card
	// and the population database give differently.
	Differences []Difference `json:"differences,omitempty"`

	// Represented: the holder cannot act, a legal representative does (Law
	// 26/2023, article 23.3). For minors the age says so.
	Represented  bool          `json:"represented,omitempty"`
	Household    string        `json:"household,omitempty"` // random id shared by dossiers of one household
	Visit        *Visit        `json:"visit,omitempty"`     // the holder cannot come
	Account      *Account      `json:"account,omitempty"`
	Integrations []Integration `json:"integrations,omitempty"`
	Voluntary    []string      `json:"voluntary,omitempty"` // offered by the citizen, noted only: "dna", "voice"
}

// Account is the request for an electronic identity account, form TK01.
type Account struct {
	Level int    `json:"level"` // 1 or 2
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
}

// Integration asks that the content of another paper be put into the chip.
type Integration struct {
	Code   string `json:"code"` // of the regime's list
	Number string `json:"number,omitempty"`
	Note   string `json:"note,omitempty"`
}

// CaptureRef names the sealed blobs of one biometric.
type CaptureRef struct {
	Record  string    `json:"record"`  // blob id of the ISO/IEC 19794 record
	Picture string    `json:"picture"` // blob id of a JPEG to show
	Score   float64   `json:"score"`   // device score, 0–100
	Attempt int       `json:"attempt"` // 1 is the first
	Tries   int       `json:"tries"`   // how many were made in all
	At      time.Time `json:"at"`
	Device  string    `json:"device"` // serial number
	Hash    string    `json:"hash"`   // chain value, hex
	// Template is the blob id of the ISO/IEC 19794-2 record of a finger.
	Template string `json:"template,omitempty"`
	// Cropped is the blob id of a portrait turned upright and cropped to the
	// proportions of the card, at the resolution at which it was taken: JPEG. The
	// picture as the camera gave it stays in Record.
	Cropped string `json:"cropped,omitempty"`
	// Override says why a picture with a Remark was kept all the same.
	Override *CaptureOverride `json:"override,omitempty"`
	// Remark is what the desk itself found wrong with the picture that was kept
	// all the same, in sentences; approval sees it.
	Remark string `json:"remark,omitempty"`
}

// CaptureException says why a finger or an eye was not taken.
type CaptureException struct {
	Reason string `json:"reason"` // code: "amputated", "bent", "deformed", "bandaged", "worn", "other"
	Note   string `json:"note,omitempty"`
}

// CaptureOverride says why the clerk keeps a picture that the desk finds wrong.
type CaptureOverride struct {
	Reason string    `json:"reason"` // code, see [OverrideReasons]
	Note   string    `json:"note,omitempty"`
	By     string    `json:"by"` // user id
	At     time.Time `json:"at"`
}

// Portrait is the section of the face picture.
type Portrait struct {
	Capture *CaptureRef `json:"capture,omitempty"`
	// Exception is the photo of the holder with both hands raised, taken when a
	// finger or an eye cannot be: it proves what was noted. ExceptionOf are the
	// fingers and eyes that were noted when it was taken.
	Exception   *CaptureRef     `json:"exception,omitempty"`
	ExceptionOf []port.Position `json:"exceptionOf,omitempty"`
}

// Part is one finger or eye of a capture section.
type Part struct {
	Capture   *CaptureRef       `json:"capture,omitempty"`
	Exception *CaptureException `json:"exception,omitempty"`
}

// Fingerprints is the section of the ten fingers, keyed by position.
type Fingerprints struct {
	Fingers   map[port.Position]Part `json:"fingers"`
	ChainHash string                 `json:"chainHash,omitempty"` // last hash of the device chain, hex

	Rolled        map[port.Position]Part `json:"rolled,omitempty"`
	RolledOutcome string                 `json:"rolledOutcome,omitempty"` // [RolledTaken] and its like
}

// Iris is the section of the two eyes, keyed by position.
type Iris struct {
	Eyes map[port.Position]Part `json:"eyes,omitempty"`
}

// Document is one attached paper.
type Document struct {
	Code  string    `json:"code"`
	Blob  string    `json:"blob"`
	Pages int       `json:"pages"`
	Size  int64     `json:"size"`
	At    time.Time `json:"at"`
	// Extra: the clerk attached it although the case did not want it. It stays
	// whatever the case becomes.
	Extra bool `json:"extra,omitempty"`
}

// Documents is the section of the papers.
type Documents struct {
	Items []Document `json:"items,omitempty"`
}

// Review is the read-back with the citizen, the data slip and the appointment.
type Review struct {
	ReadBackAt    time.Time `json:"readBackAt,omitzero"`
	SlipPrintedAt time.Time `json:"slipPrintedAt,omitzero"`
	Confirmed     string    `json:"confirmed,omitempty"` // [ConfirmedPaper], [ConfirmedThumb] or [ConfirmedPen]
	ConfirmedAt   time.Time `json:"confirmedAt,omitzero"`
	Witness       string    `json:"witness,omitempty"`
	ThumbReason   string    `json:"thumbReason,omitempty"` // why a thumbprint stands for the signature
	ReceiptNumber string    `json:"receiptNumber,omitempty"`
	Due           time.Time `json:"due,omitzero"`
	ReceiptPrints int       `json:"receiptPrints,omitempty"`
	SlipPrints    int       `json:"slipPrints,omitempty"`

	// Presence says how it was checked who sits at the desk; nil: nobody did.
	Presence *Presence `json:"presence,omitempty"`
	// Slip is the scan of the signed data slip, once it is back.
	Slip *Document `json:"slip,omitempty"`
	// Pen is the signature on the screen, of [ConfirmedPen].
	Pen *Pen `json:"pen,omitempty"`
	// LostSlips are the appointment slips that were declared lost, oldest first.
	LostSlips []LostSlip `json:"lostSlips,omitempty"`

	// The values that were read back, printed and confirmed, as [ReadValues]
	// writes them; "" in reviews of programs that did not note it.
	ReadBackOf  string `json:"readBackOf,omitempty"`
	SlipOf      string `json:"slipOf,omitempty"`
	ConfirmedOf string `json:"confirmedOf,omitempty"`
	// EndedAt is when intake ended for the first time: since then nobody is at the
	// desk to hear, read or sign anything.
	EndedAt time.Time `json:"endedAt,omitzero"`
}

// Payment is the fee.
type Payment struct {
	FeeCode   string    `json:"feeCode,omitempty"`
	Amount    int       `json:"amount"` // đồng
	Exemption string    `json:"exemption,omitempty"`
	Method    string    `json:"method,omitempty"` // "cash", "transfer", "none"
	Series    string    `json:"series,omitempty"`
	Number    string    `json:"number,omitempty"`
	At        time.Time `json:"at,omitzero"`

	ExemptionPaper string          `json:"exemptionPaper,omitempty"` // kind and number of the paper that proves it
	Voided         []VoidedReceipt `json:"voided,omitempty"`         // money receipts written and not valid, oldest first
	Refunds        []Refund        `json:"refunds,omitempty"`        // of it, given back, oldest first
}

// VoidedReceipt is a money receipt that was written and is not valid: its number
// is spent and must be accounted for.
type VoidedReceipt struct {
	Series string    `json:"series,omitempty"`
	Number string    `json:"number"`
	Reason string    `json:"reason"` // in words
	By     string    `json:"by"`     // user id
	At     time.Time `json:"at"`
}

// Approval is the supervisor's word on a captured dossier.
type Approval struct {
	Decision string    `json:"decision"` // "approved", "returned", "checked": the first of two
	By       string    `json:"by"`       // user id
	At       time.Time `json:"at"`
	Section  Section   `json:"section,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Note     string    `json:"note,omitempty"`
	Version  int       `json:"version,omitempty"`
	// Policy is the version of the policy and tables that it was judged by.
	Policy string `json:"policy,omitempty"`
	// Solo: the same person took the dossier in, after the time that policy sets
	// for offices with nobody else.
	Solo bool `json:"solo,omitempty"`
	// Remote is what a supervisor of another office was asked and has answered.
	Remote *RemoteApproval `json:"remote,omitempty"`
}

// RemoteApproval is the word of a supervisor of another office on a dossier whose
// own office has nobody else.
type RemoteApproval struct {
	Ask     string    `json:"ask"`     // id of the question
	Digest  string    `json:"digest"`  // SHA-256 of the content that is judged, hex
	AskedBy string    `json:"askedBy"` // user id
	AskedAt time.Time `json:"askedAt"`
	// Decision is "" while the answer is awaited; see port.AnswerApproved and the
	// other answers.
	Decision   string    `json:"decision,omitempty"`
	Office     string    `json:"office,omitempty"`
	OfficeName string    `json:"officeName,omitempty"`
	By         string    `json:"by,omitempty"`      // user id at that office
	Officer    string    `json:"officer,omitempty"` // rank and name
	At         time.Time `json:"at,omitzero"`
	Note       string    `json:"note,omitempty"`
}

// Who takes a card.
const (
	ToHolder         = "holder"
	ToRepresentative = "representative" // legal representative
	ToAuthorised     = "authorised"     // authorised in writing
)

// Handover is the giving of the card.
type Handover struct {
	Card       string       `json:"card"`                // serial
	To         string       `json:"to"`                  // [ToHolder], [ToRepresentative] or [ToAuthorised]
	Recipient  string       `json:"recipient,omitempty"` // name of another than the holder
	Number     string       `json:"number,omitempty"`    // personal number of the recipient
	Relation   string       `json:"relation,omitempty"`  // of the recipient to the holder, in words
	Authority  string       `json:"authority,omitempty"` // paper by which another takes the card
	Proofs     []port.Proof `json:"proofs,omitempty"`
	Access     string       `json:"access,omitempty"`
	Matched    bool         `json:"matched"`
	Override   string       `json:"override,omitempty"`
	By         string       `json:"by"`
	At         time.Time    `json:"at"`
	OldCardCut bool         `json:"oldCardCut,omitempty"`
	// OldCard is what became of an old card that the holder had kept until now:
	// [OldCollected], [OldCut], or "" when there was none to ask for.
	OldCard string `json:"oldCard,omitempty"`

	// List is the list by which it was given away from the counter: its holder has
	// signed there, or the post has the receipt, and nobody read the chip then.
	List string `json:"list,omitempty"`
	Day  string `json:"day,omitempty"` // ISO date of that
	// ChipSeen is when the chip was last read at the office and fitted, of a card
	// given by a list; zero: never.
	ChipSeen time.Time `json:"chipSeen,omitzero"`
}
