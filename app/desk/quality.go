package desk

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"unicode"
	"unicode/utf8"

	"carddesk/app/capture/finger"
	"carddesk/app/capture/portrait"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// templateLimit bounds what is read of one kept template, in bytes.
const templateLimit = 64 << 10

// fewestMinutiae is how many a print must show to be told from others at all; a
// clear flat finger has 25 to 50.
const fewestMinutiae = 8

// fingerCodes number the fingers as ISO/IEC 19794-2 does.
var fingerCodes = map[port.Position]byte{
	port.RightThumb: 1, port.RightIndex: 2, port.RightMiddle: 3, port.RightRing: 4, port.RightLittle: 5,
	port.LeftThumb: 6, port.LeftIndex: 7, port.LeftMiddle: 8, port.LeftRing: 9, port.LeftLittle: 10,
}

// prints are the minutiae of a dossier's fingers as far as they were taken. They
// are kept in memory while the dossier is captured and read from the disk when
// it is opened again.
func (d *Desk) prints(ctx context.Context, id dossier.ID, sections *captureSections) map[port.Position]*finger.Template {
	d.mu.Lock()
	known, ok := d.fingers[id]
	d.mu.Unlock()
	if ok {
		return known
	}
	known = map[port.Position]*finger.Template{}
	for position, part := range sections.content.Fingerprints.Fingers {
		if part.Capture == nil || part.Capture.Template == "" {
			continue
		}
		record, err := d.Store.ReadBlob(ctx, part.Capture.Template, templateLimit)
		if err != nil {
			d.Log.Error("template cannot be opened", "error", err)
			continue
		}
		template, _, err := finger.Decode(record)
		if err != nil {
			d.Log.Error("template cannot be read", "error", err)
			continue
		}
		known[position] = &template
	}
	d.mu.Lock()
	d.fingers[id] = known
	d.mu.Unlock()
	return known
}

// look is what the desk's own look at a picture found.
type look struct {
	remarks  []string         // for the clerk, one sentence each
	template *finger.Template // of a finger
}

// lookAt looks at a picture as the device cannot: is it a finger that was taken
// before under another name, is it a portrait that the centre would refuse.
func (d *Desk) lookAt(step dossier.CaptureStep, item port.Biometric, picture *image.RGBA, known map[port.Position]*finger.Template) look {
	switch step.Modality {
	case port.Face:
		report, err := portrait.Check(picture, portrait.DefaultLimits())
		if err != nil {
			return look{remarks: []string{portrait.NoFace.Sentence()}}
		}
		var j look
		for _, defect := range report.Defects {
			j.remarks = append(j.remarks, defect.Sentence())
		}
		return j
	case port.Finger:
		template, err := finger.Read(grey(picture), item.Resolution)
		name, _ := dossier.PartName(port.Finger, item.Position)
		if err != nil || len(template.Minutiae) < fewestMinutiae {
			return look{remarks: []string{fmt.Sprintf("Không thấy đường vân ở %s. Lau sạch ngón tay và mặt kính rồi thu lại.", name)}}
		}
		j := look{template: template}
		for _, conflict := range finger.Misplaced(map[port.Position]*finger.Template{item.Position: template}, known) {
			other, _ := dossier.PartName(port.Finger, conflict.Second)
			j.remarks = append(j.remarks, fmt.Sprintf(
				"%s giống hệt %s đã thu: có thể đặt nhầm ngón hoặc nhầm tay. Kiểm tra và thu lại.", capital(name), other))
		}
		return j
	}
	return look{}
}

// keepTemplate puts the minutiae of a finger beside its record, so that a later
// desk, or the handover, compares without the picture.
func (d *Desk) keepTemplate(ctx context.Context, id dossier.ID, position port.Position, template *finger.Template) (store.Blob, error) {
	record, err := template.Encode(fingerCodes[position])
	if err != nil {
		return store.Blob{}, fmt.Errorf("writing the minutiae of a finger: %w", err)
	}
	blob, err := d.Store.PutBlob(ctx, id, "record", bytes.NewReader(record))
	if err != nil {
		return store.Blob{}, fmt.Errorf("keeping the minutiae of a finger: %w", err)
	}
	return blob, nil
}

func grey(picture *image.RGBA) *image.Gray {
	out := image.NewGray(picture.Bounds())
	draw.Draw(out, out.Bounds(), picture, picture.Bounds().Min, draw.Src)
	return out
}

// capital writes the first letter of a sentence large.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
