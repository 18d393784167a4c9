package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"

	"carddesk/app/capture/mrzread"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

// maxZoneSheets is how many pages of one file are looked at for a zone: the back
// of a card is scanned alone or behind its front.
const maxZoneSheets = 8

// ReadZone reads the machine-readable zone of an old card from a file: a
// photograph or a scan of its back. Nothing of the file is kept. Errors are those
// of [Desk.ReadDocument] and of [mrzread.Read].
func (d *Desk) ReadZone(ctx context.Context, path string) (mrzread.Reading, error) {
	sheets, err := d.ReadDocument(ctx, path, nil)
	if err != nil {
		return mrzread.Reading{}, err
	}
	return zoneOnSheets(ctx, sheets)
}

// ReadZoneOf reads the zone of an old card from a paper that is attached to a
// dossier already.
func (d *Desk) ReadZoneOf(ctx context.Context, id dossier.ID, code string) (mrzread.Reading, error) {
	sheets, err := d.LoadDocument(ctx, id, code, nil)
	if err != nil {
		return mrzread.Reading{}, err
	}
	return zoneOnSheets(ctx, sheets)
}

// zoneOnSheets reads the first zone of some pages. Of two that were not read, one
// whose check digits do not hold says more than none.
func zoneOnSheets(ctx context.Context, sheets []Sheet) (mrzread.Reading, error) {
	failed := mrzread.ErrNoZone
	for _, sheet := range sheets[:min(len(sheets), maxZoneSheets)] {
		picture, err := jpeg.Decode(bytes.NewReader(sheet.JPEG))
		if err != nil {
			return mrzread.Reading{}, fmt.Errorf("decoding a page: %w", err)
		}
		reading, err := mrzread.Read(ctx, picture)
		switch {
		case err == nil:
			return reading, nil
		case ctx.Err() != nil:
			return mrzread.Reading{}, ctx.Err()
		case errors.Is(err, mrzread.ErrCheckDigits):
			failed = err
		}
	}
	return mrzread.Reading{}, failed
}

// WatchZone looks at the live picture of the camera until the back of a card is
// held before it and its zone is read, or ctx ends. show is called with each
// picture that is looked at, from another goroutine. Errors of the camera are
// *[port.DeviceError].
func (d *Desk) WatchZone(ctx context.Context, show func(image.Image)) (mrzread.Reading, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	frames := make(chan port.Frame, 1) // the newest; those that nobody took are dropped
	streamed := make(chan error, 1)
	go func() {
		streamed <- d.Preview(ctx, dossier.CaptureStep{Modality: port.Face, Part: port.FacePart}, func(f port.Frame) {
			select {
			case <-frames:
			default:
			}
			select {
			case frames <- f:
			case <-ctx.Done():
			}
		})
	}()
	for {
		select {
		case err := <-streamed:
			if ctx.Err() != nil {
				err = ctx.Err() // the clerk has left
			}
			if err == nil {
				err = &port.DeviceError{Fault: port.FaultUnreachable, Err: ErrNoDevice} // the camera stopped by itself
			}
			return mrzread.Reading{}, err
		case frame := <-frames:
			if reading, ok := d.zoneOnFrame(ctx, frame, show); ok {
				stop()
				<-streamed
				return reading, nil
			}
		}
	}
}

// zoneOnFrame reads a zone from one live picture. One that cannot be decoded or
// read is followed by the next.
func (d *Desk) zoneOnFrame(ctx context.Context, frame port.Frame, show func(image.Image)) (mrzread.Reading, bool) {
	picture, err := d.Renderer.Picture(ctx, frame.JPEG)
	if err != nil {
		return mrzread.Reading{}, false
	}
	show(picture)
	reading, err := mrzread.Read(ctx, picture)
	return reading, err == nil
}
