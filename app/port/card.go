package port

import (
	"context"
	"time"

	"carddesk/app/person"
)

// Reader is a card reader as PC/SC names it.
type Reader struct {
	Name        string
	CardPresent bool
	InUse       bool   // another program holds the card
	Insertion   uint32 // counts insertions: a changed value is another card
}

// CardKeys are what opens a chip: taken from the dossier, never from the chip.
type CardKeys struct {
	DocumentNumber string   // 9 digits of the MRZ
	Birth          string   // yymmdd
	Expiries       []string // yymmdd candidates, most likely first
	CAN            string   // last six digits of the personal number
}

// ChipIssuer is an issuer whose chips the desk believes.
type ChipIssuer struct {
	Name                string
	KeyID               string // hexadecimal
	Key                 string // "EC P-384"
	NotBefore, NotAfter time.Time
	Training            bool
	Revoked             int       // certificates of signers on its revocation lists
	RevokedAsOf         time.Time // of the newest list, zero when there is none
}

// ChipIssuers lists the issuers that are believed now.
type ChipIssuers interface{ Show() []ChipIssuer }

// CardProgress is told while a chip is read.
type CardProgress struct {
	File        string // "DG2"
	Done, Total int    // bytes of that file
	// Portrait is the picture of DG2, told once, as soon as it is whole: before
	// the proofs, so it is to be looked at, not to be believed. Nil otherwise.
	Portrait []byte
}

// CardFile names a file of the chip ("EF.COM", "EF.SOD", "DG1", …).
type CardFile string

// Verdict is the outcome of one proof.
type Verdict string

// Outcomes of a proof.
const (
	ProofPassed     Verdict = "passed"
	ProofFailed     Verdict = "failed"
	ProofNotOffered Verdict = "not-offered"
)

// Proof is one thing that the chip had to show.
type Proof struct {
	Name    string // "access", "hashes", "signature", "issuer", "active", "chip"
	Verdict Verdict
	Reason  string // code of the reason, "" when passed
}

// ChipData is what the chip says, as read. A field the chip lacks is empty.
type ChipData struct {
	DocumentNumber string
	PersonalNumber string
	Name           string // DG13, with diacritics
	MRZName        string // DG1: transliterated
	MRZ            string // DG1 whole, lines parted by line feeds, to be compared with the dossier and the print
	Birth          string // ISO date, possibly partial
	Sex            string // "M", "F"
	Nationality    string
	Ethnic         string
	Religion       string
	Origin         string
	Residence      string
	Identification string
	Issued         string // ISO date
	Expires        string // ISO date, "" when the card does not expire
	Father, Mother string
	Spouse         string
	OldNumber      string
	Serial         string
	Unknown        map[int][]byte // DG13 fields of unknown meaning, raw; 0: content that is not made of fields
	Unreadable     bool           // part of DG13 could not be parsed
	Portrait       []byte
	PortraitType   string // "image/jpeg", "image/jp2"
}

// CardReading is one whole reading of a chip.
type CardReading struct {
	ReaderName string
	Access     string // "PACE-CAN", "PACE-MRZ", "BAC"
	Files      map[CardFile][]byte
	Chip       ChipData
	Proofs     []Proof
	Started    time.Time
	Took       time.Duration
	APDUs      int
}

// Passed reports whether no proof failed and hashes, signature and issuer passed.
func (r CardReading) Passed() bool {
	need := map[string]bool{"hashes": false, "signature": false, "issuer": false}
	for _, p := range r.Proofs {
		if p.Verdict == ProofFailed {
			return false
		}
		if _, ok := need[p.Name]; ok && p.Verdict == ProofPassed {
			need[p.Name] = true
		}
	}
	return need["hashes"] && need["signature"] && need["issuer"]
}

// CardReaders reads chips. One goroutine inside owns the reader service.
type CardReaders interface {
	// Readers lists the readers now.
	Readers(ctx context.Context) ([]Reader, error)
	// Watch sends the readers at once and whenever they change, until ctx ends;
	// then the channel is closed. A missing service is an empty list.
	Watch(ctx context.Context) <-chan []Reader
	// ReadCard opens the chip on the named reader, reads and proves it.
	// Errors are *[CardError]; a failing proof is not an error.
	ReadCard(ctx context.Context, reader string, keys CardKeys, progress func(CardProgress)) (CardReading, error)
}

// CardFault says in the desk's terms why a chip could not be read.
type CardFault string

// Faults of reading a card.
const (
	CardNoService   CardFault = "no-service" // PC/SC service not running
	CardNoReader    CardFault = "no-reader"  // no reader attached
	CardAbsent      CardFault = "absent"     // nothing on the reader
	CardRemoved     CardFault = "removed"    // pulled while reading
	CardInUse       CardFault = "in-use"     // another program holds it
	CardNotVisa     CardFault = "no-emrtd"   // no eMRTD application: another kind of card
	CardAccess      CardFault = "access"     // keys of this dossier do not open it
	CardTimeout     CardFault = "timeout"    // chip does not answer
	CardProtocol    CardFault = "protocol"   // answers against the rules
	CardTooLarge    CardFault = "too-large"  // a length beyond every bound
	CardFaultCancel CardFault = "cancelled"  // the clerk stopped it
	CardUnreadable  CardFault = "unreadable" // a mandatory file cannot be parsed
)

// CardError is why a chip could not be read.
type CardError struct {
	Fault CardFault
	Step  string // "select", "bac", "pace", "DG2", …
	Err   error
}

func (e *CardError) Error() string {
	text := "card reader: " + string(e.Fault)
	if e.Step != "" {
		text += " at " + e.Step
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *CardError) Unwrap() error { return e.Err }

// CardOrder is what an issuer needs to personalise a chip.
type CardOrder struct {
	DocumentNumber string // 9 digits
	PersonalNumber person.PersonalNumber
	Name           person.Name
	Birth          person.CivilDate
	Sex            person.Sex
	Nationality    string // "Việt Nam"
	Ethnic         string
	Religion       string
	Origin         string
	Residence      string
	Identification string
	OldNumber      string
	Father, Mother string
	Issued         person.CivilDate
	Expires        person.CivilDate // zero: does not expire
	Portrait       []byte           // JPEG or JPEG 2000
	PortraitType   string
	Serial         string // of the physical card
}

// CardPersonaliser makes the chip of a card: the training registry calls it
// where a real issuer would send the order to its factory.
type CardPersonaliser interface {
	// Personalise writes the chip's content to a place of the personaliser's
	// own and returns the name under which the training bench finds it.
	Personalise(ctx context.Context, order CardOrder) (name string, err error)
}

// TrainingBench is the table of a training desk: cards that the training issuer
// made can be laid on the virtual reader, and citizens sit down before the
// devices. Absent in release builds.
type TrainingBench interface {
	Place(ctx context.Context, cardSerial string) error
	Remove(ctx context.Context) error
	// Seat lets a synthetic person sit down; the same number is always the same
	// person.
	Seat(ctx context.Context, person uint64, woman bool) error
}

// TrainingFault says what is wrong with a training card that is laid on the
// virtual reader; "" is a good one.
type TrainingFault string

// Faults of training cards.
const (
	TrainingChanged    TrainingFault = "changed"    // one letter of DG1 was changed after signing
	TrainingSignature  TrainingFault = "signature"  // one bit of the signature in EF.SOD is wrong
	TrainingClone      TrainingFault = "clone"      // all files, but not the chip's own keys
	TrainingUnreadable TrainingFault = "unreadable" // DG1 is not what it should be
	TrainingPulled     TrainingFault = "pulled"     // a good card that leaves the reader while it is read
)

// FaultyBench is a [TrainingBench] that also has bad cards.
type FaultyBench interface {
	TrainingBench
	// PlaceFaulty lays the card down with something wrong with it.
	PlaceFaulty(ctx context.Context, cardSerial string, fault TrainingFault) error
}
