package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/vault"
)

// Options are what a store needs from outside. Dir is required, the rest has
// defaults.
type Options struct {
	Dir   string     // data folder; made with mode 0700 when absent
	Clock port.Clock // default port.SystemClock
	Rand  io.Reader  // default crypto/rand
	// Params are the cost of new password slots; zero leaves it to Tune.
	Params vault.Params
	// Tune measures the cost of new password slots where Params is zero; default
	// vault.TuneParams for half a second. It runs at the first start only, later
	// slots cost what the dearest of the first did.
	Tune func() vault.Params
	// Passwords tells the rules of passwords, at each use; nil: the compiled ones.
	Passwords func() PasswordRules
	// SealEvent seals an event to the registry (port.Sealer.SealEvent). Until
	// one is set, events wait inside the log; see [Store.SetSealEvent].
	SealEvent SealEvent
	// OnCommit is told after each commit, in order, from the writer goroutine:
	// it must return at once.
	OnCommit func(Commit)
	// OrphanAge is how old a blob without a row must be to be swept at start;
	// default one hour.
	OrphanAge time.Duration
	// MaxPages bounds the database file, for tests of a full disk; 0 is none.
	MaxPages int
	// FreeSpace tells the free bytes of the disk that a folder lies on; default
	// asks the operating system.
	FreeSpace func(dir string) (uint64, error)

	// openWriter opens the writing handle; tests put faults between.
	openWriter func(uri string) (*sql.DB, error)
}

// SealEvent seals one event to the registry.
type SealEvent func(ctx context.Context, event port.Event) ([]byte, error)

// Commit says what was just committed.
type Commit struct {
	Seq     int64 // of the log entry
	Command dossier.Command
	Dossier dossier.ID
	Card    string
	Section dossier.Section
	Event   bool // an event for the registry waits
}

// StationInfo says which station of which office this is.
type StationInfo struct {
	ID     string // random, 32 hex digits
	Office string // code of the office
	Number int    // number of the station in its office, in receipt numbers
	Name   string // of the office, as printed
}

// Setup is what the first start of a data folder needs.
type Setup struct {
	Office     string // code
	OfficeName string
	Number     int // of the station
	Users      []NewUser
	// Station is the id of the station and Transport its keys, when they were
	// made before to enrol with the registry; both are drawn when absent.
	Station      string
	Transport    *vault.Transport
	Recovery     []string // age recipients of the registry; none: no recovery slot yet
	FirstReceipt int64    // first number of the station's block; default 1
	LastReceipt  int64    // last one; default person.MaxReceiptSequence
}

// NewUser is a user to be added.
type NewUser struct {
	dossier.User
	Password string
	// Duty replaces when and as what the user works; nil leaves it.
	Duty *dossier.Duty
	// Listed is the number of the centre's list that speaks of the user, 0 from
	// an administrator of the office. An older list changes nothing.
	Listed int64
}

// Account is a user as an administrator sees one.
type Account struct {
	dossier.User
	dossier.Duty
	Password bool          // there is a slot: the user can log in here
	LastUse  time.Time     // last login at this station; zero is never
	Wait     time.Duration // after wrong passwords, until the next try
}

// Session is a user who is logged in. The desk stays unlocked until Lock.
type Session struct {
	User  dossier.User
	Since time.Time
}

// Actor is the session's user as the actor of commands.
func (s Session) Actor() dossier.Actor {
	return dossier.Actor{User: s.User.ID, Role: s.User.Role}
}

// Change is one command with everything that it changes. Zero parts are left
// as they are.
type Change struct {
	// ID makes the command idempotent; required, at most 64 bytes. Commands
	// taken from the feed use FeedCommandID.
	ID      string
	Actor   dossier.Actor
	Command dossier.Command
	Dossier dossier.ID // of create-dossier: the new id (see NewDossierID)

	Section  *SectionChange
	Sections []SectionChange // further sections of the same command
	Blobs    []Blob          // rows of blobs that the sections name

	// Reason code of waiting, returning, holding, cancelling, …; plain.
	Reason string
	// Deadline of a waiting dossier.
	Deadline time.Time
	// Return is the section that a returned dossier must be corrected in.
	Return dossier.Section
	// DossierStays keeps the dossier's state although its table has the command.
	DossierStays bool

	Card     *CardChange
	Delivery *NewDelivery   // of approve-dossier
	Version  int            // of decisions of the registry: which version it speaks of; 0: newest
	Retry    *port.PacketID // of retry-packet
	Facts    *Facts         // merged into the dossier's row of facts
	Feed     int64          // seq of the feed item that this applies; marks it applied
	Payload  any            // sealed into the log entry, as JSON
	Event    any            // what the registry learns, as JSON; only for types that concern it
	// Told is what the registry learns in place of Event when it holds what must go
	// when the dossier is destroyed: it is in the sealed event and not in the log.
	// The registry's key must be there (see Options.SealEvent).
	Told     any
	User     *NewUser       // of add-user, change-user
	Claim    *Claim         // of claim-section
	Lost     *LostStation   // of report-station-lost
	Numbers  string         // of take-number: name of the counter, for example "receipt"
	Document *Document      // of apply-document; Received is the store's own
	Stick    *Stick         // of register-stick
	Proof    []byte         // of acknowledge-packet: the registry's signed word
	Portal   *PortalFile    // of note-change: one that came; of create-dossier: what the draft is made of; of take-portal-file: the one told of
	List     *ListPart      // of note-change: a part of a list that came
	Ticket   *Ticket        // of take-ticket, call-ticket; of create-dossier: the one that it was begun for
	Slip     SlipMark       // of save-section, keep-slip: where the paper of the data slip is
	Officer  *OfficerPrints // of enrol-officer: the fingers of the actor
	// RemoteAsk of note-change: a question of another office that came; of
	// answer-approval: the one that is answered.
	RemoteAsk *RemoteAsk
	// Books are entries of the office's books that the command writes; each by a row
	// of its book's table for the same command.
	Books []BookChange
}

// SectionChange is a new revision of one section.
type SectionChange struct {
	Name         dossier.Section
	BaseRevision int // revision that Content was made from; 0: none yet
	Content      any // encoded as JSON and sealed; json.RawMessage is kept
}

// Claim says that a user works on a section, so that others are warned before
// they begin. It keeps nobody from saving: two versions of a section are told
// apart by their revisions. A claim ends by itself.
type Claim struct {
	Section dossier.Section
	User    string
	Station string
	Until   time.Time
	// From names the user whose claim is taken over before its end; only of
	// Change.Claim. A claim of anybody else is respected.
	From string
}

// CardChange moves one physical card.
type CardChange struct {
	Serial   string
	Box      string // of ship-card
	Shelf    string // of receive-card and restock-card; plain, so never a name
	Officer  string // of take-card-out: user id
	List     string // of take-card-out
	Reason   string // code
	Replaced string // of replace-card: serial of the new card
	// Detail is merged into the sealed part of the card.
	Detail *CardDetail
}

// CardDetail is the sealed part of a card.
type CardDetail struct {
	Document string `json:"document,omitempty"` // 9 digits of the MRZ
	Expires  string `json:"expires,omitempty"`  // ISO date, "" does not expire or unknown
	Issued   string `json:"issued,omitempty"`
	Post     string `json:"post,omitempty"` // number of the postal item
	Lot      string `json:"lot,omitempty"`  // of production
	Seal     string `json:"seal,omitempty"` // number of the seal of its box
}

// NewDelivery is one sealed version of a dossier.
type NewDelivery struct {
	Blob      Blob // from PutPacket
	Version   int
	NotBefore time.Time
}

// Blob is a file of the blob folder. What PutBlob and PutPacket return has no
// row yet: hand it to the Change whose section names it.
type Blob struct {
	ID      string
	Dossier dossier.ID
	Kind    string // "record", "picture", "document", "packet"
	Size    int64  // of the file as it lies
	SHA256  string // of the file as it lies, lower-case hex
	Inner   string // of packets: hash of the inner manifest, hex
}

// Result is what a command did. The same command again returns the same result
// with Repeated set.
type Result struct {
	Seq      int64             `json:"seq"`
	Hash     string            `json:"hash"`
	Time     time.Time         `json:"time"`
	State    dossier.State     `json:"state,omitempty"` // of the dossier, after it
	Card     dossier.CardState `json:"card,omitempty"`
	Revision int               `json:"revision,omitempty"` // of Change.Section
	Number   int64             `json:"number,omitempty"`   // of take-number
	Repeated bool              `json:"-"`
}

// Dossier is what is plain of a dossier.
type Dossier struct {
	ID        dossier.ID
	Office    string
	Station   string
	Clerk     string // who created it
	State     dossier.State
	Version   int // newest sealed version, 0 before the first approval
	Created   time.Time
	Updated   time.Time
	Reason    string    // of waiting, returned, on hold, rejected, …
	Deadline  time.Time // of waiting
	Return    dossier.Section
	Sections  []SectionInfo  // only from Store.Dossier; in the order of the paper
	Cards     []Card         // only from Store.Dossier
	Delivery  *port.Delivery // newest; only from Store.Dossier
	Destroyed bool
}

// SectionInfo is what is plain of the newest revision of a section.
type SectionInfo struct {
	Name     dossier.Section
	Revision int
	Author   string
	Station  string
	Time     time.Time
}

// Content is one opened revision of a section.
type Content struct {
	SectionInfo
	JSON json.RawMessage
}

// Card is one physical card.
type Card struct {
	Serial   string
	Dossier  dossier.ID
	State    dossier.CardState
	Box      string
	Shelf    string
	Officer  string
	List     string
	Reason   string
	Replaced string
	Updated  time.Time
	Detail   CardDetail // empty while locked
}

// Filter chooses dossiers by plain columns. Zero fields choose all.
type Filter struct {
	States []dossier.State
	Clerk  string
	Kind   string    // request kind, of the facts
	Place  string    // commune code, of the facts
	From   time.Time // created at or after
	To     time.Time // created before
	Due    time.Time // waiting with a deadline before
	// Trouble chooses dossiers that somebody must look at.
	Trouble Trouble
	// Exception chooses those of which an exception of this kind stands, see
	// [dossier.ExceptionKind], [AnyException] and [NoException].
	Exception string
	// Among chooses among these dossiers only, when not nil.
	Among []dossier.ID
	Limit int    // default 200
	After string // Key of the last row of the page before
}

// Key is where a listing goes on after this dossier.
func (d Dossier) Key() string { return pageKey(d.Updated, d.ID) }

// CardFilter chooses cards. Zero fields choose all.
type CardFilter struct {
	States   []dossier.CardState
	Dossier  dossier.ID
	Dossiers []dossier.ID // of one of these
	Box      string
	Limit    int // default 500
}

// Entry is one entry of the log. Payload is opened only while unlocked.
type Entry struct {
	Station  string
	Seq      int64
	Time     time.Time
	Actor    dossier.Actor
	Type     dossier.Command
	Dossier  dossier.ID
	Section  dossier.Section
	Revision int
	Previous string // hex
	Hash     string // hex
	// Opened from the payload while unlocked, together with Actor.Role:
	Reason  string
	Card    string
	Payload json.RawMessage // what Change.Payload was
	// Broken: the payload does not open, it was changed or moved; only of
	// [Store.LogPage].
	Broken bool
}

// LogFilter chooses log entries, oldest first.
type LogFilter struct {
	Dossier dossier.ID
	Types   []dossier.Command
	From    time.Time
	To      time.Time
	After   int64
	Limit   int // default 1000
}

// FeedRow is a change feed item that waits to be applied.
type FeedRow struct {
	Seq      int64
	Kind     string
	Sealed   []byte
	Received time.Time
}
