package biometric_test

import (
	"errors"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric"
	"carddesk/device/simulator/sbi"
)

// single is the reader of single fingers that stands beside the slap reader.
func single(t *testing.T, c *biometric.Client) port.BiometricDevice {
	t.Helper()
	devices, failures := c.Discover(t.Context())
	fingers := 0
	var found port.BiometricDevice
	for _, d := range devices {
		if d.Modality == port.Finger {
			fingers++
		}
		if d.TakesSingle() {
			found = d
		}
	}
	if fingers != 2 || len(failures) != 0 || found.SubType != "Single" {
		t.Fatalf("%d devices for fingers, the single one %+v, failures %v", fingers, found, failures)
	}
	return found
}

func TestSingleAndRolledFingers(t *testing.T) {
	for name, flatOnly := range map[string]bool{"rolls": false, "flat only": true} {
		t.Run(name, func(t *testing.T) {
			s, _ := startService(t, sbi.Options{FirstPort: 4531, LastPort: 4550, Single: true, FlatOnly: flatOnly, Still: true})
			c := client(s)
			device := single(t, c)
			request := port.CaptureRequest{
				Device: device, Part: port.SingleFinger, Expected: []port.Position{port.LeftRing}, RequestedScore: 40, Timeout: time.Minute,
			}
			flat, err := c.Capture(t.Context(), request)
			if err != nil || len(flat.Items) != 1 || flat.Items[0].Position != port.LeftRing || flat.Items[0].Rolled {
				t.Fatalf("flat: %+v, %v", flat.Items, err)
			}
			request.Rolled, request.PreviousHash = true, flat.LastHash
			rolled, err := c.Capture(t.Context(), request)
			var fault *port.DeviceError
			switch {
			case flatOnly && (!errors.As(err, &fault) || fault.Fault != port.FaultNotRolled):
				t.Errorf("a flat finger passed for a rolled one: %v", err)
			case !flatOnly && (err != nil || !rolled.Items[0].Rolled || rolled.Items[0].Width <= flat.Items[0].Width):
				t.Errorf("rolled: %v", err)
			}
			request.Expected = []port.Position{port.LeftRing, port.LeftThumb}
			if _, err := c.Capture(t.Context(), request); err == nil {
				t.Error("two fingers were rolled at once")
			}
		})
	}
}
