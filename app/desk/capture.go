package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"

	"golang.org/x/image/draw"

	"carddesk/app/dossier"
	"carddesk/app/port"
)

// Pictures for the screen: how wide they are kept, in pixels, and how well as JPEG.
// The record of the device is kept as it came, beside it.
const (
	pictureWidth   = 480
	pictureQuality = 88
)

// pictureLimit bounds what is read of one picture for the screen, in bytes.
const pictureLimit = 4 << 20

// Taken is one finger, eye or face of a capture.
type Taken struct {
	Position  port.Position
	Score     float64
	Threshold float64
	Good      bool // reaches the threshold
	Kept      bool // better than every attempt before
	Attempt   int
	Picture   []byte   // JPEG
	Remarks   []string // what the desk itself found wrong with it, one sentence each
}

// CaptureOutcome is what one press of the capture key gave.
type CaptureOutcome struct {
	Step     dossier.CaptureStep
	Items    []Taken
	Remarks  []string // what the desk itself found wrong, one sentence each
	Hints    []string // what may be wrong and the clerk should look at, one sentence each
	Attempt  int
	Revision int
}

// Preview shows the live picture of a step's device until ctx ends. When it breaks
// the next use searches for the device afresh.
func (d *Desk) Preview(ctx context.Context, step dossier.CaptureStep, show func(port.Frame)) error {
	device, err := d.device(ctx, step.Modality, step.Part)
	if err != nil {
		return err
	}
	err = d.Biometrics.Stream(ctx, device, step.Part, show)
	if err != nil {
		d.forgetDevices() // its service may come back at another port
	}
	return err
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
	d.seatFor(ctx, id)
	request := port.CaptureRequest{
		Part: step.Part, RequestedScore: int(d.thresholdOf(step, firstOf(step))), Timeout: d.Policy.CaptureTime(d.now()),
		PreviousHash: d.chain(id, sections), Rolled: step.Kind == dossier.RolledStep,
	}
	switch step.Kind {
	case dossier.ExceptionStep:
		request.Expected, request.Exceptions = []port.Position{port.FacePosition}, step.Positions
	case dossier.RolledStep:
		request.Expected = step.Positions
	default:
		for _, position := range step.Positions {
			if sections.part(step, position).Exception != nil {
				request.Exceptions = append(request.Exceptions, position)
			} else {
				request.Expected = append(request.Expected, position)
			}
		}
	}
	if len(request.Expected) == 0 {
		return CaptureOutcome{Step: step}, nil
	}
	if request.Device, err = d.device(ctx, step.Modality, step.Part); err != nil {
		d.noteFault(ctx, string(step.Modality), err)
		return CaptureOutcome{}, err
	}
	result, err := d.Biometrics.Capture(ctx, request)
	if err != nil {
		d.noteFault(ctx, string(step.Modality), err)
		d.forgetDevices()
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

func firstOf(step dossier.CaptureStep) port.Position {
	if len(step.Positions) == 0 {
		return port.FacePosition
	}
	return step.Positions[0]
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
	return small(full, pictureWidth, pictureQuality)
}

// small makes a picture no wider than width: JPEG.
func small(full *image.RGBA, width, quality int) ([]byte, error) {
	var shown image.Image = full
	if size := full.Bounds().Size(); size.X > width {
		scaled := image.NewRGBA(image.Rect(0, 0, width, size.Y*width/size.X))
		draw.ApproxBiLinear.Scale(scaled, scaled.Bounds(), full, full.Bounds(), draw.Src, nil)
		shown = scaled
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, shown, &jpeg.Options{Quality: quality}); err != nil {
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
