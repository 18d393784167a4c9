package protocol

import "time"

// Paths of version 1.
const (
	PathBatches      = "/v1/batches/"     // PUT {id}
	PathUploads      = "/v1/uploads/"     // tus 1.0: POST, and HEAD, PATCH, DELETE {id}
	PathChanges      = "/v1/changes"      // GET ?after=&wait=
	PathLookups      = "/v1/lookups"      // POST
	PathEnrolments   = "/v1/enrolments"   // POST, server authentication only
	PathCertificates = "/v1/certificates" // POST: renewal
	PathLists        = "/v1/lists"        // POST: people of a hamlet or a class, down the feed
	PathDocuments    = "/v1/documents/"   // GET {sha256}, with Range
)

// Media types.
const (
	TypeBatch    = "application/vnd.carddesk.batch"
	TypeDocument = "application/vnd.carddesk.document"
	TypeProblem  = "application/problem+json" // RFC 9457
	TypeJSON     = "application/json"
	TypeOffset   = "application/offset+octet-stream" // tus
)

// Headers. Those of tus 1.0 keep its spelling.
const (
	HeaderTime           = "CardDesk-Time"    // server time, RFC 3339 with fractions
	HeaderProblem        = "CardDesk-Problem" // code of the problem, for HEAD has no body
	HeaderTusResumable   = "Tus-Resumable"
	HeaderTusVersion     = "Tus-Version"
	HeaderTusExtension   = "Tus-Extension"
	HeaderTusMaxSize     = "Tus-Max-Size"
	HeaderUploadOffset   = "Upload-Offset"
	HeaderUploadLength   = "Upload-Length"
	HeaderUploadMetadata = "Upload-Metadata"
)

// TusVersion is the version of tus that is spoken.
const TusVersion = "1.0.0"

// MaxWait is the longest that a long poll waits.
const MaxWait = 55 * time.Second

// Keys of Upload-Metadata.
const (
	MetaDossier = "dossier"
	MetaVersion = "version"
	MetaInner   = "inner"
	MetaSHA256  = "sha256"
)

// PacketStanding says how a packet stands at the registry.
type PacketStanding string

// Standings of a packet.
const (
	StandingWanted       PacketStanding = "wanted"       // send the bytes from Offset
	StandingAcknowledged PacketStanding = "acknowledged" // stored and verified
	StandingDecided      PacketStanding = "decided"
	StandingSuperseded   PacketStanding = "superseded" // a newer version is there
	StandingRefused      PacketStanding = "refused"    // for good, see Code
)

// BatchAnswer is the answer to a batch.
type BatchAnswer struct {
	Batch   string         `json:"batch"`
	Packets []PacketAnswer `json:"packets"`
	Events  EventsAnswer   `json:"events"`
	Log     LogAnswer      `json:"log"`
}

// PacketAnswer is the answer for one packet of a batch, in the batch's order.
type PacketAnswer struct {
	Dossier  string         `json:"dossier"`
	Version  int            `json:"version"`
	Standing PacketStanding `json:"standing"`
	Upload   string         `json:"upload,omitempty"` // path of an upload begun
	Offset   int64          `json:"offset,omitempty"` // first byte wanted
	Code     string         `json:"code,omitempty"`
	Detail   string         `json:"detail,omitempty"`
}

// EventsAnswer says up to which event the registry has all that were offered.
type EventsAnswer struct {
	Through int64          `json:"through"`
	Refused []EventRefusal `json:"refused,omitempty"`
}

// EventRefusal is one event that the registry set aside; it keeps its bytes.
type EventRefusal struct {
	Seq  int64  `json:"seq"`
	Code string `json:"code"`
}

// LogAnswer says up to which entry the registry has the station's log.
type LogAnswer struct {
	Through int64  `json:"through"`
	Code    string `json:"code,omitempty"` // CodeLogRewritten, CodeLogGap
}

// ChangesAnswer is a piece of the change feed.
type ChangesAnswer struct {
	Items []ChangeItem `json:"items"`
	Last  int64        `json:"last"` // newest item of the feed
}

// ChangeItem is one item, sealed to the office.
type ChangeItem struct {
	Seq    int64  `json:"seq"`
	Kind   string `json:"kind"`
	Sealed []byte `json:"sealed"`
}

// LookupRequest asks the population database for one person.
type LookupRequest struct {
	PersonalNumber string `json:"personalNumber"`
}

// Kinds of lists.
const (
	ListHamlet = "hamlet"
	ListClass  = "class"
)

// ListRequest asks for a list of people, to be looked up without a line.
type ListRequest struct {
	Kind string `json:"kind"` // [ListHamlet], [ListClass]
	Code string `json:"code"`
}

// ListAnswer names the list whose parts come down the feed.
type ListAnswer struct {
	List string `json:"list"`
}

// EnrolmentRequest asks for a station's certificate. Proof is the Ed25519
// signature of [EnrolmentProof] by the signing key.
type EnrolmentRequest struct {
	Code    string `json:"code"` // one-time
	Office  string `json:"office"`
	Station string `json:"station"`
	CSR     []byte `json:"csr"`     // PKCS #10, DER, of the TLS key
	Signing []byte `json:"signing"` // Ed25519 public key
	Inbox   string `json:"inbox"`   // age recipient
	Proof   []byte `json:"proof"`
}

// EnrolmentAnswer brings the certificate.
type EnrolmentAnswer struct {
	Certificate []byte    `json:"certificate"` // DER
	Expires     time.Time `json:"expires"`
}

// CertificateRequest asks for a new certificate over the present one.
type CertificateRequest struct {
	CSR []byte `json:"csr"`
}

// EnrolmentProof returns the bytes that a station signs to show that it holds
// the signing key it enrols.
func EnrolmentProof(office, station, inbox string, csr []byte) []byte {
	out := []byte("CardDesk enrolment 1\n" + office + "\n" + station + "\n" + inbox + "\n")
	return append(out, csr...)
}

// RegistryFile is what a station must know of its registry before the first
// contact: the content of enrol/registry.json.
type RegistryFile struct {
	ID         string   `json:"id"`
	URL        string   `json:"url"` // https://host:port
	CA         string   `json:"ca"`  // PEM
	Recipients []string `json:"recipients"`
	Signing    []byte   `json:"signing"` // Ed25519 public key of the registry
	// Documents is the Ed25519 public key that the centre signs its documents
	// with. It is another one than Signing: the registry only carries them.
	Documents []byte `json:"documents,omitempty"`
	Training  bool   `json:"training,omitempty"`
}

// Names in a registry's folder by which the first contact is made.
const (
	EnrolFolder = "enrol"
	EnrolFile   = "registry.json" // a RegistryFile
	EnrolCode   = "code.txt"      // one-time code
)
