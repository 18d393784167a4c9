package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"carddesk/app/capture/finger"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/tables"
)

// Errors of the use-cases. Those of the store and of the ports pass through.
var (
	ErrNotLoggedIn  = errors.New("nobody is logged in")
	ErrIncomplete   = errors.New("dossier is not complete")
	ErrNoDevice     = errors.New("no device of this kind answers")
	ErrNoCard       = errors.New("no card waits for this dossier")
	ErrRecipient    = errors.New("recipient of a card is not named in full")
	ErrChipMismatch = errors.New("chip does not fit the dossier")
	ErrUndoTooLate  = errors.New("the time for undoing has passed")
	ErrNotFound     = errors.New("nothing found")
	ErrNotCompared  = errors.New("dossier was not compared with the population database")
	ErrOwnWork      = errors.New("a dossier is not approved by who took it in")
)

// Office is what prints and screens say of the office.
type Office struct {
	ID      string
	Name    string // "Công an phường …"
	Parent  string // "Công an thành phố …"
	Address string
	Phone   string
	Place   string // for "…, ngày … tháng … năm …"
	Code    string // two letters or digits of the receipt number
	Station int    // number of this station in receipt numbers
}

// Params are the parts that a desk is made of.
type Params struct {
	Bench      port.TrainingBench // nil outside training
	Biometrics port.Biometrics
	Book       *book.Live // policy and tables in force, which documents of the centre replace; nil: those of Policy, Rules and Tables
	Calendar   Calendar
	Cards      port.CardReaders
	Clock      port.Clock
	ExportDir  string   // where papers are written that are not printed
	Hamlets    *Hamlets // of the office's list; nil: none
	Log        *slog.Logger
	Office     Office
	// Configuration says how signed documents of the centre are taken.
	Configuration Configuration
	// Issuers are those whose chips the desk believes, for showing; nil: unknown.
	Issuers port.ChipIssuers
	// OnConfigured is told of the kind of a document that was put in force. It
	// must return at once.
	OnConfigured func(kind string)
	PeopleLists  port.Lists // asked for ahead; nil: none can be asked for
	Policy       Policy
	Population   port.Population
	Prints       port.HeldPrints // nil: the registry is asked for no prints
	Printer      port.Printer
	Rand         io.Reader // nil is crypto/rand
	Renderer     port.Renderer
	Rules        dossier.Judge // what dossiers are judged by; zero is the compiled policy
	ScanDir      string        // watched for scanned papers; "" is none
	Sealer       port.Sealer
	Store        *store.Store
	Sticks       port.Sticks // nil: no exchange by stick
	Sync         port.SyncControl
	Tables       *tables.Set // code tables in force; nil is those of the program
	Training     bool
	Volumes      port.Volumes // USB sticks; nil: none are found
}

// Desk is one running desk. Its methods may be called from any goroutine, never
// from the one that draws the window.
type Desk struct {
	Params

	mu      sync.Mutex
	session *store.Session
	chains  map[dossier.ID][]byte // last hash of the device chain while capturing
	fingers map[dossier.ID]map[port.Position]*finger.Template
	called  *store.Ticket // of the queue, until a dossier is begun for it
	recent  []dossier.ID  // whose fingers are in memory, oldest first
	// officers are the minutiae of officers' fingers, nil until they are wanted.
	officers []*finger.Template
	devices  []port.BiometricDevice
	inForce  map[documentName]int64 // serials of the documents applied in this run
	ahead    *ahead                 // lists of people, opened; nil until asked for

	inbox sync.Mutex // held by who applies the inbox: one at a time, in its order
}

// New makes a desk of its parts.
func New(p Params) *Desk {
	if p.Rand == nil {
		p.Rand = rand.Reader
	}
	if p.Tables == nil {
		p.Tables = tables.Default()
	}
	return &Desk{
		Params: p, chains: map[dossier.ID][]byte{}, fingers: map[dossier.ID]map[port.Position]*finger.Template{},
		inForce: map[documentName]int64{},
	}
}

// now is the clock's time in UTC.
func (d *Desk) now() time.Time { return d.Clock.Now().UTC() }

// today is the day of the office.
func (d *Desk) today() person.CivilDate { return person.FromTime(d.now()) }

// actor is who is logged in.
func (d *Desk) actor() (dossier.Actor, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.session == nil {
		return dossier.Actor{}, ErrNotLoggedIn
	}
	if d.session.User.MustChange {
		return dossier.Actor{}, store.ErrMustChange
	}
	return dossier.Actor{User: d.session.User.ID, Role: d.session.User.Role}, nil
}

// randomID makes an id that says nothing of what it names.
func (d *Desk) randomID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(d.Rand, b[:]); err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// LogIn opens the office's key with a user's password. Its errors are those of
// the store: wrong password, locked for a while, disabled.
func (d *Desk) LogIn(ctx context.Context, user, password string) (dossier.User, error) {
	session, err := d.Store.Login(ctx, user, password)
	if err != nil {
		return dossier.User{}, err
	}
	d.mu.Lock()
	d.session = &session
	d.mu.Unlock()
	if err := d.LoadConfiguration(ctx); err != nil {
		d.Log.Error("documents of the centre were not loaded", "error", err)
	}
	if err := d.tellPortalRest(ctx); err != nil {
		d.Log.Error("the portal was not told", "error", err)
	}
	return session.User, nil
}

// LogOut locks the desk: only the transport part of the keys stays open. It locks
// even when the error says that the log could not note it.
func (d *Desk) LogOut(ctx context.Context) error {
	err := d.noteLogOut(ctx)
	d.mu.Lock()
	d.session = nil
	clear(d.chains)
	clear(d.fingers)
	d.recent = nil
	d.officers = nil
	d.called = nil
	d.ahead = nil
	d.mu.Unlock()
	d.Store.Lock()
	return err
}

func (d *Desk) noteLogOut(ctx context.Context) error {
	user, ok := d.User()
	if !ok {
		return nil // nobody to log out
	}
	actor := dossier.Actor{User: user.ID, Role: user.Role}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{ID: "log-out-" + id, Actor: actor, Command: dossier.LogOut})
	if err != nil {
		return fmt.Errorf("noting that a user logged out: %w", err)
	}
	return nil
}

// User is who is logged in.
func (d *Desk) User() (dossier.User, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.session == nil {
		return dossier.User{}, false
	}
	return d.session.User, true
}
