package sbi

import (
	"encoding/json"
	"net/http"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// discover answers MOSIPDISC: unsigned descriptions of the devices asked for.
func (s *Service) discover(w http.ResponseWriter, r *http.Request) {
	var request wire.DiscoverRequest
	if !readJSON(w, r, &request) {
		return
	}
	if s.infoHangs(r) {
		return
	}
	out := []wire.Device{}
	for _, d := range s.devices {
		if request.Type != "Biometric Device" && request.Type != string(d.modality) {
			continue
		}
		identity, err := json.Marshal(d.digitalID(s.options.Clock.Now()))
		if err != nil {
			http.Error(w, "digital id", http.StatusInternalServerError)
			return
		}
		described := d.describe(s.URL(), "", wire.EncodeBytes(identity))
		described.Firmware, described.Error = "", &wire.Error{Code: wire.CodeOK, Info: "Success"}
		out = append(out, described)
	}
	answer(w, out)
}

// info answers MOSIPDINFO: the signed descriptions of all devices.
func (s *Service) info(w http.ResponseWriter, r *http.Request) {
	if s.infoHangs(r) {
		return
	}
	var out []wire.InfoItem
	for _, d := range s.devices {
		item, err := s.infoItem(d)
		if err != nil {
			http.Error(w, "device info", http.StatusInternalServerError)
			return
		}
		out = append(out, item)
	}
	answer(w, out)
}

func (s *Service) infoItem(d *device) (wire.InfoItem, error) {
	identity, err := d.sign(d.digitalID(s.options.Clock.Now()))
	if err != nil {
		return wire.InfoItem{}, err
	}
	described := d.describe(s.URL(), s.options.Environment, identity)
	if status, _, _ := d.state(); status == port.DeviceNotRegistered {
		// A device that is not registered has no key to sign with.
		plain, err := json.Marshal(described)
		return wire.InfoItem{
			DeviceInfo: wire.EncodeBytes(plain),
			Error:      &wire.Error{Code: wire.CodeNotRegistered, Info: "Device not registered"},
		}, err
	}
	token, err := d.sign(described)
	return wire.InfoItem{DeviceInfo: token, Error: &wire.Error{Code: wire.CodeOK, Info: "Success"}}, err
}

func (s *Service) infoHangs(r *http.Request) bool {
	for _, d := range s.devices {
		if d.take(InfoHangs) != "" {
			<-r.Context().Done()
			return true
		}
	}
	return false
}

// answer writes value as services do.
func answer(w http.ResponseWriter, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		http.Error(w, "answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(body)
}
