package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/policy/signed"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Apply puts the body of a document in force. It checks all of it before it
// changes anything, and doing it again changes nothing more: it is called when
// the document comes and once at each start of the program. An error means that
// this program cannot use the document; the one before stays in force.
type Apply func(ctx context.Context, body []byte) error

// Configuration is how a desk takes the centre's signed documents.
type Configuration struct {
	Keys     []ed25519.PublicKey // the centre's document keys; without one no document is taken
	Appliers map[string]Apply    // by kind; documents of other kinds are kept for who reads them
	Fetch    port.Documents      // of documents that come by their hash; nil: they wait
}

// Why a document is refused; written into the log.
const (
	refusedMalformed   = "malformed"
	refusedForged      = "document-forged"      // not signed by the centre's document key
	refusedMisdirected = "document-misdirected" // for another office
	refusedMismatch    = "document-mismatch"    // other inside than announced
	refusedOlder       = "document-older"       // the same or a newer one is there
)

// refusal says why a document is refused.
type refusal string

func (r refusal) Error() string { return string(r) }

// documentNote is what the log keeps of a document, and the registry learns.
type documentNote struct {
	Kind   string              `json:"kind"`
	Name   string              `json:"name,omitempty"`
	Serial int64               `json:"serial"`
	State  store.DocumentState `json:"state"`
	SHA256 string              `json:"sha256,omitempty"`
	Key    string              `json:"key,omitempty"`   // id of the key that signed it
	Cause  string              `json:"cause,omitempty"` // why it is unusable; never of people
}

// takeDocument takes the document of a feed item: one that is here is checked,
// applied and kept; one that came by its hash is kept as wanted.
func (d *Desk) takeDocument(ctx context.Context, row store.FeedRow, announced *port.SignedDocument) (bool, error) {
	if announced == nil || announced.Kind == "" {
		return false, d.passBy(ctx, row, refusedMalformed)
	}
	change := store.Change{
		ID: store.FeedCommandID(row.Seq), Feed: row.Seq, Command: dossier.ApplyDocument,
		Actor: dossier.Actor{User: "registry", Role: dossier.RoleRegistry},
	}
	var err error
	if len(announced.Envelope) > 0 {
		err = d.admit(ctx, change, *announced, announced.Envelope)
	} else {
		err = d.wantDocument(ctx, change, *announced)
	}
	var refused refusal
	switch {
	case errors.As(err, &refused):
		d.Log.Warn("document refused", "seq", row.Seq, "cause", string(refused))
		return false, d.passBy(ctx, row, string(refused))
	case err != nil:
		return false, fmt.Errorf("taking the document of feed item %d: %w", row.Seq, err)
	}
	return true, nil
}

// admit checks, applies and keeps the document in an envelope. It returns a
// refusal for one that is not taken.
func (d *Desk) admit(ctx context.Context, change store.Change, announced port.SignedDocument, envelope []byte) error {
	doc, key, err := d.openDocument(envelope)
	if err != nil {
		return err
	}
	if doc.Kind != announced.Kind || doc.Name != announced.Name || doc.Serial != announced.Serial {
		return refusal(refusedMismatch)
	}
	newest, err := d.Store.DocumentSerial(ctx, doc.Kind, doc.Name)
	if err != nil {
		return err
	}
	if doc.Serial <= newest {
		return refusal(refusedOlder)
	}
	sum := sha256.Sum256(envelope)
	kept := store.Document{
		Kind: doc.Kind, Name: doc.Name, Serial: doc.Serial, State: store.DocumentInForce, Issued: doc.Issued,
		SHA256: hex.EncodeToString(sum[:]), Size: int64(len(envelope)), Public: port.PublicDocument(doc.Kind), Envelope: envelope,
	}
	note := documentNote{Kind: doc.Kind, Name: doc.Name, Serial: doc.Serial, SHA256: kept.SHA256, Key: key}
	if err := d.putInForce(ctx, doc); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		kept.State, note.Cause = store.DocumentUnusable, "unusable"
		d.Log.Error("document cannot be used", "kind", doc.Kind, "serial", doc.Serial, "error", err)
	}
	note.State = kept.State
	change.Document, change.Payload, change.Event = &kept, note, note
	if _, err := d.Store.Apply(ctx, change); errors.Is(err, store.ErrOlderDocument) {
		return refusal(refusedOlder)
	} else if err != nil {
		return err
	}
	if kept.State == store.DocumentInForce {
		d.tellConfigured(doc.Kind)
	}
	return nil
}

// openDocument checks who signed an envelope and for whom.
func (d *Desk) openDocument(envelope []byte) (signed.Document, string, error) {
	doc, key, err := signed.OpenDocument(envelope, d.Configuration.Keys...)
	if err != nil {
		return doc, "", refusal(refusedForged)
	}
	if doc.Office != "" && doc.Office != d.Store.Station().Office {
		return doc, "", refusal(refusedMisdirected)
	}
	return doc, key, nil
}

// putInForce gives a document to what takes its kind, once in this run.
func (d *Desk) putInForce(ctx context.Context, doc signed.Document) error {
	apply := d.Configuration.Appliers[doc.Kind]
	if apply == nil {
		return nil
	}
	if err := apply(ctx, doc.Body); err != nil {
		return fmt.Errorf("applying a document: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inForce[documentName{doc.Kind, doc.Name}] = doc.Serial
	return nil
}

// documentName tells documents apart of which one is in force.
type documentName struct{ kind, name string }

// wantDocument keeps a document that came by its hash until it is fetched.
func (d *Desk) wantDocument(ctx context.Context, change store.Change, announced port.SignedDocument) error {
	raw, err := hex.DecodeString(announced.SHA256)
	if err != nil || len(raw) != sha256.Size || announced.SHA256 != hex.EncodeToString(raw) || announced.Serial < 1 ||
		announced.Size < 1 || announced.Size > port.MaxDocument || len(announced.Kind) > 64 || len(announced.Name) > 64 {
		return refusal(refusedMalformed)
	}
	if !port.PublicDocument(announced.Kind) {
		return refusal(refusedMalformed) // what is personal travels sealed, inside its item
	}
	newest, err := d.Store.DocumentSerial(ctx, announced.Kind, announced.Name)
	if err != nil {
		return err
	}
	if announced.Serial <= newest {
		return refusal(refusedOlder)
	}
	change.Document = &store.Document{
		Kind: announced.Kind, Name: announced.Name, Serial: announced.Serial, State: store.DocumentWanted,
		SHA256: announced.SHA256, Size: announced.Size, Public: true,
	}
	note := documentNote{Kind: announced.Kind, Name: announced.Name, Serial: announced.Serial, State: store.DocumentWanted, SHA256: announced.SHA256}
	change.Payload, change.Event = note, note
	if _, err := d.Store.Apply(ctx, change); errors.Is(err, store.ErrOlderDocument) {
		return refusal(refusedOlder)
	} else if err != nil {
		return err
	}
	return nil
}

// FetchDocuments fetches the documents that are wanted, newest first, and puts
// them in force; it returns how many. One that cannot be fetched now stays wanted
// and does not hold up the others. It needs an unlocked desk.
func (d *Desk) FetchDocuments(ctx context.Context) (int, error) {
	if d.Configuration.Fetch == nil || !d.Store.Unlocked() {
		return 0, nil
	}
	kept, err := d.Store.Documents(ctx, "")
	if err != nil {
		return 0, err
	}
	fetched := 0
	var failures []error
	for _, row := range kept {
		if row.State != store.DocumentWanted {
			continue
		}
		if newest, err := d.Store.DocumentSerial(ctx, row.Kind, row.Name); err != nil || newest >= row.Serial {
			continue // a newer one has come meanwhile
		}
		if err := d.fetchDocument(ctx, row); err != nil {
			failures = append(failures, fmt.Errorf("fetching document %s %d: %w", row.Kind, row.Serial, err))
			continue
		}
		fetched++
	}
	return fetched, errors.Join(failures...)
}

func (d *Desk) fetchDocument(ctx context.Context, row store.Document) error {
	envelope, err := d.Configuration.Fetch.Document(ctx, row.SHA256, row.Size)
	if err != nil {
		return err
	}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	d.inbox.Lock()
	defer d.inbox.Unlock()
	return d.admit(ctx, store.Change{ID: "document-" + id, Command: dossier.ApplyDocument, Actor: StationActor(d.Store)},
		port.SignedDocument{Kind: row.Kind, Name: row.Name, Serial: row.Serial}, envelope)
}

// LoadConfiguration puts the kept documents in force that are not yet: at the
// start those that lie unsealed, after a login the others too. Of one kind and
// name the newest that this program can use counts; what cannot be used or is
// not signed by a key of today is told in the technical log and passed over.
func (d *Desk) LoadConfiguration(ctx context.Context) error {
	kept, err := d.Store.Documents(ctx, "")
	if err != nil {
		return err
	}
	var done documentName
	for _, row := range kept {
		name := documentName{row.Kind, row.Name}
		if name == done || row.Envelope == nil {
			continue
		}
		if d.isInForce(name, row.Serial) {
			done = name
			continue
		}
		if err := d.loadDocument(ctx, row); err != nil {
			d.Log.Error("kept document cannot be used", "kind", row.Kind, "serial", row.Serial, "error", err)
			continue
		}
		done = name
	}
	return ctx.Err()
}

func (d *Desk) isInForce(name documentName, serial int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inForce[name] >= serial
}

func (d *Desk) loadDocument(ctx context.Context, row store.Document) error {
	doc, key, err := d.openDocument(row.Envelope)
	if err != nil {
		return err
	}
	if err := d.putInForce(ctx, doc); err != nil {
		return err
	}
	d.tellConfigured(doc.Kind)
	if row.State == store.DocumentInForce || !d.Store.Unlocked() {
		return nil
	}
	// A newer program can use what an older one could not.
	id, err := d.randomID()
	if err != nil {
		return err
	}
	row.State = store.DocumentInForce
	note := documentNote{Kind: row.Kind, Name: row.Name, Serial: row.Serial, State: row.State, SHA256: row.SHA256, Key: key}
	_, err = d.Store.Apply(ctx, store.Change{ID: "document-" + id, Command: dossier.ApplyDocument,
		Actor: StationActor(d.Store), Document: &row, Payload: note, Event: note})
	if errors.Is(err, store.ErrOlderDocument) {
		return nil
	}
	return err
}

func (d *Desk) tellConfigured(kind string) {
	if d.OnConfigured != nil {
		d.OnConfigured(kind)
	}
}

// DocumentStanding is how a document of the centre stands at this desk.
type DocumentStanding struct {
	Kind   string
	Name   string
	Serial int64
	State  store.DocumentState
	Issued time.Time
	Since  time.Time // when it came
}

// ConfigurationStanding lists the newest document of each kind and name, usable
// or not, and before it the one in force where that is another.
func (d *Desk) ConfigurationStanding(ctx context.Context) ([]DocumentStanding, error) {
	kept, err := d.Store.Documents(ctx, "")
	if err != nil {
		return nil, err
	}
	var all []DocumentStanding
	for _, row := range kept {
		all = append(all, DocumentStanding{Kind: row.Kind, Name: row.Name, Serial: row.Serial, State: row.State, Issued: row.Issued, Since: row.Received})
	}
	slices.SortStableFunc(all, func(a, b DocumentStanding) int {
		if a.Kind != b.Kind || a.Name != b.Name {
			return 0
		}
		return int(min(max(a.Serial-b.Serial, -1), 1))
	})
	return all, nil
}
