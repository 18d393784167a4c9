package sbi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/iso"
	"carddesk/device/biometric/wire"
	"carddesk/device/simulator/synth"
)

func encode(value any) []byte {
	body, err := json.Marshal(value)
	if err != nil {
		return nil // the messages of wire are plain texts and always encode
	}
	return body
}

// picture takes the pictures asked for and wraps them up, with the fault, if
// any. A code instead says why the device found nothing.
func (s *Service) picture(d *device, request wire.CaptureRequest, fault Fault) (wire.CaptureAnswer, string, error) {
	bio := request.Bio[0]
	person, spec, seed := s.subject(d.modality)
	part, _ := strconv.Atoi(string(bio.DeviceSubID))
	positions := wanted(d.modality, port.Part(part), bio)
	if d.subType == "Single" {
		positions = []port.Position{port.Position(bio.BioSubType[0])}
	}
	rolled := d.rolls && request.CustomOpts[wire.OptionImpression] == wire.ImpressionRolled
	for _, p := range positions {
		if p != port.FacePosition && slices.Contains(spec.Missing, string(p)) {
			return wire.CaptureAnswer{}, wire.CodeNoBiometric, nil
		}
	}
	switch {
	case fault == ThreeOfFour && len(positions) > 1:
		positions = positions[:len(positions)-1]
	case fault == WrongFinger:
		positions = mirrored(positions)
	}
	if d.modality == port.Finger {
		var numbers []int
		for _, p := range positions {
			numbers = append(numbers, fingerNumber(p))
		}
		person.Grow(numbers...)
	}
	previous, err := wire.ParseHash(bio.PreviousHash)
	if err != nil {
		return wire.CaptureAnswer{}, wire.CodeJSON, nil
	}
	var out wire.CaptureAnswer
	for i, p := range positions {
		item, hash, err := s.item(d, request, shot{person, p, seed + uint64(i)<<44, fault, rolled}, previous)
		if err != nil {
			return wire.CaptureAnswer{}, "", err
		}
		out.Biometrics = append(out.Biometrics, item)
		previous = hash
	}
	return out, "", nil
}

// wanted returns the positions to be taken, in chain order.
func wanted(modality port.Modality, part port.Part, bio wire.CaptureBio) []port.Position {
	all := positionsOf(modality, part)
	if modality == port.Face {
		return all
	}
	return slices.DeleteFunc(all, func(p port.Position) bool { return slices.Contains(bio.Exception, wire.Text(p)) })
}

func mirrored(positions []port.Position) []port.Position {
	var out []port.Position
	for _, p := range positions {
		name := string(p)
		switch {
		case strings.HasPrefix(name, "Left"):
			name = "Right" + strings.TrimPrefix(name, "Left")
		case strings.HasPrefix(name, "Right"):
			name = "Left" + strings.TrimPrefix(name, "Right")
		}
		out = append(out, port.Position(name))
	}
	return out
}

// fingerNumber returns the position code of ISO/IEC 19794-4.
func fingerNumber(p port.Position) int {
	order := []port.Position{
		port.RightThumb, port.RightIndex, port.RightMiddle, port.RightRing, port.RightLittle,
		port.LeftThumb, port.LeftIndex, port.LeftMiddle, port.LeftRing, port.LeftLittle,
	}
	return slices.Index(order, p) + 1
}

// shot is one picture to be taken.
type shot struct {
	person   *synth.Person
	position port.Position
	seed     uint64
	fault    Fault
	rolled   bool
}

// item takes one picture, signs it and continues the hash chain.
func (s *Service) item(d *device, request wire.CaptureRequest, shot shot, previous []byte) (wire.CaptureItem, []byte, error) {
	now := s.options.Clock.Now()
	record, score, err := s.record(d, shot, request.Bio[0].Exception)
	if err != nil {
		return wire.CaptureItem{}, nil, err
	}
	if shot.fault == BrokenRecord {
		record = record[:len(record)-100]
	}
	data := wire.CaptureData{
		DeviceCode: wire.Text(d.serial), DeviceServiceVersion: serviceVersion, BioType: wire.Text(d.modality),
		BioSubType: wire.Text(shot.position), Purpose: wire.PurposeRegistration, Env: request.Env,
		BioValue: wire.EncodeBytes(record), TransactionID: request.TransactionID,
		Timestamp:      wire.Text(now.UTC().Format(wire.TimeLayout)),
		RequestedScore: request.Bio[0].RequestedScore, QualityScore: wire.Text(strconv.FormatFloat(score, 'f', -1, 64)),
	}
	identity := d.digitalID(now)
	item := wire.CaptureItem{SpecVersion: wire.SpecVersion, Error: &wire.Error{Code: wire.CodeOK, Info: "Success"}}
	hash := wire.Chain(previous, record)
	item.Hash = wire.FormatHash(hash)
	lie(shot.fault, &item, &data, &identity, now)
	sign := d.sign
	if shot.fault == ForeignIssuer {
		sign = d.signForeign
	}
	if data.DigitalID, err = sign(identity); err != nil {
		return wire.CaptureItem{}, nil, err
	}
	if item.Data, err = sign(data); err != nil {
		return wire.CaptureItem{}, nil, err
	}
	if shot.fault == BadSignature {
		item.Data = tamper(item.Data)
	}
	return item, hash, nil
}

// lie changes what the device says, before it is signed.
func lie(fault Fault, item *wire.CaptureItem, data *wire.CaptureData, identity *wire.DigitalID, now time.Time) {
	switch fault {
	case WrongChain:
		item.Hash = wire.FormatHash(wire.Chain(nil, []byte("something else")))
	case MissingHash:
		item.Hash = ""
	case WrongTransaction:
		data.TransactionID = "0000-another-request"
	case WrongVersion:
		item.SpecVersion = "0.9.2"
	case Score101:
		data.QualityScore = "101"
	case NoScore:
		data.QualityScore = ""
	case ClockOff:
		data.Timestamp = wire.Text(now.Add(-6 * time.Minute).UTC().Format(wire.TimeLayout))
	case OtherEnvironment:
		data.Env = "Staging"
	case ForeignIdentity:
		identity.SerialNo = "OTHER01"
	}
}

// tamper changes one letter of the payload of a signed token.
func tamper(token wire.Text) wire.Text {
	changed := []byte(token)
	middle := bytes.IndexByte(changed, '.') + 40
	if changed[middle] == 'A' {
		changed[middle] = 'B'
	} else {
		changed[middle] = 'A'
	}
	return wire.Text(changed)
}

// still is a record that is given again and again.
type still struct {
	record []byte
	score  float64
}

// record renders the picture and wraps it in its ISO record, or repeats the one
// of a person who does not move.
func (s *Service) record(d *device, shot shot, exceptions wire.Texts) ([]byte, float64, error) {
	if !s.options.Still {
		return s.render(d, shot, exceptions)
	}
	_, set, _ := d.state()
	key := fmt.Sprint(d.id, shot.position, set, exceptions, shot.fault == RecordMismatch, shot.rolled)
	s.mu.Lock()
	stills := s.stills
	known, ok := stills[key]
	s.mu.Unlock()
	if ok {
		return known.record, known.score, nil
	}
	record, score, err := s.render(d, shot, exceptions)
	if err != nil {
		return nil, 0, err
	}
	s.mu.Lock()
	stills[key] = still{record, score}
	s.mu.Unlock()
	return record, score, nil
}

func (s *Service) render(d *device, shot shot, exceptions wire.Texts) ([]byte, float64, error) {
	_, set, _ := d.state()
	switch d.modality {
	case port.Finger:
		return s.fingerRecord(shot, set)
	case port.Face:
		return s.faceRecord(shot, set, exceptions)
	case port.Iris:
		return s.irisRecord(shot, set)
	}
	return nil, 0, fmt.Errorf("device of unknown type")
}

// headers returns the shared part of a representation header.
func (s *Service) headers(score float64) iso.Capture {
	return iso.Capture{Time: s.options.Clock.Now(), Qualities: []iso.Quality{{Score: byte(score)}}}
}

func scoreOr(set string, own float64) float64 {
	if n, err := strconv.ParseFloat(set, 64); err == nil && n >= 0 && n <= 100 {
		return n
	}
	return own
}

// rolledWidth is the width of a rolled print, pixels.
const rolledWidth = 416

func (s *Service) fingerRecord(shot shot, set string) ([]byte, float64, error) {
	impression := impressionFor(shot.seed, set)
	kind := iso.ImpressionLivePlain
	if shot.rolled {
		kind, impression.Rolled, impression.Width = iso.ImpressionLiveRolled, true, rolledWidth
	}
	score := scoreOr(set, impression.Score())
	number := fingerNumber(shot.position)
	picture := shot.person.Finger(number).Print(impression)
	if shot.fault == RecordMismatch {
		number = number%10 + 1
	}
	encoded, err := encodePNG(picture)
	if err != nil {
		return nil, 0, err
	}
	record, err := iso.FingerRecord{Fingers: []iso.Finger{{
		Capture: s.headers(score), Position: byte(number), View: 1, ScaleInches: true,
		ScanX: synth.PixelsPerInch, ScanY: synth.PixelsPerInch, ImageX: synth.PixelsPerInch, ImageY: synth.PixelsPerInch,
		Depth: 8, Compression: iso.FingerPNG, Impression: kind,
		Width: uint16(picture.Rect.Dx()), Height: uint16(picture.Rect.Dy()), Image: encoded,
	}}}.Encode()
	return record, score, err
}

// impressionFor draws an impression that fits a score set from outside.
func impressionFor(seed uint64, set string) synth.Impression {
	level := synth.Careful
	if wanted, err := strconv.ParseFloat(set, 64); err == nil && wanted < 60 {
		level = synth.Poor
	}
	return synth.NewImpression(seed, level)
}

func (s *Service) faceRecord(shot shot, set string, exceptions wire.Texts) ([]byte, float64, error) {
	portrait, err := shot.person.Portrait()
	if err != nil {
		return nil, 0, err
	}
	score := scoreOr(set, 91+float64(shot.seed%7))
	width, height := portrait.Size()
	face := iso.Face{
		Capture: s.headers(score), Type: iso.FaceFullFrontal, Coding: iso.FaceJPEG,
		Width: uint16(width), HeightPixels: uint16(height), ColourSpace: 1,
	}
	if s.options.JPEG2000 && len(exceptions) == 0 {
		face.Coding = iso.FaceJPEG2000
		face.Image, err = synth.JP2Face(shot.person.Seed, shot.person.Woman)
	} else {
		face.Image, err = faceJPEG(portrait, shot.seed, exceptions)
	}
	if err != nil {
		return nil, 0, err
	}
	record, err := iso.FaceRecord{Faces: []iso.Face{face}}.Encode()
	return record, score, err
}

func faceJPEG(portrait *synth.Portrait, seed uint64, exceptions wire.Texts) ([]byte, error) {
	width, height := portrait.Size()
	sway := float64(seed%11)/1000 - 0.005
	picture := portrait.Take(synth.Shot{Width: width, Height: height, ShiftX: sway, ShiftY: -sway / 2})
	if len(exceptions) > 0 {
		synth.RaiseHands(picture, missingFingers(exceptions))
	}
	var encoded bytes.Buffer
	if err := jpeg.Encode(&encoded, picture, &jpeg.Options{Quality: 93}); err != nil {
		return nil, fmt.Errorf("encoding a face: %w", err)
	}
	return encoded.Bytes(), nil
}

func missingFingers(exceptions wire.Texts) map[int]bool {
	out := map[int]bool{}
	for _, name := range exceptions {
		if n := fingerNumber(port.Position(name)); n > 0 {
			out[n] = true
		}
	}
	return out
}

func (s *Service) irisRecord(shot shot, set string) ([]byte, float64, error) {
	left := shot.position == port.LeftEye
	score := scoreOr(set, 78+float64(shot.seed%15))
	label := iso.EyeRight
	if left != (shot.fault == RecordMismatch) {
		label = iso.EyeLeft
	}
	iris := iso.Iris{
		Capture: s.headers(score), View: 1, Eye: label, Type: iso.IrisVGA, Format: iso.IrisPNG,
		Width: synth.EyeWidth, Height: synth.EyeHeight, Depth: 8, Roll: 0xffff, RollUncertainty: 0xffff,
	}
	var err error
	if s.options.JPEG2000 {
		iris.Format = iso.IrisJPEG2000
		iris.Image, err = synth.JP2Eye(shot.person.Seed, left)
	} else {
		eye, look := shot.person.Eye(left), synth.NewLook(shot.seed)
		x, y, radius := eye.Circle(look)
		iris.Centre = [4]uint16{uint16(x), uint16(x), uint16(y), uint16(y)}
		iris.Diameter = [2]uint16{uint16(2 * radius), uint16(2 * radius)}
		iris.Image, err = encodePNG(eye.Picture(look))
	}
	if err != nil {
		return nil, 0, err
	}
	record, err := iso.IrisRecord{Irises: []iso.Iris{iris}}.Encode()
	return record, score, err
}

func encodePNG(picture image.Image) ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("encoding a picture: %w", err)
	}
	return out.Bytes(), nil
}
