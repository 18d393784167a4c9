package sbi

import (
	"bytes"
	"net/http"
	"testing"

	"carddesk/app/port"
)

// TestHeldBeforeTheCamera: the camera sees what is held before it, the other
// devices do not, and taken away the face is seen again.
func TestHeldBeforeTheCamera(t *testing.T) {
	s, err := New(Options{Dir: t.TempDir(), Person: PersonSpec{Seed: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	card := []byte("a card")
	seen := func(modality port.Modality) []byte {
		frames, err := s.preview(s.device(modality), port.BothIris)
		if err != nil || len(frames) == 0 {
			t.Fatalf("%s: %d frames, error %v", modality, len(frames), err)
		}
		return frames[0]
	}
	request, _ := http.NewRequest(http.MethodPost, "/admin/hold", bytes.NewReader(card))
	s.adminHold(discard{}, request)
	if !bytes.Equal(seen(port.Face), card) || bytes.Equal(seen(port.Iris), card) {
		t.Error("the card is not seen by the camera alone")
	}
	request, _ = http.NewRequest(http.MethodPost, "/admin/hold", http.NoBody)
	s.adminHold(discard{}, request)
	if bytes.Equal(seen(port.Face), card) {
		t.Error("taken away, the card is still seen")
	}
}

// discard is an answer that nobody reads.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}
