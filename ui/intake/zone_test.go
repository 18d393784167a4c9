package intake

import (
	"context"
	"errors"
	"image"
	"strings"
	"testing"

	"carddesk/app/capture/mrzread"
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/words"
)

// fakeZone is what pictures say.
type fakeZone struct {
	reading mrzread.Reading
	err     error
	stopped bool // the clerk ends the camera before anything is read
}

func (d *fakeCounter) ReadZone(_ context.Context, path string) (mrzread.Reading, error) {
	d.note("zone of", path)
	return d.zone.reading, d.zone.err
}

func (d *fakeCounter) ReadZoneOf(_ context.Context, id dossier.ID, code string) (mrzread.Reading, error) {
	d.note("zone of", string(id), code)
	return d.zone.reading, d.zone.err
}

func (d *fakeCounter) WatchZone(ctx context.Context, show func(image.Image)) (mrzread.Reading, error) {
	d.note("camera")
	show(image.NewGray(image.Rect(0, 0, 1, 1)))
	if d.zone.stopped {
		<-ctx.Done()
		return mrzread.Reading{}, ctx.Err()
	}
	return d.zone.reading, d.zone.err
}

// AskCamera lets the clerk end the camera at once where the desk waits for that.
func (v *clerkHands) AskCamera(stop func()) (frame func(image.Image), end func()) {
	if v.no {
		stop()
	}
	return func(image.Image) { v.frames++ }, func() { v.ended++ }
}

func zoneOf(t *testing.T) [3]string {
	t.Helper()
	name, err := person.ParseName("Lê Thị Mẫu")
	if err != nil {
		t.Fatal(err)
	}
	return person.FormatTD1(person.TD1{Number: "001190012345", Name: name, Sex: person.Female,
		Birth: person.CivilDate{Year: 1990, Month: 5, Day: 4}, Expires: person.CivilDate{Year: 2030, Month: 5, Day: 4}})
}

func TestZoneFromAPicture(t *testing.T) {
	opened := desk.Opened{Content: dossier.Content{Documents: dossier.Documents{Items: []dossier.Document{{Code: "old-card"}}}}}
	opened.ID = "d1"
	for _, test := range []struct{ answer, did string }{
		{"/scans/back.jpg", "zone of /scans/back.jpg"},
		{zonePaper + "old-card", "zone of d1 old-card"},
		{otherFile, "zone of gone"},
		{zoneCamera, "camera"},
	} {
		h := newCounterHands(t, test.answer)
		h.desk.scans = []desk.ScanFile{{Path: "/scans/back.jpg", Name: "back.jpg", At: counterNow}}
		h.desk.zone.reading.Lines = zoneOf(t)
		var took string
		h.Zone(opened, func(lines string) { took = lines })
		h.want(test.did)
		if lines := zoneOf(t); took != strings.Join(lines[:], "\n") {
			t.Errorf("%s: took %q", test.answer, took)
		}
		if camera := test.answer == zoneCamera; (h.view.frames == 1 && h.view.ended == 1) != camera {
			t.Errorf("%s: %d frames, closed %d times", test.answer, h.view.frames, h.view.ended)
		}
	}
}

func TestZoneThatIsNotRead(t *testing.T) {
	for _, err := range []error{mrzread.ErrNoZone, mrzread.ErrCheckDigits, desk.ErrSourceGone} {
		for _, answer := range []string{otherFile, zoneCamera} {
			h := newCounterHands(t, answer)
			h.desk.zone.err = err
			h.Zone(desk.Opened{}, func(lines string) { t.Errorf("%v: took %q", err, lines) })
			if len(h.view.errors) != 1 || h.view.errors[0] != words.Of(err) || h.view.errors[0] == words.Of(errors.New("x")) {
				t.Errorf("%v: said %v", err, h.view.errors)
			}
		}
	}
}

func TestCameraEndedByTheClerk(t *testing.T) {
	h := newCounterHands(t, zoneCamera)
	h.desk.zone.stopped, h.view.no = true, true
	h.Zone(desk.Opened{}, func(lines string) { t.Errorf("took %q", lines) })
	if len(h.view.errors) != 0 || h.view.ended != 1 || h.once.Busy() {
		t.Errorf("errors %v, closed %d times, busy %v", h.view.errors, h.view.ended, h.once.Busy())
	}
}

// TestZoneFillsAsATypedOne: an empty dossier takes number, birth and sex; what was
// typed otherwise becomes a difference with the old card.
func TestZoneFillsAsATypedOne(t *testing.T) {
	lines := zoneOf(t)
	text := strings.Join(lines[:], "\n")
	h := newHands(t)
	h.Start("")
	if !h.Scanned(text) {
		t.Fatal("the zone meant nothing")
	}
	id := h.Identity()
	if id.PersonalNumber != "001190012345" || id.Birth != "1990-05-04" || id.Sex != "F" || !id.OldCard.Held || id.OldCard.MRZ != lines[0]+lines[1]+lines[2] {
		t.Errorf("filled %+v", id)
	}
	h = newHands(t)
	h.Start("")
	h.Set(func(id *dossier.Identity) { id.Birth = "1991-05-04" })
	h.Scanned(text)
	open := dossier.Undecided(h.Identity())
	if len(open) != 1 || open[0].Field != "birth" || open[0].Card != "1990-05-04" || h.view.decide != 1 {
		t.Errorf("to be decided %+v, opened %d times", open, h.view.decide)
	}
}
