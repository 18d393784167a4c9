package biometric_test

import (
	"context"
	"crypto/x509"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric"
	"carddesk/device/biometric/wire"
	"carddesk/device/simulator/sbi"
)

// Every way in which a device can fail a capture, and what the desk makes of it.
var captureFaults = map[sbi.Fault]port.DeviceFault{
	sbi.Hang:             port.FaultTimeout,
	sbi.Drip:             port.FaultTimeout,
	sbi.Dies:             port.FaultUnreachable,
	sbi.Busy:             port.FaultBusy,
	sbi.NoBiometric:      port.FaultNoBiometric,
	sbi.ErrorBeside:      port.FaultNotReady,
	sbi.ServerError:      port.FaultRefused,
	sbi.NotJSON:          port.FaultMalformed,
	sbi.TooLarge:         port.FaultMalformed,
	sbi.Empty:            port.FaultMalformed,
	sbi.ThreeOfFour:      port.FaultWrongCount,
	sbi.WrongFinger:      port.FaultWrongCount,
	sbi.RecordMismatch:   port.FaultMalformed,
	sbi.BrokenRecord:     port.FaultMalformed,
	sbi.WrongChain:       port.FaultTampered,
	sbi.MissingHash:      port.FaultTampered,
	sbi.BadSignature:     port.FaultUntrusted,
	sbi.ForeignIssuer:    port.FaultUntrusted,
	sbi.ForeignIdentity:  port.FaultUntrusted,
	sbi.WrongTransaction: port.FaultTampered,
	sbi.WrongVersion:     port.FaultMalformed,
	sbi.Score101:         port.FaultScore,
	sbi.NoScore:          port.FaultScore,
	sbi.ClockOff:         port.FaultClock,
	sbi.OtherEnvironment: port.FaultUntrusted,
}

func TestCaptureFaults(t *testing.T) {
	s := service(t)
	c := client(s)
	device := deviceOf(t, c, port.Finger)
	if _, err := c.Capture(t.Context(), slap(device)); err != nil {
		t.Fatal(err) // also takes the pictures, so that the times below are the device's
	}
	impatient := client(s, func(o *biometric.Options) { o.BusyWait = time.Nanosecond })
	for _, fault := range sbi.CaptureFaults() {
		t.Run(string(fault), func(t *testing.T) {
			defer s.Reset()
			want, ok := captureFaults[fault]
			if !ok {
				t.Fatal("fault without an expectation")
			}
			setFault(t, s, port.Finger, fault, 1)
			request := slap(device)
			if want == port.FaultTimeout {
				request.Timeout = 900 * time.Millisecond
			}
			start := time.Now()
			result, err := impatient.Capture(t.Context(), request)
			took := time.Since(start)
			var got *port.DeviceError
			if !errors.As(err, &got) || got.Fault != want {
				t.Errorf("error %v, want fault %s", err, want)
			}
			if len(result.Items) != 0 {
				t.Errorf("a refused answer left %d items", len(result.Items))
			}
			if took > 20*time.Second {
				t.Errorf("the desk waited %v", took)
			}
			s.Reset()
			start = time.Now()
			if _, err := c.Capture(t.Context(), slap(device)); err != nil {
				t.Errorf("the capture after it: %v", err)
			}
			t.Logf("%s: told after %v, next capture took %v", want, took.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
		})
	}
}

// codeFaults are the error codes that mean more than "refused".
var codeFaults = map[int]port.DeviceFault{
	100: port.FaultUnregistered, 101: port.FaultNoBiometric, 103: port.FaultUntrusted, 106: port.FaultNoDevice,
	107: port.FaultUntrusted, 109: port.FaultWrongCount, 110: port.FaultNotReady, 111: port.FaultBusy,
	202: port.FaultNoDevice, 609: port.FaultTimeout, 701: port.FaultTimeout, 703: port.FaultBusy,
	707: port.FaultNoBiometric, 708: port.FaultNoBiometric,
}

// Every error code of the interface and of its reference service is told with its
// code, and the next capture is taken.
func TestEveryErrorCode(t *testing.T) {
	s := service(t)
	c := client(s, func(o *biometric.Options) { o.BusyWait = time.Nanosecond })
	request := port.CaptureRequest{
		Device: deviceOf(t, c, port.Iris), Part: port.LeftIris, Expected: []port.Position{port.LeftEye}, Timeout: time.Minute,
	}
	for _, code := range sbi.ErrorCodes() {
		setFault(t, s, port.Iris, sbi.CodeFault(code), 1)
		want, ok := codeFaults[code]
		if !ok {
			want = port.FaultRefused
		}
		result, err := c.Capture(t.Context(), request)
		var got *port.DeviceError
		if !errors.As(err, &got) || got.Fault != want || got.Code != strconv.Itoa(code) || len(result.Items) != 0 {
			t.Errorf("%d: %d items, %v, want fault %s", code, len(result.Items), err, want)
		}
		if _, err := c.Capture(t.Context(), request); err != nil {
			t.Errorf("the capture after %d: %v", code, err)
		}
	}
}

func slap(device port.BiometricDevice) port.CaptureRequest {
	r := thumbs(device)
	r.Part, r.Expected = port.RightSlap, port.SlapPositions(port.RightSlap)
	return r
}

var streamFaults = map[sbi.Fault]port.DeviceFault{
	sbi.StreamDies:    port.FaultUnreachable,
	sbi.StreamHangs:   port.FaultTimeout,
	sbi.StreamGarbage: port.FaultMalformed,
	sbi.StreamError:   port.FaultNotReady,
}

func TestStreamFaults(t *testing.T) {
	s := service(t)
	patient := client(s)
	device := deviceOf(t, patient, port.Face)
	streams := func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if err := patient.Stream(ctx, device, port.FacePart, func(port.Frame) { cancel() }); err != nil {
			t.Errorf("a stream without a fault: %v", err)
		}
	}
	streams(t) // also makes the pictures, so that the stall below is the fault's
	c := client(s, func(o *biometric.Options) { o.StreamStall = 500 * time.Millisecond })
	for _, fault := range sbi.StreamFaults() {
		t.Run(string(fault), func(t *testing.T) {
			setFault(t, s, port.Face, fault, 1)
			frames := 0
			err := c.Stream(t.Context(), device, port.FacePart, func(port.Frame) { frames++ })
			var got *port.DeviceError
			if !errors.As(err, &got) || got.Fault != streamFaults[fault] {
				t.Errorf("after %d frames: %v, want fault %s", frames, err, streamFaults[fault])
			}
			streams(t)
		})
	}
}

func TestDeviceStates(t *testing.T) {
	s := service(t)
	c := client(s, func(o *biometric.Options) { o.BusyWait = 150 * time.Millisecond })
	device := deviceOf(t, c, port.Finger)
	for status, want := range map[string]port.DeviceFault{
		"Not Ready": port.FaultNotReady, "Busy": port.FaultBusy, "Not Registered": port.FaultUnregistered,
	} {
		admin(t, s, "status", `{"type":"Finger","deviceStatus":"`+status+`"}`)
		_, err := c.Capture(t.Context(), thumbs(device))
		var got *port.DeviceError
		if !errors.As(err, &got) || got.Fault != want || got.Code == "" {
			t.Errorf("%s: %v, want fault %s with a code", status, err, want)
		}
		if seen := deviceOf(t, c, port.Finger); string(seen.Status) != status || seen.Trusted != (status != "Not Registered") {
			t.Errorf("%s: discovery says %s, trusted %t", status, seen.Status, seen.Trusted)
		}
	}
}

func TestWeakAndMissingFingers(t *testing.T) {
	s := service(t)
	c := client(s)
	device := deviceOf(t, c, port.Finger)
	admin(t, s, "score", `{"type":"Finger","qualityScore":"31"}`)
	result, err := c.Capture(t.Context(), thumbs(device))
	if err != nil || result.Items[0].Score != 31 {
		t.Fatalf("weak fingers: %v", err)
	}
	admin(t, s, "reset", `{}`)
	admin(t, s, "person", `{"seed":3,"missing":["Left Thumb"]}`)
	t.Cleanup(func() { s.SetPerson(sbi.PersonSpec{Seed: 3}) })
	_, err = c.Capture(t.Context(), thumbs(device))
	var got *port.DeviceError
	if !errors.As(err, &got) || got.Fault != port.FaultNoBiometric {
		t.Errorf("missing thumb: %v", err)
	}
	request := thumbs(device)
	request.Expected, request.Exceptions = []port.Position{port.RightThumb}, []port.Position{port.LeftThumb}
	if result, err = c.Capture(t.Context(), request); err != nil || len(result.Items) != 1 {
		t.Errorf("one thumb with an exception: %d items, %v", len(result.Items), err)
	}
}

func TestTrainingIssuerRefusedInRelease(t *testing.T) {
	s := service(t)
	c := client(s, func(o *biometric.Options) { o.RefuseKeyIDs = [][]byte{wire.TrainingIssuerKeyID} })
	devices, failures := c.Discover(t.Context())
	if len(failures) == 0 {
		t.Error("nothing said about a training issuer")
	}
	for _, d := range devices {
		if d.Trusted {
			t.Errorf("%s is trusted", d.ID)
		}
	}
	_, err := c.Capture(t.Context(), thumbs(devices[0]))
	if err == nil {
		t.Error("captured with a training device")
	}
}

func TestNoIssuerTrustsNobody(t *testing.T) {
	s := service(t)
	for name, issuers := range map[string]biometric.Issuers{
		"no pool": nil, "empty pool": biometric.IssuersPool(x509.NewCertPool()), "no file": biometric.IssuersFile("testdata/absent.pem"),
	} {
		c := client(s, func(o *biometric.Options) { o.Issuers = issuers })
		_, err := c.Capture(t.Context(), thumbs(deviceOf(t, c, port.Finger)))
		var got *port.DeviceError
		if !errors.As(err, &got) || got.Fault != port.FaultUntrusted {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestErrorsTellNothingOfTheAnswer(t *testing.T) {
	s := service(t)
	c := client(s)
	device := deviceOf(t, c, port.Finger)
	setFault(t, s, port.Finger, sbi.NotJSON, 1)
	_, err := c.Capture(t.Context(), thumbs(device))
	if err == nil || strings.Contains(err.Error(), "welcome") || strings.Contains(err.Error(), "html") {
		t.Errorf("error repeats the answer: %v", err)
	}
}
