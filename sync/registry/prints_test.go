package registry_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"testing"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/registry"
)

// putPrints sends a dossier with the minutiae of fingers beside their pictures.
func (d *desk) putPrints(id port.PacketID, identity []byte, contents map[string]string) {
	d.t.Helper()
	parts := []port.PacketPart{
		{Name: "identity.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(identity)), nil }},
		{Name: "portrait.jpg", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(jpeg)), nil }},
	}
	for name, content := range contents {
		parts = append(parts, port.PacketPart{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(content))), nil }})
	}
	d.putSealed(id, d.sealer, parts)
}

// TestHeldPrints: an office that never saw a person is told the prints of the
// newest accepted dossier, sealed to it; prints of what was rejected are told to
// nobody.
func TestHeldPrints(t *testing.T) {
	const number = "079199000001"
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	asks := newDesk(t, c, "office-2", "station-2")
	large := string(make([]byte, port.MaxHeldPrint+1))
	d.putPrints(port.PacketID{Dossier: "d1", Version: 1}, citizen(number, ""), map[string]string{
		"templates/Right IndexFinger.fmr": "FMR one", "templates/Left Thumb.fmr": "FMR two",
		"templates/Left.fmr": "an eye", "templates/Left IndexFinger.fmr": large, "fingerprints/Right IndexFinger.fir": "a picture",
	})
	d.putPrints(port.PacketID{Dossier: "d2", Version: 1}, citizen("079199000002", registry.NoteReject), map[string]string{"templates/Left Thumb.fmr": "FMR"})
	d.start()
	eventually(t, "both decided", func() bool {
		return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) && slices.Contains(d.box.kinds("d2"), port.ChangeRejected)
	})
	line, _ := asks.start()
	sealed, err := line.HeldPrints(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("FMR one")) {
		t.Error("the answer is not sealed")
	}
	if _, err := d.sealer.OpenItem(t.Context(), sealed); err == nil {
		t.Error("another office opens the answer")
	}
	body, err := asks.sealer.OpenItem(t.Context(), sealed)
	if err != nil {
		t.Fatal(err)
	}
	var got port.HeldPrintsAnswer
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	want := map[port.Position]string{port.RightIndex: "FMR one", port.LeftThumb: "FMR two"}
	for _, p := range got.Prints {
		if want[p.Position] != string(p.Record) {
			t.Errorf("%s: %q", p.Position, p.Record)
		}
		delete(want, p.Position)
	}
	if len(want) > 0 || got.PersonalNumber != number || got.Taken.IsZero() {
		t.Errorf("answer %+v, missing %v", got, want)
	}
	for _, unknown := range []string{"079199000002", "079199999999"} {
		if _, err := line.HeldPrints(t.Context(), person.PersonalNumber(unknown)); !errors.Is(err, port.ErrPersonUnknown) {
			t.Errorf("%s: %v", unknown, err)
		}
	}
}
