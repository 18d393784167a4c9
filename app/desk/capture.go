package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"time"

	"golang.org/x/image/draw"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// pictureWidth is how wide the pictures for the screen are kept, in pixels. The
// record of the device is kept as it came, beside it.
const pictureWidth = 480

// pictureLimit bounds what is read of one picture for the screen, in bytes.
const pictureLimit = 4 << 20

// captureTimeout is what a device is given for one picture.
const captureTimeout = 20 * time.Second

// Taken is one finger, eye or face of a capture.
type Taken struct {
	Position  port.Position
	Score     float64
	Threshold float64
	Good      bool // reaches the threshold
	Kept      bool // better than every attempt before
	Attempt   int
	Picture   []byte // JPEG
}

// CaptureOutcome is what one press of the capture key gave.
type CaptureOutcome struct {
	Step     dossier.CaptureStep
	Items    []Taken
	Remarks  []string // what the desk itself found wrong, one sentence each
	Attempt  int
	Revision int
}

// Devices looks for biometric devices anew.
func (d *Desk) Devices(ctx context.Context) ([]port.BiometricDevice, map[string]error) {
	found, faults := d.Biometrics.Discover(ctx)
	d.mu.Lock()
	d.devices = found
	d.mu.Unlock()
	return found, faults
}

// device returns a device of a kind. Known ones are used first; where none is
// usable the ports are searched again: a service may have been started, or a
// device registered, after the desk.
func (d *Desk) device(ctx context.Context, modality port.Modality) (port.BiometricDevice, error) {
	d.mu.Lock()
	known := d.devices
	d.mu.Unlock()
	if device, ok := usable(known, modality); ok {
		return device, nil
	}
	known, _ = d.Devices(ctx)
	if device, ok := usable(known, modality); ok {
		return device, nil
	}
	return port.BiometricDevice{}, &port.DeviceError{Fault: port.FaultNoDevice, Err: ErrNoDevice}
}

// usable picks the device of a kind: one that a trusted issuer vouches for goes
// before one that none does, whose pictures would be refused.
func usable(devices []port.BiometricDevice, modality port.Modality) (port.BiometricDevice, bool) {
	var untrusted *port.BiometricDevice
	for _, device := range devices {
		switch {
		case device.Modality != modality || device.Status == port.DeviceNotRegistered:
		case device.Trusted:
			return device, true
		case untrusted == nil:
			untrusted = &device
		}
	}
	if untrusted != nil {
		return *untrusted, true
	}
	return port.BiometricDevice{}, false
}

// Preview shows the live picture of a step's device until ctx ends.
func (d *Desk) Preview(ctx context.Context, step dossier.CaptureStep, show func(port.Frame)) error {
	device, err := d.device(ctx, step.Modality)
	if err != nil {
		return err
	}
	return d.Biometrics.Stream(ctx, device, step.Part, show)
}

// Capture takes the picture of one step. Of all attempts the best of each finger
// is kept, with its number. The records lie sealed on the disk before this
// returns. Errors of the device are *[port.DeviceError]; the next attempt starts
// with a fresh search for the device.
func (d *Desk) Capture(ctx context.Context, id dossier.ID, step dossier.CaptureStep) (CaptureOutcome, error) {
	sections, err := d.captured(ctx, id)
	if err != nil {
		return CaptureOutcome{}, err
	}
	request := port.CaptureRequest{
		Part: step.Part, RequestedScore: int(d.threshold(step.Modality)), Timeout: captureTimeout,
		PreviousHash: d.chain(id, sections),
	}
	for _, position := range step.Positions {
		if sections.part(step.Modality, position).Exception != nil {
			request.Exceptions = append(request.Exceptions, position)
		} else {
			request.Expected = append(request.Expected, position)
		}
	}
	if len(request.Expected) == 0 {
		return CaptureOutcome{Step: step}, nil
	}
	if request.Device, err = d.device(ctx, step.Modality); err != nil {
		return CaptureOutcome{}, err
	}
	result, err := d.Biometrics.Capture(ctx, request)
	if err != nil {
		d.mu.Lock()
		d.devices = nil
		d.mu.Unlock()
		return CaptureOutcome{}, err
	}
	outcome, err := d.keep(ctx, id, step, sections, result)
	if err != nil {
		return CaptureOutcome{}, err
	}
	d.mu.Lock()
	d.chains[id] = result.LastHash
	d.mu.Unlock()
	return outcome, nil
}

// keep puts the records and pictures on the disk and the better ones into the
// section.
func (d *Desk) keep(ctx context.Context, id dossier.ID, step dossier.CaptureStep, sections *captureSections, result port.CaptureResult) (CaptureOutcome, error) {
	outcome := CaptureOutcome{Step: step}
	known := d.prints(ctx, id, sections)
	var blobs []store.Blob
	for _, item := range result.Items {
		before := sections.part(step.Modality, item.Position).Capture
		ref := dossier.CaptureRef{
			Score: item.Score, Attempt: 1, Tries: 1, At: d.now(),
			Device: item.Device.Serial, Hash: hex.EncodeToString(item.Hash),
		}
		if before != nil {
			ref.Tries = before.Tries + 1
			ref.Attempt = ref.Tries
		}
		outcome.Attempt = ref.Tries
		full, err := d.Renderer.Picture(ctx, item.Image)
		if err != nil {
			return outcome, fmt.Errorf("reading the picture of a capture: %w", err)
		}
		picture, err := small(full)
		if err != nil {
			return outcome, fmt.Errorf("making the picture of a capture: %w", err)
		}
		taken := Taken{
			Position: item.Position, Score: item.Score, Threshold: d.threshold(step.Modality),
			Attempt: ref.Tries, Picture: picture,
		}
		taken.Good = taken.Score >= taken.Threshold
		if before != nil && before.Score >= item.Score {
			kept := *before
			kept.Tries = ref.Tries
			sections.set(step.Modality, item.Position, dossier.Part{Capture: &kept})
			outcome.Items = append(outcome.Items, taken)
			continue
		}
		taken.Kept = true
		found := d.lookAt(step, item, full, known)
		outcome.Remarks = append(outcome.Remarks, found.remarks...)
		ref.Remark = strings.Join(found.remarks, " ")
		if found.template != nil {
			template, err := d.keepTemplate(ctx, id, item.Position, found.template)
			if err != nil {
				return outcome, err
			}
			blobs = append(blobs, template)
			ref.Template = template.ID
			known[item.Position] = found.template
		}
		record, err := d.Store.PutBlob(ctx, id, "record", bytes.NewReader(item.Record))
		if err != nil {
			return outcome, fmt.Errorf("keeping a capture: %w", err)
		}
		shown, err := d.Store.PutBlob(ctx, id, "picture", bytes.NewReader(picture))
		if err != nil {
			return outcome, fmt.Errorf("keeping the picture of a capture: %w", err)
		}
		blobs = append(blobs, record, shown)
		ref.Record, ref.Picture = record.ID, shown.ID
		sections.set(step.Modality, item.Position, dossier.Part{Capture: &ref})
		outcome.Items = append(outcome.Items, taken)
	}
	if step.Modality == port.Finger {
		sections.content.Fingerprints.ChainHash = hex.EncodeToString(result.LastHash)
	}
	revision, err := d.saveCaptures(ctx, id, step.Section, sections, blobs)
	outcome.Revision = revision
	return outcome, err
}

// Except records that a finger or an eye cannot be taken, and why.
func (d *Desk) Except(ctx context.Context, id dossier.ID, modality port.Modality, position port.Position, exception dossier.CaptureException) error {
	sections, err := d.captured(ctx, id)
	if err != nil {
		return err
	}
	sections.set(modality, position, dossier.Part{Exception: &exception})
	_, err = d.saveCaptures(ctx, id, sectionOf(modality), sections, nil)
	return err
}

// TakeBackException makes a finger or an eye wanted again.
func (d *Desk) TakeBackException(ctx context.Context, id dossier.ID, modality port.Modality, position port.Position) error {
	sections, err := d.captured(ctx, id)
	if err != nil {
		return err
	}
	sections.set(modality, position, dossier.Part{})
	_, err = d.saveCaptures(ctx, id, sectionOf(modality), sections, nil)
	return err
}

// Picture opens a picture of a capture: JPEG.
func (d *Desk) Picture(ctx context.Context, blob string) ([]byte, error) {
	jpeg, err := d.Store.ReadBlob(ctx, blob, pictureLimit)
	if err != nil {
		return nil, fmt.Errorf("opening the picture of a capture: %w", err)
	}
	return jpeg, nil
}

// thumbnail decodes a picture away from this process and makes it small enough
// for the screen.
func (d *Desk) thumbnail(ctx context.Context, data []byte) ([]byte, error) {
	full, err := d.Renderer.Picture(ctx, data)
	if err != nil {
		return nil, err
	}
	return small(full)
}

// small makes a picture small enough for the screen: JPEG.
func small(full *image.RGBA) ([]byte, error) {
	var shown image.Image = full
	if size := full.Bounds().Size(); size.X > pictureWidth {
		scaled := image.NewRGBA(image.Rect(0, 0, pictureWidth, size.Y*pictureWidth/size.X))
		draw.ApproxBiLinear.Scale(scaled, scaled.Bounds(), full, full.Bounds(), draw.Src, nil)
		shown = scaled
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, shown, &jpeg.Options{Quality: 88}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// chain is the last hash of the device chain of this dossier, nil at its start.
func (d *Desk) chain(id dossier.ID, sections *captureSections) []byte {
	d.mu.Lock()
	hash := d.chains[id]
	d.mu.Unlock()
	if hash == nil {
		hash, _ = hex.DecodeString(sections.content.Fingerprints.ChainHash)
	}
	if len(hash) == 0 {
		return nil
	}
	return hash
}
