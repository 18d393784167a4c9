package sbi

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

var transactionForm = regexp.MustCompile(`^[a-zA-Z0-9-]{4,50}$`)

// capture answers RCAPTURE.
func (s *Service) capture(w http.ResponseWriter, r *http.Request) {
	var request wire.CaptureRequest
	if !readJSON(w, r, &request) {
		return
	}
	if code := s.checkRequest(request); code != "" {
		refuse(w, code)
		return
	}
	bio := request.Bio[0]
	d := s.deviceByID(bio.DeviceID)
	if !d.capturing.TryLock() {
		refuse(w, wire.CodeBusy)
		return
	}
	defer d.capturing.Unlock()
	status, _, delay := d.state()
	switch status {
	case port.DeviceNotReady:
		refuse(w, wire.CodeNotReady)
		return
	case port.DeviceBusy:
		refuse(w, wire.CodeBusy)
		return
	case port.DeviceNotRegistered:
		refuse(w, wire.CodeNotRegistered)
		return
	}
	if !wait(r.Context(), delay+s.options.Settle) {
		return
	}
	fault := d.take(slices.Concat(CaptureFaults(), codeFaults())...)
	if broken(w, r, fault) {
		return
	}
	out, code, err := s.picture(d, request, fault)
	switch {
	case err != nil:
		http.Error(w, "capture", http.StatusInternalServerError)
	case code != "":
		refuse(w, code)
	case fault == Dies:
		dieInside(w, out)
	case fault == Drip:
		drip(w, r, out)
	default:
		answer(w, out)
	}
}

// checkRequest returns the error code of a request that a strict service
// refuses.
func (s *Service) checkRequest(request wire.CaptureRequest) string {
	if request.Env == "" || request.Purpose == "" || request.Timeout == "" || request.CaptureTime == "" || len(request.Bio) != 1 {
		return wire.CodeJSON
	}
	if !transactionForm.MatchString(string(request.TransactionID)) {
		return wire.CodeTransaction
	}
	if request.Purpose != wire.PurposeRegistration {
		return wire.CodePurpose
	}
	if string(request.Env) != s.options.Environment {
		return wire.CodeEnvironment
	}
	bio := request.Bio[0]
	d := s.deviceByID(bio.DeviceID)
	part, err := strconv.Atoi(string(bio.DeviceSubID))
	if d == nil || err != nil || !d.has(port.Part(part)) {
		return wire.CodeDeviceNotFound
	}
	if wire.Text(d.modality) != bio.Type {
		return wire.CodeType
	}
	count, err := strconv.Atoi(string(bio.Count))
	if err != nil {
		return wire.CodeJSON
	}
	if d.subType == "Single" {
		if count != 1 || len(bio.BioSubType) != 1 || len(bio.Exception) != 0 || fingerNumber(port.Position(bio.BioSubType[0])) == 0 {
			return wire.CodeCount
		}
		return ""
	}
	whole := len(positionsOf(d.modality, port.Part(part)))
	missing := len(bio.Exception)
	if d.modality == port.Face {
		missing = 0 // the exceptions of an exception photo are fingers and eyes
	}
	if count < 1 || count+missing != whole {
		return wire.CodeCount
	}
	return ""
}

// positionsOf returns what a part shows, in the order of the hash chain.
func positionsOf(modality port.Modality, part port.Part) []port.Position {
	switch modality {
	case port.Finger:
		return port.SlapPositions(part)
	case port.Iris:
		switch part {
		case port.LeftIris:
			return []port.Position{port.LeftEye}
		case port.RightIris:
			return []port.Position{port.RightEye}
		}
		return []port.Position{port.LeftEye, port.RightEye}
	}
	return []port.Position{port.FacePosition}
}

// wait waits and reports whether the caller is still there.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// refuse answers with an error, HTTP 200 and empty data, as the interface says.
func refuse(w http.ResponseWriter, code string) {
	answer(w, wire.CaptureAnswer{Biometrics: []wire.CaptureItem{{
		SpecVersion: wire.SpecVersion, Error: &wire.Error{Code: wire.Text(code), Info: "refused"},
	}}})
}

// broken plays the faults that need no picture.
func broken(w http.ResponseWriter, r *http.Request, fault Fault) bool {
	switch fault {
	case Hang:
		<-r.Context().Done()
	case Busy:
		refuse(w, wire.CodeBusy)
	case NoBiometric:
		refuse(w, wire.CodeNoBiometric)
	case ErrorBeside:
		answer(w, wire.CaptureAnswer{Error: &wire.Error{Code: wire.CodeNotReady, Info: "not ready"}})
	case ServerError:
		http.Error(w, "<html>internal error</html>", http.StatusInternalServerError)
	case NotJSON:
		w.Write([]byte("<html>welcome</html>"))
	case Empty:
		answer(w, wire.CaptureAnswer{Biometrics: []wire.CaptureItem{}})
	case TooLarge:
		flood(w, r)
	default:
		code, ok := fault.code()
		if ok {
			refuse(w, code)
		}
		return ok
	}
	return true
}

// flood writes a JSON text without end until the client has had enough.
func flood(w http.ResponseWriter, r *http.Request) {
	chunk := slices.Repeat([]byte(" "), 1<<20)
	w.Write([]byte(`{"biometrics":[`))
	for r.Context().Err() == nil {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// dieInside promises a whole answer and closes the connection halfway.
func dieInside(w http.ResponseWriter, out wire.CaptureAnswer) {
	body := encode(out)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body[:len(body)/2])
	// ErrAbortHandler closes the connection without a log line.
	panic(http.ErrAbortHandler)
}

// drip writes an answer so slowly that it never ends.
func drip(w http.ResponseWriter, r *http.Request, out wire.CaptureAnswer) {
	body := encode(out)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	control := http.NewResponseController(w)
	for _, b := range body {
		if _, err := w.Write([]byte{b}); err != nil || control.Flush() != nil {
			return
		}
		if !wait(r.Context(), 50*time.Millisecond) {
			return
		}
	}
}
