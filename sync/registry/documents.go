package registry

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// States of a document.
const (
	documentCurrent = "current"
	documentOld     = "old" // a higher serial is here
)

// documentType is the payload type of the centre's documents.
const documentType = "application/vnd.carddesk.document.v1"

// ErrDocument says that an envelope is no document that the centre signed.
var ErrDocument = errors.New("registry: not a document of the centre")

// ErrSignsElsewhere says that the centre's private key does not lie here.
var ErrSignsElsewhere = errors.New("registry: the centre signs its documents elsewhere")

// documentHeader is the first line of a document's payload.
type documentHeader struct {
	Kind   string    `json:"kind"`
	Name   string    `json:"name"`
	Office string    `json:"office"`
	Serial int64     `json:"serial"`
	Issued time.Time `json:"issued"`
}

// openDocument checks that key signed an envelope (DSSE v1) and returns what its
// payload says of itself. Desks check again; here it keeps a wrong file from
// going out to all of them.
func openDocument(envelope []byte, key ed25519.PublicKey) (documentHeader, error) {
	var e struct {
		PayloadType string `json:"payloadType"`
		Payload     []byte `json:"payload"`
		Signatures  []struct {
			KeyID string `json:"keyid"`
			Sig   []byte `json:"sig"`
		} `json:"signatures"`
	}
	var header documentHeader
	if len(envelope) > port.MaxDocument || json.Unmarshal(envelope, &e) != nil || e.PayloadType != documentType {
		return header, ErrDocument
	}
	signed := fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(e.PayloadType), e.PayloadType, len(e.Payload), e.Payload)
	good := false
	for _, s := range e.Signatures {
		good = good || ed25519.Verify(key, signed, s.Sig)
	}
	if !good {
		return header, fmt.Errorf("%w: signature", ErrDocument)
	}
	line, _, ok := bytes.Cut(e.Payload, []byte{'\n'})
	if !ok || json.Unmarshal(line, &header) != nil || !packet.ValidID(header.Kind) || header.Serial < 1 ||
		header.Name != "" && !packet.ValidID(header.Name) || header.Office != "" && !packet.ValidID(header.Office) {
		return documentHeader{}, fmt.Errorf("%w: header", ErrDocument)
	}
	return header, nil
}

// PublishDocument takes a document that the centre has signed with its document
// key and sends it down the feeds of the offices that it is for, also of those
// that come later. Publishing the same again changes nothing; another document
// under the same serial is an error.
func (r *Registry) PublishDocument(ctx context.Context, envelope []byte) (port.SignedDocument, error) {
	h, err := openDocument(envelope, r.keys.documents)
	if err != nil {
		return port.SignedDocument{}, err
	}
	sum := sha256.Sum256(envelope)
	hash := hex.EncodeToString(sum[:])
	err = r.inTx(ctx, func(e *effect) error { return e.enterDocument(h, hash, envelope) })
	if err != nil {
		return port.SignedDocument{}, fmt.Errorf("publishing a document: %w", err)
	}
	if err := r.spreadDocuments(ctx); err != nil {
		return port.SignedDocument{}, err
	}
	return told(h, hash, envelope), nil
}

func (e *effect) enterDocument(h documentHeader, hash string, envelope []byte) error {
	var known string
	err := e.row(`SELECT sha256 FROM document WHERE kind = $1 AND name = $2 AND office = $3 AND serial = $4`, h.Kind, h.Name, h.Office, h.Serial).Scan(&known)
	switch {
	case err == nil && known == hash:
		return nil
	case err == nil:
		return errors.New("another document has this serial")
	case !errors.Is(err, errNoRow):
		return err
	}
	var newer int
	if err := e.row(`SELECT count(*) FROM document WHERE kind = $1 AND name = $2 AND office = $3 AND serial > $4`, h.Kind, h.Name, h.Office, h.Serial).Scan(&newer); err != nil {
		return err
	}
	if newer > 0 {
		return errors.New("a newer document is out already")
	}
	if err := e.exec(`UPDATE document SET state = $1 WHERE kind = $2 AND name = $3 AND office = $4`, documentOld, h.Kind, h.Name, h.Office); err != nil {
		return err
	}
	return e.exec(`INSERT INTO document (sha256, kind, name, office, serial, envelope, state, published) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		hash, h.Kind, h.Name, h.Office, h.Serial, envelope, documentCurrent, stamp(e.now))
}

// told is what the feed says of a document: all of it when it is small or
// personal, else its hash.
func told(h documentHeader, hash string, envelope []byte) port.SignedDocument {
	d := port.SignedDocument{Kind: h.Kind, Name: h.Name, Serial: h.Serial}
	if len(envelope) <= port.MaxInlineDocument || !port.PublicDocument(h.Kind) {
		d.Envelope = envelope
		return d
	}
	d.SHA256, d.Size = hash, int64(len(envelope))
	return d
}

// spreadBatch is how many offices are told in one transaction.
const spreadBatch = 200

// spreadDocuments tells each office of the documents in force that it has not
// been told of, however often it is interrupted.
func (r *Registry) spreadDocuments(ctx context.Context) error {
	for {
		n, err := r.spreadSome(ctx)
		if err != nil {
			return fmt.Errorf("spreading documents: %w", err)
		}
		if n < spreadBatch {
			return nil
		}
	}
}

func (r *Registry) spreadSome(ctx context.Context) (n int, err error) {
	type due struct{ hash, office string }
	rows, err := r.store.read.QueryContext(ctx, `SELECT d.sha256, o.id FROM document d JOIN office o ON d.office = '' OR d.office = o.id
		WHERE d.state = $1 AND NOT EXISTS (SELECT 1 FROM document_told t WHERE t.sha256 = d.sha256 AND t.office = o.id)
		ORDER BY d.published, d.sha256, o.id LIMIT $2`, documentCurrent, spreadBatch)
	all, err := collect(rows, err, func(rows *sql.Rows) (d due, err error) { return d, rows.Scan(&d.hash, &d.office) })
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return len(all), r.inTx(ctx, func(e *effect) error {
		for _, d := range all {
			if err := e.tellDocument(d.hash, d.office); err != nil {
				return err
			}
		}
		return nil
	})
}

// tellDocument puts a document into the feed of an office, once.
func (e *effect) tellDocument(hash, office string) error {
	done, err := e.ExecContext(e.ctx, `INSERT INTO document_told (sha256, office) VALUES ($1, $2) ON CONFLICT (sha256, office) DO NOTHING`, hash, office)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	var h documentHeader
	var envelope []byte
	if err := e.row(`SELECT kind, name, serial, envelope FROM document WHERE sha256 = $1`, hash).Scan(&h.Kind, &h.Name, &h.Serial, &envelope); err != nil {
		return err
	}
	d := told(h, hash, envelope)
	return e.tell(office, port.Change{Kind: port.ChangeDocument, Document: &d})
}

// getDocument answers with a document that holds nothing personal, or a piece of
// it. Who knows the hash of one for another office may have it too.
func (r *Registry) getDocument(w http.ResponseWriter, req *http.Request, _ stationRow) error {
	hash := req.PathValue("hash")
	var kind string
	var envelope []byte
	err := r.store.read.QueryRowContext(req.Context(), `SELECT kind, envelope FROM document WHERE sha256 = $1`, hash).Scan(&kind, &envelope)
	if errors.Is(err, errNoRow) || err == nil && !port.PublicDocument(kind) {
		return fail(http.StatusNotFound, protocol.CodeNotFound, "no such document")
	}
	if err != nil {
		return fmt.Errorf("reading a document: %w", err)
	}
	w.Header().Set("Content-Type", protocol.TypeDocument)
	w.Header().Set("ETag", strconv.Quote(hash))
	http.ServeContent(w, req, "", time.Time{}, bytes.NewReader(envelope))
	return nil
}

// SignDocument signs a document with the key that a training registry has of
// its own; a centre signs elsewhere, and the registry only carries.
func (r *Registry) SignDocument(kind, name, office string, serial int64, body []byte) ([]byte, error) {
	if r.keys.documentsPrivate == nil {
		return nil, ErrSignsElsewhere
	}
	header, err := json.Marshal(struct {
		Kind   string    `json:"kind"`
		Name   string    `json:"name,omitempty"`
		Office string    `json:"office,omitempty"`
		Serial int64     `json:"serial"`
		Issued time.Time `json:"issued"`
	}{kind, name, office, serial, r.clock.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return nil, fmt.Errorf("signing a document: %w", err)
	}
	payload := append(append(header, '\n'), body...)
	signed := fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(documentType), documentType, len(payload), payload)
	id := sha256.Sum256(r.keys.documents)
	type signature struct {
		KeyID string `json:"keyid"`
		Sig   string `json:"sig"`
	}
	envelope, err := json.Marshal(struct {
		PayloadType string      `json:"payloadType"`
		Payload     string      `json:"payload"`
		Signatures  []signature `json:"signatures"`
	}{documentType, base64.StdEncoding.EncodeToString(payload), []signature{{hex.EncodeToString(id[:8]),
		base64.StdEncoding.EncodeToString(ed25519.Sign(r.keys.documentsPrivate, signed))}}})
	if err != nil {
		return nil, fmt.Errorf("signing a document: %w", err)
	}
	return envelope, nil
}
