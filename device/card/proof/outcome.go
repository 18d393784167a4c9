package proof

import (
	"strconv"
	"strings"

	"carddesk/app/port"
)

// Reason is the code of why a proof failed or was not offered.
type Reason string

// Reasons of passive authentication.
const (
	NoSecurityObject  Reason = "no-sod"             // the chip has no EF.SOD
	ObjectUnreadable  Reason = "sod-unreadable"     // EF.SOD cannot be parsed
	GroupChanged      Reason = "group-changed"      // a file differs from its signed hash
	GroupMissing      Reason = "group-missing"      // a signed file was not read
	GroupUncovered    Reason = "group-uncovered"    // a file on the chip is not signed
	WeakHash          Reason = "weak-hash"          // SHA-1 where policy forbids it
	SignatureWrong    Reason = "signature-wrong"    // the signature does not verify
	DigestWrong       Reason = "digest-wrong"       // the signed digest is of other content
	NoSigner          Reason = "no-signer"          // no certificate of the signer is at hand
	SignerUnusable    Reason = "signer-unusable"    // its certificate cannot be used
	SignerNotAllowed  Reason = "signer-not-allowed" // its certificate is not for documents
	UnknownIssuer     Reason = "unknown-issuer"     // no trusted issuer of that name
	IssuerForged      Reason = "issuer-forged"      // named issuer did not sign the signer
	SignerRevoked     Reason = "signer-revoked"     // its certificate is on a revocation list
	SignerExpired     Reason = "signer-expired"     // its certificate has ended
	SignerNotYetValid Reason = "signer-not-yet"     // its certificate has not begun, or the clock is wrong
	IssuerExpired     Reason = "issuer-expired"     // likewise the issuer's
	IssuerNotYetValid Reason = "issuer-not-yet"     // likewise the issuer's
)

// Reasons of active and chip authentication.
const (
	NoKey          Reason = "no-key"          // the chip has no key for this proof
	KeyUnproven    Reason = "key-unproven"    // passive authentication does not cover the key
	KeyUnreadable  Reason = "key-unreadable"  // the file of the key cannot be parsed
	KeyUnsupported Reason = "key-unsupported" // a kind of key that this program does not know
	NotTried       Reason = "not-tried"       // the reading ended before
	ChipRefused    Reason = "chip-refused"    // the chip has the key file but not the key
	AnswerWrong    Reason = "answer-wrong"    // the answer was not made with the key
)

// Outcome is the result of one proof.
type Outcome struct {
	Verdict port.Verdict
	Reason  Reason // "" when passed
	Groups  []int  // data groups that the reason is about
}

// Passed reports whether the proof passed.
func (o Outcome) Passed() bool { return o.Verdict == port.ProofPassed }

var passed = Outcome{Verdict: port.ProofPassed}

func failed(reason Reason, groups ...int) Outcome {
	return Outcome{Verdict: port.ProofFailed, Reason: reason, Groups: groups}
}

func notOffered(reason Reason) Outcome {
	return Outcome{Verdict: port.ProofNotOffered, Reason: reason}
}

// Names of proofs in a [port.Proof].
const (
	NameHashes    = "hashes"
	NameSignature = "signature"
	NameIssuer    = "issuer"
	NameActive    = "active"
	NameChip      = "chip"
)

// Proof returns the outcome under a name. The reason is the code, with the data
// groups after a colon when it is about some: "group-changed:DG1,DG13".
func (o Outcome) Proof(name string) port.Proof {
	reason := string(o.Reason)
	if len(o.Groups) > 0 {
		reason += ":" + groupList(o.Groups)
	}
	return port.Proof{Name: name, Verdict: o.Verdict, Reason: reason}
}

func groupList(groups []int) string {
	names := make([]string, len(groups))
	for i, n := range groups {
		names[i] = "DG" + strconv.Itoa(n)
	}
	return strings.Join(names, ",")
}
