package biometric

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// maxItems bounds the items of one capture answer: no part has more than four.
const maxItems = 16

// checker checks one answer to RCAPTURE against its request.
type checker struct {
	verifier    wire.Verifier
	now         time.Time
	lag         time.Duration
	environment string
	transaction string
	request     port.CaptureRequest
}

func deviceFault(f port.DeviceFault, format string, values ...any) *port.DeviceError {
	return &port.DeviceError{Fault: f, Err: fmt.Errorf(format, values...)}
}

// answer checks the whole answer. Errors of the device come first: an item
// that failed has no data to look at.
func (c checker) answer(answer wire.CaptureAnswer) (port.CaptureResult, error) {
	if answer.Error.Failed() {
		return port.CaptureResult{}, refusal(answer.Error)
	}
	for _, item := range answer.Biometrics {
		if item.Error.Failed() {
			return port.CaptureResult{}, refusal(item.Error)
		}
	}
	switch n := len(answer.Biometrics); {
	case n == 0:
		return port.CaptureResult{}, deviceFault(port.FaultMalformed, "answer holds no biometric")
	case n > maxItems:
		return port.CaptureResult{}, deviceFault(port.FaultMalformed, "answer holds %d biometrics", n)
	}
	result := port.CaptureResult{LastHash: c.request.PreviousHash}
	var positions []port.Position
	for i, item := range answer.Biometrics {
		biometric, err := c.item(item, result.LastHash)
		if err != nil {
			err.Err = fmt.Errorf("biometric %d: %w", i+1, err.Err)
			return port.CaptureResult{}, err
		}
		positions = append(positions, biometric.Position)
		result.Items = append(result.Items, biometric)
		result.LastHash = biometric.Hash
	}
	wanted := c.request.Expected
	if c.request.Device.Modality == port.Face {
		wanted = []port.Position{port.FacePosition}
	}
	if !sameFingers(positions, wanted) {
		return port.CaptureResult{}, deviceFault(port.FaultWrongCount, "%d of %d wanted biometrics came, or others", len(positions), len(wanted))
	}
	return result, nil
}

// item checks one finger, eye or face; previous is the hash of the one before.
func (c checker) item(item wire.CaptureItem, previous []byte) (port.Biometric, *port.DeviceError) {
	data, fail := c.signedData(item)
	if fail != nil {
		return port.Biometric{}, fail
	}
	taken, err := wire.ParseTime(data.Timestamp)
	if err != nil {
		return port.Biometric{}, deviceFault(port.FaultMalformed, "time stamp: %w", err)
	}
	if lag := c.now.Sub(taken).Abs(); lag > c.lag {
		return port.Biometric{}, deviceFault(port.FaultClock, "time stamp is %s off", lag.Round(time.Second))
	}
	score, fail := parseScore(data.QualityScore)
	if fail != nil {
		return port.Biometric{}, fail
	}
	record, err := wire.DecodeBytes(data.BioValue)
	if err != nil || len(record) == 0 {
		return port.Biometric{}, deviceFault(port.FaultMalformed, "record is not base64url")
	}
	hash := wire.Chain(previous, record)
	claimed, err := wire.ParseHash(item.Hash)
	if err != nil || !bytes.Equal(claimed, hash) {
		return port.Biometric{}, deviceFault(port.FaultTampered, "hash chain does not match")
	}
	out := port.Biometric{
		Modality: c.request.Device.Modality, Position: position(data.BioSubType, c.request.Device.Modality),
		Record: record, Score: score, Hash: hash, Device: c.request.Device, CapturedAt: taken,
	}
	out.Device.Trusted = true
	if err := fillFromRecord(&out); err != nil {
		return port.Biometric{}, deviceFault(port.FaultMalformed, "record: %w", err)
	}
	if c.request.Rolled && !out.Rolled {
		return port.Biometric{}, deviceFault(port.FaultNotRolled, "the record says that the finger was laid flat")
	}
	return out, nil
}

// signedData opens what the device signed and checks that it answers this request.
func (c checker) signedData(item wire.CaptureItem) (wire.CaptureData, *port.DeviceError) {
	var data wire.CaptureData
	if item.SpecVersion != wire.SpecVersion {
		return data, deviceFault(port.FaultMalformed, "answer is of another version of the interface")
	}
	if item.Data == "" {
		return data, deviceFault(port.FaultMalformed, "no data and no error")
	}
	payload, fail := c.openToken(item.Data)
	if fail != nil {
		return data, fail
	}
	if err := json.Unmarshal(payload, &data); err != nil {
		return data, deviceFault(port.FaultMalformed, "signed data is not the JSON expected (%T)", err)
	}
	return data, c.origin(data)
}

func (c checker) openToken(token wire.Text) ([]byte, *port.DeviceError) {
	payload, _, err := c.verifier.Open(token)
	switch {
	case err == nil:
		return payload, nil
	case errors.Is(err, wire.ErrToken):
		return nil, &port.DeviceError{Fault: port.FaultMalformed, Err: err}
	default:
		return nil, &port.DeviceError{Fault: port.FaultUntrusted, Err: err}
	}
}

// origin checks that the data is the answer to this request and comes from the
// device that was asked.
func (c checker) origin(data wire.CaptureData) *port.DeviceError {
	if string(data.TransactionID) != c.transaction {
		return deviceFault(port.FaultTampered, "transaction is not the one asked for")
	}
	if port.Modality(data.BioType) != c.request.Device.Modality {
		return deviceFault(port.FaultMalformed, "data is of another kind of biometric")
	}
	if data.Purpose != wire.PurposeRegistration {
		return deviceFault(port.FaultMalformed, "data is not for registration")
	}
	if string(data.Env) != c.environment {
		return deviceFault(port.FaultUntrusted, "device works for another environment")
	}
	payload, fail := c.openToken(data.DigitalID)
	if fail != nil {
		fail.Err = fmt.Errorf("digital id: %w", fail.Err)
		return fail
	}
	var identity wire.DigitalID
	if err := json.Unmarshal(payload, &identity); err != nil {
		return deviceFault(port.FaultMalformed, "digital id is not the JSON expected (%T)", err)
	}
	device := c.request.Device
	if clip(identity.SerialNo) != device.Serial || port.Modality(identity.Type) != device.Modality {
		return deviceFault(port.FaultUntrusted, "another device answered")
	}
	if data.DeviceCode != identity.SerialNo {
		return deviceFault(port.FaultUntrusted, "device code is not the serial number")
	}
	return nil
}

func parseScore(text wire.Text) (float64, *port.DeviceError) {
	score, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(score) || score < 0 || score > 100 {
		return 0, deviceFault(port.FaultScore, "score is missing or outside 0 to 100")
	}
	return score, nil
}

// position reads a bioSubType. Words the interface does not know become
// [port.UnknownPart].
func position(text wire.Text, modality port.Modality) port.Position {
	if modality == port.Face {
		return port.FacePosition
	}
	p := port.Position(text)
	if _, ok := fingerCodes[p]; ok && modality == port.Finger {
		return p
	}
	if modality == port.Iris && (p == port.LeftEye || p == port.RightEye) {
		return p
	}
	return port.UnknownPart
}
