package desk

import (
	"testing"

	"carddesk/app/port"
)

// Several devices of a kind: the one that takes the part, is trusted and ready.
func TestDeviceForAPart(t *testing.T) {
	finger := func(id string, trusted bool, status port.DeviceStatus, parts ...port.Part) port.BiometricDevice {
		return port.BiometricDevice{ID: id, Modality: port.Finger, Trusted: trusted, Status: status, Parts: parts}
	}
	slap := []port.Part{port.LeftSlap, port.RightSlap, port.Thumbs}
	face := port.BiometricDevice{ID: "camera", Modality: port.Face, Trusted: true, Status: port.DeviceReady}
	tests := map[string]struct {
		devices []port.BiometricDevice
		part    port.Part
		want    string
	}{
		"none":                      {nil, port.Thumbs, ""},
		"other kind":                {[]port.BiometricDevice{face}, port.Thumbs, ""},
		"only":                      {[]port.BiometricDevice{face, finger("a", true, port.DeviceReady, slap...)}, port.Thumbs, "a"},
		"first of two":              {[]port.BiometricDevice{finger("a", true, port.DeviceReady, slap...), finger("b", true, port.DeviceReady, slap...)}, port.Thumbs, "a"},
		"single beside slap":        {[]port.BiometricDevice{finger("one", true, port.DeviceReady, port.SingleFinger), finger("slap", true, port.DeviceReady, slap...)}, port.RightSlap, "slap"},
		"slap cannot take one":      {[]port.BiometricDevice{finger("slap", true, port.DeviceReady, slap...)}, port.SingleFinger, ""},
		"trusted first":             {[]port.BiometricDevice{finger("a", false, port.DeviceReady, slap...), finger("b", true, port.DeviceReady, slap...)}, port.Thumbs, "b"},
		"ready first":               {[]port.BiometricDevice{finger("a", true, port.DeviceNotReady, slap...), finger("b", true, port.DeviceReady, slap...)}, port.Thumbs, "b"},
		"trusted before ready":      {[]port.BiometricDevice{finger("a", false, port.DeviceReady, slap...), finger("b", true, port.DeviceBusy, slap...)}, port.Thumbs, "b"},
		"untrusted is better shown": {[]port.BiometricDevice{finger("a", false, port.DeviceReady, slap...)}, port.Thumbs, "a"},
		"not registered":            {[]port.BiometricDevice{finger("a", false, port.DeviceNotRegistered, slap...)}, port.Thumbs, ""},
		"names no parts":            {[]port.BiometricDevice{finger("a", true, port.DeviceReady)}, port.LeftSlap, "a"},
	}
	for name, test := range tests {
		device, ok := usable(test.devices, port.Finger, test.part)
		if ok != (test.want != "") || device.ID != test.want {
			t.Errorf("%s: %q, %t, want %q", name, device.ID, ok, test.want)
		}
	}
}
