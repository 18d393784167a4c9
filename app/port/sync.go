package port

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"carddesk/app/person"
)

// Errors of the registry's side.
var (
	ErrRegistryUnreachable = errors.New("registry cannot be reached")
	ErrRegistryRefused     = errors.New("registry refused the request")
	ErrPersonUnknown       = errors.New("person is not in the population database")
	// ErrRecipients says that the registry's keys are not of the kind to which
	// policy wants everything sealed.
	ErrRecipients = errors.New("registry's keys do not satisfy the policy")
)

// PacketID identifies a packet: one sealed version of one dossier. The same id
// with the same inner hash is the same packet; with another one it is a conflict.
type PacketID struct {
	Dossier string `json:"dossier"`
	Version int    `json:"version"`
}

// SectionRevision says which revision of a section a packet carries.
type SectionRevision struct {
	Section  string `json:"section"`
	Revision int    `json:"revision"`
	Author   string `json:"author"`  // user id
	Station  string `json:"station"` // station id
}

// PacketEntry is one part of a packet in the order in which the parts follow.
type PacketEntry struct {
	Name   string `json:"name"` // "identity.json", "fingerprints/Right Thumb.fir", …
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // lower-case hex
}

// PacketManifest opens a packet. It is written as canonical JSON (RFC 8785) and
// signed by the station; its SHA-256 is the packet's inner hash.
type PacketManifest struct {
	Format        int               `json:"format"` // 1
	Packet        PacketID          `json:"packet"`
	Office        string            `json:"office"`
	Station       string            `json:"station"`
	Registry      string            `json:"registry"`
	Created       string            `json:"created"` // RFC 3339 UTC, whole seconds
	PolicyVersion string            `json:"policyVersion"`
	Sections      []SectionRevision `json:"sections"`
	Entries       []PacketEntry     `json:"entries"`
}

// PacketPart is the content of one entry.
type PacketPart struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Event is a log entry that concerns the registry.
type Event struct {
	Station  string    `json:"station"`
	Seq      int64     `json:"seq"`
	Time     time.Time `json:"time"`
	Type     string    `json:"type"` // log entry type, e.g. "hand-over-card"
	Office   string    `json:"office"`
	Actor    string    `json:"actor"` // user id
	Dossier  string    `json:"dossier,omitempty"`
	Card     string    `json:"card,omitempty"` // card serial
	Previous string    `json:"previous"`       // hash of the entry before, hex
	Hash     string    `json:"hash"`           // hash of this entry, hex
	Payload  []byte    `json:"payload,omitempty"`
}

// Sealer seals what goes to the registry and opens what comes from it.
type Sealer interface {
	// SealPacket hashes the parts, writes the sealed packet to w as a stream
	// and returns the inner hash (SHA-256 of the canonical manifest, hex). It
	// fills manifest.Entries itself.
	SealPacket(ctx context.Context, w io.Writer, manifest PacketManifest, parts []PacketPart) (inner string, err error)
	// SealEvent seals one event to the registry.
	SealEvent(ctx context.Context, event Event) ([]byte, error)
	// OpenItem opens and checks one sealed item of the change feed.
	OpenItem(ctx context.Context, sealed []byte) ([]byte, error)
}

// DeliveryState is the state of one packet on its way (architecture, section 5).
type DeliveryState string

// Delivery states.
const (
	DeliverySealed       DeliveryState = "sealed"
	DeliveryOffered      DeliveryState = "offered"
	DeliveryUploading    DeliveryState = "uploading"
	DeliveryStored       DeliveryState = "stored"
	DeliveryAcknowledged DeliveryState = "acknowledged"
	DeliveryDecided      DeliveryState = "decided"
	DeliverySuperseded   DeliveryState = "superseded"
	DeliverySetAside     DeliveryState = "set-aside" // refused for good, with its reason
)

// Delivery is one packet on its way.
type Delivery struct {
	Packet    PacketID
	State     DeliveryState
	SHA256    string // of the sealed bytes, recorded before the first one leaves
	Inner     string
	Size      int64
	NotBefore time.Time
	UploadURL string // where its upload continues, "" before the first byte
	Attempts  int
	Failure   string // plain cause code of the last failure
}

// DeliveryMark changes what is known of a delivery.
type DeliveryMark struct {
	State     DeliveryState
	UploadURL string
	Failure   string
}

// OutboxEvent is an event sealed to the registry.
type OutboxEvent struct {
	Seq    int64
	Sealed []byte
}

// LogHash is the hash of one log entry, sent so that nothing can be cut out
// later unnoticed.
type LogHash struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// FeedItem is one item of the registry's change feed, still sealed.
type FeedItem struct {
	Seq    int64
	Kind   string
	Sealed []byte
}

// Outbox is the desk's store as the sync client sees it. All calls are durable
// when they return; none of them needs the desk to be unlocked.
type Outbox interface {
	Due(ctx context.Context, now time.Time, limit int) ([]Delivery, error)
	OpenPacket(ctx context.Context, id PacketID) (io.ReadSeekCloser, error)
	// Mark moves a delivery. Marking a superseded or decided one changes
	// nothing and is no error: the late answer of an old version is ignored.
	Mark(ctx context.Context, id PacketID, mark DeliveryMark) error
	Events(ctx context.Context, limit int) ([]OutboxEvent, error)
	EventsAcknowledged(ctx context.Context, through int64) error
	LogHashes(ctx context.Context, limit int) ([]LogHash, error)
	LogAcknowledged(ctx context.Context, through int64) error
	Cursor(ctx context.Context) (int64, error)
	// Receive stores the sealed items and moves the cursor in one transaction;
	// items at or below the cursor are ignored.
	Receive(ctx context.Context, items []FeedItem, cursor int64) error
}

// Kinds of change feed items and their payload, sealed to the office.
const (
	ChangeAcknowledged = "packet-acknowledged"
	ChangeAccepted     = "dossier-accepted"
	ChangeRejected     = "dossier-rejected"
	ChangeRecapture    = "recapture-wanted"
	ChangeOrdered      = "card-ordered"
	ChangeProduced     = "card-produced"
	ChangeShipped      = "card-shipped"
	ChangeReplaced     = "card-replaced" // a faulty card, by the one ordered for it
	ChangeVoided       = "card-voided"   // before it was given: it is not to be handed over; Reason
	ChangeRecalled     = "card-recalled" // wherever it is, also with its holder; Reason

	ChangePreregistration = "pre-registration" // of the public service portal: File and Identity
	ChangeAccount         = "account-state"    // of a level-2 electronic identity account: Dossier, Reason
	ChangeList            = "list-part"        // a part of a list of people: List
)

// Change is the opened content of a feed item.
type Change struct {
	Kind    string    `json:"kind"`
	Time    time.Time `json:"time"`
	Dossier string    `json:"dossier,omitempty"`
	Version int       `json:"version,omitempty"`
	Inner   string    `json:"inner,omitempty"`
	Card    string    `json:"card,omitempty"` // serial of the physical card
	Chip    string    `json:"chip,omitempty"` // document number, 9 digits
	Expires string    `json:"expires,omitempty"`
	Box     string    `json:"box,omitempty"`
	Seal    string    `json:"seal,omitempty"` // number of the box's seal
	Lot     string    `json:"lot,omitempty"`  // of production
	// Replaced is the serial of the card that takes the place of Card.
	Replaced string `json:"replaced,omitempty"`
	Section  string `json:"section,omitempty"` // where a rejection points
	Field    string `json:"field,omitempty"`
	Reason   string `json:"reason,omitempty"` // reason code
	Note     string `json:"note,omitempty"`   // the centre's own words
	// File is the code of a file of the public service portal and Identity what was
	// typed there, fields of the identity section.
	File     string          `json:"file,omitempty"`
	Identity json.RawMessage `json:"identity,omitempty"`
	List     *ListPart       `json:"list,omitempty"`
	// Ask comes with ChangeApprovalAsked, Answer with ChangeApprovalAnswered.
	Ask    *ApprovalAsk    `json:"ask,omitempty"`
	Answer *ApprovalAnswer `json:"answer,omitempty"`
	// Document comes with ChangeDocument.
	Document *SignedDocument `json:"document,omitempty"`
}

// SyncState says how the line to the registry is.
type SyncState string

// States of the line.
const (
	SyncUnknown     SyncState = "unknown"
	SyncOnline      SyncState = "online"
	SyncUnreachable SyncState = "unreachable"
	SyncPaused      SyncState = "paused"
	SyncRefused     SyncState = "refused"
)

// SyncStatus is what the status bar shows of the line.
type SyncStatus struct {
	State       SyncState
	LastContact time.Time
	Waiting     int // packets and events not yet acknowledged
	Dossiers    int // of these, packets: dossiers that wait
	Uploading   int
	Failure     string // plain cause code of the last failure
	ClockOffset time.Duration

	Bytes   int64         // of packets that wait, less what the registry has of the one under way
	Rate    int64         // bytes a second that went up lately; 0: nothing moves
	Left    time.Duration // until Bytes have gone at Rate; 0: not known
	Next    time.Time     // of the next try after a failure; zero: none is waited for
	Held    bool          // packets wait for the hours in which policy lets them go
	Current PacketID      // under way now
	Sent    int64         // bytes of it that the registry has
	Size    int64         // bytes of it in all
}

// SyncControl is the sync client as the desk sees it.
type SyncControl interface {
	Status() SyncStatus
	Watch(ctx context.Context) <-chan SyncStatus
	Wake() // something new waits: do not wait for the next tick
	// SendNow is the wish of a person: all that waits goes now, whatever the
	// hours of policy, and waits after failures end.
	SendNow()
	Pause()
	Resume()
}

// Waiting tells whether a packet still waits. An outbox that has it lets the client
// leave an upload whose packet a newer version has replaced meanwhile.
type Waiting interface {
	PacketWaits(ctx context.Context, id PacketID) (bool, error)
}

// LineLimits bound what goes up over the line; they come from policy.
type LineLimits struct {
	BytesPerSecond int64 // of packets; 0: no bound
	Closed         bool  // packets wait; events and whatever is small go all the same
}

// StickReport says what went onto a USB stick or came from one.
type StickReport struct {
	Batches int
	Packets int
	Events  int
	Bytes   int64
	Changes int
}

// ErrStickFull says that a stick has not room enough for what waits.
var ErrStickFull = errors.New("not enough room on the stick")

// Sticks carry the exchange where there is no line. Writing changes nothing at
// the desk: what arrives first, by stick or line, counts. Reading one twice, or
// one that the line has overtaken, does nothing more.
type Sticks interface {
	WriteStick(ctx context.Context, dir string) (StickReport, error)
	ReadStick(ctx context.Context, dir string) (StickReport, error)
}

// PopulationRecord is what the population database says of a person.
type PopulationRecord struct {
	PersonalNumber person.PersonalNumber `json:"personalNumber"`
	Name           string                `json:"name"`
	Birth          string                `json:"birth"` // ISO, possibly partial
	Sex            string                `json:"sex"`
	Ethnic         string                `json:"ethnic"`
	Religion       string                `json:"religion"`
	Nationality    string                `json:"nationality"`
	Origin         string                `json:"origin"`
	BirthPlace     string                `json:"birthPlace"`
	Permanent      string                `json:"permanent"`
	PermanentWard  string                `json:"permanentWard"`
	OldNumbers     []string              `json:"oldNumbers"`
	Father         string                `json:"father"`
	Mother         string                `json:"mother"`
	Spouse         string                `json:"spouse"`
	AsOf           time.Time             `json:"asOf"` // age of the data
	// Held lists the biometrics of which the registry holds usable ones, so that
	// a reissue may do without taking them again. None where it does not say.
	Held []Modality `json:"held,omitempty"`
}

// Population looks a person up in the population database through the registry.
type Population interface {
	// LookUp returns ErrPersonUnknown or an error wrapping ErrRegistryUnreachable.
	LookUp(ctx context.Context, number person.PersonalNumber) (PopulationRecord, error)
}

// MaxListParts bounds the parts of one list of people.
const MaxListParts = 500

// ListPart is a part of a list of people that was asked for ahead: those of a
// hamlet or a class, as the population database had them.
type ListPart struct {
	List    string             `json:"list"` // id of the list
	Kind    string             `json:"kind"` // "hamlet", "class"
	Code    string             `json:"code"` // the office's own
	Part    int                `json:"part"` // from 1
	Parts   int                `json:"parts"`
	AsOf    time.Time          `json:"asOf"` // age of the data
	Records []PopulationRecord `json:"records"`
}

// Lists asks the registry for lists of people; they come down the feed, also by
// stick.
type Lists interface {
	// WantList returns the id of the list that will come.
	WantList(ctx context.Context, kind, code string) (id string, err error)
}

// Prover takes the registry's signed word out of its seal, so that it can be kept
// and shown to others.
type Prover interface {
	// ProveItem returns the frame of a feed item as the registry signed it.
	ProveItem(ctx context.Context, sealed []byte) ([]byte, error)
	// CheckProof checks such a frame and returns what it says.
	CheckProof(frame []byte) (ReceiptProof, error)
}

// ReceiptProof is what a signed frame of the registry says.
type ReceiptProof struct {
	Registry  string
	Office    string
	Seq       int64 // place in the office's feed
	Change    Change
	Signature string // hex
	Key       string // id of the registry's signing key
}
