package sbi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// start runs a service until the test ends.
func start(t *testing.T, options Options) *Service {
	t.Helper()
	s, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("service: %v", err)
		}
	})
	return s
}

// call makes one request as a desk does and returns the body of the answer.
func call(t *testing.T, s *Service, method, path string, body any) []byte {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !response.Close {
		t.Errorf("%s: the connection stays open", method)
	}
	return content
}

func goodRequest() wire.CaptureRequest {
	return wire.CaptureRequest{
		Env: "Developer", Purpose: "Registration", SpecVersion: "0.9.5", Timeout: "10000", CaptureTime: "2026-11-25T03:00:00Z",
		TransactionID: "1234-abcd", Bio: []wire.CaptureBio{{Type: "Iris", Count: "1", DeviceID: "iris-1", DeviceSubID: "1", RequestedScore: "60"}},
	}
}

func TestRefusals(t *testing.T) {
	s := start(t, Options{})
	for name, test := range map[string]struct {
		change func(*wire.CaptureRequest)
		want   wire.Text
	}{
		"good":               {func(*wire.CaptureRequest) {}, "0"},
		"no time":            {func(r *wire.CaptureRequest) { r.CaptureTime = "" }, wire.CodeJSON},
		"two bios":           {func(r *wire.CaptureRequest) { r.Bio = append(r.Bio, r.Bio[0]) }, wire.CodeJSON},
		"transaction":        {func(r *wire.CaptureRequest) { r.TransactionID = "a b" }, wire.CodeTransaction},
		"purpose":            {func(r *wire.CaptureRequest) { r.Purpose = "Auth" }, wire.CodePurpose},
		"environment":        {func(r *wire.CaptureRequest) { r.Env = "Production" }, wire.CodeEnvironment},
		"device":             {func(r *wire.CaptureRequest) { r.Bio[0].DeviceID = "x" }, wire.CodeDeviceNotFound},
		"part":               {func(r *wire.CaptureRequest) { r.Bio[0].DeviceSubID = "7" }, wire.CodeDeviceNotFound},
		"type":               {func(r *wire.CaptureRequest) { r.Bio[0].Type = "Face" }, wire.CodeType},
		"count":              {func(r *wire.CaptureRequest) { r.Bio[0].Count = "2" }, wire.CodeCount},
		"count and missing":  {func(r *wire.CaptureRequest) { r.Bio[0].Exception = wire.Texts{"Left"} }, wire.CodeCount},
		"previous hash":      {func(r *wire.CaptureRequest) { r.Bio[0].PreviousHash = "xyz" }, wire.CodeJSON},
		"numbers as numbers": {func(r *wire.CaptureRequest) { r.Bio[0].Count = "1" }, "0"},
	} {
		request := goodRequest()
		test.change(&request)
		var got wire.CaptureAnswer
		if err := json.Unmarshal(call(t, s, wire.MethodCapture, "capture", request), &got); err != nil || len(got.Biometrics) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		item := got.Biometrics[0]
		if item.Error.Code != test.want || (item.Data == "") != (test.want != "0") {
			t.Errorf("%s: error %+v, data of %d bytes, want code %s", name, *item.Error, len(item.Data), test.want)
		}
	}
}

func TestDiscoveryByType(t *testing.T) {
	s := start(t, Options{})
	for kind, want := range map[string]int{"Biometric Device": 3, "Finger": 1, "Face": 1, "Iris": 1, "Voice": 0} {
		var got []wire.Device
		if err := json.Unmarshal(call(t, s, wire.MethodDiscover, "device", wire.DiscoverRequest{Type: kind}), &got); err != nil || len(got) != want {
			t.Errorf("%s: %d devices, %v", kind, len(got), err)
		}
		for _, d := range got {
			if string(d.CallbackID) != s.URL() || d.SpecVersion[0] != wire.SpecVersion || d.Purpose != wire.PurposeRegistration {
				t.Errorf("%+v", d)
			}
		}
	}
}

// The stream is announced with the quirk of the reference service, so that a
// desk's reader is tried on it.
func TestStreamOnTheWire(t *testing.T) {
	s := start(t, Options{FrameInterval: time.Millisecond})
	connection, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(s.URL(), "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	body := `{"deviceId":"face-1","deviceSubId":"0","timeout":"300"}`
	fmt.Fprintf(connection, "STREAM /stream HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	connection.SetReadDeadline(time.Now().Add(2 * time.Minute))
	all, err := io.ReadAll(connection)
	if err != nil {
		t.Fatal(err)
	}
	text := string(all)
	for _, want := range []string{"HTTP/1.0 200", "boundary=--BoundaryString\r\n", "\r\n--BoundaryString\r\nContent-Type:image/jpeg\r\nContent-Length:"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if !strings.HasSuffix(text, `{"error":{"errorCode":"609","errorInfo":"stream ended"}}`) {
		t.Errorf("ends with %q", text[max(0, len(text)-80):])
	}
}

// A restarted service is trusted by a desk that kept the issuer's certificate.
func TestIssuerIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "devices")
	now := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	first, err := openIssuer(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	again, err := openIssuer(dir, now.AddDate(1, 0, 0))
	if err != nil || !again.certificate.Equal(first.certificate) {
		t.Errorf("another issuer after a restart: %v", err)
	}
	later, err := openIssuer(dir, now.AddDate(11, 0, 0))
	if err != nil || later.certificate.Equal(first.certificate) {
		t.Errorf("an expired issuer is kept: %v", err)
	}
	if !bytes.Equal(first.certificate.SubjectKeyId, wire.TrainingIssuerKeyID) {
		t.Error("issuer is not marked as a training issuer")
	}
	if err := os.WriteFile(filepath.Join(dir, IssuerFile), []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openIssuer(dir, now); err == nil {
		t.Error("a spoilt issuer file was replaced in silence")
	}
}

func TestPortsAreTakenInTurn(t *testing.T) {
	one := start(t, Options{FirstPort: 4591, LastPort: 4600})
	two := start(t, Options{FirstPort: 4591, LastPort: 4600})
	if one.Port() == two.Port() {
		t.Error("two services on one port")
	}
	if _, err := New(Options{FirstPort: one.Port(), LastPort: one.Port()}); err == nil {
		t.Error("a taken port was taken again")
	}
}

func TestFaultsAreUsedUp(t *testing.T) {
	d := &device{modality: port.Face}
	s := &Service{devices: []*device{d}}
	for _, err := range []error{s.SetFault(port.Face, Hang, 2), s.SetFault(port.Face, StreamDies, 1), s.SetFault(port.Face, Busy, -1)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []Fault{Hang, Hang, Busy, Busy} {
		if got := d.take(CaptureFaults()...); got != want {
			t.Errorf("capture %d shows %q, want %q", i, got, want)
		}
	}
	if got := d.take(StreamFaults()...); got != StreamDies {
		t.Errorf("stream shows %q", got)
	}
	s.Reset()
	if got := d.take(CaptureFaults()...); got != "" {
		t.Errorf("after a reset: %q", got)
	}
	if s.SetFault(port.Face, "nonsense", 1) == nil || s.SetFault("Voice", Hang, 1) == nil {
		t.Error("an unknown fault or device was accepted")
	}
}

func TestAdminRefusesNonsense(t *testing.T) {
	s := start(t, Options{})
	for path, body := range map[string]string{
		"admin/fault": `{"type":"Face","fault":"nonsense"}`, "admin/delay": `{"type":"Face","delay":"x"}`, "admin/person": `{"seed":"x"}`,
		"admin/score": `{"type":"Voice"}`,
	} {
		response, err := http.Post(s.URL()+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode < 400 {
			t.Errorf("%s: status %d", path, response.StatusCode)
		}
	}
}
