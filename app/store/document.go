package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"carddesk/app/vault"
)

// ErrOlderDocument says that a document of the same kind and name with the same
// or a higher serial is there.
var ErrOlderDocument = errors.New("a newer document is there")

// maxWanted bounds how many documents of one kind and name are told of and not
// fetched yet: only the newest are of use.
const maxWanted = 4

// DocumentState says what became of a document.
type DocumentState string

// States of a document.
const (
	DocumentInForce  DocumentState = "in-force"
	DocumentUnusable DocumentState = "unusable" // this program cannot use it; a newer one may
	DocumentWanted   DocumentState = "wanted"   // told of, not fetched yet
)

// Document is one version of a document of the centre. Kind, name and serial are
// plain and say nothing of anybody.
type Document struct {
	Kind     string
	Name     string
	Serial   int64
	State    DocumentState
	Issued   time.Time // zero while wanted
	Received time.Time
	SHA256   string // of the envelope, lower-case hex
	Size     int64
	// Public documents lie as they were signed; the others sealed.
	Public   bool
	Envelope []byte // nil while wanted, and of sealed ones while the desk is locked
}

func documentPlace(kind, name string, serial int64) vault.Place {
	return vault.Place{Table: "document", Row: kind + "/" + name, Column: "content", Revision: serial}
}

// sealDocument seals the envelope of a document that is not public.
func (a *applying) sealDocument() error {
	d := a.c.Document
	if d == nil {
		return nil
	}
	wanted := d.State == DocumentWanted
	if wanted != (len(d.Envelope) == 0) {
		return fmt.Errorf("%w: envelope of the document", ErrMissing)
	}
	if wanted || d.Public {
		return nil
	}
	var err error
	if a.document, err = a.office.Seal(documentPlace(d.Kind, d.Name, d.Serial), d.Envelope); err != nil {
		return fmt.Errorf("sealing a document: %w", err)
	}
	return nil
}

// writeDocument keeps a document. One that is older than what is there, or there
// already, is ErrOlderDocument; only an unusable or wanted one may come again.
func (a *applying) writeDocument() error {
	d := a.c.Document
	if d == nil {
		return nil
	}
	var newest int64
	err := a.t.get([]any{&newest}, `SELECT coalesce(max(serial), 0) FROM document
		WHERE kind = ? AND name = ? AND (state = 'in-force' OR state = 'unusable' AND serial > ?)`, d.Kind, d.Name, d.Serial)
	if err != nil {
		return fmt.Errorf("reading the documents: %w", err)
	}
	if newest >= d.Serial {
		return ErrOlderDocument
	}
	var envelope []byte
	if d.Public {
		envelope = d.Envelope
	}
	_, err = a.t.exec(`INSERT INTO document (kind, name, serial, state, issued, received, sha256, size, envelope, content)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (kind, name, serial) DO UPDATE SET state = excluded.state, issued = excluded.issued,
			sha256 = excluded.sha256, size = excluded.size, envelope = excluded.envelope, content = excluded.content`,
		d.Kind, d.Name, d.Serial, string(d.State), d.Issued.UnixMilli(), a.now.UnixMilli(), d.SHA256, d.Size, envelope, a.document)
	if err != nil {
		return fmt.Errorf("writing a document: %w", err)
	}
	var received int64 // the first time it came
	if err := a.t.get([]any{&received}, "SELECT received FROM document WHERE kind = ? AND name = ? AND serial = ?", d.Kind, d.Name, d.Serial); err != nil {
		return fmt.Errorf("reading a document: %w", err)
	}
	a.payload.Rows.put("document/"+d.Kind+"/"+d.Name+"/"+strconv.FormatInt(d.Serial, 10),
		string(d.State), d.Issued.UnixMilli(), received, d.SHA256, d.Size, envelope, a.document)
	return a.dropDocuments(d)
}

// dropDocuments removes what a document has made useless.
func (a *applying) dropDocuments(d *Document) error {
	where, args := "", []any{d.Kind, d.Name}
	switch d.State {
	case DocumentInForce:
		where, args = "serial < ?3", append(args, d.Serial)
	case DocumentWanted:
		where, args = `state = 'wanted' AND serial NOT IN (SELECT serial FROM document
			WHERE kind = ?1 AND name = ?2 AND state = 'wanted' ORDER BY serial DESC LIMIT ?3)`, append(args, maxWanted)
	default:
		return nil
	}
	gone, err := a.t.strings("SELECT serial FROM document WHERE kind = ?1 AND name = ?2 AND "+where, args...)
	if err == nil {
		_, err = a.t.exec("DELETE FROM document WHERE kind = ?1 AND name = ?2 AND "+where, args...)
	}
	if err != nil {
		return fmt.Errorf("dropping older documents: %w", err)
	}
	for _, serial := range gone {
		a.payload.Rows.gone("document/" + d.Kind + "/" + d.Name + "/" + serial)
	}
	return nil
}

// DocumentSerial returns the highest serial of a kind and name that has come,
// usable or not; 0 when there is none.
func (s *Store) DocumentSerial(ctx context.Context, kind, name string) (int64, error) {
	var serial int64
	err := s.reader.QueryRowContext(ctx, `SELECT coalesce(max(serial), 0) FROM document
		WHERE kind = ? AND name = ? AND state <> 'wanted'`, kind, name).Scan(&serial)
	if err != nil {
		return 0, fmt.Errorf("reading the documents: %w", cause(err))
	}
	return serial, nil
}

// Documents lists the documents of a kind, of all kinds when it is empty: by
// kind and name, newest first. Envelopes of sealed ones are there only while the
// desk is unlocked.
func (s *Store) Documents(ctx context.Context, kind string) ([]Document, error) {
	office, err := s.unlocked()
	if err != nil && !errors.Is(err, ErrLocked) {
		return nil, err
	}
	var sealed [][]byte
	documents, err := collect(ctx, s.reader, func(scan func(...any) error) (d Document, err error) {
		var issued, received int64
		var content []byte
		err = scan(&d.Kind, &d.Name, &d.Serial, &d.State, &issued, &received, &d.SHA256, &d.Size, &d.Envelope, &content)
		d.Issued, d.Received = time.UnixMilli(issued).UTC(), time.UnixMilli(received).UTC()
		d.Public = d.Envelope != nil
		sealed = append(sealed, content)
		return d, err
	}, `SELECT kind, name, serial, state, issued, received, sha256, size, envelope, content FROM document
		WHERE ? IN ('', kind) ORDER BY kind, name, serial DESC`, kind)
	if err != nil {
		return nil, fmt.Errorf("reading the documents: %w", err)
	}
	for i := range documents {
		d := &documents[i]
		if sealed[i] == nil || office == nil {
			continue
		}
		if d.Envelope, err = office.Open(documentPlace(d.Kind, d.Name, d.Serial), sealed[i]); err != nil {
			return nil, fmt.Errorf("opening a document: %w", err)
		}
	}
	return documents, nil
}
