package port

import "context"

// ChangeDocument is the kind of a feed item that brings a signed document of the
// centre, or tells of one that is fetched by its hash.
const ChangeDocument = "document"

// Kinds of documents that come down from the centre.
const (
	DocumentTables      = "tables"      // code tables, all of them
	DocumentPolicy      = "policy"      // effective-dated values
	DocumentTrust       = "trust"       // what chips and devices are believed by
	DocumentUsers       = "users"       // accounts of the office
	DocumentRevocations = "revocations" // users and stations that no longer may
	DocumentMessage     = "message"     // words of the centre for the officers; its name is the message
	DocumentList        = "list"        // people of a hamlet or a class, to be looked up without a line
	DocumentUpdate      = "update"      // a newer program is there
)

// Bounds of documents.
const (
	MaxInlineDocument = 96 << 10 // bytes of an envelope inside a feed item
	MaxDocument       = 32 << 20 // bytes of an envelope fetched by its hash
)

// SignedDocument is what a feed item says of a document. Kind, name and serial
// repeat what is signed inside the envelope and must equal it. Either the
// envelope is here, or its hash and size say what to fetch; that way goes only
// for kinds that hold nothing personal, see [PublicDocument].
type SignedDocument struct {
	Kind     string `json:"kind"`
	Name     string `json:"name,omitempty"`
	Serial   int64  `json:"serial"`
	Envelope []byte `json:"envelope,omitempty"`
	SHA256   string `json:"sha256,omitempty"` // of the envelope, lower-case hex
	Size     int64  `json:"size,omitempty"`   // of the envelope, bytes
}

// PublicDocument reports whether documents of a kind hold nothing personal: they
// may lie unsealed, be applied while the desk is locked, and travel by their hash.
func PublicDocument(kind string) bool {
	switch kind {
	case DocumentTables, DocumentPolicy, DocumentTrust, DocumentUpdate:
		return true
	}
	return false
}

// Documents fetches documents by the hash of their envelope. What has come is
// kept, so that a broken line costs nothing twice.
type Documents interface {
	// Document returns size bytes whose SHA-256 is hash (lower-case hex), or an
	// error wrapping ErrRegistryUnreachable or ErrRegistryRefused.
	Document(ctx context.Context, hash string, size int64) ([]byte, error)
}
