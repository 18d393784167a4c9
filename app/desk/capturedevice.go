package desk

import (
	"context"
	"reflect"
	"slices"
	"time"

	"carddesk/app/port"
)

// Devices looks for biometric devices anew.
func (d *Desk) Devices(ctx context.Context) ([]port.BiometricDevice, map[string]error) {
	found, faults := d.Biometrics.Discover(ctx)
	d.mu.Lock()
	d.devices = found
	d.mu.Unlock()
	return found, faults
}

// WatchDevices looks for biometric devices at each tick and sends the list when
// others are there than at the look before, or when they say something else of
// themselves: one was plugged in, its service was started, it has become ready. The
// channel is closed when ctx ends.
func (d *Desk) WatchDevices(ctx context.Context, ticks <-chan time.Time) <-chan []port.BiometricDevice {
	d.mu.Lock()
	known := d.devices
	d.mu.Unlock()
	out := make(chan []port.BiometricDevice)
	go func() {
		defer close(out)
		for {
			select {
			case <-ticks:
			case <-ctx.Done():
				return
			}
			found, _ := d.Devices(ctx)
			if ctx.Err() != nil {
				return
			}
			if reflect.DeepEqual(found, known) {
				continue
			}
			known = found
			select {
			case out <- found:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// forgetDevices makes the next use search the ports again.
func (d *Desk) forgetDevices() {
	d.mu.Lock()
	d.devices = nil
	d.mu.Unlock()
}

// device returns a device that takes a part. A known one that is trusted and ready
// is used at once; otherwise the ports are searched again: a service may have been
// started, or a device registered or plugged in, since.
func (d *Desk) device(ctx context.Context, modality port.Modality, part port.Part) (port.BiometricDevice, error) {
	d.mu.Lock()
	known := d.devices
	d.mu.Unlock()
	if device, ok := usable(known, modality, part); ok && device.Trusted && device.Status == port.DeviceReady {
		return device, nil
	}
	known, _ = d.Devices(ctx)
	if device, ok := usable(known, modality, part); ok {
		return device, nil
	}
	return port.BiometricDevice{}, &port.DeviceError{Fault: port.FaultNoDevice, Err: ErrNoDevice}
}

// usable picks the device for a part among those of its kind. One that a trusted
// issuer vouches for goes before one that none does, whose pictures would be
// refused; one that says it is ready before one that does not. Of equals the
// first is taken, always the same: the order of devices is that of their serial
// numbers. A device that names no parts is taken to have all.
func usable(devices []port.BiometricDevice, modality port.Modality, part port.Part) (port.BiometricDevice, bool) {
	best, rank := port.BiometricDevice{}, 0
	for _, device := range devices {
		if device.Modality != modality || device.Status == port.DeviceNotRegistered {
			continue
		}
		if len(device.Parts) > 0 && !slices.Contains(device.Parts, part) {
			continue
		}
		r := 1
		if device.Status == port.DeviceReady {
			r += 1
		}
		if device.Trusted {
			r += 2
		}
		if r > rank {
			best, rank = device, r
		}
	}
	return best, rank > 0
}
