package biometric

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// maxDevices bounds the devices that one service may claim.
const maxDevices = 32

// Discover asks every port of the range at once and returns the devices in a
// stable order. A closed port is nothing; a service that hangs, lies or fails
// is named in the second value.
func (c *Client) Discover(ctx context.Context) ([]port.BiometricDevice, map[string]error) {
	var (
		group    sync.WaitGroup
		mu       sync.Mutex
		found    []port.BiometricDevice
		failures = map[string]error{}
	)
	for number := c.options.FirstPort; number <= c.options.LastPort; number++ {
		group.Add(1)
		go func() {
			defer group.Done()
			endpoint := "http://127.0.0.1:" + strconv.Itoa(number) + "/"
			devices, err := c.service(ctx, endpoint)
			mu.Lock()
			defer mu.Unlock()
			found = append(found, devices...)
			if err != nil {
				failures[endpoint] = err
			}
		}()
	}
	group.Wait()
	slices.SortFunc(found, func(a, b port.BiometricDevice) int {
		return cmp.Or(cmp.Compare(a.Modality, b.Modality), cmp.Compare(a.Serial, b.Serial),
			cmp.Compare(a.ID, b.ID), cmp.Compare(a.Endpoint, b.Endpoint))
	})
	found = slices.CompactFunc(found, func(a, b port.BiometricDevice) bool { return reflect.DeepEqual(a, b) })
	return found, failures
}

// service lists the devices of one service: the signed device info is what
// counts; a device known only from the unsigned discovery is listed untrusted,
// so that the clerk sees that it is there and why it cannot be used.
func (c *Client) service(ctx context.Context, endpoint string) ([]port.BiometricDevice, error) {
	ctx, cancel := context.WithTimeout(ctx, c.options.QueryTimeout)
	defer cancel()
	var items []wire.InfoItem
	infoErr := c.ask(ctx, wire.MethodInfo, endpoint, wire.PathInfo, nil, &items, maxInfo)
	switch {
	case refusedConnection(infoErr):
		return nil, nil // nothing listens there
	case infoErr != nil && ctx.Err() != nil:
		return nil, fault(ctx, infoErr)
	}
	var announced []wire.Device
	announceErr := c.ask(ctx, wire.MethodDiscover, endpoint, wire.PathDiscover,
		wire.DiscoverRequest{Type: "Biometric Device"}, &announced, maxInfo)
	if infoErr != nil && announceErr != nil {
		return nil, fault(ctx, infoErr)
	}
	if len(items) > maxDevices || len(announced) > maxDevices {
		return nil, fault(ctx, malformed("too many devices", nil))
	}
	verifier, trustErr := c.verifier()
	var (
		out      []port.BiometricDevice
		problems []error
	)
	if trustErr != nil {
		problems = append(problems, trustErr)
	}
	for _, item := range items {
		device, usable, err := signedDevice(item, verifier, endpoint)
		if err != nil {
			problems = append(problems, err)
		}
		if usable {
			out = append(out, device)
		}
	}
	for _, item := range announced {
		device, usable, err := announcedDevice(item, endpoint)
		known := slices.ContainsFunc(out, func(d port.BiometricDevice) bool { return d.ID == device.ID })
		if err == nil && usable && !known {
			out = append(out, device)
		}
	}
	return out, errors.Join(problems...)
}

// signedDevice reads one element of the device info. A device whose signature
// or issuer is refused is still listed, as not trusted, with the error.
func signedDevice(item wire.InfoItem, verifier wire.Verifier, endpoint string) (port.BiometricDevice, bool, error) {
	payload, _, err := verifier.Open(item.DeviceInfo)
	trusted := err == nil
	if !trusted {
		var readable bool
		if payload, readable = unverifiedPayload(item.DeviceInfo); !readable {
			return port.BiometricDevice{}, false, fmt.Errorf("device info: %w", err)
		}
	}
	var info wire.Device
	if err := json.Unmarshal(payload, &info); err != nil {
		return port.BiometricDevice{}, false, malformed("device info is not the JSON expected", err)
	}
	identity, _, identityErr := verifier.Open(info.DigitalID)
	if identityErr != nil {
		trusted = false
		identity, _ = unverifiedPayload(info.DigitalID)
	}
	device, usable, readErr := describe(info, identity, endpoint)
	if readErr != nil {
		return device, false, readErr
	}
	device.Trusted = trusted
	if item.Error.Failed() && item.Error.Code == wire.CodeNotRegistered {
		// Not registered devices have no signature to check: no error of ours.
		device.Status, device.Trusted = port.DeviceNotRegistered, false
		return device, usable, nil
	}
	return device, usable, errors.Join(err, identityErr)
}

func announcedDevice(info wire.Device, endpoint string) (port.BiometricDevice, bool, error) {
	identity, _ := unverifiedPayload(info.DigitalID)
	return describe(info, identity, endpoint)
}

// unverifiedPayload reads what a token or an unsigned base64url text claims.
func unverifiedPayload(token wire.Text) ([]byte, bool) {
	text := string(token)
	if parts := splitToken(text); len(parts) == 3 {
		text = parts[1]
	}
	payload, err := wire.DecodeBytes(wire.Text(text))
	return payload, err == nil && len(payload) > 0
}

func describe(info wire.Device, identity []byte, endpoint string) (port.BiometricDevice, bool, error) {
	var id wire.DigitalID
	if len(identity) > 0 {
		if err := json.Unmarshal(identity, &id); err != nil {
			return port.BiometricDevice{}, false, malformed("digital id is not the JSON expected", err)
		}
	}
	modality := port.Modality(id.Type)
	if modality != port.Finger && modality != port.Face && modality != port.Iris {
		return port.BiometricDevice{}, false, malformed("digital id names no kind of device", nil)
	}
	if info.CallbackID != "" {
		callback, err := localEndpoint(string(info.CallbackID))
		if err != nil {
			return port.BiometricDevice{}, false, err
		}
		endpoint = callback
	}
	if info.DeviceID == "" {
		return port.BiometricDevice{}, false, malformed("device without an id", nil)
	}
	device := port.BiometricDevice{
		ID: clip(info.DeviceID), Modality: modality, SubType: clip(id.DeviceSubType), Make: clip(id.Make), Model: clip(id.Model),
		Serial: clip(id.SerialNo), Provider: clip(id.DeviceProvider), Certification: clip(info.Certification),
		Status: port.DeviceStatus(clip(info.DeviceStatus)), Endpoint: endpoint,
	}
	for _, sub := range info.DeviceSubID {
		if n, err := strconv.Atoi(string(sub)); err == nil && n >= 0 && n <= 3 && len(device.Parts) < 4 {
			device.Parts = append(device.Parts, port.Part(n))
		}
	}
	// A device for authentication offers no capture for registration.
	usable := info.Purpose != "Auth"
	return device, usable, nil
}

// clip bounds a text that a device says of itself.
func clip(text wire.Text) string {
	const most = 200
	runes := []rune(string(text))
	if len(runes) > most {
		runes = runes[:most]
	}
	return string(runes)
}
