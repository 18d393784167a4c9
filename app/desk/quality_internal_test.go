package desk

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"carddesk/app/capture/finger"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/device/simulator/synth"
)

// printed is one impression of a finger as the renderer gives it.
func printed(person uint64, number int, impression uint64) *image.RGBA {
	print := synth.NewFinger(person, number).Print(synth.NewImpression(impression, synth.Ordinary))
	out := image.NewRGBA(print.Bounds())
	draw.Draw(out, out.Bounds(), print, print.Bounds().Min, draw.Src)
	return out
}

func blank() *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, 400, 500))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	return out
}

func TestFingerTakenTwiceIsSeen(t *testing.T) {
	d := New(Params{})
	step := dossier.CaptureStep{Section: dossier.SectionFingerprints, Modality: port.Finger, Part: port.RightSlap}
	index := port.Biometric{Modality: port.Finger, Position: port.RightIndex, Resolution: 500}
	middle := port.Biometric{Modality: port.Finger, Position: port.RightMiddle, Resolution: 500}

	first := d.lookAt(step, index, printed(7, 2, 1), nil)
	if first.template == nil || len(first.remarks) != 0 {
		t.Fatalf("first print: template %v, remarks %q", first.template != nil, first.remarks)
	}
	known := map[port.Position]*finger.Template{port.RightIndex: first.template}

	if same := d.lookAt(step, middle, printed(7, 2, 2), known); len(same.remarks) != 1 {
		t.Errorf("the index finger laid down as middle finger: remarks %q, want one", same.remarks)
	}
	if other := d.lookAt(step, middle, printed(7, 3, 2), known); len(other.remarks) != 0 {
		t.Errorf("another finger: remarks %q, want none", other.remarks)
	}
	if again := d.lookAt(step, index, printed(7, 2, 3), known); len(again.remarks) != 0 {
		t.Errorf("the same finger again under its own name: remarks %q, want none", again.remarks)
	}
	if nothing := d.lookAt(step, middle, blank(), known); len(nothing.remarks) != 1 || nothing.template != nil {
		t.Errorf("an empty glass: template %v, remarks %q, want one remark", nothing.template != nil, nothing.remarks)
	}
}

func TestPictureWithoutFaceIsSeen(t *testing.T) {
	d := New(Params{})
	step := dossier.CaptureStep{Section: dossier.SectionPortrait, Modality: port.Face}
	if found := d.lookAt(step, port.Biometric{Modality: port.Face}, blank(), nil); len(found.remarks) == 0 {
		t.Error("a white wall passes as a portrait")
	}
}

// An ear that may be hidden is told, and the portrait is taken all the same.
func TestHiddenEarIsHintedAt(t *testing.T) {
	face, err := synth.LoadPortrait(0)
	if err != nil {
		t.Fatal(err)
	}
	shot := face.Take(synth.Shot{Width: 960, Height: 1280})
	d := New(Params{})
	step := dossier.CaptureStep{Section: dossier.SectionPortrait, Modality: port.Face}
	if found := d.lookAt(step, port.Biometric{Modality: port.Face}, shot, nil); len(found.hints) != 0 {
		t.Errorf("both ears show: %q", found.hints)
	}
	hair := image.Rect(shot.Rect.Dx()*67/100, shot.Rect.Dy()*30/100, shot.Rect.Dx()*85/100, shot.Rect.Dy()*65/100)
	draw.Draw(shot, hair, image.NewUniform(color.RGBA{30, 24, 22, 255}), image.Point{}, draw.Src)
	if found := d.lookAt(step, port.Biometric{Modality: port.Face}, shot, nil); len(found.hints) != 1 || len(found.remarks) != 0 || found.cropped == nil {
		t.Errorf("an ear under hair: hints %q, remarks %q", found.hints, found.remarks)
	}
}

func TestCapital(t *testing.T) {
	for text, want := range map[string]string{"ngón trỏ phải": "Ngón trỏ phải", "ảnh": "Ảnh"} {
		if got := capital(text); got != want {
			t.Errorf("capital(%q) = %q, want %q", text, got, want)
		}
	}
}
