package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"strings"

	"carddesk/app/capture/finger"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// keeping is what one capture adds to a dossier.
type keeping struct {
	id       dossier.ID
	step     dossier.CaptureStep
	sections *captureSections
	known    map[port.Position]*finger.Template
	blobs    []store.Blob
	outcome  CaptureOutcome
}

// keep puts the records and pictures on the disk and the better ones into the
// section.
func (d *Desk) keep(ctx context.Context, id dossier.ID, step dossier.CaptureStep, sections *captureSections, result port.CaptureResult) (CaptureOutcome, error) {
	k := &keeping{id: id, step: step, sections: sections, outcome: CaptureOutcome{Step: step}}
	if step.Modality == port.Finger {
		k.known = d.prints(ctx, id, sections)
	}
	for _, item := range result.Items {
		if err := d.keepItem(ctx, k, item); err != nil {
			return k.outcome, err
		}
	}
	if step.Modality == port.Finger {
		sections.content.Fingerprints.ChainHash = hex.EncodeToString(result.LastHash)
	}
	if step.Kind == dossier.RolledStep {
		sections.content.Fingerprints.RolledOutcome = dossier.RolledTaken
	}
	revision, err := d.saveCaptures(ctx, id, step.Section, sections, k.blobs)
	k.outcome.Revision = revision
	return k.outcome, err
}

// keepItem looks at one picture and keeps it when it is the best so far.
func (d *Desk) keepItem(ctx context.Context, k *keeping, item port.Biometric) error {
	before := k.sections.part(k.step, item.Position).Capture
	ref := dossier.CaptureRef{
		Score: item.Score, Attempt: 1, Tries: 1, At: d.now(),
		Device: item.Device.Serial, Hash: hex.EncodeToString(item.Hash),
	}
	if before != nil {
		ref.Tries = before.Tries + 1
		ref.Attempt = ref.Tries
	}
	k.outcome.Attempt = ref.Tries
	full, err := d.Renderer.Picture(ctx, item.Image)
	if err != nil {
		return fmt.Errorf("reading the picture of a capture: %w", err)
	}
	found := d.lookAt(k.step, item, full, k.known)
	if k.step.Kind == dossier.PlainStep && found.template != nil {
		found.remarks = append(found.remarks, d.elsewhere(ctx, k.id, item.Position, found.template)...)
	}
	ref.Remark = strings.Join(found.remarks, " ")
	shown := full
	if found.cropped != nil {
		shown = found.cropped
	}
	picture, err := small(shown, pictureWidth, pictureQuality)
	if err != nil {
		return fmt.Errorf("making the picture of a capture: %w", err)
	}
	taken := Taken{
		Position: item.Position, Score: item.Score, Threshold: d.thresholdOf(k.step, item.Position),
		Attempt: ref.Tries, Picture: picture, Remarks: found.remarks,
	}
	taken.Good = taken.Score >= taken.Threshold
	if before != nil && k.step.Kind != dossier.ExceptionStep && !better(ref, *before) {
		kept := *before
		kept.Tries = ref.Tries
		k.sections.set(k.step, item.Position, dossier.Part{Capture: &kept})
		taken.Remarks = nil // of a picture that is not kept
		k.outcome.Items = append(k.outcome.Items, taken)
		return nil
	}
	taken.Kept = true
	k.outcome.Remarks = append(k.outcome.Remarks, found.remarks...)
	k.outcome.Hints = append(k.outcome.Hints, found.hints...)
	if err := d.putCapture(ctx, k, item, &ref, found, picture); err != nil {
		return err
	}
	k.sections.set(k.step, item.Position, dossier.Part{Capture: &ref})
	k.outcome.Items = append(k.outcome.Items, taken)
	return nil
}

// better reports whether a new picture goes before the one kept so far: one that
// nothing is wrong with before one that something is, whatever the device says
// of them, then the higher score. Of equal ones the first stays.
func better(now, before dossier.CaptureRef) bool {
	if (now.Remark == "") != (before.Remark == "") {
		return now.Remark == ""
	}
	return now.Score > before.Score
}

// putCapture puts everything that is kept of one picture on the disk.
func (d *Desk) putCapture(ctx context.Context, k *keeping, item port.Biometric, ref *dossier.CaptureRef, found look, picture []byte) error {
	put := func(kind string, content []byte, target *string) error {
		blob, err := d.Store.PutBlob(ctx, k.id, kind, bytes.NewReader(content))
		if err != nil {
			return fmt.Errorf("keeping a capture: %w", err)
		}
		k.blobs = append(k.blobs, blob)
		*target = blob.ID
		return nil
	}
	if found.template != nil && k.step.Kind == dossier.PlainStep {
		record, err := found.template.Encode(fingerCodes[item.Position])
		if err != nil {
			return fmt.Errorf("writing the minutiae of a finger: %w", err)
		}
		if err := put(store.BlobRecord, record, &ref.Template); err != nil {
			return err
		}
		d.mu.Lock()
		k.known[item.Position] = found.template
		d.mu.Unlock()
	}
	if found.cropped != nil {
		cropped, err := fullJPEG(found.cropped)
		if err != nil {
			return err
		}
		if err := put(store.BlobPicture, cropped, &ref.Cropped); err != nil {
			return err
		}
	}
	if err := put(store.BlobRecord, item.Record, &ref.Record); err != nil {
		return err
	}
	return put(store.BlobPicture, picture, &ref.Picture)
}

// fullJPEG encodes a portrait for the card at the resolution that it has.
func fullJPEG(picture *image.RGBA) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: 95}); err != nil {
		return nil, fmt.Errorf("writing a portrait: %w", err)
	}
	return out.Bytes(), nil
}
