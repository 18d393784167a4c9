package desk

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"maps"
	"unicode"
	"unicode/utf8"

	"carddesk/app/capture/finger"
	"carddesk/app/capture/portrait"
	"carddesk/app/dossier"
	"carddesk/app/port"
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
	d.remember(id)
	d.mu.Unlock()
	return known
}

// remember notes that a dossier's fingers are in memory and lets the oldest go.
// The lock is held.
func (d *Desk) remember(id dossier.ID) {
	d.recent = append(d.recent, id)
	for len(d.recent) > comparedDossiers {
		delete(d.fingers, d.recent[0])
		d.recent = d.recent[1:]
	}
}

// look is what the desk's own look at a picture found.
type look struct {
	remarks  []string         // for the clerk, one sentence each
	hints    []string         // the same of what stops nothing
	template *finger.Template // of a finger
	cropped  *image.RGBA      // of a portrait: upright, in the proportions of the card
}

// lookAt looks at a picture as the device cannot: is it a finger that was taken
// before under another name, is it a portrait that the centre would refuse.
func (d *Desk) lookAt(step dossier.CaptureStep, item port.Biometric, picture *image.RGBA, known map[port.Position]*finger.Template) look {
	switch step.Modality {
	case port.Face:
		if step.Kind == dossier.ExceptionStep {
			return look{} // shows hands, not a portrait
		}
		return lookAtPortrait(picture)
	case port.Finger:
		template, err := finger.Read(grey(picture), item.Resolution)
		name, _ := dossier.PartName(port.Finger, item.Position)
		if step.Kind == dossier.RolledStep {
			return lookAtRolled(item.Position, template, err, known)
		}
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

// lookAtPortrait judges a portrait as the centre would, and turns and crops it.
func lookAtPortrait(picture *image.RGBA) look {
	report, err := portrait.Check(picture, portrait.DefaultLimits())
	if err != nil {
		return look{remarks: []string{portrait.NoFace.Sentence()}}
	}
	var l look
	for _, defect := range report.Defects {
		l.remarks = append(l.remarks, defect.Sentence())
	}
	for _, hint := range report.Hints {
		l.hints = append(l.hints, hint.Sentence())
	}
	if report.Faces == 0 {
		return l
	}
	l.cropped, err = portrait.Crop(picture, report, portrait.CardProportions())
	if err != nil && len(l.remarks) == 0 {
		l.remarks = append(l.remarks, "Khuôn mặt quá gần mép ảnh, không cắt được theo khổ ảnh trên thẻ. Xin mời ông/bà ngồi vào giữa.")
	}
	return l
}

// lookAtRolled checks that a rolled finger is the one that was laid flat before.
func lookAtRolled(position port.Position, template *finger.Template, err error, known map[port.Position]*finger.Template) look {
	name, _ := dossier.PartName(port.Finger, position)
	if err != nil || len(template.Minutiae) < fewestMinutiae {
		return look{remarks: []string{fmt.Sprintf("Không thấy đường vân ở %s lăn. Lau sạch ngón tay rồi lăn lại.", name)}}
	}
	l := look{template: template}
	if flat := known[position]; flat != nil && finger.Compare(template, flat).Score < finger.SameFinger {
		l.remarks = append(l.remarks, fmt.Sprintf(
			"%s lăn không giống %s đã thu phẳng: có thể nhầm ngón. Kiểm tra và lăn lại.", capital(name), name))
	}
	return l
}

// comparedDossiers is how many dossiers taken at this desk since the login a
// finger is compared with.
const comparedDossiers = 12

// sureFinger is the score from which a finger is said to be one of another
// dossier. It is higher than [finger.SameFinger]: so many comparisons are made
// for each citizen that a rare chance likeness would come up.
const sureFinger = 12

// elsewhere looks for a finger among those taken for other dossiers at this desk
// since the login: a finger that two people have is that of the officer, or of
// somebody beside the desk, or the dossiers were mixed up.
func (d *Desk) elsewhere(ctx context.Context, id dossier.ID, position port.Position, template *finger.Template) []string {
	if remark := d.ofAnOfficer(ctx, position, template); remark != "" {
		return []string{remark}
	}
	d.mu.Lock()
	others := map[dossier.ID]map[port.Position]*finger.Template{}
	for _, other := range d.recent {
		if other != id {
			others[other] = maps.Clone(d.fingers[other])
		}
	}
	d.mu.Unlock()
	name, _ := dossier.PartName(port.Finger, position)
	for other, prints := range others {
		for _, known := range prints {
			if known != nil && finger.Compare(template, known).Score >= sureFinger && !d.samePerson(ctx, id, other) {
				return []string{fmt.Sprintf(
					"%s đã có trong một hồ sơ khác vừa thu ở máy này: có thể là tay cán bộ hoặc nhầm người. Kiểm tra và thu lại.", capital(name))}
			}
		}
	}
	return nil
}

// samePerson reports whether two dossiers are for one number: who has come again,
// after a dossier was cancelled or a card lost, has the same fingers.
func (d *Desk) samePerson(ctx context.Context, a, b dossier.ID) bool {
	var one, other dossier.Identity
	_, errOne := d.section(ctx, a, dossier.SectionIdentity, &one)
	_, errOther := d.section(ctx, b, dossier.SectionIdentity, &other)
	return errOne == nil && errOther == nil && one.PersonalNumber != "" && one.PersonalNumber == other.PersonalNumber
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
