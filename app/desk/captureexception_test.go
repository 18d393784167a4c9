package desk_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/device/simulator/synth"
	"carddesk/internal/racing"
)

func TestExceptionPhotoIsKept(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.must(b.Except(t.Context(), id, port.Finger, port.LeftThumb, dossier.CaptureException{Reason: "amputated"}))
	step, ok := dossier.ExceptionPhotoStep(b.open(id).Content)
	if !ok || !slices.Equal(step.Positions, []port.Position{port.LeftThumb}) {
		t.Fatalf("step %+v, %t", step, ok)
	}
	b.take(id, step)
	request := b.biometrics.requests[len(b.biometrics.requests)-1]
	if request.Device.Modality != port.Face || !slices.Equal(request.Exceptions, step.Positions) || len(request.Expected) != 1 {
		t.Errorf("the camera was asked for %+v", request)
	}
	content := b.open(id).Content
	if content.Portrait.Exception == nil || content.Portrait.Capture != nil || !dossier.ExceptionPhotoCurrent(content) {
		t.Errorf("portrait section %+v", content.Portrait)
	}
	if _, err := b.Picture(t.Context(), content.Portrait.Exception.Picture); err != nil {
		t.Error(err)
	}
	b.must(b.Except(t.Context(), id, port.Iris, port.RightEye, dossier.CaptureException{Reason: "bandaged"}))
	if dossier.ExceptionPhotoCurrent(b.open(id).Content) {
		t.Error("the photo of one exception proves two")
	}
}

func face(t *testing.T, shot synth.Shot) *image.RGBA {
	t.Helper()
	portrait, err := synth.LoadPortrait(3)
	if err != nil {
		t.Fatal(err)
	}
	return portrait.Take(shot)
}

func portraitStep() dossier.CaptureStep { return steps()[0] }

func TestPortraitIsTurnedAndCropped(t *testing.T) {
	b := newBench(t, func(p *desk.Params) {
		p.Renderer = pictures{picture: face(t, synth.Shot{Width: 1200, Height: 1600, Nearness: 0.85})}
	})
	id := b.draft(holder())
	outcome := b.take(id, portraitStep())
	capture := b.open(id).Portrait.Capture
	if len(outcome.Remarks) != 0 || capture.Remark != "" || capture.Cropped == "" {
		t.Fatalf("remarks %q, capture %+v", outcome.Remarks, capture)
	}
	data, err := b.Desk.Store.ReadBlob(t.Context(), capture.Cropped, 8<<20)
	b.must(err)
	size, err := jpeg.DecodeConfig(bytes.NewReader(data))
	b.must(err)
	// As wide as the pupils allow at the resolution of the camera, not the screen's.
	if size.Height*2 != size.Width*3 && (size.Height*2-size.Width*3) > 3 || size.Width <= 480 {
		t.Errorf("the portrait for the card is %d×%d", size.Width, size.Height)
	}
	if _, err := b.Desk.Store.ReadBlob(t.Context(), capture.Record, 8<<20); err != nil {
		t.Errorf("the picture as it was taken: %v", err)
	}
}

func TestPictureIsKeptAnywayForAReason(t *testing.T) {
	dark := face(t, synth.Shot{Width: 720, Height: 960})
	for i := range dark.Pix {
		if i%4 != 3 {
			dark.Pix[i] = uint8(float64(dark.Pix[i]) * 0.4)
		}
	}
	b := newBench(t, func(p *desk.Params) { p.Renderer = pictures{picture: dark} })
	id := b.draft(holder())
	ctx := t.Context()
	if err := b.KeepAnyway(ctx, id, portraitStep(), port.FacePosition, "body", ""); !errors.Is(err, desk.ErrNoRemark) {
		t.Errorf("before anything was taken: %v", err)
	}
	if outcome := b.take(id, portraitStep()); len(outcome.Remarks) == 0 {
		t.Fatal("nothing is wrong with a dark portrait")
	}
	if !warns(b.open(id), "remark") {
		t.Error("the supervisor is not warned of a remark nobody answered for")
	}
	for _, reason := range []string{"", "because", "other"} {
		if err := b.KeepAnyway(ctx, id, portraitStep(), port.FacePosition, reason, ""); !errors.Is(err, desk.ErrOverrideReason) {
			t.Errorf("reason %q: %v", reason, err)
		}
	}
	b.must(b.KeepAnyway(ctx, id, portraitStep(), port.FacePosition, "other", "không có đèn"))
	opened := b.open(id)
	override := opened.Portrait.Capture.Override
	if override == nil || override.By != clerkID || !strings.Contains(desk.OverrideWords(*override), "không có đèn") {
		t.Errorf("override %+v", override)
	}
	if warns(opened, "remark") {
		t.Error("still warned after the reason")
	}
}

func warns(opened desk.Opened, code string) bool {
	return slices.ContainsFunc(opened.Findings, func(f dossier.Finding) bool { return f.Code == code })
}

// pictures renders one picture again and again, or the next of some.
type pictures struct {
	renderer
	picture *image.RGBA
	next    *[]*image.RGBA
}

func TestCleanPictureGoesBeforeAHigherScore(t *testing.T) {
	blank := image.NewRGBA(image.Rect(0, 0, 720, 960))
	for i := range blank.Pix {
		blank.Pix[i] = 240
	}
	queue := []*image.RGBA{blank, face(t, synth.Shot{Width: 720, Height: 960}), blank}
	b := newBench(t, func(p *desk.Params) { p.Renderer = pictures{next: &queue} })
	id := b.draft(holder())
	b.biometrics.score = 95
	b.take(id, portraitStep())
	b.biometrics.score = 70
	if outcome := b.take(id, portraitStep()); !outcome.Items[0].Kept {
		t.Error("a portrait with a face lost against an empty chair")
	}
	b.biometrics.score = 99
	if outcome := b.take(id, portraitStep()); outcome.Items[0].Kept || len(outcome.Remarks) != 0 {
		t.Errorf("an empty chair replaced a portrait: %+v", outcome.Items[0].Remarks)
	}
	if capture := b.open(id).Portrait.Capture; capture.Attempt != 2 || capture.Tries != 3 || capture.Score != 70 {
		t.Errorf("kept %+v", capture)
	}
}

// The finger of an officer, or of anybody else, in two dossiers is seen.
func TestFingerOfAnotherDossierIsSeen(t *testing.T) {
	if racing.Enabled {
		t.Skip("arithmetic of ridges; make test runs this without the race detector")
	}
	var queue []*image.RGBA
	b := newBench(t, func(p *desk.Params) { p.Renderer = pictures{next: &queue} })
	thumbs := steps()[3]
	somebodyElse := holder()
	somebodyElse.PersonalNumber = "001190054321"
	first, second := b.draft(holder()), b.draft(somebodyElse)
	queue = []*image.RGBA{fingerprint(1, 6, 1), fingerprint(1, 1, 2)}
	if outcome := b.take(first, thumbs); len(outcome.Remarks) != 0 {
		t.Fatalf("the first dossier: %q", outcome.Remarks)
	}
	// The officer's left thumb for the citizen's right one.
	queue = []*image.RGBA{fingerprint(2, 6, 3), fingerprint(1, 6, 4)}
	outcome := b.take(second, thumbs)
	if len(outcome.Remarks) != 1 || !strings.Contains(outcome.Remarks[0], "hồ sơ khác") || !strings.HasPrefix(outcome.Remarks[0], "Ngón cái phải") {
		t.Errorf("the second dossier: %q", outcome.Remarks)
	}
	queue = []*image.RGBA{fingerprint(2, 6, 5), fingerprint(2, 1, 6)}
	if outcome := b.take(second, thumbs); len(outcome.Remarks) != 0 || !outcome.Items[1].Kept {
		t.Errorf("the citizen's own thumbs: %q", outcome.Remarks)
	}
}

func fingerprint(person uint64, number int, impression uint64) *image.RGBA {
	print := synth.NewFinger(person, number).Print(synth.NewImpression(impression, synth.Careful))
	out := image.NewRGBA(print.Rect)
	for i, v := range print.Pix {
		out.SetRGBA(i%print.Rect.Dx(), i/print.Rect.Dx(), color.RGBA{v, v, v, 255})
	}
	return out
}

func TestRolledFingers(t *testing.T) {
	var queue []*image.RGBA
	b := newBench(t, func(p *desk.Params) { p.Renderer = pictures{next: &queue} })
	old := holder()
	old.Request.Regime = dossier.Regime2014
	id := b.draft(old)
	if b.CanRoll(t.Context()) {
		// The devices of the bench name no parts, so they are taken to have all.
		t.Log("a device without parts is asked")
	}
	rolled := dossier.RolledSteps(b.open(id).Content, 36)
	if len(rolled) != 10 {
		t.Fatalf("%d rolled steps", len(rolled))
	}
	queue = []*image.RGBA{fingerprint(1, 6, 1), fingerprint(1, 1, 2), fingerprint(1, 1, 3), fingerprint(1, 2, 4)}
	b.take(id, steps()[3])
	if outcome := b.take(id, rolled[0]); len(outcome.Remarks) != 0 {
		t.Errorf("the right thumb rolled: %q", outcome.Remarks)
	}
	if request := b.biometrics.requests[len(b.biometrics.requests)-1]; !request.Rolled {
		t.Error("a rolled finger was not asked for")
	}
	content := b.open(id).Content
	if part := content.Fingerprints.Rolled[port.RightThumb]; part.Capture == nil || content.Fingerprints.RolledOutcome != dossier.RolledTaken {
		t.Errorf("rolled section %+v", content.Fingerprints)
	}
	if outcome := b.take(id, rolled[0]); len(outcome.Items) != 1 || outcome.Items[0].Kept {
		t.Errorf("the index finger rolled for the thumb replaced it: %+v", outcome.Items)
	}
	b.must(b.NoteRolled(t.Context(), id, dossier.RolledNoDevice))
	if got := b.open(id).Fingerprints.RolledOutcome; got != dossier.RolledNoDevice {
		t.Errorf("outcome %q", got)
	}
}

func (p pictures) Picture(context.Context, []byte) (*image.RGBA, error) {
	if p.next == nil {
		return p.picture, nil
	}
	if len(*p.next) == 0 {
		return nil, port.ErrRenderMalformed
	}
	first := (*p.next)[0]
	*p.next = (*p.next)[1:]
	return first, nil
}
