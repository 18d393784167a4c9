package signed

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// DocumentType is the payload type of a document of the centre. The payload is
// one line of JSON (kind, name, office, serial, day of issue) and after it the
// body as it is, so that a large body is not encoded twice.
const DocumentType = "application/vnd.carddesk.document.v1"

// Bounds of a document's header.
const (
	maxHeader = 4 << 10
	maxWord   = 64
	maxSerial = 1<<53 - 1 // the largest integer that JSON numbers carry exactly
)

// ErrDocument says that a signed payload is no document.
var ErrDocument = errors.New("not a document of the centre")

// Document is what the centre has signed: a body with what tells it from others.
// Of one kind and name the one with the highest serial counts.
type Document struct {
	Kind   string    `json:"kind"`
	Name   string    `json:"name,omitempty"`
	Office string    `json:"office,omitempty"` // the only office that it is for; "": for every one
	Serial int64     `json:"serial"`           // from 1, grows with every version
	Issued time.Time `json:"issued"`
	Body   []byte    `json:"-"`
}

// SealDocument signs a document with the centre's document key.
func SealDocument(d Document, key ed25519.PrivateKey) ([]byte, error) {
	d.Issued = d.Issued.UTC().Truncate(time.Second)
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("sealing document: %w", err)
	}
	header, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("sealing document: %w", err)
	}
	payload := append(append(header, '\n'), d.Body...)
	return Seal(DocumentType, payload, key)
}

// OpenDocument checks that one of the trusted keys signed the envelope of a
// document and returns it with the id of the key. Errors are those of [Open] and
// ErrDocument.
func OpenDocument(envelope []byte, trusted ...ed25519.PublicKey) (Document, string, error) {
	payload, keyID, err := Open(envelope, DocumentType, trusted...)
	if err != nil {
		return Document{}, "", err
	}
	d, err := parseDocument(payload)
	return d, keyID, err
}

func parseDocument(payload []byte) (Document, error) {
	header, _, ok := bytes.Cut(payload[:min(len(payload), maxHeader)], []byte{'\n'})
	if !ok {
		return Document{}, fmt.Errorf("%w: no header", ErrDocument)
	}
	var d Document
	decoder := json.NewDecoder(bytes.NewReader(header))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil || decoder.More() {
		return Document{}, fmt.Errorf("%w: header", ErrDocument)
	}
	d.Body = payload[len(header)+1:]
	return d, d.check()
}

func (d Document) check() error {
	switch {
	case !word(d.Kind), d.Name != "" && !word(d.Name), d.Office != "" && !word(d.Office):
		return fmt.Errorf("%w: kind, name or office", ErrDocument)
	case d.Serial < 1 || d.Serial > maxSerial:
		return fmt.Errorf("%w: serial", ErrDocument)
	case d.Issued.Year() < 2000 || d.Issued.Year() > 9999:
		return fmt.Errorf("%w: day of issue", ErrDocument)
	}
	return nil
}

// word reports whether s is 1 to 64 of A–Z a–z 0–9 . _ -, not beginning with a dot.
func word(s string) bool {
	if s == "" || len(s) > maxWord || s[0] == '.' {
		return false
	}
	for _, r := range []byte(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
		default:
			return false
		}
	}
	return true
}
