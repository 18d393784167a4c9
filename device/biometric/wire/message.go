package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Text is a JSON string; a number, a boolean or null is read as its text.
type Text string

// UnmarshalJSON reads a string, a number, a boolean or null.
func (t *Text) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0 || string(data) == "null":
		*t = ""
	case data[0] == '"':
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*t = Text(s)
	case data[0] == '{' || data[0] == '[':
		return fmt.Errorf("a list or an object where a text is expected")
	default:
		*t = Text(data)
	}
	return nil
}

// Texts is a list of [Text]; a single value is read as a list of one.
type Texts []Text

// UnmarshalJSON reads a list, a single value or null.
func (t *Texts) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) > 0 && data[0] == '[' {
		var list []Text
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
		*t = list
		return nil
	}
	var one Text
	if err := one.UnmarshalJSON(data); err != nil {
		return err
	}
	*t = nil
	if one != "" {
		*t = Texts{one}
	}
	return nil
}

// Error is the error object of every answer. A missing one, an empty code and
// code 0 mean success.
type Error struct {
	Code Text `json:"errorCode"`
	Info Text `json:"errorInfo"`
}

// Failed reports whether e tells of a failure.
func (e *Error) Failed() bool {
	return e != nil && e.Code != "" && e.Code != CodeOK
}

// DiscoverRequest is the body of MOSIPDISC.
type DiscoverRequest struct {
	Type string `json:"type"` // "Biometric Device", "Finger", "Face", "Iris"
}

// Device describes a device: the elements of a discovery answer and, with the
// digital id signed, the payload of a device info token.
type Device struct {
	DeviceID       Text   `json:"deviceId"`
	DeviceStatus   Text   `json:"deviceStatus"`
	Firmware       Text   `json:"firmware,omitempty"`
	Certification  Text   `json:"certification"`
	ServiceVersion Text   `json:"serviceVersion"`
	DeviceSubID    Texts  `json:"deviceSubId"`
	CallbackID     Text   `json:"callbackId"`
	DigitalID      Text   `json:"digitalId"`
	DeviceCode     Text   `json:"deviceCode"`
	Env            Text   `json:"env,omitempty"`
	Purpose        Text   `json:"purpose"`
	SpecVersion    Texts  `json:"specVersion"`
	Error          *Error `json:"error,omitempty"`
}

// InfoItem is one element of a MOSIPDINFO answer.
type InfoItem struct {
	DeviceInfo Text   `json:"deviceInfo"` // signed token; unsigned base64url when not registered
	Error      *Error `json:"error"`
}

// DigitalID is the identity of a device, in clear in a discovery answer and as
// a signed token everywhere else.
type DigitalID struct {
	SerialNo         Text `json:"serialNo"`
	Make             Text `json:"make"`
	Model            Text `json:"model"`
	Type             Text `json:"type"`
	DeviceSubType    Text `json:"deviceSubType"`
	DeviceProvider   Text `json:"deviceProvider"`
	DeviceProviderID Text `json:"deviceProviderId"`
	DateTime         Text `json:"dateTime"`
}

// StreamRequest is the body of STREAM; the timeout is in milliseconds.
type StreamRequest struct {
	DeviceID    Text `json:"deviceId"`
	DeviceSubID Text `json:"deviceSubId"`
	Timeout     Text `json:"timeout"`
}

// CaptureRequest is the body of RCAPTURE.
type CaptureRequest struct {
	Env           Text              `json:"env"`
	Purpose       Text              `json:"purpose"`
	SpecVersion   Text              `json:"specVersion"`
	Timeout       Text              `json:"timeout"` // milliseconds
	CaptureTime   Text              `json:"captureTime"`
	TransactionID Text              `json:"transactionId"`
	Bio           []CaptureBio      `json:"bio"`
	CustomOpts    map[string]string `json:"customOpts"`
}

// OptionImpression is the custom option that asks a device for single fingers to
// take a rolled one, with the value [ImpressionRolled]. The interface has no word
// of its own for it; a device that does not know the option takes a flat finger,
// and its record says so.
const (
	OptionImpression = "impressionType"
	ImpressionRolled = "rolled"
)

// CaptureBio asks for one picture in a [CaptureRequest].
type CaptureBio struct {
	Type           Text  `json:"type"`
	Count          Text  `json:"count"`
	BioSubType     Texts `json:"bioSubType"`
	Exception      Texts `json:"exception"`
	RequestedScore Text  `json:"requestedScore"`
	DeviceID       Text  `json:"deviceId"`
	DeviceSubID    Text  `json:"deviceSubId"`
	PreviousHash   Text  `json:"previousHash"` // upper-case hex, "" starts a chain
}

// CaptureAnswer is the answer to RCAPTURE. Some services put a refusal of the
// whole request beside the list instead of in it.
type CaptureAnswer struct {
	Biometrics []CaptureItem `json:"biometrics"`
	Error      *Error        `json:"error,omitempty"`
}

// CaptureItem is one finger, eye or face of a [CaptureAnswer].
type CaptureItem struct {
	SpecVersion Text   `json:"specVersion"`
	Data        Text   `json:"data"` // signed token
	Hash        Text   `json:"hash"` // upper-case hex, see [Chain]
	Error       *Error `json:"error"`
}

// CaptureData is the payload of the token in [CaptureItem].
type CaptureData struct {
	DigitalID            Text `json:"digitalId"`
	DeviceCode           Text `json:"deviceCode"`
	DeviceServiceVersion Text `json:"deviceServiceVersion"`
	BioType              Text `json:"bioType"`
	BioSubType           Text `json:"bioSubType"`
	Purpose              Text `json:"purpose"`
	Env                  Text `json:"env"`
	BioValue             Text `json:"bioValue"` // base64url of the ISO record
	TransactionID        Text `json:"transactionId"`
	Timestamp            Text `json:"timestamp"`
	RequestedScore       Text `json:"requestedScore"`
	QualityScore         Text `json:"qualityScore"`
}

// ParseTime reads a time of the interface. Fractions and zone offsets, which
// some services write, are accepted; a time without a zone is not.
func ParseTime(text Text) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		// The value is not repeated: it comes from the device.
		return time.Time{}, fmt.Errorf("time of %d characters is not RFC 3339", len(text))
	}
	return t.UTC(), nil
}
