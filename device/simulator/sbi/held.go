package sbi

import (
	"io"
	"net/http"
)

// Hold lets something be held before the camera: its live picture is this JPEG
// from now on, whoever sits there. nil takes it away.
func (s *Service) Hold(picture []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holding = picture
}

func (s *Service) held() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.holding
}

// adminHold takes the picture of what is held before the camera; an empty one
// takes it away.
func (s *Service) adminHold(w http.ResponseWriter, r *http.Request) {
	picture, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "picture too large", http.StatusBadRequest)
		return
	}
	if len(picture) == 0 {
		picture = nil
	}
	s.Hold(picture)
	w.WriteHeader(http.StatusNoContent)
}
