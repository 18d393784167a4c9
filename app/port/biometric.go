package port

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Modality is a kind of biometric as the Secure Biometric Interface names it.
type Modality string

// Modalities of the Secure Biometric Interface (SBI 0.9.5).
const (
	Finger Modality = "Finger"
	Face   Modality = "Face"
	Iris   Modality = "Iris"
)

// Position is one finger, one eye or the face, in the words of SBI 0.9.5
// ("Right IndexFinger", "Left", …). The face is the empty position.
type Position string

// Positions of SBI 0.9.5, bioSubType.
const (
	FacePosition Position = ""
	RightThumb   Position = "Right Thumb"
	RightIndex   Position = "Right IndexFinger"
	RightMiddle  Position = "Right MiddleFinger"
	RightRing    Position = "Right RingFinger"
	RightLittle  Position = "Right LittleFinger"
	LeftThumb    Position = "Left Thumb"
	LeftIndex    Position = "Left IndexFinger"
	LeftMiddle   Position = "Left MiddleFinger"
	LeftRing     Position = "Left RingFinger"
	LeftLittle   Position = "Left LittleFinger"
	LeftEye      Position = "Left"
	RightEye     Position = "Right"
	UnknownPart  Position = "UNKNOWN"
)

// Part is what a device looks at in one picture: SBI's deviceSubId.
type Part int

// Parts by modality (SBI 0.9.5, deviceSubId).
const (
	FacePart Part = 0
	// SingleFinger is one finger on a device for single fingers. The interface
	// has no number of its own for it; such devices say 0.
	SingleFinger Part = 0
	LeftSlap     Part = 1
	RightSlap    Part = 2
	Thumbs       Part = 3
	LeftIris     Part = 1
	RightIris    Part = 2
	BothIris     Part = 3
)

// SlapPositions returns the fingers of a slap in the order in which a device
// reports and chains them: index, middle, ring, little; left thumb, right thumb.
func SlapPositions(p Part) []Position {
	switch p {
	case LeftSlap:
		return []Position{LeftIndex, LeftMiddle, LeftRing, LeftLittle}
	case RightSlap:
		return []Position{RightIndex, RightMiddle, RightRing, RightLittle}
	case Thumbs:
		return []Position{LeftThumb, RightThumb}
	}
	return nil
}

// DeviceStatus is a device's own word on itself (SBI deviceStatus).
type DeviceStatus string

// Device states of SBI 0.9.5.
const (
	DeviceReady         DeviceStatus = "Ready"
	DeviceBusy          DeviceStatus = "Busy"
	DeviceNotReady      DeviceStatus = "Not Ready"
	DeviceNotRegistered DeviceStatus = "Not Registered"
)

// BiometricDevice is one device found on this PC.
type BiometricDevice struct {
	ID            string // SBI deviceId
	Modality      Modality
	SubType       string // SBI deviceSubType: "Slap", "Single", "Touchless", "Double", "Full face"
	Parts         []Part
	Make, Model   string
	Serial        string
	Provider      string
	Certification string // "L0" or "L1"
	Status        DeviceStatus
	Endpoint      string // base URL of the service that offers it, loopback only
	Trusted       bool   // digital id verified up to a trusted device issuer
}

// CaptureRequest asks a device for one picture of one part.
type CaptureRequest struct {
	Device         BiometricDevice
	Part           Part
	Expected       []Position // positions wanted, without the exceptions
	Exceptions     []Position // fingers or eyes that cannot be taken
	RequestedScore int        // 0–100
	Timeout        time.Duration
	PreviousHash   []byte // last hash of this dossier's chain, nil at its start
	Rolled         bool   // a finger rolled from nail to nail, on a device for single fingers
}

// TakesSingle reports whether a device takes fingers one at a time.
func (d BiometricDevice) TakesSingle() bool {
	return d.Modality == Finger && slices.Contains(d.Parts, SingleFinger)
}

// Biometric is one finger, eye or face as the device delivered it.
type Biometric struct {
	Modality   Modality
	Position   Position
	Record     []byte  // ISO/IEC 19794-4, -5 or -6 record, as signed by the device
	Image      []byte  // the picture inside Record, in its own coding
	ImageType  string  // "image/jp2", "image/jpeg", "image/png", "image/x-wsq", "image/x-raw"
	Width      int     // pixels
	Height     int     // pixels
	Resolution int     // pixels per inch, 0 where the record has none
	Rolled     bool    // the record says that the finger was rolled
	Score      float64 // 0–100, the device's own
	Hash       []byte  // SHA-256 chain value after this item
	Device     BiometricDevice
	CapturedAt time.Time // the device's time stamp
}

// CaptureResult is the answer to one [CaptureRequest], items in chain order.
type CaptureResult struct {
	Items    []Biometric
	LastHash []byte // to be passed as PreviousHash of the next request
}

// Frame is one picture of a live preview.
type Frame struct {
	JPEG []byte
}

// Biometrics finds and uses biometric devices. Every call ends by its deadline
// or its context, whatever the device does.
type Biometrics interface {
	// Discover lists the devices that answer now. A service that hangs or lies
	// is left out; its error is reported in the second value, keyed by endpoint.
	Discover(ctx context.Context) ([]BiometricDevice, map[string]error)
	// Stream calls show with each preview frame until ctx ends or the stream
	// breaks. A nil error means that ctx ended.
	Stream(ctx context.Context, device BiometricDevice, part Part, show func(Frame)) error
	// Capture takes one picture. Errors are *[DeviceError].
	Capture(ctx context.Context, request CaptureRequest) (CaptureResult, error)
}

// DeviceFault says in the desk's terms why a device did not deliver.
type DeviceFault string

// Faults of a biometric device.
const (
	FaultUnreachable  DeviceFault = "unreachable"  // service gone or refuses
	FaultTimeout      DeviceFault = "timeout"      // no answer by the deadline
	FaultBusy         DeviceFault = "busy"         // another capture runs
	FaultNotReady     DeviceFault = "not-ready"    // device says so
	FaultUnregistered DeviceFault = "unregistered" // SBI 100
	FaultNoBiometric  DeviceFault = "no-biometric" // nothing on the glass (SBI 101, 707, 708)
	FaultWrongCount   DeviceFault = "wrong-count"  // other fingers than asked for
	FaultMalformed    DeviceFault = "malformed"    // answer not understood
	FaultUntrusted    DeviceFault = "untrusted"    // signature or certificate refused
	FaultTampered     DeviceFault = "tampered"     // hash chain or transaction does not match
	FaultClock        DeviceFault = "clock"        // time stamp off by more than the allowed lag
	FaultScore        DeviceFault = "score"        // score missing or outside 0–100
	FaultRefused      DeviceFault = "refused"      // any other error of the device
	FaultCancelled    DeviceFault = "cancelled"    // the clerk stopped it
	FaultNoDevice     DeviceFault = "no-device"    // none of this kind is there
	FaultSubsystem    DeviceFault = "subsystem"    // the desk's own side failed
	FaultNotRolled    DeviceFault = "not-rolled"   // a flat finger came where a rolled one was asked for
)

// DeviceFaults lists all of them.
func DeviceFaults() []DeviceFault {
	return []DeviceFault{
		FaultUnreachable, FaultTimeout, FaultBusy, FaultNotReady, FaultUnregistered, FaultNoBiometric, FaultWrongCount,
		FaultMalformed, FaultUntrusted, FaultTampered, FaultClock, FaultScore, FaultRefused, FaultCancelled, FaultNoDevice,
		FaultSubsystem, FaultNotRolled,
	}
}

// DeviceError is why a capture or a stream failed.
type DeviceError struct {
	Fault DeviceFault
	Code  string // the device's own error code, if it gave one
	Err   error  // cause, for the technical log; holds no personal data
}

func (e *DeviceError) Error() string {
	return fmt.Sprintf("biometric device: %s (code %q): %v", e.Fault, e.Code, e.Err)
}

func (e *DeviceError) Unwrap() error { return e.Err }
