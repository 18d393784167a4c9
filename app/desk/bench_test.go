package desk_test

import (
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

// BenchmarkSaveIdentity is one autosave: from the typed values to the disk.
func BenchmarkSaveIdentity(b *testing.B) {
	d := newBench(b)
	identity := holder()
	id, revision := d.draft(identity), 1
	for b.Loop() {
		var err error
		revision, err = d.SaveIdentity(b.Context(), id, revision, identity)
		d.must(err)
	}
}

// BenchmarkCapture is what the desk adds to a device's own time when four fingers
// are kept, decoding apart: pictures of 500 by 666 pixels made small, records of
// 100 kB sealed and on the disk, section saved.
func BenchmarkCapture(b *testing.B) {
	d := newBench(b, func(p *desk.Params) { p.Renderer = renderer{width: 500} })
	d.biometrics.padding = 100_000
	step := dossier.CaptureStep{
		Section: dossier.SectionFingerprints, Modality: port.Finger, Part: port.RightSlap, Positions: port.SlapPositions(port.RightSlap),
	}
	for b.Loop() {
		b.StopTimer()
		id := d.draft(holder()) // the first attempt is always kept
		b.StartTimer()
		d.take(id, step)
	}
}
