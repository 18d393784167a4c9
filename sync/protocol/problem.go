package protocol

import (
	"fmt"
	"time"
)

// Codes of failures. They are stable: desks translate them, tests name them,
// and a delivery keeps the last one.
const (
	// Told by the registry.
	CodeBadRequest       = "bad-request"
	CodeNotFound         = "not-found"
	CodeUnauthorised     = "certificate-unknown"
	CodeRevoked          = "station-revoked"
	CodeStationMismatch  = "station-mismatch"   // certificate and content name different stations
	CodeAddressee        = "wrong-registry"     // meant for another registry
	CodeSignature        = "signature-wrong"    // signed by another key
	CodeFormat           = "format"             // against the framing
	CodeVersion          = "version-refused"    // framing version not supported
	CodeTooLarge         = "too-large"          // beyond a bound
	CodeChecksum         = "checksum-mismatch"  // bytes received differ from those announced
	CodeInner            = "inner-mismatch"     // manifest differs from the one announced
	CodeConflict         = "packet-conflict"    // same dossier version, other content
	CodeDossierElsewhere = "dossier-elsewhere"  // dossier belongs to another office
	CodeDossierDecided   = "dossier-decided"    // nothing more is taken for it
	CodeNewer            = "newer-version"      // a newer version of the dossier is there
	CodeBatchConflict    = "batch-conflict"     // same batch id, other content
	CodeUnreadable       = "packet-unreadable"  // sealed to another key, or cut
	CodeContent          = "content-incomplete" // identity.json missing or not readable
	CodeOffset           = "offset-conflict"
	CodeLocked           = "upload-busy"
	CodeUploadGone       = "upload-gone"
	CodePersonUnknown    = "person-unknown"
	CodeListUnknown      = "list-unknown" // no such hamlet or class
	CodeEnrolCode        = "enrolment-code"
	CodeEnrolProof       = "enrolment-proof"
	CodeStationExists    = "station-exists"
	CodeLogRewritten     = "log-rewritten"
	CodeLogGap           = "log-gap"
	CodeEventConflict    = "event-conflict"
	CodeStorageFull      = "registry-full"
	CodeBusy             = "registry-busy"
	CodeInternal         = "registry-error"

	// Found by the desk.
	CodeNoLine        = "no-line"            // no connection to the registry
	CodeTimeout       = "timeout"            // registry does not answer in time
	CodeName          = "registry-not-found" // host name cannot be resolved
	CodeImpostor      = "registry-impostor"  // server certificate is not the registry's
	CodeCertificate   = "certificate-refused"
	CodeExpired       = "certificate-expired"
	CodeProxy         = "proxy"               // something else answered: a proxy, a sign-in page
	CodeLineCut       = "line-cut"            // connection broke while sending
	CodePacketDamaged = "packet-damaged"      // sealed file is not the one recorded
	CodePacketMissing = "packet-missing"      // sealed file cannot be opened
	CodeStore         = "store"               // the desk's own store failed
	CodeFeed          = "feed-refused"        // item of the feed is forged or meant for others
	CodeAnswer        = "answer-not-readable" // registry answered against the protocol
)

// permanent are the codes after which sending the same packet again is of no use.
var permanent = map[string]bool{
	CodeAddressee: true, CodeSignature: true, CodeFormat: true, CodeVersion: true, CodeTooLarge: true,
	CodeInner: true, CodeConflict: true, CodeDossierElsewhere: true, CodeDossierDecided: true,
	CodeUnreadable: true, CodeContent: true, CodePacketDamaged: true, CodePacketMissing: true,
	CodeStationMismatch: true,
}

// Permanent reports whether a packet refused with code is refused for good.
func Permanent(code string) bool { return permanent[code] }

// Problem is an RFC 9457 problem: the body of every failure.
type Problem struct {
	Type   string `json:"type"` // "urn:carddesk:problem:" and the code
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	Code   string `json:"code"`

	// RetryAfter is what the Retry-After header asked for; 0 when absent.
	RetryAfter time.Duration `json:"-"`
}

// ProblemType returns the type URN of a code.
func ProblemType(code string) string { return "urn:carddesk:problem:" + code }

func (p *Problem) Error() string {
	if p.Detail == "" {
		return fmt.Sprintf("registry: %s (%d)", p.Code, p.Status)
	}
	return fmt.Sprintf("registry: %s (%d): %s", p.Code, p.Status, p.Detail)
}
