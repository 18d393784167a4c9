package sbi

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

const maxBody = 1 << 20

type adminRequest struct {
	Type         port.Modality     `json:"type"`
	QualityScore wire.Text         `json:"qualityScore"`
	DeviceStatus port.DeviceStatus `json:"deviceStatus"`
	Delay        wire.Text         `json:"delay"` // milliseconds
	Fault        Fault             `json:"fault"`
	Times        int               `json:"times"`
}

func (s *Service) adminRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /admin/person", func(w http.ResponseWriter, r *http.Request) {
		var spec PersonSpec
		if !readJSON(w, r, &spec) {
			return
		}
		s.SetPerson(spec)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /admin/hold", s.adminHold)
	mux.HandleFunc("POST /admin/reset", func(w http.ResponseWriter, _ *http.Request) {
		s.Reset()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /admin/fault", s.adminDevice(func(_ *device, request adminRequest) error {
		if request.Times == 0 {
			request.Times = 1
		}
		return s.SetFault(request.Type, request.Fault, request.Times)
	}))
	mux.HandleFunc("POST /admin/score", s.adminDevice(func(d *device, request adminRequest) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.score = string(request.QualityScore)
		return nil
	}))
	mux.HandleFunc("POST /admin/status", s.adminDevice(func(d *device, request adminRequest) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.status = request.DeviceStatus
		return nil
	}))
	mux.HandleFunc("POST /admin/delay", s.adminDevice(func(d *device, request adminRequest) error {
		delay, err := time.ParseDuration(string(request.Delay) + "ms")
		if err != nil {
			return err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.delay = delay
		return nil
	}))
}

func (s *Service) adminDevice(change func(*device, adminRequest) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var request adminRequest
		if !readJSON(w, r, &request) {
			return
		}
		d := s.device(request.Type)
		if d == nil {
			http.Error(w, "no device of this type", http.StatusNotFound)
			return
		}
		if err := change(d, request); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func readJSON(w http.ResponseWriter, r *http.Request, value any) bool {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err == nil {
		err = json.Unmarshal(body, value)
	}
	if err != nil {
		http.Error(w, "not the JSON expected", http.StatusBadRequest)
	}
	return err == nil
}
