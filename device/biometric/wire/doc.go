// Package wire holds what travels between a desk and a device service of the
// Secure Biometric Interface (SBI, also MDS) 0.9.5: methods, messages, the hash
// chain and the signed tokens. Client and training service both use it; nothing
// here opens a connection.
//
// Field names and rules are those of MOSIP's "MDS specification" 0.9.5. The
// services in use write numbers as JSON strings or as JSON numbers; [Text] reads
// both and always writes strings, because the reference service refuses numbers.
package wire

// SpecVersion is the version of the interface spoken here.
const SpecVersion = "0.9.5"

// Methods of the interface; they take the place of GET and POST.
const (
	MethodDiscover = "MOSIPDISC"
	MethodInfo     = "MOSIPDINFO"
	MethodStream   = "STREAM"
	MethodCapture  = "RCAPTURE"
)

// Paths of the interface, below the base address of a service.
const (
	PathDiscover = "device"
	PathInfo     = "info"
	PathStream   = "stream"
	PathCapture  = "capture"
)

// First and last port on which a service may listen (specification, "device
// discovery").
const (
	FirstPort = 4501
	LastPort  = 4600
)

// PurposeRegistration is the purpose of a device that enrols people.
const PurposeRegistration = "Registration"

// TimeLayout is how the interface writes times: UTC, whole seconds.
const TimeLayout = "2006-01-02T15:04:05Z"

// Error codes of the specification and those of the reference service that a
// client must tell apart.
const (
	CodeOK             = "0"
	CodeNotRegistered  = "100"
	CodeNoBiometric    = "101"
	CodeTampered       = "103"
	CodeDeviceNotFound = "106"
	CodeKeyExpired     = "107"
	CodeCount          = "109"
	CodeNotReady       = "110"
	CodeBusy           = "111"
	CodeTransaction    = "112"
	CodeType           = "114"
	CodeEnvironment    = "115"
	CodePurpose        = "121"
	CodeSubtype        = "122"
	CodeJSON           = "123"
	CodeNotConnected   = "202"
	CodeStreamTimeout  = "609"
	CodeCaptureTimeout = "701"
	CodeCaptureRunning = "703"
	CodeNothingPlaced  = "707"
	CodeNothingFound   = "708"
)

// TrainingIssuerKeyID is the subject key identifier of every training device
// issuer, whatever its key. A release build refuses chains that contain it.
var TrainingIssuerKeyID = []byte("CardDesk training SBI")
