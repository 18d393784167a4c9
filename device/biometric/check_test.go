package biometric

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

func TestParseScore(t *testing.T) {
	for text, want := range map[wire.Text]float64{"0": 0, "100": 100, "61.5": 61.5, "+7": 7, "1e1": 10} {
		if got, err := parseScore(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []wire.Text{"", "101", "100.01", "-1", "-0.5", "NaN", "Inf", "good", "0x1p9", "61,5"} {
		if got, err := parseScore(text); err == nil || err.Fault != port.FaultScore {
			t.Errorf("%q: read as %v, %v", text, got, err)
		}
	}
}

func TestPosition(t *testing.T) {
	for _, test := range []struct {
		text     wire.Text
		modality port.Modality
		want     port.Position
	}{
		{"Left RingFinger", port.Finger, port.LeftRing},
		{"Left", port.Iris, port.LeftEye},
		{"Left", port.Finger, port.UnknownPart},
		{"Left RingFinger", port.Iris, port.UnknownPart},
		{"left ringfinger", port.Finger, port.UnknownPart},
		{"UNKNOWN", port.Finger, port.UnknownPart},
		{"", port.Finger, port.UnknownPart},
		{"anything", port.Face, port.FacePosition},
	} {
		if got := position(test.text, test.modality); got != test.want {
			t.Errorf("%s %q: %q", test.modality, test.text, got)
		}
	}
}

func TestRefusalCodes(t *testing.T) {
	got := refusal(&wire.Error{Code: "102", Info: "personal words of the device"})
	if got.Fault != port.FaultRefused || got.Code != "102" || strings.Contains(got.Error(), "personal") {
		t.Errorf("%+v", got)
	}
	long := refusal(&wire.Error{Code: wire.Text(make([]byte, 1<<20))})
	if len(long.Code) > 16 {
		t.Errorf("a code of %d bytes was kept", len(long.Code))
	}
}

func TestLocalEndpoint(t *testing.T) {
	for address, want := range map[string]string{
		"http://127.0.0.1:4501/": "http://127.0.0.1:4501/", "http://127.0.0.1:4501": "http://127.0.0.1:4501/",
		"http://127.0.0.1:4501/sbi": "http://127.0.0.1:4501/sbi/",
	} {
		if got, err := localEndpoint(address); err != nil || got != want {
			t.Errorf("%s: %s, %v", address, got, err)
		}
	}
	for _, address := range []string{
		"", "http://192.0.2.1:4501/", "http://localhost:4501/", "https://127.0.0.1:4501/", "http://127.0.0.1/", "http://user@127.0.0.1:4501/",
		"http://127.0.0.1:4501/?x=1", "http://127.0.0.1.example.org:4501/", "http://[::1]:4501/", "file:///etc/passwd", "http://127.0.0.1:4501@192.0.2.1/",
	} {
		if got, err := localEndpoint(address); err == nil {
			t.Errorf("%s was accepted as %s", address, got)
		}
	}
}

// The caller's own end comes before whatever it broke.
func TestFaultOfContexts(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancelLate := context.WithDeadline(context.Background(), time.Unix(1, 0))
	defer cancelLate()
	open := context.Background()
	dial := &net.OpError{Op: "dial", Err: errors.New("refused")}
	for name, test := range map[string]struct {
		caller, call context.Context
		err          error
		want         port.DeviceFault
	}{
		"cancelled":            {ended, ended, io.ErrUnexpectedEOF, port.FaultCancelled},
		"cancelled, then busy": {ended, ended, &port.DeviceError{Fault: port.FaultBusy}, port.FaultCancelled},
		"caller's deadline":    {late, late, io.EOF, port.FaultTimeout},
		"call's deadline":      {open, late, fmt.Errorf("reading: %w", context.DeadlineExceeded), port.FaultTimeout},
		"refused":              {open, open, dial, port.FaultUnreachable},
		"cut":                  {open, open, io.ErrUnexpectedEOF, port.FaultUnreachable},
		"too large":            {open, open, errTooLarge, port.FaultMalformed},
		"sent elsewhere":       {open, open, fmt.Errorf("get: %w", errRedirect), port.FaultMalformed},
		"another computer":     {open, open, fmt.Errorf("dial: %w", errNotLocal), port.FaultUntrusted},
		"status":               {open, open, &statusError{503}, port.FaultRefused},
	} {
		if got := faultOf(test.caller, test.call, test.err); got.Fault != test.want {
			t.Errorf("%s: %s, want %s", name, got.Fault, test.want)
		}
	}
}

// FuzzAnswer checks that no answer of a device makes the client panic and that
// nothing unsigned is taken.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"biometrics":[]}`))
	f.Add([]byte(`{"biometrics":[{"specVersion":"0.9.5","data":"e30.e30.e30","hash":"","error":{"errorCode":"0"}}]}`))
	f.Add([]byte(`{"biometrics":[{"specVersion":"0.9.5","data":"","error":{"errorCode":101,"errorInfo":null}}]}`))
	f.Add([]byte(`{"error":{"errorCode":"110"}}`))
	check := checker{
		now: time.Unix(1_800_000_000, 0), lag: time.Minute, environment: "Developer", transaction: "1234",
		request: port.CaptureRequest{Device: port.BiometricDevice{Modality: port.Finger}, Expected: []port.Position{port.LeftThumb}},
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var answer wire.CaptureAnswer
		if json.Unmarshal(data, &answer) != nil {
			return
		}
		result, err := check.answer(answer)
		var fault *port.DeviceError
		if !errors.As(err, &fault) || fault.Fault == "" || fault.Error() == "" || len(result.Items) != 0 {
			t.Fatalf("%d items, error %v", len(result.Items), err)
		}
	})
}

// FuzzInfo checks the same for the device info.
func FuzzInfo(f *testing.F) {
	f.Add([]byte(`{"deviceInfo":"eyJkZXZpY2VJZCI6IngifQ","error":{"errorCode":"100"}}`))
	f.Add([]byte(`{"deviceInfo":"a.b.c"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var item wire.InfoItem
		if json.Unmarshal(data, &item) != nil {
			return
		}
		device, usable, _ := signedDevice(item, wire.Verifier{}, "http://127.0.0.1:4501/")
		if usable {
			if _, err := localEndpoint(device.Endpoint); err != nil || device.Trusted {
				t.Fatalf("device %+v", device)
			}
		}
	})
}
